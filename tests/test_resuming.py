"""A batch goes on where it stopped: nothing is lost, nothing stands twice, nothing is half written."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from decision_models import DecisionRecord
from extractor import cli
from tests.killable import HereRunner
from tests.runs import Done, Run

pytestmark = pytest.mark.xdist_group("resuming")
ROOT = Path(__file__).parents[1]
KILLS = 20


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "tests.killable", *map(str, arguments)]


def run_apart(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line in this process, one document after the other."""
    monkeypatch.setattr("extractor.cli.delivery.LocalRunner", lambda *_, stop, **__: HereRunner(stop))

    def run_here(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["extractor", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return run_here


def lines(done: Done | subprocess.CompletedProcess[str]) -> list[str]:
    """Return what was said of documents, without their numbers."""
    return [line.split("] ", 1)[1] for line in done.stderr.splitlines() if line.startswith("[")]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return a folder of documents: most with one decision, some with more, with none, equal, spoilt."""
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.pdf").write_text(f"%PDF-{number} " + "decision " * (number % 3 + (number % 7 > 0)))
    (folder / "70-same.pdf").write_bytes((folder / "05.pdf").read_bytes())
    (folder / "80-spoilt.pdf").write_text("no PDF")
    return folder


def test_a_run_that_is_killed_at_any_moment_goes_on(archive: Path, tmp_path: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed.jsonl", tmp_path / "killed.jsonl"
    assert run_apart("run", archive, "-o", undisturbed).returncode == 7
    moments, died = random.Random(20), 0

    for _ in range(KILLS):
        with subprocess.Popen(
            command("run", archive, "-o", killed, "-j", "1"), stderr=subprocess.PIPE, text=True, cwd=ROOT
        ) as process:
            assert process.stderr is not None
            # Past the start, which is most of the time, lie the moments that matter.
            for _ in range(moments.randrange(4)):
                process.stderr.readline()
            time.sleep(moments.random() * 0.05)
            process.kill()
        died += process.returncode == -signal.SIGKILL
        assert not killed.exists() or killed.read_bytes() == undisturbed.read_bytes()
    last = run_apart("run", archive, "-o", killed)

    assert died >= KILLS // 2
    assert last.returncode == 7
    assert last.stderr.count("] ") < 62
    assert killed.read_bytes() == undisturbed.read_bytes()
    ids = [DecisionRecord.model_validate_json(line).record_id for line in killed.read_text().splitlines()]
    assert len(ids) == len(set(ids)) > 60
    failures = (
        killed.with_name(killed.name + ".failures.jsonl"),
        undisturbed.with_name("undisturbed.jsonl.failures.jsonl"),
    )
    assert failures[0].read_bytes() == failures[1].read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_workers_do_not_outlive_a_killed_run(archive: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        command("run", archive, "-o", tmp_path / "a.jsonl"), stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        workers = children(process.pid)
        process.kill()

    assert workers
    deadline = time.monotonic() + 20
    while any(is_alive(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [worker for worker in workers if is_alive(worker)]


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    if not found.exists():
        pytest.skip("this system does not list a process's children")
    return [int(child) for child in found.read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


def test_a_second_run_reads_what_is_new_or_changed(archive: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.jsonl"
    run("run", archive, "-o", target)
    before = target.read_bytes()
    unchanged = run("run", archive, "-o", target)
    assert lines(unchanged) == []
    assert target.read_bytes() == before

    (archive / "05.pdf").write_text("%PDF-other decision")
    (archive / "06.pdf").touch()
    (archive / "65-new.pdf").write_text("%PDF-new decision")
    (archive / "66-again.pdf").write_bytes((archive / "07.pdf").read_bytes())
    again = run("run", archive, "-o", target, "-j", "1")

    # What was the same as 05.pdf no longer is, and is read for itself.
    names = [Path(line.split(":")[0]).name for line in lines(again)]
    assert names == ["05.pdf", "65-new.pdf", "70-same.pdf"]
    undisturbed = tmp_path / "undisturbed.jsonl"
    run("run", archive, "-o", undisturbed)
    assert target.read_bytes() == undisturbed.read_bytes()


@pytest.mark.parametrize(
    ("flags", "read"), [([], 0), (["--retry-failed"], 1), (["--redo"], 61)], ids=["plain", "failed", "all"]
)
def test_what_is_read_again(archive: Path, tmp_path: Path, run: Run, flags: list[str], read: int) -> None:
    target = tmp_path / "out.jsonl"
    run("run", archive, "-o", target)
    before = target.read_bytes()

    again = run("run", archive, "-o", target, *flags)

    assert len(lines(again)) == read
    assert again.returncode == 7
    assert "1 of 62 files failed" in again.stderr
    assert not read or f"[{read}/{read}]" in again.stderr
    assert target.read_bytes() == before


def test_other_settings_read_everything_again(archive: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.jsonl"
    run("run", archive, "-o", target)

    assert len(lines(run("run", archive, "-o", target, "--text-layer", "ignore"))) == 61
    assert len(lines(run("run", archive, "-o", target, "--text-layer", "ignore", "-j", "1"))) == 0


def test_what_kills_its_worker_is_set_aside(tmp_path: Path, run: Run) -> None:
    (tmp_path / "crash.pdf").write_text("crash")
    (tmp_path / "sound.pdf").write_text("%PDF- decision")
    target = tmp_path / "out.jsonl"

    first = run_apart("run", tmp_path, "-o", target, "-j", "1")
    plain = run("run", tmp_path, "-o", target)
    progress = json.loads(run("status", target, "--json").stdout)

    assert first.returncode == plain.returncode == 7
    assert "is set aside" in first.stderr
    assert lines(plain) == []
    assert (progress["done"], progress["set_aside"], progress["left"]) == (1, 1, 0)
    assert progress["failed"] == {"WorkerDiedError": 1}
    assert len(target.read_text().splitlines()) == 1


def test_a_target_that_somebody_changed_is_left_alone(archive: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.jsonl"
    run("run", archive, "-o", target)
    target.write_text("notes of mine\n")

    refused = run("run", archive, "-o", target)
    assert refused.returncode == 2
    assert "changed since" in refused.stderr
    assert target.read_text() == "notes of mine\n"

    assert run("run", archive, "-o", target, "--overwrite").returncode == 7
    assert len(target.read_text().splitlines()) > 60


def test_a_target_that_is_gone_is_written_again(archive: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.jsonl"
    run("run", archive, "-o", target)
    before = target.read_bytes()
    target.unlink()

    again = run("run", archive, "-o", target)

    assert lines(again) == []
    assert target.read_bytes() == before


def test_runs_that_name_other_documents_add_to_a_target(archive: Path, tmp_path: Path, run: Run) -> None:
    target, whole = tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    run("run", archive / "01.pdf", "-o", target)
    run("run", archive / "02.pdf", archive / "03.pdf", "-o", target)
    run("run", *(archive / f"0{n}.pdf" for n in (1, 2, 3)), "-o", whole)

    assert target.read_bytes() == whole.read_bytes()


def test_one_run_at_a_time_writes_to_a_target(archive: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.jsonl"
    for number in range(60):
        (archive / f"{number:02}.pdf").write_text(f"%PDF-slow {number} decision")
    with subprocess.Popen(
        command("run", archive, "-o", target, "-j", "1"), stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as first:
        assert first.stderr is not None
        first.stderr.readline()
        second = run("run", archive, "-o", target)
        progress = json.loads(run("status", target, "--json").stdout)
        first.send_signal(signal.SIGTERM)
        said = first.stderr.read()

    assert second.returncode == 2
    assert "Another run is writing" in second.stderr
    assert progress["running"] is True
    assert progress["done"] + progress["left"] + sum(progress["failed"].values()) == progress["documents"] == 62
    assert "goes on from here" in said


def test_into_a_database_records_go_as_they_are_done(archive: Path, tmp_path: Path, run: Run) -> None:
    import sqlite3

    target, plain = tmp_path / "out.db", tmp_path / "out.jsonl"
    run("run", archive, "-o", plain)
    with subprocess.Popen(
        command("run", archive, "-o", target, "-j", "1"), stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stderr is not None
        for _ in range(20):
            process.stderr.readline()
        process.kill()
    base = sqlite3.connect(target)
    (before,) = base.execute("SELECT count(*) FROM decisions").fetchone()
    again = run("run", archive, "-o", target)
    (after,) = base.execute("SELECT count(*) FROM decisions").fetchone()
    base.close()

    assert 0 < before < after == len(plain.read_text().splitlines())
    assert again.returncode == 7


def test_what_arrives_in_a_watched_folder_is_read(archive: Path, tmp_path: Path) -> None:
    target, inbox = tmp_path / "out.jsonl", tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "1.pdf").write_text("%PDF-first decision")
    watching = command("run", inbox, "-o", target, "--watch", inbox, "--log-json")
    with subprocess.Popen(watching, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        first = json.loads(process.stderr.readline())
        (inbox / "deep").mkdir()
        (inbox / "deep" / "2.pdf").write_text("%PDF-second decision")
        second = json.loads(process.stderr.readline())
        deadline = time.monotonic() + 20
        while not target.exists() or len(target.read_text().splitlines()) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()

    assert [Path(event["path"]).name for event in (first, second)] == ["1.pdf", "2.pdf"]
    assert process.returncode == 0
    assert json.loads(rest.splitlines()[-1])["done"] == 2


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--watch", "."], "need a target"),
        (["--redo"], "need a target"),
        (["--retry-failed"], "need a target"),
        (["-o", "{folder}/a.jsonl", "--watch", ".", "--runner", "ray"], "local runner only"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_together_is_refused(tmp_path: Path, run: Run, flags: list[str], said: str) -> None:
    done = run("run", "a.pdf", *(flag.format(folder=tmp_path) for flag in flags))

    assert done.returncode == 2
    assert said in done.stderr


def test_names_come_from_standard_input(archive: Path) -> None:
    given = "".join(f"{archive / name}\n" for name in ("03.pdf", "01.pdf", "03.pdf"))
    done = subprocess.run(command("run", "-", "-"), input=given, capture_output=True, text=True, check=False, cwd=ROOT)

    assert [Path(line.split(":")[0]).name for line in lines(done)] == ["03.pdf", "01.pdf"]


def test_progress_can_be_told_to_programs(archive: Path, tmp_path: Path, run: Run) -> None:
    done = run("run", archive, "-o", tmp_path / "out.jsonl", "--log-json")

    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert {event["event"] for event in events} == {"document", "end"}
    assert sum(event.get("state") == "done" for event in events) == 60
    assert [event["error"] for event in events if event.get("state") == "failed"] == ["NotAPdfError"]
    assert (events[-1]["done"], events[-1]["failed"], events[-1]["skipped"]) == (61, {"NotAPdfError": 1}, 0)


def test_there_is_no_status_without_a_run(tmp_path: Path, run: Run) -> None:
    done = run("status", tmp_path / "out.jsonl")

    assert done.returncode == 3
    assert "no run has kept a ledger there" in done.stderr


def test_a_target_where_nothing_may_be_written_is_refused(archive: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").touch()

    done = run("run", archive, "-o", tmp_path / "file" / "out.jsonl")

    assert done.returncode == 2
    assert "cannot be written" in done.stderr
