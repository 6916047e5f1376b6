"""The review log: what happened, in order, and the state that follows from it.

Events are only ever added; an undo is an event too. `step` takes one event further and keeps what undo needs;
`replay` strikes out what was undone and folds the rest from the beginning. Both end in the same state, always.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from fsrs import Rating

from quiz.scheduling.days import Calendar
from quiz.scheduling.memory import Card, review
from quiz.scheduling.settings import Settings
from quiz.scheduling.tally import Tally, counted


@dataclass(frozen=True)
class Rated:
    """An item was reviewed. seconds: how long it took."""

    item: str
    rating: Rating
    at: datetime
    seconds: int = 0


@dataclass(frozen=True)
class Changed:
    """The latest rating was changed to another: as if it had been this one, on the same day at the same time."""

    rating: Rating
    at: datetime


@dataclass(frozen=True)
class Undone:
    """The latest rating or change of a rating was taken back."""

    at: datetime


@dataclass(frozen=True)
class Redone:
    """What was taken back last was done again, as it had been."""

    at: datetime


@dataclass(frozen=True)
class Configured:
    """The learner chose other settings. They hold from here on; nothing before is counted anew."""

    settings: Settings
    at: datetime


Event = Rated | Changed | Undone | Redone | Configured


@dataclass(frozen=True)
class Standing:
    """A card and the counters at one moment."""

    card: Card
    tally: Tally


@dataclass(frozen=True)
class Act:
    """A rating, or a change of it, with what stood before and after it.

    base: what the rating was applied to. Of a rating that is `before`; of a change it is what the rating that it
    changes was applied to. day: the learner's day on which it happened.
    """

    event: Rated
    day: int
    base: Standing
    before: Standing
    after: Standing


@dataclass(frozen=True)
class State:
    """Everything that follows from a log. done: what undo takes back, the latest last; undone: what redo does."""

    settings: Settings = field(default_factory=Settings)
    calendar: Calendar = field(default_factory=Calendar)
    cards: Mapping[str, Card] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    done: tuple[Act, ...] = ()
    undone: tuple[Act, ...] = ()

    def card(self, item: str) -> Card:
        return self.cards.get(item, Card(item))

    def set(self, standing: Standing) -> State:
        """The state with one card and the counters as they stood at a moment."""
        cards = {**self.cards, standing.card.item: standing.card}
        if standing.card.is_new:
            del cards[standing.card.item]
        return replace(self, cards=cards, tally=standing.tally)


def rated(before: Standing, event: Rated, settings: Settings, calendar: Calendar) -> Act:
    """A rating as an act."""
    day = calendar.number(event.at)
    return Act(event, day, before, before, _reviewed(before, event, day, settings, calendar))


def changed(act: Act, rating: Rating, settings: Settings, calendar: Calendar) -> Act:
    """A change of a rating as an act: from the same base, on the same day, by the settings that hold now."""
    event = replace(act.event, rating=rating)
    return Act(event, act.day, act.base, act.after, _reviewed(act.base, event, act.day, settings, calendar))


def step(state: State, event: Event) -> State:
    """The state after one more event. ValueError when there is nothing to change, to undo or to redo."""
    match event:
        case Rated():
            before = Standing(state.card(event.item), state.tally)
            return _do(state, rated(before, event, state.settings, state.calendar))
        case Changed():
            return _do(state, changed(_latest(state.done, "change"), event.rating, state.settings, state.calendar))
        case Undone():
            act = _latest(state.done, "undo")
            return replace(state.set(act.before), done=state.done[:-1], undone=(*state.undone, act))
        case Redone():
            act = _latest(state.undone, "redo")
            return replace(state.set(act.after), done=(*state.done, act), undone=state.undone[:-1])
        case Configured():
            return _configured(state, event)


def fold(events: Iterable[Event], state: State | None = None) -> State:
    """The state after all events, one by one."""
    state = state or State()
    for event in events:
        state = step(state, event)
    return state


def replay(events: Iterable[Event]) -> State:
    """The state that follows from what was not undone, from the beginning. Its `undone` is empty."""
    return fold(effective(events))


def effective(events: Iterable[Event]) -> list[Event]:
    """What is left of a log when everything undone is struck out, in the order in which it happened first.

    Configurations are never undone.
    """
    kept: list[Event | None] = []
    done: list[int] = []
    undone: list[tuple[int, Event]] = []
    for event in events:
        match event:
            case Undone():
                place = done.pop()
                struck = kept[place]
                assert struck is not None  # noqa: S101  # what is done has not been struck out
                undone.append((place, struck))
                kept[place] = None
            case Redone():
                place, struck = undone.pop()
                kept[place] = struck
                done.append(place)
            case Configured():
                kept.append(event)
            case Rated() | Changed():
                done.append(len(kept))
                kept.append(event)
                undone.clear()
    return [event for event in kept if event is not None]


def _reviewed(base: Standing, event: Rated, day: int, settings: Settings, calendar: Calendar) -> Standing:
    parameters = settings.parameters_on(calendar.date_of(day))
    card, _ = review(base.card, event.rating, event.at, parameters, day=day)
    tally = counted(
        base.tally, event.rating, day, new=base.card.is_new, seconds=event.seconds, most=settings.freezes
    )  # fmt: skip
    return Standing(card, tally)


def _do(state: State, act: Act) -> State:
    return replace(state.set(act.after), done=(*state.done, act), undone=())


def _configured(state: State, event: Configured) -> State:
    chosen = event.settings
    return replace(state, settings=chosen, calendar=state.calendar.moved(event.at, chosen.zone, chosen.start))


def _latest(acts: tuple[Act, ...], verb: str) -> Act:
    if not acts:
        raise ValueError(f"There is nothing to {verb}.")
    return acts[-1]
