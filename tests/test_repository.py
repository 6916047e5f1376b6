"""What the repository holds: files of a reasonable size that name no machine and no registry."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 1_000_000
# Folders of one person's machine, and hosts that serve packages: neither means anything to the next reader.
MACHINE = re.compile(r"(?<![\w.~/-])/(?:home|Users|root|work|tmp)/\w|\b[A-Z]:\\Users\\")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org|files\.\w+\.org/packages", re.I)
# These two are about such names: this file looks for them, and an example in a docstring is no path of ours.
ABOUT_NAMES = {"tests/test_repository.py"}


@cache
def tracked() -> tuple[str, ...]:
    """The files that git keeps, and those about to be added; all files where this is no git checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def text(name: str) -> str | None:
    """What a file says, None when it isn't text."""
    content = (ROOT / name).read_bytes()
    if b"\0" in content:
        return None
    return content.decode("utf-8")


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
        (MACHINE, "# pip-compile --output-file=/work/main/requirements.txt"),
        (MACHINE, "log = '/tmp/log'"),
        (REGISTRY, "--index-url https://pypi.org/simple"),
        (REGISTRY, "resolved https://registry.npmjs.org/htmx.org"),
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
    pinned = re.findall(r"^([a-z0-9.-]+)==", (ROOT / f"{layer}.txt").read_text(encoding="utf-8"), re.M)
    assert asked
    assert set(asked) <= set(pinned)


def test_make_help_lists_every_command() -> None:
    """`make help` has a line for each command that a person runs."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split())  # type: ignore[index]
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"make ([a-z-]+)", shown))
    assert listed == {name for name in phony if not name.startswith("setup-")}
    assert {"setup", "run", "test", "bench", "lint", "help"} <= listed
