"""Corrections out of a database and into one: JSON Lines, one row a line, whole; CSV, one a row, for a spreadsheet.

A CSV that a person fills in may leave out all but ``path``, ``new`` and what names the record (``record_id``, or ``file`` with
``decision_number`` where the file has several). The filled-in sheet of a sample is taken in too: its column "correct value".
"""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any

from pydantic import JsonValue, ValidationError

from decision_models import DecisionRecord
from extractor.assembling.identity import folded
from extractor.audit.sampling.sheet import Answer, is_sheet, read_sheet
from extractor.audit.sampling.units import MISSING
from extractor.errors import CorrectionError, FileMissingError, NotCorrectionsError, OutputExistsError, UsageError
from extractor.review.corrections import Action, Change, Correction
from extractor.review.places import place_of, value_at
from extractor.review.store import ReviewStore
from extractor.sinks.sql.reading import records_in
from extractor.writing import written_whole

COLUMNS = (
    *("file", "record_id", "path", "action", "old", "new", "text", "reason", "who", "when"),
    *("regions", "anchor", "sha256", "id", "revokes"),
)
_JSON = ("old", "new", "regions", "anchor")
_NEEDED = {"path", "new"}
# What a spreadsheet would take for a formula when it stands first in a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_corrections(store: ReviewStore, path: Path, *, overwrite: bool = False) -> int:
    """Write every row of the database to ``path``, JSON Lines or CSV by its ending, and return how many there are.

    Raises OutputExistsError where something is there already, UsageError for another ending.
    """
    if path.exists() and not overwrite:
        raise OutputExistsError(str(path), detail="it is there already; --overwrite replaces it")
    rows = list(store.rows())
    with written_whole(path) as part:
        part.write_text(_WRITERS[_kind(path)](rows), encoding="utf-8", newline="")
    return len(rows)


def import_corrections(store: ReviewStore, path: Path, *, who: str) -> int:
    """Take in the rows at ``path``, all or none of a file, and return how many are new.

    Rows that were exported keep who made them and when; what a person filled in is by ``who``, and none of it is written where
    a value does not fit. Raises NotCorrectionsError with the line and the fault, FileMissingError, UsageError.
    """
    text = _text(path)
    if _kind(path) == "jsonl":
        return store.take_in(_from_lines(path, text))
    if is_sheet(path):
        return _take_sheet(store, path, who)
    rows = _cells(path, text)
    if rows and "id" in rows[0]:
        return store.take_in([_from_cells(path, number, row) for number, row in enumerate(rows, 2)])
    return _take_filled(store, path, rows, who)


def _kind(path: Path) -> str:
    kind = path.suffix.lower().removeprefix(".")
    if kind not in _WRITERS:
        raise UsageError(str(path), detail="corrections are kept in .jsonl or .csv")
    return kind


# -- out --------------------------------------------------------------------------------------------------------------------


def _as_lines(rows: Iterable[Correction]) -> str:
    return "".join(f"{row.model_dump_json()}\n" for row in rows)


def _as_csv(rows: Iterable[Correction]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        raw = row.model_dump(mode="json")
        # In JSON a text has quotes of its own: no spreadsheet takes it for a formula, and none for a number.
        cells = [
            json.dumps(raw[c], ensure_ascii=False) if c in _JSON and raw[c] is not None else raw[c] for c in COLUMNS
        ]
        writer.writerow([f"'{c}" if isinstance(c, str) and c.startswith(_FORMULA) else c for c in cells])
    return "\ufeff" + text.getvalue()


_WRITERS = {"jsonl": _as_lines, "csv": _as_csv}


# -- in ---------------------------------------------------------------------------------------------------------------------


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileMissingError(str(path), detail=error.strerror) from error
    except UnicodeDecodeError as error:
        raise NotCorrectionsError(str(path), detail="it is not UTF-8") from error


def _from_lines(path: Path, text: str) -> list[Correction]:
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                rows.append(Correction.model_validate_json(line))
            except ValidationError as error:
                raise _fault(path, number, error) from error
    return rows


def _from_cells(path: Path, number: int, row: dict[str, str]) -> Correction:
    values: dict[str, Any] = {name: value for name, value in row.items() if value != "" or name in {"path", "reason"}}
    try:
        for name in _JSON:
            if name in values:
                values[name] = json.loads(values[name])
        return Correction.model_validate(values)
    except ValidationError as error:
        raise _fault(path, number, error) from error
    except ValueError as error:
        raise NotCorrectionsError(str(path), detail=f"line {number}: {error}") from error


def _fault(path: Path, number: int, error: ValidationError) -> NotCorrectionsError:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return NotCorrectionsError(str(path), detail=f"line {number}: {place}: {first['msg']}")


def _cells(path: Path, text: str) -> list[dict[str, str]]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        names = [name.strip() for name in next(reader, [])]
        missing = sorted(_NEEDED - set(names))
        if missing:
            raise NotCorrectionsError(str(path), detail=f"the first row lacks {', '.join(missing)}")
        rows = [dict(zip(names, [cell.removeprefix("'") for cell in row], strict=False)) for row in reader if any(row)]
    except csv.Error as error:
        raise NotCorrectionsError(str(path), detail=f"line {reader.line_num}: {error}") from error
    return rows


# -- what a person filled in ------------------------------------------------------------------------------------------------


def _take_filled(store: ReviewStore, path: Path, rows: list[dict[str, str]], who: str) -> int:
    found = _Finder(store)
    changes: list[tuple[str, Change]] = []
    for number, row in enumerate(rows, 2):
        try:
            record = found.of(row)
            changes.append((record.record_id, change_to(record, row["path"], row["new"], reason=row.get("reason", ""))))
        except (CorrectionError, ValidationError) as error:
            detail = error.detail if isinstance(error, CorrectionError) else str(error.errors()[0]["msg"])
            raise NotCorrectionsError(str(path), detail=f"line {number}: {detail}") from error
    return _save_all(store, path, changes, who)


def _take_sheet(store: ReviewStore, path: Path, who: str) -> int:
    changes: list[tuple[str, Change]] = []
    for answer in read_sheet(path):
        if answer.right is None or (answer.right is False and not answer.correct):
            continue
        record_id, _, unit = answer.id.partition("/")
        record = store.look(record_id).record
        change = None if record is None or not unit else _of_answer(record, unit, answer)
        if change is not None:
            changes.append((record_id, change))
    return _save_all(store, path, changes, who)


def _of_answer(record: DecisionRecord, unit: str, answer: Answer) -> Change | None:
    """Return what a row of the sheet says of its unit: a value that is right is confirmed, one that is wrong changed."""
    path = _path_of(unit)
    if path is None or (answer.right and answer.what.startswith(MISSING)):
        return None
    if answer.right:
        return Change(action=Action.CONFIRM, path=path, reason="sample")
    return change_to(record, path, answer.correct, reason="sample")


def _path_of(unit: str) -> str | None:
    """Return the place of a sheet's unit: ``decision_maker/0/1`` is the first role of the first maker."""
    name, *rest = unit.split("/")
    if name == "missing":
        return rest[0]
    if name == "decision_maker":
        return f"decision_makers/{rest[0]}/name"
    if name == "decision_maker_role":
        return f"decision_makers/{rest[0]}/roles/{int(rest[1]) - 1}"
    own = {"amounts": "value", "dates": "value", "roles": "title", "people": "name", "references": "value"}
    return f"{name}/{rest[0]}/{own[name]}" if name in own else name


def change_to(record: DecisionRecord, path: str, told: str, *, reason: str = "") -> Change:
    """Return the change that makes ``told``, as a person writes it in a cell, the value at ``path``; empty takes it away.

    A cell that holds JSON is taken for that, but where the place holds a text.
    """
    place = place_of(path)
    raw = record.model_dump(mode="json")
    there = value_at(raw, place)
    if not told.strip():
        return Change(action=Action.REMOVE, path=path, reason=reason)
    new = _typed(path, told.strip())
    if place.name == "decision_makers" and place.index is None:
        new = new if isinstance(new, dict) else {"name": new}
        return Change(action=Action.ADD, path=path, new=new, reason=reason)
    action = Action.ADD if there is None and not place.rest else Action.CHANGE
    return Change(action=action, path=path, new=new, reason=reason)


def _typed(path: str, told: str) -> JsonValue:
    if path in {"key_decision", "signed"}:
        return {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}.get(
            told.casefold(), told
        )
    if path.startswith("amounts/"):
        return told.split(maxsplit=1)[0].replace(",", "")
    if told[0] in "{[":
        try:
            value: JsonValue = json.loads(told)
        except ValueError:
            return told
        return value
    return told


def _save_all(store: ReviewStore, path: Path, changes: list[tuple[str, Change]], who: str) -> int:
    by_record: dict[str, list[Change]] = {}
    for record_id, change in changes:
        by_record.setdefault(record_id, []).append(change)
    try:
        return store.save_many(by_record, who=who)
    except CorrectionError as error:
        raise NotCorrectionsError(str(path), detail=f"{error.path or ''} {error.detail}".strip()) from error


class _Finder:
    """Finds the record that a row names: by its id, or by its file and the decision's number."""

    def __init__(self, store: ReviewStore) -> None:
        self._store = store
        self._by_file: dict[str, list[tuple[str, str]]] | None = None

    def of(self, row: dict[str, str]) -> DecisionRecord:
        """Return the record, corrected. Raises CorrectionError where none, or more than one, is meant."""
        record_id = row.get("record_id") or self._named(row.get("file", ""), row.get("decision_number", ""))
        record = self._store.look(record_id).record
        if record is None:
            raise CorrectionError(record_id, detail="it was merged into another decision")
        return record

    def _named(self, file: str, number: str) -> str:
        if self._by_file is None:
            self._by_file = {}
            for record in records_in(self._store.target):
                told = "" if record.decision_number is None else folded(record.decision_number.value)
                for name in {record.source.path, PurePath(record.source.path).name}:
                    self._by_file.setdefault(name, []).append((told, record.record_id))
        found = self._by_file.get(file) or self._by_file.get(PurePath(file).name, [])
        exact = [name for told, name in found if number and told == folded(number)]
        names = exact or [name for _, name in found]
        if len(names) != 1:
            raise CorrectionError(detail=f"{len(names)} decisions are of “{file}” “{number}”; name its record_id")
        return names[0]
