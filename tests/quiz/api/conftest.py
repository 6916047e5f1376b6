"""A Headway with an empty store, and programs that practise through its API, each as a learner of its own."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.quiz.api.program import Program, served


@pytest.fixture(scope="module")
def headway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Headway on a migrated SQLite store, this module's own."""
    with served(f"sqlite:///{tmp_path_factory.mktemp('api') / 'headway.sqlite3'}") as app:
        yield app


@pytest.fixture
def stranger(headway: Flask) -> Program:
    """A program that has no token."""
    return Program(headway)


@pytest.fixture
def program(headway: Flask) -> Program:
    """A program with a token of a new guest."""
    return Program(headway).with_token()


@pytest.fixture
def other(headway: Flask) -> Program:
    """A program that acts for another learner."""
    return Program(headway).with_token()
