"""Choices: ids of options."""

import pytest

from quiz.answers import Read, Refused, read

OPTIONS = ("q", "k", "v")


def test_a_choice_is_one_id() -> None:
    """One id from the options, outer space dropped."""
    assert read("choice", " k\n", options=OPTIONS) == Read("k", "k")
    assert read("choice", "key-3") == Read("key-3", "key-3")


@pytest.mark.parametrize("text", ["", "K", "x", "q k", "q,k", "{}"])
def test_what_is_not_one_option_is_refused(text: str) -> None:
    """An id that no option has, or several ids, are refused."""
    assert isinstance(read("choice", text, options=OPTIONS), Refused)


@pytest.mark.parametrize("text", ["k, q", "q k", "q\nk", "k,q,k", "{q, k}", "k,q,"])
def test_choices_are_ids_separated_by_commas_spaces_or_new_lines(text: str) -> None:
    """Repeats and order don't matter; the value has the order of the options."""
    assert read("choices", text, options=OPTIONS) == Read(["q", "k"], "{q, k}")
    assert read("choices", text) == Read(["k", "q"], "{k, q}")


@pytest.mark.parametrize("text", ["{}", "none", " {} "])
def test_no_option_is_said(text: str) -> None:
    """`{}` and `none` are the empty set."""
    assert read("choices", text, options=OPTIONS) == Read([], "{}")


@pytest.mark.parametrize("text", ["", "q,,k", "q, x", ",q"])
def test_unknown_or_missing_ids_are_refused(text: str) -> None:
    """Each id must be one of the options."""
    assert isinstance(read("choices", text, options=OPTIONS), Refused)


def test_a_text_is_kept_as_typed() -> None:
    """Outer space is dropped, everything else stays."""
    assert read("text", "  Ω² – “so”\n\tit is\n") == Read("Ω² – “so”\n\tit is", "Ω² – “so”\n\tit is")
