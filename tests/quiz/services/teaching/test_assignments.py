"""Assignments: made of a copy of a blueprint, published and changed by instructors, and never under who has started."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Assignment, BlueprintRow, Extension, Work
from quiz.services.errors import Closed, Misfilled, NotFound, Unacceptable
from quiz.services.teaching import (
    assignment_settings,
    assignment_views,
    assignments,
    blueprint_editing,
    blueprints,
    courses,
    extensions,
    history,
    wall_clock,
    working,
)
from quiz.services.teaching.assignment_views import State
from quiz.services.teaching.roles import Role
from tests.classes import Classroom, administrator, classroom, fresh_limits, member_id, person
from tests.stores import NOON
from tests.works import TEXT, answer, put, start

BERLIN = "Europe/Berlin"
WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)
FORM = {
    "title": "Week 1", "opens": "2026-03-01T13:00", "closes": "2026-03-08T13:00", "minutes": "", "tries": "1",
    "counts": "best", "feedback": "mistake", "score_release": "at once", "verdict_release": "at once",
    "answers_release": "handed in",
}  # fmt: skip


@pytest.fixture
def room(db: Database) -> Classroom:
    fresh_limits(db)
    return classroom(db)


def blueprint(room: Classroom, text: str = TEXT) -> str:
    return blueprints.make(room.db, room.instructor.id, text, now=NOON)


def make(room: Classroom, text: str = TEXT, **typed: str) -> str:
    """A draft of the instructor's; its public id."""
    kept = blueprint(room, text)
    return assignments.make(room.db, room.instructor.id, room.id, kept, {**FORM, **typed}, now=NOON)


def row(db: Database, id: str) -> Assignment:
    with db.reading() as session:
        return session.scalars(sa.select(Assignment).where(Assignment.public_id == id)).one()


def work(db: Database, id: str) -> Work:
    with db.reading() as session:
        return session.scalars(sa.select(Work).where(Work.public_id == id)).one()


def lines(room: Classroom) -> list[str]:
    """The history of the class, the oldest line first, from its second on."""
    return [event.says for event in reversed(history.events(room.db, room.instructor.id, room.id))][1:]


def form_of(room: Classroom, id: str, **typed: str) -> dict[str, str]:
    """The form as it stands, with some fields changed."""
    settings = assignment_settings.of(row(room.db, id))
    return {**assignment_settings.fields(settings, BERLIN), "stands": assignments.stands(row(room.db, id)), **typed}


def change(room: Classroom, id: str, now: datetime = NOON, **typed: str) -> None:
    assignments.change(room.db, room.instructor.id, id, form_of(room, id, **typed), now=now)


def seen(room: Classroom, someone: Any, id: str, now: datetime = NOON) -> assignment_views.AssignmentView:
    return assignment_views.view(room.db, someone.id, id, now=now)


def test_an_assignment_is_a_draft_with_a_copy_of_the_blueprint(room: Classroom) -> None:
    """What becomes of the blueprint later is not in it; the numbers are its own."""
    kept = blueprint(room)
    id = assignments.make(room.db, room.instructor.id, room.id, kept, {**FORM, "title": ""}, now=NOON)
    blueprints.change(room.db, room.instructor.id, kept, TEXT.replace("points = 2", "points = 9"), 1, now=NOON)
    stored = row(room.db, id)
    assert (stored.title, stored.blueprint, stored.published) == ("Week 1", TEXT, None)
    assert stored.seed != blueprints.seed_of(room.db, room.instructor.id, kept)
    found = seen(room, room.instructor, id)
    assert (found.state, found.problems, found.points) == (State.DRAFT, 2, 3.0)
    assert lines(room) == ["Ina Structor made the assignment “Week 1”"]


def test_pins_keep_the_seed_that_they_mean(room: Classroom) -> None:
    """With another one the pinned index would be another problem."""
    kept = blueprint(room)
    blueprint_editing.choose(room.db, room.instructor.id, kept, 1, 3, "pin", 1, now=NOON)
    typed = {**FORM, "answers_release": "never"}
    id = assignments.make(room.db, room.instructor.id, room.id, kept, typed, now=NOON)
    assert row(room.db, id).seed == blueprints.seed_of(room.db, room.instructor.id, kept)
    assignments.publish(room.db, room.instructor.id, id, now=NOON)
    for learner in room.learners:
        working.start(room.db, learner.id, id, now=NOON)


def test_answers_to_pinned_variants_wait_for_the_last_closing(room: Classroom) -> None:
    """Every learner may get the same one, so who hands in first must not be able to tell the others."""
    kept = blueprint(room)
    late = {**FORM, "answers_release": "at", "answers_at": FORM["closes"]}
    drafted = assignments.make(room.db, room.instructor.id, room.id, kept, FORM, now=NOON)
    blueprint_editing.choose(room.db, room.instructor.id, kept, 1, 3, "pin", 1, now=NOON)
    with pytest.raises(Misfilled, match="same numbers"):
        assignments.make(room.db, room.instructor.id, room.id, kept, FORM, now=NOON)
    with pytest.raises(Misfilled, match="same numbers"):
        assignments.take_up(room.db, room.instructor.id, drafted, kept, now=NOON)
    id = assignments.make(room.db, room.instructor.id, room.id, kept, late, now=NOON)
    with pytest.raises(Misfilled, match="same numbers"):
        assignments.change(room.db, room.instructor.id, id, FORM, now=NOON)
    member = {"member": member_id(room, room.learners[0]), "closes": "2026-03-09T13:00"}
    with pytest.raises(Misfilled, match="same numbers"):
        extensions.grant(room.db, room.instructor.id, id, member, now=NOON)


def test_problems_are_taken_anew_while_nobody_has_started(room: Classroom) -> None:
    """The blueprint as it is now, with the settings as they were; not after a start, and never against the releases."""
    kept = blueprint(room)
    id = assignments.make(room.db, room.instructor.id, room.id, kept, FORM, now=NOON)
    seed = row(room.db, id).seed
    text = TEXT.replace("points = 2", "points = 9")
    blueprints.change(room.db, room.instructor.id, kept, text, 1, now=NOON)
    assignments.take_up(room.db, room.instructor.id, id, kept, now=NOON)
    assert row(room.db, id).blueprint == text
    assert row(room.db, id).seed != seed
    assert lines(room)[-1] == "Ina Structor took the problems of the assignment “Week 1” anew from a blueprint"
    same = blueprint(room, 'seeds = "same"\n' + TEXT)
    with pytest.raises(Misfilled, match="same numbers"):
        assignments.take_up(room.db, room.instructor.id, id, same, now=NOON)
    with pytest.raises(Misfilled, match="one of your blueprints"):
        assignments.take_up(room.db, administrator(room.db).id, id, kept, now=NOON)
    assignments.publish(room.db, room.instructor.id, id, now=NOON)
    working.start(room.db, room.learners[0].id, id, now=NOON)
    with pytest.raises(Unacceptable, match="given other problems only while nobody has started it"):
        assignments.take_up(room.db, room.instructor.id, id, kept, now=NOON)


def test_only_ones_own_blueprint_is_put_to_a_class(room: Classroom) -> None:
    """Another's does not exist; the form says it at its field, beside whatever else is wrong."""
    foreign = blueprints.make(room.db, person(room.db).id, TEXT, now=NOON)
    for wanted in (foreign, "", "AAAAAAAAAAAAAAAAAAAAAA"):
        with pytest.raises(Misfilled) as refused:
            assignments.make(room.db, room.instructor.id, room.id, wanted, {**FORM, "tries": "0"}, now=NOON)
        assert set(refused.value.fields) == {"blueprint", "tries"}


def test_a_blueprint_that_gives_no_problems_is_refused_at_once(room: Classroom) -> None:
    """Not when the first learner starts. Here the text in the store has a pin of other numbers."""
    kept = blueprint(room)
    blueprint_editing.choose(room.db, room.instructor.id, kept, 1, 3, "pin", 1, now=NOON)
    text = blueprints.view(room.db, room.instructor.id, kept).text
    broken = text.replace('seed_mark = "', 'seed_mark = "X')
    room.db.write(
        lambda session: session.execute(
            sa.update(BlueprintRow).where(BlueprintRow.public_id == kept).values(text=broken)
        )
    )
    with pytest.raises(Misfilled) as refused:
        assignments.make(room.db, room.instructor.id, room.id, kept, {**FORM, "answers_release": "never"}, now=NOON)
    assert refused.value.fields["blueprint"].startswith("This blueprint can’t be put to a class: ")


def test_a_closing_time_that_has_passed_is_refused(room: Classroom) -> None:
    """At making and at publishing; the settings of a closed one can still be changed."""
    with pytest.raises(Misfilled) as refused:
        make(room, opens="2026-02-01T10:00", closes="2026-03-01T13:00")
    assert list(refused.value.fields) == ["closes"]
    id = make(room)
    with pytest.raises(Unacceptable, match="closing time has passed"):
        assignments.publish(room.db, room.instructor.id, id, now=NOON + WEEK)
    change(room, id, now=NOON + WEEK, title="Late")
    assert row(room.db, id).title == "Late"


def test_the_same_numbers_allow_no_answers_while_anybody_works(room: Classroom) -> None:
    """Asked of the blueprint's own text, when it is made and when it is changed."""
    same = 'seeds = "same"\n' + TEXT
    with pytest.raises(Misfilled, match="same numbers"):
        make(room, same)
    id = make(room, same, answers_release="at", answers_at="2026-03-08T13:00")
    with pytest.raises(Misfilled, match="same numbers"):
        change(room, id, closes="2026-03-08T13:01")
    grant = {"member": member_id(room, room.learners[0]), "closes": "2026-03-08T14:00"}
    with pytest.raises(Misfilled, match="same numbers"):
        extensions.grant(room.db, room.instructor.id, id, grant, now=NOON)
    change(room, id, answers_at="2026-03-08T14:00")
    extensions.grant(room.db, room.instructor.id, id, grant, now=NOON)
    with pytest.raises(Misfilled, match="8 March 2026, 14:00"):
        change(room, id, answers_at="2026-03-08T13:30")


def test_the_same_numbers_wait_for_works_that_run_on(room: Classroom) -> None:
    """An earlier closing time shortens no running work, so answers wait for its end, or for its being handed in."""
    never = {"verdict_release": "handed in", "answers_release": "never"}
    assigned, learner = put(room, 'seeds = "same"\n' + TEXT, minutes=60, **never), room.learners[0]
    id = start(assigned, learner)
    earlier = {"closes": "2026-03-01T13:30", "answers_release": "at", "answers_at": "2026-03-01T13:30"}
    with pytest.raises(Misfilled, match="1 March 2026, 14:00"):
        change(room, assigned.id, **earlier)
    working.hand_in(room.db, learner.id, id, now=NOON)
    change(room, assigned.id, **earlier)


def test_an_archived_class_gets_nothing_new(room: Classroom) -> None:
    """It is brought back first."""
    courses.archive(room.db, room.instructor.id, room.id, True, now=NOON)
    with pytest.raises(Unacceptable, match="archived"):
        make(room)


def test_learners_see_what_is_published(room: Classroom) -> None:
    """A draft is not there for them, in no list and under no address; its staff sees it, others nothing at all."""
    id, learner = make(room), room.learners[0]
    assert assignment_views.listed(room.db, learner.id, room.id, now=NOON) == []
    with pytest.raises(NotFound):
        seen(room, learner, id)
    assert [one.state for one in assignment_views.listed(room.db, room.assistant.id, room.id, now=NOON)] == ["draft"]
    assignments.publish(room.db, room.instructor.id, id, now=NOON)
    assignments.publish(room.db, room.instructor.id, id, now=NOON + MINUTE)
    assert row(room.db, id).published == NOON
    found = seen(room, learner, id)
    assert (found.state, found.progress, found.mine.may_start) == (State.OPEN, None, True)
    for stranger in (person(room.db), classroom(room.db).learners[0]):
        with pytest.raises(NotFound):
            seen(room, stranger, id)
        with pytest.raises(NotFound):
            assignment_views.listed(room.db, stranger.id, room.id, now=NOON)
    assert lines(room)[1:] == ["Ina Structor published the assignment “Week 1”"]


def test_what_changes_it_takes_an_instructor(room: Classroom) -> None:
    """For an assistant and a learner each act is the same as of an assignment that isn't there."""
    id = make(room)
    assignments.publish(room.db, room.instructor.id, id, now=NOON)
    form = form_of(room, id, title="Mine")
    little = (room.assistant, room.learners[0], person(room.db))
    theirs = {someone.id: blueprints.make(room.db, someone.id, TEXT, now=NOON) for someone in little}
    for someone in little:
        for act in (
            lambda who=someone.id: assignments.change(room.db, who, id, form, now=NOON),
            lambda who=someone.id: assignments.publish(room.db, who, id, now=NOON),
            lambda who=someone.id: assignments.take_up(room.db, who, id, "", now=NOON),
            lambda who=someone.id: assignments.take_up(room.db, who, id, theirs[who], now=NOON),
            lambda who=someone.id: assignments.withdraw(room.db, who, id, now=NOON),
            lambda who=someone.id: assignments.remove(room.db, who, id, now=NOON),
            lambda who=someone.id: extensions.grant(room.db, who, id, {"tries": "1"}, now=NOON),
            lambda who=someone.id: extensions.take_back(room.db, who, id, "x", now=NOON),
            lambda who=someone.id: assignment_views.view(room.db, who, id, Role.INSTRUCTOR, now=NOON),
        ):
            with pytest.raises(NotFound, match="no such assignment"):
                act()
    assert row(room.db, id).title == "Week 1"
    assignments.change(room.db, administrator(room.db).id, id, form, now=NOON)
    assert row(room.db, id).title == "Mine"


def test_every_change_stands_in_the_history(room: Classroom) -> None:
    """What was and what is, by the clocks of the class; what changed nothing leaves no line."""
    id = make(room)
    change(room, id)
    change(room, id, closes="2026-04-05T13:00", tries="3", answers_release="at", answers_at="2026-04-05T14:00")
    _, line = lines(room)
    assert line == (
        "Ina Structor changed the assignment “Week 1”: closes 8 March 2026, 13:00 (Europe/Berlin) → "
        "5 April 2026, 13:00 (Europe/Berlin); tries 1 → 3; the answers handed in → "
        "at 5 April 2026, 14:00 (Europe/Berlin)"
    )
    assert row(room.db, id).closes.isoformat() == "2026-04-05T11:00:00+00:00"  # summer time by then


def test_the_older_of_two_forms_changes_nothing(room: Classroom) -> None:
    """It is said, with what to send back to change it all the same."""
    id = make(room)
    older = form_of(room, id, title="Older")
    change(room, id, now=NOON + MINUTE, title="Newer")
    with pytest.raises(assignments.Changed, match="was changed since you opened it") as refused:
        assignments.change(room.db, room.instructor.id, id, older, now=NOON + 2 * MINUTE)
    assert row(room.db, id).title == "Newer"
    again = {**older, "stands": refused.value.stands}
    assignments.change(room.db, room.instructor.id, id, again, now=NOON + 2 * MINUTE)
    assert row(room.db, id).title == "Older"


def test_what_somebody_started_is_not_taken_away(room: Classroom) -> None:
    """It is neither withdrawn nor removed then; before that it is both, with its extensions."""
    assigned = put(room)
    assignments.withdraw(room.db, room.instructor.id, assigned.id, now=NOON)
    assert row(room.db, assigned.id).published is None
    with pytest.raises(NotFound):
        start(assigned, room.learners[0])
    assignments.publish(room.db, room.instructor.id, assigned.id, now=NOON)
    start(assigned, room.learners[0])
    for act in (assignments.withdraw, assignments.remove):
        with pytest.raises(Unacceptable, match="only while nobody has started it, but 1 person has"):
            act(room.db, room.instructor.id, assigned.id, now=NOON)
    other = put(room)
    grant = {"member": member_id(room, room.learners[0]), "tries": "1"}
    extensions.grant(room.db, room.instructor.id, other.id, grant, now=NOON)
    assert assignments.remove(room.db, room.instructor.id, other.id, now=NOON) == room.id
    with room.db.reading() as session:
        assert session.scalars(sa.select(Extension).where(Extension.assignment_id == other.number)).all() == []
    assert "Ina Structor removed the assignment “Week 1”" in lines(room)


def test_settings_do_not_reach_what_is_running(room: Classroom) -> None:
    """Less time and an earlier closing hold for who starts then; the running work keeps its end and limit."""
    assigned = put(room, minutes=60)
    before = work(room.db, start(assigned, room.learners[0]))
    change(room, assigned.id, title="Other", minutes="10", feedback="verdict", closes="2026-03-01T13:30", prolong="yes")
    after = work(room.db, before.public_id)
    assert (after.ends, after.settings) == (NOON + 60 * MINUTE, before.settings)
    second = work(room.db, start(assigned, room.learners[1], NOON + MINUTE))
    assert second.ends == NOON + 11 * MINUTE
    assert answer(assigned, room.learners[0], before.public_id, 1, now=NOON + 45 * MINUTE)


def test_a_later_closing_time_prolongs_running_works_where_that_is_asked_for(room: Classroom) -> None:
    """Within the time limit that each had; without the tick none of them gains."""
    closes = NOON + 30 * MINUTE
    free, timed = put(room, closes=closes), put(room, closes=closes, minutes=45)
    ids = [start(free, room.learners[0]), start(timed, room.learners[0])]
    for assigned in (free, timed):
        change(room, assigned.id, closes="2026-03-01T13:40")
    assert [work(room.db, id).ends for id in ids] == [closes, closes]
    for assigned in (free, timed):
        change(room, assigned.id, closes="2026-03-01T14:00", minutes="", prolong="yes")
    assert [work(room.db, id).ends for id in ids] == [NOON + 60 * MINUTE, NOON + 45 * MINUTE]
    assert lines(room)[-1].endswith("go on until the new closing time of “Week 1”: 1 running work")


def test_what_is_over_stays_over(room: Classroom) -> None:
    """A later closing time opens neither what was handed in nor what ran out."""
    closes = NOON + 30 * MINUTE
    assigned = put(room, closes=closes)
    handed_in, late = (start(assigned, learner) for learner in room.learners)
    working.hand_in(room.db, room.learners[0].id, handed_in, now=NOON + MINUTE)
    change(room, assigned.id, now=closes, closes="2026-03-02T13:00", prolong="yes")
    assert [work(room.db, id).ends for id in (handed_in, late)] == [closes, closes]


def test_opening_closing_and_tries_hold_as_they_are_now(room: Classroom) -> None:
    """A learner who has used the only try gets another when the settings say so."""
    assigned, learner = put(room), room.learners[0]
    working.hand_in(room.db, learner.id, start(assigned, learner), now=NOON)
    assert not seen(room, learner, assigned.id).mine.may_start
    with pytest.raises(Closed, match="only try"):
        start(assigned, learner)
    change(room, assigned.id, tries="2")
    found = seen(room, learner, assigned.id).mine
    assert (found.may_start, found.used, found.left) == (True, 1, 1)
    start(assigned, learner)
    change(room, assigned.id, opens="2026-03-01T13:01")
    assert seen(room, learner, assigned.id).state == State.AHEAD


def test_points_are_seen_as_they_are_released(room: Classroom) -> None:
    """The list of own tries shows none while they are withheld, and shows them once the rule is changed."""
    assigned, learner = (
        put(room, score_release="never", verdict_release="never", answers_release="never"),
        room.learners[0],
    )
    id = start(assigned, learner)
    answer(assigned, learner, id, 1)
    assert seen(room, learner, assigned.id).own[0].total is None
    change(room, assigned.id, score_release="handed in")
    assert seen(room, learner, assigned.id).own[0].total is None
    working.hand_in(room.db, learner.id, id, now=NOON)
    total = seen(room, learner, assigned.id).own[0].total
    assert (total.points, total.possible) == (2.0, 3.0)


def test_staff_sees_how_far_the_class_is(room: Classroom) -> None:
    """Of the learners that are in it: who started, is at work, has yet to start. A learner sees nothing of others."""
    assigned = put(room)
    working.hand_in(room.db, room.learners[0].id, start(assigned, room.learners[0]), now=NOON)
    progress = seen(room, room.assistant, assigned.id).progress
    assert (progress.learners, progress.started, progress.working, progress.done) == (2, 1, 0, 1)
    assert progress.missing == ("Lea 2",)
    start(assigned, room.learners[1])
    listed = assignment_views.listed(room.db, room.instructor.id, room.id, now=NOON)
    assert (listed[0].progress.started, listed[0].progress.working) == (2, 1)
    after = seen(room, room.assistant, assigned.id, NOON + WEEK)
    assert (after.progress.working, after.progress.done, after.progress.missing) == (0, 2, ())
    assert assignment_views.listed(room.db, room.learners[0].id, room.id, now=NOON)[0].progress is None


def test_the_list_has_first_what_is_open(room: Classroom) -> None:
    """By closing time; then what is to come, drafts, and what is closed, the latest first."""
    times = {
        "open, later": (0, 9), "open, soon": (0, 8), "to come": (3, 8), "closed": (-9, -2), "closed lately": (-9, -1)
    }  # fmt: skip
    for title, (opens, closes) in times.items():
        put(room, title=title, opens=NOON + opens * MINUTE, closes=NOON + closes * MINUTE)
    put(room, title="draft", published=None)
    listed = assignment_views.listed(room.db, room.instructor.id, room.id, now=NOON)
    assert [one.title for one in listed] == [
        "open, soon", "open, later", "to come", "draft", "closed lately", "closed"
    ]  # fmt: skip
    of_learner = assignment_views.listed(room.db, room.learners[0].id, room.id, now=NOON)
    assert "draft" not in {one.title for one in of_learner}
    assert wall_clock.written(listed[0].closes, BERLIN) == "2026-03-01T13:08"
