"""What a run is told on the command line, and what all runs do alike: pick a runner, look at outcomes, say what failed."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractor.batch.addresses import is_address
from extractor.batch.ledger import Again
from extractor.batch.local import LocalRunner
from extractor.batch.outcome import Extracted, Failed, Runner
from extractor.cli.progress import note
from extractor.errors import EnvironmentFaultError, UsageError
from extractor.settings import Settings

Shape = Literal["summary", "json", "jsonl"]
RunnerName = Literal["local", "ray"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where results go: in a shape to standard output, or to ``target``; and page images to ``regions``."""

    shape: Shape
    target: str | None = None
    overwrite: bool = False
    regions: Path | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How the work is done: what is read again, where, what is watched for more, and how progress is told."""

    again: Again = "new"
    runner: RunnerName = "local"
    ray_address: str | None = None
    watch: Path | None = None
    log_json: bool = False


def build_runner(settings: Settings, manner: Manner, stop: threading.Event, *, in_order: bool) -> Runner:
    """Return the runner that ``manner`` names. Raises RunnerMissingError."""
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


def draw(outcome: Extracted, delivery: Delivery) -> None:
    """Write page images with regions, if asked for; what comes from afar is not fetched again for that."""
    if delivery.regions is None or is_address(outcome.path):
        return
    from extractor.regions import write_regions

    written = write_regions(Path(outcome.path), outcome.records, delivery.regions)
    note(f"{len(written)} page images with regions in {delivery.regions}")
