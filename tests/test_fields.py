"""What an entry's words come to, with mentions as the tagger gives them."""

import datetime as dt
from collections.abc import Sequence
from itertools import product

import pytest

from decision_models import DecisionMaker, Publication, SectionKind
from extractor.assembling.days import date_field, decision_date_field
from extractor.assembling.found import Found
from extractor.assembling.judged import Judged
from extractor.assembling.judging import load_judges
from extractor.assembling.judging_features import Record
from extractor.assembling.key_decision import key_decision_fields
from extractor.assembling.makers import decision_makers
from extractor.assembling.officers import lead_officer_field
from extractor.assembling.provenance import tokens_within
from extractor.assembling.publication import publication_field
from extractor.assembling.texts import number_field, subject_field, text_field
from extractor.document import Date, Decision, Entry, FieldName, Mentions, Person, Role, Section, Token
from extractor.splitting.compose import Piece, compose
from extractor.splitting.fitted import load_model
from extractor.splitting.forms import load_forms
from extractor.splitting.line_stream import build_flow
from tests.printing import Row, page

GENERIC = load_forms()[0]


def section(text: str, kind: SectionKind = SectionKind.HEADER) -> Section:
    made = page([Row(line) for line in text.split("\n")])
    composed = compose([Piece(line, line.words) for line in build_flow([made])])
    tokens: tuple[Token, ...] = composed.tokens
    return Section(kind, None, composed.text, tokens)


def found(
    name: FieldName, text: str, label: str = "", *, foot: Section | None = None, mentions: Mentions | None = None
) -> Found:
    header = section(text)
    sections = (header, foot) if foot else (header,)
    entry = Entry(name, 0, 0, len(header.text), 0.95, label)
    decision = Decision(1, "generic", 1, 1, sections, (entry,), ())
    pages = {1: page(["x"])}
    return Found(decision, mentions or Mentions(), GENERIC, pages)


def judged(told: Found) -> Judged:
    return Judged(Record(told, load_model().words, several=False), load_judges())


def makers_of(told: Found) -> tuple[DecisionMaker, ...]:
    return decision_makers(judged(told))


def test_the_words_of_a_stretch_are_those_that_share_a_letter_with_it() -> None:
    tokens = section("Mr Vane\nbought a lamp, and\na wick.").tokens

    for start, end in product(range(40), repeat=2):
        assert tokens_within(tokens, start, end) == tuple(t for t in tokens if t.start < end and t.end > start)


@pytest.mark.parametrize(
    ("label", "text", "value"),
    [
        ("Publication", "Open", Publication.PUBLIC),
        ("Status", "Unrestricted", Publication.PUBLIC),
        ("", "For publication", Publication.PUBLIC),
        ("", "Not for publication", Publication.EXEMPT),
        ("Exempt?", "No – open", Publication.PUBLIC),
        ("Is this report exempt?", "No", Publication.PUBLIC),
        ("Is this report exempt?", "Yes, by virtue of paragraph 3", Publication.EXEMPT),
        ("Confidential or exempt", "Yes - Appendix 2 only: exempt appendix", Publication.PART_EXEMPT),
        ("Access to information", "Open, save for Annex 3, which is exempt", Publication.PART_EXEMPT),
        ("Publication", "For publication, except for Appendix B, which is exempt", Publication.PART_EXEMPT),
        ("Protective marking", "Not protectively marked – for publication", Publication.PUBLIC),
        ("Classification", "OFFICIAL", Publication.PUBLIC),
        ("Restriction", "Restricted", Publication.EXEMPT),
        ("Public access", "Is publication to be deferred? NO Is there a Part 2 form? NO", Publication.PUBLIC),
        ("Public access", "Is publication to be deferred? NO Is there a Part 2 form? YES", Publication.PART_EXEMPT),
        ("Open or exempt", "Open / Exempt", None),
        ("Publication", "See the covering letter", None),
    ],
)
def test_publication(label: str, text: str, value: Publication | None) -> None:
    field = publication_field(found("publication", text, label))
    assert (field.value if field else None) == value


@pytest.mark.parametrize(
    ("label", "text", "value", "reason"),
    [
        ("Key decision:", "Yes", True, None),
        ("Key decision", "Yes – spending of over £1m", True, "spending of over £1m"),
        ("Key decision:", "Yes (spend of £500,000 or over)", True, "spend of £500,000 or over"),
        ("Key decision", "Affects two divisions", True, "Affects two divisions"),
        ("Is this a key decision?", "No", False, None),
        ("Type of decision", "Non-key", False, None),
        ("Type of decision", "Key decision", True, None),
        ("Decision type", "Operational", False, None),
        ("Type of decision", "Executive", None, None),
        ("Key decision", "YES NO", None, None),
        ("Key decision", "N/A", None, None),
        ("Key decision?", "None", None, None),
        ("Penderfyniad allweddol / Key decision", "Nac ydy / No", False, None),
        ("Penderfyniad allweddol / Key decision", "Ydy / Yes", True, None),
    ],
)
def test_key_decision(label: str, text: str, value: bool | None, reason: str | None) -> None:
    flag, why = key_decision_fields(found("key_decision", text, label))
    assert (flag.value if flag else None) == value
    assert (why.value if why else None) == reason


def test_a_repaired_number_keeps_its_print_and_is_less_sure() -> None:
    plain = number_field(found("decision_number", "16/00051"))
    mended = number_field(found("decision_number", "16/O0051"))
    assert plain is not None
    assert mended is not None
    assert (mended.value, mended.text) == ("16/00051", "16/O0051")
    assert mended.confidence < plain.confidence


def test_a_subject_over_lines_is_one_line_and_its_regions_are_its_lines() -> None:
    field = text_field(found("subject", "Mending of the footbridge\nand of the path"), "subject")
    assert field is not None
    assert field.value == "Mending of the footbridge and of the path"
    assert len(field.regions) == 2


@pytest.mark.parametrize(
    ("text", "number", "subject"),
    [
        ("RE: LB/17/204 Footbridge at the lock", "LB/17/204", "Footbridge at the lock"),
        ("FW: Re: Footbridge at the lock", None, "Footbridge at the lock"),
        ("Re: Footbridge LB/17/204", None, "Footbridge LB/17/204"),
        ("LB/17/204 Footbridge at the lock", None, "Footbridge at the lock"),
    ],
)
def test_what_a_mail_program_sets_before_a_subject_is_none_of_it(text: str, number: str | None, subject: str) -> None:
    told, field = subject_field(found("subject", text)), number_field(found("subject", text))
    assert told is not None
    assert (told.value, field and field.value) == (subject, number)


def test_a_title_that_only_names_the_body_is_no_subject() -> None:
    assert subject_field(found("subject", "Liddendale Harbour Council", "")) is None
    for text, label in (("Liddendale Harbour Council", "Subject:"), ("Liddendale Harbour Council: a new tug", "")):
        told = subject_field(found("subject", text, label))
        assert told is not None
        assert told.value == text


def test_whoever_a_mail_is_sent_to_decided_nothing() -> None:
    assert makers_of(found("decision_makers", "Harbour Sub-Committee", "Cc:")) == ()


def test_an_entry_with_nothing_in_it_is_absent() -> None:
    assert text_field(found("subject", "–"), "subject") is None
    assert date_field(found("decision_date", "tbc"), "decision_date") is None


def test_the_lead_officer_is_the_person_and_not_the_post() -> None:
    text = "Ode Lindqvist, Head of Ferries, ext. 41907"
    named = Mentions(people=(Person(0, 0, 13, "Ode Lindqvist", "Ode Lindqvist"),))
    for mentions in (named, Mentions()):
        field = lead_officer_field(judged(found("lead_officer", text, mentions=mentions)))
        assert field is not None
        assert field.value == "Ode Lindqvist"


def day(section: int, start: int, end: int, date: dt.date) -> Date:
    return Date(section, start, end, date.isoformat(), date, date)


def test_an_entrys_date_is_its_first_whole_day() -> None:
    mentions = Mentions(
        dates=(
            Date(0, 0, 4, "2017", dt.date(2017, 1, 1), dt.date(2017, 12, 31)),
            day(0, 8, 18, dt.date(2017, 2, 20)),
            day(0, 22, 32, dt.date(2017, 3, 1)),
        )
    )
    field = date_field(found("decision_date", "2017, on 20/02/2017 or 01/03/2017", mentions=mentions), "decision_date")
    assert field is not None
    assert field.value == dt.date(2017, 2, 20)


def test_without_a_label_the_decision_is_dated_by_its_makers_signature() -> None:
    foot = section("Ada Birtwhistle 7 June 2022", SectionKind.SIGNATURE)
    mentions = Mentions(dates=(day(1, 16, 27, dt.date(2022, 6, 7)),))
    field = decision_date_field(judged(found("subject", "x", foot=foot, mentions=mentions)))
    assert field is not None
    assert field.value == dt.date(2022, 6, 7)


def test_a_maker_has_a_name_and_every_post() -> None:
    text = "Ada Birtwhistle\nLeader of the Council and Cabinet Member for Bridges"
    mentions = Mentions(
        people=(Person(0, 0, 15, "Ada Birtwhistle", "Ada Birtwhistle"),),
        roles=(
            Role(0, 16, 37, "Leader of the Council", "leader"),
            Role(0, 42, 68, "Cabinet Member for Bridges", "bridges"),
        ),
    )
    (maker,) = makers_of(found("decision_makers", text, "Taken by", mentions=mentions))
    assert maker.name is not None
    assert maker.name.value == "Ada Birtwhistle"
    assert [role.value for role in maker.roles] == ["Leader of the Council", "Cabinet Member for Bridges"]


def test_a_body_is_a_maker_without_a_name() -> None:
    (maker,) = makers_of(found("decision_makers", "Harbour Sub-Committee", "Taken by"))
    assert maker.name is None
    assert [role.value for role in maker.roles] == ["Harbour Sub-Committee"]


def test_the_signature_names_the_holder_of_a_post_named_without_one() -> None:
    foot = section("Ada Birtwhistle\nMayor of Lidd", SectionKind.SIGNATURE)
    mentions = Mentions(
        people=(Person(1, 0, 15, "Ada Birtwhistle", "Ada Birtwhistle"),),
        roles=(
            Role(0, 0, 13, "Mayor of Lidd", "mayor"),
            Role(1, 16, 29, "Mayor of Lidd", "mayor", holder="Ada Birtwhistle"),
        ),
    )
    (maker,) = makers_of(found("decision_makers", "Mayor of Lidd", "Taken by", foot=foot, mentions=mentions))
    assert maker.name is not None
    assert maker.name.value == "Ada Birtwhistle"


def of_authority(entries: Sequence[tuple[FieldName, str]], text: str) -> Found:
    header = section(text)
    places = tuple(Entry(name, 0, text.index(said), text.index(said) + len(said), 0.9) for name, said in entries)
    return Found(Decision(1, "generic", 1, 1, (header,), places, ()), Mentions(), GENERIC, {1: page(["x"])})


@pytest.mark.parametrize(
    ("entries", "text", "post"),
    [
        (
            [("authority", "Lidd Parish Council"), ("decision_makers", "Parish Council")],
            "Meeting of the Parish Council\nLidd Parish Council",
            "Lidd Parish Council",
        ),
        ([("authority", "Lidd Town Council")], "Lidd Town Council\nMinutes of a meeting", "Lidd Town Council"),
        (
            [("authority", "Lidd Town Council"), ("decision_makers", "Harbour Committee")],
            "Lidd Town Council\nHarbour Committee, minutes",
            "Harbour Committee",
        ),
    ],
    ids=["named by its kind", "that met itself", "that has a committee"],
)
def test_the_body_that_decided_is_the_public_body(entries: list[tuple[FieldName, str]], text: str, post: str) -> None:
    (maker,) = makers_of(of_authority(entries, text))
    assert (maker.name, [role.value for role in maker.roles]) == (None, [post])


def test_a_public_body_that_is_not_said_to_have_met_is_no_sure_maker() -> None:
    makers = makers_of(of_authority([("authority", "Lidd Town Council")], "Lidd Town Council\nNotice"))
    assert all(role.confidence < 0.5 for maker in makers for role in maker.roles)


@pytest.mark.parametrize(
    ("signed", "other", "name"),
    [("Mayor of Lidd\nAda Birtwhistle", None, "Ada Birtwhistle"), ("Town Clerk\nAda Birtwhistle", "clerk", None)],
    ids=["under the post", "under another's"],
)
def test_who_alone_signs_holds_the_post_that_decided(signed: str, other: str | None, name: str | None) -> None:
    foot = section(signed, SectionKind.SIGNATURE)
    end = signed.index("\n")
    mentions = Mentions(
        people=(Person(1, end + 1, len(signed), "Ada Birtwhistle", "Ada Birtwhistle"),),
        roles=(Role(0, 0, 13, "Mayor of Lidd", "mayor"), Role(1, 0, end, signed[:end], other or "mayor")),
    )
    (maker,) = makers_of(found("decision_makers", "Mayor of Lidd", "Taken by", foot=foot, mentions=mentions))
    assert (maker.name.value if maker.name else None) == name
    assert [role.value for role in maker.roles] == ["Mayor of Lidd"]
