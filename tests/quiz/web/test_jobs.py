"""Pages of jobs: papers for many copies are made as a job, seen and fetched by who asked."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from flask import Flask

from quiz.services.teaching import blueprints
from quiz.services.teaching.jobs_engines import Threads
from quiz.services.teaching.jobs_running import Runner
from tests.classes import client, person
from tests.stores import NOON


def test_papers_for_many_are_made_as_a_job_and_fetched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form leads to the page of the job, which wakes who does jobs; then its files are there, and an archive."""
    woken: list[int] = []
    monkeypatch.setattr(app.extensions["jobs"], "wake", lambda: woken.append(1))
    db = app.extensions["database"]
    ada, eve = person(db, "Ada"), person(db, "Eve")
    browser, other = client(app, ada), client(app, eve)
    id = blueprints.make(db, ada.id, blueprints.EXAMPLE, now=NOON)
    page = browser.post(
        f"/blueprints/{id}/papers", data={"format": "csv", "copies": "30", "key": "1"}, follow_redirects=True
    )
    at = page.request.path
    assert re.fullmatch(r"/jobs/[\w-]+", at)
    assert woken
    assert "Waiting for its turn" in page.text
    assert "Stopped" in browser.post(f"{at}/cancel", follow_redirects=True).text
    assert "Waiting for its turn" in browser.post(f"{at}/resume", follow_redirects=True).text
    while Runner(db, Threads()).once():
        pass
    page = browser.get(at)
    assert "Done" in page.text
    with zipfile.ZipFile(BytesIO(browser.get(f"{at}/files.zip").data)) as files:
        for name in files.namelist():
            assert f"{at}/files/{name}" in page.text
            assert browser.get(f"{at}/files/{name}").data == files.read(name)
    assert at in browser.get("/jobs").text
    for path in (at, f"{at}/files.zip", "/jobs/AAAAAAAAAAAAAAAAAAAAAA"):
        assert other.get(path).status_code == 404
    for act in ("cancel", "resume", "remove"):
        assert other.post(f"{at}/{act}").status_code == 404
    assert at not in other.get("/jobs").text
    assert "removed" in browser.post(f"{at}/remove", follow_redirects=True).text
    assert browser.get(at).status_code == 404
