"""Rows as QTI: an item for each, that scores itself within the tolerance and says which known mistake was made.

QTI 3.0 and 2.1 differ in how they write names and in where packages live; a `Dialect` holds all of that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from math import isfinite

from latex2mathml.converter import convert

from quiz.papers.itembodies import (
    Known,
    by_rows,
    cells,
    decimal,
    html,
    infinite,
    name_of,
    prompt,
    sentence,
    writings,
)
from quiz.papers.sheets import PartRow, Row
from quiz.parts import NUMERIC, Option

_WORD = re.compile(r"(?:<mi>[a-z]</mi>){3,}")
HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Dialect:
    """A version of QTI. camel: names are written `assessmentItem`, not `qti-assessment-item`.

    namespace, package: of items and of the manifest. schema: version, as the manifest says it. item, test: the types
    of resources.
    """

    camel: bool
    namespace: str
    package: str
    schema: tuple[str, str]
    item: str
    test: str

    def tag(self, name: str, attributes: Mapping[str, str], *inside: str) -> str:
        """An element of QTI around what is XML already; the values of its attributes are plain text."""
        name = _camel(name) if self.camel else f"qti-{name}"
        named = {_camel(key) if self.camel else key: value for key, value in attributes.items()}
        start = name + "".join(f' {key}="{escape(value)}"' for key, value in named.items())
        return f"<{start}>{''.join(inside)}</{name}>"

    def root(self, name: str, attributes: Mapping[str, str], *inside: str) -> str:
        return HEADER + self.tag(name, {"xmlns": self.namespace, **attributes}, *inside) + "\n"


def _camel(name: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name)


@lru_cache(maxsize=4096)
def mathml(latex: str) -> str:
    """Our LaTeX as MathML; the letters of a word, as in d_model, stay together."""
    return _WORD.sub(lambda found: f"<mtext>{re.sub('<.*?>', '', found[0])}</mtext>", convert(latex))


@dataclass
class _Item:
    """An item in the making: its declarations, its body, its conditions, and the remarks it may give."""

    dialect: Dialect
    declared: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)

    def base(self, type_: str, value: str) -> str:
        return self.dialect.tag("base-value", {"base-type": type_}, escape(value))

    def variable(self, name: str) -> str:
        return self.dialect.tag("variable", {"identifier": name})

    def declare(self, name: str, type_: str, right: Sequence[str], many: bool = False) -> None:
        values = "".join(self.dialect.tag("value", {}, escape(value)) for value in right)
        correct = self.dialect.tag("correct-response", {}, values) if right else ""
        cardinality = "multiple" if many else "single"
        attributes = {"identifier": name, "cardinality": cardinality, "base-type": type_}
        self.declared.append(self.dialect.tag("response-declaration", attributes, correct))

    def score(self, name: str, right: str, points: float, wrongs: Sequence[tuple[str, Known]]) -> None:
        """One condition: `right` earns the points, each wrong test its share, and its remark is told.

        A box left empty is asked for first, since players stumble over comparing nothing, and no mistake
        earns anything for it; unless nothing is the right answer.
        """
        tag = self.dialect.tag
        empty = tag("is-null", {}, self.variable(name))
        made = [tag("response-else-if", {}, right, self._add(points))]
        for test, known in wrongs:
            number = self.remarks.setdefault(known.remark, f"M{len(self.remarks) + 1}")
            outcome = tag("set-outcome-value", {"identifier": f"FEEDBACK_{number}"}, self.base("identifier", number))
            made.append(tag("response-else-if", {}, test, self._add(points * known.share), outcome))
        if right == empty:
            made[0] = tag("response-if", {}, right, self._add(points))
        else:
            made.insert(0, tag("response-if", {}, empty))
        self.conditions.append(tag("response-condition", {}, *made))

    def _add(self, points: float) -> str:
        total = self.dialect.tag("sum", {}, self.variable("SCORE"), self.base("float", f"{points:.15g}"))
        return self.dialect.tag("set-outcome-value", {"identifier": "SCORE"}, total)

    def entry(self, name: str, length: int) -> str:
        attributes = {"response-identifier": name, "expected-length": str(length)}
        return self.dialect.tag("text-entry-interaction", attributes)

    def near(self, name: str, value: float, bound: float) -> str:
        """Whether a number lies within the bound: two comparisons, which more players know than a tolerance."""
        tag = self.dialect.tag
        low, high = (self.base("float", decimal(value + sign * bound)) for sign in (-1, 1))
        return tag("and", {}, tag("gte", {}, self.variable(name), low), tag("lte", {}, self.variable(name), high))

    def words(self, name: str, forms: Sequence[str]) -> str:
        made = [
            self.dialect.tag(
                "string-match", {"case-sensitive": "false"}, self.variable(name), self.base("string", form)
            )
            for form in forms
        ]
        return made[0] if len(made) == 1 else self.dialect.tag("or", {}, *made)

    def same(self, name: str, ids: Sequence[str], many: bool) -> str:
        values = [self.base("identifier", id) for id in ids]
        if many and not ids:
            return self.dialect.tag("is-null", {}, self.variable(name))
        right = self.dialect.tag("multiple", {}, *values) if many else values[0]
        return self.dialect.tag("match", {}, self.variable(name), right)


def item(row: Row, dialect: Dialect, language: str) -> str:
    """A row as an item."""
    made = _Item(dialect)
    made.body.append(html(row.statement, mathml))
    for i, part in enumerate(row.parts, 1):
        if part.kind in NUMERIC:
            _numbers(made, f"R{i}", part)
        elif part.kind in ("choice", "choices", "vertices"):
            _choice(made, f"R{i}", part)
        else:
            _words(made, f"R{i}", part)
    tag = dialect.tag
    outcomes = [_outcome(dialect, "SCORE", 0), _outcome(dialect, "MAXSCORE", row.points)]
    outcomes += [_told_or_not(dialect, number) for number in made.remarks.values()]
    told = [_told(dialect, name, remark) for remark, name in made.remarks.items()]
    attributes = {"identifier": name_of(row), "title": row.title, "adaptive": "false", "time-dependent": "false",
                  "xml:lang": language}  # fmt: skip
    body, processing = tag("item-body", {}, *made.body), tag("response-processing", {}, *made.conditions)
    return dialect.root("assessment-item", attributes, *made.declared, *outcomes, body, processing, *told)


def _outcome(dialect: Dialect, name: str, start: float) -> str:
    default = dialect.tag("default-value", {}, dialect.tag("value", {}, decimal(start)))
    attributes = {"identifier": name, "cardinality": "single", "base-type": "float"}
    return dialect.tag("outcome-declaration", attributes, default)


def _told_or_not(dialect: Dialect, number: str) -> str:
    attributes = {"identifier": f"FEEDBACK_{number}", "cardinality": "single", "base-type": "identifier"}
    return dialect.tag("outcome-declaration", attributes)


def _told(dialect: Dialect, name: str, remark: str) -> str:
    inside = f"<p>{sentence(remark, mathml)}</p>"
    attributes = {"outcome-identifier": f"FEEDBACK_{name}", "identifier": name, "show-hide": "show"}
    return dialect.tag(
        "modal-feedback", attributes, inside if dialect.camel else dialect.tag("content-body", {}, inside)
    )


def _numbers(made: _Item, name: str, part: PartRow) -> None:
    entries = []
    for k, cell in enumerate(cells(part), 1):
        own = f"{name}_{k}"
        entries.append(made.entry(own, 10))
        points = part.points * cell.share
        if not isfinite(cell.answer):
            made.declare(own, "string", infinite(cell.answer)[:1])
            made.score(own, made.words(own, infinite(cell.answer)), points, [])
            continue
        made.declare(own, "float", [decimal(cell.answer)])
        wrongs = [(made.near(own, known.answer, cell.bound), known) for known in cell.known]
        made.score(own, made.near(own, cell.answer, cell.bound), points, wrongs)
    asked = prompt(part, mathml)
    unit = f" {escape(part.unit)}" if part.unit else ""
    made.body.append(f"<p>{asked}</p>{by_rows(part, entries)}" if part.shape else f"<p>{asked} {entries[0]}{unit}</p>")


def _words(made: _Item, name: str, part: PartRow) -> None:
    forms = writings(part, part.answer)
    made.declare(name, "string", forms[:1])
    made.body.append(f"<p>{prompt(part, mathml)} {made.entry(name, 20)}</p>")
    wrongs = [(made.words(name, writings(part, known.answer)), known) for known in _known(part)]
    made.score(name, made.words(name, forms), part.points, wrongs)


def _choice(made: _Item, name: str, part: PartRow) -> None:
    """One of the options, or any of them; vertices are chosen, too."""
    many = part.kind != "choice"
    options = part.options or tuple(Option(vertex, vertex) for vertex in part.vertices)
    ids = {option.id: f"O{k}" for k, option in enumerate(options, 1)}

    def chosen(answer: object) -> list[str]:
        wanted = set(answer) if isinstance(answer, list | tuple) else {answer}
        return [ids[option.id] for option in options if option.id in wanted]

    made.declare(name, "identifier", chosen(part.answer), many)
    tag = made.dialect.tag
    choices = [tag("simple-choice", {"identifier": ids[o.id]}, sentence(o.label, mathml)) for o in options]
    attributes = {"response-identifier": name, "shuffle": "false", "max-choices": "0" if many else "1"}
    asked = tag("prompt", {}, prompt(part, mathml))
    made.body.append(tag("choice-interaction", attributes, asked, *choices))
    wrongs = [(made.same(name, chosen(known.answer), many), known) for known in _known(part)]
    made.score(name, made.same(name, chosen(part.answer), many), part.points, wrongs)


def _known(part: PartRow) -> list[Known]:
    return [Known(one.answer, one.credit / part.points, one.remark, one.id) for one in part.mistakes]
