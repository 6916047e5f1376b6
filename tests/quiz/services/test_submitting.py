"""What becomes of a submission."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.grades import Typed, Verdict
from quiz.models import Attempt, Draft, FamilyProgress, GradeRow, Submission, Variant
from quiz.services import practice
from quiz.services.errors import KeyReused, Unacceptable
from quiz.services.values import Status
from tests.stores import ALSO_WRONG, NOON, UNREADABLE, WRONG, Practising, attempts, how_many, right, stored


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


def test_a_save_that_comes_after_its_submission_is_no_draft(learner: Practising) -> None:
    """A save that was on its way when the same was checked, or what is typed back to it: nothing is unsaved."""
    problem = learner.problem()

    def save(typed: dict[str, Typed], revision: int) -> None:
        practice.save_draft(learner.db, learner.id, problem.id, typed, revision=revision, now=NOON)

    save(WRONG, 0)
    learner.submit(problem, WRONG)
    assert learner.again(problem).draft is None
    save(WRONG, 1)
    assert learner.again(problem).draft is None
    save(ALSO_WRONG, 1)
    assert learner.again(problem).draft is not None
    save(WRONG, 2)
    assert learner.again(problem).draft is None
    learner.submit(problem, ALSO_WRONG)
    save(WRONG, 0)
    assert learner.again(problem).draft is not None  # an answer before the last one is typed anew


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
