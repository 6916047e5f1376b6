"""A server that is killed again and again loses nothing that it acknowledged and counts nothing twice."""

import http.client
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Attempt, GradeRow, Variant
from quiz.services import reporting
from tests.servers import Server
from tests.stores import Practising

KILLS = 20
CLIENTS = 4
BETWEEN = 6  # acknowledged submissions from one kill to the next

pytestmark = pytest.mark.kills


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Headway under gunicorn, as `make run` serves it."""
    url = f"sqlite:///{tmp_path / 'headway.sqlite3'}"
    with Server(request.getfixturevalue("postgres_url") if request.param != "sqlite" else url) as running:
        yield running


class Client(threading.Thread):
    """A learner who submits one wrong answer after the other, and each again until the server has acknowledged it.

    acknowledged: the number typed in each cell, in the order of the acknowledgements.
    """

    def __init__(self, stream: "Stream", learner: Practising) -> None:
        super().__init__(daemon=True)
        self.stream = stream
        self.learner = learner
        self.problem = learner.problem()
        self.acknowledged: list[str] = []

    def run(self) -> None:
        while not self.stream.over.is_set():
            text = f"5.{1 + len(self.acknowledged):04}1"
            while not self.post(text):
                self.stream.up.wait()
            self.acknowledged.append(text)
            self.stream.note()

    def post(self, text: str) -> bool:
        """Submit; whether the server has acknowledged it."""
        form = {f"a.weights.0.{column}": text for column in range(3)} | {"key": f"form-{text}"}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.stream.server.url,
            "Cookie": f"headway_session={self.learner.token}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.stream.server.port, timeout=30)
        try:
            connection.request("POST", f"/problems/{self.problem.id}/check", urlencode(form), headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        assert status == http.HTTPStatus.SEE_OTHER, f"a submission got {status}"
        return True


class Stream:
    """Submissions of several learners at once, and what they wait for."""

    def __init__(self, server: Server, db: Database) -> None:
        self.server = server
        self.up, self.over = threading.Event(), threading.Event()
        self.up.set()
        self.clients = [Client(self, Practising(db, datetime.now(UTC))) for _ in range(CLIENTS)]
        self._count = 0
        self._more = threading.Condition()

    def note(self) -> None:
        with self._more:
            self._count += 1
            self._more.notify_all()

    def wait_for_more(self, number: int) -> None:
        with self._more:
            wanted = self._count + number
            assert self._more.wait_for(lambda: self._count >= wanted, timeout=30), "no submission gets through"


def test_no_kill_loses_or_doubles_a_submission(server: Server) -> None:
    """After 20 kills in a steady stream every acknowledged submission is there once, with its grade, and no other."""
    db = Database(server.database_url)
    stream = Stream(server, db)
    for client in stream.clients:
        client.start()
    for _ in range(KILLS):
        stream.wait_for_more(BETWEEN)
        stream.up.clear()
        server.kill()
        server.start()
        stream.up.set()
    stream.wait_for_more(BETWEEN)
    stream.over.set()
    for client in stream.clients:
        client.join(30)
        assert not client.is_alive()
        assert kept(db, client.problem.id) == [
            (number, {"weights": [[text] * 3]}, 1) for number, text in enumerate(client.acknowledged, 1)
        ]
        assert reporting.progress(db, client.learner.id).attempts == len(client.acknowledged)
    db.close()


def kept(db: Database, problem_id: str) -> list[tuple[int, object, int]]:
    """Number, text and how many grades of each stored attempt at a problem."""
    grades = sa.select(sa.func.count()).where(GradeRow.attempt_id == Attempt.id).correlate(Attempt).scalar_subquery()
    with db.reading() as session:
        rows = session.execute(
            sa.select(Attempt.number, Attempt.typed, grades)
            .join(Variant, Variant.id == Attempt.variant_id)
            .where(Variant.public_id == problem_id)
            .order_by(Attempt.number)
        )
        return [(number, typed, count) for number, typed, count in rows]
