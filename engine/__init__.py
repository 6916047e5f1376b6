"""Attention in NumPy: see README.md for what code in this folder may do."""

from engine import costs, gradients, heads, masks, pathmerge, positions, shapes
from engine.attention import Trace, attention
from engine.draws import Draws, splitmix64
from engine.masks import causal_mask, padding_mask, sliding_window_mask
from engine.products import product, total
from engine.rows import attend
from engine.softmax import softmax

__all__ = [
    "Draws",
    "Trace",
    "attend",
    "attention",
    "causal_mask",
    "costs",
    "gradients",
    "heads",
    "masks",
    "padding_mask",
    "pathmerge",
    "positions",
    "product",
    "shapes",
    "sliding_window_mask",
    "softmax",
    "splitmix64",
    "total",
]
