"""What has become of every document of a batch: a SQLite file beside the target, kept up with each document.

Names and outcomes enter; what is still to be done, and what has been, leaves. Where the target is a file, the ledger keeps
the records themselves until the target is written from them: a document's row and its records are one transaction, so that
a run that was killed at any moment goes on where it stopped. Equal content is read once, whatever its names.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from extractor import errors
from extractor.batch.addresses import is_address
from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.batch.standing import Standing, standing_of
from extractor.errors import ExtractorError, WorkerDiedError

Again = Literal["new", "failed", "all"]
"""What is read again: what is new, changed or may do better now; all that failed; everything."""

# What may go better another time although neither document nor settings have changed.
_PASSING = ("FileMissingError", "EngineFailedError", "EngineMissingError", "SchemeMissingError")
_A_BLOCK = 1 << 20
_AT_A_TIME = 64


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger. ``keeps_records`` where the target is written from it."""

    base: sqlite3.Connection
    product: str
    keeps_records: bool

    def enrol(self, names: Iterable[str], again: Again = "new", *, goes_on: bool = False) -> None:
        """Enter ``names`` in their order, and mark what is to be read. ``goes_on`` adds to the names of this run."""
        with _transaction(self.base):
            if not goes_on:  # a run that was killed left these behind
                self.base.execute(
                    "UPDATE document SET state = 'due', same_as = NULL WHERE state IN ('reading', 'same')"
                )
            (last,) = self.base.execute("SELECT coalesce(max(position), 0) FROM document").fetchone()
            first = last + 1
            for position, name in enumerate(names, first):
                self._enter(name, position, again)
            if not goes_on:
                self._set("first", first)

    def _enter(self, name: str, position: int, again: Again) -> None:
        size, modified = _stamp(name)
        known = self.base.execute(
            "SELECT state, bytes, modified_ns, product, error FROM document WHERE path = ?", (name,)
        ).fetchone()
        if known is None:
            self.base.execute(
                "INSERT INTO document (path, position, bytes, modified_ns, product, state) VALUES (?, ?, ?, ?, ?, 'due')",
                (name, position, size, modified, self.product),
            )
            return
        state, *before, error = known
        is_due = (
            again == "all"
            or state == "due"
            or before != [size, modified, self.product]
            or (again == "failed" and state in {"failed", "set aside"})
            or (state == "failed" and error in _PASSING)
        )
        self.base.execute(
            "UPDATE document SET position = ?, bytes = ?, modified_ns = ?, state = ?, "
            "sha256 = CASE WHEN ? THEN NULL ELSE sha256 END WHERE path = ?",
            (position, size, modified, "due" if is_due else state, again == "all" or before[2] != self.product, name),
        )
        # One that has another's content holds no records: it is to be compared again, not taken as it stands.
        self.base.execute(
            "UPDATE document SET same_as = NULL, decisions = NULL "
            "WHERE path = ? AND state = 'due' AND same_as IS NOT NULL",
            (name,),
        )

    def due(self) -> Iterator[str]:
        """Give the documents of this run that are to be read, in order; content that is known is not given again."""
        last = self._first - 1
        while rows := self.base.execute(
            "SELECT path, position FROM document WHERE state = 'due' AND position > ? ORDER BY position LIMIT ?",
            (last, _AT_A_TIME),
        ).fetchall():
            for name, last in rows:  # noqa: B007 - the next query goes on behind the last
                if self._claim(name):
                    yield name

    def _claim(self, name: str) -> bool:
        """Mark a document as being read; False where its content has been or is being read, under whatever name."""
        sha256 = None if is_address(name) else _hash(name)
        with _transaction(self.base):
            twin, state = self._twin(name, sha256) if sha256 else (None, None)
            if sha256 and state in {None, "failed"} and self._is_unchanged(name, sha256):
                self.base.execute("UPDATE document SET state = 'done' WHERE path = ?", (name,))
                return False
            # Whoever had this document's content has to be read for itself: the content is perhaps another now.
            self.base.execute(
                "UPDATE document SET state = 'due', same_as = NULL, decisions = NULL WHERE same_as = ?", (name,)
            )
            self.base.execute(
                "UPDATE document SET state = ?, sha256 = ?, product = ?, same_as = ?, decisions = NULL, records = NULL "
                "WHERE path = ?",
                ("same" if twin else "reading", sha256, self.product, twin, name),
            )
            if twin and state != "reading":
                self._settle_twins(twin)
        return twin is None

    def _is_unchanged(self, name: str, sha256: str) -> bool:
        """Tell whether a document was read whose file has been touched, but says the same."""
        row = self.base.execute(
            "SELECT 1 FROM document WHERE path = ? AND sha256 = ? AND product = ? AND decisions IS NOT NULL",
            (name, sha256, self.product),
        ).fetchone()
        return row is not None

    def _twin(self, name: str, sha256: str) -> tuple[str | None, str | None]:
        """Return path and state of another document with the same content, which holds its records itself."""
        row = self.base.execute(
            "SELECT path, state FROM document WHERE sha256 = ? AND product = ? AND path != ? AND same_as IS NULL "
            "AND state IN ('done', 'failed', 'reading') ORDER BY state LIMIT 1",
            (sha256, self.product, name),
        ).fetchone()
        return row or (None, None)

    def settle(self, outcome: Outcome) -> int:
        """Write down what became of a document. Returns how many documents that settles, its twins counted."""
        row = _done(outcome, self.keeps_records) if isinstance(outcome, Extracted) else _failed(outcome)
        row |= {"seconds": outcome.seconds, "settled": datetime.now(UTC).isoformat(timespec="seconds")}
        with _transaction(self.base):
            # What comes from afar is known to be the same only once it has been read.
            twin, state = self._twin(outcome.path, row["sha256"]) if row.get("sha256") else (None, None)
            if state == "done":
                row |= {"same_as": twin, "records": None}
            fields = ", ".join(f"{name} = :{name}" for name in row)
            self.base.execute(
                f"UPDATE document SET {fields}, attempts = attempts + 1 WHERE path = :path",  # noqa: S608 - our own names
                row | {"path": outcome.path},
            )
            return 1 + self._settle_twins(outcome.path)

    def _settle_twins(self, name: str) -> int:
        columns = "state, pages, decisions, confidence, error, detail, page, settled"
        return self.base.execute(
            f"UPDATE document SET ({columns}) = (SELECT {columns} FROM document WHERE path = ?) "  # noqa: S608 - our own names
            "WHERE same_as = ? AND state = 'same'",
            (name, name),
        ).rowcount

    def records(self) -> Iterator[str]:
        """Give every record kept, as a line of JSON, in the order of the documents."""
        for (kept,) in self.base.execute(
            "SELECT records FROM document WHERE records IS NOT NULL AND state = 'done' ORDER BY position"
        ):
            yield from zlib.decompress(kept).decode().splitlines()

    def failures(self, *, of_this_run: bool = False) -> Iterator[Failed]:
        """Give every document that has failed, in order."""
        for name, error, detail, page in self.base.execute(
            "SELECT path, error, detail, page FROM document "
            "WHERE state IN ('failed', 'set aside') AND position >= ? ORDER BY position",
            (self._first if of_this_run else 0,),
        ):
            kind = getattr(errors, error, ExtractorError)
            yield Failed(name, kind(name, page=page, detail=detail))

    def standing(self) -> Standing:
        """Return how the documents of the latest run stand."""
        return standing_of(self.base, self._first)

    @property
    def _first(self) -> int:
        return int(self._get("first") or 0)

    @property
    def is_reading(self) -> bool:
        """Whether some document is being read."""
        return (
            self.base.execute("SELECT 1 FROM document WHERE state IN ('reading', 'due') LIMIT 1").fetchone() is not None
        )

    @property
    def is_open(self) -> bool:
        """Whether a run is, or was when it was killed, at work on the target."""
        return self._get("open") is not None

    @property
    def twins(self) -> int:
        """How many documents have another's content."""
        row = self.base.execute("SELECT count(*) FROM document WHERE same_as IS NOT NULL").fetchone()
        return int(row[0])

    def knows(self, target: Path) -> bool:
        """Tell whether what stands at ``target`` is what the last whole run left there, or a run is under way."""
        return self.is_open or self._get("target") == json.dumps(_stamp(str(target)))

    def begin(self) -> None:
        """Note that the target is being worked on."""
        self._set("open", 1)

    def end(self, target: Path) -> None:
        """Note that the target is whole, and how it looks."""
        with _transaction(self.base):
            self._set("target", json.dumps(_stamp(str(target))))
            self.base.execute("DELETE FROM fact WHERE name = 'open'")

    def _get(self, name: str) -> str | None:
        row = self.base.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _set(self, name: str, value: object) -> None:
        self.base.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, str(value)))


@contextmanager
def _transaction(base: sqlite3.Connection) -> Iterator[None]:
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        base.execute("ROLLBACK")
        raise
    base.execute("COMMIT")


def _done(outcome: Extracted, keeps_records: bool) -> dict[str, Any]:
    lines = "\n".join(record.model_dump_json() for record in outcome.records)
    return {
        "state": "done",
        "sha256": outcome.records[0].source.sha256 if outcome.records else None,
        "pages": outcome.pages,
        "decisions": len(outcome.records),
        "confidence": outcome.confidence,
        "records": zlib.compress(lines.encode(), 1) if keeps_records and outcome.records else None,
    } | dict.fromkeys(("error", "detail", "page"))


def _failed(outcome: Failed) -> dict[str, Any]:
    error = outcome.error
    return {
        "state": "set aside" if isinstance(error, WorkerDiedError) else "failed",
        "error": type(error).__name__,
        "detail": error.detail,
        "page": error.page,
    } | dict.fromkeys(("pages", "decisions", "confidence", "records"))


def _stamp(name: str) -> tuple[int | None, int | None]:
    """Return size and time of change of a file; nothing for what is not one of this machine's files."""
    if is_address(name):
        return None, None
    try:
        found = Path(name).stat()
    except (OSError, ValueError):
        return None, None
    return found.st_size, found.st_mtime_ns


def _hash(name: str) -> str | None:
    try:
        with Path(name).open("rb") as stream:
            digest = hashlib.sha256()
            while block := stream.read(_A_BLOCK):
                digest.update(block)
            return digest.hexdigest()
    except (OSError, ValueError):
        return None
