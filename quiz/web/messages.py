"""Requests and answers as Flask's, where the general way through Werkzeug costs more than looking into the store."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

import flask
from werkzeug.datastructures import Headers, ImmutableMultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.sansio.http import parse_cookie
from werkzeug.urls import iri_to_uri
from werkzeug.utils import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

FORM = "application/x-www-form-urlencoded"


class Request(flask.Request):
    """What a browser's form or link sends goes straight to what reads it; all else goes the way of Werkzeug."""

    @property
    def blueprints(self) -> list[str]:
        return _blueprints(self.endpoint)

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        return _cookies(self.environ.get("HTTP_COOKIE", ""))

    def _load_form_data(self) -> None:
        length = self.environ.get("CONTENT_LENGTH", "")
        plain = self.environ.get("CONTENT_TYPE") == FORM and length.isdecimal() and len(length) < 10
        read = vars(self).keys() & {"form", "stream", "_cached_data"}
        if not plain or read or "HTTP_TRANSFER_ENCODING" in self.environ:
            super()._load_form_data()
            return
        most = self.max_content_length
        if most is not None and int(length) > most:
            raise RequestEntityTooLarge
        body = self.environ["wsgi.input"].read(int(length))
        if len(body) < int(length):
            raise ClientDisconnected
        try:
            sent = fields(body.decode())
        except ValueError:  # no UTF-8: Werkzeug reads it as an empty form
            sent = []
        vars(self).update(stream=BytesIO(), form=ImmutableMultiDict(sent), files=_NO_FILES)


@lru_cache(maxsize=1024)
def _blueprints(endpoint: str | None) -> list[str]:
    """The blueprint of an endpoint and those that it belongs to, as Flask names them."""
    path = (endpoint or "").split(".")[:-1]
    return [".".join(path[:length]) for length in range(len(path), 0, -1)]


_NO_FILES: ImmutableMultiDict[str, str] = ImmutableMultiDict()


@lru_cache(maxsize=256)
def _cookies(sent: str) -> ImmutableMultiDict[str, str]:
    """A browser sends the same ones again and again."""
    return parse_cookie(sent, cls=ImmutableMultiDict)  # type: ignore[return-value]


def fields(body: str) -> list[tuple[str, str]]:
    """The fields of a form as a browser sends it, in order."""
    pairs = [pair.partition("=") for pair in body.split("&") if pair]
    return [(_plain(name), _plain(value)) for name, _, value in pairs]


def _plain(text: str) -> str:
    text = text.replace("+", " ")
    return unquote(text, errors="werkzeug.url_quote") if "%" in text else text


class SeeOther(flask.Response):
    """303 to an address of ours. path: ASCII, with nothing to quote, as it stands in the header."""

    default_mimetype = None  # there is nothing to be of a type

    def __init__(self, path: str) -> None:
        super().__init__(status="303 SEE OTHER", headers=Headers([("Location", path), ("Content-Length", "0")]))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._on_close:
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        return []


@lru_cache(maxsize=16)
def quoted(path: str) -> str:
    """A path as it stands in a header."""
    return iri_to_uri(path)
