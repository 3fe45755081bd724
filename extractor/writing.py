"""Files that are whole or not there: what is half written, for want of room or of time, never stands under its own name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from extractor.faults import cannot_write


@contextmanager
def named_by(place: object) -> Iterator[None]:
    """Turn what the system raises while ``place`` is written into an error that names it: DiskFullError, OutputExistsError."""
    try:
        yield
    except OSError as error:
        raise cannot_write(error, place) from error


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Give the path to write to; when that has been done the file stands at ``target``, whose folders are made.

    Raises DiskFullError or OutputExistsError, which name ``target``; it is then as it was.
    """
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with named_by(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            yield part
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
