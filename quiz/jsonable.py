"""Givens and answers as plain lists, numbers, strings and booleans, the way they are stored and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json import encoder
from typing import Any

import numpy as np


def jsonable(value: Any) -> Any:
    """The value without NumPy: arrays become lists, NumPy's scalars Python's; mappings go member by member.

    >>> jsonable({"q": np.array([[1, 2]]), "tokens": np.array(["a"]), "d_k": np.int64(4)})
    {'q': [[1, 2]], 'tokens': ['a'], 'd_k': 4}
    """
    if isinstance(value, Mapping):
        return {str(name): jsonable(member) for name, member in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [jsonable(member) for member in value]
    return value


def _writer(comma: str, colon: str, *, in_order: bool, allow_nan: bool) -> Callable[[Any], str]:
    """`JSONEncoder.encode`, which makes another writer for each value, with one that is made once.

    What we write holds nothing that holds itself, so nothing looks for that.
    """
    told = encoder.JSONEncoder(
        separators=(comma, colon), sort_keys=in_order, allow_nan=allow_nan, check_circular=False
    )  # fmt: skip
    made: Any = getattr(encoder, "c_make_encoder", None)
    if made is None:
        return told.encode
    chunks = made(
        None, told.default, encoder.encode_basestring_ascii, None, colon, comma, in_order, False, allow_nan
    )  # fmt: skip
    return lambda value: "".join(chunks(value, 0))


# With its members in order, so that the same answers are the same text.
sorted_json = _writer(", ", ": ", in_order=True, allow_nan=True)
# As it is stored: without spaces; a number that isn't finite is refused, because PostgreSQL would.
compact_json = _writer(",", ":", in_order=False, allow_nan=False)
