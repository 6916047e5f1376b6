"""Blueprints that are kept: their owner's alone, changed by one tab at a time, with their numbers held."""

import pytest

from quiz.database import Database
from quiz.papers.blueprint import read_blueprint
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.teaching import blueprint_editing, blueprints
from tests.classes import person
from tests.stores import NOON, Practising


def kept(db: Database) -> tuple[int, str]:
    ada = person(db, "Ada").id
    return ada, blueprints.make(db, ada, blueprints.EXAMPLE, now=NOON)


def test_a_blueprint_is_seen_and_changed_by_its_owner_alone(db: Database) -> None:
    """For anybody else it does not exist."""
    ada, id = kept(db)
    eve = person(db, "Eve").id
    assert [one.id for one in blueprints.listed(db, ada)] == [id]
    assert blueprints.listed(db, eve) == []
    for act in (
        lambda: blueprints.view(db, eve, id),
        lambda: blueprints.change(db, eve, id, blueprints.EXAMPLE, 1, now=NOON),
        lambda: blueprints.copy(db, eve, id, same_numbers=True, now=NOON),
        lambda: blueprints.remove(db, eve, id),
        lambda: blueprints.papers(db, eve, id, "csv", 1, key=True),
    ):
        with pytest.raises(NotFound, match="no such blueprint"):
            act()
    assert blueprints.view(db, ada, id).number == 1


def test_the_older_of_two_tabs_changes_nothing(db: Database) -> None:
    """Whoever saves from an older text is told so, and the newer one stays."""
    ada, id = kept(db)
    blueprints.change(db, ada, id, blueprints.EXAMPLE.replace("week 1", "week 2"), 1, now=NOON)
    with pytest.raises(blueprints.Changed, match="changed in another tab"):
        blueprints.change(db, ada, id, blueprints.EXAMPLE, 1, now=NOON)
    assert (blueprints.view(db, ada, id).title, blueprints.view(db, ada, id).number) == ("Attention, week 2", 2)


def test_a_text_that_is_no_blueprint_is_refused_by_its_key(db: Database) -> None:
    """The sentence names the key; nothing is kept."""
    ada, id = kept(db)
    with pytest.raises(Unacceptable, match=r"items\[1\].level: attention-weights has the levels"):
        blueprints.change(db, ada, id, blueprints.EXAMPLE.replace("level = 1", "level = 9", 1), 1, now=NOON)
    assert blueprints.view(db, ada, id).text == blueprints.EXAMPLE


def test_a_guest_keeps_no_blueprint(db: Database) -> None:
    """It takes an account."""
    with pytest.raises(Unacceptable, match="account"):
        blueprints.make(db, Practising(db).id, blueprints.EXAMPLE, now=NOON)


def test_a_pin_stays_when_another_item_comes_before(db: Database) -> None:
    """The pinned variant is the same row after an item was put in front of it; comments of the text are kept."""
    ada = person(db, "Ada").id
    id = blueprints.make(db, ada, "# mine\n" + blueprints.EXAMPLE.replace("paper = true\n", ""), now=NOON)
    blueprint_editing.choose(db, ada, id, 1, 33, "pin", 1, now=NOON)
    before = blueprints.sheets(db, ada, id, 1).copies[0].rows[0]
    assert before.index == 33
    text = blueprints.view(db, ada, id).text
    assert text.startswith("# mine\n")
    more = '[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 1\n\n[[items]]'
    blueprints.change(db, ada, id, text.replace("[[items]]", more, 1), 2, now=NOON)
    assert blueprints.sheets(db, ada, id, 1).copies[0].rows[1].id == before.id
    blueprint_editing.choose(db, ada, id, 2, 33, "free", 3, now=NOON)
    assert "pin" not in blueprints.view(db, ada, id).text


def test_a_copy_has_numbers_of_its_own_or_the_same(db: Database) -> None:
    """The same numbers give the same files; other ones give others, without pins."""
    ada, id = kept(db)
    blueprint_editing.choose(db, ada, id, 2, 3, "pin", 1, now=NOON)
    same = blueprints.copy(db, ada, id, same_numbers=True, now=NOON)
    other = blueprints.copy(db, ada, id, same_numbers=False, now=NOON)
    made = [blueprints.papers(db, ada, one, "csv", 1, key=True) for one in (id, same, other)]
    assert made[0] == made[1] != made[2]
    assert read_blueprint(blueprints.view(db, ada, other).text) == read_blueprint(blueprints.EXAMPLE)


def test_more_copies_are_a_job_and_a_deleted_blueprint_is_gone(db: Database) -> None:
    """Nine copies are refused at once and taken as a job; deleting leaves nothing."""
    ada, id = kept(db)
    with pytest.raises(Unacceptable, match="more are made as a job"):
        blueprints.papers(db, ada, id, "csv", 9, key=False)
    assert blueprints.start_papers(db, ada, id, "csv", 9, key=False, now=NOON)
    blueprints.remove(db, ada, id)
    assert blueprints.listed(db, ada) == []
