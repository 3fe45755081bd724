"""Records as one list of JSON, a record a line: for programs that read a file of JSON whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from decision_models import DecisionRecord
from extractor.errors import OutputExistsError
from extractor.faults import cannot_write
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.jsonl import PART


@dataclass(slots=True)
class JsonSink:
    """Writes to ``target`` by way of ``target.part``."""

    target: Path
    _file: TextIO = field(init=False, repr=False)
    _between: str = field(init=False, repr=False, default="[\n")

    def __post_init__(self) -> None:
        if self.target.is_dir():
            raise OutputExistsError(str(self.target), detail="it is a folder")
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.unfinished.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise cannot_write(error, self.target) from error

    @property
    def durable(self) -> bool:
        return False

    @property
    def unfinished(self) -> Path:
        return self.target.with_name(self.target.name + PART)

    def write(self, *records: DecisionRecord) -> None:
        """Add records to the list."""
        for record in records:
            self._file.write(self._between + record.model_dump_json())
            self._between = ",\n"

    def replace(self, path: str, records: Sequence[DecisionRecord]) -> None:  # noqa: ARG002 - nothing is there from before
        """Add records."""
        self.write(*records)

    def write_failure(self, failure: Failure) -> None:
        """Do nothing: a list of records has no place for anything else."""

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Do nothing, likewise."""

    def commit(self) -> None:
        """End the list and give the file its name."""
        self._file.write("[]\n" if self._between == "[\n" else "\n]\n")
        self._file.close()
        self.unfinished.replace(self.target)

    def close(self) -> None:
        """Close the file. What was written stays."""
        self._file.close()
