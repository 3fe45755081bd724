"""A target to review, and the program that serves it, for tests."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decision_models import DecisionRecord
from extractor.document import Box, Document, Line, Page, Word
from extractor.sinks.sql.writing import SqlSink
from extractor.wordfile import word_folder, write_words
from tests.records import field, mention, raw_record, section

ROOT = Path(__file__).parents[1]
PDF = ROOT / "fixtures" / "pdf" / "stonehithe-executive.pdf"
SHA = hashlib.sha256(PDF.read_bytes()).hexdigest()
# What stands on the page of our records, word by word, in lines 20 points apart.
LINES = (
    "Decision no: LN/18/077 Lanterns",
    "Taken on 21 March 2018",
    "Mrs A Quill Head of Lanterns",
    "1. To spend £12,500 on lamps by 12 July.",
    "2. To thank the keepers.",
)


def place(line: int, first: int, last: int) -> dict[str, float]:
    """Return the region of words of a line."""
    boxes = [box_of(line, n) for n in range(first, last + 1)]
    return {"page": 1, "x0": boxes[0].x0, "top": boxes[0].top, "x1": boxes[-1].x1, "bottom": boxes[0].bottom}


def box_of(line: int, word: int) -> Box:
    """Return the box of a word."""
    return Box(60 + 60 * word, 100 + 20 * line, 110 + 60 * word, 112 + 20 * line)


def reviewed_record(number: int = 1, **changes: Any) -> DecisionRecord:
    """Return a record of the page above, read with faults: its day is wrong, and its number is missing."""
    sections = [
        section("header", "\n".join(LINES[:3]), regions=[place(0, 0, 4)]),
        section("decision", "\n".join(LINES[3:]), "Decision", regions=[place(3, 0, 6), place(4, 0, 4)]),
    ]
    sections[1]["clauses"] = [{"label": "1.", "start": 0, "end": 41, "clauses": []}]
    amount = {"value": "12500", "currency": "GBP", "bound": "exact", "per": None, "over": None}
    raw = raw_record(
        record_id=f"{SHA[:8]}-{number:04x}",
        sections=sections,
        amounts=[mention(sections, 1, "£12,500", **amount, **_at(3, 3, 3))],
        decision_number=None,
        subject=field("Lanterns for the mole") | _at(0, 3, 3),
        authority=field("Harbour Board") | _at(0, 0, 0),
        decision_date=field("2018-03-12", "21 March 2018", 0.6) | _at(1, 2, 4),
        decision_makers=[
            {"name": field("Mrs A Quill") | _at(2, 0, 2), "roles": [field("Head of Lanterns") | _at(2, 3, 5)]}
        ],
        **{name: [] for name in ("dates", "roles", "people", "warnings")},
    )
    raw |= changes
    raw["source"] = raw["source"] | {"path": str(PDF), "sha256": SHA, "bytes": PDF.stat().st_size, "page_count": 2}
    return DecisionRecord.model_validate(raw)


def _at(line: int, first: int, last: int) -> dict[str, Any]:
    return {"regions": [place(line, first, last)]}


def target_of(folder: Path, records: Sequence[DecisionRecord] | None = None) -> str:
    """Write a target with its words and return its name."""
    target = folder / "records.db"
    write(str(target), records or [reviewed_record()])
    lines = tuple(
        Line(words, words[0].box)
        for n, line in enumerate(LINES)
        if (words := tuple(Word(t, box_of(n, m), 0.9, "tiny", 10.0) for m, t in enumerate(line.split())))
    )
    page = Page(1, 595.0, 842.0, lines)
    write_words(Document(str(PDF), SHA, 1, 2, (page,), "cascade", "1"), word_folder(target))
    return str(target)


def write(target: str, records: Sequence[DecisionRecord]) -> None:
    """Write records into a target, as a run over their file does."""
    sink = SqlSink(target)
    try:
        sink.replace(str(PDF), records)
        sink.commit()
    finally:
        sink.close()


@dataclass(frozen=True, slots=True)
class Served:
    """A review that is served: its address, and its process."""

    address: str
    process: "subprocess.Popen[str]"

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def served(target: str, *options: str) -> Iterator[Served]:
    """Serve the review of a target on a free port."""
    program = [sys.executable, "-m", "extractor", "review", target, "--port", "0", *options]
    path = os.pathsep.join([str(ROOT), str(ROOT / "models")])
    folder = Path(target).parent if Path(target).exists() else Path.cwd()
    process = subprocess.Popen(
        program, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}, cwd=folder
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        assert said.startswith("Review: http"), said + process.stderr.read()
        yield Served(said.split()[1].rstrip("/"), process)
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()
