"""The same batch in every memory layout that the product makes: what must not change a single bit."""

from collections.abc import Iterator

import numpy as np


def layouts(batch: np.ndarray) -> Iterator[np.ndarray]:
    """Yield equal arrays (b, ...): rows first, variants last, with gaps, backwards in memory, and off alignment."""
    yield np.ascontiguousarray(batch)
    yield np.moveaxis(np.ascontiguousarray(np.moveaxis(batch, 0, -1)), -1, 0)
    wide = np.zeros((*batch.shape[:-1], 2 * batch.shape[-1] + 1), batch.dtype)
    wide[..., 1::2] = batch
    yield wide[..., 1::2]
    yield np.ascontiguousarray(batch[..., ::-1])[..., ::-1]
    yield np.swapaxes(np.ascontiguousarray(np.swapaxes(batch, -1, -2)), -1, -2)
    shifted = np.zeros(batch.size + 1, batch.dtype)[1:].reshape(batch.shape)
    shifted[...] = batch
    yield shifted


def same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    """Tell whether two arrays are equal to the last bit, −0 and nan included."""
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
