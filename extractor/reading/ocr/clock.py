"""The time a page may take."""

import time
from dataclasses import dataclass

from extractor.errors import EngineFailedError


@dataclass(frozen=True, slots=True)
class Clock:
    """A page's time, running since it was made. The networks cannot be stopped midway; they are asked line by line."""

    limit_s: float
    end: float

    def check(self) -> None:
        """Raise EngineFailedError when time is up."""
        if time.monotonic() > self.end:
            raise EngineFailedError(detail=f"The page took longer than {self.limit_s:g} s.")


def start(limit_s: float) -> Clock:
    """Start a page's time."""
    return Clock(limit_s, time.monotonic() + limit_s)
