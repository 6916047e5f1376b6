"""Which of query, key and value does what: questions with their roles, and what a reader of A mixes up.

NOTE: the ids of questions are stored with variants; they are never renamed or reused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.arrays import Array, FloatArray
from quiz.calculation import Step, step

ROLES = ("query", "key", "value")
SWAPPED, REVERSED = "row-column-swapped", "direction-reversed"


@dataclass(frozen=True)
class Question:
    """A question about the vectors of `target`, which attends, and `source`, which is read.

    wrong: known mistake -> the role that somebody names who makes it.
    """

    asks: str
    role: str
    why: str
    wrong: Mapping[str, str] = field(default_factory=dict)


QUESTIONS: Mapping[str, Question] = {
    "token-need": Question(
        "What does “{target}” look for in the other tokens?", "query",
        "What a token looks for is its query.",
    ),
    "token-offer": Question(
        "How does “{source}” let the other tokens know what it has to offer?", "key",
        "A token advertises what it has by its key.",
    ),
    "token-content": Question(
        "What of “{source}” is blended into the outputs of the tokens that attend to it?", "value",
        "What is blended into outputs is the value.",
    ),
    "token-own-weights": Question(
        "“{target}” shares out its attention. Which of its vectors is compared with the keys of all tokens?", "query",
        "The token that shares out its attention queries: its query meets every key.",
    ),
    "token-found": Question(
        "Which vector of “{source}” decides how well it matches what “{target}” looks for?", "key",
        "The query of “{target}” is compared with the key of “{source}”.",
    ),
    "token-received": Question(
        "“{target}” gives “{source}” the weight 0.9. Of which vector of “{source}” does it get nine tenths?", "value",
        "The weights multiply the values, and the weighted values are added.",
    ),
    "token-idle": Question(
        "Which vector of “{source}” could change without any attention weight changing?", "value",
        "Weights come from queries and keys alone; values are only blended afterwards.",
    ),
    "token-row": Question(
        "Which vector of “{target}” has a part in every score of its own row of $A$?", "query",
        "A row belongs to the token that queries.", {SWAPPED: "key"},
    ),
    "token-column": Question(
        "Which vector of “{source}” has a part in every score of its own column of $A$?", "key",
        "A column belongs to the token that is read, and it is read by its key.", {SWAPPED: "query"},
    ),
    "vertex-whose-set": Question(
        "“Whose set can I use? I look for a vertex that I can reach.” What of a vertex says so?", "query",
        "A vertex looks for others with its query.",
    ),
    "vertex-name": Question(
        "“I am vertex {source}.” What of vertex {source} says so?", "key",
        "A vertex tells the others who it is by its key.",
    ),
    "vertex-set": Question(
        "What of vertex {source} holds the vertices that it knows it can reach, to be handed over?", "value",
        "The value is the set that a vertex hands over.",
    ),
    "vertex-united": Question(
        "What of vertex {source} is united with the set that vertex {target} already has?", "value",
        "The source’s value, its set, is united with the target’s own set.",
    ),
    "vertex-idle": Question(
        "What of vertex {source} plays no part in whether anybody attends to it?", "value",
        "The match is between a query and a key; the value is only handed over.",
    ),
    "vertex-into": Question(
        "What of vertex {target}, into which the information flows, has a part in the match?", "query",
        "Information flows into the vertex that queries.", {REVERSED: "key"},
    ),
    "vertex-from": Question(
        "What of vertex {source}, from which the information comes, has a part in the match?", "key",
        "Information comes from the vertex that is read, and it is found by its key.", {REVERSED: "query"},
    ),
    "vertex-row": Question(
        "The operation makes one cell of $A$ bright. What of the vertex in its row has to match for that?", "query",
        "The row belongs to the target, which queries.", {SWAPPED: "key"},
    ),
    "vertex-column": Question(
        "The operation makes one cell of $A$ bright. What of the vertex in its column has to match for that?", "key",
        "The column belongs to the source, whose key has to match.", {SWAPPED: "query"},
    ),
}  # fmt: skip

IDS = np.array(sorted(QUESTIONS))


def roles(mistake: str = "") -> FloatArray:
    """For each of IDS the position of its role, or of what a mistake makes of it (nan where it does not apply)."""
    named = [q.wrong.get(mistake, "") if mistake else q.role for q in (QUESTIONS[id] for id in IDS)]
    return np.array([ROLES.index(name) if name else np.nan for name in named])


def asked(question: Any, target: Any, source: Any) -> str:
    """The question as a sentence about this variant's target and source."""
    return QUESTIONS[str(question)].asks.format(target=target, source=source)


def explained(question: Any, target: Any, source: Any) -> str:
    return QUESTIONS[str(question)].why.format(target=target, source=source)


RIGHT, BY_SWAP, BY_REVERSAL = roles(), roles(SWAPPED), roles(REVERSED)


@step("role", says=explained, look="hidden")
def role_of(question: Array) -> Array:  # (...) ids of questions -> (...) positions in ROLES
    return RIGHT[np.searchsorted(IDS, question)]


@role_of.mistake("row-column-swapped")
def role_when_swapped(question: Array) -> Array:
    return BY_SWAP[np.searchsorted(IDS, question)]


@role_of.mistake("direction-reversed")
def role_when_reversed(question: Array) -> Array:
    return BY_REVERSAL[np.searchsorted(IDS, question)]


def role_at(place: int) -> Step:
    """The role asked in the question of this place, a step `role_1` on the given `question_1`."""
    return role_of.called(f"role_{place}", question=f"question_{place}")
