"""What a run is told on the command line, and what all runs do alike: pick a runner, look at outcomes, say what failed."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractor.batch.inputs import Choice
from extractor.batch.ledger import Again
from extractor.batch.local import LocalRunner
from extractor.batch.outcome import Failed, Runner
from extractor.batch.standard_input import StandingIn
from extractor.cli.options import RunnerName
from extractor.cli.progress import note
from extractor.errors import EnvironmentFaultError, UsageError
from extractor.settings import Settings

Shape = Literal["summary", "json", "jsonl"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where results go: in a shape to standard output, or to ``target``."""

    shape: Shape
    target: str | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How the work is done.

    What is read again, where, what is watched for more; which of the documents are meant: at most ``limit``, or ``sample``
    drawn by lot; how the names on standard input end; and how progress is told.
    """

    again: Again = "new"
    runner: RunnerName = "local"
    ray_address: str | None = None
    watch: Path | None = None
    log_json: bool = False
    quiet: bool = False
    limit: int | None = None
    sample: int | None = None
    seed: int = 1
    nul: bool = False
    dry_run: bool = False
    stand_in: Path | None = None
    """The file that a document from standard input is kept in."""

    @property
    def sees_all(self) -> bool:
        """Whether the run meets all that its names mean, so that what it does not meet is gone."""
        return self.limit is None and self.sample is None

    def choice_of(self, settings: Settings, *, may_be_empty: bool = False) -> Choice:
        """Return which documents are meant, but for what the run writes itself."""
        without = tuple(place for place in (settings.pages, settings.regions, settings.words) if place is not None)
        return Choice(without, may_be_empty, self.limit, self.sample, self.seed, self.nul)


def build_runner(settings: Settings, manner: Manner, stop: threading.Event, *, in_order: bool) -> Runner:
    """Return the runner that ``manner`` names. Raises RunnerMissingError."""
    runner = _runner(settings, manner, stop, in_order=in_order)
    return runner if manner.stand_in is None else StandingIn(runner, manner.stand_in)


def _runner(settings: Settings, manner: Manner, stop: threading.Event, *, in_order: bool) -> Runner:
    if manner.runner == "ray":
        from extractor.batch.ray import RayRunner

        return RayRunner(settings, address=manner.ray_address, stop=stop)
    return LocalRunner(settings, in_order=in_order, stop=stop)


def serious(failed: Failed) -> Failed:
    """Raise what would fail every document alike; return any other failure."""
    if failed.trace and os.environ.get("EXTRACTOR_DEBUG"):
        note(failed.trace)
    if isinstance(failed.error, EnvironmentFaultError | UsageError):
        raise failed.error
    return failed
