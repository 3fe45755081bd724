"""A title as proposed by what looks for titles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """A title as word indices, half open."""

    first: int
    end: int
    certainty: float
