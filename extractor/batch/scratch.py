"""A folder for what lies about while a run is at work. What a run that was killed left behind, the next one clears away."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_PREFIX = "extractor-"
# Locked by the run that owns the folder for as long as it lives; the system lets go of it however that ends.
_OWNER = "owner"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder of this process's own, which is removed in the end."""
    _clear_away()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (folder / _OWNER).open("wb") as owner:
            _lock(owner)
            yield folder


def _clear_away() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # One without an owner is just being made, or is somebody else's.
        with suppress(OSError), (folder / _OWNER).open("rb") as owner:
            if _lock(owner):
                shutil.rmtree(folder, ignore_errors=True)


def _lock(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:  # a system without: nothing is cleared away there
        return False
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
