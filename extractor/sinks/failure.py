"""What is to be known of files beside their records: which were not read, and which there are, under all their names."""

from dataclasses import dataclass
from typing import Self

from extractor.errors import ExtractorError


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the archive. ``state`` is read, alias, failed, left or gone; the times are in UTC, in ISO 8601."""

    path: str
    sha256: str | None
    state: str
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed, where, and what to do about it. ``path`` is the document's, and its key: the last failure counts."""

    path: str
    error: str
    summary: str
    detail: str | None
    page: int | None
    remedy: str
    exit_status: int

    @classmethod
    def of(cls, path: str, error: ExtractorError) -> Self:
        """Return the row for a document at ``path`` that failed with ``error``."""
        name = type(error).__name__
        return cls(path, name, error.summary, error.detail, error.page, error.remedy, error.exit_status)
