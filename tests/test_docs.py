"""The documentation says what there is: a family, command, setting or page without its line breaks the build."""

import re
from pathlib import Path

import pytest

from app import create_app
from quiz.family import families

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def table(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading of the README."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    home = tmp_path_factory.mktemp("docs")
    return create_app({"HEADWAY_DATABASE_URL": f"sqlite:///{home}/docs.sqlite", "SECRET_KEY": "docs"})


def test_the_readme_lists_every_family_with_its_topic():
    """One line a family, none too many."""
    listed = {(topic, id.strip("`")) for topic, id, _ in table("The families")}
    assert listed == {(family.topic, family.id) for family in families().values()}


def test_the_readme_lists_every_command(app):
    """Our own commands, not Flask's."""
    listed = {row[0].strip("`").removeprefix("flask ") for row in table("From the shell")}
    ours = {name for name, command in app.cli.commands.items() if command.callback.__module__.startswith("quiz.")}
    assert listed == ours


def test_the_readme_lists_every_setting():
    """Every environment variable that the program reads."""
    sources = [ROOT / "app.py", ROOT / "gunicorn.conf.py", *(ROOT / "quiz").rglob("*.py")]
    read = {
        name for source in sources for name in re.findall(r"os\.environ(?:\.get\(|\[)\"([A-Z_]+)\"", source.read_text())
    }
    assert {row[0].strip("`") for row in table("Settings")} == read | {"PORT"}


def test_every_page_is_reached_by_the_tour_or_the_api_document(app):
    """Routes are pages of the web, the health checks that the README names, or described in the API document."""
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    described = {path.replace("{", "<").replace("}", ">") for path in document["paths"]}
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule)
        if path.startswith("/api/v1") and path != "/api/v1/openapi.json":
            assert path in described, path
        elif rule.endpoint in ("healthz", "readyz"):
            assert f"`{path}`" in README
        else:
            assert rule.endpoint.startswith("web.") or path == "/api/v1/openapi.json", path


def test_links_lead_somewhere():
    """Every relative link of the documentation is a file or folder."""
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_make_targets_named_in_the_readme_exist():
    """Every `make …` of the README is a target."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", README)) <= targets | {"help"}


def test_shell_examples_of_the_readme_run(app):
    """The lines of the README that call a command work as printed."""
    import json
    import shlex

    runner = app.test_cli_runner()
    lines = [line for line in README.splitlines() if line.startswith((".venv/bin/flask", "echo"))]
    assert lines
    for line in lines:
        said, _, command = line.rpartition(" | ")
        words = shlex.split(command)[1:]
        words = ["100" if word == "10000" else word for word in words]
        result = runner.invoke(args=words, input=shlex.split(said)[1] if said else None)
        assert result.exit_code == 0, result.output
        assert all(json.loads(out) for out in result.output.splitlines())


INSTRUCTORS = (ROOT / "docs" / "instructors.md").read_text()


def fenced(language: str) -> list[str]:
    """The blocks of the instructors' tour in this language."""
    return re.findall(rf"```{language}\n(.*?)```", INSTRUCTORS, re.DOTALL)


def test_what_the_tour_puts_in_bold_stands_on_a_page():
    """Buttons, headings and choices that docs/instructors.md names are in a template, or in words that pages say."""
    pages = [*(ROOT / "quiz" / "web").rglob("*.html"), *(ROOT / "quiz" / "web").glob("*.py")]
    pages.append(ROOT / "quiz" / "services" / "teaching" / "regrading_reading.py")
    said = " ".join(page.read_text() for page in pages)
    named = {" ".join(words.split()) for words in re.findall(r"\*\*([^*]+)\*\*", INSTRUCTORS)}
    assert len(named) > 30
    assert {words for words in named if words not in said} == set()


def test_addresses_of_the_tour_are_pages(app):
    """Every address that it names in code is a route."""
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    named = set(re.findall(r"`(/[a-z/]+)`", INSTRUCTORS))
    assert named
    assert named <= rules


def test_the_table_of_the_tour_has_every_format():
    """Each format that has a writer, and no other."""
    from quiz.papers import formats

    rows = [line.split("|")[1] for line in INSTRUCTORS.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(formats())


def test_pictures_that_the_documentation_shows_are_taken_by_the_tool():
    """Every picture of the tour is a small PNG that tools/screenshots.py takes, and it takes no other."""
    shown = set(re.findall(r"\]\(screenshots/([a-z]+)\.png\)", INSTRUCTORS))
    tool = (ROOT / "tools" / "screenshots.py").read_text()
    assert set(re.findall(r'Shot\(\s*"([a-z]+)"', tool)) | {"paper"} == shown
    for name in shown:
        content = (ROOT / "docs" / "screenshots" / f"{name}.png").read_bytes()
        assert content.startswith(b"\x89PNG"), name
        assert len(content) < 130_000, name


def test_the_roster_of_the_tour_can_be_taken():
    """Its CSV file is read without a complaint."""
    from quiz.services.teaching import roster_reading

    (text,) = fenced("csv")
    reading = roster_reading.read(text.encode())
    assert [line.number for line in reading.lines] == ["3100417", "3100423"]
    assert not reading.bad


def test_shell_examples_of_the_tour_run_in_order(app, tmp_path, monkeypatch):
    """The blueprint is saved under the name in its first line, and every command on it works as printed."""
    import json
    import shlex

    monkeypatch.chdir(tmp_path)
    (blueprint,) = fenced("toml")
    Path(blueprint.splitlines()[0].removeprefix("# ")).write_text(blueprint)
    made = []
    for line in "".join(fenced("sh")).splitlines():
        words = shlex.split(line)
        assert words[0] == ".venv/bin/flask"
        result = app.test_cli_runner().invoke(args=words[1:])
        assert result.exit_code == 0, result.output
        made += [json.loads(out)["file"] for out in result.stdout.splitlines() if out.startswith("{")]
    for name in ("exam/copy-001.pdf", "exam/copy-040-key.pdf", "exam/all-copies-key.pdf", "again/copy-007.pdf",
                 "moodle/moodle.xml", "scores.xml", "canvas/canvas.zip", "anki/anki.apkg"):  # fmt: skip
        assert name in made
    assert Path("exam/copy-007.pdf").read_bytes() == Path("again/copy-007.pdf").read_bytes()
