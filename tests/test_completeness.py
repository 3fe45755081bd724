"""What the law requires a record to contain: by whom it was decided, and when."""

from typing import Any

import pytest

from decision_models import DecisionRecord
from extractor.audit.completeness import completeness
from extractor.audit.completeness_regime import maker_kind, regime_of
from extractor.audit.completeness_rules import read_statutes, statutes
from extractor.audit.finding import Finding, FindingKind, FindingState
from extractor.errors import InternalError
from tests.records import REGION, field, record, section

OTHER_PLACE = {**REGION, "page": 3}
FULL = (
    section("decision", "To relight the harbour.", "Decision"),
    section("reasons", "It is dark.", "Reasons"),
    section("alternatives", "Candles were considered and rejected.", "Alternatives"),
    section("interests", "None", "Interests declared", state="nil"),
)


def decided(
    on: str | None = "2019-03-04", by: str = "Cabinet Member for Lanterns", sections: Any = FULL, **more: Any
) -> DecisionRecord:
    """Return a record of a decision taken on a day by the holder of a post."""
    blank: dict[str, Any] = dict.fromkeys(("amounts", "dates", "roles", "people"), ())
    makers = [{"name": None, "roles": [field(by)]}] if by else []
    head = section("header", "Record of decision")
    changes = {"decision_date": field(on) if on else None, "decision_makers": makers, "decision_number": None}
    return record(**{**blank, **changes, "sections": [head, *sections], "warnings": (), **more})


def states(one: DecisionRecord) -> dict[str, str]:
    return {f.rule.rsplit("-", 1)[1]: f.state.value for f in completeness(one)}


def faults(one: DecisionRecord) -> list[str]:
    return [f.rule.rsplit("-", 1)[1] for f in completeness(one) if f.is_fault]


def found(one: DecisionRecord, item: str) -> Finding:
    return next(f for f in completeness(one) if f.rule.endswith(f"-{item}"))


# -- which law --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "on", "regime"),
    [
        ("Cabinet Member for Lanterns", "2012-09-10", "executive-2012-reg-13-member"),
        ("Cabinet Member for Lanterns", "2012-09-09", "executive-2000-reg-4-member"),
        ("Leader of the Council", "2001-01-09", "executive-2000-reg-4-member"),
        ("Leader of the Council", "2001-01-08", None),
        ("Deputy Leader", "2020-01-01", "executive-2012-reg-13-member"),
        ("Mayor of Wickhaven", "2020-01-01", "executive-2012-reg-13-member"),
        ("Cabinet", "2020-01-01", "executive-2012-reg-12"),
        ("EXECUTIVE", "2009-01-01", "executive-2000-reg-3"),
        ("Executive Director of Lanterns", "2020-01-01", "openness-2014-reg-7"),
        ("Chief Executive", "2014-08-06", "openness-2014-reg-7"),
        ("Head of Lanterns", "2014-08-05", "executive-2012-reg-13-officer"),
        ("Head of Lanterns", "2011-01-01", None),
        ("Planning Committee", "2020-01-01", None),
        ("Police and Crime Commissioner for Wickshire", "2020-01-01", None),
    ],
)
def test_who_decided_and_when_says_which_law_binds(by: str, on: str, regime: str | None) -> None:
    bound = regime_of(decided(on, by))

    assert (bound.id if bound else None) == regime


def test_before_2012_an_officer_had_to_record_key_decisions_only() -> None:
    key = decided("2011-01-01", "Head of Lanterns", key_decision=field(value=True))

    assert regime_of(key) is not None
    assert regime_of(decided("2011-01-01", "Head of Lanterns", key_decision=field(value=False))) is None


@pytest.mark.parametrize(
    ("authority", "by", "bound"),
    [
        ("Wickhaven Combined Authority", "Mayor of Wickhaven", False),
        ("Wickhaven Combined Authority", "Director of Lanterns", True),
        ("Wickhaven Town Council", "Town Clerk", True),
        ("Office of the Police and Crime Commissioner for Wickshire", "Chief Executive", False),
        ("Wickhaven Borough Council", "Mayor of Wickhaven", True),
        ("Powys County Council", "Cabinet Member for Lanterns", False),
        ("West Lothian Council", "Head of Lanterns", False),
    ],
)
def test_an_authority_without_an_executive_is_bound_for_its_officers_only(authority: str, by: str, bound: bool) -> None:
    assert bool(completeness(decided(by=by, authority=field(authority)))) is bound


@pytest.mark.parametrize(
    ("by", "kind"),
    [
        ("Lead Member for Lanterns", "member"),
        ("Portfolio Holder – Lanterns", "member"),
        ("Councillor A Quill", "member"),
        ("Head of Lanterns", "officer"),
        ("Director of Executive Support", "officer"),
        ("Executive Board", "body"),
        ("Lantern Panel", "other"),
        ("Lantern lighter", "unknown"),
    ],
)
def test_a_post_says_who_decided(by: str, kind: str) -> None:
    assert maker_kind(decided(by=by)) == kind


def test_a_record_without_a_date_is_judged_by_the_year_in_its_number() -> None:
    older = decided(None, decision_number=field("11/00042"))
    straddling = decided(None, decision_number=field("12/00042"))
    published = decided(None, publication_date=field("2011-05-06"))
    bare = decided(None)

    assert [r.id if (r := regime_of(one)) else None for one in (older, straddling, published)] == [
        "executive-2000-reg-4-member"
    ] * 3
    assert "rules in force today" in found(bare, "date").message
    assert found(bare, "date").state is FindingState.MISSING


def test_a_record_that_names_no_maker_says_how_it_is_judged() -> None:
    council = decided(by="", authority=field("Wickhaven Borough Council"))

    assert "judged as a member's decision" in completeness(council)[0].message
    assert completeness(decided(by="", authority=field("Lamp Inspectorate"))) == completeness(decided(by="")) == ()
    assert all("judged" not in f.message for f in completeness(decided()))


def test_the_rules_of_2000_ask_for_no_date() -> None:
    assert set(states(decided("2010-01-01"))) == {"decision", "reasons", "alternatives", "interests", "dispensation"}
    assert set(states(decided())) == {"date", "decision", "reasons", "alternatives", "interests", "dispensation"}
    assert set(states(decided(by="Head of Lanterns"))) == {"date", "decision", "reasons", "alternatives", "interests"}


# -- what is there ----------------------------------------------------------------------------------------------------


def test_a_whole_record_has_nothing_to_look_at() -> None:
    whole = decided()

    assert faults(whole) == []
    assert states(whole) == {
        "date": "present",
        "decision": "present",
        "reasons": "present",
        "alternatives": "present",
        "interests": "nil",
        "dispensation": "nil",
    }
    assert {f.kind for f in completeness(whole)} == {FindingKind.COMPLETENESS}
    assert found(whole, "reasons").citation == "SI 2012/2089, regulation 13(2)(b)"


def test_a_finding_cites_the_places_it_rests_on() -> None:
    whole = decided(sections=(*FULL[:1], section("reasons", "Dark.", "Reasons", regions=[OTHER_PLACE]), *FULL[2:]))

    assert [region.page for region in found(whole, "reasons").regions] == [3]
    assert found(whole, "reasons").message == "“Reasons” on page 3."
    assert all(f.regions for f in completeness(whole))


@pytest.mark.parametrize(
    ("state", "text", "expected", "is_fault"),
    [
        ("stated", "It is dark.", "present", False),
        ("nil", "None", "nil", True),
        ("blank", "", "blank", True),
        ("illegible", "", "illegible", True),
        (None, None, "missing", True),
    ],
)
def test_reasons_must_be_given(state: str | None, text: str, expected: str, is_fault: bool) -> None:
    own = [section("reasons", text, "Reasons", state=state)] if state else []
    one = decided(sections=[FULL[0], *own, *FULL[2:]])

    assert states(one)["reasons"] == expected
    assert ("reasons" in faults(one)) is is_fault


def test_that_there_were_no_alternatives_is_an_answer() -> None:
    one = decided(sections=[*FULL[:2], section("alternatives", "None", "Alternatives", state="nil"), FULL[3]])

    assert states(one)["alternatives"] == "nil"
    assert faults(one) == []


def test_of_two_sections_on_one_matter_the_fuller_counts() -> None:
    blank = section("reasons", "", "Reasons for decision", state="blank")

    assert states(decided(sections=[*FULL, blank]))["reasons"] == "present"


def test_reasons_may_begin_under_a_heading_of_their_own() -> None:
    blank, background = (
        section("reasons", "", "Reasons", state="blank"),
        section("background", "It is dark.", "The dark"),
    )
    one = decided(sections=[FULL[0], blank, background, *FULL[2:]])
    apart = decided(sections=[FULL[0], blank, *FULL[2:], background])

    assert found(one, "reasons").message == "“Reasons” on page 1, continued under “The dark”."
    assert states(one)["reasons"] == "present"
    assert states(apart)["reasons"] == "blank"


def test_a_heading_that_promises_two_things_answers_for_both() -> None:
    both = section("reasons", "It is dark, and candles blow out.", "Reasons, including alternatives considered")

    assert states(decided(sections=[FULL[0], both, FULL[3]]))["alternatives"] == "present"


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("The other options considered and rejected were candles.", "alternatives"),
        ("No alternatives were considered, as the lamp is unique.", "alternatives"),
        ("Mr Quill declared an interest as a lamplighter.", "interests"),
        ("The reasons for the decision are in the report.", "reasons"),
    ],
)
def test_what_is_said_under_another_heading_counts(said: str, item: str) -> None:
    sections = [s for s in FULL if s["kind"] != item]
    place = section("background", said, "Background", regions=[OTHER_PLACE])
    one = decided(sections=[*sections, place])

    assert states(one)[item] == "present"
    assert [region.page for region in found(one, item).regions] == [3]
    assert "under “Background”" in found(one, item).message


def test_nothing_is_called_missing_while_a_page_could_not_be_read() -> None:
    warning = {"code": "page_illegible", "message": "Page 2 could not be read.", "page": 2}
    one = decided(sections=FULL[:1], warnings=[warning])

    assert states(one)["reasons"] == "illegible"
    assert "page 2" in found(one, "reasons").message


def test_a_place_for_the_date_that_is_not_filled_in_is_blank() -> None:
    furniture = [{"text": "Date ..........", "regions": [OTHER_PLACE]}]
    quality = {"confidence": 0.9, "pages": [], "furniture": furniture}
    by_furniture = decided(None, quality=quality)
    by_line = decided(None, sections=[*FULL, section("signature", "Signed: A Quill\nDate: ____\n")])

    assert states(by_furniture)["date"] == states(by_line)["date"] == "blank"
    assert found(by_furniture, "date").regions[0].page == 3


# -- interests and dispensations ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "interests", "dispensation", "is_fault"),
    [
        ("Mr Quill declared that he keeps a lamp.", "present", "missing", True),
        ("Mr Quill keeps a lamp. The Proper Officer granted a dispensation.", "present", "present", False),
        ("Mr Quill keeps a lamp. No dispensation was sought.", "present", "present", False),
        ("No interests were declared.", "nil", "nil", False),
        ("None declared. No dispensation sought.", "nil", "nil", False),
        ("I have no disclosable interest in this matter.", "nil", "nil", False),
        ("(Item 2)\nNo declarations of interest were received\nMinutes\nThe minutes were signed.", "nil", "nil", False),
        ("None by the Member. At the committee Mr Quill declared a lamp.", "present", "missing", True),
    ],
)
def test_a_dispensation_is_called_for_by_a_declared_interest(
    text: str, interests: str, dispensation: str, is_fault: bool
) -> None:
    one = decided(sections=[*FULL[:3], section("interests", text, "Interests declared")])

    assert (states(one)["interests"], states(one)["dispensation"]) == (interests, dispensation)
    assert (faults(one) == ["dispensation"]) is is_fault


def test_without_a_note_of_interests_the_fault_is_reported_once() -> None:
    one = decided(sections=FULL[:3])

    assert states(one)["dispensation"] == "missing"
    assert faults(one) == ["interests"]


def test_an_officer_need_note_interests_only_under_an_express_authorisation() -> None:
    one = decided(by="Head of Lanterns", sections=FULL[:3])

    assert states(one)["interests"] == "missing"
    assert faults(one) == []
    assert "express authorisation" in found(one, "interests").message


# -- the rules as data --------------------------------------------------------------------------------------------------


def test_every_provision_names_its_instrument_and_its_days() -> None:
    regimes = statutes().regimes

    assert {r.citation.split(",")[0] for r in regimes} == {"SI 2012/2089", "SI 2000/3272", "SI 2014/2095"}
    assert all(r.ends is None or r.begins < r.ends for r in regimes)
    assert all(one.provision.startswith("(") for r in regimes for one in r.requires)


SOUND = """
makers = [{kind = "member", patterns = ["x"]}]
authorities = {councils = [], without_executive = [], under_other_law = []}
nil = {sentences = []}
[items.date]
title = "Date"
nil_suffices = false
[[regimes]]
id = "r"
title = "R"
citation = "C"
makers = ["member"]
begins = 2012-09-10
requires = [{item = "date", provision = "(1)"}]
"""


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (SOUND.replace('item = "date"', 'item = "colour"'), "'colour'"),
        (SOUND.replace('"x"', '"("'), "makers.0.patterns.0"),
        (SOUND.replace('makers = ["member"]', 'makers = ["king"]'), "regimes.0.makers"),
        (SOUND.replace("begins = 2012-09-10", 'begins = "soon"'), "regimes.0.begins"),
        (SOUND.replace('citation = "C"', ""), "regimes.0.citation"),
        ("x = ?", "line 1"),
    ],
    ids=["unknown item", "bad pattern", "unknown maker", "no date", "no citation", "no TOML"],
)
def test_wrong_rules_are_refused_with_their_key(wrong: str, named: str) -> None:
    assert read_statutes(SOUND).items["date"].title == "Date"

    with pytest.raises(InternalError) as refused:
        read_statutes(wrong)

    assert "statutes.toml" in str(refused.value)
    assert named in str(refused.value)
