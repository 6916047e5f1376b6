"""The known mistakes: their ids are promises to stored data, their words are for learners."""

from dataclasses import FrozenInstanceError

import pytest

from quiz.misconceptions import MISCONCEPTIONS, Misconception, misconception

IDS = {
    "scale": """
        no-scale scaled-by-dk scaled-by-dmodel scaled-by-n multiplied-by-scale scaled-after-softmax
        scaled-output
    """,
    "softmax": """
        softmax-columns softmax-whole-matrix not-normalised linear-normalised no-softmax hard-argmax
        log-base temperature-inverted
    """,
    "products": """
        transposed-scores query-twice transposed-weights keys-as-values embeddings-as-values
        no-transpose cosine
    """,
    "masks": """
        mask-zero-score mask-after-softmax mask-strict mask-reversed mask-ignored
        small-negative-mask
    """,
    "heads": """
        head-scale-dmodel heads-averaged heads-stacked output-projection-forgotten
        head-width-not-divided bias-miscounted heads-multiply-parameters query-heads-for-kv
        tiled-heads cache-factor-two bits-for-bytes linear-in-n one-flop-per-mac av-forgotten
    """,
    "shapes": """
        transposed-shape dk-in-scores dk-for-dv nq-nk-swapped batch-dropped
    """,
    "positions": """
        exponent-not-doubled sine-cosine-swapped degrees one-based-position rotated-value angle-sign
    """,
    "gradients": """
        diagonal-jacobian gradient-scale-forgotten weights-not-transposed
    """,
    "path-merging": """
        one-per-layer off-by-one-layer floor-not-ceil vertices-for-length natural-log
        direction-reversed one-source-only own-set-forgotten backwards-edges edges-only
        lookahead-max rejoining-counted
    """,
    "reading": """
        row-column-swapped columns-sum-to-one
    """,
}

every_misconception = pytest.mark.parametrize("known", MISCONCEPTIONS.values(), ids=lambda known: known.id)


def test_every_id_is_kept_in_its_order_and_place() -> None:
    """The ids, their grouping and their order are exactly the published ones, because they are stored."""
    promised = [(where, id) for where, ids in IDS.items() for id in ids.split()]
    assert [(known.where, known.id) for known in MISCONCEPTIONS.values()] == promised
    assert list(MISCONCEPTIONS) == [id for _, id in promised]


@every_misconception
def test_remark_and_cure_are_one_sentence_each(known: Misconception) -> None:
    """A remark speaks to the learner; remark and cure begin with a capital and end with one stop."""
    assert known.remark.startswith("You ")
    for sentence in (known.remark, known.cure):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert ". " not in sentence


@every_misconception
def test_shown_and_righted_are_clauses(known: Misconception) -> None:
    """Both clauses stand inside a longer sentence: a small preposition first, no stop at the end."""
    for clause in (known.shown, known.righted):
        assert clause.split()[0] in {"with", "without", "in"}
        assert clause[-1] not in ".,;:"
    assert known.shown != known.righted


@every_misconception
def test_words_are_plain_text(known: Misconception) -> None:
    """Words are shown in pages, papers and terminals, so they hold no LaTeX, markup or odd space."""
    for words in (known.remark, known.cure, known.shown, known.righted):
        assert not set(words) & set("\\$<>{}\n")
        assert words == " ".join(words.split())


@pytest.mark.parametrize("field", ["remark", "cure", "shown"])
def test_no_two_mistakes_are_told_in_the_same_words(field: str) -> None:
    """A learner can tell two mistakes apart by what is said of them."""
    told = [getattr(known, field) for known in MISCONCEPTIONS.values()]
    assert len(set(told)) == len(told)


def test_clauses_complete_a_remark_with_numbers() -> None:
    """The two clauses make one sentence with the learner's number and the right one."""
    known = misconception("no-scale")
    assert f"0.61 is what comes out {known.shown}, and {known.righted} it is 0.47." == (
        "0.61 is what comes out without the division by √d_k, and with the division by √d_k it is 0.47."
    )


def test_unknown_id_is_refused_by_name() -> None:
    """Asking for an id that does not exist is an error that names it."""
    with pytest.raises(ValueError, match="'no-skale'"):
        misconception("no-skale")


def test_the_known_mistakes_cannot_be_changed() -> None:
    """Nothing that runs can alter what a stored id means."""
    with pytest.raises(TypeError):
        MISCONCEPTIONS["mine"] = misconception("no-scale")  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        misconception("no-scale").remark = ""  # type: ignore[misc]
