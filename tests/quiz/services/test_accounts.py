"""Accounts: nothing is lost on the way in, nobody learns who has one, limits hold over workers, erasing is whole."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from quiz.cards.own import OwnCard
from quiz.database import Database
from quiz.models import (
    ATTRIBUTED,
    Account,
    Allowance,
    AnonymousCount,
    Attempt,
    Base,
    FamilyProgress,
    Learner,
    ReviewCard,
    ReviewEvent,
    Variant,
)
from quiz.scheduling import log
from quiz.services import (
    accounts,
    credentials,
    exporting,
    limits,
    merging,
    own_cards,
    practice,
    review_acts,
    review_rows,
    review_settings,
    sessions,
    tokens,
)
from quiz.services.errors import TooMany, Unacceptable
from tests.stores import FAMILY, NOON, WRONG, Practising, how_many

PASSWORD = "correct horse battery"
ITEM, OTHER_ITEM = "skill:softmax-row:1", "skill:softmax-row:2"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def fresh(db: Database) -> None:
    """No limit is used up yet."""
    db.write(lambda session: session.execute(sa.delete(Allowance)))


def address(learner: Practising) -> str:
    return f"learner-{learner.id}@example.org"


def register(learner: Practising, email: str = "", password: str = PASSWORD, **more) -> str:
    return accounts.register(
        learner.db, email or address(learner), password,
        **{"came": learner.visitor, "host": f"host-{learner.id}", "now": NOON, **more},
    )  # fmt: skip


def sign_in(db: Database, email: str, password: str = PASSWORD, **more) -> str:
    return accounts.sign_in(db, email, password, **{"came": None, "host": "there", "now": NOON, **more})


def owner(db: Database, token: str) -> int | None:
    found = sessions.resume(db, token, now=NOON)
    return found.id if found else None


def owned(db: Database, learner: int) -> dict[str, int]:
    return {t.name: how_many(db, t, exporting.belongs(t, learner)) for t in exporting.TABLES}


def review(learner: Practising, item: str, rating: int, minutes: int) -> None:
    review_acts.rate(learner.db, learner.id, item, rating, now=NOON + minutes * MINUTE, seconds=30)


def busy(db: Database, key: str) -> Practising:
    """A guest with an attempt, a draft, a token, reviews, a choice and a preference."""
    learner = Practising(db)
    learner.submit(learner.problem(), WRONG, key=key)
    practice.save_draft(db, learner.id, learner.problem().id, WRONG, revision=0, now=NOON)
    tokens.create(db, learner.id, "script", now=NOON)
    review(learner, ITEM, 3, 1)
    sessions.set_preferences(db, learner.id, {"mine": learner.id, key: True})
    return learner


def test_a_guest_becomes_an_account_and_keeps_everything(db: Database) -> None:
    """The rows of a guest who registers stay what they are; only the session is another one."""
    guest = busy(db, "k")
    before = owned(db, guest.id)
    token = register(guest)
    assert owner(db, token) == guest.id
    assert owner(db, guest.token) is None
    assert owned(db, guest.id) == {**before, "account": 1, "session": before["session"] + 1}
    found = sessions.resume(db, token, now=NOON)
    assert found is not None
    assert found.email == address(guest)


def test_signing_in_brings_the_guests_work_along(db: Database) -> None:
    """Every row of the guest's is the account's afterwards, summaries are added up, and the guest is no more."""
    ada, guest = busy(db, "same-key"), busy(db, "same-key")
    register(ada)
    held = {name: count + owned(db, guest.id)[name] for name, count in owned(db, ada.id).items()}
    token = sign_in(db, address(ada), came=guest.visitor)
    assert owner(db, token) == ada.id
    assert owner(db, guest.token) is None
    assert set(owned(db, guest.id).values()) == {0}
    # One learner, one row of the same family, item, day and tally instead of two; and the new session.
    less = {"learner", "family_progress", "mistake_progress", "review_card", "review_day", "review_tally"}
    after = owned(db, ada.id)
    assert {name for name in held if after[name] != held[name]} <= less | {"session"}
    assert after["session"] == held["session"] + 1
    assert after["attempt"] == after["review_log"] == after["submission"] == after["draft"] == 2
    with db.reading() as session:
        summary = session.get_one(FamilyProgress, (ada.id, FAMILY, 1))
        assert (summary.problems, summary.attempts) == (2, 2)
        assert session.get_one(Learner, ada.id).preferences == {"mine": ada.id, "same-key": True}
    assert tokens.listed(db, ada.id)[0].name == "script"
    assert len(tokens.listed(db, ada.id)) == 1, "a guest's token does not open an account"


def test_an_account_without_reviews_takes_them_as_they_are(db: Database) -> None:
    """Undo still works on reviews that came along, also where none stood before."""
    ada, guest = Practising(db), Practising(db)
    register(ada)
    review(guest, ITEM, 1, 0)
    review(guest, OTHER_ITEM, 3, 1)
    sign_in(db, address(ada), came=guest.visitor)
    undone = review_acts.undo(db, ada.id, now=NOON + 5 * MINUTE)
    assert undone is not None
    with db.reading() as session:
        assert review_rows.ledger(session, ada.id).tally.reviews == 1


def test_two_logs_become_one_that_replays(db: Database) -> None:
    """After two logs met, a replay leads to the stored cards and counters; what the guest had undone stays undone."""
    ada, guest = Practising(db), Practising(db)
    register(ada)
    review(ada, ITEM, 3, 0)
    review(ada, OTHER_ITEM, 1, 1)
    for item, rating, minutes in ((ITEM, 2, 10), (OTHER_ITEM, 4, 11), (ITEM, 1, 12)):
        review(guest, item, rating, minutes)
    review_acts.undo(db, guest.id, now=NOON + 13 * MINUTE)
    review_acts.change(db, guest.id, 3, now=NOON + 14 * MINUTE)
    review_settings.change(db, guest.id, {"freezes": 1}, now=NOON + 15 * MINUTE)
    sign_in(db, address(ada), came=guest.visitor, now=NOON + 20 * MINUTE)
    with db.reading() as session:
        events = review_rows.events(session, ada.id)
        state = log.replay(events)
        ledger = review_rows.ledger(session, ada.id)
        ratings = [int(event.rating) for event in events if isinstance(event, log.Rated)]
        assert ratings == [3, 1, 2, 3]
        assert state.tally == ledger.tally
        assert ledger.tally.reviews == 4
        assert ledger.settings.freezes == 1
        for item in (ITEM, OTHER_ITEM):
            assert state.card(item) == review_rows.card_of(session, ada.id, item)
        numbers = session.scalars(sa.select(ReviewEvent.number).where(ReviewEvent.learner_id == ada.id)).all()
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_own_cards_come_along_and_removed_ones_stay_away(db: Database) -> None:
    """A guest's own card keeps its reviews in the account; a removed one stays in the log only."""
    ada, guest = Practising(db), Practising(db)
    register(ada)
    review(ada, ITEM, 3, 0)
    own_cards.add(db, guest.id, [OwnCard("Kept?", "Yes."), OwnCard("Removed?", "Yes.")], now=NOON)
    kept, removed = own_cards.cards(db, guest.id)
    for id in (kept, removed):
        review(guest, f"own:{id}", 3, 1)
    own_cards.remove(db, guest.id, removed)
    sign_in(db, address(ada), came=guest.visitor)
    assert list(own_cards.cards(db, ada.id)) == [kept]
    items = ReviewCard.learner_id == ada.id
    with db.reading() as session:
        assert set(session.scalars(sa.select(ReviewCard.item).where(items))) == {ITEM, f"own:{kept}"}
        assert review_rows.card_of(session, ada.id, f"own:{kept}").reviews == 1
        assert review_rows.ledger(session, ada.id).tally.reviews == 3


@pytest.mark.parametrize("table", exporting.TABLES, ids=lambda table: table.name)
def test_every_table_has_a_rule_for_moving(table: sa.Table) -> None:
    """A new table can't be forgotten: one whose keys could meet fails here until it has a rule."""
    assert merging.owner_of(table) is None or merging.rule(table) in ("move", "rename", "end", "add up", "done")


def test_an_account_does_not_move_into_another(db: Database) -> None:
    """Who is signed in and signs in elsewhere changes accounts; neither takes anything of the other's."""
    ada, bob = busy(db, "a"), busy(db, "b")
    signed = sessions.resume(db, register(ada), now=NOON)
    register(bob)
    before = owned(db, ada.id)
    assert owner(db, sign_in(db, address(bob), came=signed)) == bob.id
    assert owned(db, ada.id) == before


def test_a_taken_address_is_not_told(db: Database) -> None:
    """Who registers a taken address gets an account of their own, as everybody; the first keeps theirs."""
    ada, eve = busy(db, "k"), Practising(db)
    register(ada)
    token = register(eve, address(ada), "another password")
    assert owner(db, token) == eve.id
    assert owner(db, sign_in(db, address(ada))) == ada.id
    assert owner(db, sign_in(db, address(ada), "another password")) == eve.id


def test_registering_again_with_the_same_password_signs_in(db: Database) -> None:
    """An address and a password open one account, however they are typed in."""
    ada, guest = busy(db, "k"), busy(db, "k")
    register(ada)
    assert owner(db, register(guest, f" {address(ada).upper()} ")) == ada.id
    assert how_many(db, Account, Account.email == address(ada)) == 1


@pytest.mark.parametrize("known", [True, False])
def test_as_many_passwords_are_tried_whatever_there_is(
    db: Database, learner: Practising, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong password and an unknown address get one answer, after the same work."""
    if known:
        register(learner)
    tried: list[str] = []
    really = credentials.verified
    monkeypatch.setattr(credentials, "verified", lambda stored, given: tried.append(stored) or really(stored, given))
    with pytest.raises(Unacceptable) as refused:
        sign_in(db, address(learner), "not the password")
    assert str(refused.value) == accounts.WRONG
    assert len(tried) == accounts.MOST
    assert all(stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for stored in tried)


def test_another_password_ends_every_session(db: Database, learner: Practising) -> None:
    """After a change only the new password works, and only the browser that changed it is still signed in."""
    old = register(learner)
    elsewhere = sign_in(db, address(learner))
    with pytest.raises(Unacceptable):
        accounts.change_password(db, learner.id, "wrong one", "a new password", now=NOON)
    assert owner(db, old) == learner.id
    new = accounts.change_password(db, learner.id, PASSWORD, "a new password", now=NOON)
    assert [owner(db, token) for token in (old, elsewhere, new)] == [None, None, learner.id]
    with pytest.raises(Unacceptable):
        sign_in(db, address(learner))
    assert owner(db, sign_in(db, address(learner), "a new password")) == learner.id


def test_signing_out_everywhere_ends_every_session(db: Database, learner: Practising) -> None:
    """Sessions are rows: after signing out everywhere each of their tokens is dead."""
    mine = [register(learner), sign_in(db, address(learner)), sign_in(db, address(learner))]
    accounts.sign_out_everywhere(db, learner.id, now=NOON)
    assert [owner(db, token) for token in mine] == [None, None, None]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada@Example.ORG ", "ada@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("STRASSE+tag@example.org", "strasse+tag@example.org"),
        ("straße+tag@example.org", "strasse+tag@example.org"),
        (f"{'a' * 64}@example.org", f"{'a' * 64}@example.org"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    """Capital letters, spaces around and the spelling of an international domain make no other address."""
    assert credentials.email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "ada", "ada@", "@example.org", "ada@example", "a b@example.org", "a@b@example.org", "ada@exa..mple.org",
     f"{'a' * 65}@example.org", f"a@{'b' * 64}.org", "ada@-x.org", "a\0a@example.org", "a\ud800@example.org",
     f"a@{'b.' * 10_000}org", "x" * 100_000],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    """An address has one @, at most 64 characters before it, and a domain with a dot."""
    with pytest.raises(Unacceptable):
        credentials.email(typed)


@pytest.mark.parametrize(
    "password", ["", "seven77", "x" * 201, "Password1", "12345678", "zzzzzzzzzz", "ADA.love@example.org", "ada.love"]
)
def test_a_password_that_anybody_would_try_is_refused(password: str) -> None:
    """Too short, too long, the first that anybody would try, or the address itself."""
    with pytest.raises(Unacceptable):
        credentials.checked(password, "ada.love@example.org")


@pytest.mark.parametrize("password", ["aaaa bbbb", "only small letters", "密码" * 4, "y2" * 100, "\0\ud800 is odd"])
def test_a_password_may_have_any_characters(password: str) -> None:
    """8 to 200 characters of whatever kind, composed or not."""
    chosen = credentials.checked(password, "ada@example.org")
    assert credentials.verified(credentials.hashed(chosen), password)
    assert not credentials.verified(credentials.hashed(chosen), password + "!")


def test_a_limit_lets_so_many_through_and_then_one_by_one(db: Database) -> None:
    """Ten at once, then one every 90 seconds; the wait that is told is long enough and no longer than needed."""
    limit = limits.Limit("ten", 10, timedelta(minutes=15))
    for _ in range(10):
        limits.take(db, (limit, "ada"), now=NOON)
    with pytest.raises(TooMany) as refused:
        limits.take(db, (limit, "ada"), now=NOON)
    assert refused.value.wait == 90
    limits.take(db, (limit, "bob"), now=NOON)
    with pytest.raises(TooMany):
        limits.take(db, (limit, "ada"), now=NOON + timedelta(seconds=89))
    limits.take(db, (limit, "ada"), now=NOON + timedelta(seconds=90))
    with pytest.raises(TooMany):
        limits.take(db, (limit, "ada"), now=NOON + timedelta(seconds=91))


def test_a_limit_survives_a_clock_that_was_set_back(db: Database) -> None:
    """Nobody waits longer than for one share of the period once the clock is right again."""
    limit = limits.Limit("two", 2, MINUTE)
    limits.take(db, (limit, "ada"), now=NOON + timedelta(days=400))
    with pytest.raises(TooMany) as refused:
        limits.take(db, (limit, "ada"), now=NOON)
    assert refused.value.wait == 30


def test_several_workers_count_together(db: Database) -> None:
    """Limits are counted in the store: of 30 that ask at once through three connections exactly 10 get through."""
    limit, passed = limits.Limit("shared", 10, timedelta(hours=1)), []
    workers = [Database(db.url.render_as_string(hide_password=False)) for _ in range(3)]

    def ask(worker: Database) -> None:
        for _ in range(10):
            try:
                limits.take(worker, (limit, "ada"), now=NOON)
                passed.append(1)
            except TooMany:
                pass

    threads = [threading.Thread(target=ask, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.close()
    assert len(passed) == 10


def test_guessing_passwords_is_slowed_down(db: Database, learner: Practising) -> None:
    """After ten tries from one address even the right password waits; from elsewhere it still opens."""
    token = register(learner, host="home")
    for _ in range(10):
        with pytest.raises(Unacceptable):
            sign_in(db, address(learner), "a wrong guess", host="eve")
    with pytest.raises(TooMany):
        sign_in(db, address(learner), host="eve")
    assert owner(db, sign_in(db, address(learner), host="home")) == owner(db, token)


def test_no_limit_says_who_asked(db: Database, learner: Practising) -> None:
    """Only hashes of addresses are stored, and they go once the allowance has been whole for a day."""
    register(learner)
    limits.take(db, (limits.PASSWORD, "somebody"), now=NOON + timedelta(days=90))
    assert how_many(db, Allowance) == 1


def test_erasing_leaves_three_numbers(db: Database) -> None:
    """Nothing of an erased account is left but anonymous counts; without its password nothing happens."""
    ada, bob = busy(db, "a"), busy(db, "b")
    register(ada)
    held, others = owned(db, ada.id), owned(db, bob.id)

    def counts() -> dict[str, int]:
        with db.reading() as session:
            return {row.what: row.count for row in session.scalars(sa.select(AnonymousCount))}

    before = counts()
    with pytest.raises(Unacceptable):
        accounts.erase(db, ada.id, password="a guess", now=NOON)
    assert owned(db, ada.id) == held
    problems = how_many(db, Variant, Variant.learner_id == ada.id)
    attempts = how_many(db, Attempt, Attempt.learner_id == ada.id)
    accounts.erase(db, ada.id, password=PASSWORD, now=NOON)
    assert set(owned(db, ada.id).values()) == {0}
    assert owned(db, bob.id) == others
    more = {"learners": 1, "problems": problems, "attempts": attempts}
    assert counts() == {what: before.get(what, 0) + count for what, count in more.items()}
    assert (problems, attempts) == (2, 1)
    with pytest.raises(Unacceptable):
        sign_in(db, address(ada))


def test_tables_of_nobody_lead_to_nobody() -> None:
    """A table left out of export and erasing names a learner only by who did something, which is emptied."""
    left_out = [table for table in Base.metadata.sorted_tables if table not in exporting.TABLES]
    names = {"allowance", "anonymous_count", "assignment", "course", "course_event", "dealt_hand", "regrade"}
    assert {table.name for table in left_out} == names
    assert not any("learner_id" in table.columns for table in left_out)
    keys = [key for table in left_out for key in table.foreign_keys if key.parent.info != ATTRIBUTED]
    assert all(key.column.table in left_out for key in keys)
    assert all(key.parent.nullable for table in left_out for key in table.foreign_keys if key not in keys)


def test_only_a_hash_of_the_password_is_stored_and_it_is_never_exported(db: Database, learner: Practising) -> None:
    """The export tells the e-mail address, which is the learner's, and neither password nor hash."""
    register(learner)
    row = exporting.export_json(db, learner.id, now=NOON)["tables"]["account"][0]
    assert row["email"] == address(learner)
    assert "password_hash" not in row
    with db.reading() as session:
        assert session.get_one(Account, learner.id).password_hash.startswith("$argon2id$")


def test_a_visitor_who_left_is_no_guest(db: Database, learner: Practising) -> None:
    """A second click on "sign in", after the first has moved the guest's work, signs in all the same."""
    guest = busy(db, "k")
    register(learner)
    first = sign_in(db, address(learner), came=guest.visitor)
    second = sign_in(db, address(learner), came=replace(guest.visitor))
    assert owner(db, first) == owner(db, second) == learner.id


def test_two_sign_ins_at_once_move_the_work_once(db: Database, learner: Practising) -> None:
    """A double click signs in twice; what the guest did is there once."""
    guest = busy(db, "k")
    register(learner)
    ready, opened = threading.Barrier(2, timeout=10), []

    def enter() -> None:
        ready.wait()
        opened.append(owner(db, sign_in(db, address(learner), came=guest.visitor)))

    threads = [threading.Thread(target=enter) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [learner.id, learner.id]
    assert how_many(db, Learner, Learner.id == guest.id) == 0
    assert how_many(db, Attempt, Attempt.learner_id == learner.id) == 1
    assert how_many(db, ReviewEvent, ReviewEvent.learner_id == learner.id) == 1
