"""Headway as a process of its own, for tests that browse it, load it or kill it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.stores import migrated

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 120


def free_port_number() -> int:
    """A port of 127.0.0.1 on which nothing listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return once the process listens at this port of 127.0.0.1."""
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None, f"it ended before it listened at {port}"
            assert time.monotonic() < until, f"nothing listens at {port} within {SECONDS_TO_START} s"
            time.sleep(0.05)


class Server:
    """A gunicorn that serves Headway on a database, migrated before the first start.

        with Server("sqlite:///…/headway.sqlite3") as server:
            urllib.request.urlopen(server.url + "/healthz")

    `kill` ends it as a power cut would; `start` brings it back at the same address with the same data.
    """

    def __init__(self, database_url: str, **environment: str) -> None:
        self.database_url = database_url
        self.port = free_port_number()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "HEADWAY_DATABASE_URL": database_url,
            "HEADWAY_SECRET_KEY": "only-for-tests",
            "PORT": str(self.port),
            "OPENBLAS_NUM_THREADS": "1",
            **environment,
        }
        self.log: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> None:
        """Start it and return once it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        answers = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(self._process, answers), daemon=True)
        self._reader.start()
        in_time = answers.wait(SECONDS_TO_START)
        if not in_time or self._process.poll() is not None:
            self.kill()
            raise AssertionError("Headway did not start:\n" + "".join(self.log))

    def _read(self, process: subprocess.Popen[str], answers: threading.Event) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.log.append(line)
            if self.url in line:
                answers.set()
        process.wait()
        answers.set()

    def stop(self) -> None:
        """Ask it to finish what it is doing and end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End master and workers at once, in the middle of whatever they do."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None or self._reader is None:
            return
        process, reader = self._process, self._reader
        self._process = self._reader = None
        if how is signal.SIGTERM:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                how = signal.SIGKILL
        if how is signal.SIGKILL and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join(10)
        if process.stdout is not None:
            process.stdout.close()

    def __enter__(self) -> Self:
        with migrated(self.database_url):
            pass
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
