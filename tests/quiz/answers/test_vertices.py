"""Sets of vertices: names in any order, the empty set by name."""

import pytest

from tests.quiz.answers.asking import refusal, value


@pytest.mark.parametrize(
    "text", ["{0, 1, 2}", "0 1 2", "0,1,2", "0;1;2", "0; 1; 2", "[0, 1, 2]", "(0, 1, 2)", "2 1 0 1 2", "{ 0 1 2 }", "0\n1\n2", "0 , 1 ; 2", "｛0，1，2｝", "0, 1, 2,"]
)
def test_names_are_separated_by_comma_semicolon_or_space(text: str) -> None:
    """Separated by comma, semicolon or space, brackets or braces optional; repeats and order don't matter."""
    assert value("vertices", text) == ["0", "1", "2"]


@pytest.mark.parametrize("text", ["{}", "∅", "none", "empty", "None", "EMPTY", "{ }", " {} "])
def test_the_empty_set_is_said(text: str) -> None:
    """`{}`, ∅, `none`, `empty` are the empty set."""
    assert value("vertices", text) == []


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_a_blank_text_is_not_the_empty_set(text: str) -> None:
    """A blank text is refused ("write {} if no vertex")."""
    assert "write {} if no vertex" in refusal("vertices", text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("10, 9, 2", ["2", "9", "10"]), ("b, a, 10, 2", ["2", "10", "a", "b"]), ("cat the", ["cat", "the"]), ("v_1 v_10", ["v_1", "v_10"]),
        ("A a", ["A", "a"]), ("a" * 20, ["a" * 20]), ("1a 1", ["1", "1a"]), ("é", ["é"]), ("e\u0301", ["é"]), ("99999999999999999999 3", ["3", "9" * 20]),
    ],
)  # fmt: skip
def test_the_value_is_sorted_numbers_by_size_then_names(text: str, names: list[str]) -> None:
    """The value is a list of strings, sorted, numbers by size, then names."""
    assert value("vertices", text) == names


@pytest.mark.parametrize(
    "text",
    ["{0, 1", "0, 1}", "{0, 1]", "(0, 1}", "{{0}}", "{0}, {1}", "0,,1", ",0", "0;;1", "0;,1", "-1", "1.5", "a-b", "0->1", "a" * 21, "1 ,, 2", "{,}",
     "٣", "2²", "½", "a.b", "0/1", "'0'", "none, 3", "{none}", "{∅}", "😀", "0 & 1", "0 | 1"],
)  # fmt: skip
def test_what_is_no_set_of_names_is_refused(text: str) -> None:
    """Names are letters, digits, `_`, up to 20 characters each; brackets are balanced."""
    refusal("vertices", text)
