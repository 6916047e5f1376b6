"""Attention in NumPy: see README.md for what code in this folder may do."""

from engine.attention import Trace, attention
from engine.draws import Draws, splitmix64
from engine.heads import join_heads, key_value_head, split_heads
from engine.masks import causal_mask, padding_mask, sliding_window_mask, window_mask
from engine.products import product, total
from engine.softmax import softmax

__all__ = [
    "Draws", "Trace", "attention", "causal_mask", "join_heads", "key_value_head", "padding_mask", "product",
    "sliding_window_mask", "softmax", "split_heads", "splitmix64", "total", "window_mask",
]
