"""Corrections are kept: over runs, over kills, beside another's, through export and import; and records in their queue."""

import csv
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from decision_models import DecisionRecord
from extractor.audit.sampling.plan import Request, make_plan
from extractor.audit.sampling.sheet import write_sheet
from extractor.errors import ConflictError, CorrectionError, NotCorrectionsError
from extractor.library import write_records
from extractor.review.corrections import Action, Change
from extractor.review.exchange import export_corrections, import_corrections
from extractor.review.overlay import Standing
from extractor.review.queue import Counts, Filters, choices, counts, next_open, page_of, sampled
from extractor.review.reviewable import records_as, reviewable
from extractor.review.rows import ReviewState
from extractor.review.store import ReviewStore
from extractor.sinks.failure import FileRow
from extractor.sinks.sink import open_sink
from extractor.sinks.source import read_records
from extractor.sinks.sql import database
from extractor.sinks.sql.overview import drop_overview
from extractor.sinks.urgency import urgency
from tests.records import field, mention, raw_record, record, section

KILLS = 50
DATE = Change(action=Action.ADD, path="decision_date", new="2021-07-13", reason="on the seal")

pytestmark = pytest.mark.xdist_group("databases")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return a target of each kind with two records of one file and one of another."""
    if request.param == "sqlite":
        name = str(tmp_path / "out.db")
    else:
        name = request.getfixturevalue("database")
        with ReviewStore(name) as store, store.writing() as connection:
            for table in ("review_correction", "review_record"):
                connection.exec_driver_sql(f"DELETE FROM {table}")
    write_records(archive(), name, overwrite=True)
    return name


def archive() -> list[DecisionRecord]:
    return [record(), second(), other()]


def second() -> DecisionRecord:
    sections = [section("header", "Decision no: 21/00008"), section("decision", "To mend the weir.", "Decision")]
    more = {"subject": field("The weir"), "decision_number": field("21/00008")}
    return record(record_id="1f2e-2", sections=sections, amounts=[], dates=[], roles=[], people=[], **more)


def other() -> DecisionRecord:
    source = {**raw_record()["source"], "path": "b.pdf", "sha256": "1" * 64}
    return record(record_id="bbbb-1", source=source, decision_number=None, form="quay-notice", warnings=[])


def rewrite(target: str, *records: DecisionRecord) -> None:
    """Do what a run does that reads the file again."""
    sink = open_sink(target)
    sink.replace(records[0].source.path, records)
    sink.commit()
    sink.close()


# -- saving -----------------------------------------------------------------------------------------------------------------


def test_what_was_saved_is_there_and_the_extraction_is_as_it_was(target: str) -> None:
    with ReviewStore(target) as store:
        before = store.look("1f2e-1")
        saved = store.save("1f2e-1", [DATE], who="Ann", seen=None)

    assert (before.last, before.state, before.record) == (None, ReviewState.UNSEEN, before.read)
    assert list(read_records(target)) == archive()
    with ReviewStore(target) as store:
        again = store.look("1f2e-1")
    assert again == saved
    assert again.record is not None
    assert again.record.decision_date is not None
    assert (again.state, again.state_by, again.rows[0].who) == (ReviewState.BEGUN, "Ann", "Ann")
    assert [j.standing for j in again.judged] == [Standing.STANDS]


def test_a_reviewed_database_is_left_as_one_file(tmp_path: Path) -> None:
    write_records(archive(), tmp_path / "out.db")
    with ReviewStore(str(tmp_path / "out.db")) as store:
        change = Change(action=Action.CHANGE, path="decision_number", new="7")
        store.save("1f2e-1", [change], who="Ann", seen=None)
        # Whoever may only read cannot tidy up.
        assert len(list(store.reviewed())) == 1

    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.db", "out.metadata.json"]


def test_all_changes_of_one_saving_stand_or_none(target: str) -> None:
    wrong = Change(action=Action.CHANGE, path="outcome", new="eaten")
    with ReviewStore(target) as store:
        with pytest.raises(CorrectionError):
            store.save("1f2e-1", [DATE, wrong], who="Ann", seen=None)
        assert store.look("1f2e-1").rows == ()


def test_undo_and_redo_go_back_and_forth(target: str) -> None:
    with ReviewStore(target) as store:
        seen = store.save("1f2e-1", [DATE], who="Ann", seen=None)
        seen = store.save("1f2e-1", [DATE.model_copy(update={"new": "2021-07-14"})], who="Ann", seen=seen.last)
        days = []
        for step in ("undo", "undo", "redo", "redo", "undo"):
            seen = getattr(store, step)("1f2e-1", who="Ann", seen=seen.last)
            found = seen.record and seen.record.decision_date
            days.append(found and found.value.day)
        assert days == [13, None, 13, 14, 13]
        with pytest.raises(CorrectionError, match="redo"):
            store.redo("bbbb-1", who="Ann", seen=None)
        assert len(seen.rows) == 7


def test_of_two_at_once_the_second_is_told_what_the_first_did(target: str) -> None:
    with ReviewStore(target) as one, ReviewStore(target) as two:
        one.save("1f2e-1", [DATE], who="Ann", seen=None)
        with pytest.raises(ConflictError, match="Ann: add decision_date to 2021-07-13"):
            two.save("1f2e-1", [Change(action=Action.CONFIRM, path="decision_number")], who="Bob", seen=None)
        seen = two.look("1f2e-1")
        done = two.save("1f2e-1", [Change(action=Action.CONFIRM, path="decision_number")], who="Bob", seen=seen.last)
    assert [row.who for row in done.rows] == ["Ann", "Bob"]


def test_the_state_of_review_is_kept(target: str) -> None:
    with ReviewStore(target) as store:
        assert store.set_state("1f2e-2", ReviewState.DONE, who="Ann").state is ReviewState.DONE
        assert counts(store, Filters()) == Counts(3, 2, 0, 1)
        with pytest.raises(CorrectionError):
            store.look("nobody")


# -- a new reading ------------------------------------------------------------------------------------------------------------


def test_a_correction_finds_its_record_under_another_number_and_in_another_scan(target: str) -> None:
    number = Change(action=Action.CHANGE, path="decision_number", new="21/00009")
    with ReviewStore(target) as store:
        store.save("1f2e-1", [number], who="Ann", seen=None)

    rewrite(target, record(record_id="1f2e-7", decision_number=field("21/0000l")), second())
    with ReviewStore(target) as store:
        found = store.look("1f2e-7")
        assert found.record is not None
        assert found.record.decision_number is not None
        assert found.record.decision_number.value == "21/00009"
        assert (found.judged[0].standing, found.judged[0].read, found.judged[0].changed) == (
            (Standing.STANDS, "21/0000l", True)
        )
        store.save("1f2e-7", [DATE], who="Ann", seen=found.last)

    rescanned = {**raw_record()["source"], "sha256": "2" * 64}
    rewrite(target, record(record_id="2222-1", decision_number=field("21/00009"), source=rescanned))
    with ReviewStore(target) as store:
        last = store.look("2222-1")
    assert [j.standing for j in last.judged] == [Standing.CONFIRMED, Standing.STANDS]
    assert len(last.rows) == 2


def test_what_no_reading_has_any_more_is_kept_and_shown_and_comes_back(target: str) -> None:
    with ReviewStore(target) as store:
        store.save("bbbb-1", [DATE], who="Ann", seen=None)
    sink = open_sink(target)
    sink.write_files([FileRow("a.pdf", "0" * 64, "read", "", ""), FileRow("b.pdf", "1" * 64, "gone", "", "")])
    sink.prune()  # type: ignore[attr-defined]
    sink.commit()
    sink.close()

    with ReviewStore(target) as store:
        ((home, rows),) = store.homeless()
        assert (home.file, [row.path for row in rows]) == ("b.pdf", ["decision_date"])
        assert len(store.look("bbbb-1").rows) == 1
    rewrite(target, other())
    with ReviewStore(target) as store:
        assert store.homeless() == ()
        assert len(store.look("bbbb-1").judged) == 1


def test_a_target_that_is_emptied_and_written_anew_keeps_what_was_said(target: str) -> None:
    with ReviewStore(target) as store:
        store.save("1f2e-1", [DATE], who="Ann", seen=None)
    write_records(archive(), target, overwrite=True)

    found = next(one for one in records_as(target, "corrected") if one.record_id == "1f2e-1")
    assert found.decision_date is not None
    assert [one.path for one in found.corrections] == ["decision_date"]


# -- decisions merged and split -------------------------------------------------------------------------------------------------


def test_decisions_are_merged_split_and_put_back(target: str) -> None:
    with ReviewStore(target) as store:
        seen = store.save("1f2e-1", [Change(action=Action.MERGE, new={"record_id": "1f2e-2"})], who="Ann", seen=None)
        assert [one.record_id for one in store.records()] == ["1f2e-1", "bbbb-1"]
        assert store.look("1f2e-2").merged_into == "1f2e-1"
        with pytest.raises(CorrectionError):
            store.save("1f2e-1", [Change(action=Action.MERGE, new={"record_id": "bbbb-1"})], who="Ann", seen=seen.last)
        seen = store.undo("1f2e-1", who="Ann", seen=seen.last)
        assert len(list(store.records())) == 3

        store.save("1f2e-1", [Change(action=Action.SPLIT, new={"section": 2})], who="Ann", seen=seen.last)
        parts = list(store.records())
        assert len(parts) == 4
        new = parts[1].record_id
        number = Change(action=Action.ADD, path="decision_number", new="21/00011")
        part = store.save(new, [number], who="Ann", seen=None)
        assert part.record is not None
        assert part.record.decision_number is not None
    with ReviewStore(target) as store:
        assert [one.decision_number and one.decision_number.value for one in store.records()][1] == "21/00011"


# -- out and in ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_corrections_go_to_another_database_and_back(ending: str, tmp_path: Path) -> None:
    first, elsewhere = str(tmp_path / "first.db"), str(tmp_path / "second.db")
    for name in (first, elsewhere):
        write_records(archive(), name)
    maker = Change(action=Action.ADD, path="decision_makers", new={"name": "=Mr T Oakes", "roles": ["Warden"]})
    with ReviewStore(first) as store:
        seen = store.save("1f2e-1", [DATE, maker], who="Ann", seen=None)
        store.undo("1f2e-1", who="Bob", seen=seen.last)
        assert export_corrections(store, tmp_path / f"out.{ending}") == 3
        rows = list(store.rows())
        corrected = list(store.records())

    with ReviewStore(elsewhere) as store:
        assert [import_corrections(store, tmp_path / f"out.{ending}", who="Cyd") for _ in range(2)] == [3, 0]
        assert list(store.rows()) == rows
        assert list(store.records()) == corrected


def test_a_table_that_a_person_filled_in_is_taken_in_or_nothing_of_it(tmp_path: Path) -> None:
    target = str(tmp_path / "out.db")
    write_records(archive(), target)
    sheet = tmp_path / "mine.csv"
    head = "file;decision_number;path;new\n"
    sheet.write_text(
        head
        + "a.pdf;21/00008;decision_date;2021-08-01\nb.pdf;;decision_number;B/1\na.pdf;21/00007;amounts/0/value;£x\n"
    )
    with ReviewStore(target) as store:
        with pytest.raises(NotCorrectionsError):
            import_corrections(store, sheet, who="Ann")
        assert list(store.rows()) == []
        sheet.write_text(head + "a.pdf;21/00008;decision_date;2021-08-01\nb.pdf;;decision_number;B/1\n")
        assert import_corrections(store, sheet, who="Ann") == 2
        found = {one.record_id: one for one in store.records()}
    assert found["bbbb-1"].decision_number is not None
    assert found["1f2e-2"].decision_date is not None


def test_the_sheet_of_a_sample_becomes_corrections(tmp_path: Path) -> None:
    target, sheet = str(tmp_path / "out.db"), tmp_path / "sample.csv"
    write_records(archive(), target)
    write_sheet(make_plan(lambda: read_records(target), Request(0.01, 0.95, 1, by=())), sheet)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        names, *rows = list(csv.reader(file))
    answers = {"1f2e-1/decision_number": ("n", "21/00070"), "1f2e-1/amounts/0": ("n", "12,600 GBP")}
    answers |= {"1f2e-2/subject": ("y", ""), "1f2e-1/missing/decision_date": ("n", "2021-07-13")}
    for row in rows:
        row[:2] = answers.get(row[names.index("id")], ("", ""))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])

    with ReviewStore(target) as store:
        assert import_corrections(store, sheet, who="Ann") == 4
        one, two, _ = store.records()
        drawn = sampled(store, sheet)
    assert one.decision_number is not None
    assert (one.decision_number.value, str(one.amounts[0].value)) == ("21/00070", "12600")
    assert one.decision_date is not None
    assert two.subject is not None
    assert two.subject.confidence == 1.0
    assert {one.row.record_id for one in drawn} == {"1f2e-1", "1f2e-2", "bbbb-1"}
    assert "decision_number" in next(one.units for one in drawn if one.row.record_id == "1f2e-1")


def test_json_lines_are_reviewed_in_a_database_beside_them(tmp_path: Path) -> None:
    source = tmp_path / "out.jsonl"
    write_records(archive(), source)
    database = reviewable(str(source))
    with ReviewStore(database) as store:
        store.save("1f2e-1", [DATE], who="Ann", seen=None)

    write_records([record(form="anew"), second()], source, overwrite=True)
    assert reviewable(str(source)) == database
    as_read, as_corrected = list(records_as(str(source), "read")), list(records_as(str(source), "corrected"))
    assert [one.decision_date for one in as_read] == [None, None]
    assert as_corrected[0].form == "anew"
    assert as_corrected[0].decision_date is not None
    assert "corrections" not in json.loads(source.read_text().splitlines()[0])


# -- the queue ----------------------------------------------------------------------------------------------------------------


def test_what_lacks_its_number_comes_before_what_has_a_shaky_date(target: str) -> None:
    shaky = record(record_id="cccc-1", decision_date=field("2021-07-13", confidence=0.4), warnings=[])
    sure = record(
        record_id="dddd-1", decision_date=field("2021-07-13"), subject=field("x"), authority=field("x"), warnings=[]
    )
    sink = open_sink(target)
    sink.write(shaky, sure)
    sink.commit()
    sink.close()
    with ReviewStore(target) as store:
        names = [row.record_id for row in page_of(store, Filters()).rows]
        assert names[0] == "bbbb-1"
        assert names.index("cccc-1") < names.index("dddd-1")
        first = page_of(store, Filters(), limit=2)
        rest = page_of(store, Filters(), limit=9, after=first.after)
        assert [row.record_id for row in (*first.rows, *rest.rows)] == names
        assert rest.after is None


def test_the_queue_is_narrowed_searched_and_counted(target: str) -> None:
    with ReviewStore(target) as store:

        def named(**wanted: object) -> list[str]:
            return sorted(row.record_id for row in page_of(store, Filters(**wanted)).rows)  # type: ignore[arg-type]

        store.save("bbbb-1", [DATE], who="Ann", seen=None)
        store.set_state("1f2e-2", ReviewState.DONE, who="Ann")
        assert named(form="quay-notice") == ["bbbb-1"]
        assert named(warning="year_inferred") == ["1f2e-1", "1f2e-2"]
        assert named(search="mend weir") == ["1f2e-2"]
        assert named(search='") OR x:* -- b.pdf') == []
        assert named(search="b.pdf") == ["bbbb-1"]
        assert named(state="open") == ["1f2e-1", "bbbb-1"]
        assert named(state="unseen") == ["1f2e-1"]
        assert (named(state="begun"), named(state="done")) == (["bbbb-1"], ["1f2e-2"])
        assert named(year=2021) == []
        assert counts(store, Filters()) == Counts(3, 1, 1, 1)
        assert choices(store, "form") == (("generic", 2), ("quay-notice", 1))
        assert choices(store, "warning") == (("year_inferred", 2),)
        assert page_of(store, Filters(form="quay-notice")).rows[0].decision_date == "2021-07-13"
        assert next_open(store, Filters(), "bbbb-1") == "1f2e-1"


# -- kill -9 ------------------------------------------------------------------------------------------------------------------

SAVING = """
import sys
from extractor.review.corrections import Action, Change
from extractor.review.store import ReviewStore
with ReviewStore(sys.argv[1]) as store:
    seen = store.look("1f2e-1").last
    print("ready", flush=True)
    while True:
        number = len(store.look("1f2e-1").rows)
        change = Change(action=Action.CHANGE, path="decision_number", new=f"no {number}")
        seen = store.save("1f2e-1", [change], who="Ann", seen=seen).last
        print(seen, flush=True)
"""


@pytest.mark.slow
def test_nothing_that_was_answered_as_saved_is_lost_by_kill_9(tmp_path: Path) -> None:
    target, moments = str(tmp_path / "out.db"), random.Random(15)
    write_records(archive(), target)
    answered: list[str] = []
    root = Path(__file__).parents[1]
    for _ in range(KILLS):
        saving = [sys.executable, "-c", SAVING, target]
        with subprocess.Popen(saving, stdout=subprocess.PIPE, text=True, cwd=root) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            answered += [process.stdout.readline().strip() for _ in range(moments.randrange(4))]
            time.sleep(moments.uniform(0, 0.02))  # while the next is being written, most likely
            process.send_signal(signal.SIGKILL)
            # A line that the kill cut short was never answered.
            answered += [line.strip() for line in process.stdout if line.endswith("\n")]

    with ReviewStore(target) as store:
        kept = [row.id for row in store.look("1f2e-1").rows]
    assert len(answered) > KILLS
    assert set(answered) <= set(kept)
    assert [row for row in kept if row in set(answered)] == answered


def test_what_a_section_lost_its_mention_to_is_told(tmp_path: Path) -> None:
    target = str(tmp_path / "out.db")
    sections = raw_record()["sections"]
    gone = record(sections=sections[:2], amounts=[mention(sections, 1, "£12,500", **raw_amount())])
    write_records([record()], target)
    with ReviewStore(target) as store:
        store.save(
            "1f2e-1", [Change(action=Action.CHANGE, path="sections/2/kind", new="financial")], who="A", seen=None
        )
    rewrite(target, gone)
    with ReviewStore(target) as store:
        assert [j.standing for j in store.look("1f2e-1").judged] == [Standing.ORPHANED]


def raw_amount() -> dict[str, object]:
    own = ("value", "currency", "bound", "per", "over")
    return {name: raw_record()["amounts"][0][name] for name in own}


def test_a_database_of_the_version_before_is_reckoned_as_the_program_reckons(target: str) -> None:
    proposed = record(record_id="eeee-1", status=field("proposed"), decision_date=field("2021-07-13", confidence=0.5))
    bare = record(
        record_id="ffff-1", decision_makers=[], decision_number=field("9", confidence=0.3), authority=field("Oxbow")
    )
    sink = open_sink(target)
    sink.write(proposed, bare)
    sink.commit()
    sink.close()
    with database.engine_of(target).begin() as connection:
        drop_overview(connection)
        config = Config()
        config.set_main_option("script_location", str(database.__file__).replace("database.py", "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")

    with ReviewStore(target) as store, store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT record_id, urgency FROM decisions").all()
    reckoned = {str(row.record_id): float(row.urgency) for row in rows}
    everything = [*archive(), proposed, bare]
    assert reckoned == pytest.approx({one.record_id: urgency(one) for one in everything})
