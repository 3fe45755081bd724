"""The tables of the package in SQLAlchemy's terms. What makes them in a database are the migrations, not this.

Rows of a decision hang on its number (``decision_id``), which grows, and not on its ``record_id``, which is a hash: so that
new rows stand at the end of every index, and the hundred thousandth record is written as fast as the first.
"""

import functools
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from extractor.sinks import tables as described
from extractor.sinks.tables import DECISIONS, FILES, SECTIONS, tables

OWNER = "decision_id"
LEDGER = ("ledger_document", "ledger_fact")
REVIEW = ("review_correction", "review_record")
# Decisions are counted because all else hangs on their numbers; sections because SQLite's search does.
_NUMBERED = {DECISIONS, SECTIONS}
# Constraints need names, or a later migration can't speak of them.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_TYPES: dict[described.Kind, TypeEngine[Any]] = {
    "text": Text(),
    "integer": Integer(),
    "bigint": BigInteger(),
    "real": Double(),
    "numeric": Numeric(),
    "date": Date(),
    "boolean": Boolean(),
    "json": JSON(),
}


@functools.cache
def metadata() -> MetaData:
    """Return the schema of the newest version."""
    found = MetaData(naming_convention=_NAMES)
    for table in tables():
        _add(table, found)
    _add_ledger(found)
    _add_review(found)
    return found


def _add(table: described.Table, schema: MetaData) -> None:
    own = [Column(c.name, _TYPES[c.kind], nullable=not c.required) for c in table.columns]
    # A row of SQLite's that is found by its key alone is kept in the key's index: one page to write and not two.
    rowid = not table.hangs_on_a_decision or table.name in _NUMBERED
    Table(table.name, schema, *_places(table), *own, *_constraints(table), sqlite_with_rowid=rowid)


def _add_ledger(schema: MetaData) -> None:
    """Add the ledger of runs, which stands in the database it is about; ``extractor.batch`` reads and writes it."""
    texts = ("error", "detail", "settled", "first_seen", "last_seen", "gone")
    Table(
        LEDGER[0],
        schema,
        Column("path", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("product", "state")),
        *(Column(name, BigInteger) for name in ("bytes", "modified_ns")),
        Column("position", BigInteger, nullable=False, index=True),
        *(Column(name, Text, index=True) for name in ("sha256", "same_as")),
        Column("attempts", Integer, nullable=False, server_default="0"),
        *(Column(name, Double) for name in ("seconds", "confidence")),
        *(Column(name, Integer) for name in ("pages", "decisions", "page")),
        *(Column(name, Text) for name in texts),
        Column("records", LargeBinary),
        Index("ix_ledger_document_state", "state", "position"),
    )
    Table(LEDGER[1], schema, Column("name", Text, primary_key=True), Column("value", Text))


def _add_review(schema: MetaData) -> None:
    """Add what people say of records, which hangs on no decision, for it outlives them; ``extractor.review`` keeps it."""
    texts = ("record_id", "sha256", "file", "who", "made_at", "path", "action")
    Table(
        REVIEW[0],
        schema,
        Column("position", Integer, primary_key=True),
        Column("id", Text, nullable=False),
        *(Column(name, Text, nullable=False, index=name in {"record_id", "sha256"}) for name in texts),
        *(Column(name, JSON(none_as_null=True)) for name in ("old", "new", "anchor")),
        Column("text", Text),
        Column("regions", JSON, nullable=False),
        Column("reason", Text, nullable=False),
        Column("revokes", Text),
        UniqueConstraint("id", name="uq_review_correction_id"),
    )
    described = ("number", "subject", "told", "state", "who", "changed_at")
    Table(
        REVIEW[1],
        schema,
        Column("record_id", Text, primary_key=True),
        Column("found_as", Text, index=True),
        *(Column(name, Text, nullable=False, index=True) for name in ("sha256", "file")),
        Column("first_page", Integer, nullable=False),
        *(Column(name, Text, nullable=False, index=name == "state") for name in described),
    )


def _places(table: described.Table) -> list[Column[int]]:
    number = [Column("id", Integer, primary_key=True)] if table.name in _NUMBERED else []
    return [*number, *([_owner()] if table.hangs_on_a_decision else [])]


def _constraints(table: described.Table) -> list[SchemaItem]:
    key = [OWNER, *table.key] if table.hangs_on_a_decision else table.key
    found: list[SchemaItem] = [UniqueConstraint(*key) if table.name in _NUMBERED else PrimaryKeyConstraint(*key)]
    if table.name == DECISIONS:
        found += [Index(None, "decision_date"), Index(None, "source_path"), Index(None, "source_sha256")]
        found.append(Index(None, "urgency", "id"))
    if table.name == FILES:
        found.append(Index(None, "sha256"))
    return [*found, _section()] if table.section else found


def _owner() -> Column[int]:
    return Column(OWNER, ForeignKey(f"{DECISIONS}.id", ondelete="CASCADE"), nullable=False)


def _section() -> ForeignKeyConstraint:
    there = [f"{SECTIONS}.{OWNER}", f"{SECTIONS}.position"]
    return ForeignKeyConstraint([OWNER, "section"], there, ondelete="CASCADE")
