"""Reading this project's own source files, for tests that judge them."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def imported(tree: ast.AST) -> set[str]:
    """The full names of the modules that a file imports from outside its own package."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names
