"""The overview as one table in CSV. It does not hold the whole of a record, and is not read back."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from decision_models import DecisionRecord
from extractor.sinks.cells import cell, text_cell
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.overview import Files, overview_columns, overview_row

# Excel takes a file for one of its own country's code page unless it begins with this; others skip it.
_ENCODING = "utf-8-sig"


@dataclass(slots=True)
class OverviewCsvWriter:
    """Writes one CSV file."""

    path: Path
    _stream: TextIO = field(init=False, repr=False)
    _cells: list[Callable[[object], str]] = field(init=False, repr=False)
    _files: Files = field(init=False, repr=False, default_factory=Files)

    def __post_init__(self) -> None:
        self._cells = [text_cell if column.kind == "text" else cell for column in overview_columns()]
        self._stream = self.path.open("w", encoding=_ENCODING, newline="")
        csv.writer(self._stream).writerow(column.name for column in overview_columns())

    def write(self, records: Sequence[DecisionRecord]) -> None:
        """Add a row for each record."""
        write = csv.writer(self._stream).writerow
        for record in records:
            row = overview_row(record, self._files)
            write(as_cell(value) for as_cell, value in zip(self._cells, row, strict=True))

    def write_failure(self, failure: Failure) -> None:
        """Do nothing: a table of decisions has no place for anything else."""

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Take note of the files, for the rows that follow."""
        self._files = Files.of(files)

    def end(self) -> None:
        """Close the file, which its last row makes whole."""
        self._stream.close()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
