"""Addresses that are built once: under whatever the application stands at its host, and new with a new file."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import BuildError

from quiz.web import addresses


def test_an_address_is_that_of_where_the_application_stands(app: Flask) -> None:
    for root in ("", "/lectures", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert addresses.url_for("web.home") == f"{root}/"
            assert addresses.url_for("web.work", work_id="a b") == f"{root}/works/a%20b"
            assert addresses.static("css/work.css").startswith(f"{root}/static/css/work.css?v=")


def test_what_is_no_page_is_refused_each_time(app: Flask) -> None:
    with app.test_request_context("/"):
        for _ in range(2):
            with pytest.raises(BuildError):
                addresses.url_for("web.nowhere")


def test_a_changed_file_has_another_address(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "STATIC", tmp_path)
    file = tmp_path / "changing.css"
    with app.test_request_context("/"):
        file.write_text("a { color: red }")
        first = addresses.static("changing.css")
        assert addresses.static("changing.css") == first
        file.write_text("a { color: blue }")
        assert addresses.static("changing.css") != first
