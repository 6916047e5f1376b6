"""The exam in the store: planned before it is committed to, last looks before it, and over afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from quiz.database import Database
from quiz.models import ReviewCard
from quiz.scheduling.memory import recall_after
from quiz.services import review, review_fit, sessions
from quiz.services import review_rows as rows
from quiz.services.errors import Unacceptable
from quiz.services.review_items import catalogue
from tests.stores import how_many

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
EXAM = date(2026, 7, 3)  # 60 days ahead


@pytest.fixture
def learner(db: Database) -> int:
    return sessions.begin(db, now=NOON)[1].id


def test_a_plan_is_shown_before_anything_is_chosen(db: Database, learner: int) -> None:
    """A plan names every day until the exam with its load, and the recall on the day; asking for it keeps nothing."""
    found = review.plan(db, learner, EXAM, now=NOON, retention=0.9, new_a_day=8)
    assert [load.date for load in found.loads] == [NOON.date() + timedelta(days=n) for n in range(60)]
    assert sum(load.reviews for load in found.loads) == found.reviews <= found.plain_reviews
    assert found.recall > found.plain_recall
    assert found.seen <= found.items == len(catalogue())
    assert review.settings(db, learner).exam is None


@pytest.mark.parametrize("exam", [NOON.date(), date(2026, 5, 3), date(2029, 1, 1)])
def test_a_plan_leads_to_a_day_ahead(db: Database, learner: int, exam: date) -> None:
    """Today, the past and a day more than two years ahead are refused."""
    with pytest.raises(Unacceptable, match="days ahead"):
        review.plan(db, learner, exam, now=NOON)


def test_committing_keeps_the_plans_recall_until_the_exam(db: Database, learner: int) -> None:
    """Who sets the date gets the recall that the plan keeps until then; the wanted recall holds again afterwards."""
    offered = review.plan(db, learner, EXAM, now=NOON, retention=0.9)
    chosen = review.set_settings(db, learner, {"exam": EXAM, "retention": 0.9}, now=NOON)
    assert offered.keep is not None
    assert (chosen.exam, chosen.retention, chosen.keep) == (EXAM, 0.9, offered.keep)
    before = review.preview(db, learner, "card:attention-formula", now=NOON).buttons[2].interval
    after = review.preview(db, learner, "card:attention-formula", now=NOON + timedelta(days=90)).buttons[2].interval
    assert before > after


def lived(db: Database, learner: int, days: int) -> None:
    """Days of diligent practice: all that is due is right, and six items a day are new."""
    for day in range(days):
        now = NOON + timedelta(days=day)
        for due in review.queue(db, learner, now=now, limit=200).items:
            review.rate(db, learner, due.item.id, 3, now=now, seconds=15)


def test_last_looks_raise_recall_on_the_day_and_end_with_it(db: Database, learner: int) -> None:
    """In the last days every item that would fade is looked at, the strongest first; on the day recall is at least 0.97
    for each; before, on and after the day the learner is told so."""
    exam = NOON.date() + timedelta(days=24)
    review.set_settings(db, learner, {"exam": exam, "new_a_day": 2}, now=NOON)
    lived(db, learner, 17)
    assert review.exam(db, learner, now=NOON + timedelta(days=16)).phase == "ahead"  # type: ignore[union-attr]
    now = NOON + timedelta(days=17)
    first = review.queue(db, learner, now=now)
    assert first.exam is not None
    assert (first.exam.phase, first.exam.days_left) == ("last looks", 7)
    looks = [due.item.id for due in first.items if not due.new]
    with db.reading() as session:
        strength = {row.item: row.stability or 0 for row in session.query(ReviewCard).filter_by(learner_id=learner)}
    assert [strength[item] for item in looks] == sorted((strength[item] for item in looks), reverse=True)
    assert len(looks) == first.due < len(strength)

    for day in range(17, 24):
        now = NOON + timedelta(days=day)
        share = review.queue(db, learner, now=now, limit=200)
        for due in share.items:
            review.rate(db, learner, due.item.id, 3, now=now)
        assert review.queue(db, learner, now=now, limit=200).finished
    with db.reading() as session:
        number = rows.ledger(session, learner).calendar.number_of(exam)
        cards = [rows.card(row) for row in session.query(ReviewCard).filter_by(learner_id=learner)]
    recalls = [recall_after(card.stability or 0, number - (card.day or 0)) for card in cards if card.reviews > 1]
    assert min(recalls) > 0.93
    assert sum(recalls) / len(recalls) > 0.97

    told = [review.exam(db, learner, now=NOON + timedelta(days=day)) for day in (23, 24, 25)]
    assert [state.phase for state in told if state] == ["last looks", "today", "over"]
    assert told[2] is not None
    assert told[2].says.startswith("Your exam is over.")


def test_after_the_exam_items_come_back_at_the_recall_wanted(db: Database, learner: int) -> None:
    """An item reviewed before the exam at a lower recall comes back after it as soon as it falls below the one wanted:
    with w₂ = 2.3065 days of stability after 2 whole days at 0.9, not after those of the lower recall."""
    exam = NOON.date() + timedelta(days=60)
    chosen = review.set_settings(db, learner, {"exam": exam, "new_a_day": 5}, now=NOON)
    assert chosen.keep is not None
    eve = NOON + timedelta(days=59)
    rated = review.rate(db, learner, "card:attention-formula", 3, now=eve)
    assert rated.due is not None
    assert rated.due > eve + timedelta(days=2)  # as planned before the exam
    known = [review.queue(db, learner, now=eve + timedelta(days=day)).due for day in (1, 2)]
    assert known == [0, 1]
    review.set_settings(db, learner, {"new_a_day": 6}, now=eve + timedelta(days=2))  # another choice changes none of it
    assert review.queue(db, learner, now=eve + timedelta(days=2)).due == 1
    review.rate(db, learner, "card:attention-formula", 3, now=eve + timedelta(days=2))
    assert review.queue(db, learner, now=eve + timedelta(days=2)).due == 0


def test_without_the_exam_items_come_back_at_the_recall_wanted(db: Database, learner: int) -> None:
    """Who takes the date back gets what was planned for it as soon as it falls below the recall wanted: a first good
    review has w₂ = 2.3065 days of stability, so at 0.9 after 2 whole days."""
    review.set_settings(db, learner, {"exam": NOON.date() + timedelta(days=60), "new_a_day": 5}, now=NOON)
    rated = review.rate(db, learner, "card:attention-formula", 3, now=NOON)
    assert rated.due is not None
    assert rated.due > NOON + timedelta(days=3)
    assert review.queue(db, learner, now=NOON + timedelta(days=2)).due == 0
    review.set_settings(db, learner, {"exam": None}, now=NOON)
    assert [review.queue(db, learner, now=NOON + timedelta(days=day)).due for day in (1, 2)] == [0, 1]
    again = review.rate(db, learner, "card:attention-formula", 3, now=NOON + timedelta(days=2))
    plain = sessions.begin(db, now=NOON)[1].id
    for day in (0, 2):
        other = review.rate(db, plain, "card:attention-formula", 3, now=NOON + timedelta(days=day))
    assert again.due == other.due  # as if there had never been an exam


def test_the_recall_forecast_falls_without_reviews(db: Database, learner: int) -> None:
    """The forecast starts today and falls day by day, as long as nothing is reviewed."""
    assert review.recall_forecast(db, learner, now=NOON) == []
    review.rate(db, learner, "card:attention-formula", 3, now=NOON)
    found = review.recall_forecast(db, learner, now=NOON, days=10)
    assert found[0] == (NOON.date(), 1.0)
    assert [recall for _, recall in found] == sorted((recall for _, recall in found), reverse=True)


def test_too_few_reviews_are_not_fitted(db: Database, learner: int) -> None:
    """With a handful of reviews everybody's parameters stay, and the learner is told how many it takes."""
    lived(db, learner, 5)
    found = review.fit(db, learner, now=NOON + timedelta(days=6))
    assert not found.adopted
    assert found.loss_own is None
    assert not review.settings(db, learner).own_weights
    assert "400" in found.says


def test_fitted_parameters_are_an_event_of_the_log(db: Database, learner: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parameters that were adopted hold from then on, and the log replays with them."""
    weights = tuple(2 * w if place < 4 else w for place, w in enumerate(rows.Settings().parameters.weights))
    better = review_fit.Fit(500, 100, (0.4, 0.3), weights)
    monkeypatch.setattr(review_fit, "fitted", lambda history: better)
    monkeypatch.setattr(review_fit, "ENOUGH_REVIEWS", 0)
    before = review.preview(db, learner, "card:attention-formula", now=NOON).buttons[2].interval
    report = review.fit(db, learner, now=NOON)
    assert report.adopted
    assert review.settings(db, learner).own_weights
    after = review.rate(db, learner, "card:attention-formula", 3, now=NOON)
    assert after.due == NOON + 2.5 * before  # w₂ = 4.613 days instead of 2.3065: 5 whole days instead of 2
    review.fit(db, learner, now=NOON)  # the same again is no event
    with db.reading() as session:
        assert rows.ledger(session, learner).row.events == 2
        replayed = review_fit.effective(rows.events(session, learner))
    assert replayed[0].settings.weights == weights  # type: ignore[union-attr]
    assert how_many(db, ReviewCard, ReviewCard.learner_id == learner) == 1


def test_mastery_is_known_with_its_uncertainty(db: Database, learner: int) -> None:
    """A topic without reviews has none; with one item two days after its first review the recall is R(2) and lies
    between R − 1.96·√(R·(1 − R)) and 1."""
    assert all((one.seen, one.recall) == (0, 0.0) for one in review.mastery(db, learner, now=NOON))
    review.rate(db, learner, "card:attention-formula", 3, now=NOON)
    known = [one for one in review.mastery(db, learner, now=NOON) if one.seen]
    assert [(one.seen, one.recall, one.low, one.high) for one in known] == [(1, 1.0, 1.0, 1.0)]
    with db.reading() as session:
        stability = rows.card_of(session, learner, "card:attention-formula").stability
    assert stability == pytest.approx(2.3065)
    [later] = [one for one in review.mastery(db, learner, now=NOON + timedelta(days=2)) if one.seen]
    # R(2 days) = (1 + 0.9804·2/2.3065)^−0.1542 = 1.8501^−0.1542 = 0.9095; 1.96·√(0.9095·0.0905) = 0.5623
    assert (later.recall, later.low, later.high) == (pytest.approx(0.9095, abs=2e-4), pytest.approx(0.347, abs=1e-3), 1)
    assert sum(one.items for one in review.mastery(db, learner, now=NOON)) == len(catalogue())
