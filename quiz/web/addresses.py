"""Addresses in pages. Most are on every page and never change, so they are built once: building one costs as much as a
look into the store, and a page has some thirty."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import flask
from flask import request

STATIC = Path(__file__).parent / "static"


def url_for(endpoint: str, **values: Any) -> str:
    """Flask's `url_for`, which remembers the addresses that take no values."""
    return flask.url_for(endpoint, **values) if values else _fixed(request.script_root, endpoint)


def static(path: str) -> str:
    """The address of a static file, which changes with its content, so that browsers may keep it for long."""
    return _static(request.script_root, path, _file(path).stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _fixed(root: str, endpoint: str) -> str:
    """root: where the application stands at its host; the address begins with it."""
    return flask.url_for(endpoint)


@lru_cache(maxsize=256)
def _static(root: str, path: str, changed: int) -> str:
    """changed: when the file was, in nanoseconds."""
    return flask.url_for("web.static", filename=path, v=sha256(_file(path).read_bytes()).hexdigest()[:10])


@lru_cache(maxsize=256)
def _file(path: str) -> Path:
    return STATIC / path
