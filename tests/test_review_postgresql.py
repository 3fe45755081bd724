"""The review over a PostgreSQL server: seen, corrected, undone and fought over, by two who each serve it for themselves."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient

from extractor.review.reviewable import records_as
from extractor.review.store import ReviewStore
from extractor.review.web.application import application
from extractor.review.web.options import Options
from extractor.review.web.serve import folder_for, open_site
from extractor.sinks.sql.writing import SqlSink
from tests.records import field
from tests.reviewing import reviewed_record, served, write
from tests.test_review_safety import HOME, csrf_of

FIRST, SECOND = reviewed_record(1), reviewed_record(2, subject=field("Oil for the mole"))
DESK, CALLED = f"/records/{FIRST.record_id}", f"/api/records/{FIRST.record_id}"
RIGHT = {"action": "change", "path": "decision_date", "new": "2018-03-21"}

pytestmark = pytest.mark.xdist_group("databases")


@pytest.fixture
def target(database: str) -> str:
    """Return the server's database with two records of which nothing was said."""
    with ReviewStore(database) as store, store.writing() as connection:
        for table in ("review_correction", "review_record"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    sink = SqlSink(database)
    sink.empty()
    sink.close()
    write(database, [FIRST, SECOND])
    return database


@pytest.fixture
def two(target: str, tmp_path: Path) -> Iterator[tuple[TestClient, TestClient]]:
    """Give two reviewers, each with an application of their own."""
    with ExitStack() as open_ones:
        one, other = (open_ones.enter_context(_client(target, tmp_path / who)) for who in ("Ann", "Ben"))
        yield one, other


def _client(target: str, folder: Path) -> TestClient:
    options = Options(folder=folder, who=folder.name)
    client = TestClient(application(open_site(target, options)), base_url=HOME, follow_redirects=False)
    client.headers["x-csrf-token"] = csrf_of(client)
    return client


def said(answer: Any) -> str:
    """Return what was answered. Whose class an answer is of is the test client's own affair."""
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def value_of(client: TestClient, name: str) -> object:
    return client.get(CALLED).json()[name]["value"]


def test_the_queue_and_the_desk_show_what_the_server_holds(two: tuple[TestClient, TestClient]) -> None:
    client, _ = two

    assert "Oil for the mole" in said(client.get("/"))
    assert "Oil for the mole" in said(client.get("/?q=keepers&form=&year=2018"))
    assert "Oil for the mole" not in said(client.get("/?q=anchors"))
    assert "Harbour Board" in said(client.get(DESK))


def test_what_one_corrects_the_other_sees_and_no_run_undoes(
    target: str, two: tuple[TestClient, TestClient], tmp_path: Path
) -> None:
    ann, ben = two

    saved = ann.post(f"{CALLED}/corrections", json={"changes": [RIGHT]})
    write(target, [FIRST, SECOND])

    assert saved.status_code == 201
    assert value_of(ben, "decision_date") == "2018-03-21"
    assert "21 March 2018" in said(ben.get(DESK))
    with _client(target, tmp_path / "Cleo") as restarted:
        assert value_of(restarted, "decision_date") == "2018-03-21"
    dates = {r.record_id: r.decision_date.value.isoformat() for r in records_as(target, "corrected") if r.decision_date}
    assert dates == {FIRST.record_id: "2018-03-21", SECOND.record_id: "2018-03-12"}
    read = {r.decision_date.value.isoformat() for r in records_as(target, "read") if r.decision_date}
    assert read == {"2018-03-12"}


def test_of_two_who_write_at_once_the_second_sees_what_the_first_did(two: tuple[TestClient, TestClient]) -> None:
    ann, ben = two

    first = ann.post(f"{DESK}/changes", data={"path": "decision_date", "value": "21 March 2018", "revision": ""})
    late = ben.post(f"{DESK}/changes", data={"path": "decision_date", "value": "22 March 2018", "revision": ""})
    other = ben.post(f"{DESK}/changes", data={"path": "subject", "value": "Lanterns, all", "revision": ""})

    assert (first.status_code, late.status_code, other.status_code) == (303, 409, 303)
    assert "22 March 2018" in late.text
    assert value_of(ann, "decision_date") == "2018-03-21"
    assert value_of(ann, "subject") == "Lanterns, all"


def test_undo_merge_and_the_state_of_a_record_are_kept(target: str, two: tuple[TestClient, TestClient]) -> None:
    ann, ben = two
    last = ann.post(f"{CALLED}/corrections", json={"changes": [RIGHT]}).json()["last"]

    undone = ben.post(f"{CALLED}/undo", json={"seen": last})
    merged = ann.post(f"{DESK}/merge", data={"other": SECOND.record_id, "revision": undone.json()["last"]})
    settled = ben.post(f"{DESK}/state", data={"state": "done"})

    assert (undone.status_code, merged.status_code, settled.status_code) == (200, 303, 303)
    (left,) = records_as(target, "corrected")
    assert (left.record_id, left.decision_date and left.decision_date.value.isoformat()) == (
        FIRST.record_id,
        "2018-03-12",
    )
    assert [row["record_id"] for row in ann.get("/api/records?state=done").json()["records"]] == [FIRST.record_id]


def test_the_program_serves_it_and_keeps_what_is_its_own_under_a_name_without_the_address(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with served(target, "--pdfs", str(tmp_path)) as running, urlopen(f"{running.address}{DESK}") as answer:
        shown = answer.read().decode()

    assert "Harbour Board" in shown
    kept = folder_for(target)
    assert (tmp_path / kept).is_dir()
    assert kept.name.startswith("decisions-")
