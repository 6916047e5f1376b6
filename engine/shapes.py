"""Shape algebra: what multiplies with what, in whole numbers or in symbols such as "n" and "d_k"."""

Size = int | str
Shape = tuple[Size, ...]


def product_problem(a: Shape, b: Shape) -> str | None:
    """Return why A·B cannot be formed in one sentence, or None when it can.

    >>> product_problem(("n", "d_k"), ("n", "d_k"))
    'The columns on the left must equal the rows on the right, but n × d_k times n × d_k has d_k and n.'
    >>> product_problem(("n", "d_k"), ("d_k", "n")) is None
    True
    """
    written = f"{write_shape(a)} times {write_shape(b)}"
    if len(a) < 2 or len(b) < 2:
        return f"A matrix product needs two matrices, but {written} has a factor with fewer than two axes."
    if a[-1] != b[-2]:
        return (
            "The columns on the left must equal the rows on the right, "
            f"but {written} has {a[-1]} and {b[-2]}."
        )
    for left, right in _leading_pairs(a, b):
        if left != right and 1 not in (left, right):
            return f"The leading axes must be equal or 1, but {written} has {left} and {right}."
    return None


def product_shape(a: Shape, b: Shape) -> Shape:
    """Return the shape of A·B: (..., n, m), (..., m, p) -> (..., n, p). ValueError says why there is none.

    >>> product_shape(("B", "h", "n", "d_k"), ("B", "h", "d_k", "n"))
    ('B', 'h', 'n', 'n')
    """
    problem = product_problem(a, b)
    if problem is not None:
        raise ValueError(problem)
    leading = tuple(right if left == 1 else left for left, right in _leading_pairs(a, b))
    return (*leading, a[-2], b[-1])


def transposed(a: Shape) -> Shape:
    """Return the shape with its last two axes exchanged: (..., n, m) -> (..., m, n)."""
    if len(a) < 2:
        raise ValueError(f"Only a matrix has a transpose, but the shape is {write_shape(a)}.")
    return (*a[:-2], a[-1], a[-2])


def attention_shapes(
    n_q: Size, n_k: Size, d_model: Size, d_k: Size, d_v: Size, *, leading: Shape = ()
) -> dict[str, Shape]:
    """Return the shape of everything in one attention head; `leading` is put before all that holds tokens.

    Queries come from n_q tokens, keys and values from n_k. Several heads have leading = ("B", "h").

    >>> attention_shapes("n", "n", "d_model", "d_k", "d_v")["scores"]
    ('n', 'n')
    """
    q, k, v = (*leading, n_q, d_k), (*leading, n_k, d_k), (*leading, n_k, d_v)
    scores = product_shape(q, transposed(k))
    return {
        "w_q": (d_model, d_k), "w_k": (d_model, d_k), "w_v": (d_model, d_v),
        "q": q, "k": k, "v": v, "scores": scores, "weights": scores, "z": product_shape(scores, v),
    }


def write_shape(a: Shape) -> str:
    """Write a shape as people do.

    >>> write_shape((3, "d_k"))
    '3 × d_k'
    """
    return " × ".join(str(size) for size in a) if a else "a single number"


def _leading_pairs(a: Shape, b: Shape) -> list[tuple[Size, Size]]:
    """Return the axes before the matrices side by side, the shorter row filled up with 1."""
    left, right = a[:-2], b[:-2]
    longest = max(len(left), len(right))
    ones: Shape = (1,) * longest
    return list(zip((*ones, *left)[-longest:], (*ones, *right)[-longest:], strict=True)) if longest else []
