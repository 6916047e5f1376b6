"""The grader agrees with labels as well as docs/oral-grading.md says, on answers that no pattern was written for."""

from collections import Counter

import pytest

from quiz.oral import prompts
from tests.quiz.oral.report import Agreement, measured, rows, together

# On the answers held back: a little worse than measured, so that the tests notice when it gets worse.
LEAST_KAPPA, LEAST_PRECISION, LEAST_RECALL = 0.9, 0.95, 0.93
MOST_ACCEPTED_WRONGLY, MOST_ALARMED_WRONGLY = 0.02, 0.02


@pytest.fixture(scope="module")
def held() -> Agreement:
    return together(measured(rows("held")).values())


@pytest.mark.parametrize("half", ["tune", "traps", "held"])
def test_every_label_is_one_of_the_rubric(half: str) -> None:
    """The labelled answers name every point of their prompt, and no other."""
    labelled = list(rows(half))
    assert len(labelled) >= 200
    assert together(measured(labelled).values()).answers == sum(len(row["points"]) for row in labelled)


def test_agreement_on_the_answers_tuned_on() -> None:
    """On the answers that the patterns were written with, little is left to disagree on."""
    tuned = together(measured(rows("tune")).values())
    assert tuned.kappa >= 0.88
    assert tuned.precision >= 0.95
    assert tuned.recall >= 0.91
    assert tuned.accepted_wrongly <= 0.025
    assert tuned.alarmed_wrongly <= 0.02


def test_wrong_statements_are_caught_and_their_denials_are_not() -> None:
    """What an examiner would hear as wrong, in several wordings a prompt; denied or supposed, it is charged nothing."""
    labelled = list(rows("traps"))
    wrong = Counter(row["prompt"] for row in labelled if row["voice"] == "wrong")
    right = Counter(row["prompt"] for row in labelled if row["voice"] != "wrong")
    assert all(wrong[asked.id] >= 6 and right[asked.id] >= 2 for asked in prompts())
    guarded = together(measured(labelled).values())
    assert guarded.accepted_wrongly <= 0.03
    assert guarded.alarmed_wrongly <= 0.01


def test_agreement_on_the_answers_held_back(held: Agreement) -> None:
    """On answers of other authors, agreement may not get worse."""
    assert held.kappa >= LEAST_KAPPA
    assert held.precision >= LEAST_PRECISION
    assert held.recall >= LEAST_RECALL


def test_false_accepts_on_the_answers_held_back(held: Agreement) -> None:
    """Wrong claims that pass, and right claims that are charged, may not get more."""
    assert held.accepted_wrongly <= MOST_ACCEPTED_WRONGLY
    assert held.alarmed_wrongly <= MOST_ALARMED_WRONGLY
