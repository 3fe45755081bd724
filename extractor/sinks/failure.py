"""A document that was not read, as a row of the table of failures."""

from dataclasses import dataclass
from typing import Self

from extractor.errors import ExtractorError


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
