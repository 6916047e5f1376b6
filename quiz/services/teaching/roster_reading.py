"""A list of a class as schools and spreadsheets write it: read as it comes, and whatever can't be taken said by line.

Columns in any order and case, comma, semicolon or tab, quotes, UTF-8 with or without a mark, UTF-16 with one,
Windows-1252. Nothing here looks at a store.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.services import credentials
from quiz.services.errors import Unacceptable
from quiz.services.teaching.wording import LONGEST_NAME, one_line, showable

MOST_LINES = 5_000
LONGEST_NUMBER = 64
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
# How a column may be called, without anything but letters and digits.
NAMES = {
    "name": ("name", "fullname", "student", "studentname", "learner", "participant"),
    "first": ("firstname", "givenname", "givennames", "forename", "vorname"),
    "last": ("lastname", "surname", "familyname", "nachname", "familienname"),
    "email": ("email", "emailaddress", "mail", "mailaddress", "emailadresse"),
    "number": ("number", "studentnumber", "studentid", "id", "idnumber", "matriculationnumber", "matriculation",
               "matrikelnummer", "registrationnumber", "no"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line that can be taken. line: its number in the file. email: None where only a number was given."""

    line: int
    name: str
    email: str | None
    number: str


@dataclass(frozen=True)
class Bad:
    """A line that can't be taken, and why, in one sentence."""

    line: int
    reason: str


@dataclass(frozen=True)
class Reading:
    """A file as it was read. lines and bad together are all lines that are not blank."""

    lines: tuple[Line, ...]
    bad: tuple[Bad, ...]


def read(data: bytes) -> Reading:
    """The lines of a roster; Unacceptable where the file as a whole can't be read."""
    text = decoded(data)
    rows = _rows(text)
    header = next(rows, None)
    if header is None:
        raise Unacceptable("A roster has a line with the names of its columns first, but nothing came.")
    columns = _columns(header[1])
    lines: list[Line] = []
    bad: list[Bad] = []
    seen: dict[str, int] = {}
    for number, cells in rows:
        if len(lines) + len(bad) == MOST_LINES:
            raise Unacceptable(f"A roster has at most {MOST_LINES:,} lines, but this has more. Nothing was taken.")
        found = cells if isinstance(cells, str) else _line(number, cells, columns, seen)
        if isinstance(found, str):
            bad.append(Bad(number, found))
        else:
            lines.append(found)
    return Reading(tuple(lines), tuple(bad))


def decoded(data: bytes) -> str:
    """The text of a file. UTF-8 is never taken for anything else; what isn't UTF-8 is Windows-1252.

    >>> decoded("Zoë".encode()), decoded("Zoë".encode("cp1252")), decoded("Zoë".encode("utf-16"))
    ('Zoë', 'Zoë', 'Zoë')
    """
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise Unacceptable("A roster is a text in UTF-8 or Windows-1252, but this file is something else.")


def written(lines: Sequence[Line]) -> str:
    """Lines as a text that `read` takes again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("name", "email", "number"))
    writer.writerows((line.name, line.email or "", line.number) for line in lines)
    return out.getvalue()


def _rows(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each line that is not blank with its number: its cells, or what is wrong with its quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, "Its quotes don’t match: text in quotes ends with a quote, and a separator follows."
            continue
        if any(cell.strip() for cell in cells):
            yield number, cells


def _separator(text: str) -> str:
    """The separator with which the first line names most columns that are known."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def names(separator: str) -> int:
        return sum(_named(cell) is not None for cell in first.replace('"', "").split(separator))

    return max(SEPARATORS, key=names)


def _named(cell: str) -> str | None:
    """Which column this heading means."""
    plain = re.sub(r"[\W_]", "", cell.casefold())
    return next((column for column, names in NAMES.items() if plain in names), None)


def _columns(header: list[str] | str) -> dict[str, int]:
    """Column -> its place."""
    cells = [] if isinstance(header, str) else header
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _named(cell)
        if column is not None:
            found.setdefault(column, place)
    named = "name" in found or "last" in found
    if not named or not ({"email", "number"} & set(found)):
        came = ", ".join(one_line(cell) for cell in cells)[:120] or "something that can’t be read"
        raise Unacceptable(
            f"The first line of a roster names its columns: name and email, and number if you like; but it is: {came}."
        )
    return found


def _line(number: int, cells: Sequence[str], columns: dict[str, int], seen: dict[str, int]) -> Line | str:
    """The line, or what is wrong with it. seen: addresses and numbers that came before, with their lines."""
    given = {column: one_line(cells[place]) if place < len(cells) else "" for column, place in columns.items()}
    name = given.get("name") or one_line(f"{given.get('first', '')} {given.get('last', '')}")
    student = given.get("number", "")
    wrong = _wrong(name, student)
    if wrong:
        return wrong
    try:
        email = credentials.email(given["email"]) if given.get("email") else None
    except Unacceptable:
        return f"{given['email'][:80]} is not an e-mail address."
    if email is None and not student:
        return "It has neither an e-mail address nor a number, so nobody could tell it from another line."
    for key, what in ((email, "e-mail address"), (student and f"# {student}", "number")):
        if key and key in seen:
            return f"Its {what} is on line {seen[key]} already."
    seen.update({key: number for key in (email, student and f"# {student}") if key})
    return Line(number, name, email, student)


def _wrong(name: str, student: str) -> str:
    if not name:
        return "It has no name."
    if len(name) > LONGEST_NAME or len(student) > LONGEST_NUMBER:
        return f"A name has at most {LONGEST_NAME} characters and a number {LONGEST_NUMBER}; one of these is longer."
    if not (showable(name) and showable(student)):
        return "It holds characters that can’t be shown."
    return ""
