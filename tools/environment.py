"""Bring `.venv` to what the requirement files say; a second run costs a fraction of a second.

    python3 tools/environment.py [runtime] [test] [dev] [torch]

Each group keeps a stamp in `.venv` with the hash of its requirement file, so that nothing is
installed again until that file changes. Needs nothing but Python's own library.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FILES = {
    "runtime": "requirements.txt",
    "test": "requirements-test.txt",
    "dev": "requirements-dev.txt",
    "torch": "requirements-torch.txt",
}
OLDEST = (3, 11)


def create() -> None:
    """Make the virtual environment when there is none that works."""
    probe = [str(PYTHON), "-m", "pip", "--version"]
    if PYTHON.exists() and subprocess.run(probe, capture_output=True).returncode == 0:
        return
    print(f"Creating .venv with Python {sys.version.split()[0]} …", flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=VENV.exists(), symlinks=True)
    except (subprocess.CalledProcessError, ImportError) as error:
        advice = "On Debian: apt install python3-venv"
        raise SystemExit(f"Python's venv module cannot make .venv ({error}). {advice}") from None


def stamp(group: str) -> tuple[Path, str]:
    """The file that remembers what was installed for a group, and what it must say to be up to date."""
    content = (ROOT / FILES[group]).read_bytes()
    return VENV / f".{group}-installed", hashlib.sha256(content).hexdigest()


def installed(group: str) -> bool:
    """Whether the requirements of this group are those that were installed last."""
    remembered, content = stamp(group)
    return remembered.exists() and remembered.read_text() == content


def install(group: str) -> None:
    """Install one group of requirements unless its stamp says that it is there already."""
    if installed(group):
        return
    print(f"Installing {FILES[group]} …", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if group != "torch":  # the file names every package with its hash, so pip has nothing to choose
        command += ["--require-hashes", "--no-deps"]
    if subprocess.run([*command, "-r", str(ROOT / FILES[group])], stdin=subprocess.DEVNULL).returncode != 0:
        raise SystemExit(f"pip could not install {FILES[group]}; its message is above.")
    remembered, content = stamp(group)
    remembered.write_text(content)


def torch_wanted() -> bool:
    """Whether to install PyTorch: asked for, in CI, there already, or in a local folder of wheels."""
    if os.environ.get("CI") == "true" or os.environ.get("HEADWAY_TEST_TORCH") == "1":
        return True
    probe = [str(PYTHON), "-m", "pip", "install", "-qq", "--dry-run", "--no-index", "--no-deps"]
    return subprocess.run([*probe, "-r", str(ROOT / FILES["torch"])], capture_output=True).returncode == 0


def main(groups: list[str]) -> None:
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise SystemExit(f"Headway needs Python {wanted} or newer; this is {sys.version.split()[0]}.")
    create()
    for group in groups or ["runtime"]:
        if group == "torch" and not installed(group) and not torch_wanted():
            print("PyTorch is left out (large); HEADWAY_TEST_TORCH=1 make test installs it.", flush=True)
            continue
        install(group)


if __name__ == "__main__":
    main(sys.argv[1:])
