"""Records into a database, one transaction a record: the same record again takes the place of the one before."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Dialect, Engine, delete

from decision_models import DecisionRecord
from extractor.sinks.failure import Failure
from extractor.sinks.rows import Row, child_rows, decision_row, failure_row
from extractor.sinks.sql.database import faults_of, writable
from extractor.sinks.sql.datasette import write_datasette_metadata
from extractor.sinks.sql.schema import metadata
from extractor.sinks.sql.statements import Statements, statements
from extractor.sinks.tables import DECISIONS, tables
from extractor.sinks.target import kind_of

Change = tuple[int, Callable[[object], object]]


@dataclass(slots=True)
class SqlSink:
    """Writes to the database that ``target`` names: a file of SQLite's, or the address of a PostgreSQL database."""

    target: str
    _engine: Engine = field(init=False, repr=False)
    _connection: Connection = field(init=False, repr=False)
    _statements: Statements = field(init=False, repr=False)
    _changes: dict[str, tuple[Change, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._engine = writable(self.target)
        with faults_of(self.target):
            self._connection = self._engine.connect()
        self._statements = statements(self._engine.dialect)
        self._changes = _changes(self._engine.dialect)

    @property
    def durable(self) -> bool:
        return True

    @property
    def unfinished(self) -> Path | None:
        return None

    def write(self, record: DecisionRecord) -> None:
        """Put the record with all that hangs on it in its place, and take its file off the list of failures."""
        with faults_of(self.target), self._connection.begin():
            number = self._place(decision_row(record))
            for name, rows in child_rows(record).items():
                if rows:
                    self._run_many(self._statements.insert[name], self._fitted(name, rows, (number,)))
            self._run(self._statements.forgive, (record.source.path,))

    def write_failure(self, failure: Failure) -> None:
        """Put the failure in the place of an earlier one of the same file."""
        with faults_of(self.target), self._connection.begin():
            self._run(self._statements.put_failure, failure_row(failure))

    def empty(self) -> None:
        """Take out all records and failures."""
        with faults_of(self.target), self._connection.begin():
            for table in reversed(metadata().sorted_tables):
                self._connection.execute(delete(table))

    def commit(self) -> None:
        """Tidy up; everything stands in its place already."""
        if kind_of(self.target) != "sqlite":
            return
        with faults_of(self.target):
            self._connection.connection.cursor().execute("PRAGMA optimize")
        write_datasette_metadata(Path(self.target))

    def close(self) -> None:
        """Let go of the database. SQLite's is left as one file that any program reads, where nobody else is using it."""
        if kind_of(self.target) == "sqlite" and not self._connection.closed:
            cursor = self._connection.connection.cursor()
            with suppress(sqlite3.OperationalError):
                cursor.execute("PRAGMA busy_timeout = 0")
                cursor.execute("PRAGMA journal_mode = DELETE")
        self._connection.close()
        self._engine.dispose()

    def _place(self, row: Row) -> int:
        (row,) = self._fitted(DECISIONS, [row], ())
        found = self._run(self._statements.insert_decision, row)
        if found is not None:
            return found
        known = self._run(self._statements.update_decision, (*row, row[0]))
        assert known is not None, "a row that could not be inserted is there to be updated"
        for statement in self._statements.delete:
            self._run(statement, (known,))
        return known

    def _fitted(self, table: str, rows: Iterable[Row], owner: Row) -> list[Row]:
        """Return the rows as the database takes them, each after its ``owner``."""
        changes = self._changes[table]
        if not changes:
            return [(*owner, *row) for row in rows]
        fitted = []
        for row in rows:
            values = list(row)
            for place, change in changes:
                values[place] = change(values[place])
            fitted.append((*owner, *values))
        return fitted

    def _run(self, statement: str, row: Row) -> int | None:
        """Run a statement and return the number it gives back, if any."""
        result = self._connection.exec_driver_sql(statement, row)
        return result.scalar() if result.returns_rows else None

    def _run_many(self, statement: str, rows: list[Row]) -> None:
        self._connection.exec_driver_sql(statement, rows)


def _changes(dialect: Dialect) -> dict[str, tuple[Change, ...]]:
    """Return what must be done to the values of each table: SQLite knows no dates and no decimals."""
    if dialect.name != "sqlite":
        return {table.name: () for table in tables()}
    return {
        table.name: tuple((n, _FOR_SQLITE[c.kind]) for n, c in enumerate(table.columns) if c.kind in _FOR_SQLITE)
        for table in tables()
    }


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _digits(value: object) -> object:
    # A text of digits becomes a number by the column's affinity; its exact digits stand in the column beside.
    return None if value is None else str(value)


_FOR_SQLITE = {"date": _iso, "numeric": _digits}
