"""Which files are meant: files, folders and patterns enter, paths of files leave."""

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.errors import FileMissingError, UsageError

SUFFIX = ".pdf"


def expand(given: Iterable[str]) -> list[Path]:
    """Return the files that ``given`` names, each once, in the order given.

    A folder stands for the PDFs in it and below, sorted; a pattern with ``*``, ``?`` or ``[...]`` for what it matches
    (``**`` for any depth). A plain name is taken as it is, whether or not there is such a file: reading it will tell.
    Raises FileMissingError for a pattern that matches nothing, UsageError for a folder with no PDF in it.
    """
    return list(dict.fromkeys(path for name in given for path in _expand_one(name)))


def _expand_one(name: str) -> Iterator[Path]:
    path = Path(name)
    if path.is_dir():
        yield from _in_folder(path)
    elif path.exists() or not glob.has_magic(name):
        yield path
    else:
        yield from _matching(name)


def _in_folder(folder: Path) -> list[Path]:
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() == SUFFIX and p.is_file())
    if not found:
        raise UsageError(str(folder), detail="there is no PDF in this folder")
    return found


def _matching(pattern: str) -> Iterator[Path]:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob knows no absolute patterns
    if not found:
        raise FileMissingError(pattern, detail="the pattern matches nothing")
    for name in found:
        if Path(name).is_dir():
            yield from _in_folder(Path(name))
        else:
            yield Path(name)
