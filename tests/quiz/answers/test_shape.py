"""Shapes: sizes as whole numbers, symbols, products."""

import pytest

from tests.quiz.answers.asking import refusal, value


@pytest.mark.parametrize(
    "text",
    ["(4, 3)", "4x3", "4X3", "4 x 3", "4 X 3", "4 × 3", "4×3", "4 by 3", "[4,3]", "4 3", "4,3", "4, 3", "(4,3)", "[4, 3]", "(4 3)", "(4x3)",
     "torch.Size([4, 3])", "torch.Size([4,3])", " 4  3 ", "4 , 3", "(4, 3,)", "４×３", "4ｘ3", "（4，3）", "4\u00a0×\u00a03", "4\t3"],
)  # fmt: skip
def test_every_separator_separates_sizes(text: str) -> None:
    """Sizes separated by comma, `x`/`X` between digits or spaces, ×, `by`, or spaces; brackets optional."""
    assert value("shape", text) == [4, 3]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("(4,)", [4]), ("4", [4]), ("[4]", [4]), ("()", []), ("torch.Size([])", []), ("2x3x4", [2, 3, 4]), ("2 by 3 by 4", [2, 3, 4]),
        ("n", ["n"]), ("B", ["B"]), ("(B, h, n, d_k)", ["B", "h", "n", "d_k"]), ("n x d_model", ["n", "d_model"]), ("n×n", ["n", "n"]),
        ("n_q n_k", ["n_q", "n_k"]), ("(4, d_k)", [4, "d_k"]), ("4 × n", [4, "n"]), ("N, n", ["N", "n"]), ("h*d_k", ["h*d_k"]),
        ("(n, h*d_k)", ["n", "h*d_k"]), ("2*d_k,3", ["2*d_k", 3]), ("h·d_k, n", ["h*d_k", "n"]), ("1000000000000", [10**12]), ("12,288", [12, 288]),
        ("d_2", ["d_2"]), ("max by min", ["max", "min"]), ("nxd", ["nxd"]),
    ],
)  # fmt: skip
def test_sizes_are_whole_numbers_symbols_or_products(text: str, sizes: list[int | str]) -> None:
    """Whole numbers from 1 to 10¹², symbols (case matters), or products with `*`; numbers and symbols may mix."""
    assert value("shape", text) == sizes


@pytest.mark.parametrize(
    "text",
    ["4.0", "0x3", "-4", "4*3", "0", "1000000000001", "x", "X", "by", "(x, 3)", "4,,3", "(,)", ",4", "(4, 3", "4, 3)", "(4, 3]", "((4, 3))", "n1",
     "d_", "_d", "d_k_2", "4n", "4x", "4xn", "x4", "4xx3", "4 x x 3", "4, x 3", "{4, 3}", "1e3", "n+1", "h/2", "h^2", "h**d_k", "4;3", "1,024",
     "h * d_k", "n h*d_k", "n x h*d_k", "n × h*d_k", "h*", "*h", "h**2", "2*", "n*x", "0*n", "½", "4²", "torch.Size(4, 3)", "Size([4, 3])", "∞", "d k!"],
)  # fmt: skip
def test_what_is_no_shape_is_refused(text: str) -> None:
    """`4.0`, `0x3`, `-4`, `4*3` are refused; with products commas separate."""
    refusal("shape", text)


def test_a_refusal_names_the_size() -> None:
    """One sentence: what was expected, what came, where."""
    assert "size 2" in refusal("shape", "(4, 0, 3)")
    assert "“0”" in refusal("shape", "(4, 0, 3)")
