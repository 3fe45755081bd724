"""The overview as one table in CSV. It does not hold the whole of a record, and is not read back."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from decision_models import DecisionRecord
from extractor.faults import cannot_write
from extractor.sinks.cells import cell, text_cell
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.jsonl import PART
from extractor.sinks.overview import Files, overview_columns, overview_row

# Excel takes a file for one of its own country's code page unless it begins with this; others skip it.
_ENCODING = "utf-8-sig"


@dataclass(slots=True)
class OverviewCsvSink:
    """Writes one CSV file by way of ``target.part``."""

    target: Path
    _stream: TextIO = field(init=False, repr=False)
    _cells: list[Callable[[object], str]] = field(init=False, repr=False)
    _files: Files = field(init=False, repr=False, default_factory=Files)

    def __post_init__(self) -> None:
        self._cells = [text_cell if column.kind == "text" else cell for column in overview_columns()]
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self.unfinished.open("w", encoding=_ENCODING, newline="")
        except OSError as error:
            raise cannot_write(error, self.target) from error
        csv.writer(self._stream).writerow(column.name for column in overview_columns())

    @property
    def durable(self) -> bool:
        return False

    @property
    def unfinished(self) -> Path:
        return self.target.with_name(self.target.name + PART)

    def write(self, *records: DecisionRecord) -> None:
        """Add a row for each record."""
        write = csv.writer(self._stream).writerow
        for record in records:
            row = overview_row(record, self._files)
            write(as_cell(value) for as_cell, value in zip(self._cells, row, strict=True))

    def replace(self, path: str, records: Sequence[DecisionRecord]) -> None:  # noqa: ARG002 - nothing is there from before
        """Add records."""
        self.write(*records)

    def write_failure(self, failure: Failure) -> None:
        """Do nothing: a table of decisions has no place for anything else."""

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Take note of the files, for the rows that follow."""
        self._files = Files.of(files)

    def commit(self) -> None:
        """Give the file its name."""
        self._stream.close()
        self.unfinished.replace(self.target)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
