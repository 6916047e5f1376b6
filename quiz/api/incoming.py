"""What comes in: the fields of every request. In JSON `false` and "3" are no numbers, but 3.0 is 3."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from quiz.answers import KINDS
from quiz.family import families


def number_only(value: Any) -> Any:
    """JSON's numbers only: pydantic would take `false` and "3" as well."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "a whole number")
    return value


def whole(least: int, most: int) -> tuple[Any, ...]:
    """A whole number from `least` to `most`. (The bounds come first: after a function the document lacks them.)"""
    return Field(ge=least, le=most), BeforeValidator(number_only)


def one_of(options: Iterable[str]) -> tuple[Any, ...]:
    """A text that is one of these, told so in the document and in the error."""
    known = sorted(set(options))

    def check(text: str) -> str:
        if text not in known:
            raise PydanticCustomError("one_of", "one of {options}", {"options": ", ".join(known)})
        return text

    return AfterValidator(check), WithJsonSchema({"type": "string", "enum": known})


def printable(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise PydanticCustomError("printable", "printable characters")
    return name


def typed(value: Any) -> Any:
    """A text, or the rows of texts of a grid."""
    rows = value if isinstance(value, list) else [[value]]
    if all(isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows):
        return value
    raise PydanticCustomError("typed", "a text or rows of texts")


KEY = "^[!-~]{1,100}$"
TEXT = {"type": "string"}
TYPED_SCHEMA = {"anyOf": [TEXT, {"type": "array", "items": {"type": "array", "items": TEXT}}]}

Typed = Annotated[Any, AfterValidator(typed), WithJsonSchema(TYPED_SCHEMA)]
Name = Annotated[str, Field(min_length=1, max_length=100, examples=["my notebook"]), AfterValidator(printable)]
Level = Annotated[int, *whole(1, 3)]
FamilyId = Annotated[str, *one_of(families())]
Topic = Annotated[str, *one_of(one.topic for one in families().values())]


class Fields(BaseModel):
    """A body has the declared fields and no others."""

    model_config = ConfigDict(extra="forbid")


class NewLearner(Fields):
    """A guest and a token for a program. name: of the token, to tell it from others in the list."""

    name: Name


class NewToken(Fields):
    """Another token for the same learner."""

    name: Name


class Wanted(Fields):
    """A family at a level."""

    family: FamilyId
    level: Level


class NewSitting(Fields):
    """What to practise. Without any field: mixed practice of ten problems. families: exactly these, in this order."""

    topic: Topic | None = None
    level: Level | None = None
    length: Annotated[int, *whole(1, 50)] = 10
    families: Annotated[list[Wanted], Field(min_length=1, max_length=50)] | None = None

    def pairs(self) -> list[tuple[str, int]] | None:
        return [(one.family, one.level) for one in self.families] if self.families else None


class NewSubmission(Fields):
    """Answers to check: part id -> the text typed, or the rows of texts of a grid (a vector is one row).

    key: the idempotency key, where it does not come as the header `Idempotency-Key`.
    """

    answers: dict[str, Typed]
    key: Annotated[str, Field(pattern=KEY)] | None = None


class KeyHeader(BaseModel):
    """The key of this submission: 1 to 100 visible ASCII characters, another one for every new submission."""

    key: Annotated[str, Field(pattern=KEY), WithJsonSchema({"type": "string", "pattern": KEY})] = Field(
        "", alias="Idempotency-Key", description="1 to 100 visible ASCII characters, others for every new submission"
    )

    @classmethod
    @cache
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:  # type: ignore[override]
        """Made once: the library asks for it with every request, which would cost as much as grading."""
        return super().model_json_schema(*args, **options)


class NewDraft(Fields):
    """Unsaved work. revision: of the draft that this one continues, 0 for none."""

    answers: dict[str, Typed]
    revision: Annotated[int, *whole(0, 2**31 - 2)]


class Text(Fields):
    """A text as it was typed, to see how it is read. shape: of the vector or matrix that is asked for, if any."""

    kind: Annotated[str, *one_of(KINDS)]
    text: str
    shape: Annotated[list[Annotated[int, *whole(1, 4096)]], Field(min_length=1, max_length=2)] | None = None


class SittingPath(BaseModel):
    sitting_id: str


class ProblemPath(BaseModel):
    problem_id: str


class TokenPath(BaseModel):
    token_id: Annotated[int, Field(ge=1, le=2**63 - 1)]


class FilePath(BaseModel):
    file_name: str = Field(description="the name of a table in the JSON export, and .csv")
