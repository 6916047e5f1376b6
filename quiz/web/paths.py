"""Where to go after a form: back to a page of our own that it names, and nowhere else."""

from __future__ import annotations

import re

from flask import url_for

_OURS = re.compile(r"/(?![/\\])[\w/.:-]*(\?[\w=&.%+-]*)?", re.ASCII)


def local(path: str | None, otherwise: str) -> str:
    """The path, if it is one of our own; else the page of the endpoint `otherwise`.

    >>> local("/progress", "web.home"), local("/review/items/card:softmax?answer=1", "web.home")
    ('/progress', '/review/items/card:softmax?answer=1')
    """
    return path if path and _OURS.fullmatch(path) else url_for(otherwise)
