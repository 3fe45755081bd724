"""Which documents are meant: files, folders, patterns, addresses and lists enter, names of single documents leave.

A name leaves as it is recorded: text, whatever the bytes of the file's name are (``extractor.reading.source_file``).
"""

import glob
import os
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path, PurePosixPath

from extractor.batch.addresses import is_address, list_address
from extractor.batch.standard_input import STANDARD_INPUT, holds_document
from extractor.errors import DamagedArchiveError, FileMissingError, UsageError
from extractor.output_folder import is_output_folder
from extractor.reading.source_file import path_of, recorded_name

SUFFIXES = frozenset({".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg"})
_BLOCK = 1 << 16
_ARCHIVES = (".zip",)


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the documents is meant.

    ``without`` are folders that are not looked into, such as those that the run writes to. ``may_be_empty`` allows a folder
    with nothing in it. Of all that is found the first ``limit`` are taken, or ``sample`` drawn by lot, by ``seed``.
    ``nul`` says that the names on standard input end in U+0000 and not in line feeds.
    """

    without: tuple[Path, ...] = ()
    may_be_empty: bool = False
    limit: int | None = None
    sample: int | None = None
    seed: int = 1
    nul: bool = False


def expand(given: Iterable[str], choice: Choice | None = None) -> Iterator[str]:
    """Give the documents that ``given`` names, each once, in the order given.

    A folder stands for the PDFs and scans in it and below, sorted, but for what is hidden; a pattern with ``*``, ``?`` or
    ``[...]`` for what it matches (``**`` for any depth); an address (``s3://…``) likewise; an archive ``.zip`` for what is in
    it; ``-`` for the names on standard input, one a line. A plain name is taken as it is, whether or not there is such a
    file: reading it will tell.
    Raises FileMissingError for a pattern that matches nothing, UsageError for a folder with nothing to read in it. An archive
    that cannot be opened stands for itself, likewise.
    """
    choice = choice or Choice()
    found = _each_once(given, choice)
    if choice.sample is not None:
        return iter(_drawn(list(found), choice.sample, choice.seed))
    return islice(found, choice.limit)


def check_any_is_there(given: Iterable[str], has_been: Callable[[str], bool] = lambda _: False) -> None:
    """Raise FileMissingError where all that ``given`` names are plain names, and there is a file or folder of none of them.

    ``has_been`` tells whether a file was recorded under a name once: that it is gone is no mistake.
    """
    names = list(given)
    if names and all(_is_missing(name) and not has_been(recorded_name(Path(name))) for name in names):
        raise FileMissingError(recorded_name(Path(names[0])))


def _is_missing(name: str) -> bool:
    if name == STANDARD_INPUT or is_address(name) or glob.has_magic(name):
        return False
    try:
        os.lstat(name)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):  # what the system says of it is told when it is read
        return False
    return False


def _each_once(given: Iterable[str], choice: Choice) -> Iterator[str]:
    seen: set[str] = set()
    for name in given:
        for found in _from_standard_input(choice) if name == STANDARD_INPUT else _expand_one(name, choice):
            if found not in seen:
                seen.add(found)
                yield found


def _drawn(names: list[str], size: int, seed: int) -> list[str]:
    """Return ``size`` of ``names``, drawn by lot, in their order."""
    places = sorted(random.Random(seed).sample(range(len(names)), min(size, len(names))))  # noqa: S311 - a lot, no secret
    return [names[place] for place in places]


def _from_standard_input(choice: Choice) -> Iterator[str]:
    if not choice.nul and holds_document():
        raise UsageError(detail="a document on standard input is read alone: extractor run -")
    end = b"\0" if choice.nul else b"\n"
    for line in _lines(end):
        name = line if choice.nul else line.rstrip(b"\r\n")
        if name:
            yield from _expand_one(os.fsdecode(name), choice)


def _lines(end: bytes) -> Iterator[bytes]:
    if end == b"\n":
        yield from sys.stdin.buffer
        return
    rest = b""
    while block := sys.stdin.buffer.read(_BLOCK):
        *whole, rest = (rest + block).split(end)
        yield from whole
    yield rest


def _expand_one(name: str, choice: Choice) -> Iterator[str]:
    if is_address(name):
        yield from _at_address(name, choice)
        return
    path = Path(name)
    # What the system has no such name for is no folder: reading it will tell.
    if os.path.isdir(name):  # noqa: PTH112
        yield from _in_folder(path, choice)
    elif path.suffix.lower() in _ARCHIVES and os.path.isfile(name):  # noqa: PTH113
        yield from _expand_one(f"zip://::{recorded_name(path)}", choice)
    elif os.path.lexists(path) or not glob.has_magic(name):
        yield recorded_name(path)
    else:
        yield from _matching(name, choice)


def _at_address(name: str, choice: Choice) -> list[str]:
    whole = f"zip://::{name}" if "::" not in name and PurePosixPath(name).suffix.lower() in _ARCHIVES else name
    try:
        return _found(list_address(whole, SUFFIXES), name, choice)
    except DamagedArchiveError:
        return [whole]


def _in_folder(folder: Path, choice: Choice) -> list[str]:
    return _found(documents_in(folder, choice.without), recorded_name(folder), choice)


def documents_in(folder: Path, without: tuple[Path, ...] = ()) -> list[str]:
    """Return the PDFs and scans in ``folder`` and below, sorted.

    Nothing hidden, nothing in a folder below that a run has made for what it writes, and nothing that lies in ``without``.
    """
    excluded = {place.resolve() for place in without}
    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = [name for name in folders if not _is_hidden(name) and not _is_output(here / name, excluded)]
        found += [here / name for name in files if _is_document(here / name)]
    return [recorded_name(path) for path in sorted(found)]


def _is_document(path: Path) -> bool:
    return not _is_hidden(path.name) and path.suffix.lower() in SUFFIXES and path.is_file()


def _is_output(folder: Path, excluded: set[Path]) -> bool:
    return is_output_folder(folder) or folder.resolve() in excluded


def _is_hidden(name: str) -> bool:
    # Such as "._minutes.pdf", which holds what a Mac knows of minutes.pdf and no system else has a place for.
    return name.startswith(".")


def _found(names: list[str], folder: str, choice: Choice) -> list[str]:
    if not names and not choice.may_be_empty:
        raise UsageError(folder, detail="there is no PDF in this folder, nor a TIFF, PNG or JPEG")
    return names


def _matching(pattern: str, choice: Choice) -> Iterator[str]:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob knows no absolute patterns
    if not found and not choice.may_be_empty:
        raise FileMissingError(recorded_name(pattern), detail="the pattern matches nothing")
    for name in found:
        if Path(name).is_dir():
            yield from documents_in(Path(name), choice.without)
        else:
            yield recorded_name(Path(name))


def is_looked_through(given: Iterable[str], name: str) -> bool:
    """Tell whether a run over ``given`` would meet a file recorded as ``name``, if it were there."""
    path = path_of(name)
    for one in given:
        if is_address(one):
            continue
        if Path(one) == path or fnmatchcase(str(path), one):
            return True
        if Path(one).is_dir() and path.is_relative_to(one):
            return True
    return False
