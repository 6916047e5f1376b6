"""Sittings: which problems come, in which order, and who may see them."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from quiz.database import Database
from quiz.family import families
from quiz.services import practice
from quiz.services.errors import DraftConflict, NotFound, Unacceptable
from quiz.services.values import Problem
from tests.stores import FAMILY, NOON, WRONG, Practising, right, stored


def test_a_sitting_opens_its_first_problem(learner: Practising) -> None:
    """A sitting has as many places as were asked for; the first is open, the others are drawn when they are reached."""
    sitting = practice.start(learner.db, learner.id, now=NOON, length=3)
    assert [place.position for place in sitting.places] == [1, 2, 3]
    assert [place.problem is not None for place in sitting.places] == [True, False, False]
    first = practice.current(learner.db, learner.id, sitting.id, now=NOON)
    assert (first.id, first.position, first.length) == (sitting.places[0].problem, 1, 3)


@pytest.mark.parametrize(
    "asked",
    [{"length": 0}, {"length": 51}, {"topic": "cooking"}, {"level": 9}, {"families": []}, {"families": [("no", 1)]},
     {"families": [(FAMILY, 9)]}, {"families": [(FAMILY, 1)] * 51}],
)  # fmt: skip
def test_what_there_is_not_cannot_be_practised(learner: Practising, asked: dict[str, Any]) -> None:
    """A length outside 1 to 50, an unknown topic, family or level is refused."""
    with pytest.raises(Unacceptable):
        practice.start(learner.db, learner.id, now=NOON, **asked)


def test_a_topic_and_a_level_are_kept_to(learner: Practising) -> None:
    """A sitting of a topic and a level has only families of that topic, at that level."""
    topic = families()[FAMILY].topic
    sitting = practice.start(learner.db, learner.id, now=NOON, topic=topic, level=2, length=6)
    assert {families()[place.family].topic for place in sitting.places} == {topic}
    assert {place.level for place in sitting.places} == {2}


def test_mixed_practice_interleaves(learner: Practising) -> None:
    """In mixed practice no family comes again before every other has come."""
    number = len(families())
    sitting = practice.start(learner.db, learner.id, now=NOON, length=min(50, 2 * number))
    names = [place.family for place in sitting.places]
    assert sorted(names[:number]) == sorted(families())
    assert names[number:] == names[: len(names) - number]


def test_what_went_wrong_comes_first_and_what_went_right_last(learner: Practising) -> None:
    """Mixed practice starts with families that went wrong, then those not seen, then those that went right."""
    wrong, good = FAMILY, "peaked-attention" if "peaked-attention" in families() else "attention-weights"
    learner.submit(learner.problem(wrong), WRONG)
    learner.solve(learner.problem(good))
    sitting = practice.start(learner.db, learner.id, now=NOON, level=1, length=len(families()))
    names = [place.family for place in sitting.places]
    assert (names[0], names[-1]) == (wrong, good)


def test_the_level_rises_once_it_is_settled(learner: Practising) -> None:
    """Without a level one practises the lowest that one has not settled."""
    learner.solve(learner.problem(FAMILY, 1))
    sitting = practice.start(learner.db, learner.id, now=NOON, length=len(families()))
    assert {place.level for place in sitting.places if place.family == FAMILY} == {2}


def test_the_given_seed_decides(learner: Practising) -> None:
    """Seeds come in as a parameter: the same seeds give the same plan and the same numbers."""
    both = []
    for _ in range(2):
        sitting = practice.start(learner.db, learner.id, now=NOON, length=4, seeds=iter([7, 2**64 - 1]).__next__)
        first = practice.current(learner.db, learner.id, sitting.id, now=NOON)
        row = stored(learner.db, first.id)
        both.append(([place.family for place in sitting.places], row.seed, row.givens))
    assert both[0] == both[1]
    assert both[0][1] == 2**64 - 1


def test_practising_again_gives_fresh_numbers(learner: Practising) -> None:
    """The same families again have other numbers, in the order that was asked for."""
    first = learner.problem()
    again = practice.start(learner.db, learner.id, now=NOON, families=[(FAMILY, 1), ("full-attention", 2)])
    assert [(place.family, place.level) for place in again.places] == [(FAMILY, 1), ("full-attention", 2)]
    assert stored(learner.db, first.id).seed != stored(learner.db, str(again.places[0].problem)).seed


def test_current_moves_on(learner: Practising) -> None:
    """The current problem is the first that is neither solved nor given up, at last the last one."""
    sitting = practice.start(learner.db, learner.id, now=NOON, families=[(FAMILY, 1)] * 3)

    def now_at() -> Problem:
        return practice.current(learner.db, learner.id, sitting.id, now=NOON)

    first = now_at()
    learner.submit(first, WRONG)
    assert now_at().id == first.id
    learner.solve(first)
    assert now_at().position == 2
    learner.reveal(now_at())
    assert now_at().position == 3
    learner.solve(now_at())
    assert now_at().position == 3
    assert practice.sitting(learner.db, learner.id, sitting.id).done == 3
    assert practice.done(learner.db, learner.id, sitting.id) == 3


def test_following_opens_each_place_once(learner: Practising) -> None:
    """Next goes place by place, finds an opened problem again, and ends after the last."""
    sitting = practice.start(learner.db, learner.id, now=NOON, families=[(FAMILY, 1)] * 2)
    first = practice.current(learner.db, learner.id, sitting.id, now=NOON)
    second = practice.following(learner.db, learner.id, first.id, now=NOON)
    assert second is not None
    assert second.position == 2
    same = practice.following(learner.db, learner.id, first.id, now=NOON)
    assert same == second
    assert practice.following(learner.db, learner.id, second.id, now=NOON) is None


def test_a_fresh_one_takes_the_same_place(learner: Practising) -> None:
    """A fresh problem has the same family, level and place, other numbers, and is where next goes on from."""
    problem = learner.problem("full-attention", 2)
    fresh = practice.fresh(learner.db, learner.id, problem.id, now=NOON)
    fresher = practice.fresh(learner.db, learner.id, problem.id, now=NOON)
    assert [p.take for p in (problem, fresh, fresher)] == [0, 1, 2]
    assert {(p.family.id, p.level, p.position, p.sitting) for p in (problem, fresh, fresher)} == {
        ("full-attention", 2, 1, problem.sitting)
    }
    assert len({stored(learner.db, p.id).seed for p in (problem, fresh, fresher)}) == 3
    assert practice.current(learner.db, learner.id, problem.sitting, now=NOON).id == fresher.id


def test_hints_come_one_by_one(learner: Practising) -> None:
    """Each hint is given when asked for; after the last there are no more; an attempt keeps how many were used."""
    problem = learner.problem()
    assert (list(problem.hints), problem.hints_left) == ([], 2)
    one = practice.hint(learner.db, learner.id, problem.id, now=NOON)
    two = practice.hint(learner.db, learner.id, problem.id, now=NOON)
    assert (len(one), len(two), two[:1]) == (1, 2, one)
    assert practice.hint(learner.db, learner.id, problem.id, now=NOON) == two
    again = learner.again(problem)
    assert (list(again.hints), again.hints_left) == (two, 0)


def test_a_solution_is_there_once_it_is_shown(learner: Practising) -> None:
    """A problem has its solution and its right answers after the reveal, for ever, and not before."""
    problem = learner.problem()
    assert problem.solution is None
    shown = learner.reveal(problem)
    assert shown.expected == stored(learner.db, problem.id).expected
    assert learner.again(problem).solution == shown
    assert learner.reveal(problem) == shown


@pytest.mark.parametrize("family", sorted(families()))
def test_a_problem_tells_no_seed_and_no_key(learner: Practising, family: str) -> None:
    """Whatever a page can print of an open problem holds neither its seed nor its stored row."""
    problem = learner.problem(family)
    row = stored(learner.db, problem.id)
    text = repr(problem)
    assert str(row.seed) not in text
    assert f"{row.seed:016x}" not in text
    assert problem.solution is None
    assert problem.grade is None


def test_public_ids_cannot_be_guessed(learner: Practising) -> None:
    """The names that the world sees have 128 random bits."""
    problem = learner.problem()
    for id in (problem.id, problem.sitting):
        assert len(base64.urlsafe_b64decode(id + "==")) == 16
    assert problem.id != problem.sitting


ACTS: dict[str, Callable[[Database, int, Problem], object]] = {
    "sitting": lambda db, id, p: practice.sitting(db, id, p.sitting),
    "done": lambda db, id, p: practice.done(db, id, p.sitting),
    "current": lambda db, id, p: practice.current(db, id, p.sitting, now=NOON),
    "problem": lambda db, id, p: practice.problem(db, id, p.id),
    "following": lambda db, id, p: practice.following(db, id, p.id, now=NOON),
    "fresh": lambda db, id, p: practice.fresh(db, id, p.id, now=NOON),
    "submit": lambda db, id, p: practice.submit(db, id, p.id, WRONG, key="k", now=NOON),
    "hint": lambda db, id, p: practice.hint(db, id, p.id, now=NOON),
    "reveal": lambda db, id, p: practice.reveal(db, id, p.id, now=NOON),
    "save_draft": lambda db, id, p: practice.save_draft(db, id, p.id, WRONG, revision=0, now=NOON),
    "finish": lambda db, id, p: practice.finish(db, id, p.sitting, now=NOON),
    "summary": lambda db, id, p: practice.summary(db, id, p.sitting),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_strangers_problem_is_not_there(
    db: Database, learner: Practising, act: Callable[[Database, int, Problem], object]
) -> None:
    """Another learner's problem or sitting is not found, in every use case, and stays as it was."""
    problem = learner.problem()
    with pytest.raises(NotFound):
        act(db, Practising(db).id, problem)
    assert learner.again(problem) == problem


@pytest.mark.parametrize("id", ["", "nonsense", "a" * 22, "\0" * 22, "\ud800", "x" * 10_000, "a" * 21 + "\n"])
def test_an_id_that_never_was_is_not_found(db: Database, learner: Practising, id: str) -> None:
    """Any text may stand where an id is expected; one that names nothing is not found."""
    for look in (practice.problem, practice.sitting, practice.done, practice.summary):
        with pytest.raises(NotFound):
            look(db, learner.id, id)


def test_drafts_of_two_tabs_do_not_overwrite_each_other(learner: Practising) -> None:
    """A save continues the draft that its tab knows; an older tab is told what is stored, and nothing is lost."""
    problem = learner.problem()

    def save(text: str, revision: int) -> int:
        typed = {"weights": text}
        return practice.save_draft(learner.db, learner.id, problem.id, typed, revision=revision, now=NOON).revision

    assert save("0.1", 0) == 1
    assert save("0.1 0.2", 1) == 2
    with pytest.raises(DraftConflict) as conflict:
        save("0.7", 1)
    assert (conflict.value.revision, conflict.value.typed) == (2, {"weights": "0.1 0.2"})
    assert save("0.1 0.2", 1) == 2  # the same text again, say a retried request, is no conflict
    draft = learner.again(problem).draft
    assert draft is not None
    assert (draft.typed, draft.revision, draft.saved) == ({"weights": "0.1 0.2"}, 2, NOON)


def test_the_look_back(learner: Practising) -> None:
    """The summary tells verdict, credit, attempts, hints and time of each problem, mistakes by name, what to repeat."""
    pairs = [(FAMILY, 1), (FAMILY, 2), (FAMILY, 3)]
    sitting = practice.start(learner.db, learner.id, now=NOON, families=pairs)
    first = practice.current(learner.db, learner.id, sitting.id, now=NOON)
    learner.solve(first)
    second = practice.following(learner.db, learner.id, first.id, now=NOON)
    assert second is not None
    practice.hint(learner.db, learner.id, second.id, now=NOON)
    logits_as_weights = stored(learner.db, second.id).givens["logits"]
    learner.submit(second, {"weights": [[str(z) for z in logits_as_weights]]})
    learner.solve(second)
    third = practice.following(learner.db, learner.id, second.id, now=NOON)
    assert third is not None
    learner.reveal(third)
    look = practice.finish(learner.db, learner.id, sitting.id, now=NOON)
    told = [(r.position, r.verdict, r.solved, r.revealed, r.credit, r.attempts, r.hints) for r in look.results]
    assert told == [
        (1, "correct", True, False, 1.0, 1, 0),
        (2, "correct", True, False, 1.0, 2, 1),
        (3, None, False, True, 0.0, 0, 0),
    ]
    assert (look.credit, look.possible) == (2.0, 3)
    assert look.seconds == sum(result.seconds for result in look.results) > 0
    assert [(mistake.id, mistake.count) for mistake in look.mistakes] == [("no-softmax", 1)]
    assert list(look.again) == [(FAMILY, 2), (FAMILY, 3)]
    assert look.sitting.finished == NOON
    assert practice.summary(learner.db, learner.id, sitting.id) == look


def test_the_latest_sittings_come_first(learner: Practising) -> None:
    """A learner finds their sittings again, the newest first."""
    made = [practice.start(learner.db, learner.id, now=learner.now(), families=[(FAMILY, 1)]).id for _ in range(3)]
    assert [sitting.id for sitting in practice.recent(learner.db, learner.id, 2)] == made[:0:-1]


def test_the_right_answer_of_every_family_solves_it(learner: Practising) -> None:
    """From the store and back every family's own answer is right."""
    for family in families():
        problem = learner.problem(family)
        outcome = learner.submit(problem, right(learner.db, problem))
        assert outcome.solved, family
