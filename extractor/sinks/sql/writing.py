"""Records into a database, one transaction a record: the same record again takes the place of the one before."""

import json
import re
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Engine, delete
from sqlalchemy.engine.interfaces import DBAPICursor

from decision_models import DecisionRecord
from extractor.errors import DatabaseError
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.rows import Row, child_rows, decision_row, failure_row, file_row
from extractor.sinks.sql.database import faults_of, writable
from extractor.sinks.sql.datasette import write_datasette_metadata
from extractor.sinks.sql.schema import REVIEW, metadata
from extractor.sinks.sql.statements import Statements, statements
from extractor.sinks.target import kind_of

# One record at a time costs SQLite's search 0.8 ms a record, a hundred or more at a time 0.3 (with 5 kB of text in each); but
# what has waited so long is taken in with the next record, however few there are.
_MOST_UNINDEXED = 500
_LONGEST_UNINDEXED_S = 5.0
# So many records in one call are part of an import.
_IMPORT = 100
# Of an import into an empty database each page is written once and not twice, and the disk is waited for once, at the end:
# a fifth of the processor's time less, and half of the disk's. However the process ends, no transaction is left by halves.
_LOADING = ("busy_timeout = 0", "synchronous = OFF", "journal_mode = TRUNCATE")
_LOADED = ("busy_timeout = 30000", "synchronous = FULL")
# How much of the search's index SQLite gathers before it writes: with its usual megabyte a large import writes it many times.
_ROOMY = "INSERT INTO sections_fts (sections_fts, rank) VALUES ('hashsize', 33554432)"
# U+0000 as JSON writes it, and not a backslash of the text's own before "u0000".
_NUL = re.compile(r"((?<!\\)(?:\\\\)*)\\u0000")
_INDEX = """INSERT INTO sections_fts (rowid, heading, text) SELECT id, heading, text FROM sections
    WHERE id > (SELECT coalesce(max(id), 0) FROM sections_fts_docsize)"""


_FILES_AT_ONCE = 10_000
_AGREEMENT = (
    # Under the name that holds them: a file was renamed, or of equal ones another is read now.
    """UPDATE decisions SET source_path =
    (SELECT min(f.path) FROM files f WHERE f.sha256 = decisions.source_sha256 AND f.state = 'read')
    WHERE EXISTS (SELECT 1 FROM files f WHERE f.path = decisions.source_path AND f.state IN ('alias', 'failed', 'gone'))
    AND EXISTS (SELECT 1 FROM files f WHERE f.sha256 = decisions.source_sha256 AND f.state = 'read')""",
    """DELETE FROM decisions WHERE EXISTS (SELECT 1 FROM files f WHERE f.path = decisions.source_path
    AND (f.state IN ('alias', 'failed') OR (f.state = 'read' AND f.sha256 <> decisions.source_sha256)))""",
    "DELETE FROM failures WHERE path IN (SELECT path FROM files WHERE state IN ('read', 'alias'))",
)


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
    _loading: bool = field(init=False, repr=False, default=False)

    def __post_init__(self) -> None:
        self._engine = writable(self.target)
        with faults_of(self.target):
            self._connection = self._engine.connect()
        # Dozens of rows a record: SQLAlchemy makes the statements, once; the driver runs them, at half the cost.
        self._driver = self._connection.connection.cursor()
        self._mind_references(always=False)
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
        self._write(records, None)

    def replace(self, path: str, records: Sequence[DecisionRecord]) -> None:
        """Put ``records`` in the place of all that the file at ``path`` held before, in one transaction."""
        self._write(records, path)

    def _write(self, records: Sequence[DecisionRecord], path: str | None) -> None:
        last = {record.record_id: record for record in records}
        if len(records) >= _IMPORT and not self._loading:
            self._load()
        try:
            self._put(last, path)
        except DatabaseError:
            tame = {name: _without_nul(record) for name, record in last.items()}
            if tame == last:
                raise
            self._put(tame, path)
        self._unindexed += len(records)
        if len(records) >= _IMPORT:
            return  # more are coming: the search takes them in at the end, all at once
        if self._unindexed >= _MOST_UNINDEXED or time.monotonic() - self._indexed_at > _LONGEST_UNINDEXED_S:
            self._index()

    def _put(self, records: dict[str, DecisionRecord], path: str | None) -> None:
        with self._transaction():
            if path is not None:
                self._driver.execute(self._statements.stale, (path,))
                self._take_out([number for number, name in self._driver.fetchall() if name not in records])
            numbers = self._places(records)
            hanging: dict[str, list[Row]] = defaultdict(list)
            for record_id, record in records.items():
                for name, rows in child_rows(record, numbers[record_id]).items():
                    hanging[name] += rows
            for name, rows in hanging.items():
                if rows:
                    self._driver.executemany(self._statements.insert[name], rows)
            self._driver.executemany(self._statements.forgive, [(record.source.path,) for record in records.values()])

    def _places(self, records: dict[str, DecisionRecord]) -> dict[str, int]:
        """Write the rows of decisions and return their numbers; what hung on those that were there before is gone."""
        known = set(records) if len(records) <= 1 else self._known(list(records))
        numbers = {name: self._place(decision_row(records[name])) for name in records if name in known}
        if len(known) == len(records):
            return numbers
        # New ones are numbered here: to be told each number by the database costs as much as to write all that hangs on it.
        unknown = (name for name in records if name not in known)
        new = {name: number for number, name in enumerate(unknown, self._last_number() + 1)}
        rows = [(number, *decision_row(records[name])) for name, number in new.items()]
        self._driver.executemany(self._statements.insert_numbered, rows)
        return numbers | new

    def _known(self, record_ids: list[str]) -> set[str]:
        if self._engine.dialect.name != "sqlite":
            return set(record_ids)  # which PostgreSQL is asked for one by one: its numbers come from a sequence
        self._driver.execute(self._statements.known, (json.dumps(record_ids),))
        return {name for (name,) in self._driver.fetchall()}

    def _take_out(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            for statement in self._statements.delete:
                self._driver.execute(statement, (number,))
            self._driver.execute(self._statements.delete_decision, (number,))

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Enter the files, and bring the decisions into agreement with them.

        A decision stands under the name that holds it, and what no file holds any more is taken out, as are the failures of
        files that are read by now. So whatever a run that was cut short left undone is made good.
        """
        with self._minding_references(), self._transaction():
            rows = map(file_row, files)
            while some := list(islice(rows, _FILES_AT_ONCE)):
                self._driver.executemany(self._statements.put_file, some)
            for statement in _AGREEMENT:
                self._driver.execute(statement)

    def prune(self) -> None:
        """Take out what came from files that are gone, and these files."""
        with self._minding_references(), self._transaction():
            for table, column in (("decisions", "source_path"), ("failures", "path")):
                self._driver.execute(
                    f"DELETE FROM {table} WHERE {column} IN (SELECT path FROM files WHERE state = 'gone')"  # noqa: S608
                )
            self._driver.execute("DELETE FROM files WHERE state = 'gone'")

    def write_failure(self, failure: Failure) -> None:
        """Put the failure in the place of an earlier one of the same file."""
        with self._transaction():
            self._driver.execute(self._statements.put_failure, failure_row(failure))

    def empty(self) -> None:
        """Take out all records and failures. What people said of records is theirs and stays."""
        with self._transaction():
            for table in reversed(metadata().sorted_tables):
                if table.name not in REVIEW:
                    self._connection.execute(delete(table))

    def commit(self) -> None:
        """Tidy up; everything stands in its place already."""
        if kind_of(self.target) != "sqlite":
            return
        if self._loading:
            self._set(_LOADED)
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

    @contextmanager
    def _minding_references(self) -> Iterator[None]:
        """Have SQLite take out with a decision what hangs on it."""
        self._mind_references(always=True)
        try:
            yield
        finally:
            self._mind_references(always=False)

    def _mind_references(self, *, always: bool) -> None:
        # What is written here hangs together as it is: to have SQLite look for each row's decision costs a tenth of the time.
        if kind_of(self.target) == "sqlite":
            self._driver.execute(f"PRAGMA foreign_keys = {'ON' if always else 'OFF'}")

    def _load(self) -> None:
        """Begin an import, where the database is SQLite's and empty."""
        if kind_of(self.target) == "sqlite" and self._last_number() == 0:
            self._loading = True
            # Where somebody else has the database open its journal stays as it is.
            with suppress(sqlite3.OperationalError):
                self._set(_LOADING)

    def _set(self, pragmas: Iterable[str]) -> None:
        for pragma in pragmas:
            self._driver.execute(f"PRAGMA {pragma}")
            self._driver.fetchall()

    def _last_number(self) -> int:
        self._driver.execute(self._statements.last_number)
        ((last,),) = self._driver.fetchall()
        return int(last)

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
                if self._unindexed > _MOST_UNINDEXED:
                    self._driver.execute(_ROOMY)
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
