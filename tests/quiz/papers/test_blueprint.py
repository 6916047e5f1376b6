"""Blueprints: what is read, and the one sentence that says which key is wrong."""

import pytest

from quiz.papers.blueprint import Flawed, read_blueprint
from tests.quiz.papers.blueprints import SMALL

ITEM = '[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 2\n'


def test_what_is_not_said_has_a_default() -> None:
    """Count is 1, all parts are asked, nothing is shuffled, a calculator is allowed and each copy has own numbers."""
    blueprint = read_blueprint(f'title = "T"\n{ITEM}')
    assert (blueprint.items[0].count, blueprint.items[0].parts, blueprint.items[0].paper) == (1, (), False)
    assert (blueprint.shuffle, blueprint.calculator, blueprint.seeds, blueprint.language) == ((), True, "own", "en")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = ", "A blueprint is TOML, but this is not"),
        (ITEM, "title: expected a text, but it is missing."),
        (f'title = ""\n{ITEM}', "title: expected a text, but '' came."),
        ('title = "T"', "items: expected at least one [[items]] table, but it is missing."),
        ('title = "T"\nitems = []', "items: expected at least one [[items]] table, but [] came."),
        (f'title = "T"\ncolour = "red"\n{ITEM}', "colour: expected one of the keys title, "),
        (f'title = "T"\n{ITEM}pionts = 2', "items[1].pionts: expected one of the keys family, "),
        (f'title = "T"\ntime_limit = 0.5\n{ITEM}', "time_limit: expected a whole number from 1 to 1440, but 0.5 came."),
        (f'title = "T"\ntime_limit = true\n{ITEM}', "time_limit: expected a whole number from 1 to 1440, but True"),
        (f'title = "T"\nlanguage = "xx"\n{ITEM}', "language: expected one of en, de, fr, but 'xx' came."),
        (f'title = "T"\nseeds = ["own"]\n{ITEM}', "seeds: expected one of own, same, but ['own'] came."),
        (f'title = "T"\nshuffle = [["items"]]\n{ITEM}', "shuffle: expected a list of some of items, options, but"),
        ('title = "T"\n[[items]]\nlevel = 1\npoints = 1', "items[1].family: an item names either a family or a topic"),
        (f'title = "T"\n{ITEM}topic = "softmax"', "items[1].family: an item names either a family or a topic, but it"),
        (f'title = "T"\n{ITEM.replace("softmax-row", "nope")}', "items[1].family: expected one of "),
        (f'title = "T"\n{ITEM.replace("level = 1", "level = 9")}', "items[1].level: softmax-row has the levels 1, 2"),
        (f'title = "T"\n{ITEM.replace("points = 2", "points = -2")}', "items[1].points: expected a number above 0"),
        (f'title = "T"\n{ITEM.replace("points = 2", "points = nan")}', "items[1].points: expected a number above 0"),
        (f'title = "T"\n{ITEM}parts = ["nope"]', "items[1].parts: expected a list of some of weights, but"),
        (f'title = "T"\n{ITEM}count = 201', "items[1].count: expected a whole number from 1 to 200, but 201 came."),
        (f'title = "T"\n{ITEM}paper = 1', "items[1].paper: expected true or false, but 1 came."),
        ('title = "T"\n[[items]]\ntopic = "nope"\nlevel = 1\npoints = 1', "items[1].topic: expected one of "),
        ('title = "T"\n[[items]]\ntopic = "softmax"\nlevel = 1\npoints = 1\nparts = []', "items[1].parts: expected on"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_that_names_the_key(text: str, says: str) -> None:
    """An error says the key, what was expected and what came."""
    with pytest.raises(Flawed) as raised:
        read_blueprint(text)
    assert str(raised.value).startswith(says)
    assert "\n" not in str(raised.value)


def test_another_blueprint_has_another_digest() -> None:
    """The digest tells a blueprint from every other, whatever is changed."""
    texts = [SMALL, SMALL.replace("20", "21"), SMALL.replace("points = 3", "points = 4")]
    assert len({read_blueprint(text).digest for text in texts}) == 3
