"""What engine/README.md promises of the code in its folder."""

import ast
from pathlib import Path

import pytest

import engine

MODULES = sorted(Path(engine.__file__).parent.glob("*.py"))
# Of the standard library: names for types, shapes of functions and whole numbers; no clock, file or random state.
ALLOWED = {"numpy", "engine", "collections", "dataclasses", "functools", "math", "typing"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_the_engine_imports_numpy_and_nothing_else(module):
    """A module of the engine imports NumPy, its neighbours, and what describes types; NumPy's random state never."""
    tree = ast.parse(module.read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= ALLOWED
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "random"]


def test_everything_named_for_outside_is_there():
    """Each name in `engine.__all__` exists and says what it is."""
    assert sorted(engine.__all__) == engine.__all__
    assert all(getattr(engine, name).__doc__ for name in engine.__all__)
