"""Rows: the same for the same seed, different numbers on every copy, equally hard, and right."""

import json

import pytest

from quiz.family import family
from quiz.grades import Verdict
from quiz.grading import grade
from quiz.jsonable import jsonable
from quiz.papers.blueprint import Flawed, read_blueprint
from quiz.papers.codes import code, copy_of
from quiz.papers.preview import typed
from quiz.papers.rows import rows
from quiz.parts import Part
from quiz.variants import rebuilt, serve
from tests.quiz.papers.blueprints import mixed, small


def numbers(givens: dict) -> str:
    """What is drawn, without words."""
    return json.dumps({k: v for k, v in givens.items() if k not in ("tokens", "reader")}, sort_keys=True)


def test_the_same_blueprint_and_seed_give_the_same_rows() -> None:
    """Same blueprint and seed, same sheets; another seed, others."""
    assert rows(mixed(), 3, 5) == rows(mixed(), 3, 5)
    assert rows(mixed(), 1, 5).copies[0].rows != rows(mixed(), 1, 6).copies[0].rows


def test_a_copy_does_not_depend_on_how_many_are_made() -> None:
    """Copies 1 to 3 of 20 are copies 1 to 3 of 3."""
    assert rows(mixed(), 20, 5).copies[:3] == rows(mixed(), 3, 5).copies


def test_no_two_copies_share_their_numbers() -> None:
    """Within an item of a blueprint, and between two items of one family, all numbers differ."""
    made = rows(mixed(), 40, 1)
    seen = [f"{row.family} {numbers(dict(row.givens))}" for copy in made.copies for row in copy.rows]
    assert len(seen) == len(set(seen)) == 40 * 5


def test_a_variant_is_the_one_that_the_family_serves() -> None:
    """Family, level, seed and index of a row name the variant that `flask variants` prints."""
    for row in rows(mixed(), 2, 3).copies[1].rows:
        again = serve(family(row.family), row.level, row.seed, row.index)
        assert jsonable(again.givens) == row.givens
        assert [again.expected(part) for part in again.parts] == [part.answer for part in row.parts]


def test_every_key_earns_full_credit_in_our_grader() -> None:
    """The key typed as it is printed is graded correct, and each listed mistake is graded wrong."""
    for copy in rows(mixed(), 4, 8).copies:
        for row in copy.rows:
            variant = rebuilt(family(row.family), row.level, row.givens)
            key = {part.id: typed(asked(variant, part.id), part.answer) for part in row.parts}
            assert grade(variant, key).verdict is Verdict.CORRECT
            for part in row.parts:
                for wrong in part.mistakes:
                    answers = {**key, part.id: typed(asked(variant, part.id), wrong.answer)}
                    assert grade(variant, answers).parts[part.id].verdict is not Verdict.CORRECT
                    assert 0 <= wrong.credit <= 0.75 * part.points


def asked(variant, id: str) -> Part:
    return next(part for part in variant.parts if part.id == id)


def test_the_report_of_fairness_is_what_the_rows_say() -> None:
    """Least, greatest and mean total of every feature, recomputed copy by copy."""
    made = rows(mixed(), 12, 2)
    for name, spread in made.fairness.spread.items():
        totals = [sum(row.features[name] for row in copy.rows) for copy in made.copies]
        assert (spread.least, spread.greatest) == (min(totals), max(totals))
        assert spread.mean == pytest.approx(sum(totals) / len(totals))


def test_copies_are_matched_better_than_the_variants_as_drawn() -> None:
    """Over 16 copies the greatest share of a feature's spread is at most a quarter of that of variants as they come."""
    made = rows(read_blueprint(MATCHED), 16, 4)
    worst = max(spread.share for spread in made.fairness.spread.values())
    drawn = []
    for copy in range(16):
        negative = 0
        for item in made.copies[0].rows:
            givens = serve(family(item.family), item.level, item.seed, copy).givens
            negative += sum(int((givens[name] < 0).sum()) for name in MATRICES if name in givens)
        drawn.append(negative)
    naive = (max(drawn) - min(drawn)) / (sum(drawn) / len(drawn))
    assert worst <= naive / 4


MATRICES = ("q", "k", "x", "w_q", "w_k", "w_v")
MATCHED = 'title = "M"\n' + "".join(
    f'[[items]]\nfamily = "{id}"\nlevel = 2\npoints = 1\n'
    for id in ("scaled-scores", "attention-weights", "project-qkv", "full-attention")
)


def test_paper_numbers_need_no_calculator() -> None:
    """With `paper = true` all weights of attention-weights at level 1 are fractions with a small denominator."""
    for copy in rows(mixed(), 6, 9).copies:
        row = next(row for row in copy.rows if row.family == "attention-weights")
        for weight in (cell for line in row.parts[0].answer for cell in line):
            assert any(abs(weight * q - round(weight * q)) < 1e-9 for q in range(1, 2000))


def test_a_level_without_paper_numbers_says_so() -> None:
    """Softmax of shifted tenths cannot be worked by hand, so the item is refused by name."""
    text = 'title = "T"\n[[items]]\nfamily = "softmax-row"\nlevel = 3\npoints = 1\npaper = true'
    with pytest.raises(Flawed, match=r"items\[1\]: softmax-row at level 3 has no numbers that can be worked by hand"):
        rows(read_blueprint(text), 1, 1)


def test_parts_ask_only_these_and_keep_earlier_mistakes() -> None:
    """Asked for Z alone, a forgotten scale shows in Z, since no earlier part could show it."""
    text = 'title = "T"\n[[items]]\nfamily = "full-attention"\nlevel = 2\npoints = 4\nparts = ["z"]'
    row = rows(read_blueprint(text), 1, 1).copies[0].rows[0]
    assert [part.id for part in row.parts] == ["z"]
    assert "no-scale" in {wrong.id for wrong in row.parts[0].mistakes}


def test_a_topic_gives_every_copy_the_same_family() -> None:
    """The seed chooses the family of a topic once, so that all copies ask the same kind of thing."""
    made = rows(mixed(), 5, 7)
    assert len({tuple(sorted(row.family for row in copy.rows)) for copy in made.copies}) == 1


def test_dropped_variants_come_on_no_copy() -> None:
    """What an instructor drops in the preview is given to nobody."""
    row = rows(small(), 1, 3).copies[0].rows[0]
    text = f'title = "T"\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 2\ndrop = [{row.index}]'
    assert row.index not in {copy.rows[0].index for copy in rows(read_blueprint(text), 16, 3).copies}


def test_same_seeds_give_all_copies_the_same_numbers() -> None:
    """With `seeds = "same"` only the order may differ."""
    text = 'title = "T"\nseeds = "same"\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 2'
    made = rows(read_blueprint(text), 18, 3)
    assert len({row.index for copy in made.copies for row in copy.rows}) == 1


def test_the_code_names_the_copy_and_refuses_another_seed() -> None:
    """A code is found again with its blueprint and seed, and with no others."""
    written = code(small(), 7, 12)
    assert copy_of(written.lower(), small(), 7) == 12
    for blueprint, seed in ((small(), 8), (mixed(), 7)):
        with pytest.raises(ValueError, match="was not made from this blueprint"):
            copy_of(written, blueprint, seed)
