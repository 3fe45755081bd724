"""Records as a folder of CSV tables with a Frictionless data package: for spreadsheets, R and whoever has no database."""

import csv
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError

from decision_models import DecisionRecord
from extractor.errors import FileMissingError, NotRecordsError, OutputExistsError
from extractor.sinks.cells import cell, text_cell, value_of
from extractor.sinks.datapackage import OWNER, columns_of, datapackage
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.rows import Row, child_rows, decision_row, failure_row, file_row
from extractor.sinks.tables import DECISIONS, FAILURES, FILES, Table, children, tables
from extractor.sinks.whole import NamedRow, whole
from extractor.sinks.whole_file import unfinished
from extractor.writing import named_by

PACKAGE = "datapackage.json"
# Excel takes a file for one of its own country's code page unless it begins with this; others skip it.
_ENCODING = "utf-8-sig"
# A section may be longer than the 131,072 characters that Python's reader takes for a mistake.
_LONGEST_CELL = 2**31 - 1


@dataclass(slots=True)
class CsvSink:
    """Writes a folder by way of ``target.part``, which takes its place when it is whole."""

    target: Path
    _files: ExitStack = field(init=False, repr=False, default_factory=ExitStack)
    _tables: dict[str, Callable[[Row], object]] = field(init=False, repr=False, default_factory=dict)
    _cells: dict[str, list[Callable[[object], str]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check_is_ours(self.target)
        self._cells = {t.name: [text_cell if c.kind == "text" else cell for c in columns_of(t)] for t in tables()}
        with named_by(self.target), ExitStack() as undoing:
            undoing.callback(self._files.close)
            shutil.rmtree(self.unfinished, ignore_errors=True)
            self.unfinished.mkdir(parents=True)
            for table in tables():
                self._open(table)
            undoing.pop_all()

    @property
    def durable(self) -> bool:
        return False

    @property
    def unfinished(self) -> Path:
        return unfinished(self.target)

    def write(self, *records: DecisionRecord) -> None:
        """Add records to the tables."""
        for record in records:
            self._add(DECISIONS, [decision_row(record)])
            for name, rows in child_rows(record, record.record_id).items():
                self._add(name, rows)

    def replace(self, path: str, records: Sequence[DecisionRecord]) -> None:  # noqa: ARG002 - nothing is there from before
        """Add records."""
        self.write(*records)

    def write_failure(self, failure: Failure) -> None:
        """Add a document to the table of failures."""
        self._add(FAILURES, [failure_row(failure)])

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Add the files to their table."""
        self._add(FILES, map(file_row, files))

    def commit(self) -> None:
        """Describe the tables, and put the folder in its place."""
        self.close()
        text = json.dumps(datapackage(), indent=2, ensure_ascii=False)
        former = self.target.with_name(self.target.name + ".former")
        with named_by(self.target):
            (self.unfinished / PACKAGE).write_text(text + "\n", encoding="utf-8")
            if self.target.exists():
                # A folder cannot take the place of another; so that at no moment there is neither, the old one steps aside.
                self.target.replace(former)
            self.unfinished.replace(self.target)
        shutil.rmtree(former, ignore_errors=True)

    def close(self) -> None:
        """Close the files."""
        with named_by(self.target):
            self._files.close()

    def _open(self, table: Table) -> None:
        path = self.unfinished / f"{table.name}.csv"
        stream = self._files.enter_context(path.open("w", encoding=_ENCODING, newline=""))
        self._tables[table.name] = csv.writer(stream).writerow
        self._tables[table.name](tuple(column.name for column in columns_of(table)))

    def _add(self, table: str, rows: Iterable[Row]) -> None:
        cells, write = self._cells[table], self._tables[table]
        with named_by(self.target):
            for row in rows:
                write(tuple(as_cell(value) for as_cell, value in zip(cells, row, strict=True)))


def _check_is_ours(target: Path) -> None:
    """Raise OutputExistsError where ``target`` holds anything that we did not write: the whole folder is replaced."""
    if not target.exists():
        return
    known = {PACKAGE, *(f"{table.name}.csv" for table in tables())}
    others = sorted(entry.name for entry in target.iterdir() if entry.name not in known) if target.is_dir() else []
    if others or not target.is_dir():
        what = f"there are other things in it, such as {others[0]}" if others else "it is no folder"
        raise OutputExistsError(str(target), detail=what)


def records_in_folder(source: Path) -> Iterator[DecisionRecord]:
    """Give the records of a folder of tables.

    The rows of each table must stand in the order of the decisions, as they were written. Raises FileMissingError,
    NotRecordsError.
    """
    try:
        with ExitStack() as files:
            groups = {table.name: _Groups(_rows(source, table, files)) for table in children()}
            decisions = next(table for table in tables() if table.name == DECISIONS)
            for decision in _rows(source, decisions, files):
                rows = {name: group.of(decision[OWNER]) for name, group in groups.items()}
                yield _record(source, decision, rows)
            _check_nothing_is_left(source, groups)
    except OSError as error:
        raise FileMissingError(str(error.filename or source), detail=error.strerror) from error


def failures_in_folder(source: Path) -> Iterator[Failure]:
    """Give the failures of a folder of tables. Raises as :func:`records_in_folder`."""
    yield from (Failure(**row) for row in _alone(source, FAILURES))


def files_in_folder(source: Path) -> Iterator[FileRow]:
    """Give the files that a folder of tables lists. Raises as :func:`records_in_folder`."""
    yield from (FileRow(**row) for row in _alone(source, FILES))


def _alone(source: Path, name: str) -> Iterator[NamedRow]:
    table = next(table for table in tables() if table.name == name)
    try:
        with ExitStack() as files:
            yield from _rows(source, table, files)
    except OSError as error:
        raise FileMissingError(str(error.filename or source), detail=error.strerror) from error


@dataclass(slots=True)
class _Groups:
    """The rows of a table by the decision they belong to, read in step with the decisions."""

    rows: Iterator[NamedRow]
    _groups: Iterator[tuple[str, Iterator[NamedRow]]] = field(init=False)
    waiting: tuple[str, list[NamedRow]] | None = field(init=False)

    def __post_init__(self) -> None:
        self._groups = iter(groupby(self.rows, key=lambda row: str(row[OWNER])))
        self._advance()

    def of(self, decision: str) -> list[NamedRow]:
        """Return the rows of the next decision, if it is ``decision``."""
        if self.waiting is None or self.waiting[0] != decision:
            return []
        rows = self.waiting[1]
        self._advance()
        return rows

    def _advance(self) -> None:
        following = next(self._groups, None)
        self.waiting = None if following is None else (following[0], list(following[1]))


def _rows(source: Path, table: Table, files: ExitStack) -> Iterator[NamedRow]:
    path = source / f"{table.name}.csv"
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.DictReader(files.enter_context(path.open(encoding=_ENCODING, newline="")), strict=True)
    columns = columns_of(table)
    required = {column.name for column in columns if column.required and column.kind == "text"}
    try:
        for row in reader:
            values = {column.name: value_of(row[column.name], column.kind) for column in columns}
            yield values | {name: "" for name in required if values[name] is None}
    except (KeyError, ValueError, TypeError, AttributeError, csv.Error) as error:
        raise NotRecordsError(str(path), detail=f"line {reader.line_num}: {error}") from error


def _record(source: Path, decision: NamedRow, rows: dict[str, list[NamedRow]]) -> DecisionRecord:
    try:
        return whole(decision, rows)
    except (ValidationError, IndexError, KeyError, ValueError) as error:
        detail = f"{decision[OWNER]}: {' '.join(str(error).split())}"
        raise NotRecordsError(str(source), detail=detail) from error


def _check_nothing_is_left(source: Path, groups: dict[str, _Groups]) -> None:
    for name, group in groups.items():
        if group.waiting is not None:
            path = source / f"{name}.csv"
            raise NotRecordsError(str(path), detail=f"its rows are not in the order of {DECISIONS}.csv")
