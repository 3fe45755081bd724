"""Ways of setting a form that are not one council's: boxes, cards, questions, notes and captions, all set for these tests."""

import pytest

from decision_models import SectionKind, SectionState
from extractor.document import Decision
from extractor.splitting.split import split
from tests.decisions import FORMS, Rows, kinds, one, values
from tests.printing import LEFT_PT, Row, cell, document, head, page, para

LONG = "The slipway has been shut since the storm, and the ferry has had to land its passengers at the far end of the quay."
SIDE_PT = LEFT_PT + 190.0


def furniture(decision: Decision) -> list[str]:
    return [piece.text for piece in decision.furniture]


def beside(label: str, value: str) -> list[Row | str]:
    return [Row(label, bold=-1, gap=14), Row(value, x=SIDE_PT, beside=True)]


def section(decision: Decision, kind: SectionKind) -> str:
    return next(s.text for s in decision.sections if s.kind is kind)


def test_a_heading_in_capitals_is_taken_to_its_end() -> None:
    decision = one([head("DECISION"), LONG, head("REASONS FOR ACTING NOW"), LONG])
    assert [s.heading for s in decision.sections[1:]] == ["DECISION", "REASONS FOR ACTING NOW"]


def test_letters_and_numbers_of_boxes_do_not_hide_what_the_box_asks() -> None:
    rows: list[Row | str] = [head("Delegated Decision Form")]
    asked = ("A1 Log number", "A2 Title", "A3 Decision maker", "B1 Decision", "B2 Reasons")
    given = ("FD/2015/27", "Hire of a tug", "Ode Lindqvist, Director of Ferries", LONG, LONG)
    for n, (label, value) in enumerate(zip(asked, given, strict=True)):
        rows += [cell(0, n, 0, label, bold=-1), cell(0, n, 1, value)]
    decision = one(rows)
    assert kinds(decision) == ["header", "decision", "reasons"]
    assert values(decision)["subject"] == "Hire of a tug"


def test_the_letters_of_boxes_are_furniture() -> None:
    rows: list[Row | str] = [head("NOTICE OF DECISION")]
    for n, (letter, label, value) in enumerate(
        [("A", "REFERENCE", "FD/9"), ("B", "DECISION", LONG), ("C", "REASONS", LONG), ("D", "LEGAL", "None")]
    ):
        rows += [cell(0, n, 0, letter, bold=-1), cell(0, n, 1, label, bold=-1), cell(0, n, 1, value)]
    decision = one(rows)
    assert {"A", "B", "C", "D"} <= set(furniture(decision))
    assert section(decision, SectionKind.REASONS) == LONG


def test_short_notes_in_brackets_are_furniture_where_they_are_set_small() -> None:
    rows: list[Row | str] = [
        head("Record of Decision"),
        cell(0, 0, 0, "Decision ref", bold=-1),
        cell(0, 0, 1, "FD/9"),
        cell(0, 1, 0, "Reasons", bold=-1),
        cell(0, 1, 0, "[why now?]", size=8.0),
        cell(0, 1, 1, "It sinks [sic] at anchor."),
    ]
    decision = one(rows)
    assert "[why now?]" in furniture(decision)
    assert section(decision, SectionKind.REASONS) == "It sinks [sic] at anchor."


def test_a_small_caption_over_what_is_filled_in_is_a_label() -> None:
    rows: Rows = [
        Row("Record no.", size=8.0, gap=14),
        "FD/2018/041",
        Row("Decision maker", size=8.0, gap=14),
        "Ode Lindqvist, Director of Ferries",
        head("Decision"),
        LONG,
    ]
    assert values(one(rows))["decision_number"] == "FD/2018/041"


def test_a_point_that_begins_as_an_instruction_does_is_kept() -> None:
    rows: Rows = [
        head("Decision"),
        "It was decided to:",
        para("(i) accept the offer; and"),
        para("(ii) enter into an agreement with the harbour."),
    ]
    assert "(ii) enter into" in section(one(rows), SectionKind.DECISION)


def test_what_opens_a_decision_is_its_text() -> None:
    rows: Rows = [
        head("1. REASONS"),
        LONG,
        head("2. DECISION"),
        Row("I have decided:", gap=14),
        para("(a) to hire a tug."),
    ]
    decision = one(rows)
    assert kinds(decision) == ["header", "reasons", "decision"]
    assert section(decision, SectionKind.DECISION).startswith("I have decided:")


def test_a_column_of_questions_is_one_of_labels_whatever_they_ask() -> None:
    rows: list[Row | str] = [head("Record of decision by an officer")]
    asked = {
        "What is the reference number?": "FD-19",
        "What is the decision about?": "Hire of a tug",
        "Who is making the decision?": "Ode Lindqvist, Director of Ferries",
        "Who can be asked about it?": "Ada Tarr, Bridge Engineer",
        "When can it be carried out?": "21 October 2024",
    }
    for n, (label, value) in enumerate(asked.items()):
        rows += [cell(0, n, 0, label), cell(0, n, 1, value)]
    found = values(one([*rows, head("What have you decided?"), LONG]))
    assert (found["subject"], found["lead_officer"]) == ("Hire of a tug", "Ada Tarr, Bridge Engineer")
    assert found["effective_date"] == "21 October 2024"


def test_a_label_beside_which_nothing_was_filled_in_is_blank() -> None:
    rows = [
        *beside("Decision", LONG[:50]),
        *beside("Reasons", LONG[:50]),
        *beside("Risk", "None"),
        *beside("Gaelic", "Notices will be in both tongues."),
        Row("Single Outcome Agreement", bold=-1, gap=14),
        *beside("Declarations of interest", "None"),
    ]
    decision = one(rows)
    blank = next(s for s in decision.sections if s.heading == "Single Outcome Agreement")
    assert blank.state is SectionState.BLANK


def test_decision_beside_a_number_is_the_label_of_the_number() -> None:
    rows = [
        *beside("Decision", "FDS/11/08"),
        *beside("Concerning", "Hire of a tug"),
        *beside("Taken by", "Ode Lindqvist, Director of Ferries"),
        head("What has been decided"),
        LONG,
    ]
    found = values(one(rows))
    assert found["decision_number"] == "FDS/11/08"
    assert found["subject"] == "Hire of a tug"


def test_labels_side_by_side_in_one_box_each_have_the_value_below_them() -> None:
    right = LEFT_PT + 255.0
    rows: Rows = [
        head("Decision Record"),
        Row("Decided on", cell=(0, 0, 0), gap=14),
        Row("Published on", cell=(0, 0, 0), x=right, beside=True),
        Row("18 March 2024", cell=(0, 0, 0)),
        Row("19 March 2024", cell=(0, 0, 0), x=right, beside=True),
        head("Decision"),
        LONG,
    ]
    found = values(one(rows))
    assert (found["decision_date"], found["publication_date"]) == ("18 March 2024", "19 March 2024")


def test_when_a_decision_takes_effect_is_no_decision() -> None:
    rows: Rows = [
        head("Determination"),
        LONG,
        head("Reasons"),
        LONG,
        head("Legal advice"),
        LONG,
        head("When this determination takes effect"),
        "1 October 2014.",
    ]
    decision = one(rows)
    assert kinds(decision) == ["header", "decision", "reasons", "legal", "header"]
    assert values(decision)["effective_date"] == "1 October 2014."


def test_paragraphs_under_a_numbered_heading_of_no_known_wording_are_no_front_matter() -> None:
    rows: Rows = [
        Row("Reference: FD 96/114", bold=1, gap=14),
        head("1. THE QUAY AT LIDD"),
        *[para(LONG) for _ in range(3)],
        *(row for title in ("2. DECISION", "3. REASONS", "4. FINANCE") for row in (head(title), LONG)),
    ]
    assert kinds(one(rows)) == ["header", "background", "decision", "reasons", "financial"]


def test_a_name_set_on_two_lines_is_joined_past_what_stands_beside_it() -> None:
    rows: Rows = [
        Row("Royal Borough of", bold=-1),
        Row("Delegated Decision Form", x=LEFT_PT + 300.0, size=14.0, beside=True),
        Row("Lidd and Marl", bold=-1),
        head("Decision"),
        LONG,
    ]
    authority = one(rows).authority
    assert authority is not None
    assert authority.text == "Royal Borough of Lidd and Marl"


@pytest.mark.parametrize("title", ["NOTICE OF DETERMINATION OF APPLICATION", "DECISION UNDER STANDING ORDER 37"])
def test_the_forms_name_is_not_what_the_decision_is_about(title: str) -> None:
    rows: Rows = [head(title), Row("PIER STREET: RENEWAL OF LAMPS AND RAILINGS", gap=14), head("Decision"), LONG]
    assert values(one(rows)).get("subject") == "PIER STREET: RENEWAL OF LAMPS AND RAILINGS"


def test_a_page_cut_off_in_the_midst_of_a_table_parts_the_text_below_it() -> None:
    first = page(
        [
            head("Financial implications"),
            cell(0, 0, 0, "Rent"),
            cell(0, 0, 1, "£5"),
            cell(0, 1, 0, "Tug"),
            cell(0, 1, 1, "nil"),
        ]
    )
    second = page(["Anything over this comes from reserves."], number=2)
    decision = split(document(first, second), FORMS)[0]
    assert "nil\nAnything" in decision.sections[-1].text


def test_a_question_in_bold_heads_what_stands_below_however_long_it_is() -> None:
    decision = one(
        [
            head("Officer Decision"),
            *(row for ask in ("What was decided?", "Why?", "Is it lawful?") for row in (head(ask), LONG)),
            head("What will it cost the Board and where is all of the money to come from?"),
            LONG,
        ]
    )
    assert kinds(decision) == ["header", "decision", "reasons", "legal", "financial"]


def test_small_notes_between_labels_and_answers_are_furniture() -> None:
    rows: list[Row | str] = [head("Record of Decision")]
    for label, note, answer in (
        ("Title", "As short as will make the matter plain.", "Hire of a tug"),
        ("Decision", "Number each point; up to £500 needs no form.", LONG),
        ("Reasons", "Two sentences will do.", LONG),
    ):
        rows += [head(label), Row(note, size=7.5), answer]
    decision = one(rows)
    assert not any("£500" in s.text for s in decision.sections)
    assert values(decision)["subject"] == "Hire of a tug"
    assert "Two sentences will do." in furniture(decision)


def test_one_small_paragraph_under_a_heading_is_no_note() -> None:
    decision = one([head("Decision"), Row("To hire the tug Ardent.", size=7.5), LONG, head("Reasons"), LONG])
    assert "Ardent" in section(decision, SectionKind.DECISION)


@pytest.mark.parametrize(
    ("notice", "name", "day"),
    [
        ("Call-in expires at 5pm on Wednesday, 22 July 2015.", "call_in_deadline", "Wednesday, 22 July 2015"),
        ("Decisions not called in come into force on 23 July 2015.", "effective_date", "23 July 2015"),
        ("This notice was published on 16/07/2015.", "publication_date", "16/07/2015"),
        ("The ferry first ran on 1 May 1931.", "effective_date", None),
    ],
)
def test_days_told_in_a_sentence_are_entries(notice: str, name: str, day: str | None) -> None:
    decision = one([head("NOTICE OF DECISION"), notice, head("Decision"), LONG, head("Reasons"), LONG])
    assert values(decision).get(name) == day


def test_bold_words_that_lead_a_point_do_not_end_its_section() -> None:
    decision = one(
        [
            *(row for heading in ("Decision", "Reasons") for row in (head(heading), LONG)),
            head("Options considered"),
            Row("Option 1 – hire no tug at all. Rejected, as the ferry would not run.", bold=2),
            Row("Option 2 – buy a tug. Rejected, as it would cost too much.", bold=2),
        ]
    )
    assert section(decision, SectionKind.ALTERNATIVES).startswith("Option 1")


def test_a_known_heading_is_known_when_it_goes_on() -> None:
    decision = one([head("Decision"), LONG, head("Reasons for the decision and for urgency"), LONG])
    assert kinds(decision)[-1] == "reasons"


def test_the_sender_of_a_memorandum_decides_where_nobody_else_does() -> None:
    sent = [*beside("From:", "Ode Lindqvist, Director of Ferries"), *beside("Ref:", "FD/9")]
    assert values(one([head("MEMORANDUM"), *sent, head("Decision"), LONG]))["decision_makers"].startswith("Ode")


def test_what_is_filled_in_right_below_an_instruction_is_kept() -> None:
    rows: list[Row | str] = [head("Decision"), LONG, head("Financial implications")]
    rows += [Row("Please state the whole cost and the budget code.", size=7.5), "Repairs £385,000; tug hire £14,200."]
    decision = one(rows)
    assert section(decision, SectionKind.FINANCIAL) == "Repairs £385,000; tug hire £14,200."


def test_what_is_said_of_call_in_below_the_last_section_is_no_part_of_it() -> None:
    notice = "This decision may be called in until 5pm on 22 July 2015 by any four members."
    decision = one([head("Decision"), LONG, head("Background papers"), "Report of the surveyor.", para(notice)])
    assert values(decision)["call_in_deadline"] == "22 July 2015"
    assert decision.sections[-1].kind is SectionKind.HEADER


def test_what_takes_effect_is_part_of_the_decision() -> None:
    decision = one([head("Reasons"), LONG, head("Decision"), LONG, para("The order comes into force on 1 May 2017.")])
    assert "1 May 2017" in section(decision, SectionKind.DECISION)


def test_a_day_may_be_told_on_the_second_line_of_its_entry() -> None:
    told = [Row("Call-in: These decisions may be called in by any four members up to", bold=1, gap=14)]
    decision = one([head("Decision"), LONG, *told, "5.00 p.m. on Friday 22nd June 2007."])
    assert values(decision)["call_in_deadline"].endswith("22nd June 2007.")


def test_a_long_label_in_bold_after_the_last_section_is_an_entry() -> None:
    label = Row("May be called in by any constituent authority until: 10 October 2013", bold=9, gap=14)
    decision = one([head("Decision"), LONG, head("Reasons"), LONG, label])
    assert values(decision)["call_in_deadline"] == "10 October 2013"
