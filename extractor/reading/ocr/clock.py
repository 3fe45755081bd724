"""The time a page may take."""

import time
from dataclasses import dataclass

from extractor.errors import EngineFailedError


@dataclass(frozen=True, slots=True)
class Clock:
    """A page's time, running since it was made. The networks cannot be stopped midway; they are asked line by line."""

    limit_s: float
    end: float

    @property
    def left_s(self) -> float:
        """The seconds left, never less than one, which is what starting another program takes."""
        return max(1.0, self.end - time.monotonic())

    def check(self) -> None:
        """Raise EngineFailedError when time is up."""
        if time.monotonic() > self.end:
            raise EngineFailedError(detail=f"The page took longer than {self.limit_s:g} s.")


def start(limit_s: float) -> Clock:
    """Start a page's time."""
    return Clock(limit_s, time.monotonic() + limit_s)
