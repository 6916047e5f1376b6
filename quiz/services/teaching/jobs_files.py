"""The files of a job: packed by its parts, handed out one by one or as one archive with the same bytes every time.

A part keeps its files as an uncompressed ZIP archive, so that one of them is found without reading the others, and so
that no version of a compressor decides about bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Job, JobPart
from quiz.papers import File
from quiz.services.errors import NotFound
from quiz.services.teaching import jobs

_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(files: Iterable[File]) -> bytes:
    """Files as an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, _EPOCH), file.content)
    return made.getvalue()


def unpacked(content: bytes) -> Iterator[File]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield File(name, archive.read(name))


def one(db: Database, learner: int, id: str, name: str) -> bytes:
    """One file of a job, for who may see it."""
    found = [file.part for file in jobs.view(db, learner, id).files if file.name == name]
    if not found:
        raise NotFound("This job has no such file.")
    with zipfile.ZipFile(io.BytesIO(_content(db, id, found[0]))) as archive:
        return archive.read(name)


def archive(db: Database, learner: int, id: str) -> Iterator[bytes]:
    """All files of a job that is done as one ZIP archive, piece by piece: only one part is in memory at a time."""
    view = jobs.view(db, learner, id)
    if view.state != jobs.DONE or not view.files:
        raise NotFound("This job has no files yet, or none at all.")
    numbers = list(dict.fromkeys(file.part for file in view.files))
    return _streamed(db, id, numbers)


def _streamed(db: Database, id: str, numbers: Iterable[int]) -> Iterator[bytes]:
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_STORED) as whole:
        for number in numbers:
            for file in unpacked(_content(db, id, number)):
                whole.writestr(zipfile.ZipInfo(file.name, _EPOCH), file.content)
                yield pieces.taken()
    yield pieces.taken()


def _content(db: Database, id: str, number: int) -> bytes:
    query = sa.select(JobPart.content).join(Job, Job.id == JobPart.job_id)
    with db.reading() as session:
        content = session.scalar(query.where(Job.public_id == id, JobPart.number == number))
    if content is None:
        raise NotFound("This job was removed just now.")
    return content


class _Pieces(io.RawIOBase):
    """What an archive is written to: it can't go back, and hands over what it has."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken
