"""The pages of an account: in and out, nothing typed is lost but passwords, no page tells who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from quiz.models import Account, Allowance, Attempt, Learner
from quiz.services import limits
from quiz.web.visitor import COOKIE
from tests.quiz.web.conftest import Reader
from tests.stores import how_many

PASSWORD = "correct horse battery"
_numbers = count()


@pytest.fixture(autouse=True)
def fresh(app: Flask) -> None:
    """No limit is used up yet."""
    app.extensions["database"].write(lambda session: session.execute(sa.delete(Allowance)))


@pytest.fixture
def email() -> str:
    return f"ada-{next(_numbers)}@example.org"


@pytest.fixture
def other(app: Flask) -> Reader:
    """Another browser."""
    return Reader(app.test_client(), app.extensions["database"])


def enter(reader: Reader, page: str, email: str, password: str = PASSWORD, **more: str):
    return reader.client.post(f"/{page}", data={"email": email, "password": password, **more})


def cookie(reader: Reader) -> str:
    return reader.client.get_cookie(COOKIE).value


def test_a_guest_registers_and_goes_on(reader: Reader, email: str) -> None:
    """The session under way is still there after registering, with the account's address in the header."""
    reader.open()
    problem, old = reader.problem_id, cookie(reader)
    answer = enter(reader, "register", email, next=f"/problems/{problem}")
    assert (answer.status_code, answer.location) == (303, f"/problems/{problem}")
    assert cookie(reader) != old
    assert reader.get(f"/problems/{problem}").status_code == 200
    assert reader.problem_id == problem
    assert email in reader.page
    assert "Sign in</a>" not in reader.page


def test_signing_in_brings_along_what_was_done(reader: Reader, other: Reader, email: str) -> None:
    """A problem that a guest opened elsewhere is the account's after signing in there."""
    reader.open()
    enter(reader, "register", email)
    other.open()
    other.act("check", other.right())
    problem = other.problem_id
    assert enter(other, "sign-in", email).status_code == 303
    assert reader.get(f"/problems/{problem}").status_code == 200
    assert how_many(reader.db, Attempt, Attempt.variant_id == other.row().id) == 1


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(reader: Reader, other: Reader, email: str) -> None:
    """A cookie that somebody has copied opens nothing after signing out."""
    enter(reader, "register", email)
    copied = cookie(reader)
    reader.post("/sign-out")
    assert "You are signed out." in reader.page
    assert reader.client.get_cookie(COOKIE) is None
    other.client.set_cookie(COOKIE, copied)
    other.get("/account")
    assert email not in other.page
    assert "as a guest" in other.page


def test_signing_out_everywhere(reader: Reader, other: Reader, email: str) -> None:
    """Every browser of the account is signed out."""
    enter(reader, "register", email)
    enter(other, "sign-in", email)
    reader.post("/sign-out-everywhere")
    other.get("/account")
    assert email not in other.page


def test_another_password(reader: Reader, other: Reader, email: str) -> None:
    """A wrong present password changes nothing; the right one signs out every other browser and not this one."""
    enter(reader, "register", email)
    enter(other, "sign-in", email)
    assert reader.post("/account/password", {"current": "wrong", "new": "something else"}).status_code == 422
    assert "something else" not in reader.page
    other.get("/account")
    assert email in other.page
    reader.post("/account/password", {"current": PASSWORD, "new": "something else"})
    assert "Your password is changed" in reader.page
    assert email in reader.page
    other.get("/account")
    assert email not in other.page
    assert enter(other, "sign-in", email).status_code == 422
    assert enter(other, "sign-in", email, "something else").status_code == 303


def test_a_refused_form_keeps_the_address_and_no_password(reader: Reader, email: str) -> None:
    """After a mistake the address and the way back stand in the form, the password doesn't."""
    answer = enter(reader, "register", email, "short", next="/progress")
    assert answer.status_code == 422
    assert f'value="{email}"' in answer.text
    assert 'name="next" value="/progress"' in answer.text
    assert 'value="short"' not in answer.text
    assert "8 to 200 characters, but this one has 5" in answer.text


def test_no_page_tells_who_has_an_account(reader: Reader, other: Reader, app: Flask, email: str) -> None:
    """A wrong password and an unknown address, a new and a taken one: the same answers, byte for byte."""
    enter(reader, "register", email)

    def seen(page: str, address: str, password: str) -> tuple[int, str | None, str]:
        stranger = app.test_client()
        answer = stranger.post(f"/{page}", data={"email": address, "password": password})
        said = stranger.get("/").text if answer.status_code == 303 else answer.text
        return answer.status_code, answer.location, re.sub(re.escape(address), "ADDRESS", said)

    assert seen("sign-in", email, "not the password") == seen("sign-in", f"no-{email}", "not the password")
    assert seen("register", email, "a free password") == seen("register", f"new-{email}", "a free password")
    assert enter(other, "sign-in", email).status_code == 303


@pytest.mark.parametrize("page", ["sign-in", "register"])
@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "javascript:alert(1)", "/a\r\nX: y"]
)
def test_the_way_on_stays_here(reader: Reader, email: str, page: str, path: str) -> None:
    """`next` leads to our own pages only; anything else leads to the first page."""
    enter(reader, "register", email)
    answer = enter(reader, page, email, next=path)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "evil" not in reader.get(f"/{page}?next={path}").text.replace("\\r", "")


def test_guessing_is_answered_with_a_wait(reader: Reader, email: str) -> None:
    """The eleventh guess is refused (429) with the seconds to wait, and the address is kept."""
    statuses = [enter(reader, "sign-in", email, f"guess {i}").status_code for i in range(10)]
    answer = enter(reader, "sign-in", email, "guess 11")
    assert statuses == [422] * 10
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) in range(60, 91)
    assert f'value="{email}"' in answer.text
    assert "please wait" in answer.text


def test_programs_cannot_make_learners_without_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API makes so many learners an hour for one network, then says when to come back."""
    assert limits.NEW_LEARNER.count == 300
    monkeypatch.setattr(limits, "NEW_LEARNER", limits.Limit("new learner", 12, timedelta(hours=1)))
    client = app.test_client()
    statuses = [client.post("/api/v1/learners", json={"name": "x"}).status_code for _ in range(12)]
    refused = client.post("/api/v1/learners", json={"name": "x"})
    assert statuses == [201] * 12
    assert refused.status_code == 429
    assert refused.json["type"].endswith("#too-many")
    assert int(refused.headers["Retry-After"]) in range(200, 301)


def test_a_change_from_another_site_is_refused(reader: Reader, email: str) -> None:
    """Another site can neither sign anybody in nor out."""
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/sign-in", "/register", "/sign-out", "/sign-out-everywhere", "/account/password", "/account/erase"):
        data = {"email": email, "password": PASSWORD, "sure": "yes"}
        assert reader.client.post(path, data=data, headers=elsewhere).status_code == 403
    assert how_many(reader.db, Account, Account.email == email) == 0


def test_erasing_asks_first_and_leaves_nothing(reader: Reader, other: Reader, email: str) -> None:
    """Without the tick or the password nothing is erased; with both, the account and its learner are gone."""
    enter(reader, "register", email)
    reader.open()
    with reader.db.reading() as session:
        learner = session.scalars(sa.select(Account.learner_id).where(Account.email == email)).one()
    assert reader.post("/account/erase", {"password": PASSWORD}).status_code == 422
    assert reader.post("/account/erase", {"sure": "yes", "password": "a guess"}).status_code == 422
    assert how_many(reader.db, Learner, Learner.id == learner) == 1
    assert reader.post("/account/erase", {"sure": "yes", "password": PASSWORD}).status_code == 200
    assert "is erased" in reader.page
    assert how_many(reader.db, Learner, Learner.id == learner) == 0
    assert enter(other, "sign-in", email).status_code == 422


def test_a_guest_erases_without_a_password(reader: Reader) -> None:
    """A guest has no password to give."""
    reader.open()
    learner = reader.row().learner_id
    reader.get("/account/erase")
    assert 'type="password"' not in reader.page
    reader.post("/account/erase", {"sure": "yes"})
    assert how_many(reader.db, Learner, Learner.id == learner) == 0


def test_looking_at_the_forms_makes_nobody(reader: Reader) -> None:
    """Pages of accounts make no guest."""
    before = how_many(reader.db, Learner)
    for path in ("/account", "/sign-in", "/register", "/account/erase"):
        assert reader.get(path).status_code == 200
    for path in ("/sign-out-everywhere", "/account/password"):
        assert reader.post(path).status_code == 404
    assert how_many(reader.db, Learner) == before


def test_a_page_says_that_the_database_fails(tmp_path: Path) -> None:
    """Where the database fails, the header does without it and the page still says so."""
    app = create_app({"HEADWAY_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}", "SECRET_KEY": "x"})
    client = app.test_client()
    client.set_cookie(COOKIE, "some token")
    answer = client.get("/progress")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "Sign in</a>" in answer.text
    app.extensions["database"].close()


def test_signing_in_from_a_page_leads_back_to_it(reader: Reader, email: str) -> None:
    """The header's link names the page that it stands on."""
    reader.open()
    assert f'href="/sign-in?next=/problems/{reader.problem_id}"' in reader.page
