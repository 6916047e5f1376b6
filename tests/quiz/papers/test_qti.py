"""QTI 3.0 and 2.1: structure as published, scoring by a processor of our own tests, and 3.0 by a real player.

Sources: 1EdTech, QTI v3.0 "Assessment, Section and Item Information Model" and QTI v2.1 "Assessment Test, Section and
Item Information Model". The processor below follows their definitions of the operators and shares no code with the
writer; the player is qti-components in Chromium.
"""

import io
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from playwright.sync_api import Page, expect

from quiz.family import families, family
from quiz.papers import writer
from quiz.papers.blueprint import read_blueprint
from quiz.papers.rows import rows
from quiz.papers.sheets import PartRow, Row, Sheets
from tests.quiz.papers.blueprints import mixed, small

DIALECTS = ("qti3", "qti21")
PLAYER = Path(__file__).parents[3] / ".venv" / "share" / "qti-player" / "index.js"
ORDER = ["response-declaration", "outcome-declaration", "item-body", "response-processing", "modal-feedback"]
NAMESPACES = {
    "qti3": ("http://www.imsglobal.org/xsd/imsqtiasi_v3p0", "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"),
    "qti21": ("http://www.imsglobal.org/xsd/imsqti_v2p1", "http://www.imsglobal.org/xsd/imscp_v1p1"),
}


def plain(name: str) -> str:
    """A name of either version as 3.0 writes it, without its prefix: `assessmentItem` is `assessment-item`."""
    name = name.rpartition("}")[2].removeprefix("qti-")
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f"-{found[1].lower()}", name)


def read(content: bytes, namespace: str) -> Element:
    """The document with plain names; every element outside of MathML is in the namespace."""
    root = ElementTree.fromstring(content)
    for one in root.iter():
        assert one.tag.startswith(("{" + namespace + "}", "{http://www.w3.org/1998/Math/MathML}"))
        one.tag = plain(one.tag)
        for key in list(one.attrib):
            one.attrib[plain(key)] = one.attrib.pop(key)
    return root


def unpacked(name: str, sheets: Sheets) -> dict[str, bytes]:
    (file,) = writer(name)(sheets)
    assert file.name == f"{name}.zip"
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert archive.testzip() is None
        return {one: archive.read(one) for one in archive.namelist()}


def items(name: str, sheets: Sheets) -> list[Element]:
    """The items, in the order in which the test names them."""
    files = unpacked(name, sheets)
    test = read(files["assessment.xml"], NAMESPACES[name][0])
    return [read(files[ref.get("href", "")], NAMESPACES[name][0]) for ref in test.iter("assessment-item-ref")]


def result(expression: Element, values: dict[str, Any]) -> Any:
    """What an expression of response processing gives; None is null."""
    inner = [result(child, values) for child in expression] if expression.tag != "base-value" else []
    match expression.tag:
        case "base-value":
            return float(expression.text or "") if expression.get("base-type") == "float" else expression.text
        case "variable":
            return values[expression.get("identifier", "")]
        case "is-null":
            return inner[0] in (None, "", [])
        case "gte" | "lte" if None in inner:
            return None
        case "gte":
            return inner[0] >= inner[1]
        case "lte":
            return inner[0] <= inner[1]
        case "and":
            return all(inner)
        case "or":
            return any(inner)
        case "multiple":
            return sorted(inner)
        case "match":
            return (sorted(inner[0]) if isinstance(inner[0], list) else inner[0]) == inner[1]
        case "string-match":
            assert expression.get("case-sensitive") == "false"
            return inner[0].casefold() == inner[1].casefold()
        case "sum":
            return sum(inner)
    raise AssertionError(f"{expression.tag} is no operator that is used")


def processed(item: Element, answers: dict[str, Any]) -> dict[str, Any]:
    """Outcomes of an item for these responses."""
    values: dict[str, Any] = {one.get("identifier", ""): None for one in item.iter("response-declaration")}
    for one in item.iter("outcome-declaration"):
        default = one.findtext("default-value/value")
        values[one.get("identifier", "")] = None if default is None else float(default)
    values |= answers
    for condition in item.iterfind("response-processing/response-condition"):
        for branch in condition:
            assert branch.tag in ("response-if", "response-else-if")
            if result(branch[0], values):
                for rule in branch[1:]:
                    values[rule.get("identifier", "")] = result(rule[0], values)
                break
    return values


def keyed(item: Element) -> dict[str, Any]:
    """The declared right responses."""
    made: dict[str, Any] = {}
    for one in item.iter("response-declaration"):
        found = [value.text for value in one.iterfind("correct-response/value")]
        typed: list[Any] = [float(v or "") for v in found] if one.get("base-type") == "float" else list(found)
        made[one.get("identifier", "")] = typed if one.get("cardinality") == "multiple" else typed[0]
    return made


def alone(id: str, level: int, seed: int = 5) -> Sheets:
    return rows(read_blueprint(f'title = "T"\n[[items]]\nfamily = "{id}"\nlevel = {level}\npoints = 6'), 1, seed)


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("id", list(families()))
def test_every_family_makes_items_as_published(id: str, name: str) -> None:
    """Elements stand in the published order, each response is declared and asked once, and the key earns all points."""
    for level in family(id).levels:
        (item,) = items(name, alone(id, level))
        assert item.tag == "assessment-item"
        assert {"identifier", "title", "adaptive", "time-dependent"} <= set(item.keys())
        places = [ORDER.index(child.tag) for child in item]
        assert places == sorted(places)
        declared = [one.get("identifier") for one in item.iter("response-declaration")]
        asked = [one.get("response-identifier") for one in item.iter() if one.tag.endswith("-interaction")]
        assert sorted(asked, key=str) == sorted(declared, key=str)
        assert len(set(declared)) == len(declared) > 0
        outcomes = {one.get("identifier") for one in item.iter("outcome-declaration")}
        assert {one.get("outcome-identifier") for one in item.iter("modal-feedback")} <= outcomes
        assert {one.get("identifier") for one in item.iter("set-outcome-value")} <= outcomes
        earned = processed(item, keyed(item))
        assert earned["SCORE"] == pytest.approx(6)
        assert earned["MAXSCORE"] == 6
        assert not [told for told in item.iter("modal-feedback") if earned[told.get("outcome-identifier", "")]]
        assert processed(item, {})["SCORE"] == pytest.approx(0) or [] in keyed(item).values()


def flat(answer: Any) -> list[float]:
    return [cell for row in answer for cell in flat(row)] if isinstance(answer, list) else [float(answer)]


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("id", ["softmax-row", "attention-weights", "scaled-scores"])
def test_a_known_mistake_is_told_and_earns_what_is_suggested(id: str, name: str) -> None:
    """Each mistake typed into the grid says its remark and earns its credit, or what its right cells earn."""
    sheets = alone(id, 1)
    (item,) = items(name, sheets)
    (part,) = sheets.copies[0].rows[0].parts
    tried = 0
    for wrong in part.mistakes:
        if len(flat(wrong.answer)) != len(flat(part.answer)):
            continue
        tried += 1
        earned = processed(item, {f"R1_{i}": cell for i, cell in enumerate(flat(wrong.answer), 1)})
        near = [
            abs(a - b) <= part.tolerance.absolute for a, b in zip(flat(wrong.answer), flat(part.answer), strict=True)
        ]
        assert earned["SCORE"] <= max(wrong.credit, 6 * sum(near) / len(near)) + 1e-6
        told = [one for one in item.iter("modal-feedback") if earned[one.get("outcome-identifier", "")]]
        assert any(wrong.remark[:20] in "".join(one.itertext()) for one in told)
    assert tried > 5


@pytest.mark.parametrize("name", DIALECTS)
def test_a_package_lists_all_it_holds(name: str) -> None:
    """The manifest names every file once with its type; the test gives one of the variants of each of five items."""
    sheets = rows(mixed(), 3, 5)
    files = unpacked(name, sheets)
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    space = "{" + NAMESPACES[name][1] + "}"
    assert manifest.tag == f"{space}manifest"
    assert [child.tag for child in manifest] == [
        f"{space}{part}" for part in ("metadata", "organizations", "resources")
    ]
    named = [one.get("href") for one in manifest.iter(f"{space}file")]
    assert sorted(map(str, named)) == sorted(set(files) - {"imsmanifest.xml"})
    known = {one.get("identifier") for one in manifest.iter(f"{space}resource")}
    assert {one.get("identifierref") for one in manifest.iter(f"{space}dependency")} < known
    sections = list(read(files["assessment.xml"], NAMESPACES[name][0]).iter("assessment-section"))
    assert [len(one.findall("assessment-item-ref")) for one in sections] == [3] * 5
    assert all(one.find("selection").get("select") == "1" for one in sections)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", DIALECTS)
def test_the_same_sheets_make_the_same_bytes_without_a_seed(name: str) -> None:
    """Made twice the archive is equal byte for byte, and no file in it holds a seed."""
    sheets = rows(mixed(), 2, 5)
    (one,), (two,) = writer(name)(sheets), writer(name)(rows(mixed(), 2, 5))
    assert one == two
    everything = b"".join(unpacked(name, sheets).values()) + b"".join(map(str.encode, unpacked(name, sheets)))
    for row in (row for copy in sheets.copies for row in copy.rows):
        assert f"{row.seed:016x}".encode() not in everything
        assert str(row.seed).encode() not in everything


@pytest.mark.parametrize("name", DIALECTS)
def test_no_title_becomes_markup(name: str) -> None:
    """A title with tags and quotes is the title of the test, letter for letter."""
    title = """a" onload='x'><script>alert(1)</script> ]]> &amp;"""
    blueprint = read_blueprint(f'title = """{title}"""\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 1')
    test = read(unpacked(name, rows(blueprint, 1, 5))["assessment.xml"], NAMESPACES[name][0])
    assert test.get("title") == title
    assert not list(test.iter("script"))


class Player:
    """One item in the real player."""

    def __init__(self, page: Page, xml: bytes) -> None:
        self.page = page
        page.set_content("<!doctype html><qti-item><item-container></item-container></qti-item>")
        page.add_script_tag(content=PLAYER.read_text(encoding="utf-8"), type="module")
        page.wait_for_function("() => !!customElements.get('item-container')")
        page.evaluate("xml => { document.querySelector('item-container').itemXML = xml }", xml.decode())
        page.wait_for_selector("qti-item-body")

    def type(self, texts: list[str]) -> None:
        boxes = self.page.locator("qti-text-entry-interaction input")
        expect(boxes).to_have_count(len(texts))
        for i, text in enumerate(texts):
            boxes.nth(i).fill(text)
            boxes.nth(i).press("Tab")

    def choose(self, labels: list[str]) -> None:
        for label in labels:
            self.page.locator("qti-simple-choice").filter(has_text=re.compile(f"^\\s*{re.escape(label)}\\s*$")).click()

    def outcomes(self) -> dict[str, Any]:
        found = self.page.evaluate(
            """() => {
                const item = document.querySelector('item-container').shadowRoot.querySelector('qti-assessment-item');
                item.processResponse();
                return Object.fromEntries(item.variables.map(one => [one.identifier, one.value]));
            }"""
        )
        return dict(found)

    def told(self) -> list[str]:
        return self.page.locator("qti-modal-feedback dialog[open]").evaluate_all(
            "all => all.map(one => one.getRootNode().host ? one.getRootNode().host.textContent : one.textContent)"
        )


needs_player = pytest.mark.skipif(not PLAYER.exists(), reason="no QTI player: tools/install_qti_player.sh fetches it")


def first(sheets: Sheets, kind: str) -> tuple[Row, PartRow, bytes]:
    """The first row with a lone part of this kind, with its item."""
    row = next(row for row in sheets.copies[0].rows if [part.kind for part in row.parts] == [kind])
    place = sorted(one.item for one in sheets.copies[0].rows).index(row.item)
    files = unpacked("qti3", sheets)
    refs = re.findall(r'href="(items/[^"]+)"', files["assessment.xml"].decode())
    return row, row.parts[0], files[refs[place]]


@needs_player
@pytest.mark.browser
def test_a_real_player_scores_a_grid_within_the_tolerance_and_names_a_mistake(page: Page) -> None:
    """Weights 0.0045 off are right; with the exponentials in one box that box earns nothing and its mistake is told."""
    _, part, xml = first(rows(small(), 1, 11), "vector")
    player = Player(page, xml)
    player.type([f"{cell + 0.0045:.4f}" for cell in part.answer])
    assert float(player.outcomes()["SCORE"]) == pytest.approx(2, abs=0.002)
    mistake = next(one for one in part.mistakes if one.id == "exp-without-sum" or "exponentials" in one.remark)
    player = Player(page, xml)
    player.type([str(mistake.answer[0]), *(f"{cell:.3f}" for cell in part.answer[1:])])
    assert float(player.outcomes()["SCORE"]) == pytest.approx(2 * 2 / 3, abs=0.002)
    assert mistake.remark in " ".join(player.told())


@needs_player
@pytest.mark.browser
def test_a_real_player_scores_chosen_vertices_and_leaves_empty_boxes_at_nothing(page: Page) -> None:
    """The right vertices, clicked, earn all points; an item that nobody touched earns none."""
    row, part, xml = first(rows(mixed(), 1, 5), "vertices")
    player = Player(page, xml)
    player.choose(part.answer)
    assert float(player.outcomes()["SCORE"]) == row.points
    assert float(Player(page, xml).outcomes()["SCORE"]) == 0
    _, _, numbers = first(rows(small(), 1, 11), "vector")
    assert float(Player(page, numbers).outcomes()["SCORE"]) == 0


@needs_player
@pytest.mark.browser
def test_a_real_player_takes_a_shape_in_several_writings(page: Page) -> None:
    """(a, b), a×b and [a,b] earn each part's points."""
    sheets = rows(small(), 1, 11)
    row = sheets.copies[0].rows[1]
    forms = ("({0}, {1})", "{0}×{1}", "[{0},{1}]")
    refs = re.findall(r'href="(items/[^"]+)"', unpacked("qti3", sheets)["assessment.xml"].decode())
    xml = unpacked("qti3", sheets)[refs[1]]
    player = Player(page, xml)
    player.type([form.format(*part.answer) for form, part in zip(forms, row.parts, strict=True)])
    assert float(player.outcomes()["SCORE"]) == pytest.approx(row.points)
