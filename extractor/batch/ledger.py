"""What has become of every document of a batch, kept up with each: in a SQLite file beside the target, or in its database.

Names and outcomes enter; what is still to be done, and what has been, leaves. Where the target is a file, the ledger keeps
the records themselves until the target is written from them: a document's row and its records are one transaction, so that
a run that was killed at any moment goes on where it stopped. Equal content is read once, whatever its names: the first
holds the records, the others are its aliases. A file that is gone is marked so and kept until it is pruned; where it has an
alias that is still there, that holds the records from then on.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from extractor import errors
from extractor.batch.addresses import is_address
from extractor.batch.ledger_base import Base, fact, set_fact, transaction
from extractor.batch.ledger_row import SeenFile, done_row, failed_row, file_state, packed, under_name, unpacked
from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.batch.progress import Progress, progress_of
from extractor.batch.stamps import hash_of, stamp, stamp_of
from extractor.batch.standard_input import STANDARD_INPUT
from extractor.errors import ExtractorError, FileMissingError

Again = Literal["new", "failed", "all"]
"""What is read again: what is new, changed or may do better now; all that failed; everything."""

# What may go better another time although neither document nor settings have changed.
_PASSING = ("FileMissingError", "EngineFailedError", "EngineMissingError", "SchemeMissingError")
_AT_A_TIME = 64


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger. ``keeps_records`` where the target is written from it."""

    base: Base
    product: str
    keeps_records: bool

    def enrol(self, names: Iterable[str], again: Again = "new", *, goes_on: bool = False) -> None:
        """Enter ``names`` in their order, and mark what is to be read. ``goes_on`` adds to the names of this run."""
        with transaction(self.base):
            if not goes_on:  # a run that was killed left these behind
                self.base.execute(
                    "UPDATE ledger_document SET state = 'due', same_as = NULL WHERE state IN ('reading', 'same')"
                )
            (last,) = self.base.execute("SELECT coalesce(max(position), 0) FROM ledger_document").fetchone()
            first = last + 1
            for position, name in enumerate(names, first):
                self._enter(name, position, again)
            if not goes_on:
                set_fact(self.base, "first", first)

    def _enter(self, name: str, position: int, again: Again) -> None:
        size, modified = stamp(name)
        known = self.base.execute(
            "SELECT state, bytes, modified_ns, product, error FROM ledger_document WHERE path = ?", (name,)
        ).fetchone()
        now = _now()
        if known is None:
            self.base.execute(
                "INSERT INTO ledger_document (path, position, bytes, modified_ns, product, state, first_seen, last_seen) "
                "VALUES (?, ?, ?, ?, ?, 'due', ?, ?)",
                (name, position, size, modified, self.product, now, now),
            )
            return
        state, *before, error = known
        if state == "done" and size is None and not is_address(name) and name != STANDARD_INPUT:
            self._mark_gone(name)
            return
        is_due = (
            again == "all"
            or state == "due"
            or name == STANDARD_INPUT
            or before != [size, modified, self.product]
            or (again == "failed" and state in {"failed", "set aside"})
            or (state == "failed" and error in _PASSING)
        )
        is_new = again == "all" or before[2] != self.product
        self.base.execute(
            "UPDATE ledger_document SET position = ?, bytes = ?, modified_ns = ?, state = ?, last_seen = ?, gone = NULL, "
            "sha256 = CASE WHEN ? = 1 THEN NULL ELSE sha256 END WHERE path = ?",
            (position, size, modified, "due" if is_due else state, now, int(is_new), name),
        )
        # One that has another's content holds no records: it is to be compared again, not taken as it stands.
        self.base.execute(
            "UPDATE ledger_document SET same_as = NULL, decisions = NULL "
            "WHERE path = ? AND state = 'due' AND same_as IS NOT NULL",
            (name,),
        )

    def due(self) -> Iterator[str]:
        """Give the documents of this run that are to be read, in order; content that is known is not given again."""
        last = self._first - 1
        while rows := self.base.execute(
            "SELECT path, position FROM ledger_document WHERE state = 'due' AND position > ? ORDER BY position LIMIT ?",
            (last, _AT_A_TIME),
        ).fetchall():
            for name, last in rows:  # noqa: B007 - the next query goes on behind the last
                if self._claim(name):
                    yield name

    def _claim(self, name: str) -> bool:
        """Mark a document as being read; False where its content has been or is being read, under whatever name."""
        sha256 = hash_of(name)
        with transaction(self.base):
            twin, state = self._twin(name, sha256) if sha256 else (None, None)
            if sha256 and state in {None, "failed"} and self._is_unchanged(name, sha256):
                self.base.execute("UPDATE ledger_document SET state = 'done' WHERE path = ?", (name,))
                return False
            # Whoever had this document's content has to be read for itself: the content is perhaps another now.
            self.base.execute(
                "UPDATE ledger_document SET state = 'due', same_as = NULL, decisions = NULL WHERE same_as = ?", (name,)
            )
            self.base.execute(
                "UPDATE ledger_document SET state = ?, sha256 = ?, product = ?, same_as = ?, decisions = NULL, "
                "records = NULL WHERE path = ?",
                ("same" if twin else "reading", sha256, self.product, twin, name),
            )
            if twin and state != "reading":
                self._settle_twins(twin)
        return twin is None

    def _is_unchanged(self, name: str, sha256: str) -> bool:
        """Tell whether a document was read whose file has been touched, but says the same."""
        row = self.base.execute(
            "SELECT 1 FROM ledger_document WHERE path = ? AND sha256 = ? AND product = ? AND decisions IS NOT NULL",
            (name, sha256, self.product),
        ).fetchone()
        return row is not None

    def _twin(self, name: str, sha256: str) -> tuple[str | None, str | None]:
        """Return path and state of another document with the same content, which holds its records itself."""
        row = self.base.execute(
            "SELECT path, state FROM ledger_document WHERE sha256 = ? AND product = ? AND path != ? AND same_as IS NULL "
            "AND state IN ('done', 'failed', 'reading') ORDER BY state LIMIT 1",
            (sha256, self.product, name),
        ).fetchone()
        return tuple(row) if row else (None, None)

    def settle(self, outcome: Outcome) -> int:
        """Write down what became of a document. Returns how many documents that settles, its twins counted."""
        row = (
            done_row(outcome, keeps_records=self.keeps_records)
            if isinstance(outcome, Extracted)
            else failed_row(outcome)
        )
        row |= {"seconds": outcome.seconds, "settled": _now()}
        with transaction(self.base):
            # What comes from afar is known to be the same only once it has been read.
            twin, state = self._twin(outcome.path, row["sha256"]) if row.get("sha256") else (None, None)
            if state == "done":
                row |= {"same_as": twin, "records": None}
            fields = ", ".join(f"{name} = :{name}" for name in row)
            self.base.execute(
                f"UPDATE ledger_document SET {fields}, attempts = attempts + 1 WHERE path = :path",  # noqa: S608 - our own names
                row | {"path": outcome.path},
            )
            return 1 + self._settle_twins(outcome.path)

    def _settle_twins(self, name: str) -> int:
        columns = "state, pages, decisions, confidence, error, detail, page, settled"
        return self.base.execute(
            f"UPDATE ledger_document SET ({columns}) = "  # noqa: S608 - our own names
            f"(SELECT {columns} FROM ledger_document WHERE path = ?) WHERE same_as = ? AND state = 'same'",
            (name, name),
        ).rowcount

    def has_met(self, name: str) -> bool:
        """Tell whether a run has entered a file under ``name``."""
        return self.base.execute("SELECT 1 FROM ledger_document WHERE path = ?", (name,)).fetchone() is not None

    def mark_gone(self, is_looked_through: Callable[[str], bool]) -> None:
        """Mark what is no longer there of the files that earlier runs read and this one did not meet.

        ``is_looked_through`` tells whether this run would have met a file of that name: what lies elsewhere may be on a disk
        that is not there today. What was not there when it was named either was mistyped, and is gone wherever it lies.
        """
        rows = self.base.execute(
            "SELECT path, error FROM ledger_document WHERE position < ? AND gone IS NULL ORDER BY position",
            (self._first,),
        ).fetchall()
        with transaction(self.base):
            for name, error in rows:
                was_missing = error == FileMissingError.__name__ or is_looked_through(name)
                if not is_address(name) and was_missing and stamp(name) == (None, None):
                    self._mark_gone(name)

    def _mark_gone(self, name: str) -> None:
        self.base.execute("UPDATE ledger_document SET gone = ? WHERE path = ? AND gone IS NULL", (_now(), name))

    def pass_on(self) -> None:
        """Give the records of what is gone to the first of its aliases that is still there."""
        with transaction(self.base):
            self._pass_on()

    def _pass_on(self) -> None:
        heirs = self.base.execute(
            "SELECT holder.path, min(heir.position) FROM ledger_document AS holder "
            "JOIN ledger_document AS heir ON heir.same_as = holder.path "
            "WHERE holder.gone IS NOT NULL AND heir.gone IS NULL GROUP BY holder.path"
        ).fetchall()
        for holder, position in heirs:
            heir, kept = self.base.execute(
                "SELECT heir.path, holder.records FROM ledger_document AS heir JOIN ledger_document AS holder "
                "ON holder.path = heir.same_as WHERE holder.path = ? AND heir.position = ?",
                (holder, position),
            ).fetchone()
            self.base.execute("UPDATE ledger_document SET same_as = ? WHERE same_as = ?", (heir, holder))
            self.base.execute("UPDATE ledger_document SET same_as = ?, records = NULL WHERE path = ?", (heir, holder))
            self.base.execute(
                "UPDATE ledger_document SET same_as = NULL, records = ? WHERE path = ?",
                (kept and packed(map(under_name(heir), unpacked(kept))), heir),
            )

    def prune(self) -> int:
        """Forget what is gone, its records too. Returns how many files that are."""
        with transaction(self.base):
            return self.base.execute("DELETE FROM ledger_document WHERE gone IS NOT NULL").rowcount

    def files(self) -> Iterator[SeenFile]:
        """Give every file that runs have met, in order."""
        for name, sha256, state, same_as, gone, first_seen, last_seen in self.base.execute(
            "SELECT path, sha256, state, same_as, gone, first_seen, last_seen FROM ledger_document ORDER BY position, path"
        ):
            yield SeenFile(name, sha256, file_state(state, same_as, gone), first_seen or "", last_seen or "")

    def is_news(self) -> bool:
        """Tell whether the files, their contents or their states are others than when the target was last written."""
        return fact(self.base, "files") != self._digest()

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for file in self.files():
            digest.update(f"{file.path}\n{file.sha256}\n{file.state}\n".encode())
        return digest.hexdigest()

    def records(self) -> Iterator[str]:
        """Give every record kept, as a line of JSON, in the order of the documents."""
        for (kept,) in self.base.execute(
            "SELECT records FROM ledger_document WHERE records IS NOT NULL AND state = 'done' ORDER BY position"
        ):
            yield from unpacked(kept)

    def failures(self, *, of_this_run: bool = False) -> Iterator[Failed]:
        """Give every document that has failed, in order."""
        for name, error, detail, page in self.base.execute(
            "SELECT path, error, detail, page FROM ledger_document "
            "WHERE state IN ('failed', 'set aside') AND gone IS NULL AND position >= ? ORDER BY position",
            (self._first if of_this_run else 0,),
        ):
            kind = getattr(errors, error, ExtractorError)
            yield Failed(name, kind(name, page=page, detail=detail))

    def progress(self) -> Progress:
        """Return how the documents of the latest run stand."""
        return progress_of(self.base, self._first)

    @property
    def _first(self) -> int:
        return int(fact(self.base, "first") or 0)

    @property
    def is_empty(self) -> bool:
        """Whether no run has entered anything yet."""
        return self.base.execute("SELECT 1 FROM ledger_document LIMIT 1").fetchone() is None

    @property
    def is_reading(self) -> bool:
        """Whether some document is being read."""
        row = self.base.execute(
            "SELECT 1 FROM ledger_document WHERE state IN ('reading', 'due') AND gone IS NULL LIMIT 1"
        ).fetchone()
        return row is not None

    @property
    def is_open(self) -> bool:
        """Whether a run is, or was when it was killed, at work on the target."""
        return fact(self.base, "open") is not None

    @property
    def twins(self) -> int:
        """How many documents have another's content."""
        row = self.base.execute("SELECT count(*) FROM ledger_document WHERE same_as IS NOT NULL").fetchone()
        return int(row[0])

    @property
    def gone(self) -> int:
        """How many files are gone and not yet pruned."""
        return int(self.base.execute("SELECT count(gone) FROM ledger_document").fetchone()[0])

    def knows(self, target: Path) -> bool:
        """Tell whether what stands at ``target`` is what the last whole run left there, or a run is under way."""
        return self.is_open or fact(self.base, "target") == json.dumps(stamp_of(target))

    def begin(self) -> None:
        """Note that the target is being worked on."""
        set_fact(self.base, "open", 1)

    def end(self, target: Path) -> None:
        """Note that the target is whole, and how it looks."""
        with transaction(self.base):
            set_fact(self.base, "target", json.dumps(stamp_of(target)))
            set_fact(self.base, "files", self._digest())
            self.base.execute("DELETE FROM ledger_fact WHERE name = 'open'")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
