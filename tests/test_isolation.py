"""No document can spoil a batch: hostile files, memory, pages that never end, large files read by several workers."""

import os
import time
from pathlib import Path

import pytest

from extractor.batch import extraction
from extractor.batch.limits import page_time, prepare_worker
from extractor.batch.local import LocalRunner
from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.batch.page_ranges import Large, Part
from extractor.errors import (
    DocumentTimeoutError,
    EngineFailedError,
    ExtractorError,
    InternalError,
    LimitError,
    MemoryLimitError,
)
from extractor.reading.read import read_page
from extractor.settings import Settings
from tests.fixture_documents import HOSTILE, PDFS

SETTINGS = Settings(ocr="tesseract", jobs=2, document_timeout_s=120)
NASTY = Path(__file__).parents[2] / "shared" / "nasty"
# All of them take minutes: NASTY_EVERY=1 reads them all, and so does benchmarks/batch.py.
NASTY_EVERY = int(os.environ.get("NASTY_EVERY", "9"))


def greedy(name: str, settings: Settings, folder: str, large: int | None) -> Outcome:
    """Read as any worker does, with much memory taken for the documents that are named so."""
    if "greedy" in name:
        return extraction._guarded(name, folder, lambda _: Extracted(name, (), len(bytearray(4 << 30))))
    return Extracted(name, (), 0.0)


def test_hostile_files_each_end_in_an_outcome_of_their_own() -> None:
    names = sorted(str(path) for path in HOSTILE.glob("*.pdf"))
    assert len(names) >= 8

    # The giant page is one of them: the fewer pixels it may have, the sooner it is done.
    outcomes = list(LocalRunner(SETTINGS.model_copy(update={"max_page_megapixels": 4.0})).run(names))

    assert [outcome.path for outcome in outcomes] == names
    for outcome in outcomes:
        if isinstance(outcome, Failed):
            assert outcome.error.path == outcome.path
            assert type(outcome.error) not in {ExtractorError, InternalError}


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.skipif(not NASTY.is_dir(), reason="the nasty files are not part of this repository")
def test_nasty_files_each_end_in_a_record_or_a_failure_of_its_kind() -> None:
    names = sorted(str(path) for path in NASTY.glob("*.pdf"))[::NASTY_EVERY]
    limits = {"page_timeout_s": 10.0, "document_timeout_s": 30.0, "max_pages": 4, "max_page_megapixels": 4.0}
    settings = SETTINGS.model_copy(update=limits)
    started = time.monotonic()

    outcomes = list(LocalRunner(settings).run(names))

    assert [outcome.path for outcome in outcomes] == names
    faults = [o.error for o in outcomes if isinstance(o, Failed)]
    assert [str(error) for error in faults if type(error) in {ExtractorError, InternalError}] == []
    assert all(outcome.seconds <= 31 for outcome in outcomes)
    assert time.monotonic() - started < 31 * len(names)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system limits no process's memory")
def test_a_document_that_takes_too_much_memory_costs_itself_alone() -> None:
    runner = LocalRunner(Settings(jobs=1, worker_memory_mb=2_048), greedy)

    first, second = runner.run(["greedy.pdf", "modest.pdf"])

    assert isinstance(first, Failed)
    assert type(first.error) is MemoryLimitError
    assert "worker_memory_mb" in str(first.error)
    assert isinstance(second, Extracted)


def test_a_page_that_never_ends_is_given_up() -> None:
    with pytest.raises(EngineFailedError, match="longer than"), page_time(0.05):
        time.sleep(30)


def test_a_page_in_time_is_left_alone() -> None:
    with page_time(0.05):
        pass
    time.sleep(0.1)


def test_a_page_given_up_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(file: object, number: int, *rest: object) -> object:
        if number == 1:
            time.sleep(30)
        return read_page(file, number, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(extraction, "read_page", slow)
    settings = SETTINGS.model_copy(update={"page_timeout_s": 1.0})

    outcome = extraction.outcome_of(PDFS / "stonehithe-executive.pdf", settings)

    assert isinstance(outcome, Extracted)
    assert [page.words > 0 for page in outcome.records[0].quality.pages] == [False, True]
    assert [(w.code, w.page) for w in outcome.records[0].warnings if w.code == "page_illegible"] == [
        ("page_illegible", 1)
    ]


def test_a_limit_on_pages_is_a_failure_of_its_kind() -> None:
    outcome = extraction.outcome_of(PDFS / "stonehithe-executive.pdf", SETTINGS.model_copy(update={"max_pages": 1}))

    assert isinstance(outcome, Failed)
    assert type(outcome.error) is LimitError
    assert "max_pages is 1" in str(outcome.error)


def test_a_process_is_prepared_but_once_limits_are_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)

    prepare_worker(0, os.getppid())

    assert os.environ["OMP_THREAD_LIMIT"] == "1"


# -- large documents --------------------------------------------------------------------------------------------------


def test_a_document_read_in_parts_is_the_same(tmp_path: Path) -> None:
    name = str(PDFS / "stonehithe-executive.pdf")
    whole = extraction.outcome_of(name, SETTINGS)

    begun = extraction.begin(name, SETTINGS, str(tmp_path), 1)
    assert isinstance(begun, Large)
    assert begun.page_count == 2
    parts = [extraction.read_part(name, (number, number), SETTINGS, str(tmp_path)) for number in (2, 1)]
    assert all(isinstance(part, Part) for part in parts)
    joined = extraction.finish(name, tuple(p for p in parts if isinstance(p, Part)), SETTINGS, str(tmp_path))

    assert isinstance(whole, Extracted)
    assert isinstance(joined, Extracted)
    assert joined.records == whole.records
    assert joined.seconds > sum(part.seconds for part in parts)


def test_large_documents_are_read_by_all_workers_and_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    names = [str(PDFS / "stonehithe-executive.pdf"), str(HOSTILE / "truncated.pdf")]

    large, spoilt = LocalRunner(SETTINGS, large=1).run(names)

    whole = extraction.outcome_of(names[0], SETTINGS)
    assert isinstance(large, Extracted)
    assert isinstance(whole, Extracted)
    assert large.records == whole.records
    assert isinstance(spoilt, Failed)
    assert not list(tmp_path.glob("extractor-*"))


def endless_parts(name: str, settings: Settings, folder: str, large: int | None) -> Large:
    return Large(name, 2, settings.document_timeout_s + 1)


def test_the_time_of_a_document_counts_over_its_parts() -> None:
    settings = SETTINGS.model_copy(update={"document_timeout_s": 0.05})

    (outcome,) = LocalRunner(settings, endless_parts, large=1).run([str(PDFS / "stonehithe-executive.pdf")])

    assert isinstance(outcome, Failed)
    assert type(outcome.error) is DocumentTimeoutError
