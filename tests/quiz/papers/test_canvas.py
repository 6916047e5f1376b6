"""Canvas packages: the structure that Canvas imports, scored by a reader of our own tests.

The structure is that of text2qti 0.8, whose packages Canvas is known to import: the same elements in the same places
for each type of question. The reader shares no code with the writer.
"""

import io
import zipfile
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from quiz.family import families, family
from quiz.papers import writer
from quiz.papers.blueprint import read_blueprint
from quiz.papers.rows import rows
from quiz.papers.sheets import Sheets
from tests.quiz.papers.blueprints import mixed, small

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
FIELDS = ["question_type", "points_possible", "original_answer_ids", "assessment_question_identifierref"]
ASKED = {
    "text_only_question": None,
    "numerical_question": "response_str/render_fib/response_label",
    "short_answer_question": "response_str/render_fib/response_label",
    "multiple_choice_question": "response_lid/render_choice/response_label/material/mattext",
    "multiple_answers_question": "response_lid/render_choice/response_label/material/mattext",
}


def unpacked(sheets: Sheets) -> dict[str, Element]:
    (file,) = writer("canvas")(sheets)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


def quizzes(sheets: Sheets) -> list[Element]:
    """The quiz of each copy, with plain names."""
    found = [root for root in unpacked(sheets).values() if root.tag == f"{QTI}questestinterop"]
    for root in found:
        for one in root.iter():
            assert one.tag.startswith(QTI)
            one.tag = one.tag.removeprefix(QTI)
    return found


def kind(item: Element) -> str:
    return fields(item)["question_type"]


def fields(item: Element) -> dict[str, str]:
    found = item.findall("itemmetadata/qtimetadata/qtimetadatafield")
    return {one.findtext("fieldlabel", ""): one.findtext("fieldentry", "") for one in found}


def holds(test: Element, answer: Any) -> bool:
    """Whether a condition holds for a number, a text, or a set of chosen labels."""
    text = test.text or ""
    match test.tag:
        case "varequal" if isinstance(answer, frozenset):
            return text in answer
        case "varequal" if isinstance(answer, float):
            return float(text) == answer
        case "varequal":
            return text.casefold() == str(answer).casefold()
        case "vargte":
            return bool(answer >= float(text))
        case "varlte":
            return bool(answer <= float(text))
        case "not":
            return not holds(test[0], answer)
        case "and":
            return all(holds(one, answer) for one in test)
        case "or" | "conditionvar":
            return any(holds(one, answer) for one in test)
    raise AssertionError(test.tag)


def score(item: Element, answer: Any) -> int:
    for condition in item.iterfind("resprocessing/respcondition"):
        if condition.find("setvar") is not None and holds(condition.find("conditionvar"), answer):  # type: ignore[arg-type]
            return int(condition.findtext("setvar", ""))
    return 0


def alone(id: str, level: int) -> Sheets:
    return rows(read_blueprint(f'title = "T"\n[[items]]\nfamily = "{id}"\nlevel = {level}\npoints = 6'), 1, 5)


@pytest.mark.parametrize("id", list(families()))
def test_every_family_has_what_canvas_imports(id: str) -> None:
    """Metadata, presentation and processing of each type stand where Canvas looks, and points add up."""
    for level in family(id).levels:
        (quiz,) = quizzes(alone(id, level))
        items = quiz.findall("assessment/section/item")
        assert kind(items[0]) == "text_only_question"
        assert sum(float(fields(item)["points_possible"]) for item in items) == pytest.approx(6, abs=1e-6)
        assert len({item.get("ident") for item in items}) == len(items)
        for item in items:
            assert list(fields(item)) == FIELDS
            assert item.find("presentation/material/mattext[@texttype='text/html']") is not None
            path = ASKED[kind(item)]
            if path:
                assert item.find(f"presentation/{path}") is not None
                assert item.find("resprocessing/outcomes/decvar[@varname='SCORE']") is not None
                scores = [one.text for one in item.iter("setvar")]
                assert scores == ["100"]
                named = {one.get("ident") for one in item.iter("itemfeedback")}
                assert {one.get("linkrefid") for one in item.iter("displayfeedback")} == named


def test_a_number_is_right_within_its_tolerance_and_mistakes_are_told() -> None:
    """0.0049 off scores 100, 0.0051 off nothing; the feedback of a wrong answer names the known mistakes."""
    sheets = rows(small(), 1, 11)
    (part,) = sheets.copies[0].rows[0].parts
    items = [item for item in quizzes(sheets)[0].iter("item") if kind(item) == "numerical_question"]
    assert len(items) == len(part.answer)
    for cell, item in zip(part.answer, items, strict=True):
        assert score(item, cell + 0.0049) == score(item, cell - 0.0049) == 100
        assert score(item, cell + 0.0051) == score(item, cell - 0.0051) == 0
        told = item.findtext("itemfeedback[@ident='general_incorrect_fb']/flow_mat/material/mattext", "")
        assert part.mistakes[0].remark in told


def test_choices_and_vertices_need_exactly_the_right_ones() -> None:
    """All right vertices score; one less, or one more, does not."""
    sheets = rows(mixed(), 1, 5)
    row = next(row for row in sheets.copies[0].rows if row.parts[0].kind == "vertices")
    part = row.parts[0]
    items = [item for item in quizzes(sheets)[0].iter("item") if kind(item) == "multiple_answers_question"]
    labels = [[one.findtext("material/mattext") for one in item.iter("response_label")] for item in items]
    item = items[labels.index(list(part.vertices))]
    right = frozenset(str(part.vertices.index(name) + 1) for name in part.answer)
    everyone = frozenset(str(i) for i in range(1, len(part.vertices) + 1))
    assert score(item, right) == 100
    assert score(item, right - {min(right)}) == 0
    for other in everyone - right:
        assert score(item, right | {other}) == 0


def test_a_shape_is_taken_in_every_usual_writing() -> None:
    """(a, b), [a,b] and a × b score; (b, a) does not."""
    sheets = rows(small(), 1, 11)
    a, b = sheets.copies[0].rows[1].parts[0].answer
    item = next(item for item in quizzes(sheets)[0].iter("item") if kind(item) == "short_answer_question")
    assert [score(item, text) for text in (f"({a}, {b})", f"[{a},{b}]", f"{a} × {b}", f"{a}x{b}")] == [100] * 4
    assert a == b or score(item, f"({b}, {a})") == 0


def test_a_package_has_a_quiz_for_each_copy_and_lists_it() -> None:
    """Manifest, quiz and its settings for each of three copies; the time limit and the points are in the settings."""
    files = unpacked(rows(small(), 3, 11))
    manifest = files.pop("imsmanifest.xml")
    space = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
    assert sorted(str(one.get("href")) for one in manifest.iter(f"{space}file")) == sorted(files)
    types = [one.get("type") for one in manifest.iter(f"{space}resource")]
    assert types.count("imsqti_xmlv1p2") == 3
    settings = [root for name, root in files.items() if name.endswith("assessment_meta.xml")]
    for root in settings:
        assert root.findtext("{http://canvas.instructure.com/xsd/cccv1p0}time_limit") == "20"
        assert root.findtext("{http://canvas.instructure.com/xsd/cccv1p0}points_possible") == "5"
        title = root.findtext("{http://canvas.instructure.com/xsd/cccv1p0}title", "")
        assert title.startswith("Small <test> & =1+1 (")


def test_the_same_sheets_make_the_same_bytes_without_a_seed() -> None:
    """Made twice the archive is equal byte for byte; no file in it holds a seed."""
    sheets = rows(mixed(), 2, 5)
    assert list(writer("canvas")(sheets)) == list(writer("canvas")(rows(mixed(), 2, 5)))
    everything = "".join(name + ElementTree.tostring(root, "unicode") for name, root in unpacked(sheets).items())
    for row in (row for copy in sheets.copies for row in copy.rows):
        assert f"{row.seed:016x}" not in everything
        assert str(row.seed) not in everything
