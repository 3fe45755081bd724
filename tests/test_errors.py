"""Every error says what failed, where, and what to do; crosses processes whole; owns its exit status."""

import pickle
from pathlib import Path

import pytest

from extractor import errors
from extractor.errors import ExtractorError
from extractor.settings import Settings
from tests.fixture_documents import HOSTILE, PDFS

STATUSES = {
    "ExtractorError": 1,
    "InternalError": 1,
    "UsageError": 2,
    "OutputExistsError": 2,
    "NewerSchemaError": 2,
    "FormError": 2,
    "LearningError": 2,
    "ModelError": 2,
    "TargetBusyError": 2,
    "FileMissingError": 3,
    "NotAFileError": 3,
    "DocumentError": 4,
    "EmptyFileError": 4,
    "NotAPdfError": 4,
    "EncryptedPdfError": 4,
    "DamagedPdfError": 4,
    "DamagedImageError": 4,
    "NoPagesError": 4,
    "NoReadablePageError": 4,
    "NotRecordsError": 4,
    "WordFileError": 4,
    "NotATruthError": 4,
    "NotASampleError": 4,
    "NotCorrectionsError": 4,
    "DamagedArchiveError": 4,
    "CorrectionError": 2,
    "ConflictError": 2,
    "EnvironmentFaultError": 5,
    "EngineMissingError": 5,
    "SchemeMissingError": 5,
    "RunnerMissingError": 5,
    "DatabaseError": 5,
    "DiskFullError": 5,
    "PackageMissingError": 5,
    "SystemRefusedError": 5,
    "LimitError": 6,
    "DocumentTimeoutError": 6,
    "TooDeepError": 6,
    "MemoryLimitError": 6,
    "WorkerDiedError": 6,
    "EngineFailedError": 6,
}


def every_error() -> list[type[ExtractorError]]:
    found: list[type[ExtractorError]] = [ExtractorError]
    for error in found:
        found += error.__subclasses__()
    return found


def test_exit_statuses_are_as_promised() -> None:
    assert {error.__name__: error.exit_status for error in every_error()} == STATUSES


@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.__name__)
def test_an_error_says_what_where_and_what_to_do(error: type[ExtractorError]) -> None:
    said = str(error("archive/a.pdf", page=3, detail="the detail"))

    assert said.startswith("archive/a.pdf, page 3: ")
    assert error.summary in said
    assert "(the detail)" in said
    assert said.endswith(error.remedy)
    assert error.summary.endswith(".")
    assert error.remedy.endswith(".")


@pytest.mark.parametrize(
    ("error", "beginning"),
    [
        (errors.NotAPdfError(), "This is not a PDF."),
        (errors.NotAPdfError("a.pdf"), "a.pdf: This is not a PDF."),
        (errors.NotAPdfError(page=2), "page 2: This is not a PDF."),
    ],
    ids=["nowhere", "file", "page"],
)
def test_an_error_names_only_what_it_knows(error: ExtractorError, beginning: str) -> None:
    assert str(error).startswith(beginning)


@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.__name__)
def test_an_error_crosses_processes_whole(error: type[ExtractorError]) -> None:
    before = error("a.pdf", page=7, detail="why")

    after = pickle.loads(pickle.dumps(before))

    assert type(after) is error
    assert (after.path, after.page, after.detail) == ("a.pdf", 7, "why")
    assert str(after) == str(before)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("no-such-file.pdf", errors.FileMissingError),
        ("empty.pdf", errors.EmptyFileError),
        ("not-a-pdf.pdf", errors.NotAPdfError),
        ("encrypted.pdf", errors.EncryptedPdfError),
        ("truncated.pdf", errors.DamagedPdfError),
        ("no-pages.pdf", errors.NoPagesError),
        ("blank-page.pdf", errors.NoReadablePageError),
    ],
)
@pytest.mark.xdist_group("hostile")
def test_each_bad_file_has_its_error(name: str, error: type[ExtractorError]) -> None:
    from extractor import extract

    with pytest.raises(ExtractorError) as caught:
        extract(HOSTILE / name)

    assert type(caught.value) is error
    assert caught.value.path == str(HOSTILE / name)


@pytest.mark.xdist_group("hostile")
def test_a_folder_is_no_file(tmp_path: Path) -> None:
    from extractor import extract

    with pytest.raises(errors.FileMissingError):
        extract(tmp_path)


@pytest.mark.xdist_group("hostile")
def test_too_many_pages_pass_a_limit() -> None:
    from extractor import extract

    with pytest.raises(errors.LimitError) as caught:
        extract(PDFS / "stonehithe-executive.pdf", Settings(max_pages=1))

    assert "2" in str(caught.value)


@pytest.mark.parametrize("engine", ["tesseract"])
def test_a_missing_engine_is_said_to_be_missing(engine: str, tmp_path: Path) -> None:
    from extractor import extract

    settings = Settings(ocr="tesseract", tesseract=tmp_path / "no-tesseract")

    with pytest.raises(errors.EngineMissingError) as caught:
        extract(PDFS / "dunmere-register.pdf", settings)

    assert "no-tesseract" in str(caught.value)
    assert "extractor doctor" in str(caught.value)
