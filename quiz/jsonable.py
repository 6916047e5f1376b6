"""Givens and answers as plain lists, numbers, strings and booleans, the way they are stored and printed."""

from __future__ import annotations

from collections.abc import Mapping
from json import JSONEncoder
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


# JSON with its members in order, so that the same answers are the same text; made once, as each `dumps` makes another.
sorted_json = JSONEncoder(sort_keys=True).encode
