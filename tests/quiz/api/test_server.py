"""Requests that mean harm, sent to a real server: refused at once, with flat memory, and the next one is served."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Server

KIBIBYTE = 1024
MEBIBYTE = KIBIBYTE * KIBIBYTE
READ = "/api/v1/read-answer"
JSON = {"Content-Type": "application/json"}
BOMB = b'{"kind": "number", "text": ' + b"[" * 120_000 + b"]" * 120_000 + b"}"
# How much the processes may grow over all of it: allocators keep some of what they had.
FLAT = 16 * MEBIBYTE


def connected(server: Server) -> closing[HTTPConnection]:
    return closing(HTTPConnection("127.0.0.1", server.port, timeout=20))


def told(response: HTTPResponse) -> tuple[int, str]:
    """The status of an error and what kind it says it is."""
    body = json.loads(response.read())
    assert response.headers["Content-Type"] == "application/problem+json"
    assert body["status"] == response.status
    return response.status, body["type"].partition("#")[2]


def refused(server: Server, body: bytes | Iterable[bytes]) -> tuple[int, str]:
    with connected(server) as connection:
        connection.request("POST", READ, body, JSON, encode_chunked=not isinstance(body, bytes))
        return told(connection.getresponse())


def serves(server: Server) -> bool:
    with connected(server) as connection:
        connection.request("POST", READ, json.dumps({"kind": "number", "text": "1/2"}), JSON)
        answer: Any = json.loads(connection.getresponse().read())
    return answer == {"value": 0.5, "read_as": "0.5"}


def memory(server: Server) -> int:
    """Bytes in memory of the server's processes."""
    master = server._process.pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in (master, *children)]
    return sum(pages) * 4 * KIBIBYTE


def test_a_huge_body_is_refused_before_it_is_sent(live_server: Server) -> None:
    """A length over the limit is refused when it is announced, not when ten gigabytes have come."""
    with connected(live_server) as connection:
        connection.putrequest("POST", READ)
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(10 * KIBIBYTE * MEBIBYTE))
        connection.endheaders()
        assert told(connection.getresponse()) == (413, "too-large")
    assert serves(live_server)


def test_a_body_that_hides_its_length_is_refused(live_server: Server) -> None:
    """A body in chunks, without a length, is read up to the limit and no further."""
    assert refused(live_server, (b" " * KIBIBYTE for _ in range(300))) == (413, "too-large")
    assert serves(live_server)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_bombs_cost_no_memory(live_server: Server) -> None:
    """A hundred deeply nested bodies and a stream of 32 MiB leave the server as large as it was."""
    for _ in range(5):  # what is made once is made
        assert refused(live_server, BOMB) == (400, "malformed-json")
    before = memory(live_server)
    for _ in range(100):
        assert refused(live_server, BOMB) == (400, "malformed-json")
    with suppress(BrokenPipeError, ConnectionResetError):  # it hangs up on us, which is right
        refused(live_server, (b" " * MEBIBYTE for _ in range(32)))
    assert serves(live_server)
    assert memory(live_server) - before < FLAT
