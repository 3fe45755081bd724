"""Whether the parts of a record agree: numbers, dates, weekdays, deadlines, sums."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_models import DecisionRecord
from extractor.audit.consistency import consistency
from extractor.audit.finding import Finding, FindingKind, FindingState
from extractor.audit.findings import findings
from extractor.audit.number_years import years_in
from extractor.audit.working_days import day_off, working_days_between
from tests.fixture_documents import records_of
from tests.records import REGION, field, mention, record, section

EMPTY: dict[str, Any] = {
    **dict.fromkeys(("amounts", "dates", "roles", "people"), ()),
    "decision_number": None,
    "decision_makers": (),
}


def of(name: str, one: DecisionRecord) -> list[Finding]:
    return [f for f in consistency(one) if f.rule == name]


def verdict(name: str, one: DecisionRecord) -> str | None:
    """Return what a check says: the state of its only finding, or None where it had nothing to compare."""
    found = of(name, one)
    assert len(found) < 2
    return found[0].state.value if found else None


def dated(**dates: str) -> DecisionRecord:
    return record(**EMPTY, **{name: field(day) for name, day in dates.items()})


# -- number and year ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "years"),
    [
        ("16/00051", (2016,)),
        ("EX/2017/034", (2017,)),
        ("DN 2021/012", (2021,)),
        ("EMD 18-022", (2018,)),
        ("CM/19/08", (2019, 2008)),
        ("98/00012", (1998,)),
        ("PHD/3316", ()),
        ("PHD/2019", ()),
        ("142", ()),
        ("LC/75/1234", ()),
        ("", ()),
    ],
)
def test_a_number_may_hold_its_year(number: str, years: tuple[int, ...]) -> None:
    assert years_in(number) == years


@pytest.mark.parametrize(
    ("number", "on", "state"),
    [
        ("16/00051", "2016-07-12", "consistent"),
        ("16/00051", "2017-01-09", "consistent"),
        ("16/00051", "2018-01-09", "inconsistent"),
        ("16/00051", "2015-12-30", "inconsistent"),
        ("CM/19/08", "2020-01-22", "consistent"),
        ("CM/19/08", "2014-01-22", None),
        ("PHD/3316", "2014-01-22", None),
        ("86-21", "1986-03-11", "consistent"),
        ("86-21", "2021-03-11", "consistent"),
        ("86-21", "2016-03-11", None),
        ("LC/75/1234", "2014-01-22", None),
    ],
)
def test_the_number_s_year_is_that_of_the_decision_or_the_one_before(number: str, on: str, state: str | None) -> None:
    one = record(**EMPTY | {"decision_number": field(number)}, decision_date=field(on))

    assert verdict("number-year", one) == state


# -- dates among themselves ---------------------------------------------------------------------------------------------


def test_decision_publication_and_effect_follow_one_another() -> None:
    right = dated(decision_date="2024-03-01", publication_date="2024-03-04", effective_date="2024-03-12")
    wrong = dated(decision_date="2024-03-01", publication_date="2024-02-28", effective_date="2024-03-12")

    assert verdict("date-order", right) == "consistent"
    assert verdict("date-order", wrong) == "inconsistent"
    assert of("date-order", wrong)[0].message == (
        "Its publication, on 28 February 2024, comes before the decision, on 1 March 2024."
    )
    assert verdict("date-order", dated(decision_date="2024-03-01")) is None


@pytest.mark.parametrize(
    ("published", "deadline", "state", "said"),
    [
        ("2024-03-27", "2024-04-05", "consistent", "5 working days from publication"),  # over Easter
        ("2022-09-15", "2022-09-23", "consistent", "5 working days"),  # the Queen's funeral
        ("2024-03-04", "2024-03-11", "consistent", "5 working days"),
        ("2024-03-04", "2024-03-10", "inconsistent", "is a Sunday"),
        ("2024-03-22", "2024-03-29", "inconsistent", "is Good Friday"),
        ("2024-03-04", "2024-03-01", "inconsistent", "comes before publication"),
        ("2024-03-04", "2024-03-05", "inconsistent", "1 working day after"),
        ("2024-03-04", "2024-04-26", "inconsistent", "37 working days after"),
        ("2024-03-04", "2044-03-11", "inconsistent", "more than a year after"),
    ],
)
def test_the_call_in_deadline_is_counted_in_working_days(published: str, deadline: str, state: str, said: str) -> None:
    one = dated(publication_date=published, call_in_deadline=deadline)

    assert verdict("call-in", one) == state
    assert said in of("call-in", one)[0].message


def test_without_a_publication_date_the_decision_s_counts() -> None:
    one = dated(decision_date="2024-03-04", call_in_deadline="2024-03-11")

    assert of("call-in", one)[0].message == "5 working days from the decision."
    assert verdict("call-in", dated(call_in_deadline="2024-03-11")) is None


@given(st.dates(dt.date(2001, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up(start: dt.date, some: int, more: int) -> None:
    middle, end = start + dt.timedelta(days=some), start + dt.timedelta(days=some + more)

    days = working_days_between(start, end)
    assert days == working_days_between(start, middle) + working_days_between(middle, end)
    assert days == -working_days_between(end, start)
    assert 0 <= days <= some + more


@pytest.mark.parametrize(
    ("day", "off"),
    [
        ("2024-12-25", "Christmas Day"),
        ("2011-04-29", "Wedding"),
        ("2024-01-02", None),  # a bank holiday in Scotland alone
        ("2024-03-18", None),  # in Northern Ireland alone
        ("2024-03-16", "a Saturday"),
    ],
)
def test_bank_holidays_are_those_of_england_and_wales(day: str, off: str | None) -> None:
    said = day_off(dt.date.fromisoformat(day))

    assert said is None if off is None else off in str(said)


# -- weekdays -----------------------------------------------------------------------------------------------------------


def with_date(text: str, printed: str, day: str, inferred: str | None = None) -> DecisionRecord:
    sections = [section("header", "Record"), section("decision", text, "Decision")]
    value = {"value": day, "inferred": inferred, "earliest": day, "latest": day}
    return record(**EMPTY | {"sections": sections, "dates": [mention(sections, 1, printed, **value)]})


@pytest.mark.parametrize(
    ("text", "printed", "state"),
    [
        ("Met on Tuesday 12 July 2016.", "Tuesday 12 July 2016", "consistent"),
        ("Met on TUESDAY, 12 July 2016.", "12 July 2016", "consistent"),
        ("Met on Monday 12 July 2016.", "12 July 2016", "inconsistent"),
        ("Met on Monday. 12 July 2016 is the day.", "12 July 2016", None),
        ("Met on 12 July 2016.", "12 July 2016", None),
    ],
)
def test_a_weekday_is_held_against_its_date(text: str, printed: str, state: str | None) -> None:
    assert verdict("weekday", with_date(text, printed, "2016-07-12")) == state


def test_an_inferred_year_is_named_as_the_likely_culprit() -> None:
    (found,) = of("weekday", with_date("Met on Monday 12 July.", "Monday 12 July", "2016-07-12", "year"))

    assert found.message == "“Monday 12 July”: 12 July 2016 was a Tuesday, not a Monday; its year is inferred."


# -- sums ---------------------------------------------------------------------------------------------------------------


def with_sums(decided: list[str], financial: list[str], **more: Any) -> DecisionRecord:
    """Return a record with sums in its decision and its financial section; a text of "£5/a" is one a year."""
    texts = [" and ".join(f"£{s}" for s in sums) or "No sum." for sums in (decided, financial)]
    sections = [
        section("header", "Record"),
        section("decision", texts[0], "Decision"),
        section("financial", texts[1], "Finance"),
    ]
    amounts = [
        mention(sections, number, f"£{one}", regions=[{**REGION, "page": number}], **_money(one))
        for number, sums in ((1, decided), (2, financial))
        for one in sums
    ]
    return record(**EMPTY | {"sections": sections, "amounts": amounts} | more)


def _money(said: str) -> dict[str, Any]:
    value = said.removesuffix("/a").replace(",", "")
    per = "P1Y" if said.endswith("/a") else None
    return {"value": value, "currency": "GBP", "bound": "exact", "per": per, "over": None}


@pytest.mark.parametrize(
    ("decided", "financial", "state"),
    [
        (["84,260"], ["84,260", "12,000"], "consistent"),
        (["1,387,412.50"], ["1,387,472.50"], "inconsistent"),
        (["84,260"], ["82,460"], "inconsistent"),
        (["12,500"], ["125,000"], "inconsistent"),
        (["84,260"], ["81,000", "3,260"], None),
        (["1,387,412.50"], ["1,387,472.50", "1,387,412.50"], "consistent"),
        (["200,000"], ["300,000"], None),
        (["84,260"], ["17,995"], None),
        (["84,260/a"], ["82,460"], None),
        (["84,260", "82,460"], ["82,460"], "consistent"),
        ([], ["84,260"], None),
        (["0"], ["0"], None),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else str(value),
)
def test_the_decision_s_sums_are_looked_for_in_finance(
    decided: list[str], financial: list[str], state: str | None
) -> None:
    assert verdict("same-sum", with_sums(decided, financial)) == state


def test_a_slip_in_a_sum_names_both_and_cites_both_places() -> None:
    (found,) = of("same-sum", with_sums(["84,260"], ["82,460"]))

    assert found.message == "£84,260 in the decision, £82,460 in the financial section: two digits are exchanged."
    assert [region.page for region in found.regions] == [1, 2]
    assert found.is_fault


def test_a_sum_that_is_struck_through_is_not_compared() -> None:
    one = with_sums(["84,260"], ["82,460"])
    struck = [m.model_copy(update={"struck": True}) for m in one.amounts]

    assert of("same-sum", one.model_copy(update={"amounts": struck})) == []


# -- key decisions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "reason", "sums", "state"),
    [
        (True, "It involves expenditure of more than £500,000.", ["612,000"], "consistent"),
        (True, "It involves expenditure of more than £500,000.", ["12,000"], "inconsistent"),
        (True, "Expenditure over £0.5m, and two wards affected", ["12,000"], None),
        (True, "Expenditure over £500k", ["490,000/a"], None),
        (True, "Expenditure over £500k", [], None),
        (True, "Two wards", ["12,000"], None),
        (False, "Spending is below £500,000", ["612,000"], "inconsistent"),
        (False, "Spending is below £500,000", ["12,000"], "consistent"),
        (False, None, ["612,000"], None),
    ],
)
def test_a_key_decision_is_held_against_the_threshold_it_states(
    key: bool, reason: str | None, sums: list[str], state: str | None
) -> None:
    given_reason = field(reason) if reason else None
    one = with_sums(sums, [], key_decision=field(key), key_decision_reason=given_reason)

    assert verdict("key-threshold", one) == state


def test_the_form_s_small_print_may_state_the_threshold() -> None:
    criteria = {"text": "Key decisions: expenditure over £1,000,000", "regions": [{**REGION, "page": 2}]}
    quality = {"confidence": 0.9, "pages": [], "furniture": [criteria]}
    one = with_sums(["1,200,000"], [], key_decision=field(value=False), quality=quality)

    (found,) = of("key-threshold", one)
    assert found.message == "Said not to be a key decision, though £1,200,000 reaches the threshold of £1,000,000."
    assert {region.page for region in found.regions} == {1, 2}


# -- all of them --------------------------------------------------------------------------------------------------------


def test_a_bare_record_has_nothing_to_compare() -> None:
    assert consistency(record(**EMPTY)) == ()


def test_findings_are_those_of_completeness_and_of_consistency() -> None:
    one = record(decision_date=field("2021-03-04"))
    found = findings(one)

    assert {f.kind for f in found} == set(FindingKind)
    assert {f.rule for f in found if f.kind is FindingKind.CONSISTENCY} == {"number-year"}
    assert all(f.citation and f.title and f.message for f in found)
    assert all(f.regions for f in found if f.state is not FindingState.MISSING)


# -- any record, and a real one -----------------------------------------------------------------------------------------

ANY_DATE = st.none() | st.dates().map(lambda day: field(day.isoformat()))
ANY_TEXT = st.none() | st.text(max_size=20).map(field)


@given(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(("decision_date", "publication_date", "effective_date", "call_in_deadline"), ANY_DATE),
            **dict.fromkeys(("decision_number", "authority", "key_decision_reason"), ANY_TEXT),
            "key_decision": st.none() | st.booleans().map(field),
            "decision_makers": st.lists(
                st.text(max_size=12).map(lambda t: {"name": field(t), "roles": []}), max_size=2
            ),
        }
    )
)
def test_every_record_can_be_judged(changes: dict[str, Any]) -> None:
    found = findings(record(**changes))

    assert all(f.message and f.citation for f in found)
    assert {f.is_fault for f in found if f.state is FindingState.INCONSISTENT} <= {True}
    assert {f.is_fault for f in found if f.state in {FindingState.CONSISTENT, FindingState.PRESENT}} <= {False}


@pytest.mark.ocr
@pytest.mark.xdist_group("stonehithe-executive.pdf")
def test_the_findings_of_a_document_cite_its_own_pages() -> None:
    (one,) = records_of("stonehithe-executive.pdf")
    found = {f.rule: f for f in findings(one)}

    assert [f.rule for f in found.values() if f.is_fault] == []
    assert found["number-year"].message == "“EX/18/077” and 21 March 2018 agree."
    assert found["call-in"].message == "6 working days from the decision."
    assert found["executive-2012-reg-13-member-interests"].state is FindingState.NIL
    assert [region.page for region in found["executive-2012-reg-13-member-interests"].regions] == [2]
    assert found["executive-2012-reg-13-member-reasons"].regions == next(
        s.regions for s in one.sections if s.kind == "reasons"
    )
