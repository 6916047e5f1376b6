"""The architecture's arrows hold, and the checks that guard them do notice when one is broken."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sources import ROOT, imported

LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"
# What may know the web, the database and the clock. Every other module of `quiz` is pure.
IMPURE = {
    "web", "api", "commands", "paper_command", "oral_command", "shell", "services", "models", "database", "groupcommit",
    "prepared", "sqlite_driver",
}  # fmt: skip


def lint_imports(folder: Path) -> tuple[int, str]:
    """Judge the code in a folder by the contracts: the exit status, and what is said below the banner."""
    command = [str(LINT_IMPORTS), "--no-cache"]
    wide = {**os.environ, "COLUMNS": "200"}  # so that no contract's name is broken over two lines
    result = subprocess.run(command, cwd=folder, env=wide, capture_output=True, text=True)
    said = result.stdout + result.stderr
    return result.returncode, said[max(said.find("Contracts"), 0):]


def contract(name: str) -> dict[str, Any]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    found: dict[str, Any] = next(c for c in contracts if c["id"] == name)
    return found


def pure_files() -> Iterator[Path]:
    yield from (ROOT / "engine").rglob("*.py")
    for path in (ROOT / "quiz").rglob("*.py"):
        if path.relative_to(ROOT / "quiz").parts[0].removesuffix(".py") not in IMPURE:
            yield path


def asks_clock_or_chance(tree: ast.AST) -> list[str]:
    """Uses of the wall clock (`datetime.now`, `date.today`) and of NumPy's random numbers, with their lines."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called = f"{node.value.id}.{node.attr}"
            if node.attr in {"now", "utcnow", "today"} or called in {"np.random", "numpy.random"}:
                found.append(f"line {node.lineno}: {called}")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("numpy.random"):
            found.append(f"line {node.lineno}: {node.module}")
    return found


def test_every_import_follows_an_arrow() -> None:
    """Imports flow from the application down to the engine, never up and never sideways between families."""
    status, said = lint_imports(ROOT)
    assert status == 0, said


BROKEN = {
    "engine imports quiz": ("engine", "engine/softmax.py", "import quiz.blocks"),
    "engine uses chance": ("pure", "engine/softmax.py", "import random"),
    "calculation imports variants": ("layers", "quiz/calculation.py", "from quiz import variants"),
    "calculation knows the database": ("pure", "quiz/calculation.py", "import sqlalchemy.orm"),
    "variants know the web": ("pure", "quiz/variants.py", "from flask import request"),
    "a part asks the time": ("pure", "quiz/parts.py", "from time import monotonic"),
    "a family reads the environment": ("pure", "quiz/family.py", "from os import environ"),
    "a command reads tables": ("doors", "quiz/commands.py", "from quiz.models import Attempt"),
    "the store calls a service": ("layers", "quiz/models.py", "from quiz.services import practice"),
    "quiz imports the application": ("app", "quiz/variants.py", "import app"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code alone in a folder of its own, to break it there."""
    for name in ("engine", "quiz"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("guard", "path", "line"), BROKEN.values(), ids=BROKEN)
def test_a_broken_arrow_is_noticed(copy: Path, guard: str, path: str, line: str) -> None:
    """One import against an arrow, anywhere, is found and told."""
    with (copy / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    status, said = lint_imports(copy)
    assert status == 1
    assert f"{contract(guard)['name']} BROKEN" in said


def test_one_family_that_imports_another_is_noticed(copy: Path) -> None:
    """A family stands alone: what two families share is a step or a word, not each other."""
    first, second = sorted((copy / "quiz" / "families").glob("*/[a-z]*.py"))[:2]
    with first.open("a", encoding="utf-8") as file:
        file.write(f"\nimport quiz.families.{second.parent.name}.{second.stem}\n")
    status, said = lint_imports(copy)
    assert status == 1
    assert "Families never import each other BROKEN" in said


def test_the_engine_imports_numpy_and_nothing_else() -> None:
    """The engine needs NumPy, Python's own library and itself."""
    allowed = sys.stdlib_module_names | {"numpy", "engine"}
    for path in (ROOT / "engine").rglob("*.py"):
        tops = {name.partition(".")[0] for name in imported(ast.parse(path.read_text(encoding="utf-8")))}
        assert tops <= allowed, f"{path.relative_to(ROOT)} imports {sorted(tops - allowed)}"


def test_the_pure_half_asks_neither_clock_nor_chance() -> None:
    """`now` and every random number come into the pure half as values."""
    for path in pure_files():
        found = asks_clock_or_chance(ast.parse(path.read_text(encoding="utf-8")))
        assert not found, f"{path.relative_to(ROOT)}: {found}"


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import date\nx = date.today()",
        "import numpy as np\nx = np.random.default_rng()",
        "from numpy.random import default_rng",
    ],
)
def test_a_clock_or_chance_is_noticed(source: str) -> None:
    """Asking the clock or NumPy's random numbers, in any usual spelling, is found."""
    assert asks_clock_or_chance(ast.parse(source))


def test_a_module_without_a_place_is_noticed(copy: Path) -> None:
    """A new module of `quiz` takes its place in the layers before it lands."""
    (copy / "quiz" / "elsewhere.py").write_text('"""Stands nowhere."""\n', encoding="utf-8")
    status, said = lint_imports(copy)
    assert status == 1
    assert "elsewhere" in said
