"""Records in a Parquet file: a group of rows at a time, so that the file may be larger than memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet
from pydantic import ValidationError

from decision_models import DecisionRecord
from extractor.errors import FileMissingError, NotRecordsError
from extractor.faults import cannot_write
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.jsonl import PART
from extractor.sinks.parquet_schema import Raw, as_parquet, from_parquet, record_schema

# Some 15 megabytes of records before compression: small enough to hold, large enough to be read in one go.
_ROWS_A_GROUP = 1000
_COMPRESSION = "zstd"


@dataclass(slots=True)
class ParquetSink:
    """Writes to ``target`` by way of ``target.part``."""

    target: Path
    _writer: parquet.ParquetWriter = field(init=False, repr=False)
    _waiting: list[Raw] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._writer = parquet.ParquetWriter(self.unfinished, record_schema(), compression=_COMPRESSION)
        except OSError as error:
            raise cannot_write(error, self.target) from error

    @property
    def durable(self) -> bool:
        return False

    @property
    def unfinished(self) -> Path:
        return self.target.with_name(self.target.name + PART)

    def write(self, *records: DecisionRecord) -> None:
        """Add records; they are written when there are enough for a group of rows."""
        self._waiting += [as_parquet(record) for record in records]
        if len(self._waiting) >= _ROWS_A_GROUP:
            self._write_group()

    def replace(self, path: str, records: Sequence[DecisionRecord]) -> None:  # noqa: ARG002 - nothing is there from before
        """Add records."""
        self.write(*records)

    def write_failure(self, failure: Failure) -> None:
        """Do nothing: a file of records has no place for anything else."""

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Do nothing, likewise."""

    def commit(self) -> None:
        """Write what waits and the file's end, and give the file its name."""
        self.close()
        self.unfinished.replace(self.target)

    def close(self) -> None:
        """Write what waits and the file's end."""
        if self._writer.is_open:
            self._write_group()
            self._writer.close()

    def _write_group(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=record_schema()))
            self._waiting.clear()


def records_in_parquet(source: Path) -> Iterator[DecisionRecord]:
    """Give the records of a file. Raises FileMissingError, NotRecordsError."""
    try:
        file = parquet.ParquetFile(source)
    except OSError as error:
        raise FileMissingError(str(source), detail=error.strerror or str(error)) from error
    except pa.ArrowInvalid as error:
        raise NotRecordsError(str(source), detail=str(error)) from error
    with file:
        number = 0
        for batch in file.iter_batches(batch_size=_ROWS_A_GROUP):
            for raw in batch.to_pylist():
                number += 1
                yield _record(source, number, raw)


def _record(source: Path, number: int, raw: Raw) -> DecisionRecord:
    try:
        return from_parquet(raw)
    except (ValidationError, KeyError, TypeError) as error:
        raise NotRecordsError(str(source), detail=f"row {number}: {' '.join(str(error).split())}") from error
