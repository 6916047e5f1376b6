"""The words around the problems: complete in every language, said on the sheet."""

import pytest

from quiz.papers.blueprint import read_blueprint
from quiz.papers.layouts import document
from quiz.papers.press import printed
from quiz.papers.rows import rows
from quiz.papers.words import languages, words
from tests.quiz.papers.blueprints import SMALL


@pytest.mark.parametrize("language", languages())
def test_a_sheet_is_in_its_language_and_says_where_the_problems_are_not(language: str) -> None:
    """The document names the language, its words are used, and other languages say that problems are in English."""
    sheets = rows(read_blueprint(f'language = "{language}"\n{SMALL}'), 1, 3)
    made = document(sheets, sheets.copies, False)
    assert made["language"] == language
    assert (words(language)["in_english"] in made["instructions"]) == (language != "en")
    [content] = printed([made])
    assert content.startswith(b"%PDF")
    assert f"/Lang({language})".encode() in content
