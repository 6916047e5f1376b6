"""A seed means the same variant for ever."""

import json

import pytest

from quiz.family import families, family
from quiz.grades import Verdict
from quiz.grading import grade
from quiz.variants import rebuilt
from tests.golden import HOME, content, path
from tests.writing import precise


@pytest.mark.parametrize("family", list(families().values()), ids=lambda f: f.id)
def test_the_first_variants_are_what_they_always_were(family):
    """Givens to the bit and answers to nine digits, as written when the version was new."""
    assert json.loads(path(family).read_text()) == content(family)


def test_every_golden_file_has_its_family():
    """No family goes away, for its variants are stored; older versions keep their files."""
    assert {file.stem.rpartition("-v")[0] for file in HOME.glob("*.json")} == set(families())


@pytest.mark.parametrize("file", sorted(HOME.glob("*.json")), ids=lambda file: file.stem)
def test_what_a_version_once_asked_stays_gradable(file):
    """Stored givens of every version can still be worked on, and the answers stored with them are still right."""
    asked = family(file.stem.rpartition("-v")[0])
    for kept in json.loads(file.read_text()):
        variant = rebuilt(asked, kept["level"], kept["givens"])
        typed = {part.id: precise(part, kept["answers"][part.id]) for part in variant.parts}
        assert grade(variant, typed, expected=kept["answers"]).verdict is Verdict.CORRECT
        assert grade(variant, typed).verdict is Verdict.CORRECT
