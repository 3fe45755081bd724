"""The sample as a sheet that a person fills in: CSV that every spreadsheet opens, written and read back.

Beside ``NAME.csv`` stands ``NAME.plan.json`` with what was asked for, the seed and the strata, to be kept with the result.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from extractor.audit.sampling.plan import Drawn, Plan
from extractor.errors import FileMissingError, NotASampleError, OutputExistsError
from extractor.writing import written_whole

_STRATUM, _UNITS, _SAMPLE, _RIGHT, _WHAT, _ID = "stratum", "units in stratum", "sample", "right? (y/n)", "what", "id"
_CORRECT, _VALUE = "correct value", "value"
COLUMNS = (
    *(_RIGHT, _CORRECT, _WHAT, _VALUE, "as read", "all to be judged", "file", "page"),
    *(_STRATUM, _UNITS, _SAMPLE, _ID),
)
_YES = frozenset({"y", "yes", "1", "true", "right", "ok", "✓"})
_NO = frozenset({"n", "no", "0", "false", "wrong", "x", "✗"})
# What a spreadsheet would take for a formula when it stands first in a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST_FAULTS = 10
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class Answer:
    """One row as filled in. ``right`` is None where nothing was said; ``id`` is the unit's, its record's id first.

    ``value`` is what the sheet had, ``correct`` what the person wrote beside it.
    """

    stratum: str
    units: int
    what: str
    right: bool | None
    id: str = ""
    value: str = ""
    correct: str = ""


def plan_path(sheet: Path) -> Path:
    """Return where the plan of a sheet stands."""
    return sheet.with_suffix(".plan.json")


def write_sheet(plan: Plan, path: Path, *, overwrite: bool = False) -> None:
    """Write the sheet to ``path`` and the plan beside it. Raises OutputExistsError where that cannot be."""
    for target in (path, plan_path(path)):
        if target.exists() and not overwrite:
            raise OutputExistsError(
                str(target), detail="it is there already, perhaps filled in; --overwrite replaces it"
            )
    # Both or neither: a sheet without its plan could not be evaluated, and a plan alone would stand in the next one's way.
    with written_whole(plan_path(path)) as told, written_whole(path) as sheet:
        told.write_text(_told(plan), encoding="utf-8", newline="\n")
        # The byte order mark tells spreadsheets that this is UTF-8.
        sheet.write_text(_csv(plan.sample), encoding="utf-8-sig", newline="")


def _csv(sample: Iterable[Drawn]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for drawn in sample:
        unit, stratum = drawn.unit, drawn.stratum
        said = (unit.what, unit.value, unit.text, unit.judged, unit.path)
        place = ("" if unit.page is None else unit.page, _cell(stratum.name), stratum.units, stratum.sample)
        writer.writerow(("", "", *map(_cell, said), *place, _cell(unit.id)))
    return text.getvalue()


def _cell(text: str) -> str:
    folded = " ".join(text.split())
    return f"'{folded}" if folded.startswith(_FORMULA) else folded


def _told(plan: Plan) -> str:
    request = asdict(plan.request) | {"by": list(plan.request.by)}
    strata = [asdict(s) | {"anticipated": round(s.anticipated, 6)} for s in plan.strata]
    told = {
        "request": request,
        "units": sum(s.units for s in plan.strata),
        "sample": sum(s.sample for s in plan.strata),
        "formulas": "Cochran, Sampling Techniques, 1977, chapter 5; see extractor/audit/sampling/allocation.py",
        "strata": strata,
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


# -- reading back -------------------------------------------------------------------------------------------------------


def is_sheet(path: Path) -> bool:
    """Tell whether ``path`` begins as the sheet of a sample does, whatever is in its rows."""
    first = _text(path).split("\n", 1)[0].casefold()
    return all(name in first for name in (_RIGHT, _STRATUM, _UNITS, _SAMPLE))


def read_sheet(path: Path) -> tuple[Answer, ...]:
    """Read a sheet that was filled in, as CSV with commas, semicolons or tabs.

    Raises FileMissingError where there is none, NotASampleError with every fault that it has (the first ten).
    """
    rows = list(_rows(path))
    faults: list[str] = []
    answers = [answer for number, row in rows if (answer := _answer(row, number, faults)) is not None]
    faults += _disagreements(answers, rows)
    if faults or not answers:
        more = f"; and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
        detail = "; ".join(faults[:_MOST_FAULTS]) + more if faults else "there is no row in it"
        raise NotASampleError(str(path), detail=detail)
    return tuple(answers)


Row = dict[str, str]


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    text = _text(path)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
        rows = [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise NotASampleError(str(path), detail=f"line {reader.line_num}: {error}") from error
    missing = [name for name in (_RIGHT, _STRATUM, _UNITS, _SAMPLE, _ID) if name not in names]
    if missing:
        raise NotASampleError(str(path), detail="the first row lacks " + ", ".join(f"“{name}”" for name in missing))
    for number, row in enumerate(rows, 2):
        if any(row):
            yield number, dict(zip(names, row, strict=False))


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileMissingError(str(path), detail=error.strerror) from error
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASampleError(str(path), detail="it is not a CSV file; save the sheet as CSV")


def _answer(row: Row, number: int, faults: list[str]) -> Answer | None:
    said = row.get(_RIGHT, "").casefold()
    if said and said not in _YES | _NO:
        faults.append(f"row {number}: “{row[_RIGHT][:20]}” is neither y nor n")
        return None
    units = row.get(_UNITS, "")
    if not _NUMBER.fullmatch(units) or not row.get(_STRATUM):
        faults.append(f"row {number}: “{_STRATUM}” or “{_UNITS}” was changed")
        return None
    right = said in _YES if said else None
    told = (row.get(name, "").removeprefix("'") for name in (_ID, _VALUE, _CORRECT))
    return Answer(row[_STRATUM], int(units), row.get(_WHAT, ""), right, *told)


def _disagreements(answers: list[Answer], rows: list[tuple[int, Row]]) -> Iterator[str]:
    sizes: dict[str, list[int]] = {}
    for answer in answers:
        sizes.setdefault(answer.stratum, []).append(answer.units)
    for name, found in sizes.items():
        if len(set(found)) > 1:
            yield f"stratum “{name}” has several sizes"
        elif len(found) > found[0]:
            yield f"stratum “{name}” has more rows than units"
    seen = set[str]()
    for number, row in rows:
        identity = row.get(_ID, "")
        if not identity or identity in seen:
            yield f"row {number}: “{_ID}” is {'there twice' if identity else 'missing'}"
        seen.add(identity)
    yield from _lost_rows(rows)


def _lost_rows(rows: list[tuple[int, Row]]) -> Iterator[str]:
    """Name the strata of which rows were taken out or added: what is checked must be what was drawn."""
    planned: dict[str, str] = {row.get(_STRATUM, ""): row.get(_SAMPLE, "") for _, row in rows}
    for name, size in planned.items():
        there = sum(row.get(_STRATUM, "") == name for _, row in rows)
        if size != str(there):
            yield f"stratum “{name}” has {there} rows, not {size}; leave rows that were not checked open instead"
