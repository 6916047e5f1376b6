"""`flask paper`: files named as JSON lines, one line and exit status 2 for what is wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quiz.paper_command import paper
from quiz.papers.codes import code
from tests.quiz.papers.blueprints import SMALL, small


@pytest.fixture
def blueprint(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(paper, [str(argument) for argument in arguments])


def test_every_file_written_is_named_in_a_line(blueprint: Path, tmp_path: Path) -> None:
    """Standard output is JSON lines; the files are there with as many bytes as said."""
    out = tmp_path / "new" / "folder"
    result = run(blueprint, "--format", "markdown", "--copies", 2, "--seed", 3, "--out", out, "--key")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["file"]).name for line in lines] == [
        "copy-001.md", "copy-001-key.md", "copy-002.md", "copy-002-key.md",
    ]  # fmt: skip
    assert all(Path(line["file"]).stat().st_size == line["bytes"] for line in lines)


def test_a_code_makes_one_copy_again(blueprint: Path, tmp_path: Path) -> None:
    """With its code, copy 3 is written alone and has the bytes that it had among four."""
    run(blueprint, "--format", "markdown", "--copies", 4, "--seed", 3, "--out", tmp_path / "all")
    again = run(
        blueprint, "--format", "markdown", "--seed", 3, "--code", code(small(), 3, 3), "--out", tmp_path / "one"
    )
    assert again.exit_code == 0
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["copy-003.md"]
    assert (tmp_path / "one" / "copy-003.md").read_bytes() == (tmp_path / "all" / "copy-003.md").read_bytes()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"--format": "docx"}, "docx"),
        ({"--copies": "0"}, "copies"),
        ({"--seed": "-1"}, "seed"),
        ({"--code": "AAAA-BBBB-1"}, "AAAA-BBBB-1 was not made from this blueprint with this seed."),
        ({"--code": "?"}, "A code ends with the number of the copy"),
    ],
)
def test_a_bad_argument_is_one_line_and_status_2(blueprint: Path, tmp_path: Path, change: dict, says: str) -> None:
    """What cannot be done is told in one line on standard error; nothing is written."""
    options = {"--format": "csv", "--copies": "1", "--seed": "1", "--out": str(tmp_path / "out"), **change}
    result = run(blueprint, *(word for pair in options.items() for word in pair))
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr.splitlines()[-1]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"title = 1", "title: expected a text, but 1 came."),
        (b"\xff\xfe", "a blueprint is text in UTF-8, but this is not."),
        (None, "could not be read: No such file or directory."),
    ],
)
def test_a_bad_blueprint_is_one_line_and_status_2(tmp_path: Path, content: bytes | None, says: str) -> None:
    """A blueprint that is missing, unreadable or wrong is named, with what is wrong."""
    path = tmp_path / "b.toml"
    if content is not None:
        path.write_bytes(content)
    result = run(path, "--format", "csv", "--seed", 1, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.endswith(f"{says}\n")
