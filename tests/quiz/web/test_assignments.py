"""Pages of assignments, without script: made from a blueprint, read in words, changed; each sees what is theirs."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.services.teaching import blueprints, courses
from quiz.web.times import in_zone
from tests.classes import Classroom, classroom, client, fresh_limits, member_id, person
from tests.stores import NOON
from tests.works import TEXT, Assigned, answer, put, start

HOSTILE = '<script>alert(1)</script> {{ 7*7 }} "&'
BERLIN = "Europe/Berlin"


@pytest.fixture
def room(app: Flask) -> Classroom:
    fresh_limits(app.extensions["database"])
    return classroom(app.extensions["database"])


def now() -> datetime:
    return datetime.now(UTC)


def last_sunday(year: int, month: int) -> date:
    """Of March or October: Berlin's clocks skip or repeat the hour from 2 (or 3) on."""
    end = date(year, month, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


def opened(room: Classroom, **settings: object) -> Assigned:
    """An assignment that is open while the test runs."""
    times = {"opens": now() - timedelta(hours=1), "closes": now() + timedelta(days=7)}
    return put(room, **{**times, **settings})


def fields(page: str) -> dict[str, str]:
    """The form of a page as a browser would send it back."""
    found: dict[str, str] = {}
    page = page.split("<main")[1]
    for attributes in re.findall(r"<input ([^>]*)>", page):
        pairs = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if "name" in pairs and pairs.get("type") != "checkbox":
            found[pairs["name"]] = unescape(pairs.get("value", ""))
        elif "name" in pairs and re.search(r"\bchecked\b", attributes):
            found[pairs["name"]] = pairs["value"]
    for name, inside in re.findall(r'<select id="\w+" name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def error_of(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]*)<', page)
    return unescape(found[1]) if found else ""


def instructor(app: Flask, room: Classroom) -> tuple[FlaskClient, str]:
    """The browser of the instructor, and a blueprint of theirs."""
    kept = blueprints.make(room.db, room.instructor.id, "time_limit = 45\n" + TEXT, now=NOON)
    return client(app, room.instructor), kept


def test_from_a_blueprint_to_a_published_assignment(app: Flask, room: Classroom) -> None:
    """The blueprint's page leads to a filled form; sent as it stands it makes a draft, which is published."""
    browser, kept = instructor(app, room)
    to_form = f"/classes/{room.id}/assignments/new?blueprint={kept}"
    assert to_form in unescape(browser.get(f"/blueprints/{kept}").text)
    form = fields(browser.get(to_form).text)
    assert (form["blueprint"], form["title"], form["minutes"], form["tries"]) == (kept, "Week 1", "45", "1")
    page = browser.post(f"/classes/{room.id}/assignments", data=form, follow_redirects=True)
    assert "It is a draft" in page.text
    assert "45 minutes from the start, and until it closes at most." in page.text
    at, learner = page.request.path, client(app, room.learners[0])
    assert learner.get(at).status_code == 404
    assert at not in learner.get(f"/classes/{room.id}/assignments").text
    page = browser.post(f"{at}/publish", follow_redirects=True)
    assert "the learners of the class see it now" in page.text
    assert at in learner.get(f"/classes/{room.id}/assignments").text
    assert learner.get(at).status_code == 200


def test_without_a_blueprint_the_form_asks_for_one(app: Flask, room: Classroom) -> None:
    """Who has none is sent to make one; somebody else's is not there."""
    browser = client(app, room.instructor)
    assert "you have none yet" in browser.get(f"/classes/{room.id}/assignments/new").text
    instructor(app, room)
    form = fields(browser.get(f"/classes/{room.id}/assignments/new").text)
    assert form["blueprint"] == ""
    page = browser.post(f"/classes/{room.id}/assignments", data=form)
    assert page.status_code == 422
    assert "please choose one" in error_of(page.text, "blueprint")
    assert not error_of(page.text, "title")  # it would be the blueprint's
    foreign = blueprints.make(room.db, person(room.db).id, TEXT, now=NOON)
    assert browser.get(f"/classes/{room.id}/assignments/new?blueprint={foreign}").status_code == 404


def test_a_refused_form_comes_back_as_it_was_typed(app: Flask, room: Classroom) -> None:
    """Each field has its sentence, a skipped hour names those beside it, and every other field is as it was sent."""
    browser, kept = instructor(app, room)
    year = now().year + 1
    spring, autumn = last_sunday(year, 3), last_sunday(year, 10)
    typed = {
        "blueprint": kept, "title": HOSTILE, "opens": f"{spring}T02:30", "closes": f"{year}-04-28T12:00",
        "minutes": "x", "tries": "7", "counts": "average", "feedback": "verdict", "score_release": "at",
        "score_at": f"{year}-04-28T13:00", "verdict_release": "at once", "verdict_at": "", "answers_release": "never",
        "answers_at": f"{autumn}T02:30",
    }  # fmt: skip
    page = browser.post(f"/classes/{room.id}/assignments", data=typed)
    assert page.status_code == 422
    assert fields(page.text) == typed
    assert f"skip {spring.day} March {year}, 02:30" in error_of(page.text, "opens")
    assert "from 1 to 1440, but “x” came" in error_of(page.text, "minutes")
    assert "the points come later" in error_of(page.text, "verdict_release")
    assert error_of(page.text, "answers_at") == error_of(page.text, "closes") == ""
    assert "<script>alert" not in page.text
    fixed = {**typed, "opens": f"{spring}T03:30", "minutes": "", "verdict_release": "never"}
    page = browser.post(f"/classes/{room.id}/assignments", data=fixed, follow_redirects=True)
    assert page.status_code == 200
    assert f"Opens Sun {spring.day} March {year}, 03:30 (Europe/Berlin)." in page.text
    released = f"{date(year, 4, 28):%a} 28 April {year}, 13:00 (Europe/Berlin)"
    assert f"Learners see their points from {released} on." in page.text
    assert "Learners do not see what is right or wrong here." in page.text
    assert "7 times; the average of all counts" in page.text
    assert HOSTILE in unescape(page.text)


def test_with_the_same_numbers_the_form_says_why_answers_wait(app: Flask, room: Classroom) -> None:
    """As it is filled in at first it is in order; answers once handed in are refused with the reason."""
    browser, _ = instructor(app, room)
    same = blueprints.make(room.db, room.instructor.id, 'seeds = "same"\n' + TEXT, now=NOON)
    form = fields(browser.get(f"/classes/{room.id}/assignments/new?blueprint={same}").text)
    refused = browser.post(f"/classes/{room.id}/assignments", data={**form, "answers_release": "handed in"})
    assert refused.status_code == 422
    assert "Learners have the same numbers here" in error_of(refused.text, "answers_release")
    page = browser.post(f"/classes/{room.id}/assignments", data=form, follow_redirects=True)
    assert "Everybody has the same numbers." in page.text


def test_the_settings_are_changed_on_their_page(app: Flask, room: Classroom) -> None:
    """Sent as it stands it changes nothing; an older form is said, kept as typed, and taken once it is sent again."""
    assigned = opened(room)
    browser, at = client(app, room.instructor), f"/assignments/{assigned.id}"
    older = fields(browser.get(f"{at}/edit").text)
    assert browser.post(f"{at}/edit", data=older).status_code == 303
    assert browser.post(f"{at}/edit", data={**older, "title": "Newer"}).status_code == 303
    page = browser.post(f"{at}/edit", data={**older, "title": "Older"})
    assert page.status_code == 422
    assert "was changed since you opened it" in page.text
    again = fields(page.text)
    assert again["title"] == "Older"
    assert browser.post(f"{at}/edit", data=again).status_code == 303
    assert "<h2>Older</h2>" in browser.get(at).text
    settings = browser.get(f"/classes/{room.id}/settings").text
    assert "changed the assignment “Newer”: title “Week 1” → “Newer”" in settings


def test_problems_are_taken_anew_on_the_page(app: Flask, room: Classroom) -> None:
    """While nobody has started; a refusal is said, and the form is gone once somebody has."""
    browser, kept = instructor(app, room)
    assigned = opened(room)
    at = f"/assignments/{assigned.id}"
    assert fields(browser.get(at).text)["blueprint"] == ""
    page = browser.post(f"{at}/blueprint", data={"blueprint": "x"}, follow_redirects=True)
    assert "please choose one. The problems are as they were." in page.text
    blueprints.change(room.db, room.instructor.id, kept, TEXT.replace("points = 2", "points = 9"), 1, now=NOON)
    page = browser.post(f"{at}/blueprint", data={"blueprint": kept}, follow_redirects=True)
    assert "2 problems, 10 points" in page.text
    start(assigned, room.learners[0], now())
    assert "Take the problems anew" not in browser.get(at).text


def test_a_running_work_is_prolonged_with_the_tick(app: Flask, room: Classroom) -> None:
    """The tick is there while somebody is at work, and only then."""
    assigned = opened(room)
    browser, at = client(app, room.instructor), f"/assignments/{assigned.id}"
    assert "prolong" not in fields(browser.get(f"{at}/edit").text)
    start(assigned, room.learners[0], now())
    form = fields(browser.get(f"{at}/edit").text)
    assert form["prolong"] == "yes"
    later = now() + timedelta(days=9)
    form["closes"] = f"{later:%Y-%m-%d}T12:00"
    browser.post(f"{at}/edit", data=form)
    runs_until = re.search(r"runs until ([^<]*)<", client(app, room.learners[0]).get(at).text)[1]
    assert runs_until == f"{later:%a} {later.day} {later:%B %Y}, 12:00"


def test_a_learner_reads_what_holds_for_them(app: Flask, room: Classroom) -> None:
    """When it opens and closes, time and tries, what is shown when; nothing of others, and no link of the staff."""
    assigned = opened(room, minutes=45, tries=2, score_release="handed in", verdict_release="handed in")
    page = client(app, room.learners[0]).get(f"/assignments/{assigned.id}").text
    closes = in_zone(now() + timedelta(days=7), BERLIN)[:10]
    for sentence in (
        f"Closes {closes}", "45 minutes from the start", "It can be started 2 times; the best one counts.",
        "You see your points once you have handed in or the time is up.",
        "You see what is right or wrong, with the mistake where it is a known one, once you have handed in",
        "You see the answers with worked solutions once you have handed in",
    ):  # fmt: skip
        assert sentence in page
    for word in ("Extensions", "Change the settings", "did not start", "Lea 2", f"{assigned.id}/grades", "/edit"):
        assert word not in page


def test_a_learner_sees_points_when_they_are_released(app: Flask, room: Classroom) -> None:
    """Withheld they stand nowhere on the page; released they do."""
    hidden = {"score_release": "at", "score_at": now() + timedelta(days=1), "verdict_release": "never",
              "answers_release": "never"}  # fmt: skip
    withheld, shown = opened(room, **hidden), opened(room)
    for assigned, says in ((withheld, "points are not shown yet"), (shown, "2 of 3")):
        work = start(assigned, room.learners[0], now())
        answer(assigned, room.learners[0], work, 1, now=now())
        page = client(app, room.learners[0]).get(f"/assignments/{assigned.id}").text
        assert says in page
        assert ("2 of 3" in page) == (assigned is shown)


def test_staff_reads_how_far_the_class_is(app: Flask, room: Classroom) -> None:
    """Who did not start, by name; an assistant reads it without the forms of the instructor."""
    assigned = opened(room)
    start(assigned, room.learners[0], now())
    page = client(app, room.assistant).get(f"/assignments/{assigned.id}").text
    assert re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page) == [
        ("Learners", "2"), ("Started", "1"), ("At work now", "1"), ("Handed in or out of time", "0")
    ]  # fmt: skip
    assert "1 learner did not start" in page
    assert "<li>Lea 2</li>" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_withdrawn_and_removed_while_nobody_has_started(app: Flask, room: Classroom) -> None:
    """Then the page says why not, and nothing is changed by a request from an older page."""
    browser = client(app, room.instructor)
    assigned = opened(room)
    at = f"/assignments/{assigned.id}"
    assert "it is a draft again" in browser.post(f"{at}/withdraw", follow_redirects=True).text
    browser.post(f"{at}/publish")
    start(assigned, room.learners[0], now())
    page = browser.get(at).text
    assert "1 person started it, so it stays" in page
    assert "/delete" not in page
    for act in ("withdraw", "delete"):
        assert "only while nobody has started it" in browser.post(f"{at}/{act}", follow_redirects=True).text
    assert client(app, room.learners[0]).get(at).status_code == 200
    other = opened(room, title="Other")
    page = browser.post(f"/assignments/{other.id}/delete", follow_redirects=True)
    assert "The assignment is removed." in page.text
    assert browser.get(f"/assignments/{other.id}").status_code == 404


def test_extensions_are_given_and_taken_back(app: Flask, room: Classroom) -> None:
    """The learner reads theirs with its reason, an assistant the list; a refused form keeps what was typed."""
    assigned = opened(room, minutes=30)
    browser, at = client(app, room.instructor), f"/assignments/{assigned.id}/extensions"
    lea = member_id(room, room.learners[0])
    typed = {"member": lea, "minutes": "15", "tries": "", "closes": "2026-01-01T10:00", "reason": HOSTILE}
    page = browser.post(at, data=typed)
    assert page.status_code == 422
    assert fields(page.text) == typed
    assert "comes after" in error_of(page.text, "closes")
    page = browser.post(at, data={**typed, "closes": ""}, follow_redirects=True)
    assert "Lea 1 has the extension." in page.text
    assert "15 minutes more" in page.text
    of_learner = client(app, room.learners[0]).get(f"/assignments/{assigned.id}").text
    assert "45 minutes from the start" in of_learner
    assert f"you have an extension ({HOSTILE})" in unescape(of_learner)
    assert "<script>alert" not in of_learner
    assert "extension" not in client(app, room.learners[1]).get(f"/assignments/{assigned.id}").text
    listed = client(app, room.assistant).get(at).text
    assert "15 minutes more" in listed
    assert "Take back the extension" not in listed
    page = browser.post(f"{at}/{lea}/remove", follow_redirects=True)
    assert "holds for Lea 1 again" in page.text
    assert "has no extension" in browser.post(f"{at}/{lea}/remove", follow_redirects=True).text


def test_an_archived_class_offers_no_new_assignment(app: Flask, room: Classroom) -> None:
    """The form is not there, and a request from an older page is refused with the sentence."""
    browser, kept = instructor(app, room)
    form = fields(browser.get(f"/classes/{room.id}/assignments/new?blueprint={kept}").text)
    courses.archive(room.db, room.instructor.id, room.id, True, now=NOON)
    page = browser.post(f"/classes/{room.id}/assignments", data=form)
    assert page.status_code == 422
    assert "bring it back first" in page.text
    assert "New assignment</a>" not in browser.get(f"/classes/{room.id}/assignments").text


def test_hostile_words_stay_words(app: Flask, room: Classroom) -> None:
    """A title is shown as it was typed on every page, in the list and in the history."""
    assigned = opened(room, title=HOSTILE)
    browser, at = client(app, room.instructor), f"/assignments/{assigned.id}"
    browser.post(f"{at}/withdraw")
    for page in (
        at,
        f"{at}/edit",
        f"{at}/extensions",
        f"/classes/{room.id}/assignments",
        f"/classes/{room.id}/settings",
    ):
        text = browser.get(page).text
        assert "<script>alert" not in text
        assert HOSTILE in unescape(text)
