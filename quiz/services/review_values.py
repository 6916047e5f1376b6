"""What the review services hand to the pages: frozen values, safe to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from quiz.scheduling.memory import Rating

__all__ = [
    "Button", "Cures", "Day", "Done", "Due", "DueList", "ExamState", "FitReport", "Item", "Load", "Mastery", "Plan",
    "Preview", "Rating", "Settings", "Streak",
]  # fmt: skip


@dataclass(frozen=True)
class Item:
    """Something that is remembered. id: `skill:<family>:<level>`, `card:<id>`, `card:<id>/reverse`, `oral:<prompt>`.

    kind: skill, card or oral; ref: the id within its kind (family id, card face id, prompt id); level: of a skill.
    """

    id: str
    kind: str
    ref: str
    level: int | None
    title: str
    topic: str | None


@dataclass(frozen=True)
class Due:
    """An item that is to be reviewed now.

    new: it was never reviewed. overdue: days since it was due. recall: the predicted chance to recall it now, None
    for a new one. because: the id of the mistake that raised it, else None. seconds: how long it will take.
    """

    item: Item
    new: bool
    overdue: int
    recall: float | None
    because: str | None
    seconds: int


@dataclass(frozen=True)
class Streak:
    """days: in a row up to today or yesterday, freezes counted; today_counts: whether today already has a review."""

    days: int
    best: int
    freezes: int
    today_counts: bool


@dataclass(frozen=True)
class ExamState:
    """The exam as seen from today. phase: `ahead`, `last looks`, `today` or `over`; says: one sentence to show."""

    day: date
    days_left: int
    phase: str
    says: str


@dataclass(frozen=True)
class DueList:
    """What to do now. items: the first of what is due with new ones mixed in; due: all that are due; new: how many
    of the new ones today's limit still lets in; minutes: for due and new together. next_due: when something comes
    back, once nothing is due (None: nothing will, or something is due). done: reviews made today.
    can_undo, can_redo: for the keys, also when done for today.
    """

    items: Sequence[Due]
    due: int
    new: int
    minutes: int
    done: int
    next_due: datetime | None
    streak: Streak
    exam: ExamState | None
    can_undo: bool
    can_redo: bool

    @property
    def finished(self) -> bool:
        """Done for today."""
        return not self.items


@dataclass(frozen=True)
class Button:
    """A rating with what it would do. interval: until the item comes back; says: the interval in words, "4 days"."""

    rating: Rating
    label: str
    interval: timedelta
    says: str


@dataclass(frozen=True)
class Preview:
    """The four buttons of an item, the suggested one and why (one sentence; None where nothing was measured)."""

    item: Item
    buttons: Sequence[Button]
    suggested: Rating | None
    reason: str | None


@dataclass(frozen=True)
class Done:
    """What a rating, a change, an undo or a redo came to. rating: None when the item has none any more (undone).

    due: when the item comes back, None for one that is new again. says: a sentence for the status line.
    """

    item: Item
    rating: Rating | None
    due: datetime | None
    streak: Streak
    can_undo: bool
    can_redo: bool
    says: str


@dataclass(frozen=True)
class Settings:
    """A learner's choices. start: minutes after midnight at which the day starts; retention: the recall wanted;
    keep: the recall at which items come back until the exam, found by the plan; freezes: most held; own_weights:
    whether the model uses parameters fitted to this learner."""

    zone: str
    start: int
    retention: float
    exam: date | None
    keep: float | None
    freezes: int
    new_a_day: int
    own_weights: bool


@dataclass(frozen=True)
class Load:
    """A day of a plan. new: first reviews among `reviews`."""

    date: date
    reviews: int
    new: int
    minutes: int


@dataclass(frozen=True)
class Plan:
    """What a learner sees before they commit to an exam date and a desired recall.

    loads: the daily load of the plan; plain: the same without last looks. recall, plain_recall: the mean predicted
    recall on the day; reviews, plain_reviews: how many it takes. looks_from: the first day of last looks, None where
    the plain way is as good. new_a_day: what it takes to see everything before the last looks. says: sentences.
    """

    exam: date
    retention: float
    keep: float | None
    loads: Sequence[Load]
    plain: Sequence[Load]
    recall: float
    plain_recall: float
    reviews: int
    plain_reviews: int
    looks_from: date | None
    new_a_day: int
    seen: int
    items: int
    says: Sequence[str]


@dataclass(frozen=True)
class Cures:
    """What helps after a missed problem. cards: flashcards behind it; skills: where the mistake shows once more;
    raised: those that now come first, because a mistake was made twice."""

    cards: Sequence[Item]
    skills: Sequence[Item]
    raised: Sequence[Item]


@dataclass(frozen=True)
class Day:
    """A date in the calendar of practice."""

    date: date
    reviews: int
    again: int
    new: int
    seconds: int


@dataclass(frozen=True)
class Mastery:
    """A topic as it stands: how many of its items were seen, and the predicted share of these recalled today.

    low, high: between these the share that is really recalled lies in 19 of 20 cases, by the model's own chances.
    """

    topic: str
    items: int
    seen: int
    recall: float
    low: float
    high: float


@dataclass(frozen=True)
class FitReport:
    """What came of fitting: adopted or not and why, in a sentence; losses on held-out reviews where it was tried."""

    adopted: bool
    reviews: int
    loss_standard: float | None
    loss_own: float | None
    says: str
