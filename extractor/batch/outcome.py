"""What becomes of one document of a batch, and what a runner is.

Paths enter a runner and outcomes leave it. Nothing here knows where or how the work is done.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from decision_models import DecisionRecord
from extractor.errors import ExtractorError


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document that was read, and the decisions in it."""

    path: Path
    records: tuple[DecisionRecord, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that was not read, and why. ``trace`` is the traceback of a fault of ours."""

    path: Path
    error: ExtractorError
    seconds: float = 0.0
    trace: str | None = None


Outcome = Extracted | Failed


class Runner(Protocol):
    """Extracts documents somewhere."""

    def run(self, paths: Iterable[Path]) -> Iterator[Outcome]:
        """Give one outcome for each path, in the order of ``paths``, whatever the documents do."""
        ...
