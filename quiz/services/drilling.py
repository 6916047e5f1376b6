"""The oral: answering a prompt or its follow-up, having it graded, overruling the grade, and rating it.

Every function takes the database and the learner's number; `now` has a time zone. One call is one transaction.
What was typed is kept exactly; an answer that cannot be graded raises Unacceptable and nothing is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import OralAnswer, OralOwnVerdict
from quiz.oral import Prompt, grade, prompt, prompts
from quiz.oral.grader import LONGEST
from quiz.services import drilling_rows as rows
from quiz.services import review
from quiz.services.chance import public_id
from quiz.services.drilling_values import Answer, Missed, Mode
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.review_values import Done, Preview

MODES: tuple[Mode, ...] = get_args(Mode)
OWN_STATES = ("found", "contradicted", "missing")
MOST_SECONDS = 3600  # a page that stood open over lunch says nothing about speaking
LOOK_BACK = 300  # answers


def asked(id: str) -> Prompt:
    """The prompt of this id; NotFound when there is none."""
    try:
        return prompt(id)
    except ValueError:
        raise NotFound("The oral has no such question.") from None


def topics() -> dict[str, list[Prompt]]:
    """Topic -> its prompts, in the order of the prompts."""
    found: dict[str, list[Prompt]] = {}
    for one in prompts():
        found.setdefault(one.topic, []).append(one)
    return found


def next_prompt(db: Database, learner: int | None, topic: str | None = None, *, after: str | None = None) -> Prompt:
    """What to ask next: never answered first, then what was answered the longest ago; not `after` again."""
    found = [one for one in prompts() if topic in (None, one.topic)]
    if not found:
        raise Unacceptable(f"The oral has no topic called {str(topic)[:40]!r}.")
    latest: dict[str, int] = {}
    if learner is not None:
        query = sa.select(OralAnswer.prompt, sa.func.max(OralAnswer.id)).where(OralAnswer.learner_id == learner)
        with db.reading() as session:
            latest = {row[0]: row[1] for row in session.execute(query.group_by(OralAnswer.prompt))}
    ids = [one.id for one in found]
    start = ids.index(after) if after in ids else -1
    order = {id: (place - start - 1) % len(ids) for place, id in enumerate(ids)}  # on from there, then round again
    return min(found, key=lambda one: (one.id == after, latest.get(one.id, 0), order[one.id]))


def answer(
    db: Database, learner: int, prompt_id: str, text: str, *, key: str, now: datetime, seconds: int = 0,
    mode: str = "exam", mock: str | None = None, follows: str | None = None, follow_up: int = 0,
) -> Answer:  # fmt: skip
    """Grade and keep an answer; the same key again gives the same answer.

    follows: the answer whose follow-up question number `follow_up` this one answers; both are graded as one.
    mock: the mock oral in which it was given; what is added after a report changes none.
    """
    wanted = asked(prompt_id)
    typed = readable(text)
    if mode not in MODES:
        raise Unacceptable(f"The oral is one of {', '.join(MODES)}.")

    def work(session: Session) -> Answer:
        query = sa.select(OralAnswer).where(OralAnswer.learner_id == learner, OralAnswer.key == key)
        if (same := session.scalars(query).one_or_none()) is not None:
            return rows.shown(session, [same])[0]
        before = rows.owned(session, learner, follows) if follows else None
        if before is not None and before.prompt != wanted.id:
            raise Unacceptable("A follow-up is about the question that was asked before.")
        said = f"{before.said}\n{typed}" if before else typed
        kept_mode: Mode = before.mode if before else mode  # type: ignore[assignment]
        graded = grade(wanted, limited(said, before is not None), mode=kept_mode)
        row = OralAnswer(
            public_id=public_id(), learner_id=learner, prompt=wanted.id, mode=kept_mode,
            mock_id=rows.owned_mock(session, learner, mock).id if mock else None, follows=before.id if before else None,
            asked=_question(before, follow_up), text=typed, said=said, made=now,
            seconds=min(max(seconds, 0), MOST_SECONDS), score=graded.score, grade=rows.stored(graded), key=key,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return rows.shown(session, [row])[0]

    return db.write(work)


def readable(text: str) -> str:
    """The text with plain line ends; Unacceptable where it is empty, too long or holds what is no text."""
    typed = text.replace("\r\n", "\n")
    if not typed.strip():
        raise Unacceptable("An answer has at least a word, but nothing was typed.")
    if "\0" in typed or any("\ud800" <= c <= "\udfff" for c in typed):
        raise Unacceptable("An answer is plain text, but this one holds a character that cannot be read.")
    return limited(typed, False)


def limited(said: str, together: bool) -> str:
    """The text, when it is no longer than anyone speaks."""
    if len(said) > LONGEST:
        of = "An answer and what was added to it have" if together else "An answer has"
        raise Unacceptable(f"{of} at most {LONGEST:,} characters, but there are {len(said):,}; please shorten it.")
    return said


def look(db: Database, learner: int, answer_id: str) -> Answer:
    """An answer with all its verdicts."""
    with db.reading() as session:
        return rows.shown(session, [rows.owned(session, learner, answer_id)])[0]


def overrule(db: Database, learner: int, answer_id: str, point: str, state: str | None, *, now: datetime) -> Answer:
    """Say of a point what is so; None goes back to the machine's verdict. The machine's stays beside it."""
    if state is not None and state not in OWN_STATES:
        raise Unacceptable(f"A point is {', '.join(OWN_STATES)}.")

    def work(session: Session) -> Answer:
        row = rows.owned(session, learner, answer_id)
        if point not in row.grade["points"]:
            raise Unacceptable("This question has no such point.")
        if rows.own_verdicts(session, [row.id]).get(row.id, {}).get(point) != state:
            session.add(OralOwnVerdict(learner_id=learner, answer_id=row.id, point=point, state=state, made=now))
            session.flush()
        return rows.shown(session, [row])[0]

    return db.write(work)


def suggestion(db: Database, learner: int, found: Answer, *, now: datetime) -> Preview:
    """The four rating buttons of an answer, with the one that fits its score."""
    return review.oral_suggestion(db, learner, found.prompt.id, found.score, traps=len(found.traps), now=now)


def rate(db: Database, learner: int, answer_id: str, rating: int, *, now: datetime) -> Done:
    """Rate an answer, so that its question comes back in time; once an answer, however often it is sent."""
    found = look(db, learner, answer_id)
    suggested = suggestion(db, learner, found, now=now).suggested
    return review.rate(
        db, learner, f"oral:{found.prompt.id}", rating, now=now, seconds=found.seconds, suggested=suggested,
        key=rating_key(found),
    )  # fmt: skip


def rating_key(found: Answer) -> str:
    """The key under which an answer is rated."""
    return f"oral-{found.id}"


def missed(db: Database, learner: int, *, limit: int = 10) -> list[Missed]:
    """The points that the learner keeps missing, the most often missed first; of each question's last words."""
    with db.reading() as session:
        return missed_in(session, learner, limit=limit)


def missed_in(
    session: Session, learner: int, *, limit: int, only: Sequence[tuple[str, str]] | None = None
) -> list[Missed]:
    """The same within a session. only: just these (prompt, point), each missed at least once."""
    later = sa.select(OralAnswer.follows).where(OralAnswer.learner_id == learner, OralAnswer.follows.is_not(None))
    query = sa.select(OralAnswer).where(OralAnswer.learner_id == learner, OralAnswer.id.not_in(later))
    latest = list(session.scalars(query.order_by(OralAnswer.id.desc()).limit(LOOK_BACK)))
    own = rows.own_verdicts(session, [row.id for row in latest])
    times, of = Counter[tuple[str, str]](), Counter[str]()
    for row in latest:
        of[row.prompt] += 1
        times.update((row.prompt, id) for id, s in rows.states(row, own.get(row.id, {})).items() if s != "found")
    says = {(one.id, point.id): point.says for one in prompts() for point in one.points}
    if only is not None:
        times, of = Counter({at: max(times[at], 1) for at in only}), Counter({id: max(of[id], 1) for id, _ in only})
    kept = [at for at in times if at in says]
    kept.sort(key=lambda at: (-times[at], -times[at] / of[at[0]], at))
    return [Missed(prompt(id), point, says[id, point], times[id, point], of[id]) for id, point in kept[:limit]]


def _question(before: OralAnswer | None, follow_up: int) -> str | None:
    """The follow-up question that is answered."""
    if before is None:
        return None
    asked_on = before.grade["follow_ups"]
    if not 0 <= follow_up < len(asked_on):
        raise Unacceptable("There is no such follow-up question.")
    return str(asked_on[follow_up])
