"""The database of a target as a place for the ledger of its runs: one run at a time, and no file anywhere."""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import FileMissingError, TargetBusyError
from extractor.sinks.sql.database import engine_of, faults_of
from extractor.sinks.sql.schema import LEDGER
from extractor.sinks.target import kind_of, shown

# Any number will do, so long as no other program takes the same for its own.
_RUN_LOCK = 7_201_604_116
_NAMED = re.compile(r"(?<!:):(\w+)")


@dataclass(frozen=True, slots=True)
class PostgresBase:
    """A connection of psycopg's that takes statements as SQLite does: values as ``?`` and ``:name``."""

    connection: Any
    target: str
    error: type[Exception]

    def execute(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = (), /) -> Any:  # noqa: ANN401 - a cursor
        """Run a statement. Raises DatabaseError."""
        plain = statement.replace("%", "%%").replace("BEGIN IMMEDIATE", "BEGIN")
        said = _NAMED.sub(r"%(\1)s", plain) if isinstance(values, Mapping) else plain.replace("?", "%s")
        with faults_of(self.target, self.error):
            return self.connection.execute(said, values or None)

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()


@contextmanager
def ledger_base(target: str) -> Iterator[Any]:
    """Give a connection to the database that ``target`` names, whose tables are there. Raises DatabaseError.

    Of runs into a PostgreSQL database only one at a time has it; TargetBusyError says so to the others. A file of SQLite's
    is locked by the caller.
    """
    if kind_of(target) == "sqlite":
        base = sqlite3.connect(Path(target), isolation_level=None)
        base.execute("PRAGMA busy_timeout = 30000")
        base.execute("PRAGMA synchronous = NORMAL")
        try:
            with faults_of(target, sqlite3.Error):
                yield base
        finally:
            base.close()
        return
    with _postgres(target) as postgres:
        if not postgres.execute("SELECT pg_try_advisory_lock(?)", (_RUN_LOCK,)).fetchone()[0]:
            raise TargetBusyError(shown(target))
        yield postgres


@contextmanager
def _postgres(target: str) -> Iterator[PostgresBase]:
    engine = engine_of(target)
    with faults_of(target, engine.dialect.loaded_dbapi.Error):
        borrowed = engine.raw_connection()
    connection = borrowed.driver_connection
    assert connection is not None
    try:
        connection.autocommit = True
        yield PostgresBase(connection, target, engine.dialect.loaded_dbapi.Error)
    finally:
        borrowed.close()
        engine.dispose()


@contextmanager
def looking_in(target: str) -> Iterator[tuple[PostgresBase, bool]]:
    """Give a connection for looking into the ledger in a PostgreSQL database, and whether a run is under way.

    Raises DatabaseError, and FileMissingError where no run has been.
    """
    with _postgres(target) as base:
        if base.execute("SELECT to_regclass(?)", (LEDGER[0],)).fetchone()[0] is None:
            raise FileMissingError(shown(target), detail="no run has kept a ledger there")
        free = base.execute("SELECT pg_try_advisory_lock(?)", (_RUN_LOCK,)).fetchone()[0]
        if free:
            base.execute("SELECT pg_advisory_unlock(?)", (_RUN_LOCK,))
        yield base, not free
