"""What a page lets in and out: headers, other sites, hostile text, and nothing of a key before its time."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from quiz.family import families
from quiz.web.security import POLICY
from tests.quiz.web.conftest import Reader

PAGES = ("/", "/progress", "/data", "/settings", "/nowhere")
HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)", "{{ 7 * 7 }}",
    "{% raw %}", "${7*7}", "</textarea><svg/onload=alert(1)>", "javascript:alert(1)", "$\\href{javascript:1}{x}$",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_a_strict_policy(reader: Reader, path: str) -> None:
    """No page runs or styles anything that is not in a file of ours."""
    response = reader.client.get(path)
    assert response.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


def test_no_page_has_inline_script_or_style(reader: Reader) -> None:
    """The policy is kept by the pages: no inline script, style attribute or handler anywhere."""
    reader.open("full-attention")
    reader.act("reveal")
    pages = [reader.page]
    for path in PAGES:
        reader.get(path)
        pages.append(reader.page)
    for page in pages:
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|<style|\son\w+=", page)


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                                    {"Origin": "https://elsewhere.example"}, {"Origin": "null"},
                                    {"Origin": "http://["}])  # fmt: skip
def test_another_sites_form_changes_nothing(reader: Reader, header: dict[str, str]) -> None:
    """A post that comes from another site's page is refused."""
    response = reader.client.post("/start", headers=header)
    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://["])
def test_where_a_request_to_no_page_comes_from_does_not_matter(reader: Reader, origin: str) -> None:
    for path, status in (("/nothing", 404), ("/api/v1/problems/x/submissions", 401)):
        assert reader.client.post(path, headers={"Origin": origin}).status_code == status


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
def test_our_own_form_is_taken(reader: Reader, header: dict[str, str]) -> None:
    """A post from a page of ours is taken, by either header."""
    assert reader.client.post("/start", headers=header).status_code == 303


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(("family", "field"), [
    ("softmax-row", "a.weights.0.0"), ("softmax-row", "a.weights.text"), ("shape-single", "a.x"),
    ("read-attention", "a.most"), ("bright-cell", "a.row"), ("reach-after-layers", "a.reach"),
])  # fmt: skip
def test_what_is_typed_comes_back_inert(reader: Reader, family: str, field: str, text: str) -> None:
    """HTML, template and formula text in any field is shown as text, never carried out."""
    reader.open(family, 2)
    parts = families()[family].parts(2)
    known = {part.id for part in parts}
    part = field.split(".")[1]
    name = field if part in known else f"a.{parts[0].id}"
    reader.act("check", {name: text})
    inert(reader.page)
    reader.act("hint", {name: text})
    inert(reader.page)
    reader.get(f"/problems/{reader.problem_id}")
    inert(reader.page)


class Watch(HTMLParser):
    """What a browser would make of a page: elements that no page of ours has, handlers, addresses that run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("img", "iframe", "object", "style") or (tag == "script" and not given.get("src")):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name, _ in attrs if name.startswith("on") or name == "style"]
        self.found += [f"{tag} {value}" for name, value in attrs if value and name in ("href", "src", "action")
                       and not value.startswith(("/", "#"))]  # fmt: skip


def inert(page: str) -> None:
    watch = Watch()
    watch.feed(page)
    assert not watch.found
    assert ">49<" not in page
    assert "&lt;script" in page or "<script>" not in page


@pytest.mark.parametrize("text", HOSTILE)
def test_the_preview_is_inert(reader: Reader, text: str) -> None:
    """The reading of a hostile text is text."""
    for kind in ("number", "matrix", "vertices", "shape", "text"):
        response = reader.client.post("/read", data={"kind": kind, "text": text})
        assert response.status_code == 200
        inert(response.text)


@pytest.mark.parametrize(("family", "level"), [(f.id, max(f.levels)) for f in families().values()])
def test_nothing_of_the_key_is_sent_before_the_reveal(app: Flask, family: str, level: int) -> None:
    """Neither seed nor expected answer is in any page, header, cookie, JSON or error before the solution is shown."""
    reader = Reader(app.test_client(), app.extensions["database"])
    seen: list[str] = []
    wrong = {"key": "k"}

    def note(response: Any) -> None:
        seen.extend(f"{one.text}\n{one.headers}" for one in (*response.history, response))

    note(reader.open(family, level))
    row = reader.row()
    for part in families()[family].parts(level):
        wrong[f"a.{part.id}" + (".0.0" if part.kind in ("vector", "matrix") else "")] = "77.25"
    note(reader.act("check", wrong))
    note(reader.act("hint", wrong))
    note(reader.act("hint", wrong))
    own = f"/problems/{reader.problem_id}"
    for path in ("/progress", "/data", "/data.json", own, f"{own}x"):
        note(reader.client.get(path, follow_redirects=True))
    everything = "\n".join(seen)
    assert str(row.seed) not in everything
    assert f"{row.seed:016x}" not in everything
    shown = json.dumps(row.givens)
    for answer in row.expected.values():
        for number in numbers(answer):
            if len(number) > 5 and number not in shown:
                assert number not in everything, f"{family}: {number} of the key was sent"
    assert "Worked solution" not in everything


def numbers(answer: Any) -> list[str]:
    """The numbers of an expected answer to enough digits to be told from chance, with either minus sign."""
    if isinstance(answer, list):
        return [text for one in answer for text in numbers(one)]
    if isinstance(answer, float):
        return [f"{answer:.3f}", f"{answer:.3f}".replace("-", "−")]
    return []


def test_another_learners_problem_is_not_found(app: Flask) -> None:
    """A foreign problem looks like one that never was, in every way of asking."""
    db = app.extensions["database"]
    owner, other = Reader(app.test_client(), db), Reader(app.test_client(), db)
    owner.open()
    other.open()
    foreign = owner.problem_id
    assert other.client.get(f"/problems/{foreign}").status_code == 404
    for verb in ("check", "hint", "reveal", "fresh", "next", "draft"):
        assert other.client.post(f"/problems/{foreign}/{verb}").status_code == 404
    assert owner.row().revealed_at is None
    assert owner.row().hints_used == 0


def test_the_way_back_from_the_settings_stays_here(reader: Reader) -> None:
    """A setting leads back to a page of ours, whatever the browser says where it came from."""
    for referer in (
        "https://elsewhere.example/x",
        "http://localhost//elsewhere.example",
        "http://localhost/\\elsewhere",
    ):
        response = reader.client.post("/settings", data={"theme": "dark"}, headers={"Referer": referer})
        assert response.headers["Location"] == "/settings"
    response = reader.client.post("/settings", data={"theme": "dark"}, headers={"Referer": "http://localhost/progress"})
    assert response.headers["Location"] == "/progress"
