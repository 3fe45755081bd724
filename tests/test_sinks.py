"""Targets that are files and folders: what is written is read back whole, and what is not whole is not there."""

import csv
import gzip
import json
import re
import warnings
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from decision_models import DecisionRecord
from extractor.errors import (
    DamagedPdfError,
    ExtractorError,
    FileMissingError,
    NotRecordsError,
    OutputExistsError,
    UsageError,
)
from extractor.sinks import parquet as parquet_sink
from extractor.sinks.cells import text_cell, value_of
from extractor.sinks.export import export
from extractor.sinks.failure import Failure
from extractor.sinks.jsonl import line_of
from extractor.sinks.sink import is_durable, open_sink
from extractor.sinks.source import read_failures, read_records
from extractor.sinks.tables import tables
from extractor.sinks.target import kind_of, shown
from tests.record_strategy import property_test, records
from tests.records import raw_record, record, section

FILES = ("out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.json", "out.parquet", "out.csv/")
LOSSLESS = FILES[:-1]
FAILURE = Failure.of("worn.pdf", DamagedPdfError("worn.pdf", page=2, detail="=1+1"))


def write(target: Path | str, some: Iterable[DecisionRecord], failures: Iterable[Failure] = ()) -> None:
    sink = open_sink(str(target), overwrite=True)
    sink.write(*some)
    for failure in failures:
        sink.write_failure(failure)
    sink.commit()
    sink.close()


def lines(source: Path | str) -> list[str]:
    return [line_of(one) for one in read_records(str(source))]


# -- what comes back --------------------------------------------------------------------------------------------------


@property_test
@given(some=st.lists(records(), max_size=2))
def test_a_file_gives_back_the_same_bytes(some: list[DecisionRecord], tmp_path: Path) -> None:
    for name in LOSSLESS:
        write(f"{tmp_path}/{name}", some)

        assert lines(f"{tmp_path}/{name}") == [line_of(one) for one in some], name


@property_test
@given(some=st.lists(records(least=1), max_size=2))
def test_csv_gives_back_all_but_the_difference_of_empty_and_none(some: list[DecisionRecord], tmp_path: Path) -> None:
    write(f"{tmp_path}/out.csv/", some)

    assert lines(tmp_path / "out.csv") == [line_of(one) for one in some]


@pytest.mark.parametrize("name", FILES)
def test_equal_records_make_equal_files(name: str, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write(tmp_path / folder / name, [record(), record(record_id="b")], [FAILURE])

    first, second = (sorted(p for p in (tmp_path / f).rglob("*") if p.is_file()) for f in ("a", "b"))
    assert first
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_a_compressed_file_is_what_its_name_says(tmp_path: Path) -> None:
    write(tmp_path / "out.jsonl.gz", [record()])

    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()).decode() == line_of(record())
    (tmp_path / "out.jsonl.zst").write_bytes(b"")
    write(tmp_path / "out.jsonl.zst", [record()])
    assert (tmp_path / "out.jsonl.zst").read_bytes()[:4] == bytes.fromhex("28b52ffd")


# -- whole or not there -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_nothing_stands_at_the_target_until_it_is_whole(name: str, tmp_path: Path) -> None:
    sink = open_sink(f"{tmp_path}/{name}")
    sink.write(record())

    assert not (tmp_path / name).exists()
    sink.close()
    assert not (tmp_path / name).exists()
    assert sink.unfinished is not None
    assert sink.unfinished.exists()


@pytest.mark.parametrize("name", FILES)
def test_what_is_there_is_replaced_only_where_that_is_asked_for(name: str, tmp_path: Path) -> None:
    write(f"{tmp_path}/{name}", [record()])

    with pytest.raises(OutputExistsError):
        open_sink(f"{tmp_path}/{name}")
    sink = open_sink(f"{tmp_path}/{name}", overwrite=True)
    assert lines(f"{tmp_path}/{name}") == [line_of(record())]
    sink.write(record(form="other"))
    sink.commit()
    sink.close()
    assert lines(f"{tmp_path}/{name}") == [line_of(record(form="other"))]


def test_a_folder_with_anything_else_in_it_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    (tmp_path / "out.csv" / "thesis.docx").write_text("years of work")

    with pytest.raises(OutputExistsError, match=r"thesis\.docx"):
        open_sink(str(tmp_path / "out.csv"), overwrite=True)


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_a_folder_is_not_replaced_by_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()

    with pytest.raises(OutputExistsError):
        open_sink(f"{tmp_path}/{name}", overwrite=True)


@pytest.mark.parametrize("name", [*FILES, "out.db"])
def test_a_target_that_cannot_be_made_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputExistsError):
        open_sink(str(tmp_path / "file" / name))


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "kind", "durable"),
    [
        ("out.jsonl", "jsonl", False),
        ("a.b/out.JSONL.GZ", "jsonl", False),
        ("out.jsonl.zst", "jsonl", False),
        ("out.parquet", "parquet", False),
        ("out.csv/", "csv", False),
        ("tables/", "csv", False),
        ("out.csv", "table", False),
        ("out.xlsx", "xlsx", False),
        ("out.json", "json", False),
        ("out.db", "sqlite", True),
        ("out.sqlite3", "sqlite", True),
        ("postgresql://ann@db/x", "postgresql", True),
        ("postgres://ann@db/x.csv", "postgresql", True),
    ],
)
def test_the_target_decides(target: str, kind: str, durable: bool) -> None:
    assert (kind_of(target), is_durable(target)) == (kind, durable)


@pytest.mark.parametrize("target", ["out", "out.gz", "jsonl", "mysql://ann:secret@db/x", "s3://out.jsonl"])
def test_a_target_of_no_kind_is_refused(target: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_sink(target)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "seen"),
    [
        ("postgresql://ann:secret@db/x", "postgresql://ann:***@db/x"),
        ("postgresql://ann:s:e/c@ret@db/x", "postgresql://ann:***@db/x"),
        ("postgresql://db/x?user=ann&password=secret&port=1", "postgresql://db/x?user=ann&password=***&port=1"),
        ("postgresql://db:5432/x", "postgresql://db:5432/x"),
        ("out:a@b.db", "out:a@b.db"),
    ],
)
def test_a_password_is_not_shown(target: str, seen: str) -> None:
    assert shown(target) == seen


# -- damage -----------------------------------------------------------------------------------------------------------


def spoil_line(path: Path) -> None:
    path.write_text(line_of(record()) + '{"record_id": 1}\n', encoding="utf-8")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def swap_rows(path: Path) -> None:
    file = path / "sections.csv"
    head, *rows = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    file.write_text("".join([head, *rows[::-1]]), encoding="utf-8-sig")


def spoil_number(path: Path) -> None:
    file = path / "pages.csv"
    file.write_text(file.read_text(encoding="utf-8-sig").replace(",300.0,", ",many,"), encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("name", "spoil", "error"),
    [
        ("out.jsonl", spoil_line, NotRecordsError),
        ("out.jsonl", cut_short, NotRecordsError),
        ("out.jsonl.gz", cut_short, NotRecordsError),
        ("out.jsonl.zst", cut_short, NotRecordsError),
        ("out.parquet", cut_short, NotRecordsError),
        ("out.csv/", swap_rows, NotRecordsError),
        ("out.csv/", spoil_number, NotRecordsError),
        ("out.csv/", lambda path: (path / "roles.csv").unlink(), FileMissingError),
    ],
)
def test_what_is_damaged_is_an_error_and_never_a_shorter_list(
    name: str, spoil: Callable[[Path], None], error: type[ExtractorError], tmp_path: Path
) -> None:
    write(f"{tmp_path}/{name}", [record(), record(record_id="b")])
    spoil(tmp_path / name)

    with pytest.raises(error, match=name):
        lines(f"{tmp_path}/{name}")


# -- Parquet ----------------------------------------------------------------------------------------------------------


def test_parquet_is_typed_and_nested(tmp_path: Path) -> None:
    amount = raw_record()["amounts"][0]
    some = record(amounts=[amount | {"value": "12500.00"}, amount | {"value": "1E+40"}])
    write(tmp_path / "out.parquet", [some])

    table = parquet.read_table(tmp_path / "out.parquet")
    amounts = table.schema.field("amounts").type.value_type
    assert amounts.field("value").type == pa.decimal128(38, 9)
    assert table.schema.field("decision_date").type.field("value").type == pa.date32()
    assert not table.schema.field("record_id").nullable
    assert table.schema.field("subject").nullable
    sums = table["amounts"].to_pylist()[0]
    assert [(one["value"], one["value_exact"]) for one in sums] == [(12500, "12500.00"), (None, "1E+40")]


def test_parquet_is_written_in_groups_of_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_sink, "_ROWS_A_GROUP", 2)
    sink = open_sink(str(tmp_path / "out.parquet"))
    for number in range(5):
        sink.write(record(record_id=str(number)))
    sink.commit()
    sink.close()

    file = parquet.ParquetFile(tmp_path / "out.parquet").metadata
    assert [file.row_group(n).num_rows for n in range(file.num_row_groups)] == [2, 2, 1]
    assert [one.record_id for one in read_records(str(tmp_path / "out.parquet"))] == ["0", "1", "2", "3", "4"]


# -- CSV --------------------------------------------------------------------------------------------------------------

FORMULAS = (
    '=HYPERLINK("http://a.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "  =1",
    "＝1",
    "'=1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_runs_in_a_spreadsheet_and_none_is_falsified(text: str) -> None:
    assert text_cell(text) == "'" + text
    assert value_of(text_cell(text), "text") == text


@pytest.mark.parametrize("text", ["-300000", "+4", "-1.50", "a=b", "1-2", "N/A"])
def test_what_does_not_run_is_left_alone(text: str) -> None:
    assert text_cell(text) == text


@given(st.text(min_size=1))
def test_every_text_survives_its_cell(text: str) -> None:
    assert value_of(text_cell(text), "text") == text


def test_a_formula_in_a_record_is_disarmed_wherever_it_stands(tmp_path: Path) -> None:
    bad = "=1+1"
    sections = [section("header", bad, bad)]
    place = {"section": 0, "start": 0, "end": 4, "text": bad, "confidence": 1, "regions": []}
    some = record(
        form=bad,
        sections=sections,
        subject={"value": bad, "text": bad, "confidence": 1, "regions": []},
        amounts=[],
        dates=[place | {"value": None, "inferred": None, "earliest": None, "latest": None}],
        roles=[place | {"title": bad, "holder": bad, "post_id": bad}],
        people=[place | {"name": bad, "full_name": bad}],
        warnings=[{"code": bad, "message": bad, "page": None}],
    )
    write(f"{tmp_path}/out.csv/", [some], [FAILURE])

    cells = [c for file in (tmp_path / "out.csv").glob("*.csv") for row in _cells(file) for c in row]
    assert sum(c == "'" + bad for c in cells) >= 12
    assert [c for c in cells if c.startswith(("=", "+", "-", "@")) and not re.fullmatch(r"-[0-9.]+", c)] == []
    assert lines(tmp_path / "out.csv") == [line_of(some)]


def _cells(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_the_data_package_is_valid(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless

        refund = raw_record()["amounts"][0] | {"value": "-1E+3"}
        some = [record(), record(record_id="b", decision_number=None, amounts=[refund])]
        write(f"{tmp_path}/out.csv/", some, [FAILURE])
        report = frictionless.validate(str(tmp_path / "out.csv" / "datapackage.json"))
        assert report.flatten(["title", "message"]) == []
        assert report.valid
        assert report.stats["tasks"] == len(tables())

        roles = tmp_path / "out.csv" / "roles.csv"
        roles.write_text(roles.read_text(encoding="utf-8-sig").replace("b,0,0", "b,0,7"), encoding="utf-8-sig")
        assert not frictionless.validate(str(tmp_path / "out.csv" / "datapackage.json")).valid


def test_every_column_is_described() -> None:
    assert [t.name for t in tables() if not t.description or not all(c.description for c in t.columns)] == []


# -- failures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.csv/", "out.db"])
def test_failures_have_a_table(name: str, tmp_path: Path) -> None:
    write(f"{tmp_path}/{name}", [record()], [FAILURE])

    assert list(read_failures(f"{tmp_path}/{name}")) == [FAILURE]


def test_failures_listed_beside_a_file_go_with_it(tmp_path: Path) -> None:
    write(tmp_path / "out.jsonl", [record()])
    listed = {name: getattr(FAILURE, name) for name in Failure.__dataclass_fields__}
    (tmp_path / "out.jsonl.failures.jsonl").write_text(json.dumps(listed) + "\n", encoding="utf-8")

    export(str(tmp_path / "out.jsonl"), f"{tmp_path}/out.csv/")

    assert list(read_failures(str(tmp_path / "out.csv"))) == [FAILURE]


# -- from one into another --------------------------------------------------------------------------------------------


def test_a_way_through_every_kind_ends_where_it_began(tmp_path: Path) -> None:
    some = [record(), record(record_id="b", form="other")]
    places = [
        f"{tmp_path}/{name}"
        for name in ("a.jsonl", "b.parquet", "c.db", "d.csv/", "e.jsonl.zst", "f.jsonl.gz", "f.json", "g.jsonl")
    ]
    write(places[0], some)

    for source, target in pairwise(places):
        assert export(source, target) == 2

    assert Path(places[-1]).read_bytes() == Path(places[0]).read_bytes()


@pytest.mark.parametrize("target", ["out.csv/", "out.db"])
def test_a_source_that_is_missing_costs_the_target_nothing(target: str, tmp_path: Path) -> None:
    write(f"{tmp_path}/{target}", [record()])

    with pytest.raises(FileMissingError):
        export(str(tmp_path / "missing.jsonl"), f"{tmp_path}/{target}", overwrite=True)

    assert lines(f"{tmp_path}/{target}") == [line_of(record())]


def test_the_source_is_no_target(tmp_path: Path) -> None:
    write(tmp_path / "out.db", [record()])

    with pytest.raises(UsageError, match="the target is the source"):
        export(str(tmp_path / "out.db"), str(tmp_path / "." / "out.db"), overwrite=True)

    assert lines(tmp_path / "out.db") == [line_of(record())]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("postgresql://ann:secret@db/x", "postgresql://bob@db:5432/x"),
        ("postgres://ann@/x?host=/run", "postgresql://bob@/x?host=/run&user=eve"),
    ],
)
def test_the_source_is_no_target_under_another_name(source: str, target: str) -> None:
    with pytest.raises(UsageError, match="the target is the source"):
        export(source, target, overwrite=True)


def test_a_source_that_ends_in_a_fault_leaves_no_target(tmp_path: Path) -> None:
    spoil_line(tmp_path / "in.jsonl")

    with pytest.raises(NotRecordsError, match="line 2"):
        export(str(tmp_path / "in.jsonl"), str(tmp_path / "out.parquet"))

    assert not (tmp_path / "out.parquet").exists()


def run(*arguments: Any) -> tuple[int, str]:
    from typer.testing import CliRunner

    from extractor.cli.app import app

    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return done.exit_code, done.stderr


def test_export_on_the_command_line(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", [record()])

    status, said = run("export", tmp_path / "in.jsonl", "-o", tmp_path / "out.db")

    assert status == 0
    assert "1 record in" in said
    assert "datasette" in said
    assert lines(tmp_path / "out.db") == [line_of(record())]
