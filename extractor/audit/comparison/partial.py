"""Truth in part: a CSV with a row a decision and a column a field enters, what it says of each decision leaves.

The columns are ``file``, ``decision_number`` and any other fields of a record; ``decision_makers`` holds makers as they are
shown, parted by semicolons. An empty cell says nothing. ``(none)`` says that the document does not state the field.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from decision_models import DecisionRecord
from extractor.audit.comparison.pairing import Unpaired, name_of
from extractor.audit.comparison.record_tally import FIELDS, MAKERS, tally_of_fields
from extractor.audit.comparison.tallies import Tally
from extractor.errors import FileMissingError, NotATruthError

FILE, NUMBER, NONE = "file", "decision_number", "(none)"
_KNOWN = frozenset({FILE, MAKERS, *FIELDS})


@dataclass(frozen=True, slots=True)
class Said:
    """What is true of one decision of a file: a text a field, None where the document does not state it."""

    file: str
    fields: Mapping[str, str | None]

    @property
    def name(self) -> str:
        """The file with the decision's number."""
        return f"{self.file} {self.fields.get(NUMBER) or ''}".strip()


@dataclass(frozen=True, slots=True)
class Partial:
    """Truth about some fields of some decisions."""

    rows: tuple[Said, ...]


def read_partial(path: Path) -> Partial:
    """Read the CSV at ``path``, with commas, semicolons or tabs.

    Raises FileMissingError, and NotATruthError where the columns are none of a record's or a row has no file.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileMissingError(str(path), detail=error.strerror) from error
    except UnicodeDecodeError as error:
        raise NotATruthError(str(path), detail="it is not UTF-8") from error
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    names = [name.strip() for name in next(reader, [])]
    if FILE not in names or not set(names) <= _KNOWN or len(names) < 2:
        detail = f"the first row must name {FILE}, {NUMBER} and other fields of a record; it has {', '.join(names)}"
        raise NotATruthError(str(path), detail=detail)
    return Partial(
        tuple(_said(path, n, dict(zip(names, row, strict=False))) for n, row in enumerate(reader, 2) if any(row))
    )


def _said(path: Path, number: int, row: dict[str, str]) -> Said:
    cells = {name: cell.strip() for name, cell in row.items() if cell.strip()}
    if FILE not in cells:
        raise NotATruthError(str(path), detail=f"line {number}: it names no file")
    file = cells.pop(FILE)
    return Said(file, {name: None if cell == NONE else cell for name, cell in cells.items()})


def partial_tallies(truth: Partial, found: Iterable[DecisionRecord], unpaired: Unpaired) -> Iterator[Tally]:
    """Give the score of each record that something is said of, in the fields of which it is said."""
    by_file: dict[str, list[Said]] = {}
    for said in truth.rows:
        by_file.setdefault(PurePath(said.file).stem, []).append(said)
    waiting: dict[str, list[DecisionRecord]] = {}
    for record in found:
        if (stem := PurePath(record.source.path).stem) in by_file:
            waiting.setdefault(stem, []).append(record)
        else:
            unpaired.found += 1
    for stem, some in by_file.items():
        records = waiting.get(stem, [])
        for said in some:
            meant = _of(said, some, records)
            if meant is None:
                unpaired.truths.append(said.name)
                continue
            records = [other for other in records if other is not meant]
            yield tally_of_fields(name_of(meant), said.fields, meant)
        unpaired.found += len(records)


def _of(said: Said, all_of_file: list[Said], records: list[DecisionRecord]) -> DecisionRecord | None:
    """Return the record of the file that has the number; the only one, where nothing else is said of the file."""
    number = said.fields.get(NUMBER)
    same = [r for r in records if number and r.decision_number and _plain(r.decision_number.value) == _plain(number)]
    if same:
        return same[0]
    return records[0] if len(records) == len(all_of_file) == 1 else None


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
