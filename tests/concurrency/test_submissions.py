"""What happens at the same time comes out as if it had happened one after the other."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Attempt, GradeRow, Sitting, Submission
from quiz.services import practice, reporting, sittings
from quiz.services.chance import secure_seed
from quiz.services.values import Outcome, Problem, Status
from tests.stores import FAMILY, NOON, WRONG, Practising, how_many, right, stored

PARALLEL = 50
RACES = 1_000


def at_once(acts: Sequence[Callable[[], Outcome]]) -> list[Outcome]:
    """Do all acts at the same moment, each in a thread of its own."""
    ready = threading.Barrier(len(acts), timeout=20)

    def go(act: Callable[[], Outcome]) -> Outcome:
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))


def test_fifty_identical_posts_are_one_attempt(db: Database, processes: list[Database]) -> None:
    """Fifty posts of one form at once, over several processes, make one attempt and all get the same response."""
    learner = Practising(db)
    problem = learner.problem()
    answers = right(db, problem)

    def post(process: Database) -> Callable[[], Outcome]:
        return lambda: practice.submit(process, learner.id, problem.id, answers, key="one-form", now=NOON)

    outcomes = at_once([post(processes[i % len(processes)]) for i in range(PARALLEL)])
    assert Counter(outcome.replayed for outcome in outcomes) == {False: 1, True: PARALLEL - 1}
    told = {(outcome.status, outcome.attempts, outcome.credit, outcome.solved) for outcome in outcomes}
    assert told == {(Status.COUNTED, 1, 1.0, True)}
    assert all(outcome.grade == outcomes[0].grade for outcome in outcomes)
    assert [how_many(db, t, t.learner_id == learner.id) for t in (Attempt, Submission)] == [1, 1]
    grades = sa.select(sa.func.count()).select_from(GradeRow).join(Attempt).where(Attempt.learner_id == learner.id)
    with db.reading() as session:
        assert session.scalar(grades) == 1
    progress = reporting.progress(db, learner.id)
    assert (progress.attempts, progress.problems, progress.solved, progress.credit) == (1, 1, 1, 1.0)


def test_fifty_clicks_with_keys_of_their_own_are_one_attempt(db: Database, processes: list[Database]) -> None:
    """The same wrong answer from fifty tabs at once, each with its own key, is one attempt."""
    learner = Practising(db)
    problem = learner.problem()

    def post(i: int) -> Callable[[], Outcome]:
        process = processes[i % len(processes)]
        return lambda: practice.submit(process, learner.id, problem.id, WRONG, key=f"tab-{i}", now=NOON)

    outcomes = at_once([post(i) for i in range(PARALLEL)])
    counts = Counter(outcome.status for outcome in outcomes)
    assert counts == {Status.COUNTED: 1, Status.REPEATED: PARALLEL - 1}
    assert how_many(db, Attempt, Attempt.learner_id == learner.id) == 1
    assert reporting.progress(db, learner.id).attempts == 1


def test_two_tabs_that_go_on_open_the_same_problem(db: Database, processes: list[Database]) -> None:
    """Next, pressed in many tabs at once, opens one problem."""
    learner = Practising(db)
    sitting = practice.start(db, learner.id, now=NOON, families=[(FAMILY, 1)] * 2)
    first = practice.current(db, learner.id, sitting.id, now=NOON)
    ready = threading.Barrier(8, timeout=20)

    def go(process: Database) -> str:
        ready.wait()
        following = practice.following(process, learner.id, first.id, now=NOON)
        assert following is not None
        return following.id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(go, processes * 2))) == 1


def opened(db: Database, learner: Practising, number: int) -> Iterator[Problem]:
    """So many open problems of one learner, made in few transactions."""
    for _ in range(0, number, practice.LONGEST):
        plan = [(FAMILY, 1)] * practice.LONGEST
        started = practice.start(db, learner.id, now=NOON, families=plan)

        def work(session: Session, id: str = started.id) -> None:
            row = session.scalars(sa.select(Sitting).where(Sitting.public_id == id)).one()
            for at in range(1, practice.LONGEST):
                sittings.open_variant(session, row, at, 0, NOON, secure_seed)

        db.write(work)
        for place in practice.sitting(db, learner.id, started.id).places:
            yield practice.problem(db, learner.id, str(place.problem))


def test_no_credit_after_a_reveal_in_any_race(db: Database, processes: list[Database]) -> None:
    """A right answer races the reveal 1,000 times: it is either counted before, or earns nothing; never after."""
    learner = Practising(db)
    problems = list(opened(db, learner, RACES))
    keys = [right(db, problem) for problem in problems]
    start, end = threading.Barrier(2, timeout=20), threading.Barrier(2, timeout=20)
    after: list[Status] = []

    def reveals() -> None:
        for turn, (problem, key) in enumerate(zip(problems, keys, strict=True)):
            start.wait()
            for _ in range(turn % 8):  # who is first changes from race to race
                practice.problem(processes[0], learner.id, problem.id)
            practice.reveal(processes[0], learner.id, problem.id, now=NOON)
            late = practice.submit(processes[0], learner.id, problem.id, key, key=f"late-{turn}", now=NOON)
            after.append(late.status)
            end.wait()

    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(reveals)
        for turn, (problem, key) in enumerate(zip(problems, keys, strict=True)):
            start.wait()
            outcomes.append(
                practice.submit(processes[1], learner.id, problem.id, key, key=f"race-{turn}", now=NOON)
            )
            end.wait()
        other.result()

    counted = [outcome.status is Status.COUNTED for outcome in outcomes]
    assert {outcome.status for outcome in outcomes} <= {Status.COUNTED, Status.REVEALED}
    assert 0 < sum(counted) < RACES, "one side always won, so nothing was raced"
    # Who submits once the solution is shown finds the racing attempt, or finds that none can be counted any more.
    assert after == [Status.REPEATED if won else Status.REVEALED for won in counted]
    for problem, won in zip(problems, counted, strict=True):
        row = stored(db, problem.id)
        assert row.revealed_at is not None
        assert (row.credit, row.attempts, row.solved_at is not None) == ((1.0, 1, True) if won else (0.0, 0, False))
    progress = reporting.progress(db, learner.id)
    assert (progress.solved, progress.attempts, progress.credit) == (sum(counted),) * 3
    assert progress.problems == RACES
