"""Attention in NumPy: see README.md for what code in this folder may do."""

import numpy as np

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

# Batches of a few hundred small matrices are made of blocks that the C library gives back to the system as soon as
# they are free, and fetching them again takes longer than computing them. Once a large block has come and gone it
# keeps free memory for the next one. The block is never touched, so it costs nothing, and no result depends on it.
np.empty(2**21)
