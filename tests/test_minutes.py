"""Minutes that set nothing apart: what running text says was resolved, tables of minutes, and which body met."""

import pytest

from extractor.pipeline import build_pipeline, extract_document
from extractor.settings import Settings
from extractor.splitting.forms import GENERIC
from extractor.splitting.line_stream import build_flow
from extractor.splitting.resolutions import Place, resolution_in
from extractor.splitting.split import split
from tests.decisions import FORMS, Rows, kinds, values
from tests.printing import LEFT_PT, Row, cell, document, head, page, para
from tests.test_decisions import printed, words_of

FORM = next(form for form in FORMS if form.id == GENERIC)


def told(*paragraphs: str) -> str | None:
    """Return from which word on these paragraphs say what was resolved, with a bar behind what heads it."""
    lines = build_flow([page([para(text) for text in paragraphs])])
    place: Place | None = resolution_in(lines, FORM)
    if place is None:
        return None
    words = [word.text for line in lines[place.line :] for word in line.words][place.word :]
    return " ".join([*words[: place.heads], *(["|"] if place.heads else []), *words[place.heads :]][:7])


@pytest.mark.parametrize(
    ("paragraphs", "begins"),
    [
        (("The mole is unlit. It was agreed to buy a lamp.",), "It was agreed to buy a lamp."),
        (("Two bids had come in.", "Resolved unanimously - that one be taken."), "Resolved unanimously | - that one be"),
        (("The rope walk is let. RESOLVED that it be sold.",), "RESOLVED | that it be sold."),
        (("14.2 RESOLVED: That the toll stand.",), "14.2 RESOLVED: | That the toll stand."),
        (("The toll is old.", "06/41 The Harbour Board agreed that it stand."), "06/41 The Harbour Board agreed that it"),
        (("After a long debate the Board decided to wait.",), "After a long debate the Board decided"),
        (("No one having objected, it was moved by Tarr that it be sold.",), "it was moved by Tarr that it"),
        (("2006-14 Moved by Councillor Tarr, seconded by Quayle.",), "2006-14 Moved by Councillor Tarr, seconded by"),
        (("Cllr Tarr moved that it be sold. On being put to the vote the motion was lost.",), "On being put to the vote the"),
        (("Cllr Tarr moved that it be sold. There was no seconder.",), "Cllr Tarr moved that it be sold."),
        (("The tug is old.", "Deferred to the spring."), "Deferred to the spring."),
        (("Approved by: Ode Lindqvist, Treasurer.",), None),
        (("The Harbour Master said that the agreed price was fair.",), None),
        (("The minutes of 9 March were confirmed and signed.",), None),
    ],
)  # fmt: skip
def test_where_running_text_says_what_was_resolved(paragraphs: tuple[str, ...], begins: str | None) -> None:
    assert told(*paragraphs) == begins


ITEMS = (
    ("APOLOGIES", ("Mrs. Birtwhistle had sent hers, being unwell.",)),
    (
        "LAMP ON THE MOLE",
        (
            "The Harbour Master said that the lamp had been out since the gale of February.",
            "It was agreed to buy a new one at a cost of £400.",
        ),
    ),
    (
        "SLIPWAY",
        (
            "The slipway has been washed out again, and carts can no longer pass.",
            "Resolved, on the motion of Mr. Tarr, that it be mended before the summer.",
        ),
    ),
    (
        "ROPE WALK",
        (
            "A letter was read from Mr. Quayle, who offered £30 a year for seven years.",
            "It was agreed that the offer be taken.",
        ),
    ),
    ("NEXT MEETING", ("The thirteenth of April, at the same hour.",)),
)


def minutes(items: tuple[tuple[str, tuple[str, ...]], ...] = ITEMS) -> Rows:
    rows: list[Row | str] = [
        head("LIDDENDALE HARBOUR TRUST"),
        head("Minutes of the meeting of the Works Committee held on 9 March 2006"),
    ]
    for n, (title, texts) in enumerate(items, start=41):
        rows += [head(f"{n}. {title}"), *map(para, texts)]
    return rows


def test_items_whose_text_tells_a_resolution_are_decisions() -> None:
    made = document(minutes())
    decisions = split(made, FORMS)
    assert [values(d)["decision_number"] for d in decisions] == ["42", "43", "44"]
    assert [values(d)["subject"] for d in decisions] == ["LAMP ON THE MOLE", "SLIPWAY", "ROPE WALK"]
    assert [[k for k in kinds(d) if k != "header"] for d in decisions] == [["background", "decision"]] * 3
    assert [next(s.text for s in d.sections if s.kind == "decision") for d in decisions] == [
        texts[1] for _, texts in ITEMS[1:4]
    ]
    assert set(printed(decisions)) == words_of(made)


def test_talk_is_no_resolution_where_headings_set_resolutions_apart() -> None:
    rows: list[Row | str] = [*minutes()[:2]]
    texts = (
        ("Lamp on the mole", "The lamp has been out since the gale of February.", "that a new lamp be bought at a cost of £400."),
        ("News of the harbour", "The pilots had met. Members agreed to come back to what they said in the spring.", None),
        ("Slipway", "The slipway has been washed out again, and carts cannot pass.", "that it be mended by the summer."),
        ("Rope walk", "An offer of £30 a year for seven years had come in.", "that the offer be taken."),
    )  # fmt: skip
    for n, (title, talk, act) in enumerate(texts, start=41):
        rows += [head(f"{n}. {title}"), para(talk), *([Row(f"RESOLVED {act}", bold=1, gap=14.0)] if act else [])]
    decisions = split(document(rows), FORMS)
    assert [values(d)["subject"] for d in decisions] == ["Lamp on the mole", "Slipway", "Rope walk"]


def test_sections_that_tell_of_earlier_resolutions_are_no_items() -> None:
    rows: Rows = [
        head("LIDDENDALE HARBOUR TRUST"),
        head("Record of a decision by the Harbour Master, 9 March 2006"),
        head("Background"),
        para("It was agreed in the autumn that the lamp on the mole be looked at before it is lit again."),
        head("Decision"),
        para("Agreed to buy a new lamp at a cost of £400."),
        head("Reasons for decision"),
        para("It was resolved last year that no ship shall lie in the dark beside the mole."),
        head("Financial implications"),
        para("The cost of £400 can be met from the sum set aside for repairs."),
    ]
    (decision,) = split(document(rows), FORMS)
    assert [k for k in kinds(decision) if k != "header"] == ["background", "decision", "reasons", "financial"]


def test_resolutions_with_numbers_of_their_own_are_decisions_where_they_are_more_than_the_titles() -> None:
    rows: list[Row | str] = [
        head("TOWN OF LIDDENDALE"),
        head("Minutes of the regular meeting of Council, March 9, 2026"),
    ]
    acts = iter(
        (
            "buy a tug from the yard at Liddendale for $90,000 and insure it for the summer.",
            "let the rope walk for seven years to the lowest tenderer on the usual terms.",
            "mend the slipway before the summer at a cost of no more than $4,000.",
            "hire two watchmen for the mole from June to September.",
            "pay the accounts of the month of February as they are listed.",
        )
    )
    number = 41
    for title, count in (("HARBOUR WORKS", 3), ("ACCOUNTS AND STAFF", 2)):
        rows.append(Row(title, bold=-1, gap=24.0, size=13.0))
        for _ in range(count):
            # Some are headed as other sections are: that they stand in the series makes them resolutions all the same.
            by = "Financial implications" if number in {43, 45} else "A. Tarr, O. Lindqvist"
            rows += [head(f"R2026-{number} {by}:"), f"THAT Council {next(acts)}", "Carried."]
            number += 1
    made = document(rows)
    decisions = split(made, FORMS)
    assert [values(d)["decision_number"] for d in decisions] == [f"R2026-{n}" for n in range(41, 46)]
    assert set(printed(decisions)) == words_of(made)


def test_the_head_of_a_table_may_stand_in_a_bar_above_it() -> None:
    columns = ("Ref", "Subject", "What was decided", "Lead officer")
    rows: list[Row | str] = [head("LIDDENDALE COUNCIL"), head("Decisions of the Cabinet on 9 March 2006")]
    rows += [Row(text, bold=-1, x=LEFT_PT + 160.0 * n, beside=n > 0, gap=20.0) for n, text in enumerate(columns)]
    given = (
        ("CAB/1", "Hire of a large steam tug", "That a tug be hired for the year", "Ode Lindqvist, Master"),
        ("CAB/2", "Oil for the lamp of the mole", "That oil be bought for the lamp", "Ada Tarr, Clerk of Works"),
    )
    for r, texts in enumerate(given):
        rows += [cell(0, r, c, text, gap=3.0 if r == 0 and c == 0 else 2.0) for c, text in enumerate(texts)]
    made = document(rows)
    decisions = split(made, FORMS)
    assert [values(d)["subject"] for d in decisions] == [subject for _, subject, _, _ in given]
    assert {"Ref", "Subject", "What was decided", "Lead officer"} <= {p.text for p in decisions[0].furniture}
    assert set(printed(decisions)) == words_of(made)


def test_the_texts_of_a_column_tell_that_it_says_what_was_decided() -> None:
    columns = ("App. no.", "Applicant", "Proposal", "Trust’s comments")
    given = (
        ("06/0117/FUL", "Mr. Quayle", "Shed beside the slipway", "That no objection be made to the shed, which is small."),
        ("06/0121/FUL", "Mrs. Tarr", "Lamp over the gate", "That the lamp be refused, since it would blind the pilots."),
        ("06/0130/OUT", "Mr. Orme", "Six houses on the mole", "That the plan be deferred until members have seen the place."),
    )  # fmt: skip
    rows: list[Row | str] = [head("LIDDENDALE HARBOUR TRUST"), head("Planning list of 9 March 2006")]
    for r, texts in enumerate([columns, *given]):
        rows += [cell(0, r, c, text, bold=-1 if not r else 0) for c, text in enumerate(texts)]
    decisions = split(document(rows), FORMS)
    assert [values(d)["decision_number"] for d in decisions] == [number for number, *_ in given]
    assert [next(s.text for s in d.sections if s.kind == "decision") for d in decisions] == [act for *_, act in given]


def test_a_column_of_minutes_has_title_discussion_and_resolution_in_one() -> None:
    given = (
        ("06/11", "Apologies", "Mrs. Birtwhistle was unwell.", "", ""),
        ("06/12", "Lamp on the mole", "It has been out since the gale.", "It was RESOLVED to buy a new lamp.", "Clerk"),
        ("06/13", "Slipway", "Carts can no longer pass.", "It was RESOLVED that it be mended.", "Master"),
        ("06/14", "Rope walk", "An offer had come in.", "It was RESOLVED to let it.", "Clerk"),
    )
    rows: list[Row | str] = [head("LIDDENDALE HARBOUR TRUST"), head("Minutes of the meeting of 9 March 2006")]
    rows += [cell(0, 0, c, text, bold=-1) for c, text in enumerate(("Min. no.", "Business", "Action"))]
    for r, (number, title, talk, act, by) in enumerate(given, start=1):
        rows += [cell(0, r, 0, number), cell(0, r, 1, title, bold=-1), cell(0, r, 1, talk)]
        rows += [cell(0, r, 1, act, gap=8.0)] if act else []
        rows += [cell(0, r, 2, by)] if by else []
    made = document(rows)
    decisions = split(made, FORMS)
    assert [(values(d)["decision_number"], values(d)["subject"]) for d in decisions] == [
        (number, title) for number, title, _, act, _ in given if act
    ]
    assert [next(s.text for s in d.sections if s.kind == "decision") for d in decisions] == [
        act for *_, act, _ in given if act
    ]
    assert set(printed(decisions)) == words_of(made)


def test_a_table_of_what_one_item_awards_is_no_table_of_decisions() -> None:
    columns = ("Group", "Subject of the bid", "Asked", "Decision")
    given = (
        ("Mole Rowers", "Two oars and a trailer", "£900", "That £500 be given"),
        ("Gala Committee", "Hire of a stage", "£400", "That £400 be given"),
        ("Slipway Singers", "A piano for the hall", "£750", "Deferred to the next round"),
    )
    rows = minutes(tuple((title, (texts[0], "RESOLVED " + texts[-1])) for title, texts in ITEMS[1:4]))
    table = [
        cell(0, r, c, text, bold=-1 if not r else 0)
        for r, texts in enumerate((columns, *given))
        for c, text in enumerate(texts)
    ]
    made = document([*rows, *table, head("44. NEXT MEETING"), para("The thirteenth of April.")])
    decisions = split(made, FORMS)
    assert [values(d)["decision_number"] for d in decisions] == ["41", "42", "43"]
    assert set(printed(decisions)) == words_of(made)


@pytest.mark.parametrize(
    ("heads", "body", "authority"),
    [
        (
            ("LIDDENDALE HARBOUR TRUST", "Minutes of the meeting of the Works Committee held on 9 March 2006"),
            "Works Committee",
            None,
        ),
        (
            (
                "LIDDENDALE RURAL DISTRICT COUNCIL",
                "WORKS AND TOLLS COMMITTEE",
                "At a meeting of the Committee held on 9 March 1956",
            ),
            "Works and Tolls Committee",
            "Liddendale Rural District Council",
        ),
        (("TOWNSHIP OF LIDDENDALE", "REGULAR MEETING OF COUNCIL, MARCH 9, 2006"), "Council", "Township of Liddendale"),
        (
            ("LIDDENDALE BOROUGH COUNCIL", "Minutes of the meeting of the Council held on 9 March 2006"),
            "Liddendale Borough Council",
            "Liddendale Borough Council",
        ),
    ],
)
def test_the_body_that_met_decided(heads: tuple[str, ...], body: str, authority: str | None) -> None:
    rows = [*map(head, heads), *minutes()[2:]]
    records = list(extract_document(document(rows), build_pipeline(Settings())))
    assert [[r.value for m in record.decision_makers for r in m.roles] for record in records] == [[body]] * 3
    if authority:
        assert {record.authority.value for record in records if record.authority} == {authority}
