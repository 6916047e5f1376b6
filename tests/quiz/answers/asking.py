"""What tests of the reader ask: the value, the refusal, or the several readings of a text."""

from quiz.answers import Ambiguous, Read, Refused, Value, read


def value(kind: str, text: str, shape: tuple[int, ...] | None = None) -> Value:
    """The one value that the text is read as."""
    reading = read(kind, text, shape)
    assert isinstance(reading, Read), f"{text!r}: {reading}"
    return reading.value


def refusal(kind: str, text: str, shape: tuple[int, ...] | None = None) -> str:
    """The reason for which the text is refused."""
    reading = read(kind, text, shape)
    assert isinstance(reading, Refused), f"{text!r}: {reading}"
    return reading.reason


def readings(kind: str, text: str, shape: tuple[int, ...] | None = None) -> list[Value]:
    """The several values that the text may have."""
    reading = read(kind, text, shape)
    assert isinstance(reading, Ambiguous), f"{text!r}: {reading}"
    return [one.value for one in reading.readings]
