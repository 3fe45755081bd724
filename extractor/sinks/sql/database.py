"""A database opened: an address or a file's name enters, an engine with its tables of the newest version leaves."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from extractor.errors import DatabaseError, DiskFullError, NewerSchemaError, OutputExistsError, UsageError
from extractor.extras import needing
from extractor.faults import cannot_write
from extractor.sinks.sql.overview import drop_overview, make_overview
from extractor.sinks.target import kind_of, shown

VERSION_TABLE = "extractor_schema_version"
_MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, so long as no other program takes the same for its own.
_MIGRATION_LOCK = 7_201_604_115
_NO_ROOM = re.compile(r"disk is full|no space left", re.IGNORECASE)
_PRAGMAS = (
    "foreign_keys = ON",
    "busy_timeout = 30000",
    "journal_mode = WAL",
    # In WAL a transaction outlives the process at once, however that ends; only a power cut can take the last ones back,
    # and never leaves half of one.
    "synchronous = NORMAL",
    "cache_size = -65536",
    "wal_autocheckpoint = 4000",
)


def engine_of(target: str, *, durable: bool = False) -> Engine:
    """Return an engine for ``target`` as it is, whatever is in it. Raises OutputExistsError for a file of another kind.

    With ``durable`` what a transaction wrote is on the disk when it ends, and a power cut cannot take it back either.
    """
    if kind_of(target) == "postgresql":
        return _postgresql(target)
    _make_way(Path(target))
    pragmas = (*_PRAGMAS, "synchronous = FULL") if durable else _PRAGMAS
    return _sqlite(URL.create("sqlite", database=target), pragmas, "BEGIN IMMEDIATE")


def writable(target: str, *, durable: bool = False) -> Engine:
    """Return an engine for writing to ``target``, its tables made or brought to the newest version; ``durable`` as above.

    Raises OutputExistsError where a file can't be made or is none of SQLite's, DatabaseError where the database can't be
    reached, NewerSchemaError where a newer version of this program made it.
    """
    engine = engine_of(target, durable=durable)
    with faults_of(target), engine.connect() as connection:
        _migrate(connection, target)
    return engine


def readable(target: str) -> Engine:
    """Return an engine for reading from ``target``, which is left as it is. Raises as :func:`writable`."""
    if kind_of(target) == "sqlite":
        database = f"{Path(target).absolute().as_uri()}?mode=ro"
        engine = _sqlite(URL.create("sqlite", database=database, query={"uri": "true"}), (), "BEGIN")
    else:
        engine = _postgresql(target)
    with faults_of(target), engine.connect() as connection:
        if _version(connection) != _head():
            raise NewerSchemaError(shown(target), detail="its tables are of another version")
    return engine


def leave_as_one_file(engine: Engine) -> None:
    """Have SQLite put all that was written into the database's own file, which any program reads, if nobody else is using it."""
    with suppress(DBAPIError, sqlite3.Error):
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 0")
            cursor.execute("PRAGMA journal_mode = DELETE")
        finally:
            connection.close()


@contextmanager
def faults_of(target: str, *own: type[Exception]) -> Iterator[None]:
    """Turn what the database's library raises into an error of ours, which names ``target`` without its password.

    ``own`` are the errors of a driver that is spoken to without SQLAlchemy.
    """
    try:
        yield
    except DBAPIError as error:
        raise _told(target, error.orig or error) from error
    except own as error:
        raise _told(target, error) from error


def _told(target: str, error: BaseException) -> DatabaseError | DiskFullError:
    said = " ".join(str(error).split())
    kind = DiskFullError if _NO_ROOM.search(said) else DatabaseError
    return kind(shown(target), detail=said)


def _url(target: str) -> URL:
    try:
        return make_url(target).set(drivername="postgresql+psycopg")
    except ArgumentError as error:
        raise UsageError(detail="the address of the database makes no sense") from error


def _postgresql(target: str) -> Engine:
    # Positional parameters: the statements of the sink are given rows, not mappings.
    with needing("postgres", shown(target)):
        return create_engine(_url(target), paramstyle="format", poolclass=NullPool)


def _sqlite(url: URL, pragmas: tuple[str, ...], begin: str) -> Engine:
    engine = create_engine(url, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # Python's driver would begin transactions by rules of its own, and leave tables out of them.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _make_way(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            file.seek(0)
            head = file.read(16)
    except OSError as error:
        raise cannot_write(error, path) from error
    if head not in {b"", b"SQLite format 3\0"}:
        raise OutputExistsError(str(path), detail="the file is there and is no SQLite database")


def _migrate(connection: Connection, target: str) -> None:
    if _version(connection) == _head():
        return
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        # Somebody else may have been at it while we waited.
        version = _version(connection)
        if version is not None and version not in _known():
            raise NewerSchemaError(shown(target), detail=f"its tables are of version {version}")
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["connection"] = connection
        drop_overview(connection)
        command.upgrade(config, "head")
        make_overview(connection)


def _version(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    with connection.begin() if not connection.in_transaction() else connection.begin_nested():
        return context.get_current_revision()


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}


def _head() -> str | None:
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head()
