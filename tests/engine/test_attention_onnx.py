"""ONNX's own Attention cases, all of them, each said in the words of the engine's contract."""

import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from engine.attention import Trace, attention
from engine.heads import join_heads, split_heads
from engine.masks import padding_mask, window_mask

onnx = pytest.importorskip("onnx", reason="onnx is not installed: its Attention cases could not be run")

# How many cases onnx 1.23 generates for the operator: each one, and each again as a graph of simpler operators
# with inputs and outputs of its own. A new version of onnx with more of them has to be looked at.
CASES_FOUND = 186

# Outputs are computed and stored in the type of the case: a few roundings of it.
TOLERANCE = {"float32": 3e-7, "float16": 1e-3, "bfloat16": 8e-3}

INPUTS = ("q", "k", "v", "attn_mask", "past_key", "past_value", "nonpad_kv_seqlen")
OUTPUTS = ("y", "present_key", "present_value", "qk_matmul_output")
ATTRIBUTES = {
    "is_causal", "kv_num_heads", "left_window_size", "q_num_heads", "qk_matmul_output_mode", "right_window_size",
    "scale", "softcap", "softmax_precision",
}


@dataclass
class Case:
    attributes: dict[str, Any]
    given: dict[str, np.ndarray]
    expected: dict[str, np.ndarray]


@cache
def cases() -> dict[str, Case]:
    from onnx.backend.test.case.node import collect_testcases

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other operators' cases divide by zero on purpose
        found = {case.name: case for case in collect_testcases("Attention")}
    return {name: _case(found, name) for name in found if name.startswith("test_attention")}


def _case(found: dict[str, Any], name: str) -> Case:
    # The expanded graph has the tensors of the case; what they mean stands in the single node of the original.
    (node,) = found[name.removesuffix("_expanded")].model.graph.node
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    assert node.op_type == "Attention"
    assert set(attributes) <= ATTRIBUTES
    ((inputs, outputs),) = found[name].data_sets
    return Case(attributes, _named(INPUTS, node.input, inputs), _named(OUTPUTS, node.output, outputs))


def _named(names: tuple[str, ...], used: Any, tensors: list[Any]) -> dict[str, np.ndarray]:
    present = [name for name, said in zip(names, used, strict=False) if said]
    return dict(zip(present, map(np.asarray, tensors), strict=True))


def run(case: Case) -> tuple[Trace, dict[str, np.ndarray]]:
    """Say a case in the engine's words, and return what it gives in the case's."""
    given = {name: x if x.dtype in (np.bool_, np.int64) else x.astype(np.float64) for name, x in case.given.items()}
    said = case.attributes
    q, k, v = given["q"], given["k"], given["v"]
    flat = q.ndim == 3
    if flat:
        q = split_heads(q, said["q_num_heads"])
        k, v = (split_heads(x, said["kv_num_heads"]) for x in (k, v))
    if "past_key" in given:
        k, v = np.concatenate((given["past_key"], k), axis=-2), np.concatenate((given["past_value"], v), axis=-2)
    n_q, n_k = q.shape[-2], k.shape[-2]
    offset: Any = given["past_key"].shape[-2] if "past_key" in given else 0
    mask = np.ones((1, 1, n_q, n_k), np.bool_)
    if "nonpad_kv_seqlen" in given:
        lengths = given["nonpad_kv_seqlen"][:, None]  # (B, 1): the same for all heads
        offset = lengths - n_q
        mask = mask & padding_mask(lengths, n_k)
    bounds = {side: size for side in ("left", "right") if (size := said.get(f"{side}_window_size", -1)) >= 0}
    if bounds:
        mask = mask & window_mask(n_q, n_k, before=bounds.get("left"), after=bounds.get("right"), offset=offset)
    bias = None
    if "attn_mask" in given:
        asked = given["attn_mask"]
        is_mask = asked.dtype == np.bool_
        short = [(0, 0)] * (asked.ndim - 1) + [(0, n_k - asked.shape[-1])]
        asked = np.pad(asked, short, constant_values=False if is_mask else -np.inf)
        mask, bias = (mask & asked, None) if is_mask else (mask, asked)
    trace = attention(
        q, k, v, mask=mask, bias=bias, causal=bool(said.get("is_causal")), offset=offset,
        scale=said.get("scale"), softcap=said.get("softcap") or None,
    )
    stages = (trace.capped, trace.capped, trace.masked, trace.weights)
    return trace, {
        "y": join_heads(trace.output) if flat else trace.output,
        "present_key": k,
        "present_value": v,
        "qk_matmul_output": stages[said.get("qk_matmul_output_mode", 0)],
    }


def test_every_case_is_here():
    """All cases that this version of onnx generates for Attention are found; none is left out silently."""
    assert len(cases()) == CASES_FOUND
    assert {name for case in cases().values() for name in case.given} == set(INPUTS)
    assert {name for case in cases().values() for name in case.expected} == set(OUTPUTS)
    assert {name for case in cases().values() for name in case.attributes} == ATTRIBUTES


def test_every_case_agrees():
    """Every output of every case is the engine's, within the rounding of the type that the case is stored in."""
    compared, wrong = 0, []
    for name, case in cases().items():
        _, found = run(case)
        for output, expected in case.expected.items():
            tolerance = TOLERANCE[expected.dtype.name]
            close = np.isclose(
                found[output], expected.astype(np.float64), rtol=tolerance, atol=tolerance, equal_nan=False
            )
            compared += 1
            if found[output].shape != expected.shape or not close.all():
                wrong.append((name, output, float(np.nanmax(np.abs(found[output] - expected.astype(np.float64))))))
    assert wrong == []
    assert compared >= CASES_FOUND


def test_the_comparison_can_fail():
    """Leaving out what a case asks for is noticed: without its causal mask the case no longer agrees."""
    case = cases()["test_attention_4d_causal"]
    without = Case({**case.attributes, "is_causal": 0}, case.given, case.expected)
    assert not np.allclose(run(without)[1]["y"], case.expected["y"], atol=1e-2)
