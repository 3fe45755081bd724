"""Records read back from where a sink put them."""

import json
from collections.abc import Iterator
from pathlib import Path

import zstandard
from pydantic import TypeAdapter, ValidationError

from decision_models import DecisionRecord
from extractor.errors import FileMissingError, NotRecordsError, UsageError
from extractor.extras import needing
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.streams import open_for_reading
from extractor.sinks.target import kind_of

# Where a run lists the failures of a target that has no table of them.
_RECORDS = TypeAdapter(list[DecisionRecord])
FAILURES = ".failures.jsonl"


def read_records(source: str) -> Iterator[DecisionRecord]:
    """Give the records that stand at ``source``, a file, a folder or a database, in the order they were written.

    Raises UsageError for a source of no known kind, FileMissingError where there is nothing, NotRecordsError with the
    place of what is no record, and DatabaseError or NewerSchemaError where a database can't be used.
    """
    match kind_of(source):
        case "jsonl":
            return _lines(source)
        case "json":
            return _listed_records(source)
        case "table" | "xlsx":
            said = "it holds an overview and not whole records; read the target it was made of"
            raise UsageError(source, detail=said)
        case "parquet":
            with needing("parquet", source):
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


def read_files(source: str) -> Iterator[FileRow]:
    """Give the files that ``source`` has a table of; none where it has no table. Raises as above."""
    match kind_of(source):
        case "csv":
            from extractor.sinks.csv_tables import files_in_folder

            return files_in_folder(Path(source))
        case "sqlite" | "postgresql":
            from extractor.sinks.sql.reading import files_in

            return files_in(source)
        case _:
            return iter(())


def _lines(source: str) -> Iterator[DecisionRecord]:
    try:
        with open_for_reading(Path(source)) as file:
            for number, line in enumerate(file, 1):
                yield _record(source, number, line)
    except OSError as error:
        raise FileMissingError(source, detail=error.strerror or str(error)) from error
    except (EOFError, UnicodeDecodeError, zstandard.ZstdError) as error:
        raise NotRecordsError(source, detail=f"the file is cut short or damaged: {error}") from error


def _listed_records(source: str) -> Iterator[DecisionRecord]:
    try:
        yield from _RECORDS.validate_json(Path(source).read_bytes())
    except OSError as error:
        raise FileMissingError(source, detail=error.strerror or str(error)) from error
    except ValidationError as error:
        raise _fault(source, error, "") from error


def _record(source: str, number: int, line: str) -> DecisionRecord:
    try:
        return DecisionRecord.model_validate_json(line)
    except ValidationError as error:
        raise _fault(source, error, f"line {number}: ") from error


def _fault(source: str, error: ValidationError, where: str) -> NotRecordsError:
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"])
    return NotRecordsError(source, detail=f"{where}{place}: {fault['msg']}")


def _listed(path: Path) -> Iterator[Failure]:
    if not path.exists():
        return
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                yield Failure(**json.loads(line))
    except OSError as error:
        raise FileMissingError(str(path), detail=error.strerror) from error
    except (TypeError, ValueError) as error:
        raise NotRecordsError(str(path), detail=str(error)) from error
