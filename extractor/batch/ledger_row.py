"""A document's row in the ledger: what an outcome writes into it, how it keeps records, and what it says of a file."""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from decision_models import DecisionRecord
from extractor.batch.outcome import Extracted, Failed
from extractor.errors import WorkerDiedError

FileState = Literal["read", "alias", "failed", "left", "gone"]


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file of the archive, and when runs have seen it: in ISO 8601, in UTC.

    It is an alias where another of the same content holds its records, and left until it is read.
    """

    path: str
    sha256: str | None
    state: FileState
    first_seen: str
    last_seen: str


def file_state(state: str, same_as: str | None, gone: str | None) -> FileState:
    """Return how a file is told of whose document is in ``state``."""
    if gone is not None:
        return "gone"
    if state == "done":
        return "read" if same_as is None else "alias"
    return "failed" if state in {"failed", "set aside"} else "left"


def packed(lines: Iterable[str]) -> bytes:
    """Return records, a line of JSON each, as the ledger keeps them."""
    return zlib.compress("\n".join(lines).encode(), 1)


def unpacked(kept: bytes) -> list[str]:
    """Return the lines that :func:`packed` packed."""
    # At line feeds alone: the texts of a record may hold other characters that Python takes for the end of a line.
    return zlib.decompress(kept).decode().split("\n")


def under_name(path: str) -> Callable[[str], str]:
    """Return what makes a record's line one of the file ``path``."""

    def rename(line: str) -> str:
        record = DecisionRecord.model_validate_json(line)
        source = record.source.model_copy(update={"path": path})
        return record.model_copy(update={"source": source}).model_dump_json()

    return rename


def done_row(outcome: Extracted, *, keeps_records: bool) -> dict[str, Any]:
    """Return the columns that a document that was read fills."""
    lines = (record.model_dump_json() for record in outcome.records)
    return {
        "state": "done",
        "sha256": outcome.records[0].source.sha256 if outcome.records else None,
        "pages": outcome.pages,
        "decisions": len(outcome.records),
        "confidence": outcome.confidence,
        "records": packed(lines) if keeps_records and outcome.records else None,
    } | dict.fromkeys(("error", "detail", "page"))


def failed_row(outcome: Failed) -> dict[str, Any]:
    """Return the columns that a failure fills."""
    error = outcome.error
    return {
        "state": "set aside" if isinstance(error, WorkerDiedError) else "failed",
        "error": type(error).__name__,
        "detail": error.detail,
        "page": error.page,
    } | dict.fromkeys(("pages", "decisions", "confidence", "records"))
