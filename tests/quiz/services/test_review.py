"""Reviews in the store: what is due, rating it, and taking that back exactly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from quiz.database import Database
from quiz.models import ReviewCard, ReviewDay, ReviewEvent
from quiz.scheduling.log import State, replay
from quiz.services import review, review_standing, sessions
from quiz.services import review_rows as rows
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.exporting import erase, export_json
from quiz.services.review_items import catalogue
from quiz.services.review_standing import Held
from quiz.services.review_values import Rating
from tests.stores import Practising, how_many

NOON = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)  # two days before Europe's clocks go forward
SKILL, CARD, ORAL = "skill:softmax-row:1", "card:attention-formula", "oral:why-scale"
ZONES = ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Honolulu"]


@pytest.fixture
def learner(db: Database) -> int:
    return sessions.begin(db, now=NOON)[1].id


def kept(db: Database, learner: int) -> tuple[State, State]:
    """What the store holds, and what its log replays to; both without what undo and redo need."""
    with db.reading() as session:
        ledger = rows.ledger(session, learner)
        cards = [rows.card(row) for row in session.query(ReviewCard).filter_by(learner_id=learner)]
        replayed = replay(rows.events(session, learner))
    seen = {card.item: card for card in cards if not card.is_new}
    return State(ledger.settings, ledger.calendar, seen, ledger.tally), replace(replayed, done=(), undone=())


def test_any_sequence_ends_as_its_log_replays(db: Database) -> None:
    """Random sequences of rate, change, undo, redo and settings leave cards, counters, streak, calendar of practice
    and settings in the store as the stored log replays them."""
    chance = np.random.default_rng(33)
    undone = 0
    for _ in range(25):
        learner, now = sessions.begin(db, now=NOON)[1].id, NOON
        for _ in range(24):
            now += timedelta(minutes=int(chance.choice([1, 12, 300, 1440, 2900, 11000, -90])))
            match chance.choice(["rate", "change", "undo", "redo", "settings"], p=[0.4, 0.15, 0.2, 0.15, 0.1]):
                case "rate":
                    item = [SKILL, CARD, ORAL][chance.integers(3)]
                    rating, seconds = int(chance.integers(1, 5)), int(chance.integers(90))
                    review.rate(db, learner, item, rating, now=now, seconds=seconds)
                case "change":
                    review.change(db, learner, int(chance.integers(1, 5)), now=now)
                case "undo":
                    undone += review.undo(db, learner, now=now) is not None
                case "redo":
                    review.redo(db, learner, now=now)
                case _:
                    zone, start = ZONES[chance.integers(4)], int(chance.integers(1440))
                    review.set_settings(db, learner, {"zone": zone, "start": start, "freezes": 1}, now=now)
        stored, replayed = kept(db, learner)
        assert stored == replayed
        days = review.days(db, learner)
        assert sum(day.reviews for day in days) == stored.tally.reviews
        assert sum(day.again for day in days) == stored.tally.again
        assert sum(day.new for day in days) == len(stored.cards)
        assert sum(day.seconds for day in days) == stored.tally.seconds
    assert undone > 25


def test_undo_works_when_done_for_today(db: Database, learner: int) -> None:
    """After the last item of the day, undo gives rating, schedule, counters and streak back, and the item is due."""
    review.set_settings(db, learner, {"new_a_day": 1}, now=NOON)
    [due] = review.queue(db, learner, now=NOON).items
    review.rate(db, learner, due.item.id, 3, now=NOON, seconds=30)
    done = review.queue(db, learner, now=NOON)
    assert done.finished
    assert (done.done, done.streak.days, done.streak.today_counts, done.can_undo) == (1, 1, True, True)
    back = review.undo(db, learner, now=NOON)
    assert back is not None
    assert (back.rating, back.due, back.can_undo, back.can_redo) == (None, None, False, True)
    again = review.queue(db, learner, now=NOON)
    assert [one.item for one in again.items] == [due.item]
    assert (again.done, again.streak.days) == (0, 0)
    assert review.days(db, learner) == []


def test_taking_a_change_back_gives_the_first_rating_again(db: Database, learner: int) -> None:
    """Undo after a change of rating restores the rating before it, due date included."""
    first = review.rate(db, learner, CARD, 3, now=NOON)
    changed = review.change(db, learner, 1, now=NOON + timedelta(minutes=2))
    back = review.undo(db, learner, now=NOON + timedelta(minutes=3))
    assert changed is not None
    assert back is not None
    assert changed.due == NOON + timedelta(minutes=10)
    assert (back.rating, back.due) == (first.rating, first.due)


def test_nothing_to_undo_is_said_not_raised(db: Database, learner: int) -> None:
    """Undo, redo and change answer None when there is nothing."""
    assert review.undo(db, learner, now=NOON) is None
    assert review.redo(db, learner, now=NOON) is None
    assert review.change(db, learner, 3, now=NOON) is None


def test_the_same_key_rates_once(db: Database, learner: int) -> None:
    """A double click is one review; once it was undone, the key rates again; done again, it counts once more."""
    first = review.rate(db, learner, SKILL, 3, now=NOON, key="problem-1")
    assert review.rate(db, learner, SKILL, 3, now=NOON + timedelta(seconds=1), key="problem-1").due == first.due
    assert how_many(db, ReviewEvent, ReviewEvent.learner_id == learner) == 1
    review.undo(db, learner, now=NOON)
    review.redo(db, learner, now=NOON)
    review.rate(db, learner, SKILL, 1, now=NOON, key="problem-1")
    assert how_many(db, ReviewEvent, ReviewEvent.learner_id == learner) == 3
    review.undo(db, learner, now=NOON)
    again = review.rate(db, learner, SKILL, 4, now=NOON, key="problem-1")
    assert again.rating is review.Rating.Easy
    assert kept(db, learner)[0].tally.reviews == 1


def test_what_there_is_not_cannot_be_rated(db: Database, learner: int) -> None:
    """An unknown item, rating, key or setting is refused, and nothing is kept."""
    for item in ("skill:softmax-row:9", "skill:nope:1", "card:nope", "oral:nope", "own:7", "nope", "", "card:\x00"):
        with pytest.raises(NotFound):
            review.rate(db, learner, item, 3, now=NOON)
    for rating in (0, 5):
        with pytest.raises(Unacceptable):
            review.rate(db, learner, CARD, rating, now=NOON)
    with pytest.raises(Unacceptable):
        review.rate(db, learner, CARD, 3, now=NOON, key="with space")
    for changes in (
        {"zone": "Berlin"}, {"start": 1440}, {"retention": 0.5}, {"retention": float("nan")}, {"freezes": -1},
        {"new_a_day": 10**6}, {"weights": [1]}, {"exam": NOON.date()}, {"exam": "soon"},
    ):  # fmt: skip
        with pytest.raises(Unacceptable):
            review.set_settings(db, learner, changes, now=NOON)
    assert how_many(db, ReviewEvent, ReviewEvent.learner_id == learner) == 0
    assert how_many(db, ReviewCard, ReviewCard.learner_id == learner) == 0


def test_the_preview_is_what_the_button_does(db: Database, learner: int) -> None:
    """Each button's interval is the one that rating gives."""
    review.rate(db, learner, CARD, 3, now=NOON)
    later = NOON + timedelta(days=3)
    shown = review.preview(db, learner, CARD, now=later)
    for button in shown.buttons:
        done = review.rate(db, learner, CARD, button.rating, now=later)
        assert done.due == later + button.interval
        review.undo(db, learner, now=later)


def test_new_items_come_up_to_the_days_limit(db: Database, learner: int) -> None:
    """New items come in the order of the catalogue, as many a day as was chosen; the rest waits for the next day."""
    review.set_settings(db, learner, {"new_a_day": 3, "zone": "Europe/Berlin"}, now=NOON)
    first = review.queue(db, learner, now=NOON)
    assert [due.item.id for due in first.items] == catalogue()[:3]
    assert all(due.new for due in first.items)
    for due in first.items:
        review.rate(db, learner, due.item.id, 4, now=NOON)
    done = review.queue(db, learner, now=NOON)
    assert done.finished
    # The next day starts at 04:00 in Berlin, 03:00 UTC before the clocks go forward.
    assert done.next_due == datetime(2026, 3, 28, 3, 0, tzinfo=UTC)
    tomorrow = review.queue(db, learner, now=datetime(2026, 3, 28, 3, 0, tzinfo=UTC))
    assert [due.item.id for due in tomorrow.items] == catalogue()[3:6]


def test_what_was_missed_comes_back_in_ten_minutes(db: Database, learner: int) -> None:
    """An item rated again is due after ten minutes, not before, and the queue says when."""
    review.set_settings(db, learner, {"new_a_day": 0}, now=NOON)
    review.rate(db, learner, CARD, 1, now=NOON)
    waiting = review.queue(db, learner, now=NOON + timedelta(minutes=9))
    assert (waiting.items, waiting.next_due) == ([], NOON + timedelta(minutes=10))
    due = review.queue(db, learner, now=NOON + timedelta(minutes=10))
    assert [one.item.id for one in due.items] == [CARD]


def test_learnt_items_are_due_from_the_start_of_their_day(db: Database, learner: int) -> None:
    """A card learnt in the evening and due in two days is due then from 04:00, not only in the evening."""
    review.set_settings(db, learner, {"new_a_day": 0}, now=NOON)
    review.rate(db, learner, CARD, 3, now=datetime(2026, 5, 4, 22, 0, tzinfo=UTC))
    assert review.queue(db, learner, now=datetime(2026, 5, 6, 3, 59, tzinfo=UTC)).due == 0
    found = review.queue(db, learner, now=datetime(2026, 5, 6, 4, 0, tzinfo=UTC))
    assert (found.due, found.items[0].overdue, found.minutes) == (1, 0, 1)
    late = review.queue(db, learner, now=datetime(2026, 5, 9, 4, 0, tzinfo=UTC))
    assert late.items[0].overdue == 3


def test_a_queue_can_be_of_one_kind(db: Database, learner: int) -> None:
    """A session of cards has cards only."""
    for kind in ("skill", "card", "oral"):
        found = review.queue(db, learner, now=NOON, kinds=[kind])
        assert {due.item.kind for due in found.items} == {kind}


def test_learners_do_not_see_each_others_reviews(db: Database, learner: int) -> None:
    """Cards, counters and undo are each learner's own."""
    other = sessions.begin(db, now=NOON)[1].id
    review.rate(db, learner, CARD, 3, now=NOON, key="k")
    assert review.undo(db, other, now=NOON) is None
    assert review.streak(db, other, now=NOON).days == 0
    review.rate(db, other, CARD, 1, now=NOON, key="k")
    assert kept(db, learner)[0].tally.good == 1


def test_reviews_are_exported_and_erased(db: Database, learner: int) -> None:
    """The export holds log, cards, counters, days and settings; erasing leaves none."""
    review.set_settings(db, learner, {"zone": "Europe/Berlin"}, now=NOON)
    review.rate(db, learner, CARD, 3, now=NOON)
    tables = export_json(db, learner, now=NOON)["tables"]
    for name in ("review_card", "review_log", "review_tally", "review_settings", "review_day"):
        assert tables[name], name
    erase(db, learner)
    for table in (ReviewCard, ReviewEvent, ReviewDay):
        assert how_many(db, table, table.learner_id == learner) == 0


def test_a_due_skill_is_a_fresh_problem(db: Database) -> None:
    """Opening a skill draws a problem of its family and level with other numbers each time."""
    practising = Practising(db)
    problems = []
    for _ in range(2):
        sitting = review.open_skill(db, practising.id, SKILL, now=practising.now())
        assert [(place.family, place.level) for place in sitting.places] == [("softmax-row", 1)]
        problems.append(sitting.places[0].problem)
    assert problems[0] != problems[1]
    with pytest.raises(Unacceptable, match="Only a skill"):
        review.open_skill(db, practising.id, CARD, now=practising.now())


def test_a_due_session_has_the_due_skills(db: Database) -> None:
    """A sitting of all due skills has one problem for each, and there is none when none is due."""
    practising = Practising(db)
    sitting = review.open_due(db, practising.id, now=practising.now(), limit=5)
    assert sitting is not None
    due = review.queue(db, practising.id, now=practising.now(), kinds=["skill"], limit=5)
    assert [f"skill:{place.family}:{place.level}" for place in sitting.places] == [one.item.id for one in due.items]
    review.set_settings(db, practising.id, {"new_a_day": 0}, now=practising.now())
    assert review.open_due(db, practising.id, now=practising.now()) is None


def test_an_oral_answer_suggests_a_rating(db: Database, learner: int) -> None:
    """A prompt of the oral has the same four buttons, with a suggestion by its points."""
    found = review.oral_suggestion(db, learner, "why-scale", 0.8, now=NOON)
    assert (found.item.id, found.suggested, len(found.buttons)) == (ORAL, review.Rating.Good, 4)


def test_a_hundred_clicks_at_once_rate_once(db: Database, learner: int) -> None:
    """The same rating sent from many threads at the same time is one review; different ones all count."""
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: review.rate(db, learner, CARD, 3, now=NOON, key="one"), range(40)))
        list(threads.map(lambda n: review.rate(db, learner, ORAL, 3, now=NOON, key=f"key-{n}"), range(10)))
    stored, replayed = kept(db, learner)
    assert stored.tally.reviews == 11
    assert stored == replayed


def test_cards_of_ones_own_come_first_among_the_new(db: Database, learner: int) -> None:
    """Cards that a learner wrote are new once they are entered, before the others, and rated like them."""
    review.enter(db, learner, ["own:7", "own:8"])
    review.enter(db, learner, ["own:7"])
    found = review.queue(db, learner, now=NOON, kinds=["card"])
    assert [due.item.id for due in found.items[:3]] == ["own:7", "own:8", catalogue(["card"])[0]]
    review.rate(db, learner, "own:7", 4, now=NOON)
    assert "own:7" not in [due.item.id for due in review.queue(db, learner, now=NOON).items]
    with pytest.raises(Unacceptable):
        review.enter(db, learner, ["card:nope"])


def test_the_estimate_follows_the_learners_pace(db: Database, learner: int) -> None:
    """A card thought to take 12 s takes (3·12 + 100)/4 = 34 s next time after it took 100 s; undo and redo keep to
    it."""
    later = NOON + timedelta(days=30)

    def expected() -> int:
        found = review.queue(db, learner, now=later, kinds=["card"], limit=200)
        return next(due.seconds for due in found.items if due.item.id == CARD)

    review.rate(db, learner, CARD, 3, now=NOON, seconds=100)
    assert expected() == 34
    review.rate(db, learner, CARD, 3, now=NOON, seconds=10)
    assert expected() == 28
    review.undo(db, learner, now=NOON)
    assert expected() == 34
    review.redo(db, learner, now=NOON)
    assert expected() == 28


def test_a_rating_is_known_by_its_key_as_it_stands_now(db: Database, learner: int) -> None:
    """Changes of changes count; what was taken back does not hold, also once something else was rated; and only the
    latest act is one that undo would take back."""
    review.rate(db, learner, CARD, 3, now=NOON, key="a")
    for rating in (4, 1):
        review.change(db, learner, rating, now=NOON)
        assert review_standing.held(db, learner, "a") == Held(Rating(rating), latest=True)
    review.undo(db, learner, now=NOON)
    assert review_standing.held(db, learner, "a") == Held(Rating.Easy, latest=True)
    review.rate(db, learner, ORAL, 2, now=NOON, key="b")
    assert review_standing.held(db, learner, "a") == Held(Rating.Easy, latest=False)
    assert review_standing.held(db, learner, "b") == Held(Rating.Hard, latest=True)
    for _ in range(3):  # the other rating, the first change, the first rating
        review.undo(db, learner, now=NOON)
    review.rate(db, learner, ORAL, 3, now=NOON, key="c")
    assert review_standing.held(db, learner, "a") is None
    assert review_standing.held(db, learner, "none") is None
