"""One key that matches: with K = β·I and a unit query the target scores β and every other token 0.

Softmax then gives the target e^s/(e^s + n − 1), where s = β/√d_k. Everything here is a plain number for each variant,
so all arguments and results are (...).
"""

import numpy as np

from engine.arrays import Array
from quiz.blocks import number
from quiz.calculation import step


def share(score: Array, n: Array) -> Array:
    """The softmax weight of one token with this score among n − 1 tokens with the score 0.

    >>> round(float(share(np.array(4.0), np.array(4))), 5)
    0.94791
    """
    return 1 / (1 + (n - 1) * np.exp(-score))


def peak_scaled(beta: Array, d_k: Array) -> str:
    root = np.sqrt(d_k)
    return (
        f"The query picks out β from the key of its target and 0 from every other key. Scaled, the target’s score is "
        f"{number(beta)}/√{number(d_k)} = {number(beta / root)} and the others stay 0."
    )


@step("scaled", says=peak_scaled, look="hidden")
def scaled_peak(beta: Array, d_k: Array) -> Array:
    return beta / np.sqrt(d_k)


@scaled_peak.mistake("no-scale")
def peak_unscaled(beta: Array) -> Array:
    return beta * 1.0


@scaled_peak.mistake("scaled-by-dk")
def peak_over_dk(beta: Array, d_k: Array) -> Array:
    return beta / d_k


@scaled_peak.mistake("scaled-by-n")
def peak_over_root_of_n(beta: Array, d_k: Array, n: Array) -> Array:
    return np.where(n == d_k, np.nan, beta / np.sqrt(n))  # with n = d_k it is no mistake


def peak_shared_out(scaled: Array, n: Array) -> str:
    s, others = number(scaled), number(n - 1)
    raised = np.exp(scaled)
    return (
        f"Softmax: the target has $e^{{{s}}} = {number(raised)}$, each of the {others} other tokens $e^0 = 1$. "
        f"The weight on the target is {number(raised)}/({number(raised)} + {others}) = {number(share(scaled, n))}."
    )


@step("peak", says=peak_shared_out, look="hidden")
def peak(scaled: Array, n: Array) -> Array:
    return share(scaled, n)


@peak.mistake("not-normalised")
def peak_exponential(scaled: Array) -> Array:
    return np.exp(scaled)


@peak.mistake("no-softmax")
def peak_score(scaled: Array) -> Array:
    return scaled * 1.0


@peak.mistake("log-base")
def peak_in_base_2(scaled: Array, n: Array) -> Array:
    """Base 2 alone: in base 10 a peaked row is so near 1 that it looks like a row whose scale was forgotten."""
    return share(scaled * np.log(2.0), n)


@peak.mistake("scaled-after-softmax")
def peak_scaled_afterwards(beta: Array, d_k: Array, n: Array) -> Array:
    return share(beta, n) / np.sqrt(d_k)


def score_for(wanted: Array, n: Array) -> Array:
    """The scaled score that gives the target this weight: ln(w·(n − 1)/(1 − w))."""
    return np.log(wanted * (n - 1) / (1 - wanted))


def whole(exact: Array) -> Array:
    """The least whole number that is not below, with a hair for binary rounding: 25.000000000000004 is 25."""
    return np.ceil(exact - 1e-9)


def sharpness_found(wanted: Array, n: Array, d_k: Array) -> str:
    w, others, score = number(wanted), number(n - 1), score_for(wanted, n)
    exact = np.sqrt(d_k) * score
    return (
        f"The weight is at least {w} when $e^s \\ge {w} \\cdot {others}/(1 - {w})$, that is when "
        f"$s \\ge {number(score)}$. Since β is √{number(d_k)}·s, it has to be at least {number(exact)}: "
        f"the next whole number is {number(whole(exact))}."
    )


@step("least_beta", says=sharpness_found, look="hidden")
def least_sharpness(wanted: Array, n: Array, d_k: Array) -> Array:
    return whole(np.sqrt(d_k) * score_for(wanted, n))


@least_sharpness.mistake("no-scale")
def sharpness_unscaled(wanted: Array, n: Array) -> Array:
    return whole(score_for(wanted, n))


@least_sharpness.mistake("scaled-by-dk")
def sharpness_with_dk(wanted: Array, n: Array, d_k: Array) -> Array:
    return whole(d_k * score_for(wanted, n))


@least_sharpness.mistake("scaled-by-n")
def sharpness_with_n(wanted: Array, n: Array, d_k: Array) -> Array:
    return np.where(n == d_k, np.nan, whole(np.sqrt(n) * score_for(wanted, n)))


@least_sharpness.mistake("multiplied-by-scale")
def sharpness_divided(wanted: Array, n: Array, d_k: Array) -> Array:
    return whole(score_for(wanted, n) / np.sqrt(d_k))


@least_sharpness.mistake("log-base")
def sharpness_in_base_2(wanted: Array, n: Array, d_k: Array) -> Array:
    return whole(np.sqrt(d_k) * score_for(wanted, n) / np.log(2.0))


@least_sharpness.mistake("log-base")
def sharpness_in_base_10(wanted: Array, n: Array, d_k: Array) -> Array:
    return whole(np.sqrt(d_k) * score_for(wanted, n) / np.log(10.0))
