"""The commands: JSON lines in and out; what is wrong is one line on standard error and exit status 2."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from quiz import commands
from quiz.family import families

ROOT = Path(__file__).resolve().parents[2]
SEED = 2**64 - 1


@pytest.fixture(scope="module")
def shell() -> FlaskCliRunner:
    """A shell whose application has the commands and no database."""
    app = Flask("commands-only")
    commands.register(app)
    return app.test_cli_runner()


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return [json.loads(line) for line in result.stdout.splitlines()]


def given(*objects: Any) -> str:
    return "".join(json.dumps(each) + "\n" for each in objects)


def test_families_lists_every_family(shell: FlaskCliRunner) -> None:
    """One line a family: id, version, topic, title, levels, parts, and its known mistakes in words."""
    found = lines(shell.invoke(args=["families"]))
    assert [line["family"] for line in found] == list(families())
    for line in found:
        assert line.keys() == {"family", "version", "topic", "title", "levels", "parts", "misconceptions"}
        assert line["levels"] == [1, 2, 3]
        assert all(part.keys() == {"id", "kind"} for part in line["parts"])
        assert all(one.keys() == {"id", "remark"} and one["remark"] for one in line["misconceptions"])


@pytest.mark.parametrize("family", sorted(families()))
def test_variants_without_answers_hold_no_key(shell: FlaskCliRunner, family: str) -> None:
    """A variant has its statement, its givens and what is asked, and no answer."""
    arguments = ["variants", family, "--level", "2", "--seed", str(SEED), "--count", "2"]
    for index, line in enumerate(lines(shell.invoke(args=arguments))):
        assert line.keys() == {"family", "version", "level", "seed", "index", "statement", "givens", "parts"}
        assert (line["family"], line["level"], line["seed"], line["index"]) == (family, 2, SEED, index)
        assert line["statement"]
        for part in line["parts"]:
            assert {"id", "kind", "prompt", "tolerance"} <= part.keys()
            assert not {"expected", "misconceptions"} & part.keys()


def test_an_index_is_the_same_variant_whatever_the_count(shell: FlaskCliRunner) -> None:
    """Variant i of a seed does not depend on how many are printed."""
    arguments = ["variants", "full-attention", "--level", "1", "--seed", "5", "--answers", "--count"]
    five, two = (shell.invoke(args=[*arguments, count]).stdout.splitlines() for count in ("5", "2"))
    assert five[:2] == two
    assert len(set(five)) == 5


def test_the_printed_key_is_the_softmax_of_the_printed_givens(shell: FlaskCliRunner) -> None:
    """An outside program that knows softmax finds the printed answer from the printed givens."""
    arguments = ["variants", "softmax-row", "--level", "2", "--seed", "1", "--count", "20", "--answers"]
    for line in lines(shell.invoke(args=arguments)):
        raised = [math.exp(z) for z in line["givens"]["logits"]]
        part = line["parts"][0]
        assert part["expected"] == pytest.approx([e / sum(raised) for e in raised], abs=1e-12)
        assert (part["tolerance"], part["shape"]) == (0.005, [len(raised)])
        wrong = {one["id"]: one["value"] for one in part["misconceptions"]}
        assert wrong["not-normalised"] == pytest.approx(raised, rel=1e-12)
        assert line["solution"]
        assert all(isinstance(step, str) for step in line["solution"])


@pytest.mark.parametrize("family", sorted(families()))
def test_grade_knows_the_key_and_every_mistake(shell: FlaskCliRunner, family: str) -> None:
    """What `variants --answers` prints grades as it says: the key right, each mistake as itself."""
    arguments = ["variants", family, "--level", "1", "--seed", "3", "--count", "1", "--answers"]
    [variant] = lines(shell.invoke(args=arguments))
    place = {name: variant[name] for name in ("family", "level", "seed", "index")}
    key = {part["id"]: text(part["kind"], part["expected"]) for part in variant["parts"]}
    asked: list[Any] = [{**place, "answers": key}]
    wanted: list[Any] = [None]
    for part in variant["parts"]:
        for mistake in part["misconceptions"]:
            asked.append({**place, "answers": {part["id"]: text(part["kind"], mistake["value"])}})
            wanted.append((part["id"], mistake["id"]))
    right, *wrong = lines(shell.invoke(args=["grade"], input=given(*asked)))
    assert (right["verdict"], right["score"]) == ("correct", 1.0)
    assert all(part["verdict"] == "correct" for part in right["parts"].values())
    for line, (part, mistake) in zip(wrong, wanted[1:], strict=True):
        assert line["parts"][part]["verdict"] == "incorrect"
        assert mistake in line["parts"][part]["misconceptions"]


def text(kind: str, value: Any) -> str:
    """An answer as a program types it."""
    match kind:
        case "vertices":
            return "{" + ", ".join(value) + "}"
        case "choices":
            return ", ".join(value) or "{}"
        case "shape":
            return f"({', '.join(map(str, value))})"
        case "choice" | "text":
            return str(value)
    return json.dumps(value)


def test_a_grade_has_the_promised_words(shell: FlaskCliRunner) -> None:
    """A grade has verdict, score, and for each part verdict, how it was read, remark and mistakes."""
    line = {"family": "softmax-row", "level": 1, "seed": 1, "index": 0, "answers": {"weights": "ha"}}
    [graded] = lines(shell.invoke(args=["grade"], input=given(line) + "\n"))
    assert graded["verdict"] == "invalid"
    assert {"verdict", "read_as", "remark", "misconceptions"} <= graded["parts"]["weights"].keys()


def test_stress_counts_what_should_not_be(shell: FlaskCliRunner) -> None:
    """Each level has a line with how many variants were drawn and how many of them are not as they should be."""
    found = lines(shell.invoke(args=["stress", "softmax-row", "--count", "50"]))
    assert [(line["family"], line["level"], line["variants"]) for line in found] == [
        ("softmax-row", level, 50) for level in (1, 2, 3)
    ]
    assert {(line["indistinct"], line["degenerate"]) for line in found} == {(0, 0)}
    assert all(line["seconds"] >= 0 for line in found)


def test_stress_all_is_every_family(shell: FlaskCliRunner) -> None:
    """`all` stands for every family."""
    found = lines(shell.invoke(args=["stress", "all", "--count", "1"]))
    assert {line["family"] for line in found} == set(families())


def test_read_answer_reads(shell: FlaskCliRunner) -> None:
    """Each line is read by itself; an answer that can't be read is an answer too, with its error."""
    asked = given(
        {"kind": "number", "text": "34 %"},
        {"kind": "vector", "text": "1,5", "shape": [2]},
        {"kind": "number", "text": "1,000"},
    )
    percent, vector, thousands = lines(shell.invoke(args=["read-answer"], input=asked))
    assert percent["value"] == pytest.approx(0.34)
    assert vector["value"] == [1.0, 5.0]
    assert thousands.keys() >= {"error"}


def test_oral_prompts_lists_every_prompt(shell: FlaskCliRunner) -> None:
    """One line a prompt: its question, and the points and traps with their words."""
    found = {line["prompt"]: line for line in lines(shell.invoke(args=["oral-prompts"]))}
    assert len(found) == 25
    for line in found.values():
        assert line.keys() == {"prompt", "question", "points", "traps"}
        assert all(one.keys() == {"id", "says"} and one["says"] for one in line["points"] + line["traps"])
    assert [point["id"] for point in found["why-scale"]["points"]] == [
        "grows", "saturates", "gradients", "unit-variance",
    ]  # fmt: skip


def test_oral_grade_tells_points_and_traps(shell: FlaskCliRunner) -> None:
    """Each answer is graded by itself: the state of every point, the traps that it sprang, a score from 0 to 1."""
    asked = given(
        {"prompt": "is-attention-random", "answer": "It is deterministic: the same input always gives the same."},
        {"prompt": "is-attention-random", "answer": "Attention picks its partners by chance."},
        {"prompt": "is-attention-random", "answer": ""},
    )
    right, trapped, silent = lines(shell.invoke(args=["oral-grade"], input=asked))
    assert all(line.keys() == {"points", "traps", "score"} for line in (right, trapped, silent))
    assert (right["points"]["deterministic"], right["traps"]) == ("found", [])
    assert right["score"] > 0
    assert (trapped["traps"], trapped["score"]) == (["random"], 0)
    assert set(silent["points"].values()) == {"missing"}


def test_paper_is_a_command_too(shell: FlaskCliRunner, tmp_path: Path) -> None:
    """A blueprint becomes files, each named in a line."""
    blueprint = tmp_path / "one.toml"
    blueprint.write_text('title = "One"\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 2\n', encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["paper", str(blueprint), "--format", "csv", "--copies", "2", "--seed", "1", "--out", str(out)]
    result = shell.invoke(args=arguments)
    assert result.exit_code == 0, result.stderr
    named = [json.loads(line)["file"] for line in result.stdout.splitlines()]
    assert named
    assert {Path(name) for name in named} == set(out.iterdir())


PLACE = {"family": "softmax-row", "level": 1, "seed": 1, "index": 0}
BAD = {
    "unknown family": (["variants", "cooking", "--level", "1", "--seed", "1"], ""),
    "unknown level": (["variants", "softmax-row", "--level", "7", "--seed", "1"], ""),
    "no seed": (["variants", "softmax-row", "--level", "1"], ""),
    "seed of 65 bits": (["variants", "softmax-row", "--level", "1", "--seed", str(2**64)], ""),
    "seed in words": (["variants", "softmax-row", "--level", "1", "--seed", "one"], ""),
    "negative count": (["variants", "softmax-row", "--level", "1", "--seed", "1", "--count", "-1"], ""),
    "unknown option": (["families", "--loud"], ""),
    "too many words": (["families", "please"], ""),
    "stress of nothing": (["stress", "cooking"], ""),
    "no variants": (["stress", "softmax-row", "--count", "0"], ""),
    "no JSON": (["grade"], "{"),
    "deep JSON": (["grade"], "[" * 100_000),
    "a list": (["grade"], "[]"),
    "no family": (["grade"], given({"level": 1})),
    "a family that there isn't": (["grade"], given({**PLACE, "family": "cooking", "answers": {}})),
    "a level that there isn't": (["grade"], given({**PLACE, "level": 0, "answers": {}})),
    "a level in words": (["grade"], given({**PLACE, "level": "1", "answers": {}})),
    "true is no level": (["grade"], given({**PLACE, "level": True, "answers": {}})),
    "a negative seed": (["grade"], given({**PLACE, "seed": -1, "answers": {}})),
    "a negative index": (["grade"], given({**PLACE, "index": -1, "answers": {}})),
    "no answers": (["grade"], given(PLACE)),
    "an answer to nothing": (["grade"], given({**PLACE, "answers": {"z": "1"}})),
    "an answer that is no text": (["grade"], given({**PLACE, "answers": {"weights": 1}})),
    "an unknown kind": (["read-answer"], given({"kind": "poem", "text": "1"})),
    "no text": (["read-answer"], given({"kind": "number"})),
    "a shape in words": (["read-answer"], given({"kind": "vector", "text": "1", "shape": "3"})),
    "no such prompt": (["oral-grade"], given({"prompt": "cooking", "answer": "Stir."})),
    "no answer to a prompt": (["oral-grade"], given({"prompt": "why-scale"})),
    "an oral answer that is no text": (["oral-grade"], given({"prompt": "why-scale", "answer": ["a"]})),
    "an oral answer without end": (["oral-grade"], given({"prompt": "why-scale", "answer": "so " * 1000})),
    "no JSON to the oral": (["oral-grade"], "because\n"),
    "a paper of nothing": (["paper", "nowhere.toml", "--format", "csv", "--seed", "1", "--out", "nowhere"], ""),
    "a shape of no size": (["read-answer"], given({"kind": "vector", "text": "1", "shape": [0]})),
}


@pytest.mark.parametrize(("arguments", "typed"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_one_line(shell: FlaskCliRunner, arguments: list[str], typed: str) -> None:
    """A bad argument or line ends with status 2 and one line that says what is wrong."""
    result = shell.invoke(args=arguments, input=typed)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert len(result.stderr.strip()) > len("flask variants:")


def test_lines_before_a_bad_one_are_answered(shell: FlaskCliRunner) -> None:
    """Answers come line by line; the first bad line is named by its number."""
    result = shell.invoke(args=["read-answer"], input=given({"kind": "number", "text": "1"}) + "{\n")
    assert result.stdout.count("\n") == 1
    assert "line 2" in result.stderr
    assert result.exit_code == 2


def test_commands_work_without_a_database(tmp_path: Path) -> None:
    """All but `migrate` work before there is a database, even where there can't be one; `migrate` makes its folder."""
    environment = {**os.environ, "HEADWAY_SECRET_KEY": "only-for-tests", "HEADWAY_DATABASE_URL": "sqlite:////dev/null/x"}
    flask = [sys.executable, "-m", "flask", "--app", "app"]
    done = subprocess.run([*flask, "families"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    environment["HEADWAY_DATABASE_URL"] = f"sqlite:///{tmp_path / 'new' / 'headway.sqlite3'}"
    done = subprocess.run([*flask, "migrate"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "new" / "headway.sqlite3").exists()
