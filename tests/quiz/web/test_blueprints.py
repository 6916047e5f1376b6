"""Pages of blueprints, without script: made, changed, looked at, printed; hostile words stay words."""

import re
from html import unescape

from flask import Flask

from quiz.papers.blueprint import read_blueprint
from quiz.papers.words import languages
from quiz.services.teaching import blueprints
from quiz.web.blueprints import LANGUAGES
from tests.classes import client, person
from tests.stores import NOON

HOSTILE = '<script>alert(1)</script> {{ 7*7 }} "&'


def made(app: Flask, title: str = "") -> tuple:
    db = app.extensions["database"]
    ada = person(db, "Ada")
    text = blueprints.EXAMPLE
    if title:
        import json

        text = text.replace('"Attention, week 1"', json.dumps(title))
    id = blueprints.make(db, ada.id, text, now=NOON)
    return client(app, ada), f"/blueprints/{id}"


def box(page: str) -> str:
    """The text in the box that a browser sends as `text`."""
    return unescape(re.search(r'<textarea [^>]*name="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1])


def test_a_blueprint_is_made_from_the_example_and_changed(app: Flask) -> None:
    """The example is kept, its text is changed, and the page shows the new title."""
    browser = client(app, person(app.extensions["database"], "Ada"))
    page = browser.post("/blueprints", data={"text": blueprints.EXAMPLE}, follow_redirects=True)
    assert "Attention, week 1" in page.text
    at = page.request.path
    changed = browser.post(at, data={"text": box(page.text).replace("week 1", "week 9"), "number": "1"})
    assert changed.status_code == 303
    assert "Attention, week 9" in browser.get(at).text


def test_nothing_typed_is_lost_on_an_error(app: Flask) -> None:
    """A text that is no blueprint comes back with the sentence that names its key."""
    browser, at = made(app)
    text = blueprints.EXAMPLE.replace("points = 4", "pionts = 4")
    page = browser.post(at, data={"text": text, "number": "1"})
    assert page.status_code == 422
    assert "items[1].pionts: expected one of the keys" in unescape(page.text)
    assert "pionts = 4" in box(page.text)


def test_two_tabs_are_told_of_each_other(app: Flask) -> None:
    """The older tab's text comes back to be saved once more; then it holds."""
    browser, at = made(app)
    browser.post(at, data={"text": blueprints.EXAMPLE.replace("week 1", "week 2"), "number": "1"})
    mine = {"text": blueprints.EXAMPLE.replace("week 1", "week 3"), "number": "1"}
    page = browser.post(at, data=mine)
    assert page.status_code == 422
    assert "changed in another tab" in page.text
    number = re.search(r'name="number" value="(\d+)"', page.text)[1]
    assert browser.post(at, data={**mine, "number": number}).status_code == 303
    assert "week 3" in browser.get(at).text


def test_a_variant_is_pinned_and_freed_on_the_page(app: Flask) -> None:
    """What is pinned stands on top; freed, it is among the others again."""
    browser, at = made(app)
    page = browser.get(f"{at}/items/2").text
    index = re.search(r"Pin variant (\d+)<", page)[1]
    sent = {"index": index, "act": "pin", "number": "1"}
    page = browser.post(f"{at}/items/2", data=sent, follow_redirects=True).text
    assert f"Unpin variant {index}" in page
    page = browser.post(f"{at}/items/2", data={**sent, "act": "free", "number": "2"}, follow_redirects=True).text
    assert "Unpin" not in page


def test_every_variant_is_shown_with_its_key(app: Flask) -> None:
    """The shape of the queries is n × d_k, as the givens of each variant say."""
    browser, at = made(app)
    page = browser.get(f"{at}/items/2").text
    variants = page.split("<article")[1:]
    assert len(variants) >= 3
    for one in variants:
        rows, columns = re.search(r"<b>1\.</b> (\d+) × (\d+)", one.split("Key:")[1]).groups()
        said = "".join(unescape(re.sub(r"<[^>]+>", "", one.split("Key:")[0])).split())
        assert f"n={rows}tokens" in said
        assert f"dk={columns}numbers" in said


def test_which_parts_are_asked_is_ticked_on_the_page(app: Flask) -> None:
    """Two of three parts ticked stand in the text and are asked; all of them leave nothing there; none is refused."""
    browser, at = made(app)
    page = browser.get(f"{at}/items/2").text
    assert re.findall(r'name="part" value="(\w+)" checked', page) == ["q", "scores", "z"]
    sent = {"act": "parts", "part": ["z", "q"], "number": "1"}
    page = browser.post(f"{at}/items/2", data=sent, follow_redirects=True).text
    assert re.findall(r'name="part" value="(\w+)" checked', page) == ["q", "z"]
    assert read_blueprint(box(browser.get(at).text)).items[1].parts == ("q", "z")
    assert browser.post(f"{at}/items/2", data={"act": "parts", "number": "2"}).status_code == 422
    browser.post(f"{at}/items/2", data={"act": "parts", "part": ["q", "scores", "z"], "number": "2"})
    assert read_blueprint(box(browser.get(at).text)).items[1].parts == ()


def test_the_report_says_that_every_problem_is_sound(app: Flask) -> None:
    """Each problem has as many variants as there are copies, none unsolvable or ambiguous."""
    browser, at = made(app)
    page = browser.get(f"{at}/report").text
    cells = re.findall(r'<td class="number">([^<]*)</td>', page)
    assert cells[:6] == ["16", "0", "0", "16", "0", "0"]
    assert '<th scope="row">Steps of calculation</th>' in page
    assert all(re.fullmatch(r"\d+(\.\d)?\u202f%", spread) for spread in cells[9::4])


def test_a_report_that_cannot_be_made_is_refused_on_the_page_of_the_blueprint(app: Flask) -> None:
    """One pin is enough for one copy, not for the sixteen of the report: that is said where more can be pinned."""
    browser, at = made(app)
    browser.post(f"{at}/items/1", data={"act": "pin", "index": "0", "number": "1"})
    page = browser.get(f"{at}/report")
    assert page.status_code == 422
    assert "has pins for 1 copy only, but 16 are wanted: pin more" in page.text
    assert f"{at}/items/1" in page.text


def test_hostile_words_stay_words(app: Flask) -> None:
    """A title is shown as it was typed on every page, and a PDF is made of it."""
    browser, at = made(app, HOSTILE)
    for page in ("/blueprints", at, f"{at}/items/1", f"{at}/report"):
        text = browser.get(page).text
        assert "<script>alert" not in text
        assert HOSTILE in unescape(text)
    paper = browser.post(f"{at}/papers", data={"format": "pdf", "copies": "1"})
    assert paper.status_code == 200
    assert paper.headers["Content-Disposition"].startswith("attachment")


def test_a_foreign_blueprint_is_not_there(app: Flask) -> None:
    """Every page of it is 404 for somebody else, and nobody who is not signed in gets further than signing in."""
    _, at = made(app)
    eve = client(app, person(app.extensions["database"], "Eve"))
    for path in (at, f"{at}/items/1", f"{at}/report"):
        assert eve.get(path).status_code == 404
        assert client(app).get(path).status_code == 303
    for path in (at, f"{at}/copy", f"{at}/delete", f"{at}/items/1", f"{at}/papers"):
        assert eve.post(path, data={"format": "csv", "copies": "1"}).status_code == 404


def test_items_are_added_moved_and_removed_without_writing_toml(app: Flask) -> None:
    """The form adds at the end, the buttons move and remove, and the text says the same."""
    browser, at = made(app)
    item = {"what": "family:softmax-row", "level": "2", "item_points": "2.5", "count": "1", "number": "1"}
    assert browser.post(f"{at}/items", data=item).status_code == 303
    assert browser.post(f"{at}/items/3/place", data={"act": "up", "number": "2"}).status_code == 303
    assert browser.post(f"{at}/items/1/place", data={"act": "remove", "number": "3"}).status_code == 303
    text = box(browser.get(at).text)
    assert re.findall(r'family = "([^"]+)"', text) == ["softmax-row", "shape-single"]
    assert "points = 2.5" in text


def test_an_item_that_cannot_be_is_refused_and_stays_typed(app: Flask) -> None:
    """A level that the family does not have is said at its field, and the form keeps what was typed."""
    browser, at = made(app)
    item = {"what": "family:softmax-row", "level": "8", "item_points": "2.5", "count": "1", "number": "1"}
    page = browser.post(f"{at}/items", data=item)
    assert page.status_code == 422
    assert re.search(r'id="level-error">softmax-row has the levels', page.text)
    assert 'name="level" value="8"' in page.text


SETTINGS = {
    "form": "settings", "title": "Week 2", "instructions": "Show  every step.\r\nNo notes.", "time_limit": "30",
    "language": "de", "seeds": "same", "shuffle_items": "yes", "number": "1",
}  # fmt: skip


def test_settings_are_changed_without_writing_toml(app: Flask) -> None:
    """What the form says stands in the text, the items stay, and the form shows it again."""
    browser, at = made(app)
    assert browser.post(f"{at}/settings", data=SETTINGS).status_code == 303
    page = browser.get(at).text
    kept = read_blueprint(box(page))
    assert (kept.title, kept.instructions) == ("Week 2", "Show  every step.\nNo notes.")
    assert (kept.time_limit, kept.language, kept.seeds, kept.shuffle) == (30, "de", "same", ("items",))
    assert not kept.calculator
    assert kept.items == read_blueprint(blueprints.EXAMPLE).items
    assert 'value="Week 2"' in page
    assert re.search(r'name="shuffle_items" value="yes" checked', page)
    assert not re.search(r'name="calculator" value="yes" checked', page)
    again = {**SETTINGS, "time_limit": "", "number": "2"}
    browser.post(f"{at}/settings", data=again)
    assert "time_limit" not in box(browser.get(at).text)


def test_settings_that_cannot_be_are_said_at_their_fields(app: Flask) -> None:
    """Each has its sentence, everything stays typed, and the blueprint is as it was."""
    browser, at = made(app)
    wrong = {**SETTINGS, "title": " ", "time_limit": "0", "language": "xx", "seeds": "", "instructions": "a\u202eb"}
    page = browser.post(f"{at}/settings", data=wrong)
    assert page.status_code == 422
    says = dict(re.findall(r'id="(\w+)-error">([^<]*)<', unescape(page.text)))
    assert set(says) == {"title", "time_limit", "language", "seeds", "instructions"}
    assert says["time_limit"] == "The time limit in minutes is a whole number from 1 to 1440, but “0” came."
    assert 'name="time_limit" value="0"' in page.text
    assert re.search(r'name="shuffle_items" value="yes" checked', page.text)
    assert "Attention, week 1" in browser.get("/blueprints").text


def test_every_language_of_a_sheet_can_be_chosen() -> None:
    """The form offers those that there are words for."""
    assert tuple(code for code, _ in LANGUAGES) == languages()
