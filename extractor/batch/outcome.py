"""What becomes of one document of a batch, and what a runner is.

Names enter a runner and outcomes leave it. Nothing here knows where or how the work is done. A name is a path, or an
address such as ``s3://bucket/scan.pdf``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from decision_models import DecisionRecord
from extractor.errors import ExtractorError


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document that was read, and the decisions in it."""

    path: str
    records: tuple[DecisionRecord, ...]
    seconds: float

    @property
    def pages(self) -> int:
        return self.records[0].source.page_count if self.records else 0

    @property
    def confidence(self) -> float | None:
        """The mean confidence of the records; None where there are none."""
        return fmean(record.quality.confidence for record in self.records) if self.records else None


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that was not read, and why. ``trace`` is the traceback of a fault of ours."""

    path: str
    error: ExtractorError
    seconds: float = 0.0
    trace: str | None = None


Outcome = Extracted | Failed


class Runner(Protocol):
    """Extracts documents somewhere."""

    def run(self, names: Iterable[str | None]) -> Iterator[Outcome]:
        """Give one outcome for each name, whatever the documents do.

        Names are taken as there is room for them. None among them says that there is no further name just now, and that
        outcomes may be waited for meanwhile.
        """
        ...
