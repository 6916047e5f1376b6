"""A client faster than the servers that it loads: requests made beforehand, raw sockets, a process of its own."""

from __future__ import annotations

import multiprocessing
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence


def posted(host: str, path: str, form: str, token: str, htmx: bool) -> bytes:
    """A form sent by a browser, as bytes."""
    asks = "HX-Request: true\r\n" if htmx else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: headway_session={token}\r\n{asks}"
        f"Origin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    return (head + form).encode()


def page_of(submission: bytes) -> bytes:
    """The request for the page whose form a submission is."""
    lines = submission.partition(b"\r\n\r\n")[0].split(b"\r\n")
    path = lines[0].split(b" ")[1].removesuffix(b"/check")
    kept = [line for line in lines[1:] if line.startswith((b"Host:", b"Cookie:"))]
    return b"GET " + path + b" HTTP/1.1\r\n" + b"\r\n".join(kept) + b"\r\n\r\n"


def rate(port: int, streams: Sequence[Sequence[bytes]]) -> tuple[float, Counter[int], list[float]]:
    """Send each stream over a connection of its own, all at once: requests a second, statuses, seconds of each."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_send_all, args=(port, streams, theirs))
    process.start()
    seconds, statuses, waits = ours.recv()
    process.join()
    return sum(map(len, streams)) / seconds, statuses, waits


def _send_all(port: int, streams: Sequence[Sequence[bytes]], back: multiprocessing.connection.Connection) -> None:
    statuses: Counter[int] = Counter()
    waits: list[float] = []
    threads = [threading.Thread(target=_send, args=(port, stream, statuses, waits)) for stream in streams]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    back.send((time.perf_counter() - start, statuses, waits))


def _send(port: int, stream: Sequence[bytes], statuses: Counter[int], waits: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in stream:
            start = time.perf_counter()
            connection.sendall(request)
            status, closed = _answer(connection)
            waits.append(time.perf_counter() - start)
            statuses[status] += 1
            if closed:
                raise RuntimeError("The server closed a connection that was to be kept open.")


def _answer(connection: socket.socket) -> tuple[int, bool]:
    """Read one whole response: its status, and whether the server ends the connection."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        if not (more := connection.recv(65536)):
            raise RuntimeError("The server went away in the middle of a response.")
        received += more
    head = received[:end].lower()
    left = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]) - (len(received) - end - 4)
    while left > 0:
        left -= len(connection.recv(65536))
    return int(head[9:12]), b"connection: close" in head
