"""The application as a whole: its settings, its secret, its limits and its health."""

import stat
import threading
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import BadHost, HTTPException
from werkzeug.routing import MapAdapter
from werkzeug.test import EnvironBuilder

from app import create_app, kept_secret
from quiz.services import upkeep
from quiz.web.messages import NEVER_TOO_MUCH


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    """An application whose database was never migrated."""
    return create_app({"HEADWAY_DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}", "SECRET_KEY": "only-for-tests"})


def test_a_process_is_healthy_without_a_database(tmp_path: Path) -> None:
    """`/healthz` answers for the process alone."""
    app = create_app({"HEADWAY_DATABASE_URL": f"sqlite:///{tmp_path / 'no' / 'x.sqlite3'}", "SECRET_KEY": "x"})
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/readyz").status_code == 503


def test_ready_means_migrated(empty: Flask) -> None:
    """`/readyz` is 503 until every migration has run, and 200 from then on."""
    client = empty.test_client()
    assert client.get("/readyz").status_code == 503
    upkeep.migrate(empty.extensions["database"])
    assert client.get("/readyz").get_json() == {"status": "ok"}


def test_the_environment_sets_what_is_not_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings come from HEADWAY_DATABASE_URL and HEADWAY_SECRET_KEY; one that is given goes before them."""
    url = f"sqlite:///{tmp_path / 'environment.sqlite3'}"
    monkeypatch.setenv("HEADWAY_DATABASE_URL", url)
    monkeypatch.setenv("HEADWAY_SECRET_KEY", "from the environment")
    app = create_app()
    assert (app.config["HEADWAY_DATABASE_URL"], app.config["SECRET_KEY"]) == (url, "from the environment")
    assert create_app({"SECRET_KEY": "given"}).config["SECRET_KEY"] == "given"


def test_the_secret_is_made_once_for_its_owner(tmp_path: Path) -> None:
    """Without a key one is made, kept where only its owner reads it, and found again."""
    path = tmp_path / "instance" / "secret_key"
    first = kept_secret(path)
    assert len(first) >= 32
    assert kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_programs_that_start_at_once_share_the_secret(tmp_path: Path) -> None:
    """Workers that start together all find the same key."""
    ready = threading.Barrier(8, timeout=10)
    found: list[str] = []

    def start() -> None:
        ready.wait()
        found.append(kept_secret(tmp_path / "secret_key"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize("path", ["/read", "/api/v1/read-answer"])
def test_a_body_has_its_limit(empty: Flask, path: str) -> None:
    """A body over 256 KiB is refused at once, before it is read."""
    response = empty.test_client().post(path, data=b"x" * (256 * 1024 + 1), content_type="application/json")
    assert response.status_code == 413


@pytest.mark.parametrize("path", ["/", "/healthz", "//healthz", "/problems/a%20b/check", "/caf%C3%A9", "/static/x?y=1"])
@pytest.mark.parametrize("base", ["http://localhost", "https://Example.org:8443", "http://bücher.example/at home"])
def test_addresses_are_matched_as_flask_matches_them(tmp_path: Path, path: str, base: str) -> None:
    """For a host that is new and for one that came before, with another path and method between."""
    app = create_app({"HEADWAY_DATABASE_URL": f"sqlite:///{tmp_path / 'some.sqlite3'}", "SECRET_KEY": "a"})
    for method in ("POST", "GET"):
        for asked in (path, "/oral", path):
            request = app.request_class(EnvironBuilder(asked, base, method=method).get_environ())
            ours, flasks = app.create_url_adapter(request), Flask.create_url_adapter(app, request)
            assert ours is not None
            assert flasks is not None
            assert matched(ours) == matched(flasks)
            built = [one.build("web.problem", {"problem_id": "a"}, force_external=True) for one in (ours, flasks)]
            assert built[0] == built[1]


def matched(adapter: MapAdapter) -> object:
    try:
        return adapter.match()
    except HTTPException as error:
        return type(error), getattr(error, "new_url", None)


@pytest.mark.parametrize("host", ["x" * 300, "a..b"])
def test_a_host_that_is_none_is_refused_each_time(tmp_path: Path, host: str) -> None:
    """What Flask refuses is not remembered as a host."""
    app = create_app({"HEADWAY_DATABASE_URL": f"sqlite:///{tmp_path / 'some.sqlite3'}", "SECRET_KEY": "a"})
    environ = {**EnvironBuilder("/healthz").get_environ(), "HTTP_HOST": host}
    for _ in range(2):
        with pytest.raises(BadHost):
            app.create_url_adapter(app.request_class(environ))


def test_a_small_form_is_never_too_large(empty: Flask) -> None:
    """What is read without a look at the limit is below it."""
    assert empty.config["MAX_CONTENT_LENGTH"] > NEVER_TOO_MUCH
