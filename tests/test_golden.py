"""A seed means the same variant for ever."""

import json

import pytest

from quiz.family import families
from tests.golden import HOME, content, path


@pytest.mark.parametrize("family", list(families().values()), ids=lambda f: f.id)
def test_the_first_variants_are_what_they_always_were(family):
    """Givens to the bit and answers to nine digits, as written when the version was new."""
    assert json.loads(path(family).read_text()) == content(family)


def test_every_golden_file_has_its_family():
    """No family goes away, for its variants are stored; older versions keep their files."""
    assert {file.stem.rpartition("-v")[0] for file in HOME.glob("*.json")} == set(families())
