"""The tagging stage: what a document tells its parts, and where what was found stands."""

import datetime as dt
import textwrap
from dataclasses import replace
from decimal import Decimal

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from decision_models import SectionKind
from extractor.document import Box, CellSpan, Decision, Entry, FieldName, Mentions, Section, Token, Word
from extractor.errors import UsageError
from extractor.settings import Settings
from extractor.tagging.amounts import find_amounts
from extractor.tagging.amounts.currencies import main_currency
from extractor.tagging.context import TaggingContext
from extractor.tagging.countries import country_of
from extractor.tagging.lexicon import inverse, mapping, words
from extractor.tagging.pipeline import build_nlp
from extractor.tagging.tag import reference_date, tag, tag_text


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_nlp(Settings())


def section(text: str, kind: SectionKind = SectionKind.OTHER, reading: str = "text_layer") -> Section:
    word = Word(text, Box(0, 0, 1, 1), 1.0, reading, 11.0)
    return Section(kind=kind, heading=None, text=text, tokens=(Token(0, len(text), 1, word),))


def decision(*sections: Section, entries: tuple[Entry, ...] = ()) -> Decision:
    return Decision(
        ordinal=1, form="generic", first_page=1, last_page=1, sections=sections, entries=entries, furniture=()
    )


def entered(name: FieldName, text: str) -> tuple[Section, Entry]:
    return section(text, SectionKind.HEADER), Entry(name, 0, 0, len(text), 1.0)


def read(nlp: Language, *texts: str) -> Mentions:
    return tag(decision(*(section(text) for text in texts)), nlp)


def test_mentions_name_their_section(nlp: Language) -> None:
    texts = ("Agreed on 12 July 2016.", "It costs £5,000.", "It ends on 1 May 2017 and costs £1m.")
    found = read(nlp, *texts)
    assert [(a.section, texts[a.section][a.start : a.end]) for a in found.amounts] == [(1, "£5,000"), (2, "£1m")]
    assert [(d.section, texts[d.section][d.start : d.end]) for d in found.dates] == [
        (0, "12 July 2016"),
        (2, "1 May 2017"),
    ]


def test_every_kind_is_tagged(nlp: Language) -> None:
    found = read(nlp, "On 12 July 2016 Mrs Jane Smith, Director of Finance, spent £5 under the Highways Act 1980.")
    assert [len(kind) for kind in (found.amounts, found.dates, found.people, found.roles, found.references)] == [1] * 5


def test_the_entered_date_tells_the_years(nlp: Language) -> None:
    head, entry = entered("decision_date", "3 May 2014")
    found = tag(decision(head, section("The panel met on 12 April."), entries=(entry,)), nlp)
    assert [date.value for date in found.dates] == ["2014-05-03", "2014-04-12"]


def test_the_decision_date_goes_before_the_published_one() -> None:
    text = "5 May 2014\n3 May 2014"
    entries = (Entry("publication_date", 0, 0, 10, 1.0), Entry("decision_date", 0, 11, 21, 1.0))
    assert reference_date(decision(section(text), entries=entries)) == dt.date(2014, 5, 3)


@pytest.mark.parametrize("number", ["16/00051", "2016/034", "DN 2016/012", "CAB-16-022", "16-00051"])
def test_the_number_tells_the_year_where_no_date_does(nlp: Language, number: str) -> None:
    head, entry = entered("decision_number", number)
    found = tag(decision(head, section("The panel met on 12 July."), entries=(entry,)), nlp)
    assert [(date.value, date.inferred) for date in found.dates] == [("2016-07-12", "year")]


def test_the_number_chooses_among_the_dates() -> None:
    head, entry = entered("decision_number", "16/00051")
    body = section("Begun on 1 May 2016 and 2 June 2016, to end on 31 March 2031; rules of 1 April 2009.")
    assert reference_date(decision(head, body, entries=(entry,))) == dt.date(2016, 6, 2)


def test_a_number_whose_year_no_date_bears_out_tells_no_year() -> None:
    head, entry = entered("decision_number", "29/03")
    body = section("Seen on 1 September 2003 and by telephone on 15.9.03.")
    assert reference_date(decision(head, body, entries=(entry,))) == dt.date(2003, 9, 15)


def test_without_any_hint_there_is_no_year(nlp: Language) -> None:
    assert [date.value for date in read(nlp, "The panel met on 12 July.").dates] == ["XXXX-07-12"]


def test_a_decision_number_is_neither_date_nor_sum(nlp: Language) -> None:
    head, entry = entered("decision_number", "2016/17")
    assert tag(decision(head, section("In 2016/17."), entries=(entry,)), nlp).dates[0].section == 1


def test_a_misread_pound_is_repaired_in_a_document_in_pounds(nlp: Language) -> None:
    scanned = section("The work costs €500,000 in all.", reading="tesseract")
    found = tag(decision(section("A budget of £2m and £3m."), scanned), nlp)
    assert [(a.value, a.currency) for a in found.amounts][-1] == (Decimal(500000), "GBP")
    assert [notice.code for notice in found.notices] == ["repaired_amount"]


def test_a_text_layer_is_believed(nlp: Language) -> None:
    found = tag(decision(section("A budget of £2m and £3m."), section("The work costs €500,000 in all.")), nlp)
    assert [a.currency for a in found.amounts] == ["GBP", "GBP", "EUR"]


def test_cells_reach_the_amounts(nlp: Language) -> None:
    text = "Table 1 (£000)\nItem\tCost\nRoads\t1,850\n"
    cells = (CellSpan(15, 19, 0, 0, 0), CellSpan(20, 24, 0, 0, 1), CellSpan(25, 30, 0, 1, 0), CellSpan(31, 36, 0, 1, 1))
    body = Section(SectionKind.FINANCIAL, None, text, (), cells=cells)
    assert [a.value for a in tag(decision(body), nlp).amounts] == [Decimal(1850000)]


def test_a_notice_is_given_once(nlp: Language) -> None:
    found = read(nlp, "It closed on 31/02/2016.", "It closed on 31/02/2016.")
    assert [notice.code for notice in found.notices] == ["impossible_date"]


def test_plain_text_is_a_document_of_its_own() -> None:
    found = tag_text("Signed on 3 May 2014. The panel had met on 12 April and gave £5k.")
    assert [date.value for date in found.dates] == ["2014-05-03", "2014-04-12"]
    assert [amount.value for amount in found.amounts] == [Decimal(5000)]


def test_nothing_comes_of_nothing(nlp: Language) -> None:
    assert tag_text("", nlp) == Mentions()
    assert tag(decision(section("")), nlp) == Mentions()


def test_components_work_alone() -> None:
    import extractor.tagging.amounts

    alone = spacy.blank("en")
    alone.add_pipe("decision_amounts")
    doc = alone("A grant of £1.5m and 45p.")
    assert [str(amount.value) for amount in doc._.amounts] == ["1500000", "0.45"]
    assert [span.text for span in doc.spans["amounts"]] == ["£1.5m", "45p"]
    assert extractor.tagging.amounts.find_amounts("£5")[0][0].value == 5


def test_the_pipeline_builds_on_the_users_own(tmp_path: object) -> None:
    own = spacy.blank("en")
    own.add_pipe("sentencizer")
    own.to_disk(str(tmp_path))
    names = build_nlp(Settings(spacy_model=str(tmp_path))).pipe_names
    assert names[0] == "sentencizer"
    assert names[1:] == build_nlp().pipe_names


def test_a_pipeline_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match="no_such_pipeline"):
        build_nlp(Settings(spacy_model="no_such_pipeline"))


@pytest.mark.parametrize(
    ("texts", "currency"),
    [(["£5, £6 and €7"], "GBP"), (["€5", "€6 for £7"], "EUR"), (["compounds and US tests"], None), ([], None)],
    ids=["pounds", "euros", "none", "nothing"],
)
def test_the_main_currency(texts: list[str], currency: str | None) -> None:
    assert main_currency(texts) == currency


def test_a_context_has_plain_defaults() -> None:
    assert TaggingContext() == TaggingContext(None, None, (), (), SectionKind.OTHER, scanned=True)


@pytest.mark.parametrize(("name", "key"), [("dates", "months"), ("dates", "no_such_list")])
def test_a_wrong_list_is_named(name: str, key: str) -> None:
    with pytest.raises(ValueError, match=rf"{name}\.toml: '{key}'"):
        words(name, key)


def test_a_missing_table_is_named() -> None:
    with pytest.raises(ValueError, match=r"dates\.toml: 'no_such_table'"):
        mapping("dates", "no_such_table")


def test_a_phrase_under_two_keys_is_named() -> None:
    with pytest.raises(ValueError, match="'jan' stands under both"):
        inverse({"1": ("Jan",), "2": ("jan",)})


@given(text=st.text(max_size=150))
def test_offsets_hold_in_any_text(text: str) -> None:
    found = tag_text(text)
    for kind in (found.amounts, found.dates, found.roles, found.people, found.references):
        assert all(mention.section == 0 and 0 <= mention.start < mention.end <= len(text) for mention in kind)


COUNTRIES = [
    ("The Corporation of the Town of Elm, Ontario", "CA"),
    ("Elm Shire Council, NSW, let it to Brindle Pty Ltd", "AU"),
    ("City Attorney and Planning Commission, Oregon 97301", "US"),
    ("under the Local Government Act 2002, iwi were asked", "NZ"),
    ("a grant of £500 from Elm Borough Council", "GB"),
    ("Comhairle Contae, Cathaoirleach", "IE"),
]


@pytest.mark.parametrize(("text", "code"), COUNTRIES, ids=[code for _, code in COUNTRIES])
def test_a_country_is_known_by_its_bodies_and_law(text: str, code: str) -> None:
    found = country_of([text])
    assert found is not None
    assert found.code == code


MANNERS = [
    ("On July 4, 2019 the neighbour was paid $40.", "CAD"),
    ("On July 4, 2019 the neighbor was paid $40.", "USD"),
    ("By 12/26/2018 the neighbor was paid $40.", "USD"),
    ("The Auditor of Elm, NSW 2650, was paid $40.", "AUD"),
    ("Elm, ON: the auditor was paid $40.", "CAD"),
]


@pytest.mark.parametrize(("text", "currency"), MANNERS, ids=[text[:30] for text, _ in MANNERS])
def test_spelling_dates_and_addresses_tell_whose_dollar_it_is(text: str, currency: str) -> None:
    assert [amount.currency for amount in tag_text(text).amounts] == [currency]


def test_nothing_tells_no_country() -> None:
    assert country_of(["The meeting was held on Tuesday."]) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "Elm Borough Council, England: FY24, 2018/19 and Q1 2018/19",
            ["2023-04/2024-03", "2018-04/2019-03", "2018-04/2018-06"],
        ),
        (
            "Elm Shire Council, Queensland: FY24, 2018/19 and Q1 2018/19",
            ["2023-07/2024-06", "2018-07/2019-06", "2018-07/2018-09"],
        ),
        ("Town of Elm, Ontario: FY24 and 2018/19", ["2024-01/2024-12", "2018-04/2019-03"]),
        ("Elm Shire Council, Queensland: academic year 2018/19", ["2018-09/2019-08"]),
    ],
    ids=["England", "Queensland", "Ontario", "academic"],
)
def test_financial_years_go_by_the_country(text: str, values: list[str]) -> None:
    assert [date.value for date in tag_text(text).dates] == values


def test_dates_in_figures_go_by_the_country() -> None:
    american = tag_text("Planning Commission, Oregon 97301. Heard on 03/04/2019.")
    british = tag_text("Elm Borough Council, England. Heard on 03/04/2019.")
    assert [date.value for date in american.dates] == ["2019-03-04"]
    assert [date.value for date in british.dates] == ["2019-04-03"]


def test_dates_in_figures_go_by_those_that_are_plain() -> None:
    found = tag_text("Town of Elm, Ontario. Seen on 12/26/2018 and 03/04/2019.")
    assert [date.value for date in found.dates] == ["2018-12-26", "2019-03-04"]


def test_dates_in_figures_are_doubted_where_nothing_tells() -> None:
    (date,) = tag_text("Town of Elm, Ontario. Seen on 03/04/2019.").dates
    assert date.certainty <= 0.5


def test_a_dollar_is_its_countrys_and_a_guess_is_doubted() -> None:
    (canadian,) = tag_text("Town of Elm, Ontario, paid $40.").amounts
    (guessed,) = tag_text("They paid $40.").amounts
    assert (canadian.currency, guessed.currency) == ("CAD", "USD")
    assert guessed.certainty < canadian.certainty


def test_what_was_written_at_the_time_is_of_the_time() -> None:
    found = tag_text("5th March, 1912. Your letter of the 2nd inst. and one of the 28th ult. were read.")
    assert [date.value for date in found.dates] == ["1912-03-05", "1912-03-02", "1912-02-28"]


def test_wrapped_text_is_tagged_as_if_whole() -> None:
    text = textwrap.fill(
        "The Cabinet Member for Highways, Waste and Clean Streets agreed on Tuesday 12 July 2016 that Mrs Jane Appleby"
        " be paid £1,200 over three years.",
        width=48,
    )
    found = tag_text(text)
    assert [role.title for role in found.roles] == ["Cabinet Member for Highways, Waste and Clean Streets"]
    assert [person.name for person in found.people] == ["Mrs Jane Appleby"]
    assert [(a.value, a.over) for a in found.amounts] == [(Decimal(1200), "P3Y")]
    assert [date.value for date in found.dates] == ["2016-07-12"]


def test_lines_that_are_no_wrapped_ones_stay_apart() -> None:
    assert [role.title for role in tag_text("Head of Planning\nHead of Parking").roles] == [
        "Head of Planning",
        "Head of Parking",
    ]


def test_a_heading_scales_the_one_number_under_it(nlp: Language) -> None:
    sections = [
        replace(section(text), heading="Value £000")
        for text in ("312 p.a.", "(86.5)", "up to 60", "4,875\nover 3 years")
    ]
    found = tag(decision(section("All sums are in £."), *sections), nlp).amounts
    assert [(str(a.value), a.bound.value, a.per, a.over) for a in found] == [
        ("312000", "exact", "P1Y", None),
        ("-86500", "exact", None, None),
        ("60000", "maximum", None, None),
        ("4875000", "exact", None, "P3Y"),
    ]


def test_columns_of_pounds_shillings_and_pence_are_read() -> None:
    text = "Tenders:\n\t£ s. d.\nHarle & Son\t3,120 14 6\nOrme Bros.\t2,988. 0. 9."
    cells, at = [], 0
    for row, line in enumerate(text.split("\n")[1:]):
        for column, cell in enumerate(line.split("\t")):
            at = text.index(cell, at) if cell else at
            cells.append(CellSpan(at, at + len(cell), 0, row, column))
    amounts, _ = find_amounts(text, TaggingContext(currency="GBP", cells=tuple(cells), old_money=True))
    assert [str(a.value) for a in amounts] == ["3120.725", "2988.0375"]
