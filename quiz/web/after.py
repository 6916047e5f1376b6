"""What a settled problem shows below its verdict: the rating of its skill, and the cards behind a miss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from quiz.services import review, review_standing
from quiz.services.review_standing import Held
from quiz.services.review_values import Cures, Preview
from quiz.services.values import Problem
from quiz.web.faces import shown
from quiz.web.visitor import database, learner, now


@dataclass(frozen=True)
class After:
    """preview: the buttons, None once rated. answers: of the cards offered, by the id of the item."""

    preview: Preview | None
    rated: Held | None
    cures: Cures
    answers: Mapping[str, Markup]


def after(problem: Problem) -> After | None:
    """None while the problem is still open."""
    if not (problem.solved or problem.revealed):
        return None
    db, who, at = database(), learner(), now()
    missed = not problem.solved or problem.attempts > 1
    cures = review.cures(db, who, problem.id, now=at) if missed else Cures([], [], [])
    rated = review_standing.held(db, who, problem.id)
    preview = None if rated else review.suggestion(db, who, problem.id, now=at)
    return After(preview, rated, cures, {one.id: shown(one, who).answer for one in cures.cards})
