"""How far a batch is: what its ledger says, in numbers. Reads a ledger that a run may be writing to at the same time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from extractor.batch.ledger_base import Base
from extractor.errors import FileMissingError


@dataclass(frozen=True, slots=True)
class Progress:
    """How documents stand. ``failed`` are the failures by kind; ``left`` are still to be read."""

    documents: int
    done: int
    same: int
    left: int
    set_aside: int
    failed: dict[str, int]
    decisions: int
    pages: int
    seconds: float
    confidence: float | None
    latest: str | None
    gone: int = 0


def read_progress(ledger: Path) -> Progress:
    """Return how all documents of a ledger stand. Raises FileMissingError where there is none."""
    with looking_at(ledger) as base:
        return progress_of(base, 0)


@contextmanager
def looking_at(ledger: Path) -> Iterator[Base]:
    """Give the base of the ledger at ``ledger``, for reading. Raises FileMissingError where there is none."""
    if not ledger.is_file():
        raise FileMissingError(str(ledger), detail="no run has kept a ledger there")
    base = sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)
    try:
        yield base
    except sqlite3.DatabaseError as error:
        raise FileMissingError(str(ledger), detail=f"it is no ledger: {error}") from error
    finally:
        base.close()


def progress_of(base: Base, first: int) -> Progress:
    """Return how the documents from position ``first`` on stand."""
    count, same, decisions, pages, seconds, confidence, latest = base.execute(
        "SELECT count(*), count(same_as), sum(decisions) FILTER (WHERE same_as IS NULL), "
        "sum(pages) FILTER (WHERE same_as IS NULL), sum(seconds), avg(confidence), max(settled) "
        "FROM ledger_document WHERE position >= ? AND gone IS NULL",
        (first,),
    ).fetchone()
    (gone,) = base.execute("SELECT count(gone) FROM ledger_document").fetchone()
    states = dict(
        base.execute(
            "SELECT state, count(*) FROM ledger_document WHERE position >= ? AND gone IS NULL GROUP BY state", (first,)
        )
    )
    failed = dict(
        base.execute(
            "SELECT error, count(*) FROM ledger_document "
            "WHERE position >= ? AND gone IS NULL AND state IN ('failed', 'set aside') "
            "GROUP BY error ORDER BY count(*) DESC, error",
            (first,),
        )
    )
    return Progress(
        documents=count,
        done=states.get("done", 0),
        same=same,
        left=sum(states.get(state, 0) for state in ("due", "reading", "same")),
        set_aside=states.get("set aside", 0),
        failed=failed,
        decisions=int(decisions or 0),
        pages=int(pages or 0),
        seconds=seconds or 0.0,
        confidence=confidence,
        latest=latest,
        gone=gone,
    )
