"""What is wrong with a field, in our own words: the checks name it, and here it becomes a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SENTENCES = {
    "missing": "This field is needed, but it is missing.",
    "extra_forbidden": "There is no field of this name here.",
    "string_type": "A text was expected.",
    "string_too_short": "A text of at least {min_length} characters was expected.",
    "string_too_long": "A text of at most {max_length} characters was expected.",
    "string_pattern_mismatch": "A text that matches {pattern} was expected.",
    "int_type": "A whole number was expected.",
    "int_parsing": "A whole number was expected.",
    "int_from_float": "A whole number was expected, but this one has a fraction.",
    "int_parsing_size": "A smaller whole number was expected.",
    "finite_number": "A whole number was expected.",
    "greater_than_equal": "A number of at least {ge} was expected.",
    "less_than_equal": "A number of at most {le} was expected.",
    "list_type": "A list was expected.",
    "too_short": "At least {min_length} entries were expected, but {actual_length} came.",
    "too_long": "At most {max_length} entries were expected, but {actual_length} came.",
    "dict_type": "An object was expected.",
    "model_type": "An object was expected.",
    "model_attributes_type": "An object was expected.",
    "one_of": "One of {options} was expected.",
    "printable": "Printable characters were expected, and not only spaces.",
    "typed": "A text, or the rows of texts of a grid, was expected.",
}


def field_error(found: Mapping[str, Any]) -> dict[str, str]:
    """One finding of pydantic as a JSON pointer and a sentence.

    >>> field_error({"type": "less_than_equal", "loc": ("level",), "ctx": {"le": 3}})
    {'pointer': '#/level', 'detail': 'A number of at most 3 was expected.'}
    """
    sentence = SENTENCES.get(found["type"], "Something else was expected.")
    return {"pointer": pointer(found["loc"]), "detail": sentence.format_map(found.get("ctx", {}))}


def pointer(path: tuple[int | str, ...]) -> str:
    """The place of a field in the body (RFC 6901, as a fragment).

    >>> pointer(("families", 0, "a/b~c"))
    '#/families/0/a~1b~0c'
    """
    return "#" + "".join(f"/{str(step)[:80].replace('~', '~0').replace('/', '~1')}" for step in path)
