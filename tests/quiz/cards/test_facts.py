"""Every number on a card, computed again: with fractions, exact integers, or NumPy written out by hand."""

import math
from fractions import Fraction

import numpy as np
import pytest

from quiz.blocks import plain
from quiz.cards import card


def answer(id: str) -> str:
    return plain(card(id).answer)


def softmax(row: np.ndarray) -> np.ndarray:
    exponentials = np.exp(row)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def reach(edges: list[tuple[int, int]], layers: int, doubling: bool = True) -> dict[int, set[int]]:
    """The sets after so many layers, by sets of Python alone."""
    vertices = {vertex for edge in edges for vertex in edge}
    known = {vertex: {vertex} for vertex in vertices}
    for layer in range(1, layers + 1):
        if layer == 1 or not doubling:
            known = {v: known[v].union(*(known[b] for a, b in edges if a == v)) for v in vertices}
        else:
            known = {v: set().union(*(known[u] for u in known[v])) for v in vertices}
    return known


def layers_needed(distance: int, doubling: bool = True) -> int:
    """Layers until the start of a chain knows its end, by trying."""
    chain = [(i, i + 1) for i in range(distance)]
    return next(layers for layers in range(1, 100) if distance in reach(chain, layers, doubling)[0])


def test_peaked_attention_is_948_and_leaks_17() -> None:
    """Four tokens, K = 8·I, d_k = 4: 94.8 % on the target, 1.7 % on each other token."""
    weights = softmax(np.eye(4) @ (8 * np.eye(4)).T / math.sqrt(4))
    assert f"{weights[0, 0]:.1%}".replace("%", " %") == answer("peaked-four-tokens").split(":")[0] == "94.8 %"
    assert f"{weights[0, 1]:.1%}".replace("%", " %") == answer("peaked-leak").split(":")[0] == "1.7 %"
    assert f"{weights[0, 0]:.3f}" in answer("peaked-four-tokens")
    assert f"{weights[0, 1]:.4f}" in answer("peaked-leak")


@pytest.mark.parametrize(("n", "beta", "d_k"), [(4, 8, 4), (7, 3, 9), (2, 5, 16)])
def test_the_peaked_formula_is_the_softmax(n: int, beta: int, d_k: int) -> None:
    """e^{β/√d_k} / (e^{β/√d_k} + n − 1) is what the softmax of a unit query over K = β·I gives."""
    assert answer("peaked-in-general") == "(e^(β/√d_k))/(e^(β/√d_k) + n - 1)"
    top = math.exp(beta / math.sqrt(d_k))
    assert softmax(beta * np.eye(n) / math.sqrt(d_k))[0, 0] == pytest.approx(top / (top + n - 1))


def test_plain_fractions() -> None:
    """The softmax of ln 1, ln 2, ln 3 is 1/6, 1/3, 1/2; exponentials 1, 2, 5 give 0.125, 0.25, 0.625."""
    assert [Fraction(i, 1 + 2 + 3) for i in (1, 2, 3)] == [Fraction(1, 6), Fraction(1, 3), Fraction(1, 2)]
    assert answer("plain-fractions").startswith("((1)/(6), (1)/(3), (1)/(2))")
    assert [i / (1 + 2 + 5) for i in (1, 2, 5)] == [0.125, 0.25, 0.625]
    assert answer("divide-by-the-sum").startswith("0.125, 0.25 and 0.625")


def test_twice_the_weight_is_ln_2() -> None:
    """A score that is ln 2 ≈ 0.693 larger earns twice the weight."""
    weights = softmax(np.array([0.3, 0.3 + math.log(2)]))
    assert weights[1] / weights[0] == pytest.approx(2)
    assert f"{math.log(2):.3f}" in answer("twice-the-weight")


def test_a_shift_changes_nothing_and_a_factor_sharpens() -> None:
    """Adding a constant leaves the row; a factor above 1 moves weight to the largest score."""
    row = np.array([0.2, 1.0, -0.5])
    assert softmax(row + 7) == pytest.approx(softmax(row))
    assert softmax(2 * row).max() > softmax(row).max()
    assert softmax(2 * row).min() < softmax(row).min()
    assert answer("shift-a-row").startswith("Nothing")
    assert answer("multiply-a-row").startswith("It gets sharper")


def test_entropy_and_perplexity_lie_between_one_hot_and_flat() -> None:
    """Flat over 8: entropy ln 8 and perplexity 8; one-hot: 0 and 1; every other row lies between."""

    def entropy(row: np.ndarray) -> float:
        return float(-sum(p * math.log(p) for p in row if p))

    assert entropy(np.full(8, 1 / 8)) == pytest.approx(math.log(8))
    assert entropy(np.eye(8)[0]) == 0
    assert 0 < entropy(softmax(np.arange(8) / 3)) < math.log(8)
    assert math.exp(entropy(np.full(8, 1 / 8))) == pytest.approx(8)
    assert answer("perplexity-extremes") == "8 for the flat row, 1 for the one-hot row."
    assert "ln n" in answer("entropy-extremes")


def test_the_variance_of_a_score_is_d_k() -> None:
    """Signs ±1 have mean 0 and variance 1; over all of them q·k has variance exactly d_k, scaled 1, by d_k 1/d_k."""
    d_k = 4
    signs = np.array(np.meshgrid(*[[-1, 1]] * d_k)).reshape(d_k, -1).T
    scores = signs @ signs.T
    assert scores.mean() == 0
    assert scores.var() == d_k
    assert (scores / math.sqrt(d_k)).var() == 1
    assert (scores / d_k).var() == 1 / d_k
    assert answer("score-variance").startswith("Variance d_k, standard deviation √d_k")
    assert answer("scaled-variance").startswith("1,")
    assert answer("divided-by-dk-variance").startswith("(1)/(d_k)")


def test_the_scale_of_64() -> None:
    """√64 is 8, and 512 divided among 8 heads is 64."""
    assert math.isqrt(64) == 8
    assert 512 // 8 == 64
    for id in ("root-not-dk", "scale-not-dmodel"):
        assert answer(id).startswith("By √64 = 8")
    assert answer("head-width").endswith("it is 64.")


def test_parameters_of_512() -> None:
    """Four matrices 512 × 512 have 1,048,576 entries; four biases of 512 add 2,048."""
    matrices = sum(rows * columns for rows, columns in [(512, 8 * 64)] * 3 + [(8 * 64, 512)])
    biases = 3 * 8 * 64 + 512
    assert answer("parameters-512") == f"{matrices:,} without bias, {matrices + biases:,} with bias."
    assert biases == 4 * 512


def test_the_cache_of_32_layers() -> None:
    """Keys and values of 32 layers, 8 heads, width 128, 4,096 tokens at 2 bytes are 512 MiB."""
    numbers = sum(32 * 8 * 128 * 4096 for _ in ("keys", "values"))
    assert answer("kv-cache-bytes").startswith(f"{numbers * 16 // 8:,} bytes (512 MiB)")
    assert numbers * 2 == 512 * 2**20


def test_costs_grow_with_the_square() -> None:
    """n tokens have n² pairs; twice as many tokens have four times as many."""
    pairs = {n: sum(1 for _ in range(n) for _ in range(n)) for n in (6, 12)}
    assert pairs[12] == 4 * pairs[6] == 12**2
    assert answer("twice-the-tokens") == "Four times."
    assert answer("quadratic-scores").startswith("n^2")
    assert answer("bytes-and-bits").startswith(f"{32 // 8} bytes and {16 // 8} bytes")


def test_causal_pairs() -> None:
    """Counting j ≤ i among 4 tokens gives 10, and n(n + 1)/2 in general."""
    for n in range(1, 9):
        assert sum(j <= i for i in range(n) for j in range(n)) == n * (n + 1) // 2
    assert answer("causal-pairs").endswith("10 pairs for 4 tokens.")


def test_which_head_is_read() -> None:
    """⌊i·2/6⌋ for six heads is 0, 0, 0, 1, 1, 1; dealing out in turn would alternate."""
    assert ", ".join(str(math.floor(Fraction(i * 2, 6))) for i in range(6)) == "0, 0, 0, 1, 1, 1"
    assert ", ".join(str(i % 2) for i in range(6)) == "0, 1, 0, 1, 0, 1"
    assert answer("six-heads-two-groups") == "0, 0, 0, 1, 1, 1; not 0, 1, 0, 1, 0, 1."


@pytest.mark.parametrize(("distance", "layers"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (8, 4), (9, 5), (16, 5)])
def test_layers_for_a_distance(distance: int, layers: int) -> None:
    """1 + ⌈log₂ D⌉ layers carry a chain's end to its start, found by merging sets until it is there."""
    assert layers_needed(distance) == layers == 1 + math.ceil(math.log2(distance))
    assert layers_needed(distance, doubling=False) == distance
    assert answer("layers-for-distance").startswith("1 + ⌈log_2 D⌉")


def test_layers_on_the_cards() -> None:
    """The tables on the cards are what merging sets gives."""
    first = [layers_needed(distance) for distance in (1, 2, 3, 4, 5)]
    assert answer("layers-for-small-distances") == "{}, {}, {}, {} and {}.".format(*first)
    assert answer("layers-for-sixteen").startswith(f"{layers_needed(16)} layers with doubling")
    assert f"{layers_needed(16, doubling=False)} with edges only" in answer("layers-for-sixteen")


def test_reach_in_edges() -> None:
    """After layers 1 to 4 the start of a long chain knows 1, 2, 4 and 8 edges ahead."""
    chain = [(i, i + 1) for i in range(20)]
    far = [max(reach(chain, layers)[0]) for layers in (1, 2, 3, 4)]
    assert answer("reach-in-edges").endswith("{}, {}, {}, {} after layers 1, 2, 3, 4.".format(*far))
    assert answer("reach-after-four").startswith(f"{far[-1]}, not 16 and not 4")


def test_the_branching_example() -> None:
    """Vertex 0 of the branching graph holds {0,1,2}, then {0,…,4}, then all seven."""
    edges = [(0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6)]
    assert all(f"{a}→{b}" in card("branching-example").question for a, b in edges)
    sets = ["{" + ", ".join(map(str, sorted(reach(edges, layers)[0]))) + "}" for layers in (1, 2, 3)]
    assert answer("branching-example") == "{}, then {}, then {}.".format(*sets)


def test_the_lookahead_of_spokes() -> None:
    """min(5, max(3, 2)) is 3."""
    assert answer("lookahead-of-spokes").startswith(f"{min(5, max(3, 2))}:")
    assert answer("path-length").startswith(f"{len(['a', 'b', 'c', 'd', 'e']) - 1} edges")


def test_positions() -> None:
    """Position 0 is (0, 1, 0, 1, …), a radian is 57.3 degrees, and the eight slopes of ALiBi are halvings."""
    assert [math.sin(0), math.cos(0)] == [0, 1]
    assert f"{math.degrees(1):.1f} degrees" in answer("radians")
    assert [2 ** (-8 * head / 8) for head in range(1, 9)] == [1 / size for size in (2, 4, 8, 16, 32, 64, 128, 256)]
    assert answer("alibi-slopes") == "(1)/(2), (1)/(4), (1)/(8) and so on down to (1)/(256)"


def test_rotation_turns_forward_and_leaves_the_distance() -> None:
    """(1, 0) turned by a quarter is (0, 1); turning both by one more step leaves their dot product."""

    def turned(x: float, y: float, angle: float) -> complex:
        return complex(x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle))

    assert answer("rotary-formula") == "(x·cos θ - y·sin θ, x·sin θ + y·cos θ)"
    assert turned(1, 0, math.pi / 2) == pytest.approx(1j)

    def met(shift: float) -> float:
        query, key = turned(2, 1, 0.3 + shift), turned(-1, 3, 0.9 + shift)
        return query.real * key.real + query.imag * key.imag

    assert met(0) == pytest.approx(met(1.7))


def test_the_softmax_jacobian() -> None:
    """diag(p) − p·pᵀ agrees with finite differences, its rows sum to 0, and no slope exceeds 1/4."""
    z, step = np.array([0.4, -1.0, 2.0]), 1e-6
    p = softmax(z)
    jacobian = np.diag(p) - np.outer(p, p)
    measured = np.array([(softmax(z + step * e) - softmax(z - step * e)) / (2 * step) for e in np.eye(3)]).T
    assert jacobian == pytest.approx(measured, abs=1e-8)
    assert jacobian.sum(axis=-1) == pytest.approx(np.zeros(3))
    slopes = [share * (1 - share) for share in np.linspace(0, 1, 101)]
    assert (max(slopes), int(np.argmax(slopes))) == (0.25, 50)
    assert answer("largest-slope") == "(1)/(4), at p_i = (1)/(2)."


def test_the_gradients_of_attention() -> None:
    """dV = Aᵀ·dZ, dA = dZ·Vᵀ, dQ = dS·K/√d_k and dK = dSᵀ·Q/√d_k, against finite differences of a loss."""
    q, k = np.array([[1.0, 0.5], [-0.3, 2.0], [0.2, 0.1]]), np.array([[0.7, -1.0], [1.5, 0.4]])
    v = np.array([[1.0, 2.0, -1.0], [0.5, -0.5, 3.0]])
    d_z = np.array([[1.0, -2.0, 0.5], [0.3, 0.0, 1.0], [2.0, 1.0, -1.0]])

    def loss(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> float:
        return float((d_z * (softmax(q @ k.T / math.sqrt(2)) @ v)).sum())

    def measured(place: int) -> np.ndarray:
        given = [q, k, v]
        found = np.zeros_like(given[place])
        for cell in np.ndindex(found.shape):
            step = np.zeros_like(found)
            step[cell] = 1e-6
            up, down = [*given], [*given]
            up[place], down[place] = given[place] + step, given[place] - step
            found[cell] = (loss(*up) - loss(*down)) / 2e-6
        return found

    a = softmax(q @ k.T / math.sqrt(2))
    d_a = d_z @ v.T
    d_s = a * (d_a - (a * d_a).sum(axis=-1, keepdims=True))
    assert a.T @ d_z == pytest.approx(measured(2), abs=1e-7)
    assert d_s @ k / math.sqrt(2) == pytest.approx(measured(0), abs=1e-7)
    assert d_s.T @ q / math.sqrt(2) == pytest.approx(measured(1), abs=1e-7)
    assert answer("value-gradient") == "dV = Aᵀ·dZ"
    assert answer("weight-gradient") == "dA = dZ·Vᵀ"
    assert answer("query-gradient") == "dQ = (dS·K)/(√d_k) and dK = (dSᵀ·Q)/(√d_k)"


def test_the_feature_map_of_linear_attention() -> None:
    """elu(x) + 1 is e^x below 0 and x + 1 from 0 on, so it is positive everywhere."""

    def mapped(x: float) -> float:
        return (x if x > 0 else math.expm1(x)) + 1

    for x in (-3.0, -0.1):
        assert mapped(x) == pytest.approx(math.exp(x))
    for x in (0.0, 2.5):
        assert mapped(x) == x + 1
    assert answer("elu-plus-one").startswith("e^x for x < 0, and x + 1 otherwise; at 0 it is 1.")


def test_shapes_on_the_cards_multiply() -> None:
    """With different sizes everywhere, the products of the cards' shapes have the shapes on the cards."""
    sizes = {"n_q": 3, "n_k": 5, "d_model": 8, "d_k": 4, "d_v": 6, "n": 7, "h": 2, "B": 9}

    def shape(id: str) -> tuple[int, ...]:
        words = answer(id).split(":")[0].split(" and ")[0].removesuffix(".")
        return tuple(math.prod(sizes[name] for name in size.split("·")) for size in words.split(" × "))

    x, w_q, w_v = np.ones(shape("shape-of-x")), np.ones(shape("shape-of-wq")), np.ones(shape("shape-of-wv"))
    assert (x @ w_q).shape == (7, 4)
    assert (x @ w_v).shape == (7, 6)
    q, k, v = np.ones(shape("shape-of-q-and-k")), np.ones((5, 4)), np.ones(shape("shape-of-v"))
    assert (q @ k.T).shape == shape("shape-of-scores")
    assert (q @ k.T @ v).shape == shape("shape-of-output")
    assert shape("batched-scores") == (9, 2, 3, 5)
    assert shape("batched-q") == (9, 2, 7, 4)
    joined = np.ones(shape("concatenated-shape"))
    assert joined.shape == (9, 3, 2 * 6)
    assert (joined @ np.ones(shape("shape-of-wo"))).shape == shape("projected-shape")
    assert shape("all-heads-wq") == (8, 2 * 4)
