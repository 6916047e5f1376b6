"""The oral in the store: what was said is kept exactly, graded by the grader alone, and overruled beside it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Base, MockOral, OralAnswer, OralOwnVerdict, ReviewEvent
from quiz.oral import grade, prompt, prompts
from quiz.services import drilling, drilling_mocks, exporting, review
from quiz.services.drilling_values import Answer, Mock
from quiz.services.errors import NotFound, Unacceptable
from tests.stores import NOON, Practising, how_many

PROMPT = "is-attention-random"
TEXT = "No, it is deterministic:\nthe same input always gives the same weights."
TRAPPED = "Attention picks its partners by chance."


def answered(learner: Practising, text: str = TEXT, prompt_id: str = PROMPT, **more: object) -> Answer:
    key = str(more.pop("key", f"k-{learner.now().isoformat()}"))
    return drilling.answer(learner.db, learner.id, prompt_id, text, key=key, now=learner.now(), **more)  # type: ignore[arg-type]


def states(answer: Answer) -> dict[str, str]:
    return {point.id: point.state for point in answer.points}


def test_what_was_said_is_kept_exactly_with_what_was_found(learner: Practising) -> None:
    """The text, its seconds and every verdict with its places are stored, and shown as the grader gave them."""
    found = answered(learner, seconds=41)
    again = drilling.look(learner.db, learner.id, found.id)
    assert again == found
    assert (again.text, again.said, again.seconds, again.asked) == (TEXT, TEXT, 41, None)
    graded = grade(prompt(PROMPT), TEXT)
    assert {p.id: (p.machine, p.spans) for p in again.points} == {
        id: (one.state, one.spans) for id, one in graded.points.items()
    }
    assert states(again)["deterministic"] == "found"
    assert again.score == again.machine_score == graded.score


def test_the_same_key_is_the_same_answer(learner: Practising) -> None:
    """A form that is sent twice is one answer."""
    first, second = answered(learner, key="once"), answered(learner, key="once")
    assert first.id == second.id
    assert how_many(learner.db, OralAnswer, OralAnswer.learner_id == learner.id) == 1


def test_twenty_posts_at_once_are_one_answer(learner: Practising) -> None:
    """A form that is sent many times at the same moment is one answer, and each sender gets it."""
    now = learner.now()

    def send(_: int) -> str:
        return drilling.answer(learner.db, learner.id, PROMPT, TEXT, key="at once", now=now).id

    with ThreadPoolExecutor(8) as senders:
        assert len(set(senders.map(send, range(20)))) == 1
    assert how_many(learner.db, OralAnswer, OralAnswer.learner_id == learner.id) == 1


@pytest.mark.parametrize("text", ["", " \r\n ", "x" * 2001, "a\0b", "half \ud800 of one"])
def test_what_cannot_be_graded_is_refused_whole(learner: Practising, text: str) -> None:
    """Empty, too long or unreadable: one sentence, and nothing is stored."""
    with pytest.raises(Unacceptable) as refused:
        answered(learner, text)
    assert str(refused.value).count(".") == 1
    assert how_many(learner.db, OralAnswer, OralAnswer.learner_id == learner.id) == 0


def test_two_thousand_characters_are_taken(learner: Practising) -> None:
    """Exactly the longest answer is graded; words over sixty are not cut."""
    assert len(answered(learner, "so it is " * 222 + "so").said) == 2000


def test_a_follow_up_is_graded_together_with_the_first(learner: Practising) -> None:
    """What is added is appended: both texts stay, a point found before stays found, and the question is kept."""
    first = answered(learner)
    assert states(first)["mcts"] == "missing"
    more = "Random rollouts belong to Monte Carlo tree search."
    second = answered(learner, more, follows=first.id)
    assert (second.text, second.said) == (more, f"{TEXT}\n{more}")
    assert (second.follows, second.asked) == (first.id, first.follow_ups[0])
    assert states(second)["deterministic"] == states(second)["mcts"] == "found"
    assert drilling.look(learner.db, learner.id, first.id).text == TEXT
    with pytest.raises(Unacceptable, match="no such follow-up"):
        answered(learner, more, follows=first.id, follow_up=99)
    with pytest.raises(Unacceptable, match="asked before"):
        answered(learner, more, "why-scale", follows=first.id)
    with pytest.raises(Unacceptable, match="added to it have at most"):
        answered(learner, "x" * 1990, follows=first.id)


def test_the_learner_overrules_and_the_machines_verdict_stays(learner: Practising) -> None:
    """An own verdict is a row beside the machine's: it holds, moves the score, and can be taken back."""
    first = answered(learner)
    before = first.machine_score
    mine = drilling.overrule(learner.db, learner.id, first.id, "mcts", "found", now=learner.now())
    point = next(point for point in mine.points if point.id == "mcts")
    assert (point.machine, point.own, point.state) == ("missing", "found", "found")
    assert mine.score > before == mine.machine_score
    back = drilling.overrule(learner.db, learner.id, first.id, "mcts", None, now=learner.now())
    assert back.score == before
    assert how_many(learner.db, OralOwnVerdict, OralOwnVerdict.learner_id == learner.id) == 2
    with learner.db.reading() as session:
        row = session.scalars(sa.select(OralAnswer).where(OralAnswer.public_id == first.id)).one()
        assert row.grade["points"]["mcts"]["state"] == "missing"


def test_all_points_said_is_the_whole_score_less_what_traps_cost(learner: Practising) -> None:
    """With every point overruled to found the score is 1; a trap that was sprung still costs a quarter."""
    for text, score in ((TEXT, 1.0), (TRAPPED, 0.75)):
        found = answered(learner, text)
        for point in found.points:
            found = drilling.overrule(learner.db, learner.id, found.id, point.id, "found", now=learner.now())
        assert found.score == pytest.approx(score)


def test_only_real_points_and_states_can_be_said(learner: Practising) -> None:
    """A point is one of the question's; a verdict is found, contradicted or missing."""
    found = answered(learner)
    for point, state in (("cooking", "found"), ("mcts", "perhaps")):
        with pytest.raises(Unacceptable):
            drilling.overrule(learner.db, learner.id, found.id, point, state, now=learner.now())


def test_answers_are_ones_own(learner: Practising, db: Database) -> None:
    """Another learner's answers and mock orals are not there."""
    found, mock = answered(learner), begun(learner)
    other = Practising(db)
    for attempt in (
        lambda: drilling.look(db, other.id, found.id),
        lambda: drilling.overrule(db, other.id, found.id, "mcts", "found", now=NOON),
        lambda: drilling.rate(db, other.id, found.id, 3, now=NOON),
        lambda: answered(other, follows=found.id),
        lambda: answered(other, mock=mock.id),
        lambda: drilling_mocks.report(db, other.id, mock.id),
        lambda: drilling_mocks.go_on(db, other.id, mock.id, 0, now=NOON),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_rating_reaches_the_memory_once(learner: Practising) -> None:
    """Rating an answer schedules its question; the same answer rated again changes nothing."""
    found = answered(learner, seconds=50)
    done = drilling.rate(learner.db, learner.id, found.id, 3, now=learner.now())
    drilling.rate(learner.db, learner.id, found.id, 1, now=learner.now())
    assert done.item.id == f"oral:{PROMPT}"
    with learner.db.reading() as session:
        [event] = session.scalars(sa.select(ReviewEvent).where(ReviewEvent.learner_id == learner.id))
    assert (event.item, event.rating, event.seconds) == (f"oral:{PROMPT}", 3, 50)
    with pytest.raises(Unacceptable):
        drilling.rate(learner.db, learner.id, answered(learner).id, 9, now=learner.now())


def test_the_suggestion_follows_the_score_and_traps(learner: Practising) -> None:
    """A trap suggests again; overruling every point to found suggests easy."""
    trapped = answered(learner, TRAPPED)
    assert drilling.suggestion(learner.db, learner.id, trapped, now=NOON).suggested == review.Rating.Again
    found = answered(learner)
    for point in found.points:
        found = drilling.overrule(learner.db, learner.id, found.id, point.id, "found", now=learner.now())
    assert drilling.suggestion(learner.db, learner.id, found, now=NOON).suggested == review.Rating.Easy


def test_a_beginner_is_answered_with_other_weights(learner: Practising) -> None:
    """The mode is kept with the answer, and the score is that of the mode."""
    found = answered(learner, mode="beginner")
    assert (found.mode, found.machine_score) == ("beginner", grade(prompt(PROMPT), TEXT, mode="beginner").score)
    assert answered(learner, "It is a function of the input.", follows=found.id).mode == "beginner"
    with pytest.raises(Unacceptable):
        answered(learner, mode="shouting")


def test_what_was_never_asked_comes_first(learner: Practising) -> None:
    """The next question of a topic is a new one, then the one answered the longest ago; never the same at once."""
    topic = prompt(PROMPT).topic
    deck = [one.id for one in prompts() if one.topic == topic]
    seen = []
    for _ in deck:
        asked = drilling.next_prompt(learner.db, learner.id, topic)
        answered(learner, prompt_id=asked.id)
        seen.append(asked.id)
    assert sorted(seen) == sorted(deck)
    assert drilling.next_prompt(learner.db, learner.id, topic).id == seen[0]
    assert drilling.next_prompt(learner.db, learner.id, topic, after=seen[0]).id == seen[1]
    with pytest.raises(Unacceptable):
        drilling.next_prompt(learner.db, None, "cooking")


def begun(learner: Practising, *topics: str, minutes: int = 10, seed: int = 7) -> Mock:
    return drilling_mocks.start(
        learner.db, learner.id, topics, now=learner.now(), minutes=minutes, seeds=lambda: seed
    )  # fmt: skip


def test_a_mock_oral_asks_of_every_topic_in_turn(learner: Practising) -> None:
    """Ten minutes hold eight questions (75 seconds each), as many of each topic as can be; none comes twice."""
    mock = begun(learner, "path-merging", "weights", "projections")
    assert len(mock.plan) == len(set(mock.plan)) == 8
    of = [prompt(id).topic for id in mock.plan]
    assert {of.count(topic) for topic in mock.topics} == {2, 3}
    assert len(set(of[:3])) == 3
    assert begun(learner, "path-merging", "weights", "projections", seed=8).plan != mock.plan
    assert begun(learner, "output").plan == [one.id for one in prompts() if one.topic == "output"]
    for topics, minutes in ((["cooking"], 10), ([], 7)):
        with pytest.raises(Unacceptable):
            begun(learner, *topics, minutes=minutes)


def test_a_mock_oral_goes_on_where_it_was(learner: Practising) -> None:
    """Passing on counts once however often it is sent; the question at hand and the clock are those of the store."""
    mock = begun(learner)
    for _ in range(2):
        drilling_mocks.go_on(learner.db, learner.id, mock.id, 0, now=learner.now())
    again = drilling_mocks.look(learner.db, learner.id, mock.id)
    assert (again.place, again.prompt) == (1, prompt(mock.plan[1]))
    assert again.left(mock.started + timedelta(seconds=100)) == 500
    open_one = drilling_mocks.unfinished(learner.db, learner.id)
    assert open_one is not None
    assert open_one.id == mock.id


def test_a_mock_oral_ends_after_its_last_question_or_its_time(learner: Practising) -> None:
    """After the last question, or at the first step after its time, it is finished, and nothing asked is left."""
    short = begun(learner, "output")
    assert drilling_mocks.go_on(learner.db, learner.id, short.id, 0, now=learner.now()).finished is not None
    mock = begun(learner)
    late = mock.started + timedelta(seconds=600)
    ended = drilling_mocks.go_on(learner.db, learner.id, mock.id, 0, now=late)
    assert (ended.finished, ended.prompt) == (late, None)
    assert drilling_mocks.unfinished(learner.db, learner.id) is None


def test_the_report_counts_the_last_word_and_nothing_for_silence(learner: Practising) -> None:
    """A question's follow-up replaces its first answer; an unanswered one counts 0 in its topic.

    What is added after the report changes nothing in it.
    """
    mock = begun(learner, "whole pipeline")  # three questions, one of them this
    first = answered(learner, "Hm, let me think.", mock=mock.id, seconds=30)
    second = answered(learner, TEXT, follows=first.id, mock=mock.id, seconds=20)
    afterwards = answered(learner, "Monte Carlo tree search uses random rollouts.", follows=second.id)
    found = drilling_mocks.report(learner.db, learner.id, mock.id)
    assert (second.mock, afterwards.mock) == (mock.id, None)
    assert {one.id: answer and answer.id for one, answer in found.answers} == {
        id: second.id if id == PROMPT else None for id in mock.plan
    }
    assert found.seconds == 50
    [topic] = found.topics
    assert (topic.topic, topic.prompts) == ("whole pipeline", 3)
    assert topic.score == found.score == pytest.approx(second.score / 3)
    lost = {point.id for point in second.points if point.state != "found"}
    assert {one.point for one in found.missed} == lost
    assert "mcts" in lost


def test_points_that_are_missed_most_come_first(learner: Practising) -> None:
    """Missed points are counted over the last words to each question, with own verdicts."""
    for text in (TEXT, TEXT, TRAPPED):
        answered(learner, text)
    found = {one.point: (one.times, one.of) for one in drilling.missed(learner.db, learner.id)}
    assert found["mcts"] == (3, 3)
    assert found["deterministic"][0] == 1
    assert next(iter(found.values())) == (3, 3)


def test_all_of_it_can_be_taken_away_and_erased(learner: Practising) -> None:
    """Answers, own verdicts and mock orals are in the export, and gone after erasing."""
    mock = begun(learner)
    first = answered(learner, prompt_id=mock.plan[0], mock=mock.id)
    point = first.points[0].id
    drilling.overrule(learner.db, learner.id, first.id, point, "contradicted", now=learner.now())
    if first.follow_ups:
        answered(learner, "And more.", mock.plan[0], follows=first.id)
    tables = exporting.export_json(learner.db, learner.id, now=NOON)["tables"]
    assert TEXT in {row["text"] for row in tables["oral_answer"]}
    assert [row["state"] for row in tables["oral_own_verdict"]] == ["contradicted"]
    exporting.erase(learner.db, learner.id)
    for table in (OralAnswer, OralOwnVerdict, MockOral):
        assert how_many(learner.db, table, table.learner_id == learner.id) == 0
    assert Base.metadata.tables["oral_answer"].c.text.nullable is False
