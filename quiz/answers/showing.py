"""How a value is said back: in one spelling each, which reads back as the same value.

Numbers are the shortest decimals that give the same float; whole numbers below 10¹⁵ bear no point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quiz.answers.readings import Value

WHOLE = 1e15


def show_number(value: float) -> str:
    """The shortest decimal that reads back as the value.

    >>> show_number(0.34), show_number(4.0), show_number(-0.0), show_number(1e-9)
    ('0.34', '4', '0', '1e-09')
    """
    return str(int(value)) if value == int(value) and abs(value) < WHOLE else repr(float(value))


def show_vector(values: Iterable[float]) -> str:
    """`[0.1, 0.2]`."""
    return "[" + ", ".join(map(show_number, values)) + "]"


def show_matrix(rows: Iterable[Iterable[float]]) -> str:
    """`[[1, 2], [3, 4]]`."""
    return "[" + ", ".join(map(show_vector, rows)) + "]"


def show_shape(sizes: Iterable[int | str]) -> str:
    """`(4, 3)`, `(4,)`, `()`."""
    words = [str(size) for size in sizes]
    return f"({words[0]},)" if len(words) == 1 else "(" + ", ".join(words) + ")"


def show_set(names: Iterable[str]) -> str:
    """`{0, 1}`, `{}`."""
    return "{" + ", ".join(names) + "}"


_SHOW: dict[str, Callable[..., str]] = {
    "number": show_number,
    "vector": show_vector,
    "matrix": show_matrix,
    "shape": show_shape,
    "vertices": show_set,
    "choices": show_set,
    "choice": str,
    "text": str,
}


def show(kind: str, value: Value) -> str:
    """The value of an answer of this kind, as it is said back to a learner.

    >>> show("vector", [0.1, 0.2]), show("shape", [4]), show("vertices", [])
    ('[0.1, 0.2]', '(4,)', '{}')
    """
    return _SHOW[kind](value)
