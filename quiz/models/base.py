"""What every table shares: names of constraints, types that both databases keep exactly, and who may see a column."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Integer,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NEVER_SHOWN = {"shown": "never"}
AFTER_REVEAL = {"shown": "after reveal"}
OF_NOBODY = {"held": "of nobody"}  # a table that says nothing of any one learner
ATTRIBUTED = {"held": "who did it"}  # a key to a learner whose row it isn't: emptied when the learner is erased
BigId = BigInteger().with_variant(Integer, "sqlite")  # only an INTEGER key counts up by itself in SQLite


class Moment(TypeDecorator[datetime]):
    """A time in UTC. SQLite keeps no zone, so it goes in as UTC and comes out as UTC; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A stored time has a zone, but {value} has none.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Seed(TypeDecorator[int]):
    """An unsigned number of 64 bits as 16 hexadecimal digits: databases know signed ones only."""

    impl = String(16)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not 0 <= value < 2**64:
            raise ValueError("A seed is a whole number from 0 to 2**64 - 1.")
        return f"{value:016x}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value, 16)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }
