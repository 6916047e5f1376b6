"""What reading an answer gives: a value, several possible values, or the reason why there is none.

Inside the package a reader raises `Unreadable`; outside it is always one of the three readings.
"""

from __future__ import annotations

from dataclasses import dataclass

Value = float | list[float] | list[list[float]] | list[int | str] | list[str] | str

_SIGNS = {"\n": "⏎", "\t": "⇥"}
SHOWN = 40  # characters of the learner's own text that a sentence repeats


@dataclass(frozen=True)
class Read:
    """The text has one reading; `read_as` is how to say it back."""

    value: Value
    read_as: str


@dataclass(frozen=True)
class Ambiguous:
    """The text has several readings; `texts[i]` is what to type to be read as `readings[i]` and nothing else."""

    readings: tuple[Read, ...]
    reason: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """The text has no reading; `reason` is one sentence: what was expected, what came, where."""

    reason: str


Reading = Read | Ambiguous | Refused


class Unreadable(Exception):
    """A rule is broken; the message says what was expected, what came, and, in a list, where.

    `thousands` marks the one malformed reading that still counts: a comma that may be a thousands mark.
    """

    def __init__(self, reason: str, *, thousands: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.thousands = thousands


def quoted(text: str) -> str:
    """The learner's own text inside a sentence: shortened, and harmless whatever characters it holds.

    >>> quoted("12 3"), quoted("a" * 50)[-4:], quoted("1\\x00")
    ('“12 3”', 'aa…”', '“1[U+0000]”')
    """
    return "“" + "".join(c if c.isprintable() else _SIGNS.get(c, f"[U+{ord(c):04X}]") for c in shortened(text)) + "”"


def shortened(text: str) -> str:
    """The beginning of a text that is too long to be said back in a sentence."""
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def as_json(reading: Reading) -> dict[str, object]:
    """The reading as the command and the preview hand it out: `value` and `read_as`, or else `error`.

    Several readings are an error that also lists them, each with the text that means it alone.
    """
    match reading:
        case Read(value, read_as):
            return {"value": value, "read_as": read_as}
        case Ambiguous(readings, reason, texts):
            shown = [
                {"value": one.value, "read_as": one.read_as, "text": text}
                for one, text in zip(readings, texts, strict=True)
            ]
            return {"error": reason, "readings": shown}
        case Refused(reason):
            return {"error": reason}
