"""Attention in NumPy: see README.md for what code in this folder may do."""

from engine.draws import Draws, splitmix64
from engine.products import product, total
from engine.softmax import softmax

__all__ = ["Draws", "product", "softmax", "splitmix64", "total"]
