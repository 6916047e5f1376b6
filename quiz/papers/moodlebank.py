"""Large Moodle banks straight from arrays: thousands of variants of one family, with the words of its rows' questions.

What is the same in all variants is written once, as a template; what differs is filled in from the arrays. A question
is the one that `quiz.papers.moodle` makes of the same variant, with its names, boxes, known mistakes and credits, but
without worked solution and hints, which are sentences of their own for every variant.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import prod
from typing import Any

import numpy as np

from quiz.blocks import number, plain
from quiz.calculation import Run, ancestors, run, sentence
from quiz.family import Family
from quiz.misconceptions import misconception
from quiz.papers.credit import MOST, QUARTERS, shared
from quiz.papers.itembodies import by_rows, decimal, html, prompt
from quiz.papers.moodle import GRADES, PENALTY, category, document, inert, whole_weights
from quiz.papers.sheets import PartRow
from quiz.parts import NUMERIC, Part
from quiz.stress import attempts
from quiz.variants import draw
from quiz.words import headers

CHUNK = 1_000
PROVED = 8  # variants of a batch whose statement is compared with the filled template
COMPUTES = "A bank from arrays fills in numbers, but the statement of {} computes with them."
_MARK = re.compile("\x02(\\d+)\x03")
_RISING = np.array([float(grade) for grade in reversed(GRADES)])


def bank(family: Family, level: int, seed: int, count: int, points: float = 1) -> str:
    """Moodle XML with `count` variants; ValueError for a family whose questions are no grids of numbers."""
    return "".join(pieces(family, level, seed, count, points))


def pieces(family: Family, level: int, seed: int, count: int, points: float = 1) -> Iterator[str]:
    """The same piece by piece, a batch of variants in each; ValueError comes before the first."""
    start, end = document(["\x00"]).split("\x00")
    made = [category(f"$course$/top/{family.title.replace('/', '//')}, {level}")]
    for low in range(0, count, CHUNK):
        indices = np.arange(low, min(low + CHUNK, count))
        givens = draw(family, level, seed, indices, attempts(family, level, seed, indices))
        worlds = run(family.steps, givens, depth=1, without=family.without)
        made += questions(family, level, seed, indices, givens, worlds, points)
        yield start + "\n".join(made)
        start, made = "\n", []
    yield start.strip("\n") + "\n".join(made) + end


def questions(
    family: Family, level: int, seed: int, indices: Any, givens: Mapping[str, Any], worlds: Run, points: float = 1
) -> Iterator[str]:
    """A cloze question for each variant of a batch; givens and worlds have the shapes (count, *core)."""
    parts = family.parts(level)
    if not all(part.kind in NUMERIC for part in parts):
        raise ValueError(f"A bank from arrays asks for numbers only, but {family.id} asks for something else, too.")
    marked, columns = _marked(givens, len(indices))
    try:
        body = _body(family, level, marked, givens, points)
    except (TypeError, ValueError, LookupError):
        raise ValueError(COMPUTES.format(family.id)) from None
    fields = _Fields(len(indices))
    for part, worth in zip(parts, shared(points, len(parts)), strict=True):
        columns += fields.of(family, level, part, worlds, worth)
    text, order = _template(body)
    _prove(family, givens, text, [columns[k] for k in order])
    names = _names(family, level, seed, indices)
    template = _shell(family.title, escape(text, quote=False))
    return (template % row for row in zip(_shorts(names), *(columns[k] for k in order), names, strict=True))


def _shell(title: str, text: str) -> str:
    return (
        f'<question type="cloze"><name><text>{escape(title).replace("%", "%%")} %s</text></name>'
        f'<questiontext format="html"><text>{text}</text></questiontext>'
        f'<generalfeedback format="html"><text></text></generalfeedback><penalty>{PENALTY}</penalty>'
        "<hidden>0</hidden><idnumber>%s</idnumber></question>"
    )


def _names(family: Family, level: int, seed: int, indices: Any) -> list[str]:
    """The same names as `itembodies.name_of` gives."""
    start = f"{family.id}-v{family.version}-l{level}-{seed:016x}-"
    return ["hw-" + hashlib.sha256(f"{start}{index}".encode()).hexdigest()[:20] for index in indices.tolist()]


def _shorts(names: Sequence[str]) -> list[str]:
    return [name[3:11] for name in names]


def _marked(givens: Mapping[str, Any], count: int) -> tuple[dict[str, Any], list[list[str]]]:
    """Givens with a mark in place of each number or word that differs, and for each mark its column of texts."""
    marked: dict[str, Any] = dict(givens)
    columns: list[list[str]] = []
    for name, values in givens.items():
        if isinstance(values, np.ndarray) and values.ndim and len(values) == count:
            size = prod(values.shape[1:])
            marks = [f"\x02{len(columns) + i}\x03" for i in range(size)]
            cells = np.array(marks, dtype=object).reshape(values.shape[1:])
            marked[name] = cells if cells.ndim else marks[0]
            columns += written(values.reshape(count, size), number)
    return marked, columns


def written(values: Any, write: Any) -> list[list[str]]:
    """A column of texts for each column of numbers, (count, n) -> n lists; equal numbers are written once."""
    different, places = np.unique(values, return_inverse=True)
    texts = np.array([escape(write(one)) for one in different.tolist()], dtype=object)
    return [column.tolist() for column in texts[places.reshape(values.shape)].T]


def _body(family: Family, level: int, marked: Any, givens: Mapping[str, Any], points: float) -> str:
    """The question text with marks: of the givens, then one for each box."""
    parts = family.parts(level)
    first = {k: v[0] if isinstance(v, np.ndarray) and v.ndim else v for k, v in givens.items()}
    shapes = [np.shape(run(family.steps, first, without=family.without).right(part.value_name)) for part in parts]
    sizes = [prod(shape) for shape in shapes]
    worths = shared(points, len(parts))
    weights = whole_weights([worth / size for worth, size in zip(worths, sizes, strict=True)])
    made = [html(family.statement(marked)).replace("{", "&#123;")]
    box = sum(v.size if isinstance(v, np.ndarray) else isinstance(v, str) and "\x02" in v for v in _touched(marked))
    for part, shape, size, weight in zip(parts, shapes, sizes, weights, strict=True):
        row = _part(family, part, marked, shape)
        boxes = [f"{{{weight}:NUMERICAL:\x02{box + i}\x03}}" for i in range(size)]
        box += size
        asked = prompt(row).replace("{", "&#123;")
        unit = f" {escape(part.unit)}" if part.unit else ""
        made.append(f"<p>{asked}</p>{by_rows(row, boxes)}" if shape else f"<p>{asked} {boxes[0]}{unit}</p>")
    return "".join(made)


def _touched(marked: Mapping[str, Any]) -> list[Any]:
    return [v for v in marked.values() if isinstance(v, str) or (isinstance(v, np.ndarray) and v.dtype == object)]


def _part(family: Family, part: Part, marked: Mapping[str, Any], shape: tuple[int, ...]) -> PartRow:
    rows, columns = headers(family, part.value_name, marked)
    return PartRow(
        part.id, part.kind, sentence(part.prompt, marked), None, part.tolerance, 0, (), shape=shape,
        rows=tuple(rows) if len(shape) == 2 and len(rows) == shape[0] else (),
        columns=tuple(columns) if shape and len(columns) == shape[-1] else (), unit=part.unit,
    )  # fmt: skip


def _template(body: str) -> tuple[str, list[int]]:
    """The body for `%`, and which column stands at each of its places."""
    order = [int(found[1]) for found in _MARK.finditer(body)]
    return _MARK.sub("%s", body.replace("%", "%%")), order


def _prove(family: Family, givens: Mapping[str, Any], text: str, columns: list[list[str]]) -> None:
    """The template says what the family says, for some variants of every batch: a statement may compute."""
    count = len(columns[0]) if columns else 0
    for place in range(0, count, max(count // PROVED, 1)):
        own = {
            k: v[place] if isinstance(v, np.ndarray) and v.ndim and len(v) == count else v for k, v in givens.items()
        }
        said = html(family.statement(own)).replace("{", "&#123;")
        if not (text % tuple(column[place] for column in columns)).startswith(said):
            raise ValueError(COMPUTES.format(family.id))


class _Fields:
    """What stands in each box of a part after `NUMERICAL:`, as columns."""

    def __init__(self, count: int) -> None:
        self.count = count

    def of(self, family: Family, level: int, part: Part, worlds: Run, worth: float) -> list[list[str]]:
        right = np.asarray(worlds.right(part.value_name), dtype=float).reshape(self.count, -1)  # (count, cells)
        bound = np.broadcast_to(part.tolerance.bound(right), right.shape)
        ids, wrong = self._wrong(family, level, part, worlds, right.shape)
        off = ~(np.abs(wrong - right) <= bound)  # (mistakes, count, cells)
        told = off & np.isfinite(wrong).all(axis=2, keepdims=True)
        near = family.shown_first(level)[part.id] & ancestors(family.steps, part.value_name)
        grades = np.broadcast_to(_grades(off, len(near), worth)[:, :, None], off.shape)
        tails = [inert(plain(misconception(id).remark)) for id in ids]
        cells = range(right.shape[1])
        keys, bounds = written(right, decimal), written(bound, decimal)
        texts = written(np.where(told, wrong, 0.0).reshape(-1, right.shape[1]), decimal)
        return [self._column(keys[j], bounds[j], texts[j], told[:, :, j], grades[:, :, j], tails) for j in cells]

    def _wrong(self, family: Family, level: int, part: Part, worlds: Run, shape: Any) -> tuple[list[str], Any]:
        """The mistakes whose answers have the right shape, and those answers, (mistakes, count, cells)."""
        core = np.shape(worlds.right(part.value_name))[1:]
        ids, found = [], [np.empty((0, *shape))]
        for faults, values in worlds.stacks(part.value_name, family.shown_first(level)[part.id]):
            kept = [i for i, made in enumerate(faults) if len(made) == 1]
            if kept and values.shape[2:] == core:
                full = np.broadcast_to(values[kept], (len(kept), self.count, *core))
                found.append(full.reshape(len(kept), *shape).astype(float))
                ids += [faults[i][0].id for i in kept]
        return ids, np.concatenate(found)

    def _column(self, keys: Any, bounds: Any, texts: list[str], told: Any, grades: Any, tails: list[str]) -> list[str]:
        """One cell of all variants: the key, then each different wrong number with its grade and remark."""
        by_mistake = [texts[m * self.count : (m + 1) * self.count] for m in range(len(tails))]
        shown, graded = told.T.tolist(), grades.T.tolist()
        made = []
        for i, (key, bound) in enumerate(zip(keys, bounds, strict=True)):
            seen: dict[str, tuple[int, str]] = {}
            for m, is_told in enumerate(shown[i]):
                if is_told:
                    text, grade, tail = by_mistake[m][i], graded[i][m], tails[m]
                    if text in seen:
                        lesser, said = seen[text]
                        grade, tail = min(grade, lesser), said if tail in said else f"{said} Or: {tail}"
                    seen[text] = (grade, tail)
            known = "".join(f"~%{_NAMES[grade]}%{text}:{bound}#{tail}" for text, (grade, tail) in seen.items())
            made.append(f"={key}:{bound}{escape(known, quote=False)}")
        return made


_NAMES = list(reversed(GRADES))


def _grades(off: Any, steps: int, points: float) -> Any:
    """Which of Moodle's grades each wrong cell of a mistake earns, (mistakes, count, cells) -> (mistakes, count).

    The same credit as `credit.suggested`, shared out as `itembodies` does.
    """
    right = 1 - off.mean(axis=2)
    credit = np.minimum(np.maximum(1 - 1 / max(steps, 1), right), MOST)
    credit = np.floor(credit * points * QUARTERS + 1e-9) / QUARTERS / points
    rest = np.divide(credit - right, 1 - right, out=np.zeros_like(right), where=right < 1)
    rest = np.round(np.maximum(rest, 0), 9)
    return np.searchsorted(_RISING, rest * 100 + 1e-4, side="right") - 1
