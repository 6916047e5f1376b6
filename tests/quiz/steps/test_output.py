"""The worked blend spells out its own numbers."""

from quiz.calculation import sentence
from quiz.steps.output import blend, blend_row, own_row

WEIGHTS, V = [[0.25, 0.75], [0.5, 0.5]], [[4, 0], [-8, 2]]


def test_the_solution_spells_out_the_first_cell() -> None:
    """A quarter of 4 and three quarters of −8 make −5."""
    said = sentence(blend.says, {"weights": WEIGHTS, "v": V})
    assert said.endswith("Row 1, column 1 is row 1 of $A$ times column 1 of $V$: 0.25·4 + 0.75·(−8) = −5.")


def test_the_solution_of_one_row_spells_out_every_column() -> None:
    """The row is that of the token that queries."""
    values = {"tokens": ["a", "dog"], "reader": 1, "row": WEIGHTS[1], "v": V}
    assert sentence(own_row.says, values) == "“dog” queries, so its weights are row 2 of $A$."
    said = sentence(blend_row.says, values)
    assert said.endswith("column 1: 0.5·4 + 0.5·(−8) = −2; column 2: 0.5·0 + 0.5·2 = 1.")
