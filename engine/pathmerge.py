"""Path-merging: how attention finds out, layer by layer, which vertices of a graph can be reached from which.

Each vertex holds the set of vertices known to be reachable from it, itself at first. Layer 1 adds its
children; in every later layer it takes over the sets of all vertices that it already reaches, so reach
doubles. Sets are boolean arrays (..., n, n): row v is the set of vertex v.

Source: A. Saparov et al., "Transformers Struggle to Learn to Search", ICLR 2025.
"""

import numpy as np

from engine.arrays import Array, BoolArray, FloatArray, IntArray
from engine.attention import Trace, attention
from engine.products import product


def adjacency(edges: IntArray, n: int) -> BoolArray:
    """Return where edges lead: (..., m, 2) -> (..., n, n), True at (u, v) for an edge u → v.

    An edge (-1, -1) is none, so that graphs with fewer edges fit into one array.

    >>> adjacency(np.array([[0, 1], [1, 2]]), 3).astype(int)
    array([[0, 1, 0],
           [0, 0, 1],
           [0, 0, 0]])
    """
    pairs = np.asarray(edges)
    if pairs.ndim < 2 or pairs.shape[-1] != 2 or pairs.dtype.kind not in "iu":
        raise ValueError(
            f"Edges are whole numbers (..., m, 2), but have shape {pairs.shape} and type {pairs.dtype}."
        )
    if pairs.size and not (pairs.min() >= -1 and pairs.max() < n):
        raise ValueError(f"Vertices are 0 to {n - 1}, but edges have {pairs.min()} to {pairs.max()}.")
    batch = pairs.shape[:-2]
    vertices = np.arange(n).reshape(n, *(1,) * len(batch))
    found = np.zeros((n, n, *batch), np.bool_)  # variants side by side, as in Draws
    for edge in np.moveaxis(pairs, (-2, -1), (0, 1)):
        leaves, enters = edge[0] == vertices, edge[1] == vertices
        found |= leaves[:, None] & enters
    return np.moveaxis(found, (0, 1), (-2, -1))


def reach_after(adjacency: BoolArray, layers: int | IntArray) -> BoolArray:
    """Return the sets after some layers of path-merging: (..., n, n), row v is the set of v.

    R₀(v) = {v}; R₁(v) = {v} ∪ children(v); R_ℓ(v) = ⋃ R_{ℓ−1}(u) over u in R_{ℓ−1}(v). An array of layers has
    one number for each element of the leading dimensions.

    >>> chain = adjacency(np.array([[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]]), 6)
    >>> [int(reach_after(chain, layers)[0].sum()) - 1 for layers in range(5)]
    [0, 1, 2, 4, 5]
    """
    wanted = _counted("layers", layers)
    sets = _with_itself(np.zeros_like(adjacency))
    for layer in range(1, int(wanted.max(initial=0)) + 1):
        merged = _with_itself(adjacency) if layer == 1 else unite(sets, sets)
        sets = np.where(wanted >= layer, merged, sets)
    return sets


def reach_within(adjacency: BoolArray, steps: int | IntArray) -> BoolArray:
    """Return the vertices at most so many edges away, as if every layer matched edges only: (..., n, n)."""
    wanted = _counted("steps", steps)
    sets, one_step = _with_itself(np.zeros_like(adjacency)), _with_itself(adjacency)
    for step in range(1, int(wanted.max(initial=0)) + 1):
        sets = np.where(wanted >= step, unite(one_step, sets), sets)
    return sets


def unite(matches: BoolArray, sets: BoolArray) -> BoolArray:
    """Return for each row the union of the sets that it matches: (..., r, n), (..., n, p) -> (..., r, p)."""
    return product(matches, sets)


def distances(adjacency: BoolArray) -> IntArray:
    """Return the edges on a shortest path from row to column, -1 where there is none: (..., n, n)."""
    n = adjacency.shape[-1]
    reached, one_step = _with_itself(np.zeros_like(adjacency)), _with_itself(adjacency)
    found = np.where(reached, 0, -1)
    for step in range(1, n):
        reached = unite(one_step, reached)
        found = np.where(reached & (found < 0), step, found)
    return found


def layers_needed(distance: int | IntArray) -> IntArray:
    """Return how many layers find a vertex so many edges away: 1 + ⌈log₂ D⌉, and 0 for D = 0.

    One layer for the edges and ⌈log₂ D⌉ doublings, counted in whole numbers: the powers of 2 below D.

    >>> layers_needed(np.array([0, 1, 2, 3, 4, 5, 8, 9])).tolist()
    [0, 1, 2, 3, 3, 4, 4, 5]
    """
    far = _counted("edges", distance)[..., 0, 0]
    doublings = (far[..., None] > 2 ** np.arange(62)).sum(axis=-1)
    return np.asarray(np.where(far == 0, 0, 1 + doublings), np.int64)


def merge_attention(matches: BoolArray, sets: BoolArray, sharpness: float) -> Trace:
    """Attend to every matched vertex with a score β, to the others with 0: the output is the mixture A·R.

    matches and sets are (..., n, n). A row that matches k vertices has e^β/(k·e^β + n − k) on each of them
    and leaks 1/(k·e^β + n − k) to each other. Keys are one-hot names, and β is the score itself: nothing
    divides it.
    """
    names = np.eye(matches.shape[-1])
    return attention(sharpness * matches, names, sets.astype(np.float64), scale=1.0)


def merge_by_attention(matches: BoolArray, sets: BoolArray, sharpness: float) -> BoolArray:
    """Unite the matched sets by attention and a threshold, each vertex keeping its own: (..., n, n).

    The threshold is half the weight of a match, so the union is exact when e^β > 2·n.
    """
    trace = merge_attention(matches, sets, sharpness)
    threshold: FloatArray = np.max(trace.weights, axis=-1, keepdims=True) / 2
    return np.asarray((trace.output > threshold) | sets)


def lookahead(adjacency: BoolArray, start: int | IntArray, goal: int | IntArray) -> IntArray:
    """Return L = min(|P|, max |Sᵢ|): how far a reader must look ahead to choose the first step, (...).

    P is the shortest path from start to goal (through the least vertex where several are shortest); the Sᵢ
    are the other paths from start to a vertex without children that never touch P again. Without any, L =
    0. Raises ValueError when a goal cannot be reached. The graph has no cycle.
    """
    on_path, length = _shortest_path(adjacency, start, goal)
    childless = ~adjacency.any(axis=-1)
    open_edges = adjacency & ~on_path[..., None, :]
    longest = np.where(childless, 0, -1)
    for _ in range(adjacency.shape[-1] - 1):
        beyond = np.where(open_edges & (longest[..., None, :] >= 0), longest[..., None, :] + 1, -1)
        longest = np.where(childless, 0, beyond.max(axis=-1))
    branch = np.maximum(_entry(longest, start), 0)
    return np.asarray(np.minimum(length, branch))


def _shortest_path(
    adjacency: BoolArray, start: int | IntArray, goal: int | IntArray
) -> tuple[BoolArray, IntArray]:
    """Return which vertices lie on the path, (..., n), and its number of edges, (...)."""
    vertices = np.arange(adjacency.shape[-1])
    to_goal = _row(distances(adjacency).swapaxes(-1, -2), goal)              # (..., n)
    length = _entry(to_goal, start)
    if (length < 0).any():
        raise ValueError("The goal must be reachable from the start, but in some graph no path leads there.")
    here = np.broadcast_to(np.asarray(start), length.shape)
    on_path = here[..., None] == vertices
    for _ in range(int(length.max(initial=0))):
        left = _entry(to_goal, here)
        nearer = _row(adjacency, here) & (to_goal == left[..., None] - 1)
        here = np.where(left > 0, np.argmax(nearer, axis=-1), here)
        on_path |= here[..., None] == vertices
    return on_path, length


def _row(matrix: Array, vertex: int | IntArray) -> Array:
    """Return one row of each matrix: (..., n, n), (...) -> (..., n)."""
    place = np.broadcast_to(np.asarray(vertex), matrix.shape[:-2])[..., None, None]
    return np.take_along_axis(matrix, place, axis=-2)[..., 0, :]


def _entry(row: Array, vertex: int | IntArray) -> Array:
    """Return one entry of each row: (..., n), (...) -> (...)."""
    place = np.broadcast_to(np.asarray(vertex), row.shape[:-1])[..., None]
    return np.take_along_axis(row, place, axis=-1)[..., 0]


def _with_itself(sets: BoolArray) -> BoolArray:
    return np.asarray(sets | np.eye(sets.shape[-1], dtype=np.bool_))


def _counted(name: str, number: int | IntArray) -> IntArray:
    """Return whole numbers ≥ 0 with two more axes, to stand beside (..., n, n)."""
    counts = np.asarray(number)
    if counts.dtype.kind not in "iu" or (counts.size and counts.min() < 0):
        raise ValueError(f"The number of {name} is a whole number from 0, but it is {number}.")
    return counts[..., None, None]
