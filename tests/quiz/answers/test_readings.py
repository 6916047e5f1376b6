"""Readings as the command and the preview hand them out."""

import json

import pytest

from quiz.answers import KINDS, Refused, as_json, read


def test_a_reading_is_a_value_and_how_it_was_read() -> None:
    """{"value", "read_as"}."""
    assert as_json(read("number", "34 %")) == {"value": 0.34, "read_as": "0.34"}
    assert as_json(read("shape", "4x3")) == {"value": [4, 3], "read_as": "(4, 3)"}
    assert as_json(read("vertices", "1 0")) == {"value": ["0", "1"], "read_as": "{0, 1}"}


def test_a_refusal_is_an_error() -> None:
    """Or {"error"}."""
    assert list(as_json(read("number", "x"))) == ["error"]


def test_several_readings_are_an_error_that_lists_them() -> None:
    """Where a text has two readings both are shown, each one click away."""
    assert as_json(read("vector", "1,5"))["readings"] == [
        {"value": [1.0, 5.0], "read_as": "[1, 5]", "text": "[1, 5]"},
        {"value": [1.5], "read_as": "[1.5]", "text": "[1.5]"},
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_can_be_written_down_whatever_came(kind: str) -> None:
    """A reason is one line of text that any encoding of Unicode can hold."""
    for text in ("\ud800", "\x00", "1\n\n[", "<script>\u202e", "a" * 5000):
        reading = read(kind, text)
        reason = reading.reason if isinstance(reading, Refused) else ""
        json.dumps(as_json(reading), ensure_ascii=False).encode()
        assert "\n" not in reason
        assert reason.isprintable()
        assert len(reason) < 300


def test_an_unknown_kind_is_a_mistake_of_the_program() -> None:
    """Every text has a reading; a kind that doesn't exist has none."""
    with pytest.raises(ValueError, match="kind"):
        read("colour", "red")
