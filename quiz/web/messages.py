"""Requests and answers as Flask's, where the general way through Werkzeug costs more than looking into the store."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import flask
from flask.globals import request_ctx
from werkzeug.datastructures import Headers, ImmutableMultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.sansio.http import parse_cookie
from werkzeug.urls import iri_to_uri
from werkzeug.utils import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from wsgiref.types import StartResponse, WSGIEnvironment

FORM = "application/x-www-form-urlencoded"
NEVER_TOO_MUCH = 1024  # bytes of a form; no limit is lower
NO_FILES: ImmutableMultiDict[str, str] = ImmutableMultiDict()


class Request(flask.Request):
    """What a browser's form or link sends goes straight to what reads it; all else goes the way of Werkzeug.

    moment: of `visitor.now`, once somebody asked for it.
    """

    moment: datetime | None = None

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        sent: str = self.environ.get("HTTP_COOKIE", "")
        return parse_cookie(sent, cls=ImmutableMultiDict)  # type: ignore[return-value]

    def _load_form_data(self) -> None:
        length = self.environ.get("CONTENT_LENGTH", "")
        plain = self.environ.get("CONTENT_TYPE") == FORM and length.isdecimal() and len(length) < 10
        read = vars(self).keys() & {"form", "stream", "_cached_data"}
        if not plain or read or "HTTP_TRANSFER_ENCODING" in self.environ:
            super()._load_form_data()
            return
        if int(length) > NEVER_TOO_MUCH:
            most = self.max_content_length
            if most is not None and int(length) > most:
                raise RequestEntityTooLarge
        body = self.environ["wsgi.input"].read(int(length))
        if len(body) < int(length):
            raise ClientDisconnected
        try:
            sent = pairs(body.decode())
        except ValueError:  # no UTF-8: Werkzeug reads it as an empty form
            sent = []
        vars(self).update(stream=BytesIO(), form=ImmutableMultiDict(sent), files=NO_FILES)


def this_request() -> Request:
    """The request that is being answered. Each look at Flask's `request` finds it anew, at the cost of a look-up."""
    found: Any = request_ctx.request
    return found


def pairs(sent: str) -> list[tuple[str, str]]:
    """The fields of a form as `parse_qsl` finds them, blank ones as well. In most there is nothing to decode."""
    found = []
    for field in sent.split("&"):
        name, _, value = field.partition("=")
        if "%" in field or "+" in field:
            name, value = [unquote(one.replace("+", " "), errors="werkzeug.url_quote") for one in (name, value)]
        if field:
            found.append((name, value))
    return found


class SeeOther(flask.Response):
    """303 to an address of ours, with nothing else to read. path: ASCII, with nothing to quote, as the header has it.

    All but its headers is as Flask made it once.
    """

    def __init__(self, path: str) -> None:
        vars(self).update(_SEE_OTHER)
        self.headers, self.response, self._on_close = Headers(), [], []
        self.headers.add("Location", path)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._on_close:
            self.headers.extend(_EMPTY)
            return super().__call__(environ, start_response)
        start_response(self.status, [*self.headers, *_EMPTY])
        return []


_EMPTY = [("Content-Length", "0"), ("Content-Type", "text/html; charset=utf-8")]
_SEE_OTHER = vars(flask.Response(status=303))


@lru_cache(maxsize=16)
def quoted(path: str) -> str:
    """A path as it stands in a header."""
    return iri_to_uri(path)
