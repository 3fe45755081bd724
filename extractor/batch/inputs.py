"""Which documents are meant: files, folders, patterns, addresses and lists enter, names of single documents leave."""

import glob
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.batch.addresses import is_address, list_address
from extractor.errors import FileMissingError, UsageError

SUFFIXES = frozenset({".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg"})
FROM_STANDARD_INPUT = "-"


def expand(given: Iterable[str]) -> Iterator[str]:
    """Give the documents that ``given`` names, each once, in the order given.

    A folder stands for the PDFs and scans in it and below, sorted; a pattern with ``*``, ``?`` or ``[...]`` for what it
    matches (``**`` for any depth); an address (``s3://…``) likewise; ``-`` for the names on standard input, one a line.
    A plain name is taken as it is, whether or not there is such a file: reading it will tell.
    Raises FileMissingError for a pattern that matches nothing, UsageError for a folder with nothing to read in it.
    """
    seen: set[str] = set()
    for name in given:
        for found in _from_standard_input() if name == FROM_STANDARD_INPUT else _expand_one(name):
            if found not in seen:
                seen.add(found)
                yield found


def _from_standard_input() -> Iterator[str]:
    for line in sys.stdin:
        if name := line.rstrip("\r\n"):
            yield from _expand_one(name)


def _expand_one(name: str) -> Iterator[str]:
    if is_address(name):
        yield from _found(list_address(name, SUFFIXES), name)
        return
    path = Path(name)
    if path.is_dir():
        yield from _in_folder(path)
    elif path.exists() or not glob.has_magic(name):
        yield str(path)
    else:
        yield from _matching(name)


def _in_folder(folder: Path) -> list[str]:
    return _found(documents_in(folder), str(folder))


def documents_in(folder: Path) -> list[str]:
    """Return the PDFs and scans in ``folder`` and below, sorted."""
    return [str(p) for p in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())]


def _found(names: list[str], folder: str) -> list[str]:
    if not names:
        raise UsageError(folder, detail="there is no PDF in this folder, nor a TIFF, PNG or JPEG")
    return names


def _matching(pattern: str) -> Iterator[str]:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob knows no absolute patterns
    if not found:
        raise FileMissingError(pattern, detail="the pattern matches nothing")
    for name in found:
        if Path(name).is_dir():
            yield from _in_folder(Path(name))
        else:
            yield str(Path(name))
