"""Every target says what is there, whatever happened to the archive; and a decision is one row that a person reads."""

import csv
import random
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from benchmarks.changing_archive import Archive, check, drive, pretending
from decision_models import DecisionRecord
from extractor.cli.delivery import Delivery, Manner
from extractor.cli.run import run_all
from extractor.document import Amount
from extractor.errors import DatabaseError, DiskFullError, TargetBusyError
from extractor.library import tag, write_records
from extractor.settings import Settings
from extractor.sinks.export import export
from extractor.sinks.failure import FileRow
from extractor.sinks.overview import Files, overview_columns, overview_row
from extractor.sinks.sink import open_sink
from extractor.sinks.source import read_files, read_records
from extractor.sinks.sql.ledger_base import ledger_base, looking_in
from tests.records import field, mention, record, section

KINDS = ("out.jsonl", "out.json", "out.parquet", "tables/", "out.db")


@pytest.mark.parametrize("name", KINDS)
def test_a_target_says_what_is_there(name: str, tmp_path: Path) -> None:
    assert drive(f"{tmp_path}/{name}", tmp_path / "archive", steps=6, files=16, seed=5) == []


@pytest.mark.xdist_group("postgresql")
def test_a_database_server_says_what_is_there(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert drive(database, tmp_path / "archive", steps=3, files=12, seed=6) == []

    # Its ledger stands in the database: nothing is left in the current folder.
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


@pytest.mark.xdist_group("postgresql")
def test_a_database_server_tells_of_its_runs(database: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("%PDF- decision")
    nowhere = database.replace("/postgres?", "/nowhere?")
    open_sink(database, overwrite=True).close()

    with pretending():
        run_all([str(tmp_path)], Settings(), Delivery("jsonl", database), Manner(quiet=True))
        with ledger_base(database), pytest.raises(TargetBusyError):
            run_all([str(tmp_path)], Settings(), Delivery("jsonl", database), Manner(quiet=True))
    with looking_in(database) as (base, running):
        assert (base.execute("SELECT path, state FROM ledger_document").fetchall(), running) == (
            [(str(tmp_path / "a.pdf"), "done")],
            False,
        )
        with pytest.raises(DatabaseError):
            base.execute("SELECT nothing")
    with pytest.raises(DatabaseError, match="nowhere"), looking_in(nowhere):
        pass
    open_sink(database, overwrite=True).close()


def test_the_check_notices_what_is_not_so(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive", random.Random(1))
    target = str(tmp_path / "out.jsonl")
    open_sink(target).commit()
    (tmp_path / "archive" / "first" / "x.pdf").write_text("%PDF- decision")

    assert "a document is missing" in check(target, archive, pruned=True)


# -- the overview -----------------------------------------------------------------------------------------------------


def sums(*values: tuple[str, str | None, str | None]) -> dict[str, Any]:
    """Return a decision that names sums: value, currency, period."""
    text = "£1 and £2 and £3 and £4"
    sections = [section("header", "£9"), section("decision", text)]
    usual = {"bound": "exact", "over": None}
    amounts = [
        mention(sections, 1, f"£{n}", value=value, currency=currency, per=per, **usual)
        for n, (value, currency, per) in enumerate(values, 1)
    ]
    head = mention(sections, 0, "£9", value="90000", currency="GBP", per=None, **usual)
    rest: dict[str, Any] = {name: [] for name in ("dates", "roles", "people")}
    return {"sections": sections, "amounts": [head, *amounts], **rest}


def body(title: str) -> dict[str, Any]:
    return {"name": None, "roles": [field(title)]}


EXAMPLES = [
    record(),
    record(record_id="b", decision_makers=[body("The Lantern Board"), body("The Quay Board")]),
    record(record_id="c", decision_makers=[], warnings=[], amounts=[]),
    record(
        record_id="d", **sums(("100", "GBP", None), ("250.5", "GBP", None), ("100", "GBP", None), ("7", "GBP", "P1Y"))
    ),
    record(record_id="e", **sums(("100", "GBP", None), ("100", "EUR", None))),
    record(
        record_id="f",
        key_decision=field(True),
        decision_date=field("2021-07-12"),
        authority=field("=cmd()"),
        subject=field("Oil lamps\nfor the quay"),
        publication=field("part_exempt"),
    ),
]
FILES = [
    FileRow("a.pdf", "0" * 64, "gone", "2026-01-01", "2026-01-02"),
    FileRow("b/a.pdf", "0" * 64, "alias", "2026-01-01", "2026-01-02"),
    FileRow("c/a.pdf", "0" * 64, "alias", "2026-01-01", "2026-01-02"),
]


def named(row: tuple[Any, ...]) -> dict[str, Any]:
    return {column.name: value for column, value in zip(overview_columns(), row, strict=True)}


def test_a_decision_is_one_row() -> None:
    rows = {one.record_id: named(overview_row(one, Files.of(FILES))) for one in EXAMPLES}

    assert (rows["1f2e-1"]["maker"], rows["1f2e-1"]["post"]) == ("Mrs A Quill", "Head of Lanterns")
    assert (rows["b"]["maker"], rows["b"]["post"]) == ("The Lantern Board; The Quay Board", None)
    assert (rows["c"]["maker"], rows["c"]["total"], rows["c"]["largest_sum"], rows["c"]["warnings"]) == (
        None,
        None,
        None,
        0,
    )
    # Each sum once, without what is paid by the year, and without what only the heading names.
    assert (rows["d"]["total"], rows["d"]["largest_sum"], rows["d"]["currency"]) == (
        Decimal("350.5"),
        Decimal(90000),
        "GBP",
    )
    assert rows["e"]["total"] is None
    assert (rows["f"]["gone"], rows["f"]["other_paths"]) == (True, "b/a.pdf; c/a.pdf")
    assert list(rows["f"])[:4] == ["decision_number", "decision_date", "authority", "subject"]


DECIDED = {
    "To pay £0.10 and £0.20.": ("0.30", "0.20"),
    "To buy sand at £12 a tonne for £3,400.": ("3400", "3400"),
    "To pay £40,000 for ropes at £2.50/metre, £1.20 per lamp and £9 (plus VAT) for each buoy.": ("40000", "40000"),
    "To give £500 each to the bands, £6,000 in all.": ("6000", "6000"),
    "To pay a rent of £12,000 a year and a premium of £5,000.": ("5000", "12000"),
    "To spend between £10,000 and £15,000.": ("15000", "15000"),
    "To spend at least £10,000.": ("10000", "10000"),
    "To sell the crane for a sum of £9,000 per the valuer’s report.": ("9000", "9000"),
    "To charge £3 a head.": (None, "3"),
    "To pay £123,456,789,012.34 and £0.01.": ("123456789012.35", "123456789012.34"),
}


def decided(text: str, **changes: Any) -> DecisionRecord:
    """Return a decision with the sums that the tagger finds in its text; ``changes`` are of all of them."""
    sections = [section("header", ""), section("decision", text)]
    found = [
        mention(sections, 1, text[one.start : one.end], **about(one))
        | {"start": one.start, "end": one.end, "text": text[one.start : one.end]}
        | changes
        for one in tag(text).amounts
    ]
    rest: dict[str, Any] = {name: [] for name in ("dates", "roles", "people")}
    return record(sections=sections, amounts=found, **rest)


def about(one: Amount) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("value", "currency", "bound", "per", "over")}


@pytest.mark.parametrize(("text", "sums"), DECIDED.items(), ids=[text[:30] for text in DECIDED])
def test_sums_are_added_exactly_and_rates_are_no_part_of_them(
    text: str, sums: tuple[str | None, str], tmp_path: Path
) -> None:
    one = decided(text)
    row = named(overview_row(one))
    assert tuple(None if s is None else Decimal(s) for s in sums) == (row["total"], row["largest_sum"])

    for target in ("out.db", "out.csv"):
        write_records([one], tmp_path / target)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (cells,) = csv.DictReader(file)
    assert (cells["total"], cells["largest_sum"]) == tuple(s or "" for s in sums)
    base = sqlite3.connect(tmp_path / "out.db")
    (told,) = base.execute("SELECT total, largest_sum FROM overview").fetchall()
    base.close()
    assert tuple(None if s is None else Decimal(str(s)) for s in told) == (row["total"], row["largest_sum"])


def test_a_sum_struck_through_is_none() -> None:
    row = named(overview_row(decided("To pay £700.", struck=True)))

    assert (row["total"], row["largest_sum"], row["currency"]) == (None, None, None)


def written(target: str) -> None:
    sink = open_sink(target, overwrite=True)
    sink.write(*EXAMPLES)
    sink.write_files(FILES)
    sink.commit()
    sink.close()


def in_words(value: object) -> object:
    """Return a value as every database gives it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def expected() -> list[tuple[object, ...]]:
    return [
        tuple(map(in_words, overview_row(one, Files.of(FILES)))) for one in sorted(EXAMPLES, key=lambda r: r.record_id)
    ]


def test_the_view_gives_the_same_rows(tmp_path: Path) -> None:
    written(str(tmp_path / "out.db"))

    base = sqlite3.connect(tmp_path / "out.db")
    names = [column[0] for column in base.execute("SELECT * FROM overview").description]
    rows = base.execute("SELECT * FROM overview ORDER BY record_id").fetchall()
    base.close()
    assert names == [column.name for column in overview_columns()]
    assert rows == expected()


@pytest.mark.xdist_group("postgresql")
def test_the_view_gives_the_same_rows_on_a_server(database: str) -> None:
    import psycopg

    written(database)

    with psycopg.connect(database) as base:
        rows = base.execute('SELECT * FROM overview ORDER BY record_id COLLATE "C"').fetchall()
    assert [tuple(map(in_words, row)) for row in rows] == expected()


def test_a_table_holds_the_overview(tmp_path: Path) -> None:
    write_files_first(tmp_path / "out.csv")

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["record_id"] for row in rows] == [one.record_id for one in EXAMPLES]
    assert (rows[5]["subject"], rows[5]["authority"]) == ("Oil lamps\nfor the quay", "'=cmd()")
    assert (rows[3]["total"], rows[4]["total"], rows[5]["key_decision"], rows[5]["gone"]) == (
        "350.5",
        "",
        "true",
        "true",
    )


def write_files_first(target: Path) -> None:
    sink = open_sink(str(target))
    sink.write_files(FILES)
    sink.write(*EXAMPLES)
    sink.commit()
    sink.close()


def test_a_workbook_holds_the_overview_and_runs_nothing(tmp_path: Path) -> None:
    write_files_first(tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["decisions", "files", "failures"]
    head, *rows = book["decisions"].iter_rows()
    places = {cell.value: number for number, cell in enumerate(head)}
    last = rows[5]
    assert len(rows) == len(EXAMPLES)
    assert (last[places["authority"]].value, last[places["authority"]].data_type) == ("=cmd()", "s")
    assert last[places["path"]].hyperlink.target.endswith("a.pdf#page=1")
    assert (rows[3][places["total"]].value, rows[3][places["total"]].data_type) == (350.5, "n")
    assert [row[0].value for row in book["files"].iter_rows(min_row=2)] == ["a.pdf", "b/a.pdf", "c/a.pdf"]


def test_files_go_from_target_to_target(tmp_path: Path) -> None:
    written(str(tmp_path / "out.db"))

    export(str(tmp_path / "out.db"), f"{tmp_path}/tables/")
    export(f"{tmp_path}/tables/", str(tmp_path / "again.db"))

    assert list(read_files(f"{tmp_path}/tables/")) == list(read_files(str(tmp_path / "again.db"))) == FILES


def test_what_is_imported_hangs_together_and_is_found(tmp_path: Path) -> None:
    many = [record(record_id=str(number), form=f"lamp{number}") for number in range(450)]
    target = str(tmp_path / "out.db")
    for some in (many, many[:150], [many[0]]):
        sink = open_sink(target)
        sink.write(*some)
        sink.commit()
        sink.close()

    base = sqlite3.connect(target)
    base.execute("INSERT INTO sections_fts (sections_fts) VALUES ('integrity-check')")
    (found,) = base.execute("SELECT count(*) FROM sections_fts WHERE sections_fts MATCH 'lanterns'").fetchone()
    loose = base.execute("PRAGMA foreign_key_check").fetchall()
    base.close()
    assert (found, loose) == (450, [])
    assert sorted(one.record_id for one in read_records(target)) == sorted(one.record_id for one in many)


def test_a_database_without_room_says_so(tmp_path: Path) -> None:
    target = str(tmp_path / "out.db")
    open_sink(target).close()
    sink = open_sink(target)
    sink._driver.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    with pytest.raises(DiskFullError, match=r"out\.db"):
        sink.write(*(record(record_id=str(number)) for number in range(300)))
    sink.close()


def test_json_is_a_list(tmp_path: Path) -> None:
    for some in ([], EXAMPLES[:1], EXAMPLES):
        sink = open_sink(str(tmp_path / "out.json"), overwrite=True)
        sink.write(*some)
        sink.commit()

        assert list(read_records(str(tmp_path / "out.json"))) == some


def test_what_a_file_held_before_is_replaced(tmp_path: Path) -> None:
    def replaced(*records: DecisionRecord) -> list[str]:
        sink = open_sink(str(tmp_path / "out.db"))
        sink.replace("a.pdf", records)
        sink.close()
        return [one.record_id for one in read_records(str(tmp_path / "out.db"))]

    assert replaced(record(), record(record_id="b")) == ["1f2e-1", "b"]
    assert replaced(record(record_id="b"), record(record_id="c")) == ["b", "c"]
    assert replaced() == []
