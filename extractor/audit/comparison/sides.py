"""Reads a side of a comparison: a folder or file enters, corrected records or the text of pages leave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from decision_models import DecisionRecord
from extractor.audit.comparison.page_text import ENDINGS, pages_in
from extractor.errors import FileMissingError, NotATruthError

RECORD_ENDINGS = frozenset({".json", ".jsonl"})
_RECORDS: TypeAdapter[list[DecisionRecord]] = TypeAdapter(list[DecisionRecord])


@dataclass(frozen=True, slots=True)
class Pages:
    """The text of pages, under the path of their file within the folder, without its ending."""

    texts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Records:
    """Whole records."""

    records: tuple[DecisionRecord, ...]


Side = Records | Pages


def holds_pages(path: Path) -> bool:
    """Tell whether there are pages of text at ``path`` rather than records."""
    files = _files(path)
    return any(f.suffix.lower() in ENDINGS for f in files) and not any(_of_records(f) for f in files)


def read_side(path: Path) -> Side:
    """Read corrected records (.json, .jsonl) or pages (plain text, ALTO, hOCR, PAGE XML) from a file or folder.

    Raises FileMissingError where there is nothing, NotATruthError where there is neither, or both, or a fault in one.
    """
    files = _files(path)
    records = [f for f in files if _of_records(f)]
    pages = [f for f in files if f.suffix.lower() in ENDINGS]
    if records and pages:
        detail = f"there are both records ({records[0].name}) and pages ({pages[0].name}) in it"
        raise NotATruthError(str(path), detail=detail)
    if records:
        return Records(tuple(record for f in records for record in _records_in(f)))
    if pages:
        return read_pages(path)
    raise NotATruthError(str(path), detail="there are neither records nor pages in it")


def read_pages(path: Path) -> Pages:
    """Read the pages of text in a file or folder. Raises as :func:`read_side`."""
    root = path if path.is_dir() else path.parent
    texts: dict[str, tuple[str, ...]] = {}
    for file in (f for f in _files(path) if f.suffix.lower() in ENDINGS):
        name = file.relative_to(root).with_suffix("").as_posix()
        if name in texts:
            raise NotATruthError(str(file), detail="another file of that name, with another ending, stands beside it")
        texts[name] = pages_in(file)
    return Pages(texts)


def _of_records(path: Path) -> bool:
    return path.suffix.lower() in RECORD_ENDINGS and not path.name.endswith(".failures.jsonl")


def _files(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            return sorted(f for f in path.rglob("*") if f.is_file() and not f.name.startswith("."))
    except OSError as error:
        raise FileMissingError(str(path), detail=error.strerror) from error
    if not path.is_file():
        raise FileMissingError(str(path))
    return [path]


def _records_in(path: Path) -> Iterator[DecisionRecord]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileMissingError(str(path), detail=error.strerror) from error
    except UnicodeDecodeError as error:
        raise NotATruthError(str(path), detail="it is not UTF-8") from error
    if path.suffix.lower() == ".json":
        yield from _json(path, text)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _record(path, line, f"line {number}: ")


def _json(path: Path, text: str) -> list[DecisionRecord]:
    if not text.lstrip().startswith("["):
        return [_record(path, text, "")]
    try:
        return _RECORDS.validate_json(text)
    except ValidationError as error:
        raise NotATruthError(str(path), detail=_fault(error)) from error


def _record(path: Path, text: str, place: str) -> DecisionRecord:
    try:
        return DecisionRecord.model_validate_json(text)
    except ValidationError as error:
        raise NotATruthError(str(path), detail=place + _fault(error)) from error


def _fault(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
