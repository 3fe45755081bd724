"""The tagging stage: what a document tells its parts, and where what was found stands."""

import datetime as dt
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
from extractor.tagging.amounts.currencies import main_currency
from extractor.tagging.context import TaggingContext
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
