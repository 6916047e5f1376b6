"""Positions: formulas by hand, and what each is made for."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import product
from engine.positions import alibi_bias, alibi_slopes, rotate, sinusoidal_encoding
from tests.engine.test_products import reals


def test_sinusoids_are_the_formula_cell_by_cell():
    """PE(p, 2i) = sin(p/10000^(2i/d)), PE(p, 2i+1) = cos of the same, by Python's math module."""
    encoding = sinusoidal_encoding(np.arange(9), 6)
    for p in range(9):
        angles = [p / 10000 ** (2 * i / 6) for i in range(3)]
        expected = [wave(angle) for angle in angles for wave in (math.sin, math.cos)]
        assert encoding[p].tolist() == pytest.approx(expected, abs=1e-15)


def test_a_rotation_by_hand():
    """At position 2 with base 100 and width 4 the pairs turn by 2 and by 0.2 radians."""
    turned = rotate(np.array([[1.0, 0.0, 0.0, 1.0]]), np.array([2]), base=100.0)
    assert turned[0].tolist() == pytest.approx([math.cos(2), math.sin(2), -math.sin(0.2), math.cos(0.2)], abs=1e-15)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 300))
def test_rotated_dot_products_depend_on_the_distance_only(here, there, shift):
    """Moving query and key by the same number of positions changes their score by rounding only; lengths stay."""
    q, k = reals(1, (1, 8)), reals(2, (1, 8))
    score = product(rotate(q, here), rotate(k, there).swapaxes(-1, -2))
    moved = product(rotate(q, here + shift), rotate(k, there + shift).swapaxes(-1, -2))
    assert np.allclose(score, moved, rtol=0, atol=1e-12)
    assert np.allclose(np.linalg.norm(rotate(q, here)), np.linalg.norm(q), rtol=1e-14)


def test_rotation_is_multiplication_of_complex_numbers():
    """A pair (a, b) at position p is (a + bi)·e^(ip·θ), for a batch with heads."""
    x, positions = reals(3, (2, 3, 5, 6)), np.arange(5)
    turned = (x[..., 0::2] + 1j * x[..., 1::2]) * np.exp(1j * positions[:, None] * 10000.0 ** (-np.arange(3) / 3))
    assert np.allclose(rotate(x, positions), np.stack((turned.real, turned.imag), -1).reshape(x.shape), atol=1e-14)


def test_alibi_by_hand():
    """Eight heads have slopes 1/2, 1/4, … 1/256; the bias is minus the slope times the distance, cache counted."""
    assert alibi_slopes(8).tolist() == [2.0**-i for i in range(1, 9)]
    assert alibi_bias(8, 1, 4, offset=3)[0].tolist() == [[-1.5, -1, -0.5, 0]]
    assert alibi_bias(8, 2, 2)[1].tolist() == [[0, -0.25], [-0.25, 0]]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: sinusoidal_encoding(1, 5), "Coordinates turn in pairs, so the width is an even number from 2, but"),
        (lambda: alibi_slopes(6), "These slopes are defined for a power of two of heads, but there are 6."),
    ],
)
def test_a_wrong_width_is_one_sentence(wrong, sentence):
    """What has no encoding is refused with the rule and what came."""
    with pytest.raises(ValueError, match=f"^{sentence}"):
        wrong()
