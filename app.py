"""Headway as a WSGI application: configuration, database, blueprints, commands. A table of contents, nothing else."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.routing import MapAdapter

from quiz import api, commands, web
from quiz.database import Database
from quiz.services import upkeep
from quiz.services.teaching.jobs_process import JobsProcess

ROOT = Path(__file__).resolve().parent
KIBIBYTE = 1024
HOST = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "wsgi.url_scheme")  # all that names one
MOST_HOSTS = 64


class Headway(Flask):
    """Flask, but for what its general ways cost on every request."""

    request_class = web.Request

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bound: dict[tuple[Any, ...], MapAdapter] = {}

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What Flask finds out of the host that a request names is found out once for each."""
        if request is None or "HTTP_UPGRADE" in request.environ or self.config["TRUSTED_HOSTS"] is not None:
            return super().create_url_adapter(request)
        host = tuple(map(request.environ.get, HOST))
        known = self._bound.get(host)
        if known is None:
            known = super().create_url_adapter(request)
            if known is not None and len(self._bound) < MOST_HOSTS:
                self._bound[host] = known
            return known
        # As it came: `request.path` has lost a second slash at its start.
        path = request.environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
        return MapAdapter(
            known.map, known.server_name, known.script_name, known.subdomain, known.url_scheme, path,
            request.method, request.environ.get("QUERY_STRING", ""),
        )  # fmt: skip

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view of ours is a coroutine, so none is looked at for it."""
        return func


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application. config: settings that go before the environment's."""
    app = Headway(__name__, static_folder=None, template_folder=None, instance_path=str(ROOT / "instance"))
    configure(app, config or {})
    app.extensions["database"] = Database(app.config["HEADWAY_DATABASE_URL"])
    app.extensions["jobs"] = JobsProcess(app.extensions["database"], on=app.config["HEADWAY_JOBS"] == "server")
    web.register(app)
    api.register(app)
    commands.register(app)
    health(app)
    return app


def configure(app: Flask, config: Mapping[str, Any]) -> None:
    """Settings: those given, else the environment's, else ours."""
    app.config.update(
        HEADWAY_DATABASE_URL=os.environ.get("HEADWAY_DATABASE_URL")
        or f"sqlite:///{Path(app.instance_path) / 'headway.sqlite3'}",
        HEADWAY_DASK_SCHEDULER=os.environ.get("HEADWAY_DASK_SCHEDULER"),
        HEADWAY_DASK_PLAIN=os.environ.get("HEADWAY_DASK_PLAIN"),
        HEADWAY_JOBS=os.environ.get("HEADWAY_JOBS"),
        SECRET_KEY=os.environ.get("HEADWAY_SECRET_KEY"),
        MAX_CONTENT_LENGTH=256 * KIBIBYTE,
        MAX_FORM_MEMORY_SIZE=256 * KIBIBYTE,
        MAX_FORM_PARTS=5_000,  # the largest grid has 4,096 cells
    )
    app.config.update(config)
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or kept_secret(Path(app.instance_path) / "secret_key")


def kept_secret(path: Path) -> str:
    """The secret key of this installation: made once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32), encoding="utf-8")
        try:
            path.hardlink_to(draft)  # of two that start at once, one makes it and both read it
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8")


def health(app: Flask) -> None:
    """`/healthz`: the process answers. `/readyz`: the database answers and every migration has run."""

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        try:
            ready = upkeep.is_ready(app.extensions["database"])
        except SQLAlchemyError:
            return {"status": "the database does not answer"}, 503
        return {"status": "ok"} if ready else ({"status": "migrations have not run"}, 503)
