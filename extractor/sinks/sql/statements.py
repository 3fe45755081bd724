"""The statements that write a record, in a database's own words: they run for every record, so they are made once."""

from dataclasses import dataclass

from sqlalchemy import ClauseElement, Delete, Dialect, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler

from extractor.sinks.sql.schema import OWNER, metadata
from extractor.sinks.tables import DECISIONS, FAILURES, FILES, children


@dataclass(frozen=True, slots=True)
class Statements:
    """Each takes its values by position, in the order of the table's columns."""

    insert_decision: str
    """Gives back the number of the decision where the record is new, and nothing where it is not."""
    insert_numbered: str
    """Takes the number before the row."""
    last_number: str
    known: str
    """Gives back those of a JSON list of ``record_id`` that are there."""
    stale: str
    """Gives back number and ``record_id`` of the decisions of a file."""
    update_decision: str
    """Takes the ``record_id`` once more at the end; gives back the number."""
    insert: dict[str, str]
    """A row into each table that hangs on a decision, whose number comes first."""
    delete: tuple[str, ...]
    """All that hangs on a decision; each takes its number."""
    delete_decision: str
    """Takes a decision's number."""
    put_failure: str
    put_file: str
    forgive: str
    """Takes a document off the failures by its path."""


def statements(dialect: Dialect) -> Statements:
    """Return the statements in the words of ``dialect``."""
    known = metadata().tables
    decisions, failures = known[DECISIONS], known[FAILURES]
    return Statements(
        insert_decision=_insert_decision(decisions, dialect),
        insert_numbered=_text(
            _insert_into(dialect, decisions).values({c.name: bindparam(c.name) for c in decisions.columns}), dialect
        ),
        last_number=f"SELECT coalesce(max(id), 0) FROM {DECISIONS}",  # noqa: S608 - our own names
        known=f"SELECT record_id FROM {DECISIONS} WHERE record_id IN (SELECT value FROM json_each(?))",  # noqa: S608
        stale=_text(
            select(decisions.c.id, decisions.c.record_id).where(decisions.c.source_path == bindparam("it")), dialect
        ),
        update_decision=_update(decisions, dialect),
        insert={table.name: _text(_insert(dialect, known[table.name]), dialect) for table in children()},
        delete=tuple(_text(_delete(known[table.name], OWNER), dialect) for table in reversed(children())),
        delete_decision=_text(_delete(decisions, "id"), dialect),
        put_failure=_put(failures, dialect),
        put_file=_put(known[FILES], dialect),
        forgive=_text(_delete(failures, "path"), dialect),
    )


Insert = sqlite.Insert | postgresql.Insert


def _values(table: Table) -> dict[str, object]:
    return {name: bindparam(name) for name in table.columns.keys() if name != "id"}  # noqa: SIM118 - a collection of columns


def _insert(dialect: Dialect, table: Table) -> Insert:
    return _insert_into(dialect, table).values(_values(table))


def _insert_into(dialect: Dialect, table: Table) -> Insert:
    return sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)


def _insert_decision(table: Table, dialect: Dialect) -> str:
    new = _insert(dialect, table).on_conflict_do_nothing(index_elements=["record_id"])
    return _text(new.returning(table.c.id), dialect)


def _update(table: Table, dialect: Dialect) -> str:
    # The record_id is bound twice, under two names: one to be written, one to be looked for.
    known = update(table).values(_values(table)).where(table.c.record_id == bindparam("known"))
    return _text(known.returning(table.c.id), dialect)


def _put(table: Table, dialect: Dialect) -> str:
    new = _insert(dialect, table)
    values = {column.name: new.excluded[column.name] for column in table.columns if not column.primary_key}
    return _text(new.on_conflict_do_update(index_elements=["path"], set_=values), dialect)


def _delete(table: Table, column: str) -> Delete:
    return delete(table).where(table.c[column] == bindparam("it"))


def _text(statement: ClauseElement, dialect: Dialect) -> str:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    return compiled.string
