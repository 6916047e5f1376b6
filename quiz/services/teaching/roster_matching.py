"""Which entry of a roster is which person of a class: what an instructor has said goes before what addresses suggest.

Addresses of accounts are not verified here, so that two of them are the same is a suggestion and nothing more: it is
worked out whenever it is looked at, never stored, shown as such, and gives nobody any right. Where several people of a
class give the same address, none of them is taken for the entry. Only what an instructor has confirmed is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.models import Account, Member, RosterEntry


class How(StrEnum):
    """confirmed: an instructor says so. address: one person gives this address. unclear: several do. nobody: none."""

    CONFIRMED = "confirmed"
    ADDRESS = "address"
    UNCLEAR = "unclear"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Match:
    """Who an entry is: the learner's number, where there is one, and how that is known."""

    how: How
    learner: int | None = None


def matched(entries: Sequence[RosterEntry], addresses: Mapping[int, str]) -> dict[int, Match]:
    """Entry id -> who it is. addresses: of everybody who is in the class now, by their number."""
    taken = {entry.learner_id for entry in entries if entry.learner_id is not None}
    giving: dict[str, list[int]] = defaultdict(list)
    for learner, address in addresses.items():
        if learner not in taken:
            giving[address].append(learner)
    return {entry.id: _match(entry, giving.get(entry.email or "", [])) for entry in entries}


def of_course(session: Session, course_id: int) -> tuple[list[RosterEntry], dict[int, Match]]:
    """The entries of a class by name, and who each is."""
    query = sa.select(RosterEntry).where(RosterEntry.course_id == course_id)
    entries = sorted(session.scalars(query), key=lambda entry: (entry.name.casefold(), entry.id))
    return entries, matched(entries, addresses(session, course_id))


def known(session: Session, course_id: int) -> dict[int, tuple[RosterEntry, How]]:
    """Learner -> their entry of the roster, and whether it is confirmed; only where it is one person."""
    entries, matches = of_course(session, course_id)
    found = {entry.id: entry for entry in entries}
    return {match.learner: (found[id], match.how) for id, match in matches.items() if match.learner is not None}


def addresses(session: Session, course_id: int) -> dict[int, str]:
    """The account's address of everybody who is in a class now."""
    query = sa.select(Member.learner_id, Account.email).join(Account, Account.learner_id == Member.learner_id)
    here = (Member.course_id == course_id, Member.left.is_(None))
    return {row[0]: row[1] for row in session.execute(query.where(*here))}


def _match(entry: RosterEntry, candidates: Sequence[int]) -> Match:
    if entry.decided is not None:
        return Match(How.CONFIRMED, entry.learner_id) if entry.learner_id is not None else Match(How.NOBODY)
    if not candidates:
        return Match(How.NOBODY)
    return Match(How.ADDRESS, candidates[0]) if len(candidates) == 1 else Match(How.UNCLEAR)
