"""A batch gives one outcome a document, in order, and no document can spoil another's."""

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from pebble.pool.channel import Channel

from extractor.batch.extraction import outcome_of
from extractor.batch.inputs import expand
from extractor.batch.local import LocalRunner
from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.errors import (
    DocumentTimeoutError,
    ExtractorError,
    FileMissingError,
    InternalError,
    NotAPdfError,
    UsageError,
    WorkerDiedError,
)
from extractor.settings import Settings
from tests.fixture_documents import PDFS, SETTINGS
from tests.misbehaving import misbehave


def run(*names: str, jobs: int = 2, timeout_s: float = 60, in_order: bool = True) -> list[Outcome]:
    runner = LocalRunner(Settings(jobs=jobs, document_timeout_s=timeout_s), misbehave, in_order=in_order)
    return list(runner.run(names))


def kind(outcome: Outcome) -> type:
    return type(outcome.error) if isinstance(outcome, Failed) else type(outcome)


def test_outcomes_come_in_the_order_of_the_paths() -> None:
    names = ["slow-1", "quick-1", "bad-1", "slow-2", "quick-2", "quick-3"]

    outcomes = run(*names)

    assert [outcome.path for outcome in outcomes] == names
    assert [kind(outcome) for outcome in outcomes] == [Extracted, Extracted, NotAPdfError, *[Extracted] * 3]


def test_a_crash_costs_its_document_alone() -> None:
    outcomes = run("quick-1", "crash", "quick-2", "quick-3", jobs=1)

    assert [kind(outcome) for outcome in outcomes] == [Extracted, WorkerDiedError, Extracted, Extracted]
    assert isinstance(outcomes[1], Failed)
    assert "twice, with exit code 9, and is set aside" in str(outcomes[1].error)
    assert outcomes[1].error.path == "crash"


def test_a_document_whose_worker_dies_is_tried_once_more() -> None:
    outcomes = run("stumble", "quick-1", jobs=1)

    assert [kind(outcome) for outcome in outcomes] == [Extracted, Extracted]


def test_a_worker_that_dies_before_it_was_heard_costs_its_document_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = Channel.recv

    def late(channel: Channel) -> object:
        time.sleep(0.3)
        return at_once(channel)

    monkeypatch.setattr(Channel, "recv", late)

    outcomes = run("quick-1", "crash", "quick-2", jobs=1, timeout_s=20)

    assert [kind(outcome) for outcome in outcomes] == [Extracted, WorkerDiedError, Extracted]


def test_without_order_nobody_waits_for_the_slow(tmp_path: Path) -> None:
    # It ends when we have had another's outcome, however late the second worker starts.
    slow = tmp_path / "patient"
    names = [str(slow), "quick-1", "quick-2", "quick-3"]
    outcomes = []

    for outcome in LocalRunner(Settings(jobs=2), misbehave, in_order=False).run(names):
        outcomes.append(outcome.path)
        slow.touch()

    assert sorted(outcomes) == sorted(names)
    assert outcomes[0] != str(slow)


def test_once_stopped_no_further_document_is_begun() -> None:
    runner = LocalRunner(Settings(jobs=1), misbehave)
    given = []

    for outcome in runner.run(f"slow-{number}" for number in range(100)):
        given.append(outcome.path)
        runner.stop.set()

    assert given == [f"slow-{number}" for number in range(len(given))]
    assert 1 <= len(given) < 5


def test_a_document_that_hangs_is_given_up() -> None:
    outcomes = run("hang", "quick-1", jobs=1, timeout_s=2)

    assert [kind(outcome) for outcome in outcomes] == [DocumentTimeoutError, Extracted]
    assert isinstance(outcomes[0], Failed)
    assert "2 seconds" in str(outcomes[0].error)


def test_nothing_in_nothing_out() -> None:
    assert run() == []


def test_paths_are_taken_as_they_are_needed() -> None:
    taken = []

    def paths() -> Iterator[str]:
        for number in range(10_000):
            taken.append(number)
            yield f"quick-{number}"

    outcomes = LocalRunner(Settings(jobs=1), misbehave).run(paths())
    few = list(islice(outcomes, 5))
    outcomes.close()  # type: ignore[attr-defined]

    assert len(few) == 5
    assert len(taken) < 100


def test_a_fault_of_ours_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("extractor.batch.extraction.extract_document", broken)

    outcome = outcome_of(PDFS / "stonehithe-executive.pdf", SETTINGS)

    assert isinstance(outcome, Failed)
    assert type(outcome.error) is InternalError
    assert "ZeroDivisionError: by nought" in str(outcome.error)
    assert outcome.trace is not None
    assert "in broken" in outcome.trace


def test_many_files_through_the_public_function(tmp_path: Path) -> None:
    from extractor import extract_many

    (tmp_path / "empty.pdf").touch()
    paths = [PDFS / "stonehithe-executive.pdf", tmp_path / "empty.pdf"]

    first, second = extract_many(paths, Settings(jobs=1))

    assert isinstance(first, Extracted)
    assert [record.source.path for record in first.records] == [str(paths[0])]
    assert isinstance(second, Failed)
    assert second.error.path == str(paths[1])


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for name in ("b.pdf", "a.PDF", "notes.txt", "deep/er/c.tif", "deep/er/d.Jpeg", "odd[1].pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["."], ["a.PDF", "b.pdf", "deep/er/c.tif", "deep/er/d.Jpeg", "odd[1].pdf"]),
        (["b.pdf"], ["b.pdf"]),
        (["b.pdf", ".", "b.pdf"], ["b.pdf", "a.PDF", "deep/er/c.tif", "deep/er/d.Jpeg", "odd[1].pdf"]),
        (["*.pdf"], ["b.pdf", "odd[1].pdf"]),
        (["**/*.[pt]*"], ["b.pdf", "deep/er/c.tif", "notes.txt", "odd[1].pdf"]),
        (["odd[1].pdf"], ["odd[1].pdf"]),
        (["dee*"], ["deep/er/c.tif", "deep/er/d.Jpeg"]),
        (["notes.txt"], ["notes.txt"]),
        (["missing.pdf"], ["missing.pdf"]),
    ],
    ids=[
        "folder",
        "file",
        "twice",
        "pattern",
        "deep-pattern",
        "magic-in-name",
        "folder-pattern",
        "other-kind",
        "missing",
    ],
)
def test_what_is_meant(archive: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], found: list[str]) -> None:
    monkeypatch.chdir(archive)

    assert list(expand(given)) == found


@pytest.mark.parametrize(
    ("given", "error"), [("*.bmp", FileMissingError), ("deep/empty", UsageError)], ids=["pattern", "empty-folder"]
)
def test_what_cannot_be_meant(archive: Path, given: str, error: type[ExtractorError]) -> None:
    (archive / "deep" / "empty").mkdir()

    with pytest.raises(error) as caught:
        list(expand([str(archive / given)]))

    assert given in str(caught.value)
