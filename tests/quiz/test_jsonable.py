"""JSON as it is stored and hashed is what the standard library writes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.grades import Verdict
from quiz.jsonable import compact_json, sorted_json

plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(),
    st.sampled_from(list(Verdict)),
)  # fmt: skip
values = st.recursive(plain, lambda one: st.lists(one) | st.tuples(one, one) | st.dictionaries(st.text(), one))


@given(values)
def test_what_is_written_is_what_json_writes(value: Any) -> None:
    assert compact_json(value) == json.dumps(value, separators=(",", ":"))
    assert sorted_json(value) == json.dumps(value, sort_keys=True)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_not_stored(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        compact_json({"score": [number]})


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        compact_json({"made": object()})
