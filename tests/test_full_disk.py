"""A full disk: it is called one, by the name of what could not be written; nothing half written stands, and then it goes on."""

import json
import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from extractor.audit.report.write import Sources, write_report
from extractor.batch import ledger_file
from extractor.batch.ledger_file import open_ledger
from extractor.errors import DiskFullError
from extractor.library import write_records
from extractor.review.web.application import application
from extractor.review.web.drawing import draw_page
from extractor.review.web.options import Options
from extractor.review.web.serve import open_site
from extractor.sinks.source import read_records
from extractor.sinks.sql.datasette import metadata_path, write_datasette_metadata
from extractor.sinks.sql.ledger_base import ledger_base
from extractor.writing import written_whole
from tests.records import record
from tests.reviewing import PDF, reviewed_record, target_of
from tests.test_review_safety import HOME, csrf_of

MANY = [record(record_id=str(number)) for number in range(200)]


@contextmanager
def nothing_longer_than(size_bytes: int) -> Iterator[None]:
    """Let no file grow beyond ``size_bytes``, which the system tells as it tells of a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    "name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.json", "out.csv", "out.xlsx", "out.parquet"]
)
def test_a_target_for_which_there_is_no_room(name: str, tmp_path: Path) -> None:
    target = tmp_path / name
    part = target.with_name(f"{name}.part")
    part.symlink_to("/dev/full")

    with pytest.raises(DiskFullError, match=name):
        write_records(MANY, target)
    assert not target.exists()

    part.unlink()
    write_records(MANY, target)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("size_bytes", [10, 2_000, 40_000])
def test_a_folder_of_tables_for_which_there_is_no_room(size_bytes: int, tmp_path: Path) -> None:
    target = f"{tmp_path}/tables/"

    with nothing_longer_than(size_bytes), pytest.raises(DiskFullError, match="tables"):
        write_records(MANY, target)
    assert not Path(target).exists()

    write_records(MANY, target)
    assert list(read_records(target)) == MANY


def test_a_file_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "form.toml"
    target.write_text("before")
    (tmp_path / f"form.toml.{os.getpid()}.part").symlink_to("/dev/full")

    with pytest.raises(DiskFullError, match=r"form\.toml"), written_whole(target) as part:
        part.write_text("after")

    assert [path.name for path in tmp_path.iterdir()] == ["form.toml"]
    assert target.read_text() == "before"


def test_half_a_description_never_passes_for_somebody_s_own(tmp_path: Path) -> None:
    database = tmp_path / "out.db"

    with nothing_longer_than(100), pytest.raises(DiskFullError, match="metadata"):
        write_datasette_metadata(database)

    assert not metadata_path(database).exists()


@pytest.mark.parametrize("size_bytes", [10, 1_000])
def test_a_report_for_which_there_is_no_room_is_written_by_the_next_run(size_bytes: int, tmp_path: Path) -> None:
    sources = Sources(lambda: iter(MANY[:3]), lambda _: (), tmp_path)
    folder = tmp_path / "audit"
    with nothing_longer_than(size_bytes), pytest.raises(DiskFullError, match="audit"):
        write_report(sources, folder, views=3, title="Lamps")
    assert not (folder / "index.html").exists()

    assert write_report(sources, folder, views=3, title="Lamps").index.is_file()


def test_a_ledger_for_which_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    ledger = tmp_path / "out.jsonl.ledger.db"
    with pytest.raises(DiskFullError, match=r"out\.jsonl"), open_ledger(ledger, "", keeps_records=True):
        full()
    with pytest.raises(DiskFullError, match=r"out\.db"), ledger_base(str(tmp_path / "out.db")):
        full()
    monkeypatch.setattr(ledger_file, "_bring_up_to_date", full)
    with pytest.raises(DiskFullError, match=r"out\.jsonl"), open_ledger(ledger, "", keeps_records=True):
        pass


# -- the review ---------------------------------------------------------------------------------------------------------


def test_a_correction_for_which_there_is_no_room_is_not_answered_as_saved(tmp_path: Path) -> None:
    target = target_of(tmp_path)
    site = open_site(target, Options(folder=Path(f"{target}.review")))
    corrections = f"/api/records/{reviewed_record().record_id}/corrections"
    # No page of the database is empty that could hold so much.
    said = {"changes": [{"action": "change", "path": "subject", "new": "Lamps " * 20_000}]}

    def full(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    with TestClient(application(site), base_url=HOME) as client:
        client.headers["x-csrf-token"] = csrf_of(client)
        event.listen(site.store._writer, "connect", full)
        refused = client.post(corrections, json=said)
        page = client.post(
            corrections.removeprefix("/api").replace("corrections", "changes"),
            data={"action": "change", "path": "subject", "value": "Lamps " * 20_000},
            headers={"hx-request": "true"},
        )
        event.remove(site.store._writer, "connect", full)
        nothing = client.get(corrections).json()["corrections"]
        saved = client.post(corrections, json=said)

    assert (refused.status_code, page.status_code, nothing) == (507, 507, [])
    for told in (refused.json()["detail"], page.text):
        assert told.startswith("It was not saved.")
        assert "no room" in told
    assert (saved.status_code, len(saved.json()["corrections"])) == (201, 1)


def test_a_scan_put_on_the_page_for_which_there_is_no_room(tmp_path: Path) -> None:
    target = target_of(tmp_path)
    site = open_site(target, Options(folder=Path(f"{target}.review")))
    with TestClient(application(site), base_url=HOME) as client:
        client.headers["x-csrf-token"] = csrf_of(client)
        with nothing_longer_than(1_000):
            refused = client.post("/api/documents", files={"files": ("scan.pdf", b"%PDF-1.4 " * 1_000)})

        assert (refused.status_code, refused.json()["detail"][:17]) == (507, "It was not saved.")
        assert "scan.pdf" in refused.json()["detail"]
        assert client.get("/api/documents").json() == []
    assert list(Path(f"{target}.review/documents").iterdir()) == []


@pytest.mark.parametrize("size_bytes", [5, 2_000])
def test_a_page_for_which_there_is_no_room_is_drawn_when_there_is(size_bytes: int, tmp_path: Path) -> None:
    image, size = tmp_path / "1.webp", tmp_path / "1.json"
    with nothing_longer_than(size_bytes), pytest.raises(DiskFullError):
        draw_page(PDF, 1, 50, image, size)
    assert not image.exists()

    draw_page(PDF, 1, 50, image, size)
    assert [round(side) for side in json.loads(size.read_bytes())] == [595, 842]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.json", "1.webp"]
