"""What is not there counts: empty fields are sampled and ranked, and no law is held against those it does not bind."""

import csv
from pathlib import Path
from typing import Any

import pytest

from decision_models import DecisionRecord
from extractor.audit.completeness import completeness
from extractor.audit.completeness_regime import judged_by
from extractor.audit.main_fields import MAIN_FIELDS, absent_fields, doubted_fields
from extractor.audit.quality import survey
from extractor.audit.report.write import needy_records
from extractor.audit.sampling.estimate import estimate
from extractor.audit.sampling.plan import Request, make_plan
from extractor.audit.sampling.sheet import Answer, read_sheet, write_sheet
from extractor.audit.sampling.units import units_of
from extractor.cli.summary import print_summary
from tests.records import field, mention, record, section

FULL: dict[str, Any] = {
    "authority": field("Oxbow Borough Council"),
    "subject": field("Oil lamps for the quay"),
    "decision_date": field("2019-03-04"),
    "lead_officer": field("Mr B Wick"),
    "publication": field("public"),
    "key_decision": field(False),
    "outcome": field("agreed"),
    "status": field("taken"),
}


def missing(one: DecisionRecord) -> list[str]:
    return [unit.what for unit in units_of(one, "value") if unit.what.startswith("missing ")]


def test_a_main_field_that_is_empty_is_a_unit() -> None:
    assert missing(record(**FULL)) == []
    assert missing(record(**{**FULL, "subject": None, "decision_makers": []})) == [
        "missing subject",
        "missing decision makers",
    ]
    # A field that says no is not empty.
    assert absent_fields(record(**FULL)) == ()


def test_a_record_as_one_unit_names_all_that_is_judged() -> None:
    (unit,) = units_of(record(**{**FULL, "subject": None}), "record")

    assert "authority: Oxbow Borough Council; " in unit.judged
    assert "decision maker: Mrs A Quill; " in unit.judged
    assert "key decision: no; " in unit.judged
    assert "subject: (empty" in unit.judged


def test_a_sheet_asks_about_what_is_empty(tmp_path: Path) -> None:
    records = [record(record_id=str(number), **{**FULL, "subject": None}) for number in range(30)]
    plan = make_plan(lambda: records, Request(0.02, 0.95, seed=1, by=()))
    write_sheet(plan, tmp_path / "sheet.csv")

    with (tmp_path / "sheet.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    asked = [row for row in rows if row["what"] == "missing subject"]
    assert asked
    assert {row["value"] for row in asked} == {"(empty; y if the document does not say it)"}
    assert len(read_sheet(tmp_path / "sheet.csv")) == len(rows)


def test_misses_are_estimated_beside_errors() -> None:
    values = [Answer("all", 1000, "subject", number >= 4) for number in range(80)]
    empty = [Answer("all", 1000, "missing subject", number >= 5) for number in range(20)]

    found = estimate([*values, *empty], 0.95)
    without = estimate(values, 0.95)

    assert found.values is not None
    assert found.omissions is not None
    assert (found.values.wrong, found.values.checked) == (4, 80)
    assert (found.omissions.wrong, found.omissions.checked) == (5, 20)
    assert (found.values.rate.value, found.omissions.rate.value) == pytest.approx((0.05, 0.25))
    assert found.omissions.rate.low < 0.25 < found.omissions.rate.high
    assert (without.values, without.omissions) == (None, None)


def test_records_that_lack_or_doubt_main_fields_come_first() -> None:
    doubtful = {**FULL, "subject": field("Oil lamps", confidence=0.4)}
    some = [
        record(record_id="sound", **FULL),
        record(record_id="lacks one", **{**FULL, "authority": None}),
        record(record_id="doubts one", **doubtful),
        record(record_id="lacks and doubts", **{**doubtful, "authority": None}),
    ]

    whole = survey(some, lambda _: ())
    rows = needy_records(whole)

    assert [row.record_id for row in rows] == ["lacks and doubts", "lacks one", "doubts one", "sound"]
    assert (rows[0].absent, rows[0].doubted) == (("authority",), ("subject",))
    assert whole.absent == {"authority": 2}
    assert doubted_fields(some[0], 0.9) == ()
    assert absent_fields(record(decision_makers=[]), MAIN_FIELDS) == (
        "authority", "subject", "decision_date", "decision_makers",
    )  # fmt: skip


def dollars() -> dict[str, Any]:
    sections = [section("header", "Costs"), section("decision", "To spend $40 on lamps.", "Decision")]
    usual = {"bound": "exact", "per": None, "over": None}
    amounts = [mention(sections, 1, "$40", value="40", currency="USD", **usual)]
    rest: dict[str, Any] = {name: [] for name in ("dates", "roles", "people")}
    return {"sections": sections, "amounts": amounts, **rest}


def said(text: str) -> dict[str, Any]:
    rest: dict[str, Any] = {name: [] for name in ("amounts", "dates", "roles", "people")}
    return {"sections": [section("header", "Head"), section("decision", text, "Decision")], **rest}


@pytest.mark.parametrize(
    "changes",
    [
        {"authority": field("Board of Supervisors of Lantern County")},
        {"authority": field("City of Lampton, Ohio")},
        {"authority": field("Township of Wick")},
        dollars(),
        said("BE IT ORDAINED by the Mayor and Common Council that lamps be lit."),
        said("Ordinance No. 12 is adopted."),
    ],
    ids=["board", "state", "township", "dollars", "ordained", "ordinance"],
)
def test_outside_england_no_rules_apply(changes: dict[str, Any]) -> None:
    by = {
        "decision_makers": [{"name": None, "roles": [field("Mayor of Lampton")]}],
        "decision_date": field("2019-03-04"),
    }
    one = record(**{**by, **changes})

    assert completeness(one) == ()
    assert judged_by(one) == "no rules apply: the record is not of England."


def test_what_a_record_is_judged_by_is_said() -> None:
    by = {"decision_makers": [{"name": None, "roles": [field("Cabinet")]}]}

    assert judged_by(record(**by, decision_date=field("2019-03-04"))) == "SI 2012/2089, regulation 12, by its date."
    assert "as it has no date, by what is in force today" in judged_by(record(**by, decision_number=None))
    member = {"decision_makers": [{"name": None, "roles": [field("Cabinet Member for Lanterns")]}]}
    assert "not checked against the official text" in judged_by(record(**member))
    assert "who decided" in judged_by(record(decision_makers=[]))


def test_a_summary_tells_the_confidence_of_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(record())

    assert "90%" in capsys.readouterr().out.replace("\u202f", "")
