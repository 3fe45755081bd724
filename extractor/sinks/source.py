"""Records read back from where a sink put them."""

import json
from collections.abc import Iterator
from pathlib import Path

import zstandard
from pydantic import ValidationError

from decision_models import DecisionRecord
from extractor.errors import FileMissingError, NotRecordsError
from extractor.sinks.failure import Failure
from extractor.sinks.streams import open_for_reading
from extractor.sinks.target import kind_of

# Where a run lists the failures of a target that has no table of them.
FAILURES = ".failures.jsonl"


def read_records(source: str) -> Iterator[DecisionRecord]:
    """Give the records that stand at ``source``, a file, a folder or a database, in the order they were written.

    Raises UsageError for a source of no known kind, FileMissingError where there is nothing, NotRecordsError with the
    place of what is no record, and DatabaseError or NewerSchemaError where a database can't be used.
    """
    match kind_of(source):
        case "jsonl":
            return _lines(source)
        case "parquet":
            from extractor.sinks.parquet import records_in_parquet

            return records_in_parquet(Path(source))
        case "csv":
            from extractor.sinks.csv_tables import records_in_folder

            return records_in_folder(Path(source))
        case _:
            from extractor.sinks.sql.reading import records_in

            return records_in(source)


def read_failures(source: str) -> Iterator[Failure]:
    """Give the failures in the table of ``source``, or else those that a run listed beside it. Raises as above."""
    match kind_of(source):
        case "csv":
            from extractor.sinks.csv_tables import failures_in_folder

            return failures_in_folder(Path(source))
        case "sqlite" | "postgresql":
            from extractor.sinks.sql.reading import failures_in

            return failures_in(source)
        case _:
            return _listed(Path(source + FAILURES))


def _lines(source: str) -> Iterator[DecisionRecord]:
    try:
        with open_for_reading(Path(source)) as file:
            for number, line in enumerate(file, 1):
                yield _record(source, number, line)
    except OSError as error:
        raise FileMissingError(source, detail=error.strerror or str(error)) from error
    except (EOFError, UnicodeDecodeError, zstandard.ZstdError) as error:
        raise NotRecordsError(source, detail=f"the file is cut short or damaged: {error}") from error


def _record(source: str, number: int, line: str) -> DecisionRecord:
    try:
        return DecisionRecord.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise NotRecordsError(source, detail=f"line {number}: {place}: {fault['msg']}") from error


def _listed(path: Path) -> Iterator[Failure]:
    if not path.exists():
        return
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Failure(**json.loads(line))
    except OSError as error:
        raise FileMissingError(str(path), detail=error.strerror) from error
    except (TypeError, ValueError) as error:
        raise NotRecordsError(str(path), detail=str(error)) from error
