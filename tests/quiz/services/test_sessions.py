"""Sessions and tokens: random, kept as hashes, ending when they should."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import ApiToken, Attempt, Learner, WebSession
from quiz.services import practice, sessions, tokens
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.sessions import LIFETIME
from quiz.services.values import Outcome
from tests.stores import NOON, Practising, how_many

SECOND = timedelta(seconds=1)


def test_a_token_leads_back_to_its_learner(db: Database) -> None:
    """Each guest is a learner of their own, found again by the token of their cookie."""
    (one, ada), (two, bob) = sessions.begin(db, now=NOON), sessions.begin(db, now=NOON)
    assert sessions.resume(db, one, now=NOON) == ada
    assert sessions.resume(db, two, now=NOON) == bob
    assert ada.id != bob.id


@pytest.mark.parametrize("token", ["", "nonsense", "é\ud800\0", "x" * 10_000])
def test_an_unknown_token_is_nobodys(db: Database, token: str) -> None:
    """An unknown token opens nothing, whatever it is made of."""
    assert sessions.resume(db, token, now=NOON) is None
    assert tokens.resume(db, token, now=NOON) is None


def test_only_hashes_are_stored(db: Database) -> None:
    """Who reads the database cannot pose as a learner."""
    token, visitor = sessions.begin(db, now=NOON)
    secret, _ = tokens.create(db, visitor.id, "script", now=NOON)
    with db.engine.connect() as connection:
        for table in (WebSession.__table__, ApiToken.__table__):
            rows = connection.execute(sa.select(table)).all()
            assert rows
            assert not any(value in (token, secret, token.encode(), secret.encode()) for row in rows for value in row)


def test_a_session_ends_when_it_is_not_used(db: Database) -> None:
    """A session lasts as long as it is used now and then."""
    token, visitor = sessions.begin(db, now=NOON)
    later = NOON + LIFETIME - SECOND
    assert sessions.resume(db, token, now=later) == visitor
    assert sessions.resume(db, token, now=later + LIFETIME - SECOND) == visitor
    assert sessions.resume(db, token, now=later + 3 * LIFETIME) is None


def test_a_revoked_session_is_over(db: Database) -> None:
    """Ending a session ends it, again is fine, and others go on."""
    token, _ = sessions.begin(db, now=NOON)
    other, visitor = sessions.begin(db, now=NOON)
    sessions.revoke(db, token, now=NOON)
    sessions.revoke(db, token, now=NOON)
    assert sessions.resume(db, token, now=NOON) is None
    assert sessions.resume(db, other, now=NOON) == visitor


def test_looking_makes_no_learner(db: Database) -> None:
    """Only `begin` makes a guest."""
    before = how_many(db, Learner)
    sessions.resume(db, "unknown", now=NOON)
    assert how_many(db, Learner) == before


def test_preferences_are_kept(db: Database) -> None:
    """Preferences are changed one by one; None forgets one."""
    token, visitor = sessions.begin(db, now=NOON)
    sessions.set_preferences(db, visitor.id, {"keys": False, "look": "dark"})
    sessions.set_preferences(db, visitor.id, {"look": None})
    found = sessions.resume(db, token, now=NOON)
    assert found is not None
    assert found.preferences == {"keys": False}


def test_a_program_acts_by_its_token(db: Database, learner: Practising) -> None:
    """A token acts for its learner until it is revoked, which only its learner can do."""
    secret, made = tokens.create(db, learner.id, " my script ", now=NOON)
    found = tokens.resume(db, secret, now=NOON)
    assert found is not None
    assert found.id == learner.id
    assert [token.name for token in tokens.listed(db, learner.id)] == ["my script"]
    with pytest.raises(NotFound):
        tokens.revoke(db, Practising(db).id, made.id, now=NOON)
    tokens.revoke(db, learner.id, made.id, now=NOON)
    assert tokens.resume(db, secret, now=NOON) is None
    assert tokens.listed(db, learner.id) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0b"])
def test_a_token_has_a_name(db: Database, learner: Practising, name: str) -> None:
    """A token's name is 1 to 100 printable characters."""
    with pytest.raises(Unacceptable):
        tokens.create(db, learner.id, name, now=NOON)


def test_a_session_is_recalled_once_it_was_seen(db: Database) -> None:
    """What was looked up is remembered, for as long as the session lasts and until its use is to be noted."""
    token, visitor = sessions.begin(db, now=NOON)
    assert sessions.recall(db, token, now=NOON) is None
    sessions.resume(db, token, now=NOON)
    known = sessions.recall(db, token, now=NOON + sessions.NOTED)
    assert known is not None
    assert known.learner == visitor.id
    later = NOON + sessions.NOTED + SECOND
    assert sessions.recall(db, token, now=later) is None
    for _ in range(2):  # its use is noted, then it is seen again
        sessions.resume(db, token, now=later)
    assert sessions.recall(db, token, now=later) is not None
    assert sessions.recall(db, token + "x", now=NOON) is None


def test_a_session_that_ended_is_recalled_and_does_not_hold(db: Database, learner: Practising) -> None:
    """Another process ended it: nothing is kept of what comes by it, and nothing of another learner's by it."""
    problem = learner.problem()
    sessions.resume(db, learner.token, now=NOON)
    known = sessions.recall(db, learner.token, now=NOON)
    assert known is not None

    def send(id: str, session: int) -> Outcome:
        asked = {"key": id, "now": NOON, "session": session}
        return practice.submit(db, learner.id, problem.id, {"weights": "9 9 9"}, **asked)  # type: ignore[arg-type]

    other, stranger = sessions.begin(db, now=NOON)
    sessions.resume(db, other, now=NOON)
    foreign = sessions.recall(db, other, now=NOON)
    assert foreign is not None
    assert foreign.learner == stranger.id
    with pytest.raises(NotFound):
        send("foreign", foreign.id)
    assert send("first", known.id).attempts == 1
    sessions.revoke(db, learner.token, now=NOON)
    for key in ("first", "second"):
        with pytest.raises(NotFound):
            send(key, known.id)
    assert how_many(db, Attempt, Attempt.learner_id == learner.id) == 1


def test_only_so_many_sessions_are_remembered(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with the number of browsers: those not seen for longest go first."""
    monkeypatch.setattr(sessions, "MOST_SEEN", 2)
    known = [sessions.begin(db, now=NOON)[0] for _ in range(4)]
    for token in known:
        sessions.resume(db, token, now=NOON)
    assert [sessions.recall(db, token, now=NOON) is not None for token in known] == [False, False, True, True]
