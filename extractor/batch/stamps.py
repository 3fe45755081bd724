"""How a file looks from outside, by which a later run knows whether it has changed: its size, its date and its hash."""

from pathlib import Path

from extractor.batch.addresses import is_address
from extractor.errors import ExtractorError
from extractor.reading.source_file import hash_source, path_of

# Workers have limits and this process has none: what is larger is known by its content only once it has been read.
_MOST_HASHED_MB = 512.0


def stamp(name: str) -> tuple[int | None, int | None]:
    """Return size and time of change of a file; nothing for what is not one of this machine's files."""
    return (None, None) if is_address(name) else stamp_of(path_of(name))


def stamp_of(path: Path) -> tuple[int | None, int | None]:
    """Return size in bytes and time of change in nanoseconds of what lies at ``path``; nothing where nothing does."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None, None
    return found.st_size, found.st_mtime_ns


def hash_of(name: str) -> str | None:
    """Return the SHA-256 of a file; None for one that lies elsewhere, cannot be read or is too large to be read here."""
    if is_address(name):
        return None
    try:
        return hash_source(path_of(name), most_mb=_MOST_HASHED_MB)
    except (ExtractorError, OSError):
        return None
