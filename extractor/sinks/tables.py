"""The tables that a record is laid out in, as ``tables.toml`` describes them. CSV and SQL are both made from these."""

import functools
import tomllib
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

Kind = Literal["text", "integer", "bigint", "real", "numeric", "date", "boolean", "json"]

DECISIONS = "decisions"
SECTIONS = "sections"
FAILURES = "failures"
FILES = "files"
_STANDING_ALONE = {DECISIONS, FAILURES, FILES}


class Column(BaseModel):
    """One column. A ``required`` one is never empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: Kind
    description: str
    required: bool = False


class Table(BaseModel):
    """One table. ``section`` says that its column "section" points at a row of the table of sections."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    section: bool = False
    facets: tuple[str, ...] = ()

    @property
    def hangs_on_a_decision(self) -> bool:
        """Whether each row belongs to a decision."""
        return self.name not in _STANDING_ALONE

    @model_validator(mode="after")
    def _names_its_own_columns(self) -> "Table":
        names = [column.name for column in self.columns]
        missing = {*self.key, *self.facets, *(["section"] if self.section else [])} - set(names)
        if missing or len(names) != len(set(names)):
            raise ValueError(f"{self.name}: no column {sorted(missing)}, or one twice")
        return self


class _Tables(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    tables: tuple[Table, ...]


@functools.cache
def tables() -> tuple[Table, ...]:
    """Return the tables, a table after those it points at. Raises ValueError naming the file and the fault in it."""
    file = resources.files("extractor.sinks") / "tables.toml"
    try:
        return _Tables.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).tables
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(f"{file}: {error}") from error


@functools.cache
def children() -> tuple[Table, ...]:
    """Return the tables whose rows belong to a decision."""
    return tuple(table for table in tables() if table.hangs_on_a_decision)
