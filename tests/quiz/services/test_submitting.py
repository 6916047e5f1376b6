"""What becomes of a submission."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.database import Database
from quiz.grades import Verdict
from quiz.models import Attempt, Draft, FamilyProgress, GradeRow, MistakeProgress, Submission, Variant
from quiz.services import practice, submitting
from quiz.services.errors import KeyReused, NotFound, Unacceptable
from quiz.services.values import Outcome, Problem, Status
from quiz.together import Together
from tests.stores import ALSO_WRONG, NOON, UNREADABLE, WRONG, Practising, how_many, right, stored


def attempts(db: Database, problem: Problem) -> int:
    return how_many(db, Attempt, Attempt.variant_id == stored(db, problem.id).id)


def test_a_wrong_answer_is_an_attempt(db: Database, learner: Practising) -> None:
    """A wrong answer that can be read counts, with the exact text and its grade."""
    problem = learner.problem()
    outcome = learner.submit(problem, WRONG)
    assert (outcome.status, outcome.attempts, outcome.credit, outcome.solved) == (Status.COUNTED, 1, 0.0, False)
    assert outcome.grade.verdict is Verdict.INCORRECT
    again = learner.again(problem)
    assert again.typed == WRONG
    assert again.grade == outcome.grade


def test_a_right_answer_solves(db: Database, learner: Practising) -> None:
    """A right answer after a wrong one is the second attempt and earns the whole credit."""
    problem = learner.problem()
    learner.submit(problem, WRONG)
    outcome = learner.solve(problem)
    assert (outcome.status, outcome.attempts, outcome.credit, outcome.solved) == (Status.COUNTED, 2, 1.0, True)


@pytest.mark.parametrize("writing", [WRONG, {"weights": "5.1 5.1 5.1"}, {"weights": "[510 %, 5.10, 5.1]"}])
def test_the_same_wrong_answer_costs_nothing(db: Database, learner: Practising, writing: dict[str, str]) -> None:
    """The same wrong answer again, however it is written, is not a second attempt."""
    problem = learner.problem()
    learner.submit(problem, WRONG)
    outcome = learner.submit(problem, writing)
    assert (outcome.status, outcome.attempts) == (Status.REPEATED, 1)
    assert attempts(db, problem) == 1


def test_going_back_to_an_earlier_wrong_answer_costs_nothing(db: Database, learner: Practising) -> None:
    """Any earlier attempt makes an answer a repeat, and it is told what it was told then."""
    problem = learner.problem()
    first, second = (learner.submit(problem, answer) for answer in (WRONG, ALSO_WRONG))
    assert (first.status, second.status) == (Status.COUNTED, Status.COUNTED)
    again = learner.submit(problem, WRONG)
    assert (again.status, again.grade) == (Status.REPEATED, first.grade)
    assert attempts(db, problem) == 2


def test_a_retried_request_gets_the_same_response(db: Database, learner: Practising) -> None:
    """The same key with the same answers gets the same response, even after everything has changed."""
    problem = learner.problem()
    first = learner.submit(problem, WRONG, key="once")
    learner.solve(problem)
    learner.reveal(problem)
    retried = learner.submit(problem, WRONG, key="once")
    assert retried.replayed
    assert not first.replayed
    assert (retried.status, retried.grade, retried.attempts, retried.credit, retried.solved) == (
        first.status, first.grade, first.attempts, first.credit, first.solved,
    )  # fmt: skip
    assert attempts(db, problem) == 2


@pytest.mark.parametrize("kind", ["repeated", "solved", "revealed"])
def test_a_retried_request_that_did_not_count_gets_the_same_response(
    db: Database, learner: Practising, kind: str
) -> None:
    """This holds for every status that is kept."""
    problem = learner.problem()
    answers = WRONG
    if kind == "repeated":
        learner.submit(problem, WRONG)
    elif kind == "solved":
        learner.solve(problem)
    else:
        learner.reveal(problem)
    first = learner.submit(problem, answers, key="once")
    retried = learner.submit(problem, answers, key="once")
    assert first.status == kind
    assert retried.replayed
    assert (retried.status, retried.grade, retried.attempts) == (first.status, first.grade, first.attempts)


def test_a_key_with_another_body_is_refused(db: Database, learner: Practising) -> None:
    """The same key with other answers, or for another problem, is refused and changes nothing."""
    problem, other = learner.problem(), learner.problem()
    learner.submit(problem, WRONG, key="once")
    with pytest.raises(KeyReused):
        learner.submit(problem, ALSO_WRONG, key="once")
    with pytest.raises(KeyReused):
        learner.submit(other, WRONG, key="once")
    assert (attempts(db, problem), attempts(db, other)) == (1, 0)


def test_a_key_is_its_learners_own(db: Database, learner: Practising) -> None:
    """Two learners may use the same key."""
    stranger = Practising(db)
    learner.submit(learner.problem(), WRONG, key="once")
    assert stranger.submit(stranger.problem(), ALSO_WRONG, key="once").status is Status.COUNTED


@pytest.mark.parametrize("key", ["", "x" * 101, "with space", "é", "line\n", "nul\0"])
def test_a_key_is_visible_ascii(learner: Practising, key: str) -> None:
    """A key is 1 to 100 visible ASCII characters."""
    problem = learner.problem()
    with pytest.raises(Unacceptable):
        practice.submit(learner.db, learner.id, problem.id, WRONG, key=key, now=NOON)


@pytest.mark.parametrize("answers", [UNREADABLE, {}, {"weights": "  "}, {"weights": "\0"}, {"weights": "\ud800"}])
def test_what_cannot_be_read_is_no_attempt(db: Database, learner: Practising, answers: dict[str, str]) -> None:
    """An unreadable or empty answer is told why, and nothing is stored: its key is still free."""
    problem = learner.problem()
    outcome = learner.submit(problem, answers, key="once")
    assert (outcome.status, outcome.attempts) == (Status.INVALID, 0)
    assert outcome.grade.parts["weights"].remark
    assert attempts(db, problem) == how_many(db, Submission, Submission.learner_id == learner.id) == 0
    assert learner.submit(problem, WRONG, key="once").status is Status.COUNTED


def test_unreadable_parts_buy_no_check_of_the_others(learner: Practising) -> None:
    """While one part cannot be read the verdicts of the others are withheld."""
    problem = learner.problem("full-attention")
    answers = {**right(learner.db, problem), "z": "ha"}
    outcome = learner.submit(problem, answers)
    assert outcome.status is Status.INVALID
    assert outcome.grade.parts.keys() == {"z"}
    assert outcome.grade.score == 0


def test_no_credit_after_a_reveal(db: Database, learner: Practising) -> None:
    """Once the solution was shown the right answer is answered, and earns and counts nothing."""
    problem = learner.problem()
    learner.reveal(problem)
    outcome = learner.solve(problem)
    assert (outcome.status, outcome.credit, outcome.solved) == (Status.REVEALED, 0.0, False)
    assert outcome.grade.verdict is Verdict.CORRECT
    assert attempts(db, problem) == 0


def test_a_reveal_leaves_earlier_credit(learner: Practising) -> None:
    """Credit earned before the solution was shown stays."""
    problem = learner.problem()
    learner.solve(problem)
    learner.reveal(problem)
    again = learner.again(problem)
    assert (again.credit, again.solved, again.revealed) == (1.0, True, True)


def test_a_solved_problem_counts_no_more(db: Database, learner: Practising) -> None:
    """After the right answer a further one is answered but not counted."""
    problem = learner.problem()
    learner.solve(problem)
    outcome = learner.submit(problem, WRONG)
    assert (outcome.status, outcome.credit, outcome.solved) == (Status.SOLVED, 1.0, True)
    assert attempts(db, problem) == 1


@pytest.mark.parametrize(
    "answers", [{"nothing": "1"}, {"weights": 1}, {"weights": [["1"], 2]}, {"weights": [1]}, {"weights": "1" * 100_001}]
)
def test_what_is_no_answer_is_refused(learner: Practising, answers: dict[str, object]) -> None:
    """An answer to no part of the problem, or that is neither a text nor a grid of texts, is refused."""
    problem = learner.problem()
    with pytest.raises(Unacceptable):
        learner.submit(problem, answers)


def test_time_away_is_not_time_on_a_problem(learner: Practising) -> None:
    """An attempt's time runs from the opening or the attempt before; who was away for hours gets half an hour."""
    problem = learner.problem()
    row = stored(learner.db, problem.id)
    for minutes, answers in ((2, WRONG), (400, ALSO_WRONG)):
        now = row.opened + timedelta(minutes=minutes)
        practice.submit(learner.db, learner.id, problem.id, answers, key=str(minutes), now=now)
    assert stored(learner.db, problem.id).seconds == 2 * 60 + 30 * 60


def test_a_stored_variant_outlives_its_code(db: Database, learner: Practising) -> None:
    """A problem of an older version of its family is graded against the answers stored with it."""
    problem = learner.problem()
    kept = {"weights": [0.25, 0.25, 0.5]}
    db.write(
        lambda session: session.execute(
            sa.update(Variant).where(Variant.public_id == problem.id).values(version=0, expected=kept)
        )
    )
    assert learner.submit(problem, {"weights": "0.25 0.25 0.5"}).solved


@pytest.mark.parametrize(
    "found", ["nothing", "its draft", "a later save of it", "another draft", "a hint", "an attempt"]
)
def test_what_is_kept_at_once(
    db: Database, learner: Practising, monkeypatch: pytest.MonkeyPatch, found: str
) -> None:  # fmt: skip
    """On SQLite the first answer to an untouched problem is kept by one statement; what comes of it is the same."""
    problem, continues, attempts_before, looked = learner.problem(), None, 0, []
    if "draft" in found or "save" in found:
        draft = practice.save_draft(db, learner.id, problem.id, {"weights": "1 2"}, revision=0, now=learner.now())
        continues = {"its draft": draft.revision, "a later save of it": draft.revision - 1}.get(found)
    elif found == "a hint":
        practice.hint(db, learner.id, problem.id, now=learner.now())
    elif found == "an attempt":
        attempts_before = learner.submit(problem, ALSO_WRONG).attempts
    decide = submitting._decide
    monkeypatch.setattr(submitting, "_decide", lambda *asked: looked.append(1) or decide(*asked))
    outcome = practice.submit(
        db, learner.id, problem.id, WRONG, key="one", now=learner.now(), continues=continues
    )  # fmt: skip
    assert (outcome.status, outcome.attempts) == (Status.COUNTED, attempts_before + 1)
    assert how_many(db, Draft, Draft.learner_id == learner.id) == (found == "another draft")
    at_once = db.is_sqlite and found in ("nothing", "its draft", "a later save of it")
    assert bool(looked) is not at_once


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many submissions each statement was to keep."""
    found: list[int] = []
    do_where = Together.do_where
    monkeypatch.setattr(Together, "do_where", lambda *given: found.append(len(given) - 2) or do_where(*given))
    return found


def in_line(db: Database, *works: Callable[[], Outcome]) -> list[Outcome | Exception]:
    """What comes of works that wait together for their turn to write; on PostgreSQL one after the other."""
    group = db._together
    with ThreadPoolExecutor(len(works)) as pool, group._inside if group else nullcontext():
        futures = []
        for number, work in enumerate(works, start=1):
            futures.append(pool.submit(work))
            while len(group._waiting) < number if group else not futures[-1].done():
                time.sleep(0.001)
    return [one.exception() or one.result() for one in futures]  # type: ignore[misc]


def submission(db: Database, learner: Practising, problem: Problem, key: str, **more: Any) -> Callable[[], Outcome]:
    answers = more.pop("answers", WRONG)
    return lambda: practice.submit(db, learner.id, problem.id, answers, key=key, now=learner.now(), **more)


def test_a_line_of_first_answers_is_one_statement(db: Database, learner: Practising, rows: list[int]) -> None:
    """Each is counted as it would be alone, with and without a mistake."""
    problems = [learner.problem() for _ in range(3)]
    answers = [WRONG, right(db, problems[1]), ALSO_WRONG]
    works = [submission(db, learner, one, one.id, answers=typed) for one, typed in zip(problems, answers, strict=True)]
    found = in_line(db, *works)
    assert [(one.status, one.attempts, one.solved) for one in found] == [  # type: ignore[union-attr]
        (Status.COUNTED, 1, False), (Status.COUNTED, 1, True), (Status.COUNTED, 1, False)
    ]  # fmt: skip
    assert rows == ([3] if db.is_sqlite else [])
    assert [attempts(db, one) for one in problems] == [1, 1, 1]
    assert [learner.again(one).grade == got.grade for one, got in zip(problems, found, strict=True)] == [True] * 3  # type: ignore[union-attr]
    with db.reading() as session:
        row = session.query(FamilyProgress).filter_by(learner_id=learner.id).one()
        assert (row.problems, row.attempts, row.solved) == (3, 3, 1)


def test_in_line_each_submission_is_decided_by_itself(db: Database, learner: Practising) -> None:
    """A problem twice, a key twice, the same again, and a session that has ended: the others count."""
    one, two, three = (learner.problem() for _ in range(3))
    found = in_line(
        db,
        submission(db, learner, one, "first"),
        submission(db, learner, two, "first"),
        submission(db, learner, one, "second", answers=ALSO_WRONG),
        submission(db, learner, one, "first"),
        submission(db, learner, three, "third", session=987654),
        submission(db, learner, three, "fourth"),
    )
    assert [getattr(each, "attempts", type(each)) for each in found] == [1, KeyReused, 2, 1, NotFound, 1]
    assert found[3].replayed  # type: ignore[union-attr]
    assert [attempts(db, each) for each in (one, two, three)] == [2, 0, 1]


@pytest.mark.parametrize("first", [True, False])
def test_all_or_nothing(db: Database, learner: Practising, first: bool) -> None:
    """A submission that fails at the last thing that it writes leaves no trace, and its retry counts once.

    A first attempt and a later one are written in different ways.
    """
    problem = learner.problem()
    learner.submit(learner.problem() if first else problem, ALSO_WRONG)
    before = counted(db)
    with no_further_key(db, learner), pytest.raises(IntegrityError):
        learner.submit(problem, WRONG, key="once")
    assert counted(db) == before
    assert attempts(db, problem) == stored(db, problem.id).attempts == (0 if first else 1)
    assert learner.submit(problem, WRONG, key="once").attempts == (1 if first else 2)


@contextmanager
def no_further_key(db: Database, learner: Practising) -> Iterator[None]:
    """Of this learner, who has one kept, no other can be."""
    change = f"CREATE UNIQUE INDEX only_key ON submission (learner_id) WHERE learner_id = {learner.id}"
    db.write(lambda session: session.execute(sa.text(change)))
    try:
        yield
    finally:
        db.write(lambda session: session.execute(sa.text("DROP INDEX only_key")))


def counted(db: Database) -> object:
    """All that a submission adds to."""
    with db.reading() as session:
        tables = (Attempt, GradeRow, Submission, FamilyProgress, MistakeProgress)
        return [session.execute(sa.select(table.__table__)).all() for table in tables]


def test_every_attempt_has_its_first_grade(db: Database, learner: Practising) -> None:
    """A grade stands beside its attempt with its cause."""
    problem = learner.problem()
    learner.submit(problem, WRONG)
    learner.solve(problem)
    with db.reading() as session:
        found = session.execute(
            sa.select(Attempt.number, GradeRow.cause, GradeRow.verdict)
            .join(GradeRow, GradeRow.attempt_id == Attempt.id)
            .where(Attempt.learner_id == learner.id)
            .order_by(Attempt.number)
        ).all()
    assert [tuple(row) for row in found] == [(1, "submitted", "incorrect"), (2, "submitted", "correct")]


def test_a_draft_goes_with_its_submission_only(db: Database, learner: Practising) -> None:
    """The draft of just these answers is deleted once they are submitted; a later draft and an unreadable one stay."""
    problem = learner.problem()

    def save(typed: object, revision: int) -> int:
        return practice.save_draft(db, learner.id, problem.id, typed, revision=revision, now=learner.now()).revision  # type: ignore[arg-type]

    save(UNREADABLE, 0)
    learner.submit(problem, UNREADABLE)
    assert learner.again(problem).draft is not None
    save(ALSO_WRONG, 1)
    learner.submit(problem, WRONG)
    assert learner.again(problem).draft is not None
    learner.submit(problem, ALSO_WRONG)
    assert learner.again(problem).draft is None
    assert how_many(db, Draft, Draft.learner_id == learner.id) == 0


@pytest.mark.parametrize(("continues", "goes"), [(2, True), (1, True), (0, False), (3, False), (None, False)])
def test_the_draft_that_became_an_answer_goes_with_it(learner: Practising, continues: int | None, goes: bool) -> None:
    """The draft of the revision that the answers continue goes, and one save more; any other was typed elsewhere."""
    problem = learner.problem()
    for revision, text in enumerate(("5", "5.2")):
        practice.save_draft(learner.db, learner.id, problem.id, {"weights": text}, revision=revision, now=NOON)
    practice.submit(learner.db, learner.id, problem.id, WRONG, key="k", now=NOON, continues=continues)
    assert (learner.again(problem).draft is None) is goes


def test_a_rounded_answer_solves_and_is_counted_apart(db: Database, learner: Practising) -> None:
    """An answer rounded too early loses no credit; how often it happens is kept."""
    problem = learner.problem()
    weights = stored(db, problem.id).expected["weights"]
    off = [value + delta for value, delta in zip(weights, (0.01, -0.01, 0), strict=True)]
    outcome = learner.submit(problem, {"weights": [[f"{value:.3f}" for value in off]]})
    assert outcome.grade.verdict is Verdict.ROUNDED
    assert outcome.solved
    with db.reading() as session:
        kept = session.scalars(sa.select(FamilyProgress).where(FamilyProgress.learner_id == learner.id)).one()
    assert (kept.rounded, kept.solved) == (1, 1)
