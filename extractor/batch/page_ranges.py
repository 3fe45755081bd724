"""What a worker may say of a large document before there is an outcome."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Large:
    """A document to be read in parts."""

    path: str
    page_count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that have been read, from page ``first`` on, and the file they are kept in."""

    path: str
    first: int
    kept: str
    seconds: float
