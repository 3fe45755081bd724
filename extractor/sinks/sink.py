"""What a sink is, and which sink a target means."""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

from decision_models import DecisionRecord
from extractor.errors import OutputExistsError
from extractor.extras import needing
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.jsonl import JsonlWriter
from extractor.sinks.target import Kind, is_durable, kind_of
from extractor.sinks.whole_file import FileSink

__all__ = ["Sink", "is_durable", "kind_of", "open_sink"]


class Sink(Protocol):
    """Takes records, and failures where the target has a table for them."""

    @property
    def durable(self) -> bool:
        """Whether every write is durable at once and may be repeated: the last of equal ``record_id`` counts.

        Otherwise the target is a file (or folder) that is written from beginning to end and made whole by
        :meth:`commit`.
        """
        ...

    @property
    def unfinished(self) -> Path | None:
        """Where the records stand until :meth:`commit`; None where they stand in their place at once."""
        ...

    def write(self, *records: DecisionRecord) -> None:
        """Add records: into a database those of one call in one transaction, all or none."""
        ...

    def replace(self, path: str, records: Sequence[DecisionRecord]) -> None:
        """Put ``records`` in the place of all that the file at ``path`` held before.

        A file, which is written from beginning to end, holds nothing from before: there they are added.
        """
        ...

    def write_failure(self, failure: Failure) -> None:
        """Add a document that was not read. Does nothing where the target has no table of failures."""
        ...

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Say which files there are, under all their names: before the records, where these go into a file.

        In a database decisions then stand under the name that is there and holds them, and those that no file holds any more
        are taken out. Does nothing where the target has no place for it.
        """
        ...

    def commit(self) -> None:
        """Put what was written in its place."""
        ...

    def close(self) -> None:
        """Let go of the target. Without :meth:`commit` before, what was written stays at :attr:`unfinished`."""
        ...


def require_library(target: str) -> None:
    """Raise PackageMissingError where what writes ``target`` is not installed, and UsageError for a target of no known kind.

    Only databases are opened before the first document is read: of other targets this says in time what will be missing.
    """
    kind = kind_of(target)
    if kind in _LIBRARIES:
        with needing(kind, target):
            import_module(_LIBRARIES[kind])


def open_sink(target: str, *, overwrite: bool = False) -> Sink:
    """Open the sink that ``target`` means: a file or folder by its ending, a database by its address.

    Into a database more can be written than is there already; ``overwrite`` empties it first. Anything else is replaced
    where ``overwrite`` says so, and when it is committed. Raises as :func:`require_library`, OutputExistsError
    when something stands there that may not be overwritten or the folder can't be written, and DatabaseError or
    NewerSchemaError where a database can't be used.
    """
    kind = kind_of(target)
    if kind in {"sqlite", "postgresql"}:
        return _database(target, overwrite=overwrite)
    require_library(target)
    path = Path(target)
    if path.exists() and not overwrite and not (path.is_dir() and not any(path.iterdir())):
        raise OutputExistsError(target, detail="it is there already; --overwrite replaces it")
    return _OPENERS[kind](path)


def _database(target: str, *, overwrite: bool) -> Sink:
    from extractor.sinks.sql.writing import SqlSink

    sink = SqlSink(target)
    if overwrite:
        sink.empty()
    return sink


def _jsonl(path: Path) -> Sink:
    return FileSink(path, lambda unfinished: JsonlWriter(unfinished, path.name))


def _parquet(path: Path) -> Sink:
    from extractor.sinks.parquet import ParquetRecords

    return FileSink(path, ParquetRecords)


def _csv(path: Path) -> Sink:
    from extractor.sinks.csv_tables import CsvSink

    return CsvSink(path)


def _json(path: Path) -> Sink:
    from extractor.sinks.json_list import JsonWriter

    return FileSink(path, JsonWriter)


def _table(path: Path) -> Sink:
    from extractor.sinks.overview_csv import OverviewCsvWriter

    return FileSink(path, OverviewCsvWriter)


def _xlsx(path: Path) -> Sink:
    from extractor.sinks.xlsx import XlsxWriter

    return FileSink(path, lambda unfinished: XlsxWriter(unfinished, path.parent))


# Each is brought by the extra that is called as the kind of target is.
_LIBRARIES: dict[Kind, str] = {"parquet": "pyarrow", "xlsx": "openpyxl"}
_OPENERS: dict[Kind, Callable[[Path], Sink]] = {
    "jsonl": _jsonl,
    "json": _json,
    "parquet": _parquet,
    "csv": _csv,
    "table": _table,
    "xlsx": _xlsx,
}
