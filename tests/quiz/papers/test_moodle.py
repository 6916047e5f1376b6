"""Moodle XML against Moodle's published format, read by a reader of cloze questions that follows Moodle's own rules.

Sources: docs.moodle.org, "Moodle XML format" and "Embedded Answers (Cloze) question type"; allowed grades are those of
"Multichoice question type". Our writer shares no code with this reader.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
import pytest

from quiz.calculation import run
from quiz.family import families, family
from quiz.papers import writer
from quiz.papers.blueprint import Blueprint, read_blueprint
from quiz.papers.moodlebank import bank as bank_from_arrays
from quiz.papers.moodlebank import questions as from_arrays
from quiz.papers.rows import rows
from quiz.papers.sheets import Sheets
from quiz.stress import attempts
from quiz.variants import draw
from tests.quiz.papers.blueprints import mixed, small

COMMON = ("name/text", "questiontext/text", "generalfeedback/text", "penalty", "hidden", "idnumber")
REQUIRED = {
    "cloze": COMMON,
    "numerical": (*COMMON, "defaultgrade", "answer/text", "answer/tolerance", "answer/feedback/text"),
    "multichoice": (
        *COMMON, "defaultgrade", "single", "shuffleanswers", "answernumbering", "answer/text", "answer/feedback/text",
    ),
    "category": ("category/text",),
}  # fmt: skip
ALLOWED = {
    100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10,
    5, 0,
}  # fmt: skip
# The expressions of Moodle's qtype_multianswer (questiontype.php): how boxes, alternatives and remarks are parted.
GRADE = r"=|%-?[0-9]+(?:[.,][0-9]*)?%"
ANSWER = r".+?(?<!\\)(?<!&)(?<!&amp;)(?=[~#}]|$)"
REMARK = r".*?(?<!\\)(?=[~}]|$)"
ONE = f"(?:{GRADE})?(?:{ANSWER})(?:#(?:{REMARK}))?"
PIECE = re.compile(f"~?(?P<grade>{GRADE})?(?P<answer>{ANSWER})(?:#(?P<remark>{REMARK}))?", re.S)
KINDS = "NUMERICAL|SHORTANSWER|MULTICHOICE_V|MULTIRESPONSE"
BOX = re.compile(rf"\{{([0-9]*):({KINDS}):({ONE}(?:~{ONE})*)\}}", re.S)
NUMBER = re.compile(r"^-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?::-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+))?$")


class Alternative(NamedTuple):
    grade: float
    answer: str
    remark: str


class Box(NamedTuple):
    weight: int
    kind: str
    alternatives: list[Alternative]

    def typed(self, text: str) -> Alternative | None:
        """The first alternative that takes the text, as Moodle looks for it."""
        for one in self.alternatives:
            if self.kind == "NUMERICAL":
                value, tolerance = one.answer.split(":")
                if abs(float(text) - float(value)) <= float(tolerance):
                    return one
            elif one.answer.casefold() == text.casefold():
                return one
        return None


def boxes(text: str) -> list[Box]:
    """The boxes of a cloze question."""
    return [
        Box(int(weight), kind, list(alternatives(inside, kind == "SHORTANSWER")))
        for weight, kind, inside in BOX.findall(text)
    ]


def alternatives(inside: str, typed: bool = False) -> Iterator[Alternative]:
    """The alternatives of a box, decoded as Moodle does; `typed`: a star that is meant is written with a backslash."""
    for found in PIECE.finditer(inside):
        grade = 100 if found["grade"] == "=" else float((found["grade"] or "%0%").strip("%"))
        answer, remark = (unescape(found[part] or "").replace("\\}", "}") for part in ("answer", "remark"))
        assert not typed or not re.search(r"(?<!\\)\*", answer)
        yield Alternative(grade, answer.replace("\\*", "*") if typed else answer, remark)


def bank(sheets: Sheets, key: bool = False) -> ElementTree.Element:
    (file,) = writer("moodle")(sheets, key=key)
    assert file.name == "moodle.xml"
    return ElementTree.fromstring(file.content)


def questions(bank: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in bank if one.get("type") != "category"]


def alone(id: str, level: int) -> Blueprint:
    return read_blueprint(f'title = "T"\n[[items]]\nfamily = "{id}"\nlevel = {level}\npoints = 6')


def check(question: ElementTree.Element) -> None:
    """What Moodle's importer demands of a question."""
    kind = question.get("type", "")
    for path in REQUIRED[kind]:
        assert question.find(path) is not None, f"{kind} needs {path}"
    grades = [abs(float(one.get("fraction", "nan"))) for one in question.iter("answer")]
    if kind == "cloze":
        made = boxes(question.findtext("questiontext/text", ""))
        assert made
        assert question.findtext("questiontext/text", "").count("{") == len(made)
        for box in made:
            grades += [one.grade for one in box.alternatives]
            assert any(one.grade == 100 for one in box.alternatives)
            assert box.kind != "NUMERICAL" or all(NUMBER.match(one.answer) for one in box.alternatives)
    elif question.findtext("single") != "false":
        assert 100 in grades
    assert set(grades) <= ALLOWED


@pytest.mark.parametrize("id", list(families()))
def test_every_family_has_what_moodle_demands(id: str) -> None:
    """At every level each question has the elements of its type, listed grades and a right answer."""
    for level in family(id).levels:
        for question in questions(bank(rows(alone(id, level), 1, 5))):
            check(question)


@pytest.mark.parametrize("id", ["softmax-row", "attention-weights", "attention-output"])
def test_what_is_typed_into_the_boxes_is_scored_as_the_rows_say(id: str) -> None:
    """The key fills every box for full marks; a known mistake is named and earns no more than is suggested."""
    sheets = rows(alone(id, 1), 3, 5)
    for copy, question in zip(sheets.copies, questions(bank(sheets)), strict=True):
        made = boxes(question.findtext("questiontext/text", ""))
        for part in copy.rows[0].parts:
            own, made = made[: size(part.answer)], made[size(part.answer) :]
            assert earned(own, part.answer) == [100] * len(own)
            for wrong in part.mistakes:
                if size(wrong.answer) != len(own) or not all(abs(cell) < 1e9 for cell in flat(wrong.answer)):
                    continue
                share = sum(earned(own, wrong.answer)) / 100 / len(own)
                assert share < 1
                by_cells = sum(grade == 100 for grade in earned(own, wrong.answer)) / len(own)
                assert share <= max(wrong.credit / part.points, by_cells) + 1e-4
                told = [box.typed(str(cell)) for box, cell in zip(own, flat(wrong.answer), strict=True)]
                assert any(one and unescape(one.remark) for one in told)
        assert not made


def flat(answer: object) -> list[float]:
    return [cell for row in answer for cell in flat(row)] if isinstance(answer, list) else [float(answer)]  # type: ignore[arg-type]


def size(answer: object) -> int:
    return len(flat(answer))


def earned(boxes: list[Box], answer: object) -> list[float]:
    found = [box.typed(str(cell)) for box, cell in zip(boxes, flat(answer), strict=True)]
    return [one.grade if one else 0 for one in found]


def test_a_number_just_inside_the_tolerance_is_right_and_just_outside_is_not() -> None:
    """The printed rule ±0.005 is the rule that grades: 0.0049 off is right, 0.0051 is not."""
    sheets = rows(small(), 1, 11)
    weights = sheets.copies[0].rows[0].parts[0].answer
    box = boxes(questions(bank(sheets))[0].findtext("questiontext/text", ""))[0]
    inside, outside = box.typed(str(weights[0] + 0.0049)), box.typed(str(weights[0] + 0.0051))
    assert inside
    assert inside.grade == 100
    assert outside is None or outside.grade < 100


def test_a_shape_is_taken_in_every_usual_writing() -> None:
    """(4, 16), [4,16], 4 × 16 and 4x16 are one answer."""
    sheets = rows(small(), 1, 11)
    a, b = sheets.copies[0].rows[1].parts[0].answer[:2]
    box = boxes(questions(bank(sheets))[1].findtext("questiontext/text", ""))[0]
    assert box.kind == "SHORTANSWER"
    for typed in (f"({a}, {b})", f"[{a},{b}]", f"{a} × {b}", f"{a}x{b}", f"{a}*{b}"):
        found = box.typed(typed)
        assert found
        assert found.grade == 100


HOSTILE = "]]><script>alert(1)</script> </text> {1:SHORTANSWER:=x} a/b &amp; =1+1"


def test_no_title_becomes_markup() -> None:
    """A title with tags, a CDATA end, a slash and a cloze box is one category's name and nothing else."""
    blueprint = read_blueprint(f'title = "{HOSTILE}"\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 1')
    read = bank(rows(blueprint, 1, 5))
    (category,) = [one.findtext("category/text", "") for one in read if one.get("type") == "category"]
    assert category == f"$course$/top/{HOSTILE.replace('/', '//')}/1. Softmax of a row"
    assert not list(read.iter("script"))


def test_a_category_for_each_item_holds_its_variants() -> None:
    """Three copies of five problems: five categories of three questions, in shuffled papers, too."""
    kinds = [one.get("type") for one in bank(rows(mixed(), 3, 5))]
    places = [i for i, kind in enumerate(kinds) if kind == "category"]
    assert places == [0, 4, 8, 12, 16]
    assert len(kinds) == 20


def test_names_are_stable_unique_and_say_nothing_of_the_seed() -> None:
    """The same variant has the same idnumber in another export; no seed is in a file without `key`."""
    sheets = rows(mixed(), 3, 5)
    (one,), (two,) = writer("moodle")(sheets), writer("moodle")(rows(mixed(), 3, 5))
    assert one == two
    ids = [question.findtext("idnumber") for question in questions(bank(sheets))]
    assert len(set(ids)) == len(ids) == 15
    for row in (row for copy in sheets.copies for row in copy.rows):
        for seed in (f"{row.seed:016x}", str(row.seed)):
            assert seed.encode() not in one.content
    assert f"{sheets.copies[0].rows[0].seed:016x}" in ElementTree.tostring(bank(sheets, key=True), "unicode")


@pytest.mark.parametrize(
    ("id", "level"),
    [
        ("softmax-row", 2),
        ("softmax-row", 3),
        ("scaled-scores", 2),
        ("attention-weights", 2),
        ("uniform-attention", 1),
        ("full-attention", 2),
    ],
)
def test_a_bank_from_arrays_has_the_questions_of_the_rows(id: str, level: int) -> None:
    """Boxes, known mistakes, credits, names: the same text as one row at a time, but without solution and hints."""
    known, sheets = family(id), rows(alone(id, level), 12, 5)
    found = [copy.rows[0] for copy in sheets.copies]
    indices = np.array([row.index for row in found])
    givens = draw(known, level, found[0].seed, indices, attempts(known, level, found[0].seed, indices))
    worlds = run(known.steps, givens, depth=1, without=known.without)
    made = [
        ElementTree.fromstring(text) for text in from_arrays(known, level, found[0].seed, indices, givens, worlds, 6)
    ]
    for ours, theirs in zip(made, questions(bank(sheets)), strict=True):
        check(ours)
        for path in ("name/text", "questiontext/text", "idnumber", "penalty", "hidden"):
            assert ours.findtext(path) == theirs.findtext(path)


def test_a_bank_from_arrays_refuses_what_it_cannot_say() -> None:
    """Families that ask for words, and statements that compute, are refused with a sentence; others fill a document."""
    for id, level, why in (("shape-single", 1, "numbers only"), ("quadratic-cost", 1, "computes")):
        with pytest.raises(ValueError, match=why):
            bank_from_arrays(family(id), level, 5, 3)
    read = ElementTree.fromstring(bank_from_arrays(family("softmax-row"), 2, 5, 1_100))
    assert len(questions(read)) == len({one.findtext("idnumber") for one in questions(read)}) == 1_100
