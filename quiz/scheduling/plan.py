"""The way to an exam: recall is raised on the day itself rather than for ever.

Until the last week cards come back at a lower recall than is wanted in the end, which saves reviews. In the last week
(longer for large decks) every card that would be below `LOOK_BELOW` on the day gets a last look: the strongest
first, the weakest on the eve, in equal shares a day. `offer` finds the recall to keep until then at which the whole
way costs no more reviews than keeping the wanted recall all along, and is best on the day (or as good as, and shorter).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from quiz.scheduling.forecast import Choice, Course, Forecast, forecast
from quiz.scheduling.memory import Card, Parameters

LOOK_BELOW = 0.97
LOOKS_A_DAY = 20
AS_GOOD = 0.005  # recall on the day differs less than this between ways by chance alone, so the shortest is taken
SHORTEST, LONGEST = 7, 21  # days of last looks
KEEPS = (0.7, 0.74, 0.78, 0.82, 0.85, 0.88, 0.9, 0.92, 0.94, 0.96)


@dataclass(frozen=True)
class Offer:
    """What a learner sees before they commit. wanted: their desired recall; plan and plain: the ways with and
    without last looks; keep: the recall until the last looks, None where plain is at least as good."""

    wanted: float
    plain: Forecast
    plan: Forecast
    keep: float | None
    looks: int


def days_of_looks(cards: int) -> int:
    """How many days before the exam the last looks begin: so that not many more than 20 fall on a day.

    >>> days_of_looks(60), days_of_looks(300), days_of_looks(5000)
    (7, 15, 21)
    """
    return min(max(SHORTEST, ceil(cards / LOOKS_A_DAY)), LONGEST)


def is_last_look(day: int, exam: int | None, cards: int) -> bool:
    """Whether a day belongs to the last looks of a deck. exam: its day number; None without one."""
    return exam is not None and exam - days_of_looks(cards) <= day < exam


def last_looks(cards: Sequence[Card], day: int, exam: int, parameters: Parameters) -> list[Card]:
    """The cards to look at once more on this day, in the order in which they count.

    A day's share is fixed by what is left to look at when the day begins, so that it can be finished.
    """
    need = [card for card in cards if card.day is not None and card.day < day and _fades(card, exam, parameters)]
    done = sum(card.day == day and card.reviews > 1 for card in cards)
    return sorted(need, key=_strongest_first)[: share(len(need), done, exam - day)]


def share(need: int, done: int, days_left: int) -> int:
    """How many last looks are left for a day: of `need` on all the days left, after `done` today."""
    return max(ceil((need + done) / days_left) - done, 0)


def fades_after(parameters: Parameters, mark: float = LOOK_BELOW) -> float:
    """The time, in stabilities, after which recall is below a mark: R(t) < m when t/S > (m^(−1/w₂₀) − 1)/F.

    >>> round(fades_after(Parameters()), 3)  # with m = 0.97: a card of 10 days fades within 3
    0.223
    """
    return float((mark ** (-1 / parameters.weights[20]) - 1) / parameters.factor)


def offer(course: Course, wanted: float) -> Offer:
    """The best way to the exam that costs no more reviews than keeping `wanted` all along."""
    looks = days_of_looks(len(course.cards) + course.unseen)
    plain = forecast(course, wanted, _plain)
    tried = [(keep, forecast(course, keep, _with_looks(looks))) for keep in KEEPS if keep <= wanted]
    kept = [(keep, found) for keep, found in tried if found.reviews <= plain.reviews and found.recall > plain.recall]
    if not kept:
        return Offer(wanted, plain, plain, None, looks)
    good_enough = max(found.recall for _, found in kept) - AS_GOOD
    keep, best = min((one for one in kept if one[1].recall >= good_enough), key=lambda one: one[1].reviews)
    return Offer(wanted, plain, best, keep, looks)


def _plain(cards: Sequence[Card], day: int, exam: int, parameters: Parameters) -> list[Card]:
    return [card for card in cards if card.due_day is not None and card.due_day <= day]


def _with_looks(looks: int) -> Choice:
    def chosen(cards: Sequence[Card], day: int, exam: int, parameters: Parameters) -> list[Card]:
        find = last_looks if exam - looks <= day else _plain
        return find(cards, day, exam, parameters)

    return chosen


def _fades(card: Card, exam: int, parameters: Parameters) -> bool:
    """Whether a card would be below the mark on the day of the exam."""
    if card.stability is None or card.day is None:
        return False
    return exam - card.day > fades_after(parameters) * card.stability


def _strongest_first(card: Card) -> float:
    return -(card.stability or 0.0)
