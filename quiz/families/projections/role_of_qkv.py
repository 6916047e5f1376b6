"""Which of query, key and value does what, for the tokens of a sentence or two vertices of a graph."""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Formula, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import Option, Part
from quiz.steps.graphs import CONVENTION, all_vertices, draw_tree, drawing, shuffled
from quiz.steps.roles import asked, role_at
from quiz.words import draw_tokens

TOKENS = (
    "token-need", "token-offer", "token-content", "token-own-weights", "token-found", "token-received", "token-idle",
    "token-row", "token-column",
)  # fmt: skip
VERTICES = (
    "vertex-whose-set", "vertex-name", "vertex-set", "vertex-united", "vertex-idle", "vertex-into", "vertex-from",
)  # fmt: skip
OPERATIONS = (
    "vertex-united", "vertex-idle", "vertex-set", "vertex-into", "vertex-from", "vertex-row", "vertex-column",
)  # fmt: skip
OPTIONS = (Option("query", "its query"), Option("key", "its key"), Option("value", "its value"))


def first(question_1: Any, target: Any, source: Any) -> str:
    return asked(question_1, target, source)


def second(question_2: Any, target: Any, source: Any) -> str:
    return asked(question_2, target, source)


def third(question_3: Any, target: Any, source: Any) -> str:
    return asked(question_3, target, source)


def method(target: Any, source: Any, layer: int) -> str:
    """The method with this variant's own names."""
    into, out_of = (f"vertex {target}", f"vertex {source}") if layer else (f"“{target}”", f"“{source}”")
    return (
        f"Here {into} takes something over and {out_of} gives it. Whoever takes over had to look for it, whoever gives "
        "had to be recognisable; and only when the two have matched does anything move. Which vector serves for which?"
    )


class RoleOfQkv(Family):
    id, topic, title = "role-of-qkv", "projections", "What query, key and value are for"
    source = "Vaswani et al. (2017), section 3.2; Saparov et al. (2025) for path-merging"
    levels = {
        1: {"n": 5, "bank": TOKENS, "layer": 0, "apart": 0},
        2: {"n": 6, "bank": VERTICES, "layer": 1, "apart": 1},
        3: {"n": 9, "bank": OPERATIONS, "layer": 3, "apart": 2},
    }
    steps = [role_at(1), role_at(2), role_at(3)]
    asked = [
        Part("role_1", "choice", first, options=OPTIONS),
        Part("role_2", "choice", second, options=OPTIONS),
        Part("role_3", "choice", third, options=OPTIONS),
    ]
    hints = (
        "Two of the three are compared with each other, and one is handed over. Which of these is the question about?",
        method,
    )

    def sample(self, draw: Draws, n: int, bank: tuple[str, ...], layer: int, apart: int) -> dict[str, Any]:
        order = draw.sample(len(bank), 3)
        chosen = np.array(bank)[order]
        givens = {f"question_{i + 1}": chosen[..., i] for i in range(3)}
        if not layer:
            tokens = draw_tokens(draw, n)
            pair = np.take_along_axis(tokens, draw.sample(n, 2), axis=-1)
            return {**givens, "tokens": tokens, "target": pair[..., 0], "source": pair[..., 1], "layer": layer}
        names, edges = shuffled(draw, draw_tree(draw, n, spine=apart + 2, crown=2), n)
        place = draw.integers(0, 1)[..., None] + np.array([0, apart])  # two vertices of the path from the root
        pair = np.take_along_axis(names, place, axis=-1)
        return {
            **givens, "vertices": all_vertices(draw, n), "edges": edges,
            "target": pair[..., 0], "source": pair[..., 1], "layer": layer,
        }  # fmt: skip

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Three times the same role is no choice."""
        return (right["role_1"] == right["role_2"]) & (right["role_2"] == right["role_3"])

    def statement(self, givens: Values) -> list[Block]:
        target, source, layer = givens["target"], givens["source"], givens["layer"]
        choose = Text("Every part asks for one of the three vectors. The same vector may be right more than once.")
        weights = Formula(r"A = \text{softmax}(Q K^\top / \sqrt{d_k})")
        if not layer:
            sentence = " ".join(str(word) for word in givens["tokens"])
            return [
                Text(f"Self-attention reads “{sentence}”. Each token has a query, a key and a value; the weights are"),
                weights,
                Text(f"Look at the operation that carries information from “{source}” into “{target}”."),
                choose,
            ]
        return [
            Text("Here is a directed graph. An arrow leads from a vertex to its child."),
            drawing(givens, [target, source]),
            Text(CONVENTION),
            Text("In each layer every vertex has a query, a key and a value, and the weights are"),
            weights,
            Text(
                f"Look at the operation of attention that, in layer {layer}, carries information from vertex {source} "
                f"into vertex {target}."
            ),
            choose,
        ]
