"""Where parts of jobs are made: in processes of this machine, or on a Dask cluster. The same function, the same bytes.

An engine only computes. It is handed plain arguments and gives back what came of them; nothing is remembered in it, so
it may be killed, started anew or swapped at any time.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from quiz.services.errors import Refused
from quiz.services.teaching.jobs_kinds import Made, Values

ROOT = Path(__file__).resolve().parents[3]
SECONDS_TO_CONNECT = 15
Make = Callable[[Values, Values, str], Made]


class Unusable(Refused):
    """An engine that can't or mustn't be used, in one sentence."""


class Engine(Protocol):
    """size: how many parts are made at once. faults: what a part raises when its worker ended, not the part."""

    faults: tuple[type[BaseException], ...]

    @property
    def size(self) -> int: ...

    def submit(self, function: Callable[..., Made], /, *arguments: Any) -> Future[Made]: ...

    def renew(self) -> None:
        """Go on after a fault."""

    def close(self) -> None:
        """Let go of everything; nothing is waited for."""


def make_part(make: Make, arguments: Values, part: Values, store: str, code: str = "") -> Made:
    """What runs in a worker. code: of who asks; a worker with another version of the program makes nothing."""
    if code and code != own_code():
        raise Unusable("A worker has another version of Headway than the runner: start it anew from the same one.")
    return make(arguments, part, store)


class Threads:
    """In this process: for tests, and for what takes no time."""

    faults: tuple[type[BaseException], ...] = ()

    def __init__(self, size: int = 1) -> None:
        self.size = size
        self._pool = ThreadPoolExecutor(size, "headway-job")

    def submit(self, function: Callable[..., Made], /, *arguments: Any) -> Future[Made]:
        return self._pool.submit(function, *arguments)

    def renew(self) -> None: ...

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


class Processes:
    """Processes of this machine, started with the first part. They are new ones, not forks: a fork would share the
    database's connections and locks that some thread holds. They end with this process, however it ends.
    """

    faults: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool: ProcessPoolExecutor | None = None
        self._others: set[Any] = set()

    def submit(self, function: Callable[..., Made], /, *arguments: Any) -> Future[Made]:
        if self._pool is None:
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the processes inherit it before they load NumPy
            context = multiprocessing.get_context("spawn")
            self._others = set(multiprocessing.active_children())
            self._pool = ProcessPoolExecutor(self.size, context, initializer=end_with_parent)
        try:
            return self._pool.submit(function, *arguments)
        except BrokenExecutor as error:
            broken = Future[Made]()
            broken.set_exception(error)
            return broken

    def renew(self) -> None:
        self.close()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in set(multiprocessing.active_children()) - self._others:
                process.kill()  # what it is making is made anew by whoever goes on; Python would wait for it
            self._pool = None


def end_with_parent() -> None:
    """End this process when the one that started it has ended, even by a kill: a pool's own processes would not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started it
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            multiprocessing.connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Cluster:
    """A Dask cluster. It takes care of workers that end: their parts are made by others."""

    def __init__(self, address: str, *, plain_allowed: bool = False) -> None:
        check_address(address, plain_allowed=plain_allowed)
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise Unusable(
                "Dask is missing for HEADWAY_DASK_SCHEDULER: pip install -r requirements-dask.txt."
            ) from None
        try:
            self._client = distributed.Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise Unusable(f"No Dask scheduler answers at {address} ({type(error).__name__}).") from None
        self.faults: tuple[type[BaseException], ...] = (CancelledError, OSError, distributed.KilledWorker)
        self._pool: Executor = self._client.get_executor(pure=False)

    @property
    def size(self) -> int:
        """The threads of all workers that are there now; 1 while there is none, so that parts wait for the first."""
        return max(sum(self._client.nthreads().values()), 1)

    def submit(self, function: Callable[..., Made], /, *arguments: Any) -> Future[Made]:
        return self._pool.submit(function, *arguments, own_code())

    def renew(self) -> None: ...

    def close(self) -> None:
        self._pool.shutdown(wait=False)
        self._client.close()


def check_address(address: str, *, plain_allowed: bool) -> None:
    """Whoever can talk to a scheduler runs code on its workers and here: only this machine or TLS, unless allowed.

    >>> check_address("tcp://127.0.0.1:8786", plain_allowed=False)
    >>> check_address("tls://scheduler.example.org:8786", plain_allowed=False)
    """
    found = urlsplit(address if "://" in address else f"tcp://{address}")
    if found.scheme == "tls" or plain_allowed or (found.scheme == "tcp" and is_loopback(found.hostname or "")):
        return
    raise Unusable(
        f"A scheduler is on this machine or behind tls://, because whoever reaches it runs code, but {address} is "
        "neither; HEADWAY_DASK_PLAIN=allowed takes it all the same, on a network where you trust everybody."
    )


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@cache
def own_code() -> str:
    """A digest of the program's source: the same code makes the same bytes."""
    made = hashlib.sha256()
    for folder in ("engine", "quiz"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in (".py", ".toml", ".typ"):
                made.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return made.hexdigest()
