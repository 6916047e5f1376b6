"""A whole class at once, through the server: nobody sees an error, and no confirmed answer is lost.

How long they wait is measured by `make bench` (`benchmarks/bench_class.py`), never here.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.classroom import Pace, assigned, lesson, lost
from quiz.database import Database
from quiz.models import Work
from quiz.services import upkeep
from tests.servers import Server
from tests.stores import how_many

LEARNERS = 40
ANSWERS = 2


@pytest.mark.serial
def test_a_class_that_starts_at_once_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'headway.sqlite3'}"
    db = Database(url)
    upkeep.migrate(db)
    given = assigned(db, LEARNERS)
    server = Server(url)
    server.start()
    try:
        found = lesson(url, server.port, given, Pace(2.0, (0.5, 3.0), ANSWERS), seed=2)
    finally:
        server.stop()
    assert found.errors == []
    assert Counter(found.statuses) == {
        200: LEARNERS * (1 + 2 * ANSWERS),
        303: LEARNERS * (2 + ANSWERS),
    }  # pages and drafts; starts, answers and handing in
    assert lost(db, found) == []
    assert len(found.sent) == LEARNERS * ANSWERS
    assert how_many(db, Work, Work.handed_in.is_not(None)) == LEARNERS
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Work.learner_id.distinct()))) == LEARNERS
    db.close()
