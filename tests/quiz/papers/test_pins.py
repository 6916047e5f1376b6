"""Pins: exactly the variants that were looked at, of the seed with which they were looked at."""

import pytest

from engine.draws import splitmix64
from quiz.papers.blueprint import Flawed, read_blueprint
from quiz.papers.pins import seed_mark
from quiz.papers.rows import rows

SEED = 7
ITEM = '[[items]]\nfamily = "softmax-row"\nlevel = 2\npoints = 2\n'


def text(item: str = "", top: str = "", seed: int = SEED) -> str:
    return f'title = "T"\nseed_mark = "{seed_mark(seed)}"\n{top}{ITEM}{item}'


def indices(made: str, copies: int, seed: int = SEED) -> list[list[int]]:
    return [[row.index for row in copy.rows] for copy in rows(read_blueprint(made), copies, seed).copies]


def test_pinned_variants_are_used_and_no_others() -> None:
    """Three copies of an item with three pins get one of them each."""
    assert sorted(indices(text("pin = [5, 900, 42]"), 3)) == [[5], [42], [900]]


def test_an_item_with_several_problems_shares_its_pins_out() -> None:
    """Two copies of two problems use all four pins, all from the stream of the item's first problem."""
    made = rows(read_blueprint(text("count = 2\npin = [1, 2, 3, 4]")), 2, SEED)
    assert sorted(row.index for copy in made.copies for row in copy.rows) == [1, 2, 3, 4]
    assert {row.seed for copy in made.copies for row in copy.rows} == {int(splitmix64(SEED, 2)[0])}


def test_all_copies_share_one_pin_under_the_same_numbers() -> None:
    """With seeds = "same" one pin is enough for any number of copies."""
    assert indices(text("pin = [8]", 'seeds = "same"\n'), 5) == [[8]] * 5


def test_too_few_pins_are_refused_in_a_sentence() -> None:
    """Copies share no numbers, so three copies take three pins."""
    with pytest.raises(Flawed, match=r"items\[1\].* has pins for 2 copies only, but 3 are wanted: pin more, or take"):
        indices(text("pin = [1, 2]"), 3)


def test_pins_belong_to_their_seed() -> None:
    """Another seed is refused, and so is a pin without the mark of a seed."""
    with pytest.raises(Flawed, match="seed_mark: the variants to pin and to drop were chosen with the seed"):
        indices(text("pin = [1]"), 1, seed=8)
    with pytest.raises(Flawed, match="seed_mark: expected beside a pin"):
        read_blueprint(f'title = "T"\n{ITEM}pin = [1]')


def test_an_item_with_its_stream_keeps_its_variants_wherever_it_stands() -> None:
    """Behind another item, a pin of stream 1 is the same variant that it was as the first item."""
    alone = rows(read_blueprint(text("stream = 1\npin = [6]")), 1, SEED).copies[0].rows[0]
    other = '[[items]]\nfamily = "softmax-row"\nlevel = 2\npoints = 1\n'
    moved = rows(read_blueprint(text().replace(ITEM, other + ITEM + "stream = 1\npin = [6]")), 1, SEED).copies[0].rows
    assert moved[1].id == alone.id
    assert moved[0].givens != alone.givens


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ("count = 2\npin = [1, 1]", r"items\[1\].pin: expected at least 2 different indices"),
        ("pin = [1, 2]\ndrop = [2]", r"items\[1\].pin: expected only variants that are not dropped, but 2 is."),
        ("pin = [-1]", r"items\[1\].pin: expected a list of whole numbers from 0 to 2147483647"),
    ],
)
def test_pins_that_cannot_be_kept_are_refused(item: str, says: str) -> None:
    """One sentence names the key and what was expected."""
    with pytest.raises(Flawed, match=says):
        read_blueprint(text(item))


def test_a_blueprint_without_pins_has_the_digest_that_it_always_had() -> None:
    """Codes on papers that are printed already stay good: the digest is that of the JSON from before pins."""
    import hashlib
    import json

    item = {"level": 2, "points": 2.0, "family": "softmax-row", "topic": "", "count": 1, "paper": False, "parts": [],
            "drop": []}  # fmt: skip
    whole = {"title": "T", "items": [item], "instructions": "", "shuffle": [], "language": "en", "time_limit": 0,
             "calculator": True, "seeds": "own"}  # fmt: skip
    expected = hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).digest()
    assert read_blueprint(f'title = "T"\n{ITEM}').digest == expected
