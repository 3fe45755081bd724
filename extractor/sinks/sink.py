"""What a sink is, and which sink a target means."""

from pathlib import Path
from typing import Protocol

from decision_models import DecisionRecord
from extractor.errors import OutputExistsError, UsageError
from extractor.sinks.jsonl import JsonlSink


class Sink(Protocol):
    """Takes records. What it wrote stands at its target only once :meth:`commit` has been called."""

    @property
    def unfinished(self) -> Path:
        """Where the records stand until :meth:`commit`."""
        ...

    def write(self, record: DecisionRecord) -> None:
        """Add one record."""
        ...

    def commit(self) -> None:
        """Put what was written in its place."""
        ...

    def close(self) -> None:
        """Let go of the target. Without :meth:`commit` before, what was written stays at :attr:`unfinished`."""
        ...


def open_sink(target: Path, *, overwrite: bool = False) -> Sink:
    """Open the sink that ``target`` names by its ending.

    Raises UsageError for an ending without a sink, OutputExistsError when something stands at ``target`` already and
    may not be overwritten, or the folder cannot be written.
    """
    if target.suffix.lower() != ".jsonl":
        raise UsageError(str(target), detail="the target must end in .jsonl")
    if target.is_dir() or (target.exists() and not overwrite):
        raise OutputExistsError(str(target), detail="it is there already; --overwrite replaces a file")
    return JsonlSink(target)
