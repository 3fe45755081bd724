"""A document that comes through standard input: kept as a file while it is read, and told as ``-``."""

import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path

from extractor.batch.outcome import Extracted, Outcome, Runner

STANDARD_INPUT = "-"
_MARKS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*")
_FIRST = 16
_FILE = "standard-input"


def holds_document() -> bool:
    """Tell whether what waits on standard input is a PDF or a scan, and no list of names."""
    waiting = sys.stdin.buffer
    return isinstance(waiting, BufferedReader) and waiting.peek(_FIRST).startswith(_MARKS)


def keep_document(folder: Path) -> Path:
    """Write what comes through standard input to a file in ``folder`` and return its path."""
    path = folder / _FILE
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return path


@dataclass(frozen=True, slots=True)
class StandingIn:
    """A runner that hands ``runner`` the file at ``path`` where the name is ``-``."""

    runner: Runner
    path: Path

    def run(self, names: Iterable[str | None]) -> Iterator[Outcome]:
        """Give one outcome for each name."""
        kept = str(self.path)
        for outcome in self.runner.run(kept if name == STANDARD_INPUT else name for name in names):
            yield _renamed(outcome) if outcome.path == kept else outcome


def _renamed(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Extracted):
        sources = (record.source.model_copy(update={"path": STANDARD_INPUT}) for record in outcome.records)
        records = tuple(
            record.model_copy(update={"source": source})
            for record, source in zip(outcome.records, sources, strict=True)
        )
        return replace(outcome, path=STANDARD_INPUT, records=records)
    outcome.error.path = STANDARD_INPUT
    return replace(outcome, path=STANDARD_INPUT)
