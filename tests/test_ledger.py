"""The ledger knows what is to be done, whatever happened to the run before."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models import DecisionRecord
from extractor.assembling.identity import identified
from extractor.batch.ledger import Again, Ledger
from extractor.batch.ledger_file import ledger_path, open_ledger, remove_ledger
from extractor.batch.ledger_row import packed
from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.batch.progress import read_progress
from extractor.errors import DamagedPdfError, FileMissingError, OutputExistsError, TargetBusyError
from tests.records import field, raw_record, record

PRODUCT = "version 1"


def outcome(name: str) -> Outcome:
    """Return what reading gives: a record whose id tells the content, or a failure for what is spoilt."""
    content = Path(name).read_bytes()
    if content.startswith(b"spoilt"):
        return Failed(name, DamagedPdfError(name, page=3, detail="torn"), 0.5)
    sha256 = hashlib.sha256(content).hexdigest()
    source = {"path": name, "sha256": sha256, "bytes": len(content), "page_count": 2, "first_page": 1, "last_page": 2}
    record = DecisionRecord.model_validate(raw_record(source=source, record_id=f"{sha256[:32]}-1"))
    return Extracted(name, (record,), 0.5)


def go(ledger: Ledger, names: list[Path], again: Again = "new", most: int = 10_000) -> list[str]:
    """Run a batch and stop dead after ``most`` documents, having begun with the next. Return what was settled."""
    ledger.enrol(map(str, names), again)
    settled: list[str] = []
    for name in ledger.due():
        if len(settled) == most:
            break
        ledger.settle(outcome(name))
        settled.append(Path(name).name)
    return settled


def contents(ledger: Ledger) -> list[tuple[str, str]]:
    """Return path and hash of every record kept, in order."""
    records = map(DecisionRecord.model_validate_json, ledger.records())
    return [(Path(record.source.path).name, record.source.sha256) for record in records]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def written(folder: Path, **documents: str) -> list[Path]:
    for name, content in documents.items():
        (folder / name).write_text(content)
    return [folder / name for name in documents]


def test_a_changed_document_that_was_being_read_when_the_run_died_is_read_again(tmp_path: Path) -> None:
    names = written(tmp_path, a="one", b="two")
    with open_ledger(tmp_path / "l", PRODUCT, keeps_records=True) as ledger:
        go(ledger, names)
        names[0].write_text("another")
        assert go(ledger, names, most=0) == []
        assert go(ledger, names) == ["a"]
        assert contents(ledger) == [("a", sha256(names[0])), ("b", sha256(names[1]))]


def test_equal_content_is_read_once_and_entered_for_both(tmp_path: Path) -> None:
    names = written(tmp_path, a="one", b="one", c="spoilt", d="spoilt")
    with open_ledger(tmp_path / "l", PRODUCT, keeps_records=True) as ledger:
        assert go(ledger, names) == ["a", "c"]
        assert [failed.path for failed in ledger.failures()] == [str(names[2]), str(names[3])]
        assert [(f.error.page, f.error.detail) for f in ledger.failures()] == [(3, "torn")] * 2
        assert contents(ledger) == [("a", sha256(names[0]))]

        names[1].touch()
        assert go(ledger, names) == []
        names[0].write_text("changed")
        assert go(ledger, names) == ["a", "b"]
        assert contents(ledger) == [("a", sha256(names[0])), ("b", sha256(names[1]))]
    progress = read_progress(tmp_path / "l")
    assert (progress.done, progress.same, progress.failed, progress.left) == (2, 1, {"DamagedPdfError": 2}, 0)
    assert (progress.decisions, progress.pages) == (2, 4)


def test_a_document_that_was_not_there_is_looked_for_again(tmp_path: Path) -> None:
    name = str(tmp_path / "late.pdf")
    with open_ledger(tmp_path / "l", PRODUCT, keeps_records=True) as ledger:
        for _ in range(2):
            ledger.enrol([name])
            assert list(ledger.due()) == [name]
            ledger.settle(Failed(name, FileMissingError(name)))
        (tmp_path / "late.pdf").write_text("here")
        assert go(ledger, [tmp_path / "late.pdf"]) == ["late.pdf"]
        assert list(ledger.failures()) == []


def test_another_product_reads_everything_anew(tmp_path: Path) -> None:
    names = written(tmp_path, a="one", b="one", c="two")
    with open_ledger(tmp_path / "l", PRODUCT, keeps_records=True) as ledger:
        go(ledger, names)
    with open_ledger(tmp_path / "l", "version 2", keeps_records=True) as ledger:
        assert go(ledger, names, most=1) == ["a"]
        assert go(ledger, names) == ["c"]
        assert len(contents(ledger)) == 2


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["one", "two", "three", "spoilt"]), max_size=3),
            st.sampled_from(["new", "new", "failed", "all"]),
            st.integers(0, 4),
        ),
        max_size=6,
    )
)
def test_whatever_happened_before_a_whole_run_ends_like_a_first(
    tmp_path_factory: pytest.TempPathFactory, past: list[tuple[dict[str, str], Again, int]]
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    names = written(folder, a="one", b="two", c="one", d="spoilt")
    with (
        open_ledger(folder / "old", PRODUCT, keeps_records=True) as old,
        open_ledger(folder / "new", PRODUCT, keeps_records=True) as new,
    ):
        for changes, again, most in past:
            written(folder, **changes)
            go(old, names, again, most)
        go(old, names)
        go(new, names)

        # Which of equal documents was read first can differ; that each content stands once cannot.
        assert sorted(sha for _, sha in contents(old)) == sorted(sha for _, sha in contents(new))
        assert [failed.path for failed in old.failures()] == [failed.path for failed in new.failures()]
        assert old.progress().left == new.progress().left == 0


def test_a_ledger_is_open_once(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl.ledger.db"
    with open_ledger(path, PRODUCT, keeps_records=True):
        with pytest.raises(TargetBusyError) as caught, open_ledger(path, PRODUCT, keeps_records=True):
            pass
        with pytest.raises(TargetBusyError):
            remove_ledger(path)
    assert caught.value.path == str(tmp_path / "out.jsonl")

    remove_ledger(path)

    assert not path.exists()


def test_records_that_a_ledger_of_before_keeps_are_called_as_they_would_be_now(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl.ledger.db"
    old = [record(record_id="0-1"), record(record_id="0-2", decision_number=field("21/00008"))]
    with open_ledger(path, PRODUCT, keeps_records=True) as ledger:
        for name, kept in (
            ("a.pdf", packed(one.model_dump_json() for one in old)),
            ("b.pdf", packed(['{"record_id": 1}'])),
        ):
            ledger.base.execute(
                "INSERT INTO ledger_document (path, position, product, state, records, decisions) "
                "VALUES (?, 1, 'x', 'done', ?, 2)",
                (name, kept),
            )
        ledger.base.execute("PRAGMA user_version = 2")

    with open_ledger(path, PRODUCT, keeps_records=True) as ledger:
        kept_now = [DecisionRecord.model_validate_json(line) for line in ledger.records()]
        states = dict(ledger.base.execute("SELECT path, state FROM ledger_document").fetchall())

    assert kept_now == identified(old)
    assert len({one.record_id for one in kept_now} | {"0-1", "0-2"}) == 4
    assert states == {"a.pdf": "done", "b.pdf": "due"}


@pytest.mark.parametrize("content", [b"no data base, only some text that is long enough to be taken for a page" * 20])
def test_what_is_no_ledger_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "l").write_bytes(content)

    with pytest.raises(OutputExistsError), open_ledger(tmp_path / "l", PRODUCT, keeps_records=True):
        pass

    assert (tmp_path / "l").read_bytes() == content
    with pytest.raises(FileMissingError):
        read_progress(tmp_path / "l")


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("out.jsonl", "out.jsonl.ledger.db"),
        ("tables.csv/", "tables.csv.ledger.db"),
        ("deep/out.db", "deep/out.db.ledger.db"),
    ],
)
def test_where_a_ledger_lies(target: str, name: str) -> None:
    assert ledger_path(target).as_posix() == name
