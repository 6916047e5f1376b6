"""Finds the brackets of a list, and tells those that bound rows from parentheses inside a number.

`[ ]` and `{ }` always bound rows. `( )` belongs to a number when it touches an operator, a name or another parenthesis
(`2*(3+4)`, `sqrt(2)`), or holds a single cell; it bounds a row when it holds separators. Spaces alone can be either
(`(1 -2)`): then the caller tries both. `array(…)`, `tensor(…)` and LaTeX matrices become brackets first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quiz.answers.readings import Unreadable, quoted

CLOSES = {"]": "[", "}": "{", ")": "("}
MOST_CALLS = 64  # rows of the largest grid on a page
CHILD = "\x00"  # stands for a bracket inside another one; the text itself can't hold it
SEPARATOR = re.compile(r"[,;\n\t|&]|\\\\")

_CELL_TYPE = re.compile(
    r"(?<![^\s\[({,;|&\\])(?:np|numpy)\.(?:float(?:16|32|64)|u?int(?:8|16|32|64))"
    r"\(( *[+-]?[0-9.]+(?:e[+-]?[0-9]+)? *)\)(?![^\s\])},;|&\\])"
)
_CALL = re.compile(r"(?<![a-z0-9_.])(?:(?:np|numpy)\.array|(?:torch\.)?tensor|array) *\(")
_BRACKET = re.compile(r"[][(){}]")
_NUMBER_BEFORE, _NUMBER_AFTER = re.compile(r"[a-z0-9_.)+*/^√π-]"), re.compile(r"[a-z0-9_.(+*/^√π%-]")
_DTYPE = re.compile(r",\s*dtype\s*=\s*['\"]?[a-z_][a-z0-9_.]*['\"]?\s*$")
_LATEX = re.compile(r"\\begin\{(bmatrix|pmatrix|matrix)\}(.*)\\end\{\1\}", re.DOTALL)


@dataclass
class Pair:
    """An opening bracket with its closing one; `own` is the text between them without inner brackets."""

    mark: str
    start: int
    parent: Pair | None
    end: int = -1
    own: list[str] = field(default_factory=list)
    children: list[Pair] = field(default_factory=list)
    bounds_row: bool = False

    @property
    def level(self) -> int:
        """How many brackets that bound rows hold this one."""
        level, parent = 0, self.parent
        while parent:
            level, parent = level + parent.bounds_row, parent.parent
        return level


def unwrapped(text: str) -> str:
    """The text with `np.float64(0.5)` as `(0.5)`, and LaTeX matrices, `array(…)`, `tensor(…)` as brackets."""
    match = _LATEX.fullmatch(text)
    if match:
        text = f"[{match[2]}]"
    text = _CELL_TYPE.sub(r"(\1)", text)
    if len(_CALL.findall(text)) > MOST_CALLS:
        raise Unreadable(f"At most {MOST_CALLS} arrays were expected in one list, and more came.")
    while call := _CALL.search(text):
        text = _without_call(text, call)
    return text


def _without_call(text: str, call: re.Match[str]) -> str:
    end = next((pair.end for pair in pairs(text) if pair.start == call.end() - 1), -1)
    inner = _DTYPE.sub("", text[call.end() : end]).strip(" \n")
    if not (inner.startswith(("[", "(", "{")) and pairs(inner)[0].end == len(inner) - 1):
        inner = f"[{inner}]" if call.start() == 0 else f"({inner})"
    return text[: call.start()] + inner + text[end + 1 :]


def pairs(text: str) -> list[Pair]:
    """Every pair of brackets in the order in which they open; refused when they don't match up."""
    found: list[Pair] = []
    inside: Pair | None = None
    read = 0
    for bracket in _BRACKET.finditer(text):
        where, character = bracket.start(), bracket[0]
        if inside:
            inside.own.append(text[read:where])
        read = where + 1
        if character in "([{":
            pair = Pair(character, where, inside)
            found.append(pair)
            if inside:
                inside.own.append(CHILD)
                inside.children.append(pair)
            inside = pair
        else:
            if not inside or inside.mark != CLOSES[character]:
                raise Unreadable(_unbalanced(inside, character, where))
            inside.end, inside = where, inside.parent
    if inside:
        raise Unreadable(
            f"A closing bracket was expected for {quoted(inside.mark)}, opened at character {inside.start + 1}."
        )
    return found


def _unbalanced(inside: Pair | None, character: str, where: int) -> str:
    expected = f"The bracket that closes {quoted(inside.mark)}" if inside else "An opening bracket"
    return f"{expected} was expected before {quoted(character)}, character {where + 1}."


def bounding(text: str, *, spaces_bound: bool) -> list[Pair]:
    """The brackets that bound rows, at most two levels deep.

    `spaces_bound` decides for parentheses that hold nothing but spaces as separators, or enclose the whole text.
    """
    found = pairs(text)
    for pair in reversed(found):  # inner ones first
        pair.bounds_row = pair.mark != "(" or (not _attached(text, pair) and _holds_row(text, pair, spaces_bound))
    bounds = [pair for pair in found if pair.bounds_row]
    for pair in bounds:
        if pair.level > 1:
            raise Unreadable(
                f"At most two levels of brackets were expected, and a third opens at character {pair.start + 1}."
            )
    return bounds


def undecided(text: str) -> bool:
    """Whether some parentheses can be read both as part of a number and as the bounds of a row."""
    return any(
        pair.mark == "(" and not _attached(text, pair) and not SEPARATOR.search("".join(pair.own))
        and (" " in "".join(pair.own).strip(" ") or _is_whole(text, pair))
        for pair in pairs(text)
    )


def _attached(text: str, pair: Pair) -> bool:
    before, after = text[pair.start - 1 : pair.start], text[pair.end + 1 : pair.end + 2]
    return bool(_NUMBER_BEFORE.match(before) or _NUMBER_AFTER.match(after))


def _is_whole(text: str, pair: Pair) -> bool:
    return not text[: pair.start].strip() and not text[pair.end + 1 :].strip()


def _holds_row(text: str, pair: Pair, spaces_bound: bool) -> bool:
    own = "".join(pair.own)
    if SEPARATOR.search(own) or any(child.bounds_row for child in pair.children):
        return True
    return spaces_bound and (" " in own.strip(" ") or _is_whole(text, pair))
