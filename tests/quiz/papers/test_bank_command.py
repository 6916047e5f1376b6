"""`flask bank`: a Moodle bank in a file, the same as in one go; one line and exit status 2 for what is wrong."""

import json
from pathlib import Path
from xml.etree import ElementTree

from click.testing import CliRunner, Result

from quiz.bank_command import bank
from quiz.family import family
from quiz.papers import moodlebank


def run(*arguments: object) -> Result:
    return CliRunner().invoke(bank, [str(argument) for argument in arguments])


def test_a_bank_has_as_many_questions_as_asked_for(tmp_path: Path) -> None:
    """2,500 variants, more than two batches: each a question of its own, and the file has as many bytes as said."""
    out = tmp_path / "bank.xml"
    result = run("softmax-row", "--level", 2, "--count", 2500, "--seed", 3, "--out", out)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"file": str(out), "bytes": out.stat().st_size, "questions": 2500}
    questions = [one for one in ElementTree.parse(out).getroot() if one.get("type") == "cloze"]
    assert len({one.findtext("idnumber") for one in questions}) == 2500
    assert out.read_text(encoding="utf-8") == moodlebank.bank(family("softmax-row"), 2, 3, 2500)


def test_what_has_no_bank_is_refused_in_one_line(tmp_path: Path) -> None:
    """An unknown family, an unknown level, a family that asks for words: exit status 2, and no file."""
    for id, level in (("nope", 1), ("softmax-row", 99), ("role-of-qkv", 1)):
        result = run(id, "--level", level, "--count", 1, "--seed", 1, "--out", tmp_path / "no.xml")
        assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert not list(tmp_path.iterdir())
