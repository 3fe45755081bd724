"""The command line of corrections: out and in, records as read or corrected, and truth to evaluate by."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from decision_models import DecisionRecord
from extractor import cli
from extractor.library import write_records
from extractor.review.corrections import Action, Change
from extractor.review.store import ReviewStore
from extractor.sinks.source import read_records
from tests.records import record, section

Run = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def run_here(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["extractor", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)

    return run_here


@pytest.fixture
def target(tmp_path: Path) -> str:
    """Return a database of one record whose number and day a person put right."""
    name = str(tmp_path / "out.db")
    write_records([record()], name)
    number = Change(action=Action.CHANGE, path="decision_number", new="21/00070")
    day = Change(action=Action.ADD, path="decision_date", new="2021-07-13")
    with ReviewStore(name) as store:
        store.save("1f2e-1", [number, day], who="Ann", seen=None)
    return name


@pytest.mark.parametrize("ending", ["out.jsonl", "out.json", "out.parquet", "tables/", "other.db"])
def test_records_are_exported_as_corrected_and_say_so(run: Run, target: str, tmp_path: Path, ending: str) -> None:
    assert run("export", target, "-o", f"{tmp_path}/{ending}") == 0

    (found,) = read_records(f"{tmp_path}/{ending}")
    assert found.decision_number is not None
    assert (found.decision_number.value, found.decision_number.confidence) == ("21/00070", 1.0)
    assert [(c.path, c.action.value, c.read, c.who) for c in found.corrections] == [
        ("decision_number", "change", '"21/00007"', "Ann"),
        ("decision_date", "add", None, "Ann"),
    ]


def test_records_are_exported_as_read(run: Run, target: str, tmp_path: Path) -> None:
    assert run("export", target, "-o", tmp_path / "out.jsonl", "--as", "read") == 0
    assert list(read_records(str(tmp_path / "out.jsonl"))) == [record()]


def test_corrections_go_out_and_in(run: Run, target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = str(tmp_path / "other.db")
    write_records([record()], other)
    assert run("corrections", "export", target, "-o", tmp_path / "c.csv") == 0
    assert run("corrections", "export", target, "-o", tmp_path / "c.csv") == 2
    assert run("corrections", "import", other, tmp_path / "c.csv") == 0
    assert "2 new corrections" in capsys.readouterr().err
    with ReviewStore(other) as store:
        assert [row.path for row in store.rows()] == ["decision_number", "decision_date"]
    (tmp_path / "bad.csv").write_text("path,new\ndecision_date,soon\n")
    assert run("corrections", "import", other, tmp_path / "bad.csv") == 4


def scores(capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[float, float]]:
    told = json.loads(capsys.readouterr().out)
    return {
        s["name"]: (s["part"], s["whole"]) for s in told["scores"] if (s["group"], s["measure"]) == ("fields", "exact")
    }


def test_what_was_corrected_is_the_truth_about_what_was_read(
    run: Run, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", target, target, "--json") == 0

    found = scores(capsys)
    assert (found["decision_number"], found["decision_date"], found["decision_makers"]) == ((0, 1), (0, 1), (1, 1))


def second() -> DecisionRecord:
    sections = [section("header", "x"), section("decision", "To mend it.", "Decision")]
    return record(
        record_id="1f2e-2", decision_number=None, sections=sections, amounts=[], dates=[], roles=[], people=[]
    )


def test_truth_in_part_scores_what_it_speaks_of(
    run: Run, target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text(
        "file,decision_number,subject,decision_date,decision_makers\n"
        'scans/a.pdf,21/00007,(none),2021-07-13,"Mrs A Quill, Head of Lanterns"\n'
        "elsewhere.pdf,7,,,\n"
    )
    assert run("evaluate", truth, target, "--json") == 0

    wanted = {"decision_number": (1, 1), "decision_date": (0, 1), "decision_makers": (1, 1), "all": (2, 3)}
    assert scores(capsys) == wanted


def test_truth_in_part_tells_the_decisions_of_a_file_by_their_numbers(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_records([second(), record()], tmp_path / "out.jsonl")
    truth = tmp_path / "truth.csv"
    truth.write_text("file;decision_number;decision_makers\na.pdf;21/00007;Mrs A Quill\na.pdf;9;Mr T Oakes\n")
    assert run("evaluate", truth, tmp_path / "out.jsonl", "--json") == 0
    assert scores(capsys)["decision_number"] == (1, 1)
    truth.write_text("file;colour\na.pdf;red\n")
    assert run("evaluate", truth, tmp_path / "out.jsonl", "--json") == 4
