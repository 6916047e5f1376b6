"""What the repository holds: files of a reasonable size that name no machine and no registry."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.sources import ROOT, imported

LARGEST = 1_000_000
# Folders of one person's machine, and hosts that serve packages: neither means anything to the next reader.
MACHINE = re.compile(r"(?<![\w.~/-])/(?:home|Users|root|work|tmp)/\w|\b[A-Z]:\\Users\\")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org|files\.\w+\.org/packages", re.I)
# This file is about such names.
ABOUT_NAMES = {"tests/test_repository.py"}


@cache
def tracked() -> tuple[str, ...]:
    """The files that git keeps, and those about to be added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def text(name: str) -> str | None:
    """What a file says, None when it isn't text."""
    content = (ROOT / name).read_bytes()
    if b"\0" in content:
        return None
    return content.decode("utf-8")


def pinned(*names: str) -> set[str]:
    """The packages pinned in these requirement files."""
    lines = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)
    return set(re.findall(r"^([a-z0-9.-]+)==", lines, re.M))


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["machine", "registry"])
def test_no_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    """A clone works anywhere: no file names a folder of somebody's machine or the host of a package registry."""
    found = []
    for name in tracked():
        if name not in ABOUT_NAMES and (content := text(name)) is not None:
            found += [f"{name}: {match.group()}" for match in pattern.finditer(content)]
    assert not found


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE, "see /home/ada/headway"),
        (MACHINE, "# pip-compile --output-file=/Users/ada/requirements.txt"),
        (MACHINE, "log = '/tmp/log'"),
        (REGISTRY, "--index-url pypi.org/simple"),
        (REGISTRY, "resolved from npmjs.org/htmx.org"),
    ],
)
def test_such_names_are_noticed(pattern: re.Pattern[str], line: str) -> None:
    """The patterns find what they are for."""
    assert pattern.search(line)


def test_no_file_is_large() -> None:
    """No file is over a megabyte, except fonts that pages need whole."""
    large = [
        name
        for name in tracked()
        if (ROOT / name).stat().st_size > LARGEST and not name.endswith((".woff2", ".woff", ".ttf", ".otf"))
    ]
    assert not large


def test_ci_can_be_run() -> None:
    """`.ci/run` can be executed, and does what `make test` does."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")


def test_every_package_is_pinned_with_its_hashes() -> None:
    """What is installed is decided here: every requirement has one version and the hashes of its files."""
    for name in ("requirements.txt", "requirements-test.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        packages = [i for i, line in enumerate(lines) if line[:1].isalnum()]
        assert packages
        for i in packages:
            assert re.fullmatch(r"[a-z0-9._-]+==\S+ \\", lines[i]), f"{name}: {lines[i]}"
            assert "--hash=sha256:" in lines[i + 1], f"{name}: {lines[i]}"


@pytest.mark.parametrize("layer", ["requirements", "requirements-test", "requirements-dev"])
def test_the_pins_cover_what_is_asked_for(layer: str) -> None:
    """Each package named in a `.in` file is pinned in the file made from it."""
    asked = re.findall(r"^([a-z0-9][a-z0-9-]*)", (ROOT / f"{layer}.in").read_text(encoding="utf-8"), re.M)
    assert asked
    assert set(asked) <= pinned(f"{layer}.txt")


def packages_imported(*folders: str) -> dict[str, str]:
    """The packages, not Python's and not ours, that the files in these folders import, each with such a file."""
    owners = packages_distributions()
    found = {}
    for name in tracked():
        if name.endswith(".py") and name.startswith(folders):
            for module in imported(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
                top = module.partition(".")[0]
                if top not in sys.stdlib_module_names and not (ROOT / top).exists() and top != "app":
                    found.update({re.sub("[_.]+", "-", owner).lower(): name for owner in owners.get(top, [top])})
    return found


def test_everything_that_the_program_imports_is_pinned() -> None:
    """What runs needs no package beyond requirements.txt."""
    used = packages_imported("app.py", "engine/", "quiz/", "migrations/", "gunicorn.conf.py")
    assert "numpy" in used
    assert {package: file for package, file in used.items() if package not in pinned("requirements.txt")} == {}


def test_everything_that_the_tests_import_is_pinned() -> None:
    """What tests and benchmarks import is in the requirement files; PyTorch is the optional one."""
    files = ("requirements.txt", "requirements-test.txt", "requirements-torch.txt")
    used = packages_imported("tests/", "benchmarks/")
    assert {package: file for package, file in used.items() if package not in pinned(*files)} == {}


def test_make_help_lists_every_command() -> None:
    """`make help` has a line for each command that a person runs."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split())  # type: ignore[index]
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"make ([a-z-]+)", shown))
    assert listed == {name for name in phony if not name.startswith("setup-")}
    assert {"setup", "run", "test", "bench", "lint", "help"} <= listed


def test_the_readme_gives_the_two_commands() -> None:
    """README tells how to run Headway and how to test it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"make run", "make test"} <= set(re.findall(r"\bmake [a-z]+", readme))
