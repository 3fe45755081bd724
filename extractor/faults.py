"""What the machinery underneath raises, as an error that says what to do: no room, no memory, a name too long."""

import errno
import re
import sqlite3

from extractor.errors import (
    DatabaseError,
    DiskFullError,
    ExtractorError,
    InternalError,
    MemoryLimitError,
    OutputExistsError,
    SystemRefusedError,
    TooDeepError,
)

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# What libraries say that have no error of their own for it: OpenCV, ONNX Runtime, NumPy, the C++ library, Pillow.
_NO_MEMORY = re.compile(
    r"bad_alloc|insufficient memory|out of memory|failed to allocate|unable to allocate|cannot allocate|alloc(?:ation)? fail",
    re.IGNORECASE,
)


def told(fault: BaseException, name: str | None = None) -> ExtractorError:
    """Return the error that tells of ``fault``, met over the file ``name``: InternalError for what only we can mend."""
    if isinstance(fault, ExtractorError):
        return fault
    if isinstance(fault, MemoryError) or _NO_MEMORY.search(str(fault)):
        return MemoryLimitError(name)
    if isinstance(fault, sqlite3.Error):
        return (DiskFullError if "full" in str(fault) else DatabaseError)(name, detail=str(fault))
    if isinstance(fault, OSError) and fault.errno is not None:
        return _of_the_system(fault, name)
    if isinstance(fault, RecursionError):
        return TooDeepError(name)
    return InternalError(name, detail=f"{type(fault).__name__}: {fault}")


def cannot_write(error: OSError, place: object) -> ExtractorError:
    """Return the error of a file or folder that cannot be written: for want of room, or for what stands in the way."""
    if error.errno in _NO_ROOM:
        return DiskFullError(str(place), detail=error.strerror)
    return OutputExistsError(str(place), detail=error.strerror or str(error))


def _of_the_system(fault: OSError, name: str | None) -> ExtractorError:
    place = fault.filename if isinstance(fault.filename, str) else name
    if fault.errno in _NO_ROOM:
        return DiskFullError(place, detail=fault.strerror)
    if fault.errno == errno.ENOMEM:
        return MemoryLimitError(name)
    return SystemRefusedError(place, detail=fault.strerror or str(fault))
