"""The analysis of an assignment: a simulated class with known answers is counted again by hand, item by item."""

from __future__ import annotations

import csv
import io
import random
import statistics
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.services.errors import NotFound
from quiz.services.teaching import analysing, analysing_csv, analysing_rows
from quiz.services.teaching.analysing_values import AssignmentAnalysis
from tests.classes import Classroom, classroom, fresh_limits
from tests.grades import FOUR, answered, crowd, marked, ruled, tried
from tests.simulated import Taken, mistaken, taken
from tests.stores import NOON, migrated
from tests.works import Assigned, answer, put, start

SOON = NOON + timedelta(hours=2)
KINDS = ["", "no-scale", "softmax-columns", "no-scale softmax-columns"]
WEIGHTS = [[0.2, 0.6, 0.1, 0.1], [0.7, 0.1, 0.1, 0.1], [0.1, 0.2, 0.6, 0.1]]  # of KINDS in items 1 to 3


@pytest.fixture
def room(db: Database) -> Classroom:
    fresh_limits(db)
    return classroom(db)


def analysis(assigned: Assigned) -> AssignmentAnalysis:
    return analysing.of_assignment(assigned.room.db, assigned.room.assistant.id, assigned.id, now=SOON)


def simulated(learners: int, seed: int = 1) -> list[list[Taken]]:
    """Plans: three items worth 1, 2 and 3 points; the abler solve more, and more digits make it harder in item 1."""
    rng = random.Random(seed)
    plans = []
    for _ in range(learners):
        ability, plan = rng.gauss(0, 1), []
        for item in (1, 2, 3):
            digits = rng.randrange(6, 20)
            hard = (digits - 13) / 4 if item == 1 else 0.0
            score = None if rng.random() < 0.05 else rng.choice([1.0, 1.0, 0.5]) * (ability > hard + rng.gauss(0, 0.7))
            named = rng.choices(KINDS, WEIGHTS[item - 1])[0] if score is not None and score < 1 else ""
            seconds = tuple(rng.randrange(5, 400) for _ in range(rng.randrange(1, 4)))
            features = {"digits": float(digits), "zeros": float(rng.randrange(4)), "steps": 3.0}
            plan.append(Taken(item, score, named, seconds, features, points=float(item)))
        plans.append(plan)
    return plans


def ranked(values: list[float]) -> list[float]:
    ordered = sorted(values)
    return [ordered.index(v) + (ordered.count(v) + 1) / 2 for v in values]


def test_a_simulated_class_is_recovered(room: Classroom) -> None:
    """300 learners: facility, discrimination, time, every mistake's share and the features, all counted again here."""
    assigned, plans = put(room, FOUR), simulated(300)
    taken(assigned, crowd(room, 300), plans)
    found = analysis(assigned)
    assert (found.learners, found.going, [one.item for one in found.items]) == (300, 0, [1, 2, 3])
    for i, one in enumerate(found.items):
        column = [plan[i] for plan in plans]
        scores = [each.score or 0.0 for each in column]
        done = [each for each in column if each.score is not None]
        wrong = [each for each in done if each.score < 1]
        assert one.facility.value == pytest.approx(statistics.fmean(scores))
        rest = [
            sum((p.score or 0.0) * p.points for j, p in enumerate(plan) if j != i)
            / sum(p.points for j, p in enumerate(plan) if j != i)
            for plan in plans
        ]
        assert one.discrimination.value == pytest.approx(statistics.correlation(scores, rest))
        assert one.discrimination.low > 0.1
        times = [float(sum(each.seconds)) for each in done]
        assert one.time == pytest.approx(statistics.quantiles(times, n=4, method="inclusive"))
        assert (one.problems, one.answered, one.wrong.of_all.count) == (300, len(done), len(wrong))
        counted = Counter(id for each in wrong for id in each.mistakes.split())
        assert {each.id: each.of_wrong.count for each in one.wrong.mistakes} == counted
        assert one.wrong.unexplained.count == sum(not each.mistakes for each in wrong)
        weights = dict(zip(KINDS, WEIGHTS[i], strict=True))
        for each in one.wrong.mistakes:
            true = sum(weight for names, weight in weights.items() if each.id in names.split())
            assert abs(each.of_wrong.value - true) < each.of_wrong.high - each.of_wrong.low
        effects = {effect.feature: effect for _, effect in one.effects}
        assert set(effects) == {"digits", "zeros"}
        for name, effect in effects.items():
            values = ranked([each.features[name] for each in column])
            assert effect.rho == pytest.approx(statistics.correlation(values, ranked(scores)))
            assert effect.sure == (i == 0 and name == "digits")
        assert (effects["digits"].rho < -0.2) == (i == 0)
    assert found.compared == 6


def test_the_last_answer_counts_by_its_newest_mark(room: Classroom) -> None:
    """Answered wrong, then right: right. A regrade that makes the last answer half right: half."""
    assigned, lea = put(room, FOUR), room.learners[0]
    work = tried(assigned, lea, [0, 0, 0, 0])
    answered(assigned, lea, work, 1, 1.0)
    assert analysis(assigned).items[0].facility.value == 1.0
    marked(assigned, work, 1, 0.5, answer=2)
    marked(assigned, work, 1, 0.25, answer=1)
    first = analysis(assigned).items[0]
    assert (first.facility.value, first.wrong.of_all.count, first.time) == (0.5, 1, (120.0, 120.0, 120.0))


def test_only_first_tries_that_are_over_count(room: Classroom) -> None:
    """A second try, a running one and the try of an instructor change nothing; the running one is told."""
    assigned, (lea, second) = put(room, FOUR, tries=2), room.learners
    tried(assigned, lea, [1, 0, 0, 0])
    tried(assigned, lea, [1, 1, 1, 1], number=2)
    tried(assigned, second, [1, 1, 1, 1], handed_in=None)
    tried(assigned, room.instructor, [0, 1, 1, 1])
    found = analysis(assigned)
    assert (found.learners, found.going) == (1, 1)
    assert [one.facility.value for one in found.items] == [1.0, 0.0, 0.0]
    assert found.share.value == pytest.approx(4 / 9)


def test_an_item_of_several_problems_is_the_mean_of_them(room: Classroom) -> None:
    """Item 3 gives two problems: one right, one not answered, is half."""
    assigned = put(room, FOUR)
    tried(assigned, room.learners[0], [None, None, 1, None])
    third = analysis(assigned).items[2]
    assert (third.facility.value, third.learners, third.problems, third.answered) == (0.5, 1, 2, 1)


def test_an_item_that_is_not_counted_is_in_no_rest(room: Classroom) -> None:
    """Items 1 and 2 go together, item 3 against them. Dropped, it leaves the rests of the others."""
    assigned, learners = put(room, FOUR), crowd(room, 8)
    scores = [0.0, 0.0, 0.5, 0.5, 0.5, 1.0, 1.0, 1.0]
    taken(assigned, learners, [[Taken(1, s), Taken(2, s), Taken(3, 1 - s, points=9.0)] for s in scores])
    assert analysis(assigned).items[0].discrimination.value == pytest.approx(-1)
    ruled(assigned, "drop", item=3)
    found = analysis(assigned)
    assert found.items[0].discrimination.value == pytest.approx(1)
    assert [str(one.ruling or "") for one in found.items] == ["", "", "drop"]
    assert found.share.value == pytest.approx(statistics.fmean(scores))


def test_real_answers_name_their_mistake_and_show_what_is_unexplained(room: Classroom) -> None:
    """One learner makes a known mistake, the other types what nothing explains: it is there with a link to it."""
    assigned, (lea, other) = put(room), room.learners
    work = start(assigned, lea)
    answer(assigned, lea, work, 1, mistaken(assigned, work, 1, "linear-normalised"))
    odd = start(assigned, other)
    answer(assigned, other, odd, 1, {"weights": [["0.9", "0.08", "0.02"]]})
    db = room.db
    found = analysing.of_assignment(db, room.instructor.id, assigned.id, now=NOON + timedelta(days=8))
    first = found.items[0]
    assert [one.id for one in first.wrong.mistakes] == ["linear-normalised"]
    assert first.unexplained.looked == first.wrong.unexplained.count == 1
    sample = first.unexplained.samples[0]
    assert (sample.work_id, sample.position) == (odd, 1)
    assert "0.9" in sample.read[0][1]
    assert (found.items[1].answered, found.items[1].facility.value) == (0, 0.0)


def test_nothing_is_said_where_there_is_nothing(room: Classroom) -> None:
    """Nobody has started: no items. One learner: no discrimination, no effects, and nothing fails."""
    assigned = put(room, FOUR)
    assert analysis(assigned).items == ()
    tried(assigned, room.learners[0], [None, None, None, None])
    found = analysis(assigned)
    assert [one.discrimination.known for one in found.items] == [False] * 3
    assert [one.time for one in found.items] == [None] * 3
    assert found.compared == 0


def test_learners_and_strangers_find_no_analysis(room: Classroom) -> None:
    """A learner of the class is told the same as somebody outside: there is no such assignment."""
    assigned = put(room, FOUR)
    for who in (room.learners[0].id, classroom(room.db, name="Other").instructor.id):
        with pytest.raises(NotFound, match="no such assignment"):
            analysing.of_assignment(room.db, who, assigned.id, now=SOON)


def test_the_file_has_the_same_numbers(room: Classroom) -> None:
    """A line an item, a column for each mistake that occurs; formulas are made harmless."""
    assigned, plans = put(room, FOUR), simulated(40, seed=2)
    taken(assigned, crowd(room, 40), plans)
    found = analysis(assigned)
    text = analysing_csv.of_assignment(found)
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"), newline="")))
    assert [line["item"] for line in lines] == ["1", "2", "3"]
    for line, one in zip(lines, found.items, strict=True):
        assert float(line["mean score"]) == pytest.approx(one.facility.value, abs=5e-5)
        assert float(line["discrimination from"]) == pytest.approx(one.discrimination.low, abs=5e-5)
        assert float(line["seconds median"]) == pytest.approx(one.time[1])
        counts = {each.id: each.of_wrong.count for each in one.wrong.mistakes}
        assert {id: int(line[f"wrong with {id}"]) for id in counts} == counts
        assert int(line["wrong without known mistake"]) == one.wrong.unexplained.count


def test_answers_are_read_from_indices_alone(tmp_path: Path) -> None:
    """SQLite's plan touches no row of a table: every step is a search of a covering index, and nothing is sorted."""
    with migrated(f"sqlite:///{tmp_path / 'headway.sqlite3'}") as db, db.looking() as connection:
        for query in (analysing_rows._problems(1), analysing_rows._answers(1)):
            text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
            plan = [row.detail for row in connection.execute(sa.text(f"EXPLAIN QUERY PLAN {text}"))]
            searches = [step for step in plan if step.startswith(("SEARCH", "SCAN")) and "anon" not in step]
            assert len(searches) == 2
            assert all("COVERING INDEX" in step for step in searches), plan
            assert not [step for step in plan if "TEMP B-TREE" in step], plan
