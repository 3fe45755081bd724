"""Runs that never stick: names of any bytes, lists and documents through a pipe, what is chosen, what is left behind."""

import errno
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from decision_models import DecisionRecord
from extractor import cli
from extractor.batch.addresses import fetch
from extractor.batch.extraction import outcome_of
from extractor.batch.inputs import Choice, expand
from extractor.batch.outcome import Extracted, Failed
from extractor.batch.scratch import scratch_folder
from extractor.cli.progress import Display, Tally, watched
from extractor.errors import (
    DamagedArchiveError,
    DatabaseError,
    DiskFullError,
    FileMissingError,
    LimitError,
    MemoryLimitError,
    NotAPdfError,
    SystemRefusedError,
    TooDeepError,
    UsageError,
)
from extractor.faults import told
from extractor.pages.regions import write_regions
from extractor.settings import Settings, load_settings
from extractor.sinks.source import read_failures, read_records
from tests.fixture_documents import PDFS, records_of
from tests.handmade import TEXT, pdf
from tests.killable import HereRunner
from tests.runs import Done, Run

ROOT = Path(__file__).parents[1]
BORN = PDFS / "stonehithe-executive.pdf"
LATIN = "Beschlu\udcdf.pdf"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line here; ``pretend`` makes records up instead of reading."""

    def run_here(*arguments: object, pretend: bool = True) -> Done:
        if pretend:
            monkeypatch.setattr("extractor.cli.delivery.LocalRunner", lambda *_, stop, **__: HereRunner(stop))
        monkeypatch.setattr(sys, "argv", ["extractor", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Done(int(ended.value.code or 0), *capfd.readouterr())

    return run_here


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Return a function that puts bytes on standard input."""

    def put(content: bytes) -> None:
        raw = io.BufferedReader(io.BytesIO(content))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))

    return put


def made(folder: Path, *names: str) -> list[Path]:
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"%PDF-{number} {name.encode(errors='ignore')!r} decision")
    return [folder / name for name in names]


def paths_in(target: Path | str) -> list[str]:
    return [record.source.path for record in read_records(str(target))]


# -- texts and names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x0b", "\x1e"])
def test_what_some_programs_take_for_the_end_of_a_line_ends_none(odd: str, tmp_path: Path, run: Run) -> None:
    made(tmp_path / "archive", f"a{odd}b.pdf")
    (tmp_path / "archive" / f"spoilt{odd}.pdf").write_text("no PDF")
    target = tmp_path / "out.jsonl"

    assert run("run", tmp_path / "archive", "-o", target).returncode == 7
    assert run("run", tmp_path / "archive", "-o", target).returncode == 7

    assert paths_in(target) == [str(tmp_path / "archive" / f"a{odd}b.pdf")]
    assert [failure.path for failure in read_failures(str(target))] == [str(tmp_path / "archive" / f"spoilt{odd}.pdf")]
    assert run("evaluate", target, target, "--json").returncode == 0


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out.db", "tables/", "out.json"])
def test_a_name_that_is_no_text_is_recorded_escaped(name: str, tmp_path: Path, run: Run) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / LATIN).write_bytes(b"%PDF- decision")
    target = f"{tmp_path}/{name}"

    done = run("run", archive, "-o", target)
    again = run("run", archive / LATIN, "-o", target)

    assert (done.returncode, again.returncode) == (0, 0)
    assert paths_in(target) == [f"{archive}/Beschlu\\xdf.pdf"]
    assert again.stderr.count("] ") == 0


def test_a_name_that_is_no_text_is_read_by_a_worker(tmp_path: Path) -> None:
    (tmp_path / LATIN).write_bytes(pdf())
    settings = Settings(pages=tmp_path / "pages", words=tmp_path / "words", regions=tmp_path / "regions")

    found = outcome_of(f"{tmp_path}/Beschlu\\xdf.pdf", settings)

    assert isinstance(found, Extracted)
    assert TEXT in found.records[0].sections[0].text
    assert len(list((tmp_path / "pages").glob("[!.]*"))) == 3
    assert len(list((tmp_path / "regions").glob("[!.]*"))) == 1


def test_the_library_takes_a_name_that_is_no_text(tmp_path: Path) -> None:
    from extractor import extract

    (tmp_path / LATIN).write_bytes(pdf())

    (found,) = extract(tmp_path / LATIN)

    assert found.source.path.endswith("Beschlu\\xdf.pdf")


def test_a_pipe_in_an_archive_does_not_hold_up_a_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "device.pdf").symlink_to("/dev/zero")
    (tmp_path / "sound.pdf").write_bytes(pdf())
    names = ["pipe.pdf", "device.pdf", "sound.pdf"]
    command = [sys.executable, "-m", "extractor", "run", *names, "-o", "out.jsonl", "-j", "1"]

    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'models'}"}
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60, env=environment
    )

    assert done.returncode == 7
    assert done.stderr.count("This is not a file.") == 4
    assert paths_in(tmp_path / "out.jsonl") == ["sound.pdf"]


# -- what is meant ----------------------------------------------------------------------------------------------------


def test_what_is_hidden_and_what_a_mac_leaves_is_not_read(tmp_path: Path) -> None:
    made(tmp_path, "a.pdf", "._a.pdf", ".hidden.pdf", ".cache/b.pdf", "c/._d.pdf", "c/d.pdf")

    assert list(expand([str(tmp_path)])) == [f"{tmp_path}/a.pdf", f"{tmp_path}/c/d.pdf"]
    assert list(expand([f"{tmp_path}/.hidden.pdf"])) == [f"{tmp_path}/.hidden.pdf"]


def test_what_a_run_writes_is_not_its_input(tmp_path: Path, run: Run) -> None:
    made(tmp_path, "a.pdf", "pages/a.0123456789.pdf", "seen/a-1.png")

    run(
        "run",
        tmp_path,
        "-o",
        tmp_path / "out.jsonl",
        "--pages",
        tmp_path / "pages",
        "--show-regions",
        tmp_path / "seen",
    )

    assert paths_in(tmp_path / "out.jsonl") == [f"{tmp_path}/a.pdf"]


def test_what_an_earlier_run_wrote_is_no_run_s_input(tmp_path: Path, run: Run) -> None:
    made(tmp_path, "kept/b.pdf")
    (tmp_path / "a.pdf").write_bytes(pdf())
    settings = Settings(pages=tmp_path / "pages", regions=tmp_path / "seen")

    outcome_of(tmp_path / "a.pdf", settings)
    outcome_of(tmp_path / "a.pdf", Settings(pages=tmp_path / "kept"))

    # What others keep in a folder stays part of the archive, whatever a run has written there.
    found = list(expand([str(tmp_path)]))
    assert {f"{tmp_path}/a.pdf", f"{tmp_path}/kept/b.pdf"} <= set(found)
    assert [name for name in found if "/pages/" in name or "/seen/" in name] == []
    assert list(expand([f"{tmp_path}/seen"])) == [str(path) for path in (tmp_path / "seen").glob("*.png")] != []


def test_a_name_that_the_system_refuses_costs_itself_alone(tmp_path: Path) -> None:
    name = "x" * 300 + ".pdf"

    (found,) = expand([name])
    outcome = outcome_of(found, Settings())

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, FileMissingError)
    assert "too long" in str(outcome.error)


def test_a_broken_archive_costs_itself_alone(tmp_path: Path) -> None:
    made(tmp_path, "a.pdf")
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and then nothing")

    first, second = expand([f"{tmp_path}/bad.zip", f"{tmp_path}/a.pdf"])
    outcome = outcome_of(first, Settings())

    assert second == f"{tmp_path}/a.pdf"
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, DamagedArchiveError)


def test_a_document_and_names_do_not_come_through_standard_input_together(given: Callable[[bytes], None]) -> None:
    given(pdf())

    with pytest.raises(UsageError, match="alone"):
        list(expand(["-", "a.pdf"]))


def test_a_zip_that_is_named_is_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("2016/a.pdf", pdf())
        archive.writestr("notes.txt", "none")

    (name,) = expand([f"{tmp_path}/archive.zip"])
    found = outcome_of(name, Settings())

    assert name == f"zip://2016/a.pdf::{tmp_path}/archive.zip"
    assert isinstance(found, Extracted)


def test_some_of_an_archive(tmp_path: Path) -> None:
    names = [str(path) for path in made(tmp_path, *(f"{number:03}.pdf" for number in range(50)))]

    assert list(expand([str(tmp_path)], Choice(limit=3))) == names[:3]
    drawn = list(expand([str(tmp_path)], Choice(sample=10)))
    assert drawn == sorted(set(drawn))
    assert len(drawn) == 10
    assert drawn == list(expand([str(tmp_path)], Choice(sample=10)))
    assert drawn != list(expand([str(tmp_path)], Choice(sample=10, seed=2)))
    assert list(expand([str(tmp_path)], Choice(sample=99))) == names


def test_a_run_over_some_takes_nothing_for_gone(tmp_path: Path, run: Run) -> None:
    archive = tmp_path / "archive"
    made(archive, "a.pdf", "b.pdf")
    target = tmp_path / "out.db"
    run("run", archive, "-o", target)
    (archive / "b.pdf").unlink()

    assert "gone" not in run("run", archive, "-o", target, "--limit", "1").stderr
    assert "1 file is gone since" in run("run", archive, "-o", target).stderr


@pytest.mark.parametrize("name", ["out.jsonl", "out.db"])
def test_every_path_is_found_in_the_ledger(name: str, tmp_path: Path, run: Run) -> None:
    archive = tmp_path / "archive"
    made(archive, "a.pdf", "b.pdf", "c.pdf")
    (archive / "again.pdf").write_bytes((archive / "a.pdf").read_bytes())
    run("run", archive, "-o", tmp_path / name)
    (archive / "b.pdf").rename(archive / "renamed.pdf")
    (archive / "c.pdf").unlink()
    run("run", archive, "-o", tmp_path / name)

    listed = run("status", tmp_path / name, "--files").stdout.splitlines()
    states = {Path(file["path"]).name: file["state"] for file in map(json.loads, listed)}
    assert states == {"a.pdf": "read", "again.pdf": "alias", "b.pdf": "gone", "renamed.pdf": "read", "c.pdf": "gone"}
    assert json.loads(run("status", tmp_path / name, "--json").stdout)["gone"] == 2
    run("prune", tmp_path / name, "--yes")
    assert sorted(Path(path).name for path in paths_in(tmp_path / name)) == ["a.pdf", "renamed.pdf"]


def test_a_dry_run_lists_and_reads_nothing(tmp_path: Path, run: Run) -> None:
    made(tmp_path / "archive", "a.pdf", "b.pdf", "c.pdf")

    done = run("run", tmp_path / "archive", "-o", tmp_path / "out.jsonl", "--dry-run", "--limit", "2")

    assert done.stdout == f"{tmp_path}/archive/a.pdf\n{tmp_path}/archive/b.pdf\n"
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_names_end_in_nul_where_that_is_said(tmp_path: Path, run: Run, given: Callable[[bytes], None]) -> None:
    made(tmp_path, "a\nb.pdf", "c.pdf")
    (tmp_path / LATIN).write_bytes(b"%PDF- decision")
    given(b"\0".join(os.fsencode(tmp_path / name) for name in ("a\nb.pdf", LATIN, "c.pdf")) + b"\0")

    run("run", "-", "-0", "-o", tmp_path / "out.jsonl")

    assert paths_in(tmp_path / "out.jsonl") == [f"{tmp_path}/{n}" for n in ("a\nb.pdf", "Beschlu\\xdf.pdf", "c.pdf")]


@pytest.mark.parametrize("target", [None, "-", "out.jsonl"])
def test_a_document_comes_through_standard_input(
    target: str | None, tmp_path: Path, run: Run, given: Callable[[bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outputs = [] if target is None else ["-o", target]
    given(b"%PDF-1 decision decision")
    done = run("run", "-", *outputs)
    text = Path("out.jsonl").read_text(encoding="utf-8") if target == "out.jsonl" else done.stdout
    given(b"%PDF-2 decision")
    again = run("run", "-", *outputs)

    found = [DecisionRecord.model_validate_json(line) for line in text.splitlines()]
    assert [one.source.path for one in found] == ["-", "-"]
    assert found[0].source.sha256 == hashlib.sha256(b"%PDF-1 decision decision").hexdigest()
    assert again.returncode == 0
    last = Path("out.jsonl").read_text(encoding="utf-8") if target == "out.jsonl" else again.stdout
    assert len(last.splitlines()) == 1


def test_some_pages_of_a_document(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(count=6))

    found = outcome_of(path, Settings(only_pages="2-3, 5-"))
    beyond = outcome_of(path, Settings(only_pages="9"))

    assert isinstance(found, Extracted)
    assert found.records[0].source.page_count == 6
    assert {page.number for record in found.records for page in record.quality.pages} == {2, 3, 5, 6}
    assert isinstance(beyond, Failed)
    assert "none of the pages 9; it has 6" in str(beyond.error)
    for bad in ("0", "3-2-1", "a", "1,,2"):
        with pytest.raises(UsageError, match="only_pages"):
            load_settings({"only_pages": bad}, environment={})


# -- what is said -----------------------------------------------------------------------------------------------------


def test_json_for_programs_is_all_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(pdf("", text="(cid:1)"))
    (tmp_path / "spoilt.pdf").write_text("no PDF")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'models'}"}
    for target in ([], ["-o", "out.jsonl"]):
        command = [sys.executable, "-m", "extractor", "run", ".", "--log-json", "-j", "1", *target]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)

        assert done.returncode == 7
        assert {json.loads(line)["event"] for line in done.stderr.splitlines()} >= {"document"}


def test_a_quiet_run_tells_failures_only(tmp_path: Path, run: Run) -> None:
    made(tmp_path / "archive", "a.pdf", "b.pdf")

    assert run("run", tmp_path / "archive", "-o", tmp_path / "out.jsonl", "-q").stderr == ""
    (tmp_path / "archive" / "c.pdf").write_text("no PDF")
    assert "1 of 3 files failed" in run("run", tmp_path / "archive", "-o", tmp_path / "out.jsonl", "-q").stderr


def test_pictures_of_equal_names_do_not_meet(tmp_path: Path) -> None:
    settings = Settings(regions=tmp_path / "seen")
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "minutes.pdf").write_bytes(pdf(text=f"The lamp of pier {number} is lit"))
        assert isinstance(outcome_of(tmp_path / str(number) / "minutes.pdf", settings), Extracted)

    assert len(list((tmp_path / "seen").glob("minutes.*-1.png"))) == 2


def test_pictures_are_drawn_of_scans_too(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (600, 800), 255).save(tmp_path / "sheet.png")

    assert len(write_regions(tmp_path / "sheet.png", records_of(BORN.name)[:0], tmp_path / "seen")) == 1


# -- what comes from afar ---------------------------------------------------------------------------------------------


def test_a_bomb_in_an_archive_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.pdf", b"%PDF-1.7\n" + bytes(32 << 20))
        archive.writestr("sound.pdf", pdf())
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    with pytest.raises(LimitError, match="max_zip_ratio"):
        fetch(f"zip://bomb.pdf::{tmp_path}/a.zip", scratch)
    with pytest.raises(LimitError, match="max_file_mb"):
        fetch(f"zip://bomb.pdf::{tmp_path}/a.zip", scratch, Settings(max_zip_ratio=10_000, max_file_mb=8))
    assert list(scratch.iterdir()) == []
    assert fetch(f"zip://sound.pdf::{tmp_path}/a.zip", scratch).read_bytes() == pdf()


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """Serve ``tmp_path`` on loopback."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    made(tmp_path, "2016/a.pdf", "2016/b.pdf", "2016/notes.txt")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_folder_and_a_pattern_of_the_web(web: str) -> None:
    wanted = [f"{web}/2016/a.pdf", f"{web}/2016/b.pdf"]

    assert list(expand([f"{web}/2016/"])) == wanted
    assert list(expand([f"{web}/2016/*.pdf"])) == wanted
    assert list(expand([f"{web}/a.pdf?version=2"])) == [f"{web}/a.pdf?version=2"]


def test_an_archive_of_the_web_is_opened_where_its_server_gives_parts_of_it(web: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("a.pdf", pdf())

    # Python's own server gives no parts of a file, and an archive is read from its end.
    with pytest.raises(FileMissingError, match="range requests"):
        list(expand([f"{web}/archive.zip"]))


def test_a_folder_of_the_web_that_cannot_be_had_is_called_missing(web: str) -> None:
    with pytest.raises(FileMissingError):
        list(expand([f"{web}/2017/"]))


# -- what is left behind ----------------------------------------------------------------------------------------------


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    hold = (
        "from extractor.batch.scratch import scratch_folder as s\nwith s() as f:\n    print(f, flush=True)\n    input()"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT / 'models'}"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(2)
    ]
    folders = [Path(p.stdout.readline().strip()) for p in processes if p.stdout]
    (folders[0] / "copy").write_text("left")
    processes[0].kill()
    processes[0].communicate()
    (tmp_path / "extractor-of-somebody-else").mkdir()

    with scratch_folder() as mine:
        there = set(tmp_path.iterdir())

    assert there == {mine, folders[1], tmp_path / "extractor-of-somebody-else"}
    processes[1].communicate("\n")
    assert list(tmp_path.iterdir()) == [tmp_path / "extractor-of-somebody-else"]


def test_a_document_is_told_of_once_it_stands_in_the_target(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = (Failed(name, NotAPdfError(name)) for name in ("a", "b"))
    for outcome in watched(outcomes, Display(Tally(), lambda: 2, as_json=True)):
        sys.stderr.write(f"{outcome.path} is written\n")
    said = capsys.readouterr().err.splitlines()
    assert [line if line.endswith("written") else json.loads(line)["path"] for line in said] == [
        "a is written",
        "a",
        "b is written",
        "b",
    ]


def test_a_watched_folder_may_be_empty_and_needs_no_other_name(tmp_path: Path) -> None:
    inbox, target = tmp_path / "inbox", tmp_path / "out.jsonl"
    inbox.mkdir()
    command = [sys.executable, "-m", "tests.killable", "run", "-o", target, "--watch", inbox, "--log-json"]
    with subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        time.sleep(2)
        (inbox / "1.pdf").write_text("%PDF-first decision")
        event = json.loads(process.stderr.readline())
        process.terminate()

    assert event["path"] == str(inbox / "1.pdf")


# -- what is left behind, and what is not ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.jsonl", "out.db", "tables/"])
def test_a_mistyped_name_leaves_nothing(name: str, tmp_path: Path, run: Run) -> None:
    done = run("run", tmp_path / "archve", "-o", f"{tmp_path}/{name}")

    assert done.returncode == 3
    assert "archve: There is no such file" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["out.jsonl", "out.db"])
def test_a_mistyped_name_is_not_kept_beside_what_is_there(target: str, tmp_path: Path, run: Run) -> None:
    archive, out = tmp_path / "archive", tmp_path / target
    made(archive, "a.pdf")
    assert run("run", archive, "-o", out).returncode == 0

    mistyped = run("run", tmp_path / "archve", "-o", out)
    assert (mistyped.returncode, "archve: There is no such file" in mistyped.stderr) == (3, True)
    assert [file["path"] for file in files(run, out)] == [str(archive / "a.pdf")]

    # Beside one that is there it fails, is named, and is forgotten by the run that no longer names it.
    assert run("run", archive, tmp_path / "b.pdf", "-o", out).returncode == 7
    again = run("run", archive, "-o", out)
    assert again.returncode == 0
    assert {file["path"]: file["state"] for file in files(run, out)} == {
        str(archive / "a.pdf"): "read",
        str(tmp_path / "b.pdf"): "gone",
    }
    assert run("prune", out, "--yes").returncode == 0
    assert [file["path"] for file in files(run, out)] == [str(archive / "a.pdf")]


def files(run: Run, target: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in run("status", target, "--files").stdout.splitlines()]


@pytest.mark.parametrize(("target", "package"), [("out.parquet", "pyarrow"), ("out.xlsx", "openpyxl")])
def test_what_is_missing_to_write_is_told_before_anything_is_read(
    target: str, package: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path / "archive", "a.pdf")
    monkeypatch.setitem(sys.modules, package, None)

    done = run("run", tmp_path / "archive", "-o", tmp_path / target)

    assert (done.returncode, "pip install" in done.stderr, "1 decision" in done.stderr) == (5, True, False)
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_a_file_that_is_gone_may_be_named(tmp_path: Path, run: Run) -> None:
    archive, out = tmp_path / "archive", tmp_path / "out.jsonl"
    made(archive, "a.pdf")
    assert run("run", archive / "a.pdf", "-o", out).returncode == 0
    (archive / "a.pdf").unlink()

    assert run("run", archive / "a.pdf", "-o", out).returncode == 0
    assert [file["state"] for file in files(run, out)] == ["gone"]


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [([], 2, "say what to read"), (["--watch", "inbx"], 3, "inbx: There is no such file")],
    ids=["nothing", "a folder that is not there"],
)
def test_a_run_needs_something_to_read(given: list[str], status: int, said: str, tmp_path: Path, run: Run) -> None:
    done = run("run", *given, "-o", tmp_path / "out.jsonl")

    assert (done.returncode, said in done.stderr, list(tmp_path.iterdir())) == (status, True, [])


def test_looking_at_a_run_leaves_nothing(tmp_path: Path, run: Run) -> None:
    made(tmp_path / "archive", "a.pdf")
    run("run", tmp_path / "archive", "-o", tmp_path / "out.jsonl")
    before = sorted(path.name for path in tmp_path.iterdir())

    again = run("run", tmp_path / "archive", "-o", tmp_path / "out.jsonl")
    assert "pages a second" not in again.stderr
    assert run("status", tmp_path / "out.jsonl").returncode == 0

    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert not [name for name in before if name.endswith(("-wal", "-shm"))]


def test_an_export_goes_to_standard_output(tmp_path: Path, run: Run) -> None:
    made(tmp_path / "archive", "a.pdf", "b.pdf")
    run("run", tmp_path / "archive", "-o", tmp_path / "out.jsonl")

    done = run("export", tmp_path / "out.jsonl", "-o", "-")

    assert (done.returncode, done.stdout) == (0, (tmp_path / "out.jsonl").read_text())


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "tables/"])
def test_an_export_that_fails_leaves_nothing(name: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "spoilt.jsonl").write_text("{}\n")

    done = run("export", tmp_path / "spoilt.jsonl", "-o", f"{tmp_path}/{name}")

    assert done.returncode == 4
    assert [path.name for path in tmp_path.iterdir()] == ["spoilt.jsonl"]


# -- what the system refuses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (MemoryError(), MemoryLimitError),
        (RuntimeError("std::bad_alloc"), MemoryLimitError),
        (ValueError("Unable to allocate 3.00 GiB for an array"), MemoryLimitError),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), MemoryLimitError),
        (OSError(errno.ENOSPC, "No space left on device", "x.part"), DiskFullError),
        (sqlite3.OperationalError("database or disk is full"), DiskFullError),
        (sqlite3.OperationalError("disk I/O error"), DatabaseError),
        (OSError(errno.ENAMETOOLONG, "File name too long", "x" * 300), SystemRefusedError),
        (OSError(errno.EMFILE, "Too many open files"), SystemRefusedError),
        (RecursionError("maximum recursion depth exceeded"), TooDeepError),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else str(value),
)
def test_what_the_system_refuses_is_no_fault_of_ours(fault: Exception, error: type[Exception]) -> None:
    assert type(told(fault, "a.pdf")) is error


@pytest.mark.parametrize("where", ["words", "pages", "regions"])
def test_a_full_disk_is_called_one(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf())

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr("PIL.Image.Image.save", full)
    found = outcome_of(tmp_path / "a.pdf", Settings(**{where: tmp_path / "out"}))

    assert isinstance(found, Failed)
    assert type(found.error) is DiskFullError


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    path = tmp_path / ("ž" * 125 + ".pdf")
    path.write_bytes(pdf())

    found = outcome_of(path, Settings(pages=tmp_path / "pages", regions=tmp_path / "seen"))

    assert isinstance(found, Extracted)
    assert len(list((tmp_path / "pages").glob("[!.]*"))) == 3


def test_a_target_whose_name_is_too_long_is_refused(tmp_path: Path, run: Run) -> None:
    made(tmp_path, "a.pdf")

    for target in ("x" * 300 + ".jsonl", "x" * 250 + ".jsonl", "x" * 300 + ".db"):
        done = run("run", tmp_path / "a.pdf", "-o", tmp_path / target)

        assert done.returncode in {2, 5}
        assert "too long" in done.stderr
        assert "fault" not in done.stderr


def test_settings_that_are_nested_without_end_are_refused(tmp_path: Path) -> None:
    (tmp_path / "deep.toml").write_text("jobs = " + "[" * 100_000)

    with pytest.raises(UsageError, match=r"nested too deeply|not TOML"):
        load_settings(environment={}, file=tmp_path / "deep.toml")
