"""The verbs that audit, as a user meets them: tables for people, JSON into a pipe, errors with a remedy."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from decision_models import DecisionRecord
from extractor.cli.app import app
from extractor.cli.findings import print_tables
from extractor.cli.shares import share
from extractor.errors import ExtractorError, FileMissingError, NotATruthError, UsageError
from tests.records import field, raw_record, record, section


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def archive() -> list[DecisionRecord]:
    """Return decisions of which every second gives no reasons, and one is dated before its number."""
    reasons = section("reasons", "It is dark.", "Reasons")
    return [
        record(
            record_id=f"{n:04x}-1",
            source=raw_record()["source"] | {"path": f"box/{n}.pdf"},
            decision_date=field("2019-03-04" if n == 1 else "2021-03-04"),
            sections=[*raw_record()["sections"], *([reasons] if n % 2 else [])],
            subject=field(f"Lamp {n}"),
        )
        for n in range(20)
    ]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(f"{one.model_dump_json()}\n" for one in archive()), encoding="utf-8")
    return path


# -- completeness -------------------------------------------------------------------------------------------------------


def test_completeness_gives_one_record_a_line(target: Path) -> None:
    done = run("audit", "completeness", target)

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert len(lines) == 20
    assert lines[0]["path"] == "box/0.pdf"
    assert lines[0]["faults"] == sum(f["is_fault"] for f in lines[0]["findings"]) > 0
    reasons = next(f for f in lines[1]["findings"] if f["rule"].endswith("reasons"))
    assert reasons | {"regions": []} == {
        "rule": "openness-2014-reg-7-reasons",
        "title": "Reasons for the decision",
        "citation": "SI 2014/2095, regulation 7(3)(b)",
        "kind": "completeness",
        "state": "present",
        "is_fault": False,
        "message": "“Reasons” on page 1.",
        "regions": [],
    }
    assert set(reasons["regions"][0]) == {"page", "x0", "top", "x1", "bottom"}


def shown(records: Sequence[DecisionRecord] | None = None, *, every: bool = False, limit: int = 0) -> str:
    console = Console(width=120, highlight=False, record=True, file=io.StringIO())
    print_tables(archive() if records is None else records, every=every, limit=limit, console=console)
    return console.export_text()


def test_completeness_counts_and_lists_what_a_person_should_see() -> None:
    said = shown()

    assert "Reasons for the decision" in said
    assert "Records with something to look at: 20 of 20." in said
    assert "box/0.pdf · 21/00007" in said
    assert "The number “21/00007” is of 2021, the date 4 March 2019." in said
    assert said.count("SI 2014/2095, regulation 7(3)(b)") == 10


def test_completeness_says_why_no_rules_apply_and_to_how_many() -> None:
    ohio = record(authority=field("City of Lampton, Ohio"))
    unknown = record(decision_makers=[], authority=None)

    said = shown([ohio, ohio, unknown, *archive()])

    assert "Of 2, no rules apply: the record is not of England." in said
    assert "Of 1, no rules apply: it cannot be told who decided, nor that a council did." in said


def test_completeness_lists_no_more_than_asked() -> None:
    said = shown(limit=3)

    assert said.count("box/") == 3
    assert "Not listed: 17; --limit 0 lists all." in said


def test_completeness_shows_what_is_in_order_when_asked() -> None:
    assert "✓" in shown(every=True)
    assert "✓" not in shown()


# -- evaluate -----------------------------------------------------------------------------------------------------------


def test_evaluate_writes_json_and_a_page(tmp_path: Path, target: Path) -> None:
    truth = tmp_path / "corrected"
    truth.mkdir()
    for one in archive()[:6]:
        corrected = one.model_copy(
            update={"subject": one.subject and one.subject.model_copy(update={"value": "Lamp 0"})}
        )
        (truth / f"{one.record_id}.json").write_text(corrected.model_dump_json(), encoding="utf-8")

    done = run("evaluate", truth, target, "--html", tmp_path / "new" / "scores.html", "--resamples", 200)

    told = json.loads(done.stdout)
    subject = next(s for s in told["scores"] if (s["name"], s["measure"]) == ("subject", "exact"))
    assert done.exit_code == 0
    assert told["documents"] == 6
    assert told["unpaired"] == {"truths": [], "found": 14}
    assert subject["value"] == round(1 / 6, 6)
    assert 0 <= subject["low"] < subject["value"] < subject["high"] <= 1
    assert (tmp_path / "new" / "scores.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_evaluate_holds_pages_against_pages(tmp_path: Path) -> None:
    for side, text in (("truth", "The lamp is lit."), ("found", "The larnp is lit.")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "a.txt").write_text(text, encoding="utf-8")

    told = json.loads(run("evaluate", tmp_path / "truth", tmp_path / "found").stdout)

    assert told["scores"][0]["value"] == 2 / 16


@pytest.mark.parametrize(
    ("truth", "found", "error"),
    [
        ("nowhere", "records.jsonl", FileMissingError),
        ("records.jsonl", "nowhere.jsonl", FileMissingError),
        ("strange.json", "records.jsonl", NotATruthError),
    ],
)
def test_evaluate_says_which_side_is_wrong(
    tmp_path: Path, target: Path, truth: str, found: str, error: type[ExtractorError]
) -> None:
    (tmp_path / "strange.json").write_text("{}", encoding="utf-8")

    done = run("evaluate", tmp_path / truth, tmp_path / found)

    assert isinstance(done.exception, error)
    assert str(tmp_path) in str(done.exception)
    assert done.stdout == ""


# -- plan and estimate --------------------------------------------------------------------------------------------------


def test_a_sample_is_drawn_filled_in_and_told_from(tmp_path: Path, target: Path) -> None:
    sheet = tmp_path / "check.csv"
    planned = run("audit", "plan", target, "-o", sheet, "--margin", "5%", "--confidence", "90%", "--seed", 4)
    rows = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline="")))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0], *(["y" if n % 10 else "n", *row[1:]] for n, row in enumerate(rows[1:]))])

    done = run("audit", "estimate", sheet, "--confidence", "90%")

    told = json.loads(done.stdout)
    assert planned.exit_code == done.exit_code == 0
    assert "seed 4" in planned.stdout
    assert told["confidence"] == 0.9
    assert told["overall"]["checked"] == len(rows) - 1
    assert told["overall"]["rate"]["low"] < 0.1 < told["overall"]["rate"]["high"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "colour"], "colour"),
        (["--by", "year,year"], "once at most"),
        (["-o", "sheet.xlsx"], ".csv"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(target: Path, arguments: list[str], said: str) -> None:
    done = run("audit", "plan", target, *arguments)

    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)


@pytest.mark.parametrize("margin", ["0", "100%", "-1%", "much", "nan", ""])
def test_a_margin_that_is_no_share_is_wrong_usage(target: Path, margin: str) -> None:
    assert run("audit", "plan", target, f"--margin={margin}").exit_code == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.5%", 0.005), ("0.5 %", 0.005), ("0.95", 0.95), ("95", 0.95), ("1", 0.01), ("1e-3", 0.001)],
)
def test_a_share_is_read_as_people_write_it(text: str, expected: float) -> None:
    assert share(text) == pytest.approx(expected)


def test_an_empty_sheet_names_itself(tmp_path: Path, target: Path) -> None:
    sheet = tmp_path / "check.csv"
    run("audit", "plan", target, "-o", sheet, "--margin", "5%")

    done = run("audit", "estimate", sheet)

    assert "check.csv" in str(done.exception)
    assert "nothing was checked" in str(done.exception)


@pytest.mark.parametrize(
    "verb", [["evaluate"], ["audit"], ["audit", "plan"], ["audit", "estimate"], ["audit", "completeness"]]
)
def test_every_verb_explains_itself(verb: list[str]) -> None:
    done = run(*verb, "--help")

    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) > 8


def test_a_reader_that_goes_away_is_no_fault(target: Path) -> None:
    many = target.with_name("many.jsonl")
    many.write_text(target.read_text(encoding="utf-8") * 30, encoding="utf-8")
    command = [sys.executable, "-m", "extractor", "audit", "completeness", str(many)]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as going:
        assert going.stdout is not None
        assert going.stderr is not None
        assert json.loads(going.stdout.readline())["path"] == "box/0.pdf"
        going.stdout.close()
        said = going.stderr.read()

    assert going.returncode == 141
    assert said == ""
