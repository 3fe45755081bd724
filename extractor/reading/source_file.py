r"""The file that a document is: named as it can be written down, and opened only where it is a file of bounded size.

A name on disk is a row of bytes and need not be text. It is recorded with every byte that is none as ``\xff``, and
:func:`path_of` leads back to the file. Light to import: the process that keeps the ledger looks at files too.
"""

import hashlib
import os
import re
import stat
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

from extractor.errors import FileMissingError, LimitError, NotAFileError

_MEGA = 1 << 20
# A pipe that nobody writes to would keep us waiting; a regular file does not mind.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})")
_BACKSLASH = "\\x5c"
# Bytes that are no UTF-8, as Python's file system calls hand them out (PEP 383).
_NO_TEXT = re.compile("[\udc80-\udcff]")
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def recorded_name(path: str | os.PathLike[str]) -> str:
    r"""Return ``path`` as it is written down: text, whatever its bytes are.

    >>> recorded_name("minutes/caf" + chr(0xDCE9) + ".pdf")
    'minutes/caf\\xe9.pdf'
    """
    name = _ESCAPED.sub(lambda found: f"{_BACKSLASH}{found[0][1:]}", os.fspath(path))
    return _NO_TEXT.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", name)


def path_of(name: str) -> Path:
    """Return the path that was recorded as ``name``.

    >>> str(path_of(recorded_name("a" + chr(0xDCFF)))) == "a" + chr(0xDCFF)
    True
    """
    return Path(os.fsdecode(_ESCAPED.sub(_byte, name).encode("utf-8", "surrogateescape")))


def _byte(found: re.Match[str]) -> str:
    value = int(found[1], 16)
    return chr(value) if value < 0x80 else chr(0xDC00 + value)


def open_source(path: Path, *, most_mb: float) -> BufferedReader:
    """Open a file for reading, at once or not at all.

    Raises FileMissingError; NotAFileError for pipes, sockets, devices and folders; LimitError for one of more than
    ``most_mb`` megabytes.
    """
    name = recorded_name(path)
    try:
        stream = os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE), "rb")
    except OSError as error:
        if (kind := _kind(path)) is not None:
            raise NotAFileError(name, detail=f"it is {kind}") from error
        raise FileMissingError(name, detail=error.strerror or str(error)) from error
    except ValueError as error:
        raise FileMissingError(name, detail=str(error)) from error
    found = os.fstat(stream.fileno())
    if not stat.S_ISREG(found.st_mode):
        stream.close()
        raise NotAFileError(name, detail=f"it is {_kind_of(found.st_mode)}")
    if found.st_size > most_mb * _MEGA:
        stream.close()
        raise LimitError(name, detail=f"{found.st_size / _MEGA:,.0f} MB, and max_file_mb is {most_mb:g}.")
    return stream


def hash_source(path: Path, *, most_mb: float) -> str:
    """Return the SHA-256 of a file. Raises as :func:`open_source`."""
    with open_source(path, most_mb=most_mb) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _kind(path: Path) -> str | None:
    with suppress(OSError, ValueError):
        mode = path.stat().st_mode
        return None if stat.S_ISREG(mode) else _kind_of(mode)
    return None


def _kind_of(mode: int) -> str:
    return next((kind for holds, kind in _KINDS if holds(mode)), "no file")
