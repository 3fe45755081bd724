"""Records as one list of JSON, a record a line: for programs that read a file of JSON whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from decision_models import DecisionRecord


@dataclass(slots=True)
class JsonWriter:
    """Writes the list."""

    path: Path
    _file: TextIO = field(init=False, repr=False)
    _between: str = field(init=False, repr=False, default="[\n")

    def __post_init__(self) -> None:
        self._file = self.path.open("w", encoding="utf-8", newline="\n")

    def write(self, records: Sequence[DecisionRecord]) -> None:
        """Add records to the list."""
        for record in records:
            self._file.write(self._between + record.model_dump_json())
            self._between = ",\n"

    def end(self) -> None:
        """End the list."""
        self._file.write("[]\n" if self._between == "[\n" else "\n]\n")
        self._file.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
