"""Errors: friendly pages of the same look, one clear sentence, nothing lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask, abort

from quiz.database import Database
from quiz.services import sessions
from tests.quiz.web.conftest import Reader

TYPED = {"a.weights.0.0": "0.111", "a.weights.0.1": "0.222"}


@pytest.fixture(scope="module")
def broken(app: Flask) -> Flask:
    """The application with pages that fail in each way."""
    from app import create_app

    made = create_app({"HEADWAY_DATABASE_URL": app.config["HEADWAY_DATABASE_URL"], "SECRET_KEY": "only-for-tests"})

    def fail(status: int) -> str:
        if status == 500:
            raise RuntimeError("the secret of the house")
        abort(status)

    made.add_url_rule("/fail/<int:status>", view_func=fail, methods=["GET", "POST"])
    return made


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 422, 429, 500])
def test_every_error_has_its_page(broken: Flask, status: int) -> None:
    """An error has a page of the same look with one sentence, and tells nothing of the inside."""
    response = broken.test_client().get(f"/fail/{status}")
    assert response.status_code == status
    assert 'class="sorry stack"' in response.text
    assert "secret of the house" not in response.text
    assert "Traceback" not in response.text


def test_what_was_typed_is_given_back(broken: Flask) -> None:
    """A form that could not be taken comes back with its text, to copy."""
    response = broken.test_client().post("/fail/500", data=TYPED)
    assert "What you typed" in response.text
    assert "0.111\t0.222" in response.text


def test_an_ended_session_gives_back_what_was_typed(reader: Reader) -> None:
    """When the session has ended, a check says so and shows the text that was sent."""
    reader.open()
    reader.client.delete_cookie("headway_session")
    response = reader.act("check", TYPED)
    assert response.status_code == 404
    assert "session has ended" in reader.page
    assert "0.111\t0.222" in reader.page


def test_a_session_ended_elsewhere_keeps_nothing_more(app: Flask, reader: Reader) -> None:
    """The browser is remembered from its last page, and its answer is refused all the same, with its text."""
    reader.open()
    token = reader.client.get_cookie("headway_session")
    assert token is not None
    other = Database(app.config["HEADWAY_DATABASE_URL"])
    sessions.revoke(other, token.value, now=datetime.now(UTC))
    other.close()
    response = reader.act("check", TYPED)
    assert response.status_code == 404
    assert "session has ended" in reader.page
    assert "0.111\t0.222" in reader.page
    assert reader.row().attempts == 0


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "notice"])
def test_an_ended_session_offers_the_same_skill_afresh(app: Flask, reader: Reader, headers: dict[str, str]) -> None:
    """A new guest goes on with the family and level of the problem that was lost."""
    reader.open()
    sent = dict(re.findall(r'name="(family|level)" value="([\w-]+)"', reader.page))
    reader.client.delete_cookie("headway_session")
    (url,) = re.findall(r'<form id="answer-form" method="post" action="([^"]+)"', reader.page)
    page = reader.client.post(url, data={**TYPED, **sent}, headers=headers).text
    offered = page[page.index('action="/start"') :]
    assert "Practise this skill afresh" in offered
    assert dict(re.findall(r'name="(family|level)" value="([\w-]+)"', offered)) == sent
    assert reader.client.post("/start", data=sent).status_code == 303


@pytest.mark.parametrize("sent", [{}, {"family": "nothing", "level": "1"}, {"family": "softmax-row", "level": "<b>"}])
def test_nothing_is_offered_afresh_that_there_is_not(reader: Reader, sent: dict[str, str]) -> None:
    """A family or level that there isn't is not shown back."""
    reader.open()
    reader.client.delete_cookie("headway_session")
    reader.act("check", {**TYPED, **sent})
    assert "afresh" not in reader.page


@pytest.mark.parametrize("path", ["/healthz/x", "/readyz/x"])
def test_what_is_below_a_probe_is_a_missing_page(app: Flask, path: str) -> None:
    """Only the probes themselves answer without a page."""
    response = app.test_client().get(path)
    assert response.status_code == 404
    assert 'class="sorry stack"' in response.text


def test_with_htmx_an_error_leaves_the_page_alone(broken: Flask) -> None:
    """With htmx an error becomes a notice beside the form, which stays as it is."""
    response = broken.test_client().post("/fail/500", data=TYPED, headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == "#notice"
    assert "<html" not in response.text


@pytest.mark.parametrize("form", [
    {"length": "0"}, {"length": "51"}, {"length": "abc"}, {"length": "٣"}, {"level": "7"}, {"level": "-1"},
    {"topic": "cooking"}, {"family": "nothing"}, {"family": "softmax-row", "level": "9"},
    {"family": "softmax-row", "topic": "cooking"},
])  # fmt: skip
def test_a_start_that_cannot_be_says_why(reader: Reader, form: dict[str, str]) -> None:
    """A session that can't be started is refused in one sentence and makes nothing."""
    assert reader.post("/start", form).status_code == 422


def test_a_form_that_is_too_large_is_refused_at_once(reader: Reader) -> None:
    """More than a form can hold is refused with 413."""
    reader.open()
    assert reader.act("check", {"a.weights.text": "1 " * 200_000}).status_code == 413


@pytest.mark.parametrize("form", [{"kind": "spell", "text": "1"}, {"kind": "matrix", "text": "1", "shape": "1,2,3"},
                                  {"kind": "matrix", "text": "1", "shape": "x"}])  # fmt: skip
def test_the_preview_refuses_what_it_does_not_know(reader: Reader, form: dict[str, str]) -> None:
    """The preview knows kinds and shapes, and refuses others."""
    assert reader.client.post("/read", data=form).status_code == 422


def test_a_grid_for_a_part_that_is_no_grid_is_no_failure(reader: Reader) -> None:
    """Fields that belong to no box of the problem are refused or ignored, never a failure of ours."""
    reader.open("shape-single")
    part = next(iter(reader.row().expected))
    assert reader.act("check", {f"a.{part}.0.0": "1"}).status_code < 500
    assert reader.act("check", {"a.nothing": "1"}).status_code == 422
