"""The engine's attention: the two worked numbers, each clause of its contract, and the same bits in a batch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Draws, attention, causal_mask
from tests.engine.layouts import layouts, same_bits
from tests.engine.test_products import reals


def test_peaked_attention_as_worked_by_hand():
    """Keys 8·I₄ and unit queries at cat, sat, cat, sat: 0.94791 on the target, 0.01736 leaks to each other token."""
    targets = [1, 2, 1, 2]
    trace = attention(np.eye(4)[targets], 8 * np.eye(4), np.eye(4))
    assert (trace.scores == 8 * np.eye(4)[targets]).all()
    assert (trace.scaled == 4 * np.eye(4)[targets]).all()
    expected = np.where(np.eye(4)[targets] == 1, 0.94791, 0.01736)
    assert (trace.weights.round(5) == expected).all()
    assert same_bits(trace.output, trace.weights)


def test_small_numbers_by_hand():
    """Scores 6 and 2 over √4 are 3 and 1; e²/(e² + 1) = 0.88080, so the output is 0.88080·10 = 8.8080."""
    trace = attention(np.array([[1, 1, 1, 1]]), np.array([[1, 2, 1, 2], [2, 0, 0, 0]]), np.array([[10], [0]]))
    assert trace.scores.tolist() == [[6, 2]]
    assert trace.scaled.tolist() == [[3, 1]]
    assert trace.weights.round(5).tolist() == [[0.8808, 0.1192]]
    assert trace.output.round(4).tolist() == [[8.808]]
    assert trace.output.dtype == np.float64


def test_scores_are_divided_by_the_root():
    """With d_k = 9 the scaled score is the score divided by 3, to the last bit, not multiplied by 1/3."""
    q = np.zeros((50, 9))
    q[:, 0] = range(50)
    assert attention(q, np.eye(1, 9), np.ones((1, 1))).scaled[:, 0].tolist() == [score / 3 for score in range(50)]


def test_scale_and_softcap_by_hand():
    """scale multiplies the scores; softcap 2 of 2 is 2·tanh(1) = 1.52319."""
    trace = attention(np.array([[4]]), np.array([[1], [0]]), np.array([[1], [0]]), scale=0.5, softcap=2)
    assert trace.scaled.tolist() == [[2, 0]]
    assert trace.capped.round(5).tolist() == [[1.52319, 0]]


def test_a_bias_is_added_after_the_softcap():
    """The bias is not squashed: a bias of ln 3 on equal scores gives weights 3/4 and 1/4."""
    trace = attention(np.zeros((1, 2)), np.ones((2, 2)), np.eye(2), bias=np.array([np.log(3), 0]), softcap=0.1)
    assert trace.weights.round(12).tolist() == [[0.75, 0.25]]


def test_masked_cells_are_minus_infinity_before_softmax_and_weigh_nothing():
    """A key that may not be attended to has -inf in masked and 0 in weights; the rest of the row sums to 1."""
    mask = np.array([[True, False, True], [False, False, False]])
    trace = attention(np.ones((2, 1)), np.ones((3, 1)), np.array([[3], [100], [5]]), mask=mask)
    assert (np.isneginf(trace.masked) == ~mask).all()
    assert trace.weights.tolist() == [[0.5, 0, 0.5], [0, 0, 0]]
    assert trace.output.tolist() == [[4], [0]]


def test_causal_counts_the_cached_keys():
    """With two cached keys the first query sees keys 0, 1, 2: j ≤ i + offset."""
    trace = attention(np.zeros((2, 1)), np.zeros((4, 1)), np.ones((4, 1)), causal=True, offset=2)
    assert trace.weights.tolist() == [[1 / 3, 1 / 3, 1 / 3, 0], [0.25] * 4]


def test_each_element_of_a_batch_has_its_own_offset():
    """An array of offsets has one number for each element of the leading dimensions; below 0 hides all keys."""
    zeros = np.zeros((3, 1, 2, 1))
    trace = attention(zeros, zeros, zeros, causal=True, offset=np.array([[0], [1], [-1]]))
    assert trace.weights[:, 0].tolist() == [[[1, 0], [0.5, 0.5]], [[0.5, 0.5], [0.5, 0.5]], [[0, 0], [1, 0]]]


def test_mask_bias_and_causal_restrict_together():
    """A key is attended to when nothing forbids it: mask, causal and a bias of -inf each take away."""
    trace = attention(
        np.zeros((1, 1)), np.zeros((5, 1)), np.ones((5, 1)),
        mask=np.array([False, True, True, True, True]), bias=np.array([0, -np.inf, 0, 0, 0]), causal=True, offset=3,
    )
    assert trace.weights.tolist() == [[0, 0, 0.5, 0.5, 0]]


@pytest.mark.parametrize("h_kv", [1, 2, 3, 6])
def test_query_heads_read_the_head_of_their_group(h_kv):
    """Of six query heads, head i reads key/value head i // (6 // h_kv), to the last bit."""
    q, k, v = reals(1, (2, 6, 3, 4)), reals(2, (2, h_kv, 5, 4)), reals(3, (2, h_kv, 5, 2))
    together = attention(q, k, v, mask=causal_mask(3, 5, 2), softcap=3.0)
    for head in range(6):
        read = head // (6 // h_kv)
        alone = attention(q[:, head], k[:, read], v[:, read], mask=causal_mask(3, 5, 2), softcap=3.0)
        for stage in ("scores", "scaled", "capped", "masked", "weights", "output"):
            assert same_bits(getattr(together, stage)[:, head], getattr(alone, stage))


@pytest.mark.parametrize(("n", "d"), [(1, 1), (4, 3), (5, 16), (6, 17), (40, 64)])
def test_a_variant_alone_has_the_bits_it_has_in_a_batch(n, d):
    """Every stage of variant i is bit for bit the same alone, in a batch, and in any memory layout."""
    q, k, v = reals(4, (7, n, d)) * 3, reals(5, (7, n, d)) * 3, reals(6, (7, n, d + 1))
    options = {"causal": True, "softcap": 5.0, "bias": reals(7, (n, n))}
    alone = [attention(q[i], k[i], v[i], **options) for i in range(7)]
    for queries, keys, values in zip(layouts(q), layouts(k), layouts(v), strict=True):
        together = attention(queries, keys, values, **options)
        for stage in ("scores", "scaled", "capped", "masked", "weights", "output"):
            assert same_bits(np.stack([getattr(trace, stage) for trace in alone]), getattr(together, stage))


@given(st.integers(0, 2**64 - 1), st.integers(1, 5), st.integers(1, 5), st.integers(1, 4), st.integers(1, 4))
def test_outputs_lie_between_the_values(seed, n_q, n_k, d_k, d_v):
    """Rows of weights sum to 1, and each output coordinate lies in the range of its column of V."""
    draws = Draws(seed)
    q, k, v = draws.integers(-3, 3, (n_q, d_k)), draws.integers(-3, 3, (n_k, d_k)), draws.integers(-9, 9, (n_k, d_v))
    trace = attention(q, k, v)
    assert np.allclose(trace.weights.sum(axis=-1), 1, rtol=0, atol=1e-14)
    assert (trace.output >= v.min(axis=0) - 1e-12).all()
    assert (trace.output <= v.max(axis=0) + 1e-12).all()


@given(st.integers(0, 2**64 - 1), st.integers(1, 6))
def test_permuting_the_tokens_permutes_the_outputs(seed, n):
    """Attention without positions knows no order: the outputs of permuted tokens are the permuted outputs."""
    draws = Draws(seed)
    x, order = draws.tenths(-2, 2, (n, 3)), draws.permutation(n)
    assert np.allclose(attention(x[order], x[order], x[order]).output, attention(x, x, x).output[order], atol=1e-12)


def test_sizes_of_zero():
    """No keys: nothing to attend to, output 0. No queries, no variants or no value columns: nothing comes back."""
    assert attention(np.ones((2, 3)), np.ones((0, 3)), np.ones((0, 4))).output.tolist() == [[0] * 4] * 2
    assert attention(np.ones((0, 3)), np.ones((2, 3)), np.ones((2, 4))).output.shape == (0, 4)
    assert attention(np.ones((0, 2, 3)), np.ones((0, 2, 3)), np.ones((0, 2, 4))).weights.shape == (0, 2, 2)
    assert attention(np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 0))).output.shape == (2, 0)


def test_nothing_given_is_changed():
    """Arguments come back as they were, float64 or not."""
    q, k, v = reals(1, (2, 3)), reals(2, (4, 3)), reals(3, (4, 2))
    before = [x.copy() for x in (q, k, v)]
    attention(q, k, v, causal=True, softcap=1.0, bias=np.zeros((2, 4)))
    assert all(same_bits(x, y) for x, y in zip((q, k, v), before, strict=True))


ONES = {name: np.ones(shape) for name, shape in (("q", (2, 3)), ("k", (4, 3)), ("v", (4, 5)))}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"q": np.ones(3)}, r"Queries, keys and values have at least two axes .* but q is \(3,\), k is"),
        ({"q": np.ones((2, 2))}, r"Queries and keys have the same width d_k, .* but q is \(2, 2\), k is \(4, 3\)"),
        ({"q": np.ones((2, 0)), "k": np.ones((4, 0))}, "Queries and keys have the same width d_k, at least 1"),
        ({"v": np.ones((3, 5))}, r"There is one value for each key, .* k is \(4, 3\), v is \(3, 5\)"),
        ({"q": np.ones((3, 2, 3)), "k": np.ones((2, 4, 3)), "v": np.ones((2, 4, 5))}, "Query heads are a multiple"),
        ({"q": np.ones((2, 2, 3)), "k": np.ones((2, 4, 3))}, "Query heads are a multiple of key/value heads"),
        ({"q": np.ones((2, 1, 2, 3)), "k": np.ones((3, 1, 4, 3)), "v": np.ones((3, 1, 4, 5))},
         "The axes before the heads must broadcast together"),
        ({"q": np.array([["a", "b", "c"]])}, "Attention takes real numbers, but the type of q is <U1"),
        ({"mask": np.ones((2, 4))}, "A mask is boolean, True = may attend, but its type is float64"),
        ({"mask": np.ones((4, 2), bool)}, r"The mask must broadcast to the shape of the scores, \(2, 4\), but"),
        ({"mask": np.ones((9, 2, 4), bool)}, "The mask must broadcast"),
        ({"bias": np.array([0, np.nan, 0, 0])}, r"A bias is finite or -inf, but it contains nan or \+inf"),
        ({"bias": np.array([0, np.inf, 0, 0])}, "A bias is finite or -inf"),
        ({"bias": np.zeros(3)}, "The bias must broadcast"),
        ({"causal": True, "offset": 0.5}, "An offset is a whole number of cached keys, but its type is float64"),
        ({"causal": True, "offset": np.zeros(2, int)}, "The offset must broadcast"),
        ({"scale": 0}, "The scale is a finite number above 0, but it is 0"),
        ({"scale": np.nan}, "The scale is a finite number above 0, but it is nan"),
        ({"softcap": -1}, "The softcap is a finite number above 0, but it is -1"),
        ({"softcap": np.inf}, "The softcap is a finite number above 0, but it is inf"),
    ],
)
def test_a_wrong_argument_is_one_sentence(changes, sentence):
    """What attention cannot use is refused with the rule, what was expected and what came."""
    arguments = {**ONES, **changes}
    positional = [arguments.pop(name) for name in ("q", "k", "v")]
    with pytest.raises(ValueError, match=f"^{sentence}"):
        attention(*positional, **arguments)
