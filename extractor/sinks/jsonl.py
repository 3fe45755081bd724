"""Records as JSON lines: UTF-8, one record a line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from decision_models import DecisionRecord
from extractor.sinks.streams import open_for_writing


def line_of(record: DecisionRecord) -> str:
    """Return ``record`` as one line of JSON, with its line feed. Equal records give equal lines."""
    return record.model_dump_json() + "\n"


@dataclass(slots=True)
class JsonlWriter:
    """Writes the lines, compressed as the ending of ``name`` says."""

    path: Path
    name: str
    _file: TextIO = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._file = open_for_writing(self.path, self.name)

    def write(self, records: Sequence[DecisionRecord]) -> None:
        """Add records and hand them to the system, so that an interrupt loses at most what is under way."""
        self._file.write("".join(map(line_of, records)))
        if self.name.lower().endswith(".jsonl"):
            # A compressed stream is worse for every flush, and unreadable without its end in any case.
            self._file.flush()

    def end(self) -> None:
        """Close the file, which its last line makes whole."""
        self._file.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
