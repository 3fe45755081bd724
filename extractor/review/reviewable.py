"""What targets can be reviewed, and their records as read or as corrected, whatever kind of target they stand in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from decision_models import DecisionRecord
from extractor.errors import FileMissingError, UsageError
from extractor.review import rows as stored
from extractor.review.store import ReviewStore
from extractor.sinks.export import export
from extractor.sinks.source import read_records
from extractor.sinks.sql.database import faults_of, readable
from extractor.sinks.target import kind_of

Wanted = Literal["read", "corrected"]


def reviewable(target: str) -> str:
    """Return the database in which ``target`` is reviewed: itself, or for JSON Lines a SQLite beside it, made at need.

    ``records.jsonl`` is reviewed in ``records.review.db``. Where the file is newer than the database its records take the place
    of those there; corrections stay. Raises UsageError for a target of another kind, FileMissingError where there is nothing.
    """
    kind = kind_of(target)
    if kind == "postgresql":
        return target
    source = Path(target)
    if not source.exists():
        raise FileMissingError(target)
    if kind == "sqlite":
        return target
    if kind != "jsonl":
        said = "a review needs JSON Lines, SQLite or PostgreSQL; 'extractor export' makes one of these of it"
        raise UsageError(target, detail=said)
    database = _beside(source)
    if not database.exists() or database.stat().st_mtime_ns <= source.stat().st_mtime_ns:
        export(target, str(database), overwrite=True)
    return str(database)


def records_as(source: str, wanted: Wanted) -> Iterator[DecisionRecord]:
    """Give the records at ``source``, a target of any kind, as read or as corrected; where nothing was said of them both are one.

    Raises as reading the source does, and as :class:`ReviewStore`.
    """
    database = _reviewed_in(source) if wanted == "corrected" else None
    if database is None:
        yield from read_records(source)
        return
    with ReviewStore(database) as store:
        yield from store.records()


def _reviewed_in(source: str) -> str | None:
    """Return the database that holds what was said of the records at ``source``; None where nothing was."""
    kind = kind_of(source)
    if kind == "jsonl" and _beside(Path(source)).exists():
        source = reviewable(source)
    elif kind not in {"sqlite", "postgresql"}:
        return None
    engine = readable(source)
    try:
        with faults_of(source), engine.connect() as connection, connection.begin():
            return source if stored.touched(connection) else None
    finally:
        engine.dispose()


def _beside(source: Path) -> Path:
    return source.with_name(source.name.split(".jsonl")[0] + ".review.db")
