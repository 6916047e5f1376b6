"""Attention in NumPy: see README.md for what code in this folder may do."""

from engine import costs, heads, masks, pathmerge, shapes
from engine.attention import Trace, attention
from engine.draws import Draws, splitmix64
from engine.masks import causal_mask, padding_mask, sliding_window_mask
from engine.products import product, total
from engine.softmax import softmax

__all__ = [
    "Draws", "Trace", "attention", "causal_mask", "costs", "heads", "masks", "padding_mask", "pathmerge", "product",
    "shapes", "sliding_window_mask", "softmax", "splitmix64", "total",
]
