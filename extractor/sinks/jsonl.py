"""Records as JSON lines: UTF-8, one record a line, complete or not there at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from decision_models import DecisionRecord
from extractor.faults import cannot_write
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.streams import open_for_writing

PART = ".part"


def line_of(record: DecisionRecord) -> str:
    """Return ``record`` as one line of JSON, with its line feed. Equal records give equal lines."""
    return record.model_dump_json() + "\n"


@dataclass(slots=True)
class JsonlSink:
    """Writes to ``target`` by way of ``target.part``, so that a half-written file never passes for a whole one."""

    target: Path
    _file: TextIO = field(init=False, repr=False)

    def __post_init__(self) -> None:
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._file = open_for_writing(self.unfinished, self.target.name)
        except OSError as error:
            raise cannot_write(error, self.target) from error

    @property
    def durable(self) -> bool:
        return False

    @property
    def unfinished(self) -> Path:
        """The file that is written to until :meth:`commit`."""
        return self.target.with_name(self.target.name + PART)

    def write(self, *records: DecisionRecord) -> None:
        """Add records and hand them to the system, so that an interrupt loses at most what is under way."""
        self._file.write("".join(map(line_of, records)))
        if self.target.suffix.lower() == ".jsonl":
            # A compressed stream is worse for every flush, and unreadable without its end in any case.
            self._file.flush()

    def replace(self, path: str, records: Sequence[DecisionRecord]) -> None:  # noqa: ARG002 - nothing is there from before
        """Add records."""
        self.write(*records)

    def write_failure(self, failure: Failure) -> None:
        """Do nothing: a file of records has no place for anything else."""

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Do nothing, likewise."""

    def commit(self) -> None:
        """Give the file its name."""
        self._file.close()
        self.unfinished.replace(self.target)

    def close(self) -> None:
        """Close the file. What was written stays."""
        self._file.close()
