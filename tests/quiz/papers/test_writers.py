"""Writers: the same bytes twice, readable golden files, no formulas in cells, PDFs that say what they should."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from quiz.family import families, family
from quiz.papers import writer
from quiz.papers.blueprint import read_blueprint
from quiz.papers.csv import harmless
from quiz.papers.latex import escaped
from quiz.papers.rows import rows
from tests.quiz.papers.blueprints import mixed, small

GOLDEN = Path(__file__).parent / "golden"
OURS = ("csv", "json", "markdown", "latex")


@pytest.mark.parametrize("name", OURS)
def test_the_same_sheets_give_the_same_bytes(name: str) -> None:
    """Made twice from the blueprint on, files are equal byte for byte."""
    first, second = (list(writer(name)(rows(mixed(), 3, 5), key=True)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("csv", "copies.csv"),
        ("json", "copies.json"),
        ("markdown", "copy-001-key.md"),
        ("latex", "copy-001.tex"),
        ("latex", "copy-001-key.tex"),
    ],
)
def test_files_are_those_that_were_read_through(name: str, file: str) -> None:
    """The golden files were read by a person; a change to them is a change to what instructors get."""
    made = {one.name: one.content for one in writer(name)(rows(small(), 1, 11), key=True)}
    assert made[file].decode().replace("\r\n", "\n") == (GOLDEN / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*OURS, "pdf"])
def test_without_key_no_file_holds_it(name: str) -> None:
    """Seeds, answers and solutions stay out of what learners get."""
    sheets = rows(small(), 1, 11)
    files = list(writer(name)(sheets))
    assert not [one.name for one in files if "key" in one.name]
    for row in sheets.copies[0].rows:
        assert not [one.name for one in files if str(row.seed).encode() in one.content]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1", " =1", "-1+cmd|' /C calc'!A0", "−1=", "=cmd"])
def test_no_cell_can_become_a_formula(text: str) -> None:
    """No cell begins with a sign that a spreadsheet takes for a formula, unless it is a plain number."""
    assert harmless(text)[0] not in "=+-@\t\r"


def test_every_cell_of_an_export_is_harmless() -> None:
    """Over copies of all kinds of answers, no cell starts like a formula."""
    content = next(iter(writer("csv")(rows(mixed(), 6, 5), key=True))).content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(content)) for cell in line]
    assert len(cells) > 200
    for cell in cells:
        assert cell[:1] not in ("=", "+", "@", "\t")
        assert cell[:1] != "-" or float(cell)


def test_json_says_what_the_rows_say() -> None:
    """The document, read back, holds each key and each mistake as values."""
    sheets = rows(mixed(), 2, 5)
    read = json.loads(next(iter(writer("json")(sheets, key=True))).content)
    for copy, made in zip(read["copies"], sheets.copies, strict=True):
        for item, row in zip(copy["items"], made.rows, strict=True):
            assert [part["answer"] for part in item["parts"]] == [part.answer for part in row.parts]
            named = [wrong["id"] for part in item["parts"] for wrong in part["mistakes"]]
            assert named == [wrong.id for part in row.parts for wrong in part.mistakes]


def test_what_an_instructor_types_is_no_latex() -> None:
    """A title with commands in it is printed, not run."""
    assert escaped("\\input{/etc/passwd} 100 % #1") == "\\textbackslash{}input\\{/etc/passwd\\} 100 \\% \\#1"


@pytest.mark.parametrize("id", list(families()))
def test_every_family_is_written_in_signs_that_plain_latex_has(id: str) -> None:
    """Sheet and key of every family, at its highest level, hold nothing beyond Latin-1, which T1 fonts print."""
    level = max(family(id).levels)
    blueprint = read_blueprint(f'title = "T"\n[[items]]\nfamily = "{id}"\nlevel = {level}\npoints = 3')
    for file in writer("latex")(rows(blueprint, 1, 5), key=True):
        file.content.decode().encode("latin-1")


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_the_sheet_has_room_for_a_name_and_its_key_has_the_markers_table() -> None:
    """The sheet names its code, points and every question; the key has the mistakes and how to make it again."""
    sheets = rows(small(), 1, 11)
    copy = sheets.copies[0]
    files = {one.name: one.content for one in writer("pdf")(sheets, key=True)}
    sheet, key = text_of(files["copy-001.pdf"]), text_of(files["copy-001-key.pdf"])
    typed = ("Small <test> & =1+1", "Answer #both [questions]. $x$")
    for word in (*typed, "Name", "Number", copy.code, "5 points", "20 minutes"):
        assert word in sheet
    for row in copy.rows:
        assert row.title in sheet
        assert row.title in key
        for part in row.parts:
            for wrong in part.mistakes:
                assert wrong.id in key.replace("\n", "")
                assert wrong.id not in sheet
    assert "For markers only".lower() in key.lower()
    assert f"--seed 11 --code {copy.code}" in key


def test_a_pdf_is_for_the_archive_and_can_be_read_aloud() -> None:
    """It declares PDF/A-2a and PDF/UA-1, its title and language, and alternative text for what is no text."""
    content = next(iter(writer("pdf")(rows(mixed(), 1, 5)))).content
    reader = pypdf.PdfReader(io.BytesIO(content))
    declared = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in declared
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in declared
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    assert reader.trailer["/Root"]["/Lang"] == "en"
    alternatives = [object_.get("/Alt", "") for object_ in every_dictionary(reader)]
    assert any(str(alt).startswith("A directed graph. Vertices: ") for alt in alternatives)
    assert any("√" in str(alt) for alt in alternatives)


def every_dictionary(reader: pypdf.PdfReader) -> list:
    found = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1)
             if number in reader.xref[0] or number in reader.xref_objStm)  # fmt: skip
    return [one for one in found if isinstance(one, dict)]


def test_the_table_of_exponentials_is_right_and_only_where_no_calculator_is_allowed() -> None:
    """e¹ = 2.7183 and e² = 7.3891 stand in the table of a paper without calculator, and in no other."""
    without, with_ = (text_of(next(iter(writer("pdf")(rows(b, 1, 5)))).content) for b in (mixed(), small()))
    assert "Exponentials" in without
    assert "2.7183" in without
    assert "7.3891" in without
    assert "Exponentials" not in with_


def test_wide_wrong_answers_end_before_the_names_of_their_mistakes() -> None:
    """In the marker's table no row of numbers, not even of exponentials of 250, runs into the column beside it."""
    text = 'title = "T"\n[[items]]\nfamily = "softmax-row"\nlevel = 3\npoints = 3'
    files = {one.name: one.content for one in writer("pdf")(rows(read_blueprint(text), 1, 9), key=True)}
    (page,) = pypdf.PdfReader(io.BytesIO(files["copy-001-key.pdf"])).pages
    found: list[tuple[str, float]] = []
    page.extract_text(visitor_text=lambda said, at, *_: found.append((said.strip(), at[4])))
    table = found[[said for said, _ in found].index("Known mistake") :]
    assert any("e10" in said for said, _ in table)
    (names,) = {at for said, at in table if said.startswith(("You ", "Known mistake"))}
    ends = [at for said, at in table if said == "]"]
    assert len(ends) >= 4
    assert max(ends) + 3 < names


def test_forty_copies_made_twice_are_byte_equal_by_one_thread_or_several() -> None:
    """A 40-copy exam made again, by several threads, has the same bytes; merged it has all pages in order."""
    first = list(writer("pdf")(rows(small(), 40, 3)))
    second = list(writer("pdf")(rows(small(), 40, 3), threads=2))
    assert first == second
    assert [one.name for one in first] == [*(f"copy-{i:03d}.pdf" for i in range(1, 41)), "all-copies.pdf"]
    assert len({one.content for one in first}) == 41
    pages = [len(pypdf.PdfReader(io.BytesIO(one.content)).pages) for one in first]
    assert pages[-1] == sum(pages[:-1])
    merged = text_of(first[-1].content)
    places = [merged.index(copy.code) for copy in rows(small(), 40, 3).copies]
    assert all(a < b for a, b in pairwise(places))
