"""Before any kind reads a text its characters get one spelling each, or are refused."""

import pytest

from quiz.answers import KINDS, Refused, read
from tests.quiz.answers.asking import refusal, value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２．５", 12.5), ("（１＋２）＊３", 9), ("ｅ", 2.718281828459045), ("ＳＱＲＴ（４）", 2), ("０，５", 0.5), ("２＊＊３", 8),
        ("−5", -5), ("‐5", -5), ("‑5", -5), ("–5", -5), ("－5", -5), ("3−1", 2), ("1e−2", 0.01), ("　5　", 5), ("\u00a05\u2009", 5),
        ("5\n", 5), ("\r\n5", 5), ("\t5\t", 5), ("1\u00a0+\u202f2", 3),
    ],
)  # fmt: skip
def test_each_sign_has_one_spelling(text: str, number: float) -> None:
    """Full-width becomes ASCII, U+2212, hyphens and en dashes become `-`, outer white space is dropped."""
    assert value("number", text) == number


@pytest.mark.parametrize("text", ["٣", "१", "𝟏", "2²", "x₂", "1½", "①", "Ⅷ", "2⁻¹", "1\u0660", "ª"])
def test_other_digits_and_raised_ones_are_refused(text: str) -> None:
    """Digits of other scripts, superscripts (`2²`), mixed numbers (`1½`) are refused, in every kind that has digits."""
    for kind in ("number", "vector", "matrix", "shape", "vertices"):
        refusal(kind, text)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x85", "\x9f", "\ud800"])
def test_control_characters_are_refused_in_every_kind(character: str) -> None:
    """Control characters other than tab and line ends are refused, at the ends of a text too."""
    for kind in KINDS:
        for text in (f"1{character}", f"{character}1", f"1{character}1"):
            reading = read(kind, text)
            assert isinstance(reading, Refused)
            assert character not in reading.reason


@pytest.mark.parametrize("character", ["\u200b", "\u200e", "\u202e", "\ufeff", "\u2062", "\u00ad"])
def test_invisible_characters_are_refused(character: str) -> None:
    """What can't be seen can't be checked by the learner."""
    for kind in ("number", "vector", "matrix", "shape", "vertices"):
        assert "invisible" in refusal(kind, f"1{character}")


@pytest.mark.parametrize("kind", ["vector", "matrix", "shape", "vertices", "choice", "choices", "text"])
def test_a_text_has_at_most_two_thousand_characters_as_typed(kind: str) -> None:
    """2,000 a text, on the raw text; over it, refused at once."""
    assert not isinstance(read(kind, "1" + " " * 1999), Refused)
    assert "2,000" in refusal(kind, "1" + " " * 2000)
    assert "2,000" in refusal(kind, "1" * 1_000_000)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", " ", "\n", "\u00a0"])
def test_a_blank_text_is_refused(kind: str, text: str) -> None:
    """A blank text has no value of any kind."""
    refusal(kind, text)


def test_other_dashes_are_refused() -> None:
    """A figure dash and an em dash are no minus."""
    refusal("number", "—5")
    refusal("number", "‒5")
