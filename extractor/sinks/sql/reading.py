"""Records back out of a database, in the order in which they were first written."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Select, select

from decision_models import DecisionRecord
from extractor.errors import NotRecordsError
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.sql.database import faults_of, readable
from extractor.sinks.sql.schema import OWNER, metadata
from extractor.sinks.tables import DECISIONS, FAILURES, FILES, Table, children
from extractor.sinks.target import shown
from extractor.sinks.whole import NamedRow, whole

# So many decisions are read at once: few enough to be held, many enough that asking is not what costs.
_AT_ONCE = 200


def records_in(target: str) -> Iterator[DecisionRecord]:
    """Give the records of the database that ``target`` names. Raises DatabaseError, NewerSchemaError, NotRecordsError."""
    engine = readable(target)
    try:
        with faults_of(target), engine.connect() as connection, connection.begin():
            last = -1
            while decisions := _decisions(connection, last):
                last = decisions[-1]["id"]
                yield from _whole(target, connection, decisions)
    finally:
        engine.dispose()


def records_where(target: str, connection: Connection, **values: str) -> list[DecisionRecord]:
    """Return the few records whose columns have these ``values``, in the order of the database. Raises NotRecordsError.

    ``connection`` is one to the database that ``target`` names.
    """
    table = metadata().tables[DECISIONS]
    wanted = [table.c[name] == value for name, value in values.items()]
    found = _rows(connection, select(table).where(*wanted).order_by(table.c.id))
    return [record for decision in found for record in _whole(target, connection, [decision])]


def _whole(target: str, connection: Connection, decisions: list[NamedRow]) -> Iterator[DecisionRecord]:
    """Give the records of these rows, between the first and the last of which there is no other."""
    belonging = {table.name: _children(connection, table, decisions) for table in children()}
    for decision in decisions:
        rows = {name: found[decision["id"]] for name, found in belonging.items()}
        yield _record(target, decision, rows)


def failures_in(target: str) -> Iterator[Failure]:
    """Give the failures that the database lists. Raises as :func:`records_in`."""
    yield from (Failure(**row) for row in _alone(target, FAILURES))


def files_in(target: str) -> Iterator[FileRow]:
    """Give the files that the database lists. Raises as :func:`records_in`."""
    yield from (FileRow(**row) for row in _alone(target, FILES))


def _alone(target: str, name: str) -> list[NamedRow]:
    engine = readable(target)
    table = metadata().tables[name]
    try:
        with faults_of(target), engine.connect() as connection, connection.begin():
            return _rows(connection, select(table).order_by(table.c.path))
    finally:
        engine.dispose()


def _record(target: str, decision: NamedRow, rows: dict[str, list[NamedRow]]) -> DecisionRecord:
    try:
        return whole(decision, rows)
    except (ValidationError, IndexError, KeyError) as error:
        detail = f"{decision['record_id']}: {' '.join(str(error).split())}"
        raise NotRecordsError(shown(target), detail=detail) from error


def _decisions(connection: Connection, after: int) -> list[NamedRow]:
    table = metadata().tables[DECISIONS]
    return _rows(connection, select(table).where(table.c.id > after).order_by(table.c.id).limit(_AT_ONCE))


def _children(connection: Connection, described: Table, decisions: list[NamedRow]) -> dict[int, list[NamedRow]]:
    table = metadata().tables[described.name]
    # What is exact stands beside the sum; a binary approximation of it is of no use here.
    columns = [column for column in table.columns if column.name != "value" or described.name != "amounts"]
    between = table.c[OWNER].between(decisions[0]["id"], decisions[-1]["id"])
    order = (OWNER, *described.key)
    found: dict[int, list[NamedRow]] = defaultdict(list)
    for row in _rows(connection, select(*columns).where(between).order_by(*(table.c[name] for name in order))):
        found[row[OWNER]].append(row)
    return found


def _rows(connection: Connection, query: Select[Any]) -> list[NamedRow]:
    return [dict(row) for row in connection.execute(query).mappings()]
