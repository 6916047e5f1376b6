"""Shapes in many heads over a batch, and how people lose a head, the batch or an axis.

Sizes and shapes as in `quiz.steps.shapes`. B is the batch, h counts query heads, h_kv key/value heads.
"""

from typing import Any

from engine.arrays import Array
from quiz.calculation import step
from quiz.steps.shapes import instead, shape, times


def queries_says(B: Any, h: Any, n: Any, d_model: Any, d_k: Any) -> str:
    return (
        f"Each of the {int(h)} heads makes queries of width $d_{{model}}/h$ = {int(d_model)}/{int(h)} = {int(d_k)}, "
        f"one for each of {int(n)} tokens, in each of {int(B)} sequences: {times(B, h, n, d_k)}."
    )


@step("q", says=queries_says, look="hidden")
def queries(B: Array, h: Array, n: Array, d_k: Array) -> Array:
    return shape(B, h, n, d_k)


@queries.mistake("batch-dropped")
def queries_of_one_sequence(h: Array, n: Array, d_k: Array) -> Array:
    return shape(h, n, d_k)


@queries.mistake("head-width-not-divided")
def queries_of_full_width(B: Array, h: Array, n: Array, d_model: Array) -> Array:
    return shape(B, h, n, d_model)


@queries.mistake("transposed-shape")
def queries_transposed(B: Array, h: Array, n: Array, d_k: Array) -> Array:
    return shape(B, h, d_k, n)


def keys_says(B: Any, h: Any, h_kv: Any, n: Any, d_k: Any) -> str:
    return (
        f"Keys are made by the {int(h_kv)} key/value heads only, which {int(h)} query heads share: one key of width "
        f"{int(d_k)} for each token of each sequence and each key/value head, {times(B, h_kv, n, d_k)}."
    )


@step("k", says=keys_says, look="hidden")
def keys(B: Array, h_kv: Array, n: Array, d_k: Array) -> Array:
    return shape(B, h_kv, n, d_k)


@keys.mistake("query-heads-for-kv")
def keys_of_query_heads(B: Array, h: Array, h_kv: Array, n: Array, d_k: Array) -> Array:
    return shape(B, instead(h, h_kv), n, d_k)


@keys.mistake("batch-dropped")
def keys_of_one_sequence(h_kv: Array, n: Array, d_k: Array) -> Array:
    return shape(h_kv, n, d_k)


@keys.mistake("head-width-not-divided")
def keys_of_full_width(B: Array, h_kv: Array, n: Array, d_model: Array) -> Array:
    return shape(B, h_kv, n, d_model)


@keys.mistake("transposed-shape")
def keys_transposed(B: Array, h_kv: Array, n: Array, d_k: Array) -> Array:
    return shape(B, h_kv, d_k, n)


def scores_says(B: Any, h: Any, n: Any, d_k: Any) -> str:
    return (
        f"Each head of each sequence multiplies {times(n, d_k)} by {times(d_k, n)}: the {int(d_k)} is summed away and "
        f"{times(n, n)} is left, so in all {times(B, h, n, n)}."
    )


@step("scores", says=scores_says, look="hidden")
def scores(B: Array, h: Array, n: Array) -> Array:
    return shape(B, h, n, n)


@scores.mistake("batch-dropped")
def scores_of_one_sequence(h: Array, n: Array) -> Array:
    return shape(h, n, n)


@scores.mistake("dk-in-scores")
def scores_like_queries(B: Array, h: Array, n: Array, d_k: Array) -> Array:
    return shape(B, h, n, d_k)


@scores.mistake("dk-in-scores")
def scores_like_turned_keys(B: Array, h: Array, n: Array, d_k: Array) -> Array:
    """The shape of Kᵀ."""
    return shape(B, h, d_k, n)


@scores.mistake("dk-in-scores")
def columns_with_columns(B: Array, h: Array, d_k: Array) -> Array:
    """Qᵀ·K in place of Q·Kᵀ."""
    return shape(B, h, d_k, d_k)


def weights_says(B: Any, h: Any, n: Any) -> str:
    return f"Scaling and softmax change no shape: $A$ is {times(B, h, n, n)} like the scores, one map a head."


weights = scores.called("weights", says=weights_says)


def concatenated_says(B: Any, h: Any, n: Any, d_v: Any) -> str:
    return (
        f"Every head gives {times(B, n, d_v)}. Side by side along the features, {int(h)} heads of width {int(d_v)} "
        f"make rows of width {int(h) * int(d_v)}: {times(B, n, h * d_v)}. Each token keeps one row."
    )


@step("concatenated", says=concatenated_says, look="hidden")
def concatenated(B: Array, h: Array, n: Array, d_v: Array) -> Array:
    return shape(B, n, h * d_v)


@concatenated.mistake("heads-stacked")
def heads_below_each_other(B: Array, h: Array, n: Array, d_v: Array) -> Array:
    return shape(B, h * n, d_v)


@concatenated.mistake("heads-averaged")
def mean_of_heads(B: Array, n: Array, d_v: Array) -> Array:
    return shape(B, n, d_v)


@concatenated.mistake("batch-dropped")
def concatenated_of_one_sequence(h: Array, n: Array, d_v: Array) -> Array:
    return shape(n, h * d_v)


@concatenated.mistake("head-width-not-divided")
def concatenated_full_widths(B: Array, h: Array, n: Array, d_model: Array) -> Array:
    return shape(B, n, h * d_model)


@concatenated.mistake("transposed-shape")
def concatenated_transposed(B: Array, h: Array, n: Array, d_v: Array) -> Array:
    return shape(B, h * d_v, n)


@concatenated.mistake("dk-for-dv")
def concatenated_keys(B: Array, h: Array, n: Array, d_k: Array, d_v: Array) -> Array:
    return shape(B, n, h * instead(d_k, d_v))


def output_says(B: Any, h: Any, n: Any, d_v: Any, d_model: Any) -> str:
    wide = int(h) * int(d_v)
    return (
        f"$W_O$ is {times(wide, d_model)}: it takes the concatenated rows of width {wide} back to rows of width "
        f"{int(d_model)}, so the output is {times(B, n, d_model)}, like $X$."
    )


@step("output", says=output_says, look="hidden")
def output(B: Array, n: Array, d_model: Array) -> Array:
    return shape(B, n, d_model)


@output.mistake("output-projection-forgotten")
def not_projected(B: Array, h: Array, n: Array, d_v: Array, d_model: Array) -> Array:
    return shape(B, n, instead(h * d_v, d_model))


@output.mistake("heads-stacked")
def projected_below_each_other(B: Array, h: Array, n: Array, d_model: Array) -> Array:
    return shape(B, h * n, d_model)


@output.mistake("batch-dropped")
def output_of_one_sequence(n: Array, d_model: Array) -> Array:
    return shape(n, d_model)


@output.mistake("transposed-shape")
def output_transposed(B: Array, n: Array, d_model: Array) -> Array:
    return shape(B, d_model, n)
