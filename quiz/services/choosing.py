"""Which problems a sitting has: families interleaved, first what went wrong or has not been seen."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.draws import Draws
from quiz.family import Family, families, family
from quiz.models import FamilyProgress
from quiz.services.errors import Unacceptable

Plan = list[tuple[str, int]]
LONGEST = 50


def topics() -> dict[str, list[Family]]:
    """The families of each topic, in the order of their files."""
    found: dict[str, list[Family]] = {}
    for one in families().values():
        found.setdefault(one.topic, []).append(one)
    return found


def plan(
    session: Session, learner: int, topic: str | None, level: int | None, length: int, seed: int
) -> Plan:  # fmt: skip
    """(family id, level) for every position. Raises Unacceptable for a topic, level or length that there isn't."""
    if not 1 <= length <= LONGEST:
        raise Unacceptable(f"A session has 1 to {LONGEST} problems, but {length} were asked for.")
    pool = _pool(topic, level)
    seen = {
        (row.family, row.level): row.settled
        for row in session.scalars(sa.select(FamilyProgress).where(FamilyProgress.learner_id == learner))
    }
    order = Draws(seed).permutation(len(pool))
    first_to_last = sorted((pool[i] for i in order), key=lambda one: _urgency(one, level, seen))
    chosen = [first_to_last[i % len(pool)] for i in range(length)]
    return [(one.id, _level(one, level, seen)) for one in chosen]


def checked(pairs: Sequence[tuple[str, int]]) -> Plan:
    """A plan that was asked for, family by family."""
    if not 1 <= len(pairs) <= LONGEST:
        raise Unacceptable(f"A session has 1 to {LONGEST} problems, but {len(pairs)} were asked for.")
    for family_id, level in pairs:
        if family_id not in families() or level not in family(family_id).levels:
            raise Unacceptable(f"A problem has a known family and level, but {family_id!r}, level {level} is unknown.")
    return [(family_id, level) for family_id, level in pairs]


def _pool(topic: str | None, level: int | None) -> list[Family]:
    pool = list(families().values()) if topic is None else topics().get(topic, [])
    if not pool:
        raise Unacceptable(f"A topic is one of {', '.join(topics())}, but {topic!r} was asked for.")
    pool = [one for one in pool if level is None or level in one.levels]
    if not pool:
        raise Unacceptable(f"A level is 1, 2 or 3, but {level} was asked for.")
    return pool


def _level(one: Family, level: int | None, seen: dict[tuple[str, int], bool]) -> int:
    """The level asked for; else the lowest that the learner has not settled, the highest once all are."""
    if level is not None:
        return level
    return next((each for each in sorted(one.levels) if not seen.get((one.id, each))), max(one.levels))


def _urgency(one: Family, level: int | None, seen: dict[tuple[str, int], bool]) -> int:
    """0 went wrong last time, 1 not seen, 2 went right."""
    settled = seen.get((one.id, _level(one, level, seen)))
    return 1 if settled is None else 2 if settled else 0
