"""Documents that lie elsewhere: what fsspec knows is listed, fetched and read under its address."""

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from extractor.batch.addresses import fetch, list_address
from extractor.batch.extraction import outcome_of
from extractor.batch.inputs import SUFFIXES, expand
from extractor.batch.outcome import Extracted, Failed
from extractor.errors import FileMissingError, SchemeMissingError, UsageError
from extractor.settings import Settings
from tests.fixture_documents import HOSTILE, PDFS

BORN = PDFS / "stonehithe-executive.pdf"
SETTINGS = Settings(ocr="tesseract")
PLACES = ("2016/a.pdf", "2016/deep/b.TIF", "2016/notes.txt", "2017/c.pdf")


@pytest.fixture
def memory() -> Iterator[str]:
    system = fsspec.filesystem("memory")
    for place in PLACES:
        system.pipe_file(f"/archive/{place}", BORN.read_bytes())
    yield "memory://archive"
    system.rm("/archive", recursive=True)


@pytest.fixture
def zipped(tmp_path: Path) -> str:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        for place in PLACES:
            archive.write(BORN, place)
    return f"::{tmp_path / 'archive.zip'}"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["2016/a.pdf", "2016/deep/b.TIF", "2017/c.pdf"]),
        ("/2016", ["2016/a.pdf", "2016/deep/b.TIF"]),
        ("/*/*.pdf", ["2016/a.pdf", "2017/c.pdf"]),
        ("/2017/c.pdf", ["2017/c.pdf"]),
        ("/2018/none.pdf", ["2018/none.pdf"]),
    ],
    ids=["all", "folder", "pattern", "file", "missing"],
)
def test_what_an_address_stands_for(memory: str, zipped: str, asked: str, found: list[str]) -> None:
    assert list(expand([memory + asked])) == [f"{memory}/{name}" for name in found]
    assert list(expand([f"zip://{asked.lstrip('/')}{zipped}"])) == [f"zip://{name}{zipped}" for name in found]


@pytest.mark.parametrize("asked", ["memory://nowhere/*.pdf", "memory://archive/2016/*.txt"])
def test_an_address_that_stands_for_nothing_is_refused(memory: str, asked: str) -> None:
    with pytest.raises(UsageError) as caught:
        list(expand([asked]))

    assert asked in str(caught.value)


def test_a_document_is_read_under_its_address(memory: str, zipped: str) -> None:
    here = outcome_of(BORN, SETTINGS)
    assert isinstance(here, Extracted)

    for address in (f"{memory}/2016/a.pdf", f"zip://2016/a.pdf{zipped}"):
        there = outcome_of(address, SETTINGS)

        assert isinstance(there, Extracted)
        assert there.path == address
        source = here.records[0].source.model_copy(update={"path": address})
        assert there.records == (here.records[0].model_copy(update={"source": source}),)


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("memory://archive/none.pdf", FileMissingError),
        ("zip://a.pdf::/no/archive.zip", FileMissingError),
        ("nowhere://a.pdf", FileMissingError),
        ("adl://store/folder/a.pdf", SchemeMissingError),
        ("http://127.0.0.1:9/a.pdf", FileMissingError),
    ],
)
def test_what_cannot_be_fetched_is_a_failure_of_its_kind(address: str, error: type[Exception]) -> None:
    outcome = outcome_of(address, SETTINGS)

    assert isinstance(outcome, Failed)
    assert type(outcome.error) is error
    assert address in str(outcome.error)


def test_a_spoilt_document_is_named_by_its_address(memory: str) -> None:
    fsspec.filesystem("memory").pipe_file("/archive/empty.pdf", (HOSTILE / "truncated.pdf").read_bytes())

    outcome = outcome_of(f"{memory}/empty.pdf", SETTINGS)

    assert isinstance(outcome, Failed)
    assert outcome.error.path == f"{memory}/empty.pdf"


def test_a_copy_is_fetched_once(memory: str, tmp_path: Path) -> None:
    first = fetch(f"{memory}/2016/a.pdf", tmp_path)
    first.write_bytes(b"kept")

    assert fetch(f"{memory}/2016/a.pdf", tmp_path).read_bytes() == b"kept"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Start an S3-compatible server on loopback, with a bucket of documents in it."""
    server = pytest.importorskip("moto.server", reason="needs moto's server").ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "lantern",
        "AWS_SECRET_ACCESS_KEY": "lantern",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    system = fsspec.filesystem("s3", skip_instance_cache=True)
    system.mkdir("archive")
    for place in PLACES[:3]:
        system.pipe_file(f"archive/{place}", BORN.read_bytes() + place.encode())
    yield "s3://archive"
    server.stop()


def test_a_bucket_is_read_by_worker_processes(bucket: str) -> None:
    from extractor.batch.local import LocalRunner

    assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert list_address(f"{bucket}/2016", SUFFIXES) == [f"{bucket}/2016/a.pdf", f"{bucket}/2016/deep/b.TIF"]

    read, missing = LocalRunner(SETTINGS.model_copy(update={"jobs": 1})).run(
        [f"{bucket}/2016/a.pdf", f"{bucket}/no.pdf"]
    )

    assert isinstance(read, Extracted)
    assert read.records[0].source.path == f"{bucket}/2016/a.pdf"
    assert read.records[0].source.bytes == BORN.stat().st_size + len("2016/a.pdf")
    assert isinstance(missing, Failed)
    assert type(missing.error) is FileMissingError
