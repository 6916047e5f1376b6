"""The page of a learner's own data: tokens for programs are made, shown once, and revoked there."""

from __future__ import annotations

import re
from html import unescape

from tests.quiz.web.conftest import Reader


def bearer(reader: Reader, secret: str) -> int:
    """The status that a program with this token gets."""
    return reader.client.get("/api/v1/progress", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_token_is_shown_once_opens_the_api_and_can_be_revoked(reader: Reader) -> None:
    """It acts for the learner until it is revoked; the page never shows it again."""
    reader.open()
    reader.post("/data/tokens", {"name": "notebook <b>"})
    secret = unescape(re.search(r'<code class="own">([^<]+)</code>', reader.page)[1])  # type: ignore[index]
    reader.get("/data")
    assert secret not in reader.page
    assert "notebook &lt;b&gt;" in reader.page
    reader.client.delete_cookie("headway_session")
    assert bearer(reader, secret) == 200
    assert bearer(reader, secret + "x") == 401


def test_revoking_ends_a_token(reader: Reader) -> None:
    """What was revoked opens nothing, and is listed no more."""
    reader.open()
    reader.post("/data/tokens", {"name": "notebook"})
    secret = unescape(re.search(r'<code class="own">([^<]+)</code>', reader.page)[1])  # type: ignore[index]
    reader.get("/data")
    reader.post(re.search(r'action="(/data/tokens/\d+/revoke)"', reader.page)[1])  # type: ignore[index]
    assert "opens nothing any more" in reader.page
    assert "notebook" not in reader.page
    reader.client.delete_cookie("headway_session")
    assert bearer(reader, secret) == 401


def test_a_token_without_a_name_is_refused_in_a_sentence(reader: Reader) -> None:
    """Nothing is made, and the page says what was expected."""
    reader.open()
    response = reader.post("/data/tokens", {"name": "  "})
    assert response.status_code == 422
    assert "A token has a name of 1 to 100 printable characters." in reader.page
