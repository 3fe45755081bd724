"""Corrections and what records are known by, as rows of the database: the statements, over a connection that is given.

A record has one row in ``review_record``: under the id by which it was known when something was first said of it (its key, which
its corrections bear and which never changes), with the id that it has in the reading that is there now (``found_as``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from decision_models import DecisionRecord
from extractor.review.corrections import Action, Correction, now
from extractor.review.decisions import STRUCTURE, split_id
from extractor.review.homes import Home, home_of, most_alike
from extractor.sinks.sql.reading import records_where
from extractor.sinks.sql.schema import REVIEW, metadata
from extractor.sinks.tables import DECISIONS

_HOME = tuple(f.name for f in fields(Home))
_STRUCTURE = sorted(action.value for action in STRUCTURE)


class ReviewState(StrEnum):
    """How far a person is with a record."""

    UNSEEN = "unseen"
    BEGUN = "begun"
    DONE = "done"


_UNSEEN = {"state": ReviewState.UNSEEN.value, "who": "", "changed_at": ""}


def corrections_table() -> Table:
    """Return the table of corrections."""
    return metadata().tables[REVIEW[0]]


def records_table() -> Table:
    """Return the table of what records are known by, and of how far their review is."""
    return metadata().tables[REVIEW[1]]


# -- corrections ----------------------------------------------------------------------------------------------------------


def add(connection: Connection, rows: Iterable[Correction]) -> int:
    """Write ``rows``, but for those that are there already, and return how many were new."""
    count = 0
    for row in rows:
        values = row.model_dump(mode="json")
        values["made_at"] = values.pop("when")
        count += connection.execute(_insert(connection, corrections_table()).on_conflict_do_nothing(), values).rowcount
    return count


def rows_about(connection: Connection, record_id: str) -> tuple[Correction, ...]:
    """Return the rows about the record that is called ``record_id`` now, or that was and is no more, in their order."""
    table = corrections_table()
    return _corrections(connection, table.c.record_id.in_(_keys(record_id)))


def rows_of_file(connection: Connection, sha256: str) -> dict[str, list[Correction]]:
    """Return all rows about the records of a file, by the id that each record has now; decisions they name too."""
    homes, table = records_table(), corrections_table()
    keys = select(homes.c.record_id, homes.c.found_as).where(
        or_(homes.c.sha256 == sha256, homes.c.found_as.in_(_in_file(sha256)))
    )
    names = {row.record_id: row.found_as or row.record_id for row in connection.execute(keys)}
    said: dict[str, list[Correction]] = {}
    for row in _corrections(connection, table.c.record_id.in_(names)):
        said.setdefault(names[row.record_id], []).append(_called_now(row, names))
    return said


def rows_after(connection: Connection, position: int, limit: int) -> tuple[int, tuple[Correction, ...]]:
    """Return the next rows of all, and the position of the last of them."""
    table = corrections_table()
    found = connection.execute(
        select(table).where(table.c.position > position).order_by(table.c.position).limit(limit)
    ).mappings()
    listed = list(found)
    return (listed[-1]["position"] if listed else position), tuple(map(_correction, listed))


def is_restructured(connection: Connection, sha256: str) -> bool:
    """Tell whether decisions of a file were merged or split, be it undone since."""
    table, homes = corrections_table(), records_table()
    keys = select(homes.c.record_id).where(or_(homes.c.sha256 == sha256, homes.c.found_as.in_(_in_file(sha256))))
    return bool(
        connection.execute(select(exists().where(table.c.record_id.in_(keys), table.c.action.in_(_STRUCTURE)))).scalar()
    )


def file_of(connection: Connection, record_id: str) -> str | None:
    """Return the file of a decision that a person split off: its id begins as those of the file's other records."""
    decisions = metadata().tables[DECISIONS]
    begun = decisions.c.record_id.startswith(record_id.partition("-")[0] + "-", autoescape=True)
    found: str | None = connection.execute(select(decisions.c.source_sha256).where(begun).limit(1)).scalar()
    return found


def _in_file(sha256: str) -> Any:  # noqa: ANN401 - a statement of SQLAlchemy's
    decisions = metadata().tables[DECISIONS]
    return select(decisions.c.record_id).where(decisions.c.source_sha256 == sha256)


def _keys(record_id: str) -> Any:  # noqa: ANN401 - a statement of SQLAlchemy's
    homes = records_table()
    orphaned = and_(homes.c.record_id == record_id, homes.c.found_as.is_(None))
    return select(homes.c.record_id).where(or_(homes.c.found_as == record_id, orphaned))


def _corrections(connection: Connection, wanted: ColumnElement[bool]) -> tuple[Correction, ...]:
    table = corrections_table()
    found = connection.execute(select(table).where(wanted).order_by(table.c.position)).mappings()
    return tuple(map(_correction, found))


def _correction(row: Any) -> Correction:  # noqa: ANN401 - a row
    values = {name: value for name, value in row.items() if name != "position"}
    return Correction(when=values.pop("made_at"), **values)


def _called_now(row: Correction, names: dict[str, str]) -> Correction:
    """Return a row about two decisions with the other one's name as it is now."""
    if row.action is not Action.MERGE or not isinstance(row.new, dict):
        return row
    other = str(row.new.get("record_id"))
    return row.model_copy(update={"new": {**row.new, "record_id": names.get(other, other)}})


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


# -- records --------------------------------------------------------------------------------------------------------------


def key_of(connection: Connection, record: DecisionRecord) -> str:
    """Return the key of a record, and keep what it is known by where nothing was said of it before."""
    homes = records_table()
    known = connection.execute(select(homes.c.record_id).where(homes.c.found_as == record.record_id)).scalar()
    if known is not None:
        return str(known)
    home = home_of(record)
    # The id may be the key of a record that is called otherwise now, or nothing any more.
    taken = set(
        connection.execute(select(homes.c.record_id).where(homes.c.record_id.startswith(record.record_id))).scalars()
    )
    key, number = record.record_id, 1
    while key in taken:
        number += 1
        key = f"{record.record_id}~{number}"
    row = {**asdict(home), "record_id": key, "found_as": record.record_id, **_UNSEEN}
    connection.execute(_insert(connection, homes).values(row))
    return key


def keep_key(connection: Connection, row: Correction, record: DecisionRecord | None) -> None:
    """Keep what the record of an imported row is known by: the record itself where it is here, else what the row says."""
    homes = records_table()
    if connection.execute(select(exists().where(homes.c.record_id == row.record_id))).scalar():
        return
    home = home_of(record) if record else Home(row.record_id, row.sha256, row.file, 1, "", "", "")
    values = {**asdict(home), "record_id": row.record_id, "found_as": record and record.record_id, **_UNSEEN}
    connection.execute(_insert(connection, homes).values(values))


def state_of(connection: Connection, record_id: str) -> tuple[ReviewState, str]:
    """Return how far the review of a record is, and by whom."""
    homes = records_table()
    found = connection.execute(
        select(homes.c.state, homes.c.who).where(homes.c.found_as == record_id).order_by(homes.c.changed_at.desc())
    ).first()
    return (ReviewState(found.state), found.who) if found else (ReviewState.UNSEEN, "")


def set_state(connection: Connection, record_id: str, state: ReviewState, who: str) -> None:
    """Say how far the review of a record is that has a key."""
    homes = records_table()
    new = {"state": state.value, "who": who, "changed_at": now().isoformat()}
    connection.execute(update(homes).where(homes.c.found_as == record_id).values(new))


def homeless(connection: Connection) -> list[Home]:
    """Return what the records were known by that no reading has any more."""
    homes = records_table()
    return [_home(row) for row in connection.execute(select(homes).where(homes.c.found_as.is_(None))).mappings()]


def touched(connection: Connection) -> frozenset[str]:
    """Return the ids of the records that something was said of, as they are called now."""
    homes, table = records_table(), corrections_table()
    said = exists().where(table.c.record_id == homes.c.record_id)
    return frozenset(connection.execute(select(homes.c.found_as).where(homes.c.found_as.is_not(None), said)).scalars())


def done(connection: Connection) -> frozenset[str]:
    """Return the ids of the records whose review is done, as they are called now."""
    homes = records_table()
    finished = homes.c.found_as.is_not(None), homes.c.state == ReviewState.DONE.value
    return frozenset(connection.execute(select(homes.c.found_as).where(*finished)).scalars())


def restructured(connection: Connection) -> frozenset[str]:
    """Return the files whose decisions were merged or split, be it undone since, by their content as it is now."""
    homes, table, decisions = records_table(), corrections_table(), metadata().tables[DECISIONS]
    made = select(table.c.record_id).where(table.c.action.in_(_STRUCTURE))
    here = select(decisions.c.source_sha256).where(
        decisions.c.record_id.in_(select(homes.c.found_as).where(homes.c.record_id.in_(made)))
    )
    return frozenset(connection.execute(here.distinct()).scalars())


# -- found again ----------------------------------------------------------------------------------------------------------


def are_lost(connection: Connection) -> bool:
    """Tell whether there are records that the reading has not under the name by which they were last found."""
    return bool(connection.execute(select(exists().where(_is_lost()))).scalar())


def find_again(connection: Connection, target: str) -> None:
    """Look for each record that is lost among those of its file that are nobody else's."""
    homes = records_table()
    lost = [_home(row) for row in connection.execute(select(homes).where(_is_lost())).mappings()]
    for home in lost:
        if _is_split_off(connection, home):
            continue
        free = _free(connection, target, home)
        found = next((one for one in free if one.record_id == home.record_id), None) or most_alike(home, free)
        new = {"found_as": found.record_id if found else None}
        connection.execute(update(homes).where(homes.c.record_id == home.record_id).values(new))


def _is_lost() -> ColumnElement[bool]:
    homes, decisions = records_table(), metadata().tables[DECISIONS]
    there = exists().where(decisions.c.record_id == homes.c.found_as)
    return or_(homes.c.found_as.is_(None), ~there)


def _free(connection: Connection, target: str, home: Home) -> Sequence[Home]:
    """Return the records of a home's file, by its content or else by its name, that no other home is found as."""
    homes = records_table()
    records = records_where(target, connection, source_sha256=home.sha256)
    records = records or records_where(target, connection, source_path=home.file)
    others = select(homes.c.found_as).where(
        homes.c.found_as.in_([record.record_id for record in records]), homes.c.record_id != home.record_id
    )
    taken = set(connection.execute(others).scalars())
    return [home_of(record) for record in records if record.record_id not in taken]


def _is_split_off(connection: Connection, home: Home) -> bool:
    table = corrections_table()
    splits = table.c.sha256 == home.sha256, table.c.action == Action.SPLIT.value
    made = connection.execute(select(table.c.id).where(*splits)).scalars()
    return any(split_id(by, home.record_id) == home.record_id for by in made)


def _home(row: Any) -> Home:  # noqa: ANN401 - a row
    return Home(**{name: row[name] for name in _HOME})
