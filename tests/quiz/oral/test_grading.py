"""What the oral grader promises, sentence by sentence."""

import re
from functools import partial
from pathlib import Path

import pytest

import quiz.oral
from quiz.oral import as_json, described, grade, prompt, prompts
from quiz.oral.claims import claim_of
from quiz.oral.grader import LONGEST
from quiz.oral.heaps import SMALL, is_heap
from quiz.oral.lexicon import GROUPS, IDEAS, phrases
from quiz.oral.patterns import parse
from tests.quiz.oral.report import Agreement
from tests.timing import seconds

every_prompt = pytest.mark.parametrize("asked", prompts(), ids=lambda asked: asked.id)


def states(id: str, answer: str) -> dict[str, str]:
    return {point: verdict.state for point, verdict in grade(prompt(id), answer).points.items()}


def traps(id: str, answer: str) -> list[str]:
    return [trap.id for trap in grade(prompt(id), answer).traps]


@every_prompt
def test_the_model_answer_earns_everything(asked) -> None:
    """A prompt's own model answer, in at most sixty words, makes every point and springs no trap."""
    assert len(asked.answer.split()) <= 60
    result = grade(asked, asked.answer)
    assert {id: verdict.state for id, verdict in result.points.items()} == dict.fromkeys(result.points, "found")
    assert result.traps == ()
    assert result.score == 1
    assert result.follow_ups == ()


@every_prompt
def test_saying_nothing_earns_nothing(asked) -> None:
    """An empty answer earns nothing, and every point is asked for again."""
    result = grade(asked, " \n")
    assert {verdict.state for verdict in result.points.values()} == {"missing"}
    assert result.score == 0
    assert len(result.follow_ups) == len(asked.points)


@every_prompt
def test_the_question_said_back_earns_nothing(asked) -> None:
    """Copying the question, in either wording, earns nothing."""
    for copied in (asked.question, asked.asks, f"{asked.question} {asked.asks}"):
        assert "found" not in states(asked.id, copied).values()


@every_prompt
def test_a_heap_of_the_right_words_earns_nothing(asked) -> None:
    """The keywords of the model answer without their sentences earn nothing."""
    small = set(
        """
    a the of to in on at by with from for and or but is are be so that its it which then into this each
    """.split()  # noqa: SIM905
    )
    words = [word.strip(".,:;?()") for word in asked.answer.split()]
    heap = ", ".join(word for word in dict.fromkeys(words) if len(word) > 3 and word.lower() not in small)
    assert "found" not in states(asked.id, heap).values()


@every_prompt
def test_long_words_without_the_small_ones_earn_nothing(asked) -> None:
    """What is left of the model answer when nothing binds its words, without commas too."""
    words = re.findall(r"[A-Za-z]+", asked.answer)
    heap = " ".join(word for word in dict.fromkeys(words) if len(word) > 3 and word.lower() not in SMALL)
    assert "found" not in states(asked.id, heap).values()


@every_prompt
def test_a_beginner_is_told_other_things_first(asked) -> None:
    """In the mode for beginners the rubric weighs its points otherwise."""
    exam, beginner = ([getattr(p, name) for p in asked.points] for name in ("weight", "beginner_weight"))
    assert [one / sum(exam) for one in exam] != pytest.approx([one / sum(beginner) for one in beginner])


@pytest.mark.parametrize(
    ("text", "heap"),
    [
        ("the of variance grows softmax is and gradients with the", True),
        ("softmax saturates gradients vanish variance dot products grow dimension", True),
        ("The dot products grow with d_k, so the softmax saturates and the gradients vanish.", False),
        ("A = softmax(QK^T / sqrt(d_k)) V", False),
        ("it it is eh the the bigger they get the more the softmax goes flat", False),
    ],
)
def test_a_heap_is_told_from_a_stammer(text: str, heap: bool) -> None:
    assert is_heap(text) is heap


SAID_ANOTHER_WAY = [
    ("why-scale", "grows", "the dot products get bigger when d k gets bigger"),
    ("why-scale", "grows", "Var(q·k) = d_k, so the numbers get large"),
    ("why-scale", "gradients", "the gradeints vannish"),
    ("why-softmax", "sums-to-one", "normalises: every row sums to one"),
    ("why-softmax", "sums-to-one", "every row adds up to 1, normalized"),
    ("quadratic-cost", "n-squared", "there are O(n^2) scores"),
    ("quadratic-cost", "n-squared", "the matrix is n by n"),
    ("quadratic-cost", "n-squared", "n² numbers have to be kept"),
    ("why-log-depth", "log", "only log2 L layers are needed"),
    ("why-log-depth", "log", "it takes ⌈log₂ L⌉ layers"),
    ("attention-one-liner", "match", "we look at QK^T"),
    ("attention-one-liner", "match", "the product QKᵀ says who fits whom"),
    ("query-meaning", "projection", "it is x times W_Q"),
    ("query-meaning", "projection", "you multiply the embedding with W q"),
    ("causal-mask", "minus-infinity", "scores of the future become -inf"),
    ("causal-mask", "minus-infinity", "we write −∞ there"),
]


@pytest.mark.parametrize(("id", "point", "answer"), SAID_ANOTHER_WAY)
def test_spelling_symbols_and_typos_do_not_matter(id: str, point: str, answer: str) -> None:
    """British and American spelling, symbols or words, small typing mistakes: the same point."""
    assert states(id, answer)[point] == "found"


NEGATIONS = [
    ("is-attention-random", "It is deterministic, not random.", "deterministic", "found", []),
    ("is-attention-random", "It isn't random: the same input gives the same weights.", "deterministic", "found", []),
    ("is-attention-random", "It's a myth that attention is random.", "deterministic", "found", []),
    ("is-attention-random", "It would be wrong to say that attention picks at random.", "deterministic", "found", []),
    ("is-attention-random", "The claim that attention is random is false.", "deterministic", "found", []),
    ("is-attention-random", "It is not true that attention isn't deterministic.", "deterministic", "found", []),
    ("is-attention-random", "Attention is random, not deterministic.", "deterministic", "contradicted", ["random"]),
    ("is-attention-random", "Attention picks its partners at random.", "deterministic", "contradicted", ["random"]),
    ("is-attention-random", "Attention is not without randomness.", "deterministic", "contradicted", ["random"]),
    ("why-scale", "The dot products do not grow with d_k.", "grows", "contradicted", []),
    ("why-softmax", "Rows sum to 1, rather than columns.", "sums-to-one", "found", []),
    ("why-softmax", "Columns sum to 1 instead of rows.", "sums-to-one", "contradicted", ["columns"]),
    ("quadratic-cost", "The cost is quadratic, unlike the linear cost of a recurrence.", "n-squared", "found", []),
    ("multi-head-one-liner", "The outputs are concatenated instead of averaged.", "concatenate", "found", []),
    ("multi-head-one-liner", "They are averaged instead of concatenated.", "concatenate", "contradicted", ["averaged"]),
    ("row-and-column", "Columns sum to 1, no wait, I mean rows sum to 1.", "row-sum", "found", []),
    ("row-and-column", "Row is the source… no, the reverse: the column is the source.", "column-source", "found", []),
    ("is-attention-random", "No, nobody is throwing dice here.", "deterministic", "found", []),
    ("path-merge-qkv", "The value is not only the name but the whole set that it reaches.", "value", "found", []),
    ("why-log-depth", "If it went one step a layer, it would need L, but reach doubles.", "doubles", "found", []),
    ("why-log-depth", "Reach goes one step a layer, so it needs L layers.", "not-linear", "missing", ["linear"]),
]  # fmt: skip


@pytest.mark.parametrize(("id", "answer", "point", "state", "sprung"), NEGATIONS)
def test_denials_reach_as_far_as_they_do_in_speech(id: str, answer: str, point: str, state: str, sprung: list) -> None:
    """What is denied isn't said; what is denied twice is; a denied trap is no trap; a correction replaces."""
    assert states(id, answer)[point] == state
    assert traps(id, answer) == sprung


ORDERED = [
    ("row-and-column", "The row is the reader and the column is the source.",
     "The row is the source and the column is the reader.", ["row-target", "column-source"]),
    ("first-and-later-layers", "Layer 1 matches along edges and later layers match along reachability.",
     "Layer 1 matches along reachability and later layers match along edges.", ["edges-first", "reachability-later"]),
    ("self-and-cross", "In cross-attention the queries come from the decoder, keys and values come from the encoder.",
     "In cross-attention the queries and values come from the decoder, and the keys come from the encoder.",
     ["two-sources"]),
    ("path-merge-qkv", "The key says I am vertex v and the value is the reachable set.",
     "The key is the reachable set and the value is only the name of the vertex.", ["key", "value"]),
]  # fmt: skip


@pytest.mark.parametrize(("id", "right", "swapped", "points"), ORDERED)
def test_who_does_what_matters(id: str, right: str, swapped: str, points: list[str]) -> None:
    """The same words with their roles swapped are the opposite answer."""
    assert [states(id, right)[point] for point in points] == ["found"] * len(points)
    assert [states(id, swapped)[point] for point in points] == ["contradicted"] * len(points)


CLAIMS = [
    (
        "row-and-column",
        "The guy in the row wants to know something, the column is who's being read.",
        "row-target",
        "found",
    ),
    ("row-and-column", "Every row is a key and every column is a query.", "row-target", "contradicted"),
    ("row-and-column", "It is each row, and not in general each column, that totals one.", "row-sum", "found"),
    ("row-and-column", "Each row adds up to the number of tokens.", "row-sum", "contradicted"),
    ("why-softmax", "Some of the weights come out below zero.", "nonnegative", "contradicted"),
    ("quadratic-cost", "The cost is cubic in the length.", "n-squared", "contradicted"),
    ("first-and-later-layers", "Bottom layer: adjacency. Upper layers: reachability.", "reachability-later", "found"),
    ("kv-cache", "It keeps K and V, and the memory is quadratic.", "linear-memory", "contradicted"),
]


@pytest.mark.parametrize(("id", "answer", "point", "state"), CLAIMS)
def test_a_wrong_value_is_wrong_in_any_sentence(id: str, answer: str, point: str, state: str) -> None:
    """A value is judged by what it is said of, not by the sentence around it."""
    assert states(id, answer)[point] == state


REACHES = [
    ("attention-and-mcts", "Attention samples nothing.", []),
    ("kv-cache", "Keys and values are cached, and so are the old queries.", ["caches-queries"]),
    ("first-and-later-layers", "Later layers, too, follow single edges.", ["edges-always"]),
    ("path-merging-one-liner", "If it moved one edge per layer it would take L layers, but reach doubles.", []),
    ("what-training-learns", "It isn’t only the values that are learned: W_Q and W_K are trained as well.", []),
    ("attention-and-recurrence", "In attention nothing can be computed in parallel.", ["sequential"]),
]


@pytest.mark.parametrize(("id", "answer", "sprung"), REACHES)
def test_what_is_said_in_passing_or_only_supposed(id: str, answer: str, sprung: list) -> None:
    """What is said once more of another subject is claimed; what is supposed, or said of nothing, isn't."""
    assert traps(id, answer) == sprung


STRUCTURES = [
    ("attention-one-liner", "Every token makes a query, a key and a value. Softmax has no part in it.", "softmax",
     "contradicted", []),
    ("bright-cell", "It carries no information across.", "copies", "contradicted", []),
    ("bright-cell", "It isn’t the row that receives, it’s the column.", "source-target", "contradicted", ["swapped"]),
    ("attention-and-recurrence", "In attention, two tokens far apart are as many steps apart as words lie between.",
     "one-step", "contradicted", []),
    ("attention-and-recurrence", "A recurrent network is different. It takes only log of the distance in steps.",
     "recurrent-steps", "contradicted", []),
    ("attention-and-recurrence", "In attention each token must wait until the one before is done.", "parallel",
     "contradicted", ["sequential"]),
    ("causal-mask", "The later scores are set to 0, no, to minus infinity.", "minus-infinity", "found", []),
    ("causal-mask", "The later scores become neither minus infinity nor very small but zero.", "minus-infinity",
     "contradicted", ["zero-score"]),
    ("is-attention-random", "Random it is not.", "deterministic", "found", []),
    ("is-attention-random", "If anything is drawn by chance, it is the next word.", "deterministic", "unsure", []),
    ("is-attention-random", "My neighbour claims that attention rolls dice.", "deterministic", "found", []),
    ("multi-head-one-liner", "The outputs are averaged. Wrong: they are concatenated.", "concatenate", "found", []),
    ("multi-head-one-liner", "Averaged? No, concatenated.", "concatenate", "found", []),
    ("is-attention-random", "Run it twice and you get another heat map.", "deterministic", "contradicted", ["random"]),
]  # fmt: skip


@pytest.mark.parametrize(("id", "answer", "point", "state", "sprung"), STRUCTURES)
def test_how_a_sentence_is_built_decides(id: str, answer: str, point: str, state: str, sprung: list) -> None:
    """Who a statement is about, what is denied in it, taken back or only reported, is told by how it is built."""
    assert states(id, answer)[point] == state
    assert traps(id, answer) == sprung


DOUBTS = [
    ("causal-mask", "First comes softmax, then the future is masked with minus infinity.", "minus-infinity"),
    ("kv-cache", "The keys and values of future tokens are kept.", "keys-values"),
    ("multi-head-one-liner", "Far from having matrices of its own, each head borrows W_Q.", "own-projections"),
]


@pytest.mark.parametrize(("id", "answer", "point"), DOUBTS)
def test_what_sounds_right_beside_something_wrong_is_not_found(id: str, answer: str, point: str) -> None:
    """A point with a wrong time, owner or object beside it isn't made, though its words are all there."""
    assert states(id, answer)[point] != "found"


def test_a_trap_contradicts_what_it_denies() -> None:
    """Whoever says that scores are set to 0 has not said that they become −∞, whatever else there is."""
    answer = "The scores of later tokens are set to 0 before the softmax."
    assert (traps("causal-mask", answer), states("causal-mask", answer)["minus-infinity"]) == (
        ["zero-score"],
        "contradicted",
    )


def test_a_claim_that_names_nothing_stops_the_program() -> None:
    """The data of a claim names its own subjects and values, or the program doesn't start."""
    with pytest.raises(ValueError, match="made of its subjects"):
        claim_of({"subjects": {"row": "row"}, "values": {"one": "one"}, "says": ["column one: +row-sum"]})


def test_the_spans_are_the_words_that_showed_it() -> None:
    """A span is a place in the text as typed, with capitals, accents and symbols before it."""
    answer = "Naïvely — écoutez: W_Q·X is the query, i.e. the SOFTMAX saturates."
    verdict = grade(prompt("why-scale"), answer).points["saturates"]
    assert verdict.state == "found"
    assert " ".join(answer[start:end] for start, end in verdict.spans) in ("SOFTMAX saturates", "saturates")


def test_a_trap_costs_a_quarter() -> None:
    """A trap that is asserted takes a quarter of the whole off; a score never falls below 0."""
    full = grade(prompt("why-softmax"), "No weight is negative, rows sum to 1, and it is smooth, so it can be trained.")
    assert (full.score, full.traps) == (1, ())
    only = grade(prompt("why-scale"), "So that the rows sum to 1.")
    assert (only.score, [trap.id for trap in only.traps]) == (0, ["normalises"])


def test_follow_ups_go_for_traps_then_contradictions_then_gaps() -> None:
    """The examiner comes back to the worst first, and to nothing that was said well."""
    asked = prompt("why-scale")
    result = grade(asked, "It makes the rows sum to 1. The dot products do not grow with d_k. Softmax would saturate.")
    points = {point.id: point for point in asked.points}
    assert result.follow_ups == (
        asked.traps[0].follow_up,
        points["grows"].follow_up.contradicted,
        points["gradients"].follow_up.missing,
        points["unit-variance"].follow_up.missing,
    )


def test_a_beginner_is_told_other_things() -> None:
    """Explaining to a beginner weighs the points differently."""
    answer = "It says what the token looks for."
    asked = prompt("query-meaning")
    assert grade(asked, answer).score == 2 / 4
    assert grade(asked, answer, mode="beginner").score == 3 / 5.5


def test_programs_see_ids_and_states() -> None:
    """The contract of the commands: a prompt and a grade as plain JSON."""
    assert as_json(grade(prompt("why-softmax"), "Rows sum to 1.")) == {
        "points": {"nonnegative": "missing", "sums-to-one": "found", "differentiable": "missing"},
        "traps": [],
        "score": 0.4,
    }
    line = described(prompt("why-softmax"))
    assert list(line) == ["prompt", "question", "points", "traps"]
    assert line["traps"] == [{"id": "columns", "says": "Columns sum to 1."}]


def test_an_endless_answer_is_refused_at_once() -> None:
    """More than anyone says in a minute is refused with the rule, what was expected and what came."""

    def refused() -> None:
        with pytest.raises(ValueError, match="at most 2,000 characters, but this one has 100,000"):
            grade(prompt("why-scale"), "a" * 100_000)

    assert seconds(refused, 0.05) <= 0.05


HOSTILE = [
    "query ", "not ", "q k ", "not not no never ", "n x ", "square root of ", "d_", "(", "2^(", "…", "\0", "é", "log(",
    "'t",
    "i mean no wait ", "softmax, ", "qzjxkw", "row column key query value ",
]  # fmt: skip


@pytest.mark.serial
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_longer(piece: str) -> None:
    """No text of the greatest length sets off a search that explodes: `make bench` measures the 50 ms."""
    text = (piece * LONGEST)[:LONGEST]
    for asked in prompts()[::4]:
        assert seconds(partial(grade, asked, text), 0.3) <= 0.3


def test_kappa_is_cohens() -> None:
    """Twenty and fifteen agreed of fifty, split 25/25 and 30/20, is kappa 0.4: the textbook's example."""
    table = Agreement()
    table.states["found", "found"], table.states["found", "missing"] = 20, 5
    table.states["missing", "found"], table.states["missing", "missing"] = 10, 15
    assert table.kappa == pytest.approx(0.4)
    assert (table.precision, table.recall) == (20 / 30, 20 / 25)


def test_what_a_pattern_names_is_there_and_what_is_there_is_named() -> None:
    """Every group and idea of the lexicon is used somewhere; a name that isn't there stops the program at its start."""
    folder = Path(quiz.oral.__file__).parent
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.toml"))
    assert {name for name in GROUPS if not re.search(rf"@{name}\b", text)} == set()
    assert {name for name in IDEAS if f'"#{name}' not in text} == set()
    with pytest.raises(ValueError, match="one of lexicon"):
        phrases("@nowhere")
    with pytest.raises(ValueError, match="two slots"):
        parse("@row ~ ~ @column")
