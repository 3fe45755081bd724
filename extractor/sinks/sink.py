"""What a sink is, and which sink a target means."""

from pathlib import Path
from typing import Protocol

from decision_models import DecisionRecord
from extractor.errors import OutputExistsError, UsageError
from extractor.sinks.failure import Failure
from extractor.sinks.jsonl import JsonlSink


class Sink(Protocol):
    """Takes records, and failures where the target has a table for them."""

    @property
    def durable(self) -> bool:
        """Whether every write is durable at once and may be repeated: the last of equal ``record_id`` counts.

        Otherwise the target is a file (or folder) that is written from beginning to end and made whole by
        :meth:`commit`.
        """
        ...

    @property
    def unfinished(self) -> Path | None:
        """Where the records stand until :meth:`commit`; None where they stand in their place at once."""
        ...

    def write(self, record: DecisionRecord) -> None:
        """Add one record."""
        ...

    def write_failure(self, failure: Failure) -> None:
        """Add a document that was not read. Does nothing where the target has no table of failures."""
        ...

    def commit(self) -> None:
        """Put what was written in its place."""
        ...

    def close(self) -> None:
        """Let go of the target. Without :meth:`commit` before, what was written stays at :attr:`unfinished`."""
        ...


def is_durable(target: str) -> bool:
    """Tell whether the sink that ``target`` names is durable, without opening it. Raises UsageError as open_sink."""
    _check(target)
    return False


def open_sink(target: str, *, overwrite: bool = False) -> Sink:
    """Open the sink that ``target`` names by its ending.

    Raises UsageError for an ending without a sink, OutputExistsError when something stands at ``target`` already and
    may not be overwritten, or the folder cannot be written.
    """
    _check(target)
    path = Path(target)
    if path.is_dir() or (path.exists() and not overwrite):
        raise OutputExistsError(target, detail="it is there already; --overwrite replaces a file")
    return JsonlSink(path)


def _check(target: str) -> None:
    if Path(target).suffix.lower() != ".jsonl":
        raise UsageError(target, detail="the target must end in .jsonl")
