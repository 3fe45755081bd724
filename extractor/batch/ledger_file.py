"""The file that a ledger is: where it lies, how it is opened, and that only one run at a time writes to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from decision_models import DecisionRecord
from extractor.assembling.identity import identified
from extractor.batch.ledger import Ledger
from extractor.batch.ledger_base import transaction
from extractor.batch.ledger_row import packed, unpacked
from extractor.errors import DiskFullError, OutputExistsError, TargetBusyError
from extractor.faults import cannot_write, told

SUFFIX = ".ledger.db"
VERSION = 3

_TABLES = """
CREATE TABLE ledger_document (
    path TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    bytes INTEGER,
    modified_ns INTEGER,
    sha256 TEXT,
    product TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'reading', 'same', 'done', 'failed', 'set aside')),
    same_as TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    seconds REAL,
    pages INTEGER,
    decisions INTEGER,
    confidence REAL,
    error TEXT,
    detail TEXT,
    page INTEGER,
    settled TEXT,
    records BLOB,
    first_seen TEXT,
    last_seen TEXT,
    gone TEXT
) STRICT;
CREATE INDEX document_position ON ledger_document (position);
CREATE INDEX document_sha256 ON ledger_document (sha256);
CREATE INDEX document_same_as ON ledger_document (same_as);
CREATE INDEX document_state ON ledger_document (state, position);
CREATE TABLE ledger_fact (name TEXT PRIMARY KEY, value TEXT) STRICT;
"""
# What a ledger of version 1 lacks; when its files were first seen is not known. Version 2 called records by their place.
_FROM_1 = """
ALTER TABLE document RENAME TO ledger_document;
ALTER TABLE fact RENAME TO ledger_fact;
ALTER TABLE ledger_document ADD COLUMN first_seen TEXT;
ALTER TABLE ledger_document ADD COLUMN last_seen TEXT;
ALTER TABLE ledger_document ADD COLUMN gone TEXT;
UPDATE ledger_document SET first_seen = settled, last_seen = settled;
"""


def ledger_path(target: str) -> Path:
    """Return where the ledger of ``target`` lies: beside a file or folder. That of a database stands in the database.

    >>> ledger_path("out/records.jsonl").as_posix()
    'out/records.jsonl.ledger.db'
    """
    path = Path(target)
    return path.with_name(path.name + SUFFIX)


@contextmanager
def open_ledger(path: Path, product: str, *, keeps_records: bool) -> Iterator[Ledger]:
    """Open the ledger at ``path``, made if there is none, for one run at a time.

    ``product`` tells by what version and settings documents are read. Raises TargetBusyError while another run has it
    open, OutputExistsError where it cannot be written or is another program's.
    """
    with alone(path):
        base = _connected(path)
        try:
            yield Ledger(base, product, keeps_records)
        except sqlite3.Error as error:
            raise told(error, str(path)) from error
        finally:
            # Left as one file: whoever only looks into it later leaves nothing beside it.
            with suppress(sqlite3.Error):
                base.execute("PRAGMA busy_timeout = 0")
                base.execute("PRAGMA journal_mode = DELETE")
            base.close()


def remove_ledger(path: Path) -> None:
    """Remove a ledger that no run has open. Raises TargetBusyError."""
    if path.exists():
        with alone(path):
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)


def is_being_written(path: Path) -> bool:
    """Tell whether a run has the ledger open."""
    try:
        with alone(path):
            return False
    except TargetBusyError:
        return True


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the file at ``path``, made if there is none, for one run at a time. Raises TargetBusyError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise cannot_write(error, path) from error
    with file:
        _lock(path, file.fileno())
        yield


def _lock(path: Path, handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # a system without: two runs at once are then the user's care
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise TargetBusyError(str(path.with_name(path.name.removesuffix(SUFFIX)))) from error


def _connected(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, isolation_level=None)
    try:
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version not in range(VERSION + 1):
            raise OutputExistsError(str(path), detail=f"it is a ledger of version {version}, and {VERSION} is known")
        base.execute("PRAGMA journal_mode = WAL")
        # Safe against the death of the process; a power cut costs the last documents, which are then read again.
        base.execute("PRAGMA synchronous = NORMAL")
        _bring_up_to_date(base, version)
    except sqlite3.DatabaseError as error:
        base.close()
        said = told(error, str(path))
        raise (
            said
            if isinstance(said, DiskFullError)
            else OutputExistsError(str(path), detail=f"it is no ledger: {error}")
        ) from error
    return base


def _bring_up_to_date(base: sqlite3.Connection, version: int) -> None:
    if version == VERSION:
        return
    with transaction(base):
        for statement in _statements({0: _TABLES, 1: _FROM_1}.get(version, "")):
            base.execute(statement)
        if version:
            _name_records_anew(base)
        base.execute(f"PRAGMA user_version = {VERSION}")


def _statements(script: str) -> list[str]:
    return [statement for statement in script.split(";") if statement.strip()]


def _name_records_anew(base: sqlite3.Connection) -> None:
    """Give the records kept the ids that they would be given now; what is no record any more is to be read again."""
    names = base.execute("SELECT path FROM ledger_document WHERE records IS NOT NULL").fetchall()
    for (name,) in names:
        (kept,) = base.execute("SELECT records FROM ledger_document WHERE path = ?", (name,)).fetchone()
        try:
            records = [DecisionRecord.model_validate_json(line) for line in unpacked(kept)]
        except ValueError:
            base.execute("UPDATE ledger_document SET state = 'due', records = NULL WHERE path = ?", (name,))
            continue
        anew = packed(record.model_dump_json() for record in identified(records))
        base.execute("UPDATE ledger_document SET records = ? WHERE path = ?", (anew, name))
