"""Databases: the same tables in SQLite and PostgreSQL, a transaction a call, and everything back as it was."""

import asyncio
import importlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st

from decision_models import DecisionRecord
from extractor.assembling.identity import identified
from extractor.errors import DamagedPdfError, DatabaseError, NewerSchemaError, OutputExistsError
from extractor.sinks.export import export
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.jsonl import line_of
from extractor.sinks.sink import open_sink
from extractor.sinks.source import read_failures, read_records
from extractor.sinks.sql import database, writing
from extractor.sinks.sql.schema import metadata
from extractor.sinks.sql.writing import SqlSink
from extractor.sinks.tables import children
from tests.record_strategy import property_test, records
from tests.records import field, mention, raw_record, record, section

FAILURE = Failure.of("worn.pdf", DamagedPdfError("worn.pdf", detail="a\0b"))

pytestmark = pytest.mark.xdist_group("databases")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return a target of each kind, with nothing in it."""
    if request.param == "sqlite":
        return str(tmp_path / "out.db")
    address: str = request.getfixturevalue("database")
    sink = open_sink(address, overwrite=True)
    sink.close()
    return address


def write(target: str, *some: DecisionRecord) -> None:
    sink = open_sink(target)
    sink.write(*some)
    sink.commit()
    sink.close()


def lines(target: str) -> list[str]:
    return [line_of(one) for one in read_records(target)]


def ask(target: str, query: str) -> list[tuple[Any, ...]]:
    engine = database.readable(target)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query).all()]


# -- what comes back --------------------------------------------------------------------------------------------------


@pytest.fixture
def sink(target: str) -> Iterator[SqlSink]:
    opened = SqlSink(target)
    yield opened
    opened.close()


@property_test
@given(some=st.lists(records(), max_size=3, unique_by=lambda one: one.record_id))
def test_a_database_gives_back_the_same_bytes(some: list[DecisionRecord], sink: SqlSink) -> None:
    sink.empty()
    sink.write(*some)

    assert lines(sink.target) == [line_of(one) for one in some]


def test_lines_survive_the_way_through_every_lossless_kind(database: str, tmp_path: Path) -> None:
    some = [record(record_id=str(number), form="é" * number) for number in range(5)]
    (tmp_path / "a.jsonl").write_text("".join(map(line_of, some)), encoding="utf-8")
    places = [tmp_path / "a.jsonl", database, tmp_path / "b.parquet", tmp_path / "c.db", tmp_path / "d.jsonl"]

    for source, target in pairwise(places):
        export(str(source), str(target), overwrite=True)

    assert (tmp_path / "d.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


def test_more_records_than_are_read_at_once_come_back_in_order(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where a test had modules imported anew, a package may lack the name of one that stands in it.
    monkeypatch.setattr(importlib.import_module("extractor.sinks.sql.reading"), "_AT_ONCE", 2)
    write(target, *(record(record_id=str(number)) for number in range(5)))

    assert [one.record_id for one in read_records(target)] == ["0", "1", "2", "3", "4"]


# -- the same again ---------------------------------------------------------------------------------------------------


def test_the_same_record_takes_its_own_place(target: str) -> None:
    write(target, record(), record(record_id="other"))
    numbers = ask(target, "SELECT id FROM decisions WHERE record_id = '1f2e-1'")
    fewer = record(roles=[], people=[], warnings=[], subject=None, form="second")
    write(target, fewer)
    write(target, fewer)

    assert lines(target) == [line_of(fewer), line_of(record(record_id="other"))]
    assert ask(target, "SELECT id FROM decisions WHERE record_id = '1f2e-1'") == numbers
    assert ask(target, "SELECT count(*) FROM roles") == [(1,)]


def test_of_equal_records_in_one_call_the_last_counts(target: str) -> None:
    write(target, record(form="first"), record(form="last"))

    assert [one.form for one in read_records(target)] == ["last"]


def test_overwrite_empties_a_database(target: str) -> None:
    write(target, record())
    open_sink(target, overwrite=True).close()

    assert lines(target) == []


def test_a_failure_is_kept_once_and_forgiven_when_the_file_is_read(target: str) -> None:
    sink = open_sink(target)
    for failure in (FAILURE, Failure.of("a.pdf", DamagedPdfError("a.pdf")), FAILURE):
        sink.write_failure(failure)
    assert [one.path for one in read_failures(target)] == ["a.pdf", "worn.pdf"]
    assert [one.detail for one in read_failures(target)] == [None, "a\N{REPLACEMENT CHARACTER}b"]

    sink.write(record())
    sink.close()
    assert [one.path for one in read_failures(target)] == ["worn.pdf"]


def test_a_record_that_cannot_be_written_leaves_no_trace(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(target, record())
    broken = {"sections": [(1, None)]}
    monkeypatch.setattr(writing, "child_rows", lambda _record, _owner: broken)

    sink = open_sink(target)
    with pytest.raises(DatabaseError):
        sink.write(record(form="never"))
    monkeypatch.undo()
    assert lines(target) == [line_of(record())]
    sink.write(record(record_id="next"))
    sink.close()
    assert lines(target) == [line_of(record()), line_of(record(record_id="next"))]


def test_a_character_that_postgresql_cannot_hold_costs_itself_alone(target: str) -> None:
    write(target, record(form="a\0b\0\\u0000\\\0"))

    kept = "\0" if target.endswith(".db") else "\N{REPLACEMENT CHARACTER}"
    assert [one.form for one in read_records(target)] == ["a\0b\0\\u0000\\\0".replace("\0", kept)]


# -- typed, searchable, hanging together ------------------------------------------------------------------------------


def test_sums_and_dates_can_be_counted_with(target: str) -> None:
    amount, date = raw_record()["amounts"][0], raw_record()["dates"][0]
    sums = [amount | {"value": value} for value in ("0.10", "0.20", "-1500.50", "1E+3", "9E+2000")]
    year = date | {"value": "2016-04/2017-03", "earliest": "2016-04-01", "latest": "2017-03-31"}
    write(target, record(amounts=sums, dates=[date, year], key_decision=None))

    exact = ask(target, "SELECT value_exact FROM amounts ORDER BY position")
    assert exact == [("0.10",), ("0.20",), ("-1500.50",), ("1E+3",), ("9E+2000",)]
    assert ask(target, "SELECT count(*) FROM amounts WHERE value > 999") == [(1,)]
    assert ask(target, "SELECT edtf FROM dates WHERE latest < '2018-01-01'") == [("2016-04/2017-03",)]
    if target.startswith("postgresql"):
        assert ask(target, "SELECT sum(value) FROM amounts") == [(Decimal("-500.20"),)]
        types = ask(target, "SELECT DISTINCT pg_typeof(value)::text, pg_typeof(regions)::text FROM amounts")
        assert types == [("numeric", "json")]


SEARCH = {
    "sqlite": "SELECT s.position FROM sections_fts f JOIN sections s ON s.id = f.rowid WHERE sections_fts MATCH '{}'",
    "postgresql": "SELECT position FROM sections WHERE search @@ to_tsquery('english', '{}')",
}


def found(target: str, word: str) -> list[int]:
    query = SEARCH["postgresql" if target.startswith("postgresql") else "sqlite"].format(word)
    return sorted(position for (position,) in ask(target, query))


def test_sections_can_be_searched(target: str) -> None:
    write(target, record())

    assert found(target, "spending") == [1]
    assert found(target, "implication") == [2]
    assert found(target, "lighthouse") == []

    changed = [section("header", "A lighthouse"), section("decision", "Nothing", "Decision")]
    write(target, record(sections=changed, amounts=[], dates=[], roles=[], people=[]))
    assert found(target, "lighthouses") == [0]
    assert found(target, "spending") == []


def test_a_section_of_any_length_can_be_written(target: str) -> None:
    long = " ".join(f"{number:x}" for number in range(150_000))
    some = record(sections=[section("header", long)], amounts=[], dates=[], roles=[], people=[])
    write(target, some)

    assert lines(target) == [line_of(some)]
    assert found(target, "ff") == [0]


def test_rows_hang_on_their_decision(target: str) -> None:
    write(target, record())
    engine = database.writable(target)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM decisions")

    left = {table.name: ask(target, f"SELECT count(*) FROM {table.name}") for table in children()}
    assert left == {table.name: [(0,)] for table in children()}


# -- the schema and its versions --------------------------------------------------------------------------------------


def differences(target: str) -> list[Any]:
    """Return how the database differs from the schema, apart from what belongs to the search."""

    def ours(_thing: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
        return not (kind in {"table", "index"} and "sections_" in (name or "")) and (kind, name) != ("column", "search")

    options = {"version_table": database.VERSION_TABLE, "compare_type": True, "include_object": ours}
    with database.readable(target).connect() as connection:
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata())
        return found


def test_the_migrations_make_the_schema(target: str) -> None:
    write(target, record())

    assert differences(target) == []


def migrations(connection: Any, go: Callable[[Config, str], None], revision: str) -> None:
    """Go to another version of the schema."""
    config = Config()
    config.set_main_option("script_location", str(database.__file__).replace("database.py", "migrations"))
    config.attributes["connection"] = connection
    go(config, revision)


def open_and_close(target: str) -> str:
    open_sink(target).close()
    return target


def test_migrations_go_back_and_forth(target: str) -> None:
    write(target, record())
    engine = database.writable(target)
    with engine.begin() as connection:
        migrations(connection, command.downgrade, "base")
    with pytest.raises(NewerSchemaError):
        lines(target)

    write(target, record(form="anew"))
    assert [one.form for one in read_records(target)] == ["anew"]


def test_records_of_before_get_the_ids_that_they_would_get_now(target: str) -> None:
    decided = [section("decision", f"{word} That a lantern be hung. " * 20) for word in ("No.", "Yes:")]
    bare: dict[str, list[object]] = {"amounts": [], "dates": [], "roles": [], "people": []}
    of_one_file = [
        record(record_id="a"),
        record(record_id="b"),
        record(record_id="c", decision_number=None, subject=field("Wicks & oil")),
        *(
            record(record_id=s["text"][:2], decision_number=None, sections=[section("header", "Lamps"), s], **bare)
            for s in decided
        ),
    ]
    write(target, *of_one_file)
    engine = database.writable(target)
    with engine.begin() as connection:
        migrations(connection, command.downgrade, "0004")
        before = [name for (name,) in connection.exec_driver_sql("SELECT record_id FROM decisions ORDER BY id")]

    after = [one.record_id for one in read_records(open_and_close(target))]

    assert before == [f"{'0' * 32}-{number}" for number in range(1, 6)]
    assert after == [one.record_id for one in identified(of_one_file)]
    assert len(set(after)) == 5


def test_the_sums_of_records_of_before_are_reckoned(target: str) -> None:
    sections = [section("header", ""), section("decision", "To pay £0.10, £0.20 and £12 a tonne.")]
    usual = {"currency": "GBP", "bound": "exact", "per": None, "over": None}
    sums = [mention(sections, 1, f"£{value}", value=value, **usual) for value in ("0.10", "0.20", "12")]
    bare: dict[str, list[object]] = {"dates": [], "roles": [], "people": []}
    write(target, record(sections=sections, amounts=sums, **bare), record(record_id="b", amounts=[]))
    before = ask(target, "SELECT total, largest_sum FROM overview ORDER BY record_id")
    engine = database.writable(target)
    with engine.begin() as connection:
        migrations(connection, command.downgrade, "0006")

    open_and_close(target)

    assert ask(target, "SELECT total, largest_sum FROM overview ORDER BY record_id") == before
    assert [Decimal(str(value)) for value in before[0]] == [Decimal("0.3"), Decimal(12)]
    assert before[1] == (None, None)


def test_a_schema_of_a_newer_version_is_left_alone(target: str) -> None:
    write(target, record())

    def set_version(version: str) -> None:
        with database.engine_of(target).begin() as connection:
            connection.exec_driver_sql(f"UPDATE {database.VERSION_TABLE} SET version_num = '{version}'")

    set_version("9999")
    for attempt in (open_sink, lines):
        with pytest.raises(NewerSchemaError):
            attempt(target)
    set_version(str(database._head()))
    assert lines(target) == [line_of(record())]


# -- SQLite alone -----------------------------------------------------------------------------------------------------

ENDLESS = """
import sys
from itertools import count
from tests.records import record
from extractor.sinks.sink import open_sink
sink = open_sink(sys.argv[1])
at_once = int(sys.argv[2])
for number in count(at_once - 1, at_once):
    sink.write(*(record(record_id=str(number - some)) for some in range(at_once)))
    print(number, flush=True)
"""


@pytest.mark.parametrize("at_once", [1, 100])
def test_a_killed_writer_loses_nothing_and_leaves_nothing_by_halves(at_once: int, tmp_path: Path) -> None:
    target = str(tmp_path / "out.db")
    command = [sys.executable, "-c", ENDLESS, target, str(at_once)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as process:
        assert process.stdout is not None
        while (last := int(process.stdout.readline())) < 3 * at_once + 60:
            pass
        os.kill(process.pid, signal.SIGKILL)
        last = max([last, *map(int, process.stdout.read().split())])

    assert len(lines(target)) in {last + 1, last + 1 + at_once}
    open_sink(target).close()
    with sqlite3.connect(target) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO sections_fts (sections_fts) VALUES ('integrity-check')")
    connection.close()
    assert found(target, "spending") == [1] * len(lines(target))


def test_the_search_takes_in_what_has_waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_MOST_UNINDEXED", 3)
    target = str(tmp_path / "out.db")
    sink = open_sink(target)
    seen = []
    for number in range(4):
        sink.write(record(record_id=str(number)))
        seen.append(len(found(target, "spending")))
    # Replaced before and after the search has taken it in.
    sink.write(record(record_id="3"), record(record_id="0"))
    sink.commit()
    sink.close()

    assert seen == [0, 0, 3, 3]
    assert len(found(target, "spending")) == 4
    with sqlite3.connect(target) as connection:
        connection.execute("INSERT INTO sections_fts (sections_fts) VALUES ('integrity-check')")
    connection.close()


def test_an_import_is_written_while_somebody_else_reads(tmp_path: Path) -> None:
    target = str(tmp_path / "out.db")
    open_sink(target).close()
    sink = open_sink(target)
    with sqlite3.connect(target) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM decisions").fetchone() == (0,)
        sink.write(*(record(record_id=str(number)) for number in range(200)))
        reader.execute("COMMIT")
    reader.close()
    sink.commit()
    sink.close()

    assert len(found(target, "spending")) == 200


def test_a_database_is_left_as_one_file(tmp_path: Path) -> None:
    write(str(tmp_path / "out.db"), record())
    assert lines(str(tmp_path / "out.db"))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.db", "out.metadata.json"]


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out.db").write_bytes(b"years of work, and no database")

    with pytest.raises(OutputExistsError, match="no SQLite database"):
        open_sink(str(tmp_path / "out.db"), overwrite=True)

    assert (tmp_path / "out.db").read_bytes() == b"years of work, and no database"


def test_reading_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        lines(str(tmp_path / "out.db"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["sqlite", "postgresql"], indirect=True)
def test_the_queries_of_the_docs_find_what_they_say(target: str) -> None:
    told = (Path(__file__).parents[1] / "docs" / "targets.md").read_text(encoding="utf-8")
    queries = re.findall(r"```sql\n-- (\w+): [^\n]*\n(.*?);\n```", told, flags=re.DOTALL)
    text = "The bus stops at Lode End cost £900."
    amount = raw_record()["amounts"][0] | {"section": 1, "start": 31, "end": 35, "text": "£900", "value": "900"}
    sections = [section("header", "x"), section("decision", text)]
    write(target, record(sections=sections, amounts=[amount], dates=[], roles=[], people=[]))

    assert {name for name, _ in queries} == {"SQLite", "PostgreSQL"}
    kind = "PostgreSQL" if target.startswith("postgresql") else "SQLite"
    found = [row for name, query in queries if name == kind for row in ask(target, query)]
    assert [row[:2] for row in found] == [("21/00007", "decision")]


# -- Datasette --------------------------------------------------------------------------------------------------------


def test_datasette_opens_it(tmp_path: Path) -> None:
    write(str(tmp_path / "out.db"), record(), record(record_id="b"))

    (tmp_path / "a b.pdf").write_bytes(b"%PDF-1.7 minutes")
    source = raw_record()["source"] | {"path": str(tmp_path / "a b.pdf"), "first_page": 1}
    write(str(tmp_path / "out.db"), record(record_id="c", source=source))
    sink = open_sink(str(tmp_path / "out.db"))
    sink.write_files([FileRow(source["path"], source["sha256"], "read", "", "")])
    sink.close()
    home, table, searched, query, overview, file, missing = asyncio.run(_visit(tmp_path))
    assert "Public decisions" in home
    assert {"authority", "form", "key_decision"} <= table["facet_results"].keys()
    assert {row["record_id"] for row in table["rows"]} == {"1f2e-1", "b", "c"}
    assert [row["position"] for row in searched["rows"]] == [1, 1, 1]
    assert '<a href="/out/overview">' in home
    link = f"/-/decision-file/out/{quote(source['path'], safe='')}"
    assert f'href="{link}#page=1"' in overview
    assert (file, missing) == (b"%PDF-1.7 minutes", 404)
    assert query["rows"][0]["value"] == 12500


async def _visit(folder: Path) -> tuple[str, Any, Any, Any, str, bytes, int]:
    from datasette.app import Datasette

    from extractor.sinks.sql.datasette import PLUGINS

    told = json.loads((folder / "out.metadata.json").read_text(encoding="utf-8"))
    datasette = Datasette([str(folder / "out.db")], metadata=told, plugins_dir=str(PLUGINS))
    try:
        pages = [
            (await datasette.client.get(path))
            for path in (
                "/",
                "/out/decisions.json?_shape=objects",
                "/out/sections.json?_search=spending&_shape=objects",
                "/out/largest_sums.json?_shape=objects",
            )
        ]
        assert [page.status_code for page in pages] == [200] * 4
        there = f"/-/decision-file/out/{quote(str(folder / 'a b.pdf'), safe='')}"
        overview, file, missing = [
            await datasette.client.get(path)
            for path in ("/out/overview", there, "/-/decision-file/out/%2Fetc%2Fpasswd")
        ]
        home, *rest = pages
        told = [page.json() for page in rest]
        return home.text, told[0], told[1], told[2], overview.text, file.content, missing.status_code
    finally:
        for one in datasette.databases.values():
            one.close()


def test_metadata_that_somebody_wrote_stay(tmp_path: Path) -> None:
    (tmp_path / "out.metadata.json").write_text("{}")
    write(str(tmp_path / "out.db"), record())

    assert (tmp_path / "out.metadata.json").read_text() == "{}"


# -- PostgreSQL alone -------------------------------------------------------------------------------------------------


def test_two_may_write_at_once(database: str) -> None:
    open_sink(database, overwrite=True).close()
    first, second = open_sink(database), open_sink(database)
    for number in range(5):
        first.write(record(record_id=f"a{number}"))
        second.write(record(record_id=f"b{number}"))
        second.write(record(record_id="both", form=str(number)))
        first.write(record(record_id="both", form="first"))
    first.close()
    second.close()

    assert len(lines(database)) == 11


@pytest.mark.parametrize(
    "address", ["postgresql://ann:secret@127.0.0.1:1/x", "postgresql://ann@/x?host=/none&password=secret"]
)
def test_a_server_that_cannot_be_reached_is_an_error_without_the_password(address: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        open_sink(address)

    assert "secret" not in str(caught.value)
    assert "postgresql://ann" in str(caught.value)
