"""A class over time: weeks by its own clocks, who may be glad of a word, and what to explain. All counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from quiz.database import Database
from quiz.models import Extension
from quiz.services.errors import NotFound
from quiz.services.teaching import analysing_course
from quiz.services.teaching.analysing_course import CourseAnalysis
from tests.classes import Classroom, Person, classroom, enrol, fresh_limits, person
from tests.grades import FOUR, LATER, crowd, ruled
from tests.simulated import Taken, mistaken, taken
from tests.stores import NOON
from tests.works import Assigned, answer, put, start

SCORES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]  # lower quartile 0.275: the first two are below


@pytest.fixture
def room(db: Database) -> Classroom:
    fresh_limits(db)
    return classroom(db, learners=0)


def analysis(room: Classroom, now: datetime = LATER) -> CourseAnalysis:
    return analysing_course.of_course(room.db, room.assistant.id, room.id, now=now)


def scored(assigned: Assigned, learners: list[int], scores: list[float], mistakes: str = "", **more: object) -> None:
    """Each learner's work of one problem."""
    plans = [[Taken(1, score, mistakes if score < 1 else "")] for score in scores]
    taken(assigned, learners, plans, **more)


def test_a_work_belongs_to_the_week_of_the_class_s_clocks(room: Classroom) -> None:
    """Sunday 1 March 2026, 22:59 UTC is Sunday in Berlin; 23:00 UTC is Monday, the next week."""
    assigned, (one, two) = put(room, FOUR), crowd(room, 2)
    scored(assigned, [one], [1.0], ended=datetime(2026, 3, 1, 22, 59, tzinfo=UTC))
    scored(assigned, [two], [0.0], ended=datetime(2026, 3, 1, 23, 0, tzinfo=UTC))
    found = analysis(room).weeks
    assert found.mondays == (date(2026, 2, 23), date(2026, 3, 2))
    assert [(one.share, one.learners) for one in found.topics[0].weeks if one] == [(1.0, 1), (0.0, 1)]


def test_topics_are_the_mean_of_learners_by_their_first_tries(room: Classroom) -> None:
    """Softmax: 3 of 4 points and 0 of 2 make 37.5 %; shapes 1 of 1. A second try, and a dropped item, don't count."""
    assigned, (one, two) = put(room, FOUR, tries=2), crowd(room, 2)
    softmax, shapes = Taken(1, 0.5, points=2), Taken(2, 1.0, family="shape-single")
    taken(assigned, [one], [[softmax, Taken(1, 1.0, points=2), shapes, Taken(3, 0.0)]])
    taken(assigned, [two], [[Taken(1, None, points=2)]])
    taken(assigned, [two], [[Taken(1, 1.0, points=2)]], number=2)
    ruled(assigned, "drop", item=3)
    found = {line.topic: line.whole for line in analysis(room).weeks.topics}
    assert {topic: (whole.share, whole.learners) for topic, whole in found.items()} == {
        "softmax": (0.375, 2), "shapes": (1.0, 1),
    }  # fmt: skip
    assert list(found) == ["softmax", "shapes"]  # in the order of the subject


def test_mistakes_count_learners_of_those_who_handed_in_that_week(room: Classroom) -> None:
    """Week one: 2 of 3 make it, one of them twice; week two: 1 of 1. Over both: 2 of 3, for one is the same person."""
    assigned, (one, two, three) = put(room, FOUR, tries=2), crowd(room, 3)
    twice = [Taken(1, 0.0, "no-scale"), Taken(2, 0.5, "no-scale hard-argmax")]
    taken(assigned, [one, two, three], [twice, [Taken(1, 0.0, "no-scale")], [Taken(1, 1.0, "no-scale")]])
    taken(assigned, [one], [[Taken(1, 0.0, "no-scale")]], number=2, ended=NOON + timedelta(days=6))
    found = {line.id: line for line in analysis(room).weeks.mistakes}
    assert [(each.count, each.total) for each in found["no-scale"].weeks] == [(2, 3), (1, 1)]
    assert (found["no-scale"].whole.count, found["no-scale"].whole.total) == (2, 3)
    assert (found["hard-argmax"].whole.count, next(iter(found))) == (1, "no-scale")


def test_help_is_offered_by_the_stated_rule(room: Classroom) -> None:
    """Of three assignments: below the quartile in all, missed two, one of each. Once is too little."""
    closes = [NOON + timedelta(days=day) for day in (1, 2, 3, 4)]
    old, *three = [put(room, FOUR, title=f"A{at}", closes=at_time) for at, at_time in enumerate(closes)]
    people = crowd(room, 12)
    always, missing, mixed, once, *others = people
    scored(old, others, SCORES)  # the oldest is not looked at: there, the first two of the others are below
    for place, assigned in enumerate(three):
        scored(assigned, others, [0.5] * 8)
        scored(assigned, [always], [0.1])
        if place == 0:
            scored(assigned, [missing, mixed, once], [0.5, 0.2, 0.5])
        else:
            scored(assigned, [once], [0.1 if place == 1 else 0.5])
            scored(assigned, [mixed], [0.5]) if place == 1 else None
    found = analysis(room).help
    assert found.assignments == ("A3", "A2", "A1")
    named = {one.person.number: [(why.title, why.share) for why in one.reasons] for one in found.people}
    assert named == {
        always: [("A3", 0.1), ("A2", 0.1), ("A1", 0.1)],
        missing: [("A3", None), ("A2", None)],
        mixed: [("A3", None), ("A1", 0.2)],
    }
    assert found.people[0].reasons[0].quartile == 0.5


def test_help_says_nothing_too_early(room: Classroom) -> None:
    """One closed assignment names nobody; of fewer than eight people no quartile is taken, but missing counts."""
    people = crowd(room, 8)
    scored(put(room, FOUR, title="A"), people[:7], SCORES[:7])
    assert analysis(room).help.people == ()
    scored(put(room, FOUR, title="B"), people[:7], SCORES[:7])
    assert [one.person.number for one in analysis(room).help.people] == [people[7]]
    assert analysis(room, NOON + timedelta(days=6)).help.assignments == ()


def test_the_lower_quartile_is_that_of_the_class(room: Classroom) -> None:
    """0.1, 0.2 … 0.8: the lower quartile is 0.275, and two are below."""
    people = crowd(room, 8)
    for title in "AB":
        scored(put(room, FOUR, title=title), people, SCORES)
    found = analysis(room).help.people
    assert [one.person.number for one in found] == people[:2]
    assert found[0].reasons[0].quartile == pytest.approx(0.275)


def test_monday_lists_three_mistakes_of_five_learners_or_more(room: Classroom) -> None:
    """Made by 8, 7, 6, 5 and 4: three are listed; an older week counts no more; many times by one counts once."""
    assigned, people = put(room, FOUR, tries=2), crowd(room, 8)
    made = {"no-scale": 8, "hard-argmax": 7, "softmax-columns": 6, "no-softmax": 5, "log-base": 4}
    for number, (id, count) in enumerate(made.items(), 1):
        plans = [[Taken(1, 0.0, id), Taken(2, 0.0, id)] for _ in range(count)]
        taken(assigned, people[:count], plans, number=number, ended=NOON + timedelta(days=2))
    found = analysis(room).monday
    assert [(one.mistake.id, one.learners, one.of) for one in found] == [
        ("no-scale", 8, 8), ("hard-argmax", 7, 8), ("softmax-columns", 6, 8),
    ]  # fmt: skip
    assert "no-scale" in [id for card in found[0].cards for id in card.misconceptions]
    assert all("no-scale" in family.misconceptions for family in found[0].families)
    assert found[0].families
    assert analysis(room, NOON + timedelta(days=9, seconds=1)).monday == ()


def test_four_learners_are_too_few_for_monday(room: Classroom) -> None:
    """So that nobody is singled out."""
    assigned, people = put(room, FOUR), crowd(room, 5)
    scored(assigned, people[:4], [0.0] * 4, "no-scale", ended=LATER)
    assert analysis(room).monday == ()
    scored(assigned, people[4:], [0.0], "no-scale", ended=LATER)
    assert [one.learners for one in analysis(room).monday] == [5]


def test_the_example_is_real_nameless_and_shown_once_all_is_closed(room: Classroom) -> None:
    """Five really type what the mistake gives. While somebody may still work on it, no example gives it away."""
    assigned = put(room)
    people = [person(room.db, f"Distinct Name {place}") for place in range(6)]
    room = joined(room, people)
    for someone in people[:5]:
        work = start(assigned, someone)
        answer(assigned, someone, work, 1, mistaken(assigned, work, 1, "linear-normalised"))
    extension = Extension(assignment_id=assigned.number, learner_id=people[5].id, minutes=0, tries=0,
                          closes=LATER + timedelta(days=2), reason="", made=NOON, given_by=None)  # fmt: skip
    room.db.write(lambda session: session.add(extension))
    early, late = analysis(room).monday, analysis(room, LATER + timedelta(days=3)).monday
    assert [(one.mistake.id, one.learners) for one in early] == [("linear-normalised", 5)]
    assert early[0].example is None
    example = late[0].example
    assert (example.family.id, example.level) == ("softmax-row", 1)
    assert example.typed == mistaken(assigned, work, 1, "linear-normalised")["weights"]  # of the last one
    assert example.statement
    assert example.remark
    assert "Distinct" not in repr(late)


def joined(room: Classroom, people: list[Person]) -> Classroom:
    for someone in people:
        enrol(room.db, room.number, someone)
    return room


def test_learners_and_strangers_find_no_analysis(room: Classroom) -> None:
    """Staff alone sees it."""
    learner, other = person(room.db), classroom(room.db, name="Other")
    joined(room, [learner])
    for who in (learner.id, other.instructor.id):
        with pytest.raises(NotFound, match="no such class"):
            analysing_course.of_course(room.db, who, room.id, now=LATER)


def test_an_empty_class_has_an_empty_analysis(room: Classroom) -> None:
    """Nothing was put to it."""
    found = analysis(room)
    assert (found.weeks.mondays, found.weeks.topics, found.help.people, found.monday) == ((), (), (), ())
