"""The overview as a workbook: for whoever has a spreadsheet and nothing else. It is not read back."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from decision_models import DecisionRecord
from extractor.reading.source_file import path_of
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.overview import Files, overview_columns, overview_row

# What Excel allows of characters in a cell.
_LONGEST_CELL = 32_767
_WIDTHS = {"subject": 60, "path": 50, "authority": 28, "maker": 28, "post": 34}
_USUAL_WIDTH = 16


@dataclass(slots=True)
class XlsxWriter:
    """Writes a workbook: the overview with filters and links to the files, the files under all their names, the failures.

    The links lead from where the workbook is to stand: in ``folder``.
    """

    path: Path
    folder: Path
    _sheets: dict[str, Any] = field(init=False, repr=False, default_factory=dict)
    _files: Files = field(init=False, repr=False, default_factory=Files)
    _rows: int = field(init=False, repr=False, default=1)
    _save: Callable[[BytesIO], None] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.path.touch()
        book = Workbook(write_only=True)
        self._save = book.save
        heads = {
            "decisions": [column.name for column in overview_columns()],
            "files": ["path", "sha256", "state", "first_seen", "last_seen"],
            "failures": ["path", "error", "summary", "detail", "page", "remedy"],
        }
        for name, head in heads.items():
            self._sheets[name] = sheet = book.create_sheet(name)
            sheet.freeze_panes = "B2"
            for number, column in enumerate(head):
                sheet.column_dimensions[_letter(number)].width = _WIDTHS.get(column, _USUAL_WIDTH)
            sheet.append(head)

    def write(self, records: Sequence[DecisionRecord]) -> None:
        """Add a row for each record, its path a link to the file."""
        names = [column.name for column in overview_columns()]
        for record in records:
            row = self._row("decisions", overview_row(record, self._files))
            row[names.index("path")] = self._linked(record)
            self._sheets["decisions"].append(row)
            self._rows += 1

    def write_failure(self, failure: Failure) -> None:
        """Add a document that was not read."""
        told = (failure.path, failure.error, failure.summary, failure.detail, failure.page, failure.remedy)
        self._sheets["failures"].append(self._row("failures", told))

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Add the files."""
        rows = list(files)
        self._files = Files.of(rows)
        for row in rows:
            told = (row.path, row.sha256, row.state, row.first_seen, row.last_seen)
            self._sheets["files"].append(self._row("files", told))

    def end(self) -> None:
        """Write the workbook."""
        last = _letter(len(overview_columns()) - 1)
        self._sheets["decisions"].auto_filter.ref = f"A1:{last}{self._rows}"
        self._sheets.clear()
        # In memory first: openpyxl makes a noise of its own over a file that cannot be written to its end.
        book = BytesIO()
        self._save(book)
        self.path.write_bytes(book.getvalue())

    def close(self) -> None:
        """Let go of what was not written."""
        for sheet in self._sheets.values():
            sheet.close()

    def _row(self, sheet: str, values: Iterable[object]) -> list[object]:
        return [self._text(sheet, value) if isinstance(value, str) else value for value in values]

    def _text(self, sheet: str, value: str) -> Any:  # noqa: ANN401 - openpyxl has no types
        """Return a cell that holds a text, whatever it begins with, without what a workbook cannot hold."""
        found = WriteOnlyCell(self._sheets[sheet], value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:_LONGEST_CELL])
        # Else what begins with = would be taken for a formula.
        found.data_type = "s"
        return found

    def _linked(self, record: DecisionRecord) -> Any:  # noqa: ANN401 - openpyxl has no types
        path = record.source.path
        linked = self._text("decisions", path)
        place = path if "://" in path else os.path.relpath(path_of(path).absolute(), self.folder.absolute())
        if "::" not in place and place.isprintable():
            linked.hyperlink = f"{place}#page={record.source.first_page}"
        return linked


def _letter(number: int) -> str:
    """Return the name of column ``number``, from 0."""
    return str(get_column_letter(number + 1))
