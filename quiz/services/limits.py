"""How often something may be asked for: counted in the store, so it holds over all workers and a restart.

Of each limit and asker one time is kept, up to which the allowance is spent (the "generic cell rate algorithm"): so
many at once are fine, then one more whenever a share of the period has passed. No list of requests is kept, and of who
asks only a hash, which goes away once the allowance is whole again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from math import ceil

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Allowance
from quiz.services.chance import hashed
from quiz.services.errors import TooMany


@dataclass(frozen=True)
class Limit:
    """At most `count` at once, and in the long run so many a `period`. NOTE: `name` is part of what is stored."""

    name: str
    count: int
    period: timedelta

    @property
    def share(self) -> timedelta:
        return self.period / self.count

    def whose(self, asker: str) -> bytes:
        return hashed(f"{self.name}\n{asker}")


SIGN_IN_HERE = Limit("sign-in here", 10, timedelta(minutes=15))  # of one account from one address
SIGN_IN_ACCOUNT = Limit("sign-in account", 50, timedelta(hours=1))  # of one account from anywhere
SIGN_IN_ADDRESS = Limit("sign-in address", 120, timedelta(minutes=15))  # a lecture hall shares an address
REGISTER = Limit("register", 60, timedelta(hours=1))
REGISTER_EMAIL = Limit("register e-mail", 3, timedelta(days=30))
PASSWORD = Limit("password", 10, timedelta(minutes=15))
NEW_LEARNER = Limit("new learner", 300, timedelta(hours=1))
JOIN = Limit("join", 10, timedelta(minutes=15))  # of one account: nobody finds a class's code by guessing
JOIN_ADDRESS = Limit("join address", 600, timedelta(minutes=15))  # a lecture hall joins at once
NEW_CLASS = Limit("new class", 20, timedelta(days=1))

TOO_OFTEN = "That was tried too often; please wait before you try again."


def network(address: str | None) -> str:
    """Who asks, by their address: of IPv6 its first half, which one household has to itself.

    >>> network("192.0.2.7"), network("2001:db8:0:7::1"), network("2001:db8::1")
    ('192.0.2.7', '2001:db8:0:7::/64', '2001:db8::/64')
    """
    try:
        known = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(known) if known.version == 4 else str(ip_network(f"{known}/64", strict=False))


def take(db: Database, *wanted: tuple[Limit, str], now: datetime) -> None:
    """Use one of each limit for its asker; TooMany, and none of them used, where one is used up."""

    def work(session: Session) -> None:
        for limit, asker in wanted:
            _take(session, limit, asker, now)

    db.write(work)


def forget(session: Session, *known: tuple[Limit, str]) -> None:
    """Leave no trace of these askers."""
    session.execute(sa.delete(Allowance).where(Allowance.whose.in_([limit.whose(asker) for limit, asker in known])))


def _take(session: Session, limit: Limit, asker: str, now: datetime) -> None:
    row = session.get(Allowance, limit.whose(asker), with_for_update=True)
    if row is None:
        session.execute(sa.delete(Allowance).where(Allowance.spent < now - timedelta(days=1)))
        session.add(Allowance(whose=limit.whose(asker), spent=now + limit.share))
        session.flush()
        return
    # A clock that was set back leaves `spent` far ahead; nobody waits longer than for one period.
    spent = min(max(row.spent, now), now + limit.period) + limit.share
    if spent > now + limit.period:
        wait = ceil((spent - limit.period - now).total_seconds())
        raise TooMany(TOO_OFTEN, wait)
    row.spent = spent
