"""What statements and solutions are drawn with: formulas, matrices, heat maps, graphs, each with its words."""

from __future__ import annotations

import re

import pytest

from quiz.blocks import Graph, Grid
from quiz.family import families
from quiz.web.figures import drawing, heat_map, spoken
from quiz.web.mathml import formula, inline
from tests.quiz.web.conftest import Reader


def test_weights_keep_their_scale_from_blank_to_full_ink() -> None:
    """Numbers between 0 and 1 are inked by themselves, whatever else stands in the map; 0 is blank."""
    one, other = heat_map(Grid("A", [[0.0, 1.0]])), heat_map(Grid("A", [[0.0, 0.5]]))
    assert [cell.shade for cell in one.cells] == [0.0, 0.94]
    assert other.cells[1].shade == 0.47


def test_scores_are_inked_from_least_to_greatest() -> None:
    """Other numbers go from blank at the least to full ink at the greatest, in even steps."""
    shades = [cell.shade for cell in heat_map(Grid("S", [[-3, 0, 3]])).cells]
    assert shades == [0.0, 0.47, 0.94]


def test_a_map_of_equal_numbers_is_blank() -> None:
    """Equal numbers outside of 0 to 1 divide by nothing."""
    assert {cell.shade for cell in heat_map(Grid("S", [[5, 5], [5, 5]])).cells} == {0.0}


def test_a_grid_is_told_in_words() -> None:
    """Somebody who doesn't see the map hears every number with its row and column."""
    grid = Grid("A", [[0.25, 0.75], [1, 0]], ["the", "cat"], ["the", "cat"])
    assert spoken(grid) == "A. Row the: the 0.25, cat 0.75. Row cat: the 1, cat 0."


def test_an_arrow_ends_at_the_rim() -> None:
    """Arrows point at their vertex and stop at its rim, so that the head is seen."""
    drawn = drawing(Graph(["0", "1"], [(0, 1)], marked=[0]))
    tip = float(re.findall(r"M([\d.]+)", drawn.arrows[0])[0])
    target = drawn.vertices[1]
    assert target.x - target.radius - 1 == pytest.approx(tip, abs=0.1)
    assert drawn.words == "Directed graph. Vertices: 0, 1. Edges: 0→1. Marked: 0."


def test_a_formula_is_native_mathml() -> None:
    """LaTeX of ours becomes MathML: a root is a root, a subscript a subscript."""
    made = formula(r"\sqrt{d_k}")
    assert made.startswith("<math")
    assert "<msqrt>" in made
    assert "<msub><mi>d</mi><mi>k</mi></msub>" in made


def test_a_sentence_is_escaped_around_its_formulas() -> None:
    """Everything outside of formulas and code is text."""
    assert inline("a < b & $x$").startswith("a &lt; b &amp; <math")


@pytest.mark.parametrize(("family", "level"), [(f.id, level) for f in families().values() for level in f.levels])
def test_no_latex_is_left_over(reader: Reader, family: str, level: int) -> None:
    """Statement, prompts, hints and solution of every family are set completely: no command, no dollar sign is left."""
    reader.open(family, level)
    reader.act("hint")
    reader.act("hint")
    reader.act("reveal")
    shown = re.sub(r"<[^>]+>", "", reader.page.split('id="problem"', 1)[1])
    assert "\\" not in shown
    assert "$" not in shown
    assert "None" not in shown.replace("None of these", "")
