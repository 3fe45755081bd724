"""Records in a Parquet file: a group of rows at a time, so that the file may be larger than memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet
from pydantic import ValidationError

from decision_models import DecisionRecord
from extractor.errors import FileMissingError, NotRecordsError
from extractor.sinks.parquet_schema import Raw, as_parquet, from_parquet, record_schema

# Some 15 megabytes of records before compression: small enough to hold, large enough to be read in one go.
_ROWS_A_GROUP = 1000
_COMPRESSION = "zstd"


@dataclass(slots=True)
class ParquetRecords:
    """Writes the file."""

    path: Path
    _writer: parquet.ParquetWriter = field(init=False, repr=False)
    _waiting: list[Raw] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        self._writer = parquet.ParquetWriter(self.path, record_schema(), compression=_COMPRESSION)

    def write(self, records: Sequence[DecisionRecord]) -> None:
        """Add records; they are written when there are enough for a group of rows."""
        self._waiting += [as_parquet(record) for record in records]
        if len(self._waiting) >= _ROWS_A_GROUP:
            self._write_group()

    def end(self) -> None:
        """Write what waits and the file's end."""
        self.close()

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
