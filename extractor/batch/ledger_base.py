"""What a ledger needs of the database it stands in: SQLite's own connection is one, and PostgreSQL's is made to be one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

Values = Sequence[Any] | Mapping[str, Any]


class Rows(Protocol):
    """What a statement gives."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any:  # noqa: ANN401 - a row of whatever was asked for
        """Return the next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Return all rows."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Base(Protocol):
    """A connection that begins and ends transactions when it is told to, and not by itself.

    Values stand in statements as ``?`` or ``:name``.
    """

    def execute(self, statement: str, values: Values = (), /) -> Rows:
        """Run a statement."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


@contextmanager
def transaction(base: Base) -> Iterator[None]:
    """Do all that is done within, or nothing of it."""
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        base.execute("ROLLBACK")
        raise
    base.execute("COMMIT")


def fact(base: Base, name: str) -> str | None:
    """Return what the ledger notes under ``name``, or None."""
    row = base.execute("SELECT value FROM ledger_fact WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def set_fact(base: Base, name: str, value: object) -> None:
    """Note ``value`` under ``name``."""
    base.execute(
        "INSERT INTO ledger_fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, str(value)),
    )
