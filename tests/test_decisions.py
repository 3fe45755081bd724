"""Files with several decisions: items of minutes, rows of a table, title blocks; nothing of them is lost."""

from collections import Counter

import pytest

from extractor.document import Decision, Document
from extractor.settings import Settings
from extractor.splitting.split import split
from extractor.tagging.pipeline import build_nlp
from extractor.tagging.tag import tag
from tests.decisions import FORMS, Rows, kinds, values
from tests.printing import Row, cell, document, head

REPORT = "The Harbour Master reported that the lamp at the end of the mole had been out since the gale of last month."
MINUTES: Rows = [
    head("LIDDENDALE PARISH COUNCIL"),
    head("Minutes of the meeting held on 9 March 2006"),
    Row("1. Apologies. Councillor A. Birtwhistle had sent her apologies for absence.", bold=2, gap=14),
    Row("2. Lamp on the mole. " + REPORT[:70], bold=5, gap=14),
    REPORT[70:],
    Row("RESOLVED that a new lamp be bought at a cost of £400.", bold=1, gap=14),
    Row("3. Slipway. The slipway has been washed out again and carts can no longer pass.", bold=2, gap=14),
    Row("RESOLVED that the slipway be mended before the summer.", bold=1, gap=14),
    Row("4. Next meeting. The Council will meet again on 13 April 2006.", bold=3, gap=14),
]


def table(*, last: str = "Lead officer", told: tuple[str, ...] = ()) -> list[Row | str]:
    """Return a table of decisions, in its last column what is ``told``, or else the officers."""
    columns = ("Ref", "Subject", "Decision", last)
    given = [
        ("CAB/1", "Hire of a tug", "That a tug be hired for the summer at £9,000.", "Ode Lindqvist"),
        ("CAB/2", "Lamp oil", "That oil be bought from the lowest tenderer.", "Ada Tarr"),
        ("CAB/3", "Rope walk", "That the rope walk be let for seven years.", "Ode Lindqvist"),
    ]
    rows: list[Row | str] = [head("LIDDENDALE COUNCIL"), head("Decisions of the Cabinet on 9 March 2006")]
    ends = told or tuple(officer for *_, officer in given)
    for r, texts in enumerate([columns, *((*row[:3], end) for row, end in zip(given, ends, strict=True))]):
        rows += [cell(0, r, c, text, bold=-1 if not r else 0) for c, text in enumerate(texts)]
    return rows


def printed(decisions: tuple[Decision, ...]) -> Counter[int]:
    return Counter(
        id(token.word)
        for d in decisions
        for tokens in ([s.tokens + s.heading_tokens for s in d.sections] + [f.tokens for f in d.furniture])
        for token in tokens
    )


def words_of(made: Document) -> set[int]:
    return {id(w) for p in made.pages for line in p.lines for w in line.words}


def test_items_with_a_resolution_are_decisions_and_others_are_none() -> None:
    made = document(MINUTES)
    decisions = split(made, FORMS)
    assert [values(d)["decision_number"].rstrip(".") for d in decisions] == ["2", "3"]
    assert [values(d)["subject"].rstrip(".") for d in decisions] == ["Lamp on the mole", "Slipway"]
    assert [[k for k in kinds(d) if k != "header"] for d in decisions] == [["background", "decision"]] * 2
    assert "".join(s.text for s in decisions[1].sections if s.kind == "decision") == (
        "that the slipway be mended before the summer."
    )


def test_nothing_of_the_minutes_is_lost_and_what_decides_nothing_stands_in_the_first() -> None:
    made = document(MINUTES)
    decisions = split(made, FORMS)
    assert set(printed(decisions)) == words_of(made)
    front = "\n".join(s.text for s in decisions[0].sections if s.kind == "header")
    assert "Apologies" in front
    assert "13 April 2006" in front


def test_what_all_share_stands_in_each() -> None:
    for decision in split(document(MINUTES), FORMS):
        assert "9 March 2006" in decision.sections[0].text


def test_a_row_of_a_table_of_decisions_is_a_decision() -> None:
    made = document(table())
    decisions = split(made, FORMS)
    assert [values(d)["decision_number"] for d in decisions] == ["CAB/1", "CAB/2", "CAB/3"]
    assert [values(d)["subject"] for d in decisions] == ["Hire of a tug", "Lamp oil", "Rope walk"]
    assert [values(d)["lead_officer"] for d in decisions] == ["Ode Lindqvist", "Ada Tarr", "Ode Lindqvist"]
    assert set(printed(decisions)) == words_of(made)


@pytest.mark.parametrize("last", ["Deadline", "By"])
def test_who_sees_to_what_was_decided_makes_no_row_of_a_table_a_decision(last: str) -> None:
    heads, rows = ("Decision", "Lead officer", last), (("Hire the tug", "Ode Lindqvist", "30 June"),) * 3
    actions = [cell(0, r, c, text) for r, row in enumerate((heads, *rows)) for c, text in enumerate(row)]
    made = document([head("LIDDENDALE HARBOUR BOARD"), head("RECORD OF DECISION"), head("1. Decision"), *actions])
    assert len(split(made, FORMS)) == 1


def test_a_column_of_sums_is_counted_as_its_head_says() -> None:
    rows, nlp = table(last="Value £000", told=("9", "1,240", "nil")), build_nlp(Settings())
    found = [
        [(str(amount.value), decision.sections[amount.section].kind.value) for amount in tag(decision, nlp).amounts]
        for decision in split(document(rows), FORMS)
    ]
    assert found == [[("9000", "decision"), ("9000", "financial")], [("1240000", "financial")], []]


def test_the_head_of_a_table_of_decisions_is_furniture() -> None:
    furniture = [piece.text for d in split(document(table()), FORMS) for piece in d.furniture]
    assert {"Ref", "Subject", "Decision", "Lead officer"} <= set(furniture)


def test_resolutions_with_numbers_of_their_own_are_decisions_where_no_item_is_titled() -> None:
    movers = ("A. Tarr, O. Lindqvist:", "O. Lindqvist, B. Quayle:", "B. Quayle, A. Tarr:", "A. Tarr, B. Quayle:")
    acts = (
        "buy a tug from the yard at Liddendale for $90,000 and insure it for the summer.",
        "let the rope walk for seven years to the lowest tenderer on the usual terms.",
        "mend the slipway before the summer at a cost of no more than $4,000.",
        "adjourn until the ninth of April.",
    )
    rows: list[Row | str] = [
        head("TOWN OF LIDDENDALE"),
        head("Minutes of the regular meeting of Council, March 9, 2026"),
    ]
    for n, (mover, act) in enumerate(zip(movers, acts, strict=True)):
        rows += [head(f"R2026-{41 + n} {mover}"), f"THAT Council {act}", "Carried."]
    made = document(rows)
    decisions = split(made, FORMS)
    assert [values(d)["decision_number"] for d in decisions] == [f"R2026-{41 + n}" for n in range(4)]
    assert [kinds(d)[-1] for d in decisions] == ["decision"] * 4
    assert set(printed(decisions)) == words_of(made)


def test_labels_that_begin_again_and_again_part_decisions() -> None:
    rows: list[Row | str] = [head("LIDDENDALE PARK AUTHORITY"), head("List of decisions of 9 March 2006")]
    for number, site, act in (
        ("LP/06/11", "Slipway", "APPROVED, with the conditions set out in the report."),
        ("LP/06/12", "Rope walk", "REFUSED, as the building would hide the lamp."),
        ("LP/06/15", "The mole", "DEFERRED, so that members may see the place."),
    ):
        rows += [
            Row(f"Application: {number}", bold=1, gap=20),
            Row(f"Site: {site}, Liddendale", bold=1),
            Row("Case officer: Ada Tarr", bold=2),
            head("Decision"),
            act,
        ]
    decisions = split(document(rows), FORMS)
    assert ["".join(s.text for s in d.sections if s.kind == "decision").split(",")[0] for d in decisions] == [
        "APPROVED",
        "REFUSED",
        "DEFERRED",
    ]


def test_numbers_number_and_words_title_the_rows_of_a_table_whatever_the_head_says() -> None:
    columns = ("Item", "Title", "Decision", "Contact officer")
    given = [
        ("3", "Hire of a tug", "That a tug be hired for the summer at £9,000.", "Ode Lindqvist"),
        ("4", "Lamp oil for the mole", "That oil be bought from the lowest tenderer.", "Ada Tarr"),
        ("5", "Lease of the rope walk", "That the rope walk be let for seven years.", "Ode Lindqvist"),
    ]
    rows: list[Row | str] = [head("LIDDENDALE COUNCIL"), head("Decisions of the Cabinet on 9 March 2006")]
    for r, texts in enumerate([columns, *given]):
        rows += [cell(0, r, c, text, bold=-1 if not r else 0) for c, text in enumerate(texts)]
    decisions = split(document(rows), FORMS)
    assert [values(d)["decision_number"] for d in decisions] == ["3", "4", "5"]
    assert [values(d)["subject"] for d in decisions] == [
        "Hire of a tug",
        "Lamp oil for the mole",
        "Lease of the rope walk",
    ]


def test_a_number_in_the_margin_belongs_to_the_title_beside_it() -> None:
    rows: list[Row | str] = [head("LIDDENDALE DISTRICT COUNCIL"), head("Minutes of the meeting held on 9 March 2006")]
    for n, (title, act) in enumerate(
        (
            ("LAMP ON THE MOLE", "That a new lamp be bought."),
            ("SLIPWAY", "That the slipway be mended before the summer."),
            ("ROPE WALK", "That the rope walk be let for seven years."),
        )
    ):
        rows += [
            Row(f"C{11 + n}/2006", bold=-1, gap=20),
            Row(title, bold=-1, x=160.0, beside=True),
            Row(REPORT[:60], x=160.0, gap=14),
            Row(f"RESOLVED: {act}", bold=1, x=160.0, gap=14),
        ]
    decisions = split(document(rows), FORMS)
    assert [values(d)["decision_number"] for d in decisions] == ["C11/2006", "C12/2006", "C13/2006"]
    assert [values(d)["subject"] for d in decisions] == ["LAMP ON THE MOLE", "SLIPWAY", "ROPE WALK"]
