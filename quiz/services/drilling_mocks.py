"""Mock orals: several questions against one clock, over chosen topics, with a report at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import zip_longest

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import MockOral, OralAnswer
from quiz.oral import Prompt, prompt
from quiz.services import drilling
from quiz.services import drilling_rows as rows
from quiz.services.chance import Seeds, public_id, secure_seed
from quiz.services.drilling_values import Answer, Mock, Report, TopicScore
from quiz.services.errors import Unacceptable

MINUTES = (5, 10, 15, 20)
A_QUESTION = 75  # seconds, with its follow-up


def start(
    db: Database, learner: int, chosen: Collection[str], *, now: datetime, minutes: int = 10, mode: str = "exam",
    seeds: Seeds = secure_seed,
) -> Mock:  # fmt: skip
    """Begin a mock oral over these topics (none: all), each topic in turn, in an order of chance."""
    known = drilling.topics()
    if strange := [topic for topic in chosen if topic not in known]:
        raise Unacceptable(f"The oral has no topic called {strange[0][:40]!r}.")
    if minutes not in MINUTES or mode not in drilling.MODES:
        raise Unacceptable(f"A mock oral takes {', '.join(map(str, MINUTES))} minutes.")
    plan = planned([known[topic] for topic in known if not chosen or topic in chosen], seeds(), minutes)

    def work(session: Session) -> Mock:
        row = MockOral(
            public_id=public_id(), learner_id=learner, topics=sorted(chosen), plan=plan, mode=mode,
            seconds=60 * minutes, started=now, place=0,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return rows.mock(row)

    return db.write(work)


def planned(topics: Sequence[Sequence[Prompt]], seed: int, minutes: int) -> list[str]:
    """As many prompts as fit into the time: one of each topic, then the next of each."""
    decks = [sorted((one.id for one in deck), key=lambda id: _drawn(seed, id)) for deck in topics]
    decks.sort(key=lambda deck: _drawn(seed, "".join(deck)))
    in_turn = [id for row in zip_longest(*decks) for id in row if id is not None]
    return in_turn[: 60 * minutes // A_QUESTION]


def _drawn(seed: int, word: str) -> str:
    return sha256(f"{seed}:{word}".encode()).hexdigest()


def look(db: Database, learner: int, mock_id: str) -> Mock:
    """A mock oral as it stands."""
    with db.reading() as session:
        return rows.mock(rows.owned_mock(session, learner, mock_id))


def unfinished(db: Database, learner: int) -> Mock | None:
    """The mock oral that was begun last, if it isn't finished."""
    query = sa.select(MockOral).where(MockOral.learner_id == learner).order_by(MockOral.id.desc()).limit(1)
    with db.reading() as session:
        row = session.scalars(query).one_or_none()
        return rows.mock(row) if row is not None and row.finished is None else None


def latest(db: Database, learner: int, mock_id: str) -> Answer | None:
    """The last answer given in a mock oral."""
    with db.reading() as session:
        row = rows.owned_mock(session, learner, mock_id)
        query = sa.select(OralAnswer).where(OralAnswer.mock_id == row.id).order_by(OralAnswer.id.desc()).limit(1)
        found = list(session.scalars(query))
        return rows.shown(session, found)[0] if found else None


def go_on(db: Database, learner: int, mock_id: str, place: int, *, now: datetime) -> Mock:
    """Go on from the question at this place, answered or passed; sent again, it changes nothing.

    After the last question, or when the time is over, the mock oral is finished.
    """

    def work(session: Session) -> Mock:
        row = rows.owned_mock(session, learner, mock_id, lock=True)
        if row.finished is None and row.place == place:
            row.place += 1
            if row.place >= len(row.plan) or rows.mock(row).left(now) <= 0:
                row.finished = now
        return rows.mock(row)

    return db.write(work)


def finish(db: Database, learner: int, mock_id: str, *, now: datetime) -> Mock:
    """End a mock oral before its time."""

    def work(session: Session) -> Mock:
        row = rows.owned_mock(session, learner, mock_id, lock=True)
        row.finished = row.finished or now
        return rows.mock(row)

    return db.write(work)


def rate_all(db: Database, learner: int, mock_id: str, *, now: datetime) -> int:
    """Rate the last word to each question as suggested; how many there are. One that has its rating keeps it."""
    given = [found for _, found in report(db, learner, mock_id).answers if found]
    for found in given:
        suggested = drilling.suggestion(db, learner, found, now=now).suggested
        if suggested is not None:
            drilling.rate(db, learner, found.id, suggested, now=now)
    return len(given)


def report(db: Database, learner: int, mock_id: str) -> Report:
    """What came of it: score per topic, points that were missed, time."""
    with db.reading() as session:
        row = rows.owned_mock(session, learner, mock_id)
        given = list(session.scalars(sa.select(OralAnswer).where(OralAnswer.mock_id == row.id).order_by(OralAnswer.id)))
        last = {answer.prompt.id: answer for answer in rows.shown(session, given)}
        asked = [(prompt(id), last.get(id)) for id in row.plan]
        lost = [(one.id, p.id) for one, found in asked if found for p in found.points if p.state != "found"]
        missed = drilling.missed_in(session, learner, limit=6, only=lost)
    scores = [found.score if found else 0.0 for _, found in asked]
    return Report(
        rows.mock(row), asked, list(_by_topic(asked)), missed, sum(scores) / len(scores),
        sum(answer.seconds for answer in given),
    )  # fmt: skip


def _by_topic(asked: Sequence[tuple[Prompt, Answer | None]]) -> Iterator[TopicScore]:
    """Each topic that was asked about, the weakest first."""
    found: dict[str, list[float]] = {}
    for one, answer in asked:
        found.setdefault(one.topic, []).append(answer.score if answer else 0.0)
    for topic, scores in sorted(found.items(), key=lambda item: sum(item[1]) / len(item[1])):
        yield TopicScore(topic, sum(scores) / len(scores), len(scores))
