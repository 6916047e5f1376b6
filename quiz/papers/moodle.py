"""Moodle XML: a question bank with a category for each item of the blueprint, its variants inside.

A lone number is a `numerical` question, a lone choice a `multichoice` one, all else a `cloze` question with a box for
each cell. Known mistakes earn their credit and say their remark. Words are escaped, never put into CDATA, so that no
title can end it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import reduce
from html import escape
from math import gcd, isfinite, lcm

from quiz.blocks import plain
from quiz.papers import File, nothing
from quiz.papers.itembodies import (
    Cell,
    by_item,
    by_rows,
    cells,
    decimal,
    html,
    infinite,
    name_of,
    prompt,
    sentence,
    worked,
    writings,
)
from quiz.papers.sheets import PartRow, Row, Sheets, Wrong

# The only shares of the points that Moodle imports, in percent.
GRADES = (
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20", "16.66667",
    "14.28571", "12.5", "11.11111", "10", "5", "0",
)  # fmt: skip
PENALTY = "0.3333333"
# What a box of a cloze question is parted by; Moodle decodes entities in its answers and remarks, and little else.
_SIGNS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "{}#~"})


def files(sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing) -> Iterator[File]:
    """`moodle.xml`: a bank holds its answers by nature; with `key` names say which variant they are."""
    made = []
    title = sheets.blueprint.title
    for item, variants in by_item(sheets).items():
        made.append(category(f"$course$/top/{_step(title)}/{_step(f'{item + 1}. {variants[0].title}')}"))
        made += [question(row, row.id if key else f"{row.title} {name_of(row)[3:11]}") for row in variants]
    for _ in sheets.copies:
        tick()
    yield File("moodle.xml", document(made).encode())


def document(questions: list[str]) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>\n"


def category(path: str) -> str:
    return (f'<question type="category"><category><text>{escape(path)}</text></category>'
            '<info format="html"><text></text></info></question>')  # fmt: skip


def _step(name: str) -> str:
    """One step of a category's path: a slash within is doubled."""
    return " ".join(name.split()).replace("/", "//")


def question(row: Row, name: str) -> str:
    """A row as the simplest type of question that holds it."""
    lone = row.parts[0] if len(row.parts) == 1 else None
    if lone and lone.kind == "number" and isfinite(lone.answer):
        return _shell(row, name, "numerical", html(row.statement) + f"<p>{prompt(lone)}</p>", _numerical(lone))
    if lone and lone.kind in ("choice", "choices"):
        return _shell(row, name, "multichoice", html(row.statement) + f"<p>{prompt(lone)}</p>", _multichoice(lone))
    return _shell(row, name, "cloze", cloze(row), "")


def _shell(row: Row, name: str, kind: str, body: str, answers: str) -> str:
    """What every type of question has, in Moodle's order."""
    grade = "" if kind == "cloze" else f"<defaultgrade>{decimal(row.points)}</defaultgrade>"
    hints = "".join(f'<hint format="html">{_text(f"<p>{sentence(hint)}</p>")}</hint>' for hint in row.hints)
    return (
        f'<question type="{kind}"><name>{_text(name)}</name><questiontext format="html">{_text(body)}</questiontext>'
        f'<generalfeedback format="html">{_text(worked(row))}</generalfeedback>{grade}<penalty>{PENALTY}</penalty>'
        f"<hidden>0</hidden><idnumber>{name_of(row)}</idnumber>{answers}{hints}</question>"
    )


def _text(words: str) -> str:
    return f"<text>{escape(words, quote=False)}</text>"


def listed(share: float) -> str:
    """The share as one of Moodle's grades, never more than it is.

    >>> listed(1), listed(0.74), listed(1 / 3), listed(0.01)
    ('100', '70', '33.33333', '0')
    """
    return next(grade for grade in GRADES if float(grade) <= share * 100 + 1e-4)


def _numerical(part: PartRow) -> str:
    (cell,) = cells(part)
    made = [_answer("100", decimal(cell.answer), "", cell.bound)]
    made += [_answer(listed(known.share), decimal(known.answer), known.remark, cell.bound) for known in cell.known]
    return "".join(made) + "<unitgradingtype>0</unitgradingtype><unitpenalty>0</unitpenalty><showunits>3</showunits>"


def _answer(grade: str, words: str, remark: str, bound: float | None = None) -> str:
    tolerance = "" if bound is None else f"<tolerance>{decimal(bound)}</tolerance>"
    form = "moodle_auto_format" if bound is not None else "html"
    return (f'<answer fraction="{grade}" format="{form}">{_text(words)}'
            f'<feedback format="html">{_text(sentence(remark))}</feedback>{tolerance}</answer>')  # fmt: skip


def _multichoice(part: PartRow) -> str:
    """Of several right ones each earns its share, and each wrong one takes as much away."""
    single = part.kind == "choice"
    right = {part.answer} if single else set(part.answer)
    remarks = _by_option(part)
    up, down = listed(1 / max(len(right), 1)), listed(1 / max(len(part.options) - len(right), 1))
    made = [f"<single>{str(single).lower()}</single>"]
    made.append("<shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>")
    for option in part.options:
        wrong = remarks.get(option.id)
        grade = up if option.id in right else (listed(wrong.credit / part.points) if wrong else "0")
        if not single and option.id not in right:
            grade = f"-{down}"
        made.append(_answer(grade, sentence(option.label), wrong.remark if wrong else ""))
    return "".join(made)


def _by_option(part: PartRow) -> dict[str, Wrong]:
    return {wrong.answer: wrong for wrong in part.mistakes} if part.kind == "choice" else {}


def cloze(row: Row) -> str:
    """The question text of a cloze question: the statement, and for each part its boxes."""
    boxes = [_boxes(part) for part in row.parts]
    weights = whole_weights([part.points / len(box) for part, box in zip(row.parts, boxes, strict=True)])
    made = [html(row.statement).replace("{", "&#123;")]
    for part, box, weight in zip(row.parts, boxes, weights, strict=True):
        written = [f"{{{weight}:{inside}}}" for inside in box]
        asked = prompt(part).replace("{", "&#123;")
        unit = f" {escape(part.unit)}" if part.unit else ""
        made.append(f"<p>{asked}</p>{by_rows(part, written)}" if part.shape else f"<p>{asked} {written[0]}{unit}</p>")
    return "".join(made)


def whole_weights(worths: list[float]) -> list[int]:
    """Weights in whole numbers, as Moodle wants them: 1.5 and 0.25 become 6 and 1."""
    shares = [Fraction(worth).limit_denominator(1000) for worth in worths]
    scale = lcm(*(share.denominator for share in shares))
    whole = [max(int(share * scale), 1) for share in shares]
    return [one // reduce(gcd, whole) for one in whole]


def _boxes(part: PartRow) -> list[str]:
    """What stands in each box of a part, without its weight and braces."""
    match part.kind:
        case "number" | "vector" | "matrix":
            return [_number(cell) for cell in cells(part)]
        case "choice":
            return ["MULTICHOICE_V:" + "~".join(_choices(part, {part.answer}))]
        case "choices":
            return ["MULTIRESPONSE:" + "~".join(_choices(part, set(part.answer)))]
        case _:
            return [_words(part)]


def _number(cell: Cell) -> str:
    if not isfinite(cell.answer):
        return "SHORTANSWER:" + "~".join(f"={typed(form)}" for form in infinite(cell.answer))
    made = [f"={decimal(cell.answer)}:{decimal(cell.bound)}"]
    made += [
        f"%{listed(known.share)}%{decimal(known.answer)}:{decimal(cell.bound)}#{inert(plain(known.remark))}"
        for known in cell.known
    ]
    return "NUMERICAL:" + "~".join(made)


def _choices(part: PartRow, right: set[str]) -> list[str]:
    remarks = _by_option(part)
    made = []
    for option in part.options:
        wrong = remarks.get(option.id)
        share = f"%{listed(wrong.credit / part.points)}%" if wrong and wrong.credit else ""
        remark = f"#{inert(plain(wrong.remark))}" if wrong else ""
        made.append(f"{'=' if option.id in right else share}{inert(plain(option.label))}{remark}")
    return made


def _words(part: PartRow) -> str:
    made = [f"={typed(form)}" for form in writings(part, part.answer)]
    for wrong in part.mistakes:
        made += [
            f"%{listed(wrong.credit / part.points)}%{typed(form)}#{inert(plain(wrong.remark))}"
            for form in writings(part, wrong.answer)
        ]
    return "SHORTANSWER:" + "~".join(made)


def inert(words: str) -> str:
    """Words that a box of a cloze question shows, options and remarks, which are HTML once Moodle has decoded them.

    >>> inert("{0} #1 ~ <b>")
    '&#123;0&#125; &#35;1 &#126; &amp;lt;b&amp;gt;'
    """
    return typed(escape(words, quote=False)).replace("\\*", "*")


def typed(words: str) -> str:
    r"""Words that are typed into a box, where a bare star would stand for anything.

    >>> typed("{0, 3}"), typed("2*3")
    ('&#123;0, 3&#125;', '2\\*3')
    """
    return escape(words, quote=False).translate(_SIGNS).replace("*", r"\*")
