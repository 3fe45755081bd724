"""Records read back from where a sink put them."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from decision_models import DecisionRecord
from extractor.errors import FileMissingError, NotRecordsError


def read_records(source: str) -> Iterator[DecisionRecord]:
    """Give the records that stand at ``source``, in the order they were written.

    Raises FileMissingError where there is nothing, NotRecordsError with the place of what is no record.
    """
    try:
        with Path(source).open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                yield _record(source, number, line)
    except OSError as error:
        raise FileMissingError(source, detail=error.strerror) from error


def _record(source: str, number: int, line: str) -> DecisionRecord:
    try:
        return DecisionRecord.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise NotRecordsError(source, detail=f"line {number}: {place}: {fault['msg']}") from error
