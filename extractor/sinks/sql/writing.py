"""Records into a database, one transaction a record: the same record again takes the place of the one before."""

import re
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, delete
from sqlalchemy.engine.interfaces import DBAPICursor

from decision_models import DecisionRecord
from extractor.errors import DatabaseError
from extractor.sinks.failure import Failure
from extractor.sinks.rows import Row, child_rows, decision_row, failure_row
from extractor.sinks.sql.database import faults_of, writable
from extractor.sinks.sql.datasette import write_datasette_metadata
from extractor.sinks.sql.schema import metadata
from extractor.sinks.sql.statements import Statements, statements
from extractor.sinks.target import kind_of

# One record at a time costs SQLite's search 0.8 ms a record, a hundred or more at a time 0.3 (with 5 kB of text in each); but
# what has waited so long is taken in with the next record, however few there are.
_MOST_UNINDEXED = 500
_LONGEST_UNINDEXED_S = 5.0
# U+0000 as JSON writes it, and not a backslash of the text's own before "u0000".
_NUL = re.compile(r"((?<!\\)(?:\\\\)*)\\u0000")
_INDEX = """INSERT INTO sections_fts (rowid, heading, text) SELECT id, heading, text FROM sections
    WHERE id > (SELECT coalesce(max(id), 0) FROM sections_fts_docsize)"""


@dataclass(slots=True)
class SqlSink:
    """Writes to the database that ``target`` names: a file of SQLite's, or the address of a PostgreSQL database."""

    target: str
    _engine: Engine = field(init=False, repr=False)
    _connection: Connection = field(init=False, repr=False)
    _driver: DBAPICursor = field(init=False, repr=False)
    _statements: Statements = field(init=False, repr=False)
    _unindexed: int = field(init=False, repr=False, default=0)
    _indexed_at: float = field(init=False, repr=False, default=0.0)

    def __post_init__(self) -> None:
        self._engine = writable(self.target)
        with faults_of(self.target):
            self._connection = self._engine.connect()
        # Dozens of rows a record: SQLAlchemy makes the statements, once; the driver runs them, at half the cost.
        self._driver = self._connection.connection.cursor()
        self._statements = statements(self._engine.dialect)
        self._index()

    @property
    def durable(self) -> bool:
        return True

    @property
    def unfinished(self) -> Path | None:
        return None

    def write(self, *records: DecisionRecord) -> None:
        """Put the records with all that hangs on them in their place, in one transaction, and forgive their files.

        The reader lets no control characters through; should there be a U+0000 all the same, which PostgreSQL alone of
        all characters cannot hold, U+FFFD stands there for it.
        """
        last = {record.record_id: record for record in records}
        try:
            self._put(last)
        except DatabaseError:
            tame = {name: _without_nul(record) for name, record in last.items()}
            if tame == last:
                raise
            self._put(tame)
        self._unindexed += len(records)
        if self._unindexed >= _MOST_UNINDEXED or time.monotonic() - self._indexed_at > _LONGEST_UNINDEXED_S:
            self._index()

    def _put(self, records: dict[str, DecisionRecord]) -> None:
        with self._transaction():
            hanging: dict[str, list[Row]] = defaultdict(list)
            for record in records.values():
                for name, rows in child_rows(record, self._place(decision_row(record))).items():
                    hanging[name] += rows
            for name, rows in hanging.items():
                if rows:
                    self._driver.executemany(self._statements.insert[name], rows)
            self._driver.executemany(self._statements.forgive, [(record.source.path,) for record in records.values()])

    def write_failure(self, failure: Failure) -> None:
        """Put the failure in the place of an earlier one of the same file."""
        with self._transaction():
            self._driver.execute(self._statements.put_failure, failure_row(failure))

    def empty(self) -> None:
        """Take out all records and failures."""
        with self._transaction():
            for table in reversed(metadata().sorted_tables):
                self._connection.execute(delete(table))

    def commit(self) -> None:
        """Tidy up; everything stands in its place already."""
        if kind_of(self.target) != "sqlite":
            return
        self._index()
        with self._faults():
            self._driver.execute("PRAGMA optimize")
        write_datasette_metadata(Path(self.target))

    def close(self) -> None:
        """Let go of the database. SQLite's is left as one file that any program reads, where nobody else is using it."""
        if kind_of(self.target) == "sqlite" and not self._connection.closed:
            with suppress(sqlite3.OperationalError):
                self._driver.execute("PRAGMA busy_timeout = 0")
                self._driver.execute("PRAGMA journal_mode = DELETE")
        self._driver.close()
        self._connection.close()
        self._engine.dispose()

    def _faults(self) -> AbstractContextManager[None]:
        return faults_of(self.target, self._engine.dialect.loaded_dbapi.Error)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._faults(), self._connection.begin():
            yield

    def _index(self) -> None:
        """Take into SQLite's search what was written since the last time, here or by a run that was cut short."""
        if kind_of(self.target) == "sqlite":
            with self._transaction():
                self._driver.execute(_INDEX)
        self._unindexed, self._indexed_at = 0, time.monotonic()

    def _place(self, row: Row) -> int:
        """Write the row of the decision and return its number; what hung on it before is gone."""
        self._driver.execute(self._statements.insert_decision, row)
        # All of it is fetched: a statement of SQLite's that may have more to give keeps the database locked.
        if new := self._driver.fetchall():
            return int(new[0][0])
        self._driver.execute(self._statements.update_decision, (*row, row[0]))
        (known,) = self._driver.fetchall()
        for statement in self._statements.delete:
            self._driver.execute(statement, known)
        return int(known[0])


def _without_nul(record: DecisionRecord) -> DecisionRecord:
    return DecisionRecord.model_validate_json(_NUL.sub(r"\1\\ufffd", record.model_dump_json()))
