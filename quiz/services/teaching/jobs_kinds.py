"""What a kind of job is: how its arguments split into parts, how one part is made, how the parts are summed up.

A kind is a module of the table below with a `KIND`; it is imported when it is first asked for, so a kind may itself use
`quiz.services.teaching.jobs`. Everything that crosses to another process is plain: arguments, parts and results are
what JSON can hold, and `make` is a function of a module, found by its name.

NOTE: ids of kinds and the way in which arguments split into parts are stored: a job that waits goes on after an update.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.errors import Unacceptable

Values = Mapping[str, Any]  # what JSON can hold

_HERE = "quiz.services.teaching"
_MODULES = {
    "papers": f"{_HERE}.jobs_papers",
    "stress": f"{_HERE}.jobs_stress",
    "regrade": f"{_HERE}.regrading_job",
    "hands": f"{_HERE}.dealing_ahead",
}


@dataclass(frozen=True)
class Made:
    """What came of a part. result: kept as JSON, and handed to `Kind.summed`; no secret, it is shown and exported.

    file, content: a file that may be downloaded by who may see the job. rows: only for `Kind.keep`, kept nowhere.
    """

    result: dict[str, Any]
    file: str | None = None
    content: bytes | None = None
    rows: Any = None


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    id: as stored. name: what people call it. check: the arguments as they are kept; Unacceptable where they are wrong.
    parts: the arguments of each part, the same whenever it is asked. make: one part, by (arguments, part, store): a
    function of a module, run in any process, perhaps more than once; store is the address of the database, "" unless
    `reads_store`. summed: the job's result from the results of all parts, in order.

    keep: writes what a part found, by (session, arguments, part, made, now), in the transaction that marks the part as
    done: so it happens exactly once. ended: told, in the transaction that ends the job, by (session, arguments, state,
    result, now); state is `done`, `failed` or `cancelled`, result empty unless it is done.
    """

    id: str
    name: str
    check: Callable[[Values], dict[str, Any]]
    parts: Callable[[Values], Sequence[Values]]
    make: Callable[[Values, Values, str], Made]
    summed: Callable[[Values, Sequence[Values]], dict[str, Any]]
    reads_store: bool = False
    keep: Callable[[Session, Values, Values, Made, datetime], None] | None = None
    ended: Callable[[Session, Values, str, Values, datetime], None] | None = None


def kinds() -> list[str]:
    """The ids of all kinds that there are."""
    return [id for id, module in _MODULES.items() if find_spec(module)]


def kind(id: str) -> Kind:
    """The kind of this id."""
    if id not in kinds():
        raise Unacceptable(f"A job is one of {', '.join(kinds())}, but {id[:40]!r} was asked for.")
    found: Kind = import_module(_MODULES[id]).KIND
    return found
