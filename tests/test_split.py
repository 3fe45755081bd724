"""Documents set for these tests, in forms of no council's: look and wording alone must tell what stands where."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models import SectionKind, SectionState
from extractor.document import Decision, Token
from extractor.splitting.split import split
from tests.decisions import FORMS, Rows, kinds, one, values
from tests.printing import Row, cell, document, head, page, para

LONG = (
    "The footbridge over the Lidd has been shut since the flood, and the path to the school is cut off till it is done."
)


RUN_IN: list[Row | str] = [
    head("LIDDENDALE COUNCIL – RECORD OF DECISION"),
    Row("Decision No: 22/014", bold=2, gap=14),
    Row("Taken by: Cllr Ada Birtwhistle, Cabinet Member for Bridges", bold=2, gap=14),
    Row("Subject: Mending of the Lidd Footbridge", bold=1, gap=14),
    Row("Decision: I agree that", bold=1, gap=14),
    Row("1) the bridge be mended; and", x=80, gap=8),
    Row("2) the path be opened.", x=80, gap=8),
    Row("Reason(s) for decision: " + LONG[:60], bold=3, gap=14),
    LONG[60:],
    Row("Legal Implications: None", bold=2, gap=14),
    Row("Financial Implications: The cost is £40,000.", bold=2, gap=14),
]
ALONE: list[Row | str] = [
    head("Officer Decision Notice"),
    head("REFERENCE"),
    "OD/9/3",
    head("TITLE"),
    "Hire of a tug",
    head("WHAT WAS DECIDED"),
    LONG,
    head("WHY"),
    LONG,
    head("COMMENTS OF THE TREASURER"),
    "The cost is met from reserves.",
    head("MATTERS FOR THE HARBOUR BOARD"),
    "The Board was told.",
    head("DECLARATIONS OF INTEREST"),
    "None declared",
]
TABLE: list[Row | str] = [
    head("Delegated Decision Record"),
    cell(0, 0, 0, "Decision ref"),
    cell(0, 0, 1, "DD 7/21"),
    cell(0, 1, 0, "Decision maker"),
    cell(0, 1, 1, "Ode Lindqvist, Director of Ferries"),
    cell(0, 2, 0, "Decision taken"),
    cell(0, 2, 1, "To hire a tug for the summer."),
    cell(0, 3, 0, "Options considered"),
    cell(0, 3, 1, "Buying one."),
    cell(0, 4, 0, "Moorings"),
    cell(0, 4, 1, "There is none to speak of."),
    cell(0, 5, 0, "Risks"),
    cell(0, 6, 0, "Equality"),
    cell(0, 6, 1, "N/A"),
]


def test_headings_run_in() -> None:
    decision = one(RUN_IN)
    assert kinds(decision) == ["header", "decision", "reasons", "legal", "financial"]
    assert decision.sections[2].text == LONG
    assert decision.sections[1].text == "I agree that\n1) the bridge be mended; and\n2) the path be opened."
    assert [clause.label for clause in decision.sections[1].clauses] == ["1)", "2)"]
    assert values(decision) | {"authority": ""} == {
        "authority": "",
        "decision_number": "22/014",
        "decision_makers": "Cllr Ada Birtwhistle, Cabinet Member for Bridges",
        "subject": "Mending of the Lidd Footbridge",
    }
    assert decision.authority is not None
    assert decision.authority.text == "LIDDENDALE COUNCIL"


def test_headings_alone_in_capitals_with_an_unseen_one_set_like_the_others() -> None:
    decision = one(ALONE)
    assert kinds(decision) == ["header", "decision", "reasons", "financial", "other", "interests"]
    assert decision.sections[4].heading == "MATTERS FOR THE HARBOUR BOARD"
    assert values(decision) == {"decision_number": "OD/9/3", "subject": "Hire of a tug"}


def test_headings_in_the_left_column_of_a_table() -> None:
    decision = one(TABLE)
    assert kinds(decision) == ["header", "decision", "alternatives", "other", "risk", "equality"]
    states = {section.kind: section.state for section in decision.sections}
    assert states[SectionKind.RISK] is SectionState.BLANK
    assert states[SectionKind.EQUALITY] is SectionState.NIL
    assert states[SectionKind.DECISION] is SectionState.STATED
    assert values(decision)["decision_makers"] == "Ode Lindqvist, Director of Ferries"


def test_labels_in_one_row_with_their_values_in_the_next() -> None:
    rows: Rows = [
        head("Notice of Decision"),
        cell(0, 0, 0, "Decision number"),
        cell(0, 0, 1, "Date of decision"),
        cell(0, 1, 0, "F/31"),
        cell(0, 1, 1, "4 May 2011"),
        head("Decision"),
        LONG,
    ]
    assert values(one(rows)) == {"decision_number": "F/31", "decision_date": "4 May 2011"}


def test_a_sentence_that_names_an_implication_is_no_heading() -> None:
    rows: Rows = [
        head("Decision"),
        "The financial implications are set out below and the legal implications were",
        "considered by the committee at some length before the options were agreed.",
        head("Reasons"),
        LONG,
    ]
    assert kinds(one(rows)) == ["header", "decision", "reasons"]


def test_a_data_table_keeps_its_words_though_they_are_headings_elsewhere() -> None:
    rows: Rows = [
        head("Decision"),
        para("To accept the risks below."),
        *(cell(0, 0, n, t, bold=-1) for n, t in enumerate(["Risk", "Score", "Cost"])),
        *(cell(0, 1, n, t) for n, t in enumerate(["Flood", "12", "£400"])),
        *(cell(0, 2, n, t) for n, t in enumerate(["Frost", "3", "£20"])),
        head("Reasons"),
        LONG,
    ]
    decision = one(rows)
    assert kinds(decision) == ["header", "decision", "reasons"]
    assert decision.sections[1].text.endswith("Risk\tScore\tCost\nFlood\t12\t£400\nFrost\t3\t£20")
    assert [(c.row, c.column) for c in decision.sections[1].cells] == [(r, c) for r in range(3) for c in range(3)]


def test_a_paragraph_goes_on_over_the_page_break_past_running_heads() -> None:
    first: Rows = [head("Decision"), "To buy the yard behind the old rope works and to let it to the"]
    second: Rows = [
        Row("Form 12 Page 2 of 2", running=True),
        "harbour trust for nine years.",
        head("Reasons"),
        LONG,
    ]
    decision = one(first, second)
    assert (
        decision.sections[1].text
        == "To buy the yard behind the old rope works and to let it to the harbour trust for nine years."
    )
    assert "Form 12 Page 2 of 2" in [piece.text for piece in decision.furniture]


def test_a_point_at_the_top_of_a_page_is_a_point_though_the_one_before_it_ends_in_and() -> None:
    first: Rows = [head("Decision"), "I agree:", Row("a) to buy the yard; and", x=80, gap=8)]
    second: Rows = [Row("b) to let it.", x=80), head("Reasons"), LONG]
    decision = one(first, second)
    assert [clause.label for clause in decision.sections[1].clauses] == ["a)", "b)"]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("The commis-", "sioning of the commissioning team", "The commissioning of the commissioning team"),
        ("A self-", "sustaining club", "A self-sustaining club"),
        ("A re\u00ad", "view", "A review"),
        ("Pages 3-", "5 are lost", "Pages 3-5 are lost"),
        ("To the Piers Sub-", "Committee in May", "To the Piers Sub-Committee in May"),
        ("Kept as it is -", "or so", "Kept as it is - or so"),
    ],
)
def test_words_broken_at_a_line_end_are_rejoined_and_real_hyphens_kept(first: str, second: str, joined: str) -> None:
    decision = one([head("Decision"), first, second, head("Reasons"), LONG])
    assert decision.sections[1].text == joined


def test_the_forms_own_print_is_furniture() -> None:
    rows: Rows = [
        head("Record of Decision"),
        Row("Key decision: Yes [Delete as appropriate and give the reason]", bold=2, gap=14),
        head("Decision"),
        LONG,
        head("Interests declared"),
        "None",
        para("Signed ........................... Date ..........................."),
    ]
    decision = one(rows)
    furniture = " ".join(piece.text for piece in decision.furniture)
    assert values(decision)["key_decision"] == "Yes"
    assert "[Delete as appropriate and give the reason]" in furniture
    assert "..........................." in furniture
    assert decision.sections[-1].text == "None"


def test_of_tick_boxes_only_what_is_ticked_stays() -> None:
    rows: Rows = [
        head("Record of Decision"),
        Row("Key decision: ☐ Yes ☒ No", bold=2, gap=14),
        Row("Publication: Open ☒ Exempt ☐", bold=1, gap=14),
        head("Decision"),
        LONG,
    ]
    found = values(one(rows))
    assert found["key_decision"] == "No"
    assert found["publication"] == "Open"


def test_a_signature_block_is_kept_out_of_the_last_section() -> None:
    rows: Rows = [
        head("Decision"),
        LONG,
        head("Background papers"),
        "Report of the Head of Ferries.",
        Row("Ode Lindqvist", gap=30),
        "Director of Ferries",
        Row("Signed .........................................", gap=40),
    ]
    decision = one(rows)
    assert kinds(decision) == ["header", "decision", "other", "signature"]
    assert decision.sections[-1].text == "Ode Lindqvist\nDirector of Ferries"


@pytest.mark.parametrize(
    "block",
    [
        [
            Row("......................................... Cabinet Member", gap=40),
            Row("O. Lindqvist, 9 March 2006", gap=9),
        ],
        [Row(".........................................", gap=40), "Cabinet Member", Row("O. Lindqvist, 9 March 2006")],
    ],
    ids=["beside the line to sign on", "below it"],
)
def test_a_post_at_a_line_to_sign_on_is_no_label(block: list[Row | str]) -> None:
    rows: list[Row | str] = [
        head("Decision"),
        LONG,
        Row("CONTACT – Ada Birtwhistle, Bridge Engineer", gap=14),
        Row("CALL-IN – Notice must be given by 17 March 2006.", gap=14),
        *block,
    ]
    decision = one(rows)
    assert kinds(decision) == ["header", "decision", "header", "signature"]
    assert "decision_makers" not in values(decision)


def test_two_decisions_in_one_file() -> None:
    def first_page(number: str) -> list[Row | str]:
        return [
            head("Record of Decision"),
            Row(f"Decision No: {number}", bold=2, gap=14),
            Row("Taken by: Cllr Ada Birtwhistle", bold=2, gap=14),
            head("Decision"),
            LONG,
        ]

    decisions = split(document(first_page("22/014"), [head("Reasons"), LONG], first_page("22/015")), FORMS)
    assert [(d.first_page, d.last_page) for d in decisions] == [(1, 2), (3, 3)]
    assert [values(d)["decision_number"] for d in decisions] == ["22/014", "22/015"]


@pytest.mark.parametrize(
    "rows",
    [
        ["milk", "two loaves", "string", "a pound of tea"],
        ["xq zzv", "~ , ;", "8 8 8"],
        [LONG] * 40,
    ],
    ids=["a shopping list", "noise", "prose"],
)
def test_what_is_no_decision_is_not_made_one(rows: Rows) -> None:
    decision = one(rows)
    assert decision.form == "generic"
    assert SectionKind.DECISION not in [section.kind for section in decision.sections]
    assert decision.notices


FORM_WORDS = ["Decision:", "Reasons", "for", "decision", "Signed", "Date:", "Part", "Risk", "Council"]
OTHER_WORDS = ["☒", "☐", "Yes", "........", "[Do", "not", "say]", "(a)", "1.1", "£5", "the", "1", "half-", "way"]
WORDS = st.sampled_from([*FORM_WORDS, *OTHER_WORDS])
ROWS = st.builds(
    lambda words, bold, gap, place: Row(" ".join(words), bold=bold, gap=gap, cell=place),
    st.lists(WORDS, min_size=1, max_size=9),
    st.sampled_from([0, 0, 1, -1]),
    st.sampled_from([2.0, 14.0, 40.0]),
    st.sampled_from([None, None, (0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1)]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(ROWS, max_size=14), min_size=1, max_size=3))
def test_nothing_is_lost_and_nothing_twice(pages: list[list[Row]]) -> None:
    made = document(*(page(rows, n) for n, rows in enumerate(pages, start=1)))
    decisions = split(made, FORMS)
    read = {id(w) for p in made.pages for line in p.lines for w in line.words}
    placed = [
        [id(t.word) for t in (*tokens_of_sections(d), *(t for f in d.furniture for t in f.tokens))] for d in decisions
    ]
    assert set().union(*placed) == read
    assert all(len(own) == len(set(own)) for own in placed)
    # What several decisions share is front matter in each of them.
    times = Counter(word for own in placed for word in own)
    for decision in decisions:
        body = {
            id(t.word)
            for s in decision.sections
            if s.kind is not SectionKind.HEADER
            for t in s.tokens + s.heading_tokens
        }
        assert all(times[word] == 1 for word in body)


def tokens_of_sections(decision: Decision) -> list[Token]:
    return [token for s in decision.sections for token in s.tokens + s.heading_tokens]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(ROWS, max_size=14), min_size=1, max_size=2))
def test_every_word_stands_in_the_text_where_it_says(pages: list[list[Row]]) -> None:
    for decision in split(document(*(page(rows, n) for n, rows in enumerate(pages, start=1))), FORMS):
        for section in decision.sections:
            for token in section.tokens:
                assert token.word.text.startswith(section.text[token.start : token.end])
                assert token.end > token.start
        for entry in decision.entries:
            assert 0 <= entry.start <= entry.end <= len(decision.sections[entry.section].text)


def beside(label: str, *values: str) -> list[Row | str]:
    """Return a label with its value's lines to its right, outside any table."""
    first, *rest = values
    return [Row(label, gap=12.0), Row(first, x=230.0, beside=True), *(Row(value, x=230.0) for value in rest)]


def test_labels_beside_their_text_without_rules() -> None:
    rows: Rows = [
        head("Portfolio Holder Decision Notice"),
        *beside("Notice number", "PH/12/44"),
        *beside("Portfolio Holder", "Councillor Ode Lindqvist"),
        *beside("Subject", "Relief from harbour dues"),
        *beside("Decision", "That relief be granted for a year."),
        *beside("Effect on the tides", "None that the Harbour Master knows of."),
        *beside("Reasons", LONG[:60], LONG[60:]),
    ]
    decision = one(rows)
    assert kinds(decision) == ["header", "decision", "other", "reasons"]
    assert values(decision)["decision_number"] == "PH/12/44"
    assert decision.sections[-1].text == LONG


def test_labels_side_by_side_with_their_values_below() -> None:
    rows: Rows = [
        head("Decision form"),
        Row("What is the number?", bold=-1, gap=14),
        Row("When was it made?", bold=-1, x=320, beside=True),
        Row("16/D/031", gap=4),
        Row("24 June 2016", x=320, beside=True),
        head("What is the decision?"),
        LONG,
        head("Why was it taken?"),
        LONG,
    ]
    decision = one(rows)
    assert values(decision) == {"decision_number": "16/D/031", "decision_date": "24 June 2016"}
    assert kinds(decision) == ["header", "decision", "reasons"]


def test_a_heading_in_two_tongues() -> None:
    rows: Rows = [
        Row("Cyfeirnod / Reference: CM/18/112", bold=3, gap=14),
        head("Penderfyniad / Decision"),
        LONG,
        head("Rhesymau / Reasons"),
        LONG,
    ]
    decision = one(rows)
    assert kinds(decision) == ["header", "decision", "reasons"]
    assert values(decision)["decision_number"] == "CM/18/112"


def test_nothing_to_say_is_understood_in_two_tongues() -> None:
    decision = one([head("Penderfyniad / Decision"), LONG, head("Risg / Risk"), "Dim / None"])
    assert decision.sections[-1].state is SectionState.NIL


def test_a_body_that_prints_its_name_in_two_tongues_is_named_in_english() -> None:
    rows: Rows = [Row("Cyngor Sir Llidd"), Row("Lidd County Council"), head("Decision"), LONG]
    authority = one(rows).authority
    assert authority is not None
    assert authority.text == "Lidd County Council"


def test_a_web_pages_menu_names_no_body() -> None:
    rows: Rows = [
        Row("Home Council Tax Planning Your council Search"),
        Row("Liddendale Borough Council"),
        head("Decision"),
        LONG,
    ]
    authority = one(rows).authority
    assert authority is not None
    assert authority.text == "Liddendale Borough Council"


def test_a_line_that_begins_as_an_instruction_does_but_is_another_word_is_kept() -> None:
    rows: Rows = [head("Decision"), LONG, head("Law"), "Aid may be given to any one", "enterprise; none is."]
    assert one(rows).sections[-1].text.endswith("enterprise; none is.")


def test_a_bar_across_a_table_labels_the_row_below() -> None:
    rows: Rows = [
        head("Decision"),
        LONG,
        cell(0, 0, 0, "ORIGINATING OFFICER", bold=-1),
        cell(0, 1, 0, "Ada Tarr, Head of Estates"),
        cell(0, 1, 1, "24.10.2013"),
    ]
    assert "Ada Tarr" in values(one(rows)).get("lead_officer", "")


def test_small_print_that_instructs_is_furniture_and_small_print_that_does_not_is_kept() -> None:
    rows: Rows = [
        head("Decision"),
        *[LONG] * 4,
        head("Risks"),
        Row("State the chief risks and what will be done about each.", size=8.0, gap=8),
        Row("The tide may be late.", gap=8),
        Row("Tide tables are those of the Harbour Master.", size=8.0, gap=8),
    ]
    decision = one(rows)
    assert decision.sections[-1].text == "The tide may be late.\nTide tables are those of the Harbour Master."


def test_a_number_in_the_forms_title_is_the_decisions() -> None:
    decision = one([head("Request for Mayoral Decision – MD1234"), head("Decision"), LONG])
    assert values(decision)["decision_number"] == "MD1234"
    assert "MD1234" not in " ".join(piece.text for piece in decision.furniture)


def test_a_signature_far_below_a_blank_heading_is_not_its_text() -> None:
    rows: Rows = [
        head("Decision"),
        LONG,
        head("Interests"),
        Row("Chief Harbour Officer", gap=70),
        Row("19th September, 2003"),
    ]
    decision = one(rows)
    assert [(s.kind, s.state) for s in decision.sections[-2:]] == [
        (SectionKind.INTERESTS, SectionState.BLANK),
        (SectionKind.SIGNATURE, SectionState.STATED),
    ]


def test_the_head_of_a_data_table_within_a_forms_cell_is_no_label() -> None:
    inner = [
        cell(1, r, c, t) for r, row in enumerate([["Date", "Risk"], ["4 May", "Flood"]]) for c, t in enumerate(row)
    ]
    rows: Rows = [
        head("Delegated Decision Record"),
        cell(0, 0, 0, "Decision ref"),
        cell(0, 0, 1, "DD 7/21"),
        cell(0, 1, 0, "Decision taken"),
        cell(0, 1, 1, "To note the table."),
        *inner,
        cell(0, 2, 0, "Reasons"),
        cell(0, 2, 1, LONG),
    ]
    assert kinds(one(rows)) == ["header", "decision", "reasons"]


def test_a_long_entry_does_not_swallow_the_label_below_it() -> None:
    rows: Rows = [
        "Reference: FER/7/31",
        "Decided by: Councillor Ann Pugh, Portfolio Holder for Ferries, Piers, Slipways and the Foreshore",
        "Date of decision: 4 May 2021",
        "Contact officer: Ada Tarr",
        head("Decision"),
        LONG,
    ]
    told = values(one(rows))
    assert told["decision_date"] == "4 May 2021"
    assert "Date" not in told["decision_makers"]


def test_a_footnote_that_refers_to_a_plan_is_text() -> None:
    rows: Rows = [
        head("Decision"),
        LONG,
        para("The works were put at less than half of what they came to. 2"),
        Row("2 See the Harbour Plan of 2018, which gave the figure of £41,000.", size=7.0, gap=10),
    ]
    assert "£41,000" in one(rows, [head("Reasons"), LONG]).sections[1].text


def test_nothing_begins_in_a_table_of_figures() -> None:
    names = ["Offer of", "£", "s.", "d."]
    figures = [["Tarr Brothers", "212", "7", "6"], ["Pugh and Company", "240", "0", "0"]]
    rows: Rows = [
        head("Resolved:"),
        para("That the lowest offer be accepted."),
        *(cell(0, 0, n, text) for n, text in enumerate(names)),
        *(cell(0, m, n, text) for m, row in enumerate(figures, start=1) for n, text in enumerate(row)),
    ]
    decision = one(rows)
    assert kinds(decision) == ["header", "decision"]
    assert decision.sections[1].text.endswith("Tarr Brothers\t212\t7\t6\nPugh and Company\t240\t0\t0")


def test_paragraphs_of_a_line_each_are_parted_on_a_short_page() -> None:
    rows: Rows = [
        Row("Present: Councillors Pugh, Tarr and Holm.", gap=11),
        Row("Minute 7. The slipway", gap=7),
        Row("The clerk told of the offers that had come in for the making of the slipway and the steps to it.", gap=6),
        Row("RESOLVED: That the offer of Tarr Brothers be accepted, that the harbour master be told of it by", gap=7.5),
        Row("letter, and that the bill be paid.", gap=1),
    ]
    decision = one(rows)
    assert [(s.kind.value, s.heading) for s in decision.sections if s.heading] == [("decision", "RESOLVED:")]
