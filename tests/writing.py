"""An answer as people type it: the same value in many writings, for tests of every family."""

from __future__ import annotations

from typing import Any

from quiz.parts import NUMERIC, Part


def digits(part: Part) -> int:
    """Enough decimals for the part's tolerance: two where ±0.005 or ±0.01 grades, many where it is exact."""
    return 3 if part.tolerance.relative else 2


def decimal(value: float, places: int) -> str:
    """A number as typed: rounded to so many decimals, whole numbers whole."""
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def precise(part: Part, answer: Any) -> Any:
    """The answer in one plain writing at full precision."""
    return writings(part, answer, 12)[0]


def writings(part: Part, answer: Any, places: int | None = None) -> list[Any]:
    """The answer in every way of writing that the reader promises."""
    places = digits(part) if places is None else places
    match part.kind:
        case "number":
            text = decimal(answer, places)
            return [text, f" {text} ", _comma(answer, places), f"({text})",
                    text.replace("-", "\N{MINUS SIGN}")]  # fmt: skip
        case "vector":
            return _lists([answer], places)
        case "matrix":
            return _lists(answer, places)
        case "shape":
            sizes = [str(size) for size in answer]
            return [f"({', '.join(sizes)})", " × ".join(sizes), "x".join(sizes), " by ".join(sizes), str(answer)]
        case "choices":
            return [", ".join(answer) or "{}", "\n".join(answer) or "none"]
        case "vertices":
            return ["{" + ", ".join(answer) + "}", " ".join(answer) or "∅", "; ".join(reversed(answer)) or "none"]
        case _:
            return [str(answer)]


def _comma(value: float, places: int) -> str:
    """With a decimal comma; never three digits after it, which may be a thousands mark."""
    return str(int(value)) if value == int(value) else f"{value:.{max(places, 4)}f}".replace(".", ",")


def _lists(rows: list[list[float]], places: int) -> list[Any]:
    cells = [[decimal(cell, places) for cell in row] for row in rows]
    comma = [[_comma(cell, places) for cell in row] for row in rows]
    return [
        "[" + ", ".join("[" + ", ".join(row) + "]" for row in cells) + "]" if len(rows) > 1 else
        "[" + ", ".join(cells[0]) + "]",
        "\n".join(" ".join(row) for row in cells),
        "; ".join(" ".join(row) for row in cells),
        "\n".join("\t".join(row) for row in comma),
        "np.array([" + ", ".join("[" + ", ".join(row) + "]" for row in cells) + "])",
        r"\begin{bmatrix}" + r" \\ ".join(" & ".join(row) for row in cells) + r"\end{bmatrix}",
        cells,
    ]  # fmt: skip


def is_numeric(part: Part) -> bool:
    return part.kind in NUMERIC
