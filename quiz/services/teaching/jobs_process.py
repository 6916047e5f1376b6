"""The process in which a server does jobs: started when there is a job, gone when there is none.

It is a process of its own, `flask work-jobs`, and not a thread, so that making papers never makes a page wait. It
holds nothing that matters: the server may end at any time and waits for nobody. When the server ends, even by a kill,
the pipe between them closes, and the process gives its job back and ends, too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from quiz.database import Database
from quiz.services.teaching import jobs_outlook

ROOT = Path(__file__).resolve().parents[3]
COMMAND = ("-m", "flask", "--app", "app", "work-jobs", "--until-idle")


class JobsProcess:
    """The process of one server process. on: whether it is to be started at all."""

    def __init__(self, db: Database, *, on: bool) -> None:
        self._db, self._on = db, on
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def wake(self) -> None:
        """See to it that somebody works while there are jobs. Costs next to nothing where somebody does."""
        if not self._on or self._is_there():
            return
        try:
            if not jobs_outlook.any_open(self._db):
                return
        except SQLAlchemyError:  # no database yet, or not this moment: the next one who looks wakes it
            return
        with self._lock:
            if not self._is_there():
                self._start()

    def _is_there(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _start(self) -> None:
        url = self._db.url.render_as_string(hide_password=False)
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, *COMMAND],
            cwd=ROOT,
            env={**os.environ, "HEADWAY_DATABASE_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
