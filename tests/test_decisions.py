"""Files with several decisions: items of minutes, rows of a table, title blocks; nothing of them is lost."""

from collections import Counter

from extractor.document import Decision, Document
from extractor.splitting.split import split
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


def table() -> list[Row | str]:
    columns = ("Ref", "Subject", "Decision", "Lead officer")
    given = [
        ("CAB/1", "Hire of a tug", "That a tug be hired for the summer at £9,000.", "Ode Lindqvist"),
        ("CAB/2", "Lamp oil", "That oil be bought from the lowest tenderer.", "Ada Tarr"),
        ("CAB/3", "Rope walk", "That the rope walk be let for seven years.", "Ode Lindqvist"),
    ]
    rows: list[Row | str] = [head("LIDDENDALE COUNCIL"), head("Decisions of the Cabinet on 9 March 2006")]
    for r, texts in enumerate([columns, *given]):
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


def test_the_head_of_a_table_of_decisions_is_furniture() -> None:
    furniture = [piece.text for d in split(document(table()), FORMS) for piece in d.furniture]
    assert {"Ref", "Subject", "Decision", "Lead officer"} <= set(furniture)
