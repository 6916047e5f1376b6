"""Classes: anybody with an account makes one, a code lets others in, and only who is in a class sees it."""

import pytest

from quiz.database import Database
from quiz.services.errors import Unacceptable
from quiz.services.teaching import courses, history
from quiz.services.teaching.roles import Role
from tests.classes import fresh_limits, person
from tests.stores import NOON, Practising


@pytest.fixture(autouse=True)
def fresh(db: Database) -> None:
    fresh_limits(db)


def test_who_makes_a_class_is_its_instructor(db: Database) -> None:
    """The class has a name, a zone and a join code, and one person: its instructor."""
    ada = person(db, "Ada")
    id = courses.create(db, ada.id, "  Attention,  autumn ", "Europe/Berlin", "Ada L.", now=NOON)
    found = courses.view(db, ada.id, id)
    assert (found.name, found.zone, found.role) == ("Attention, autumn", "Europe/Berlin", Role.INSTRUCTOR)
    assert (found.learners, found.instructors, found.assistants, found.archived) == (0, ("Ada L.",), (), None)
    assert found.join_code
    assert [one.id for one in courses.listed(db, ada.id)] == [id]
    assert [event.says for event in history.events(db, ada.id, id)] == ["Ada L. made the class"]


def test_a_guest_makes_no_class(db: Database) -> None:
    """To make one takes an account."""
    guest = Practising(db)
    with pytest.raises(Unacceptable, match="takes an account"):
        courses.create(db, guest.id, "Mine", "UTC", "Guest", now=NOON)
    assert courses.listed(db, guest.id) == []
