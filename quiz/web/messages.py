"""Requests and answers as Flask's, where the general way through Werkzeug costs more than looking into the store."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

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
        most = self.max_content_length
        if most is not None and int(length) > most:
            raise RequestEntityTooLarge
        body = self.environ["wsgi.input"].read(int(length))
        if len(body) < int(length):
            raise ClientDisconnected
        try:
            sent = parse_qsl(body.decode(), keep_blank_values=True, errors="werkzeug.url_quote")
        except ValueError:  # no UTF-8: Werkzeug reads it as an empty form
            sent = []
        files: ImmutableMultiDict[str, str] = ImmutableMultiDict()
        vars(self).update(stream=BytesIO(), form=ImmutableMultiDict(sent), files=files)


class SeeOther(flask.Response):
    """303 to an address of ours. path: ASCII, with nothing to quote, as it stands in the header."""

    def __init__(self, path: str) -> None:
        headers = Headers([("Location", path), ("Content-Length", "0"), ("Content-Type", "text/html; charset=utf-8")])
        super().__init__(status="303 SEE OTHER", headers=headers)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._on_close:
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        return []


@lru_cache(maxsize=16)
def quoted(path: str) -> str:
    """A path as it stands in a header."""
    return iri_to_uri(path)
