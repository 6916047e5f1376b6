"""Requests and answers that go a shorter way than Flask's say the same as by Flask's."""

from io import BytesIO
from typing import Any
from urllib.parse import quote_plus

import flask
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.test import EnvironBuilder, run_wsgi_app

from quiz.web.messages import FORM, Request, SeeOther, quoted

LARGEST = 2000
app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LARGEST
pair = st.tuples(st.text(max_size=6), st.text(max_size=12)).map(lambda two: "=".join(map(quote_plus, two)))
forms = st.lists(pair, max_size=6).map("&".join)
bodies = st.one_of(st.binary(max_size=60), forms.map(str.encode), st.text(max_size=40).map(str.encode))


def environ(body: bytes, kind: str = FORM, **more: Any) -> dict[str, Any]:
    made = EnvironBuilder("/", method="POST", input_stream=BytesIO(body)).get_environ()
    return {**made, "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), **more}


def read(kind: type[flask.Request], sent: dict[str, Any]) -> Any:
    """The form, or the kind of refusal; then the files, and what is left to read."""
    with app.app_context():
        request = kind(sent)
        try:
            form: Any = list(request.form.items(multi=True))
        except (RequestEntityTooLarge, ClientDisconnected) as error:
            return type(error)
        return form, list(request.files), request.get_data(cache=False)


@given(bodies, st.sampled_from([FORM, f"{FORM}; charset=utf-8", FORM.title(), "text/plain", ""]))
def test_a_form_is_read_as_werkzeug_reads_it(body: bytes, kind: str) -> None:
    assert read(Request, environ(body, kind)) == read(flask.Request, environ(body, kind))


@pytest.mark.parametrize(
    "sent",
    [
        environ(b"a=" + b"1" * LARGEST),
        environ(b"a=1", CONTENT_LENGTH="10"),
        environ(b"a=1", CONTENT_LENGTH="2"),
        environ(b"a=1", CONTENT_LENGTH="-2"),
        environ(b"a=1", CONTENT_LENGTH="two"),
        environ(b"a=1", CONTENT_LENGTH="9" * 5000),
        environ(b"a=1", HTTP_TRANSFER_ENCODING="chunked"),
        environ(b"a=1", CONTENT_LENGTH=""),
        environ(b"", CONTENT_LENGTH="0"),
    ],
    ids=["large", "cut", "longer", "negative", "no number", "endless", "chunked", "no length", "empty"],
)
def test_a_form_of_another_length_is_taken_or_refused_alike(sent: dict[str, Any]) -> None:
    again = {**sent, "wsgi.input": BytesIO(sent["wsgi.input"].getvalue())}
    assert read(Request, sent) == read(flask.Request, again)


def test_a_body_that_was_read_before_is_still_a_form() -> None:
    with app.app_context():
        request = Request(environ(b"a=1&a=2"))
        assert request.get_data() == b"a=1&a=2"
        assert request.form.getlist("a") == ["1", "2"]


@given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=40))
def test_cookies_are_read_as_werkzeug_reads_them(sent: str) -> None:
    more = environ(b"", HTTP_COOKIE=sent)
    assert list(Request(more).cookies.items(multi=True)) == list(flask.Request(more).cookies.items(multi=True))


@pytest.mark.parametrize("root", ["", "/at home/é"])
def test_the_way_on_is_told_as_flask_tells_it(root: str) -> None:
    sent = environ(b"")
    path = f"{root}/problems/abc#verdict"
    ours = run_wsgi_app(SeeOther(quoted(root) + "/problems/abc#verdict"), sent)
    theirs = run_wsgi_app(flask.Response(status=303, headers={"Location": path}), sent)
    assert ours[1] == theirs[1]
    assert sorted(ours[2]) == sorted(theirs[2])
    assert b"".join(ours[0]) == b"".join(theirs[0]) == b""


def test_what_waits_for_the_end_of_an_answer_is_done() -> None:
    """Then it goes Flask's way, and says the same."""
    closed = []
    answer = SeeOther("/")
    answer.call_on_close(lambda: closed.append(True))
    ours, plainly = (run_wsgi_app(one, environ(b""), buffered=True) for one in (answer, SeeOther("/")))
    assert closed == [True]
    assert ours[1] == plainly[1]
    assert sorted(ours[2]) == sorted(plainly[2])
