"""Checks of dates: against the number, against one another, against the working week, against their weekday."""

import datetime as dt
import re
from itertools import combinations

from decision_models import DateMention, DecisionRecord, Field
from extractor.audit.consistency_rules import consistency_rules, judged
from extractor.audit.finding import Finding
from extractor.audit.number_years import OLDEST, years_in
from extractor.audit.working_days import day_off, working_days_between

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(" + "|".join(_WEEKDAYS) + r")\b", re.IGNORECASE)
# In the order in which they must come; the call-in ends and the decision takes effect in either order, by form.
_SEQUENCE = (
    ("decision_date", "the decision"),
    ("publication_date", "its publication"),
    ("effective_date", "its effect"),
)
# Dates further apart than this are not counted day by day: they are misread, whatever the calendar says.
_MOST_DAYS = 400


def number_year(record: DecisionRecord) -> tuple[Finding, ...]:
    """Compare the year in the decision's number with that of the decision, or failing that of its publication."""
    number, dated = record.decision_number, record.decision_date or record.publication_date
    years = years_in(number.value) if number else ()
    if number is None or dated is None or not years:
        return ()
    year, regions = dated.value.year, (*number.regions, *dated.regions)
    possible = years_in(number.value, OLDEST)
    if any(0 <= year - one <= consistency_rules().number.most_years_later for one in possible):
        return (judged("number-year", None, regions, agrees=f"“{number.value}” and {_day(dated.value)} agree."),)
    if len(possible) > 1:
        # Which of the groups is meant for the year cannot be told.
        return ()
    fault = f"The number “{number.value}” is of {years[0]}, the date {_day(dated.value)}."
    return (judged("number-year", fault, regions),)


def date_order(record: DecisionRecord) -> tuple[Finding, ...]:
    """Check that decision, publication and effect follow one another."""
    given = [(what, field) for name, what in _SEQUENCE if (field := _date(record, name)) is not None]
    if len(given) < 2:
        return ()
    regions = tuple(region for _, field in given for region in field.regions)
    for (first, one), (second, other) in combinations(given, 2):
        if other.value < one.value:
            fault = f"{second.capitalize()}, on {_day(other.value)}, comes before {first}, on {_day(one.value)}."
            return (judged("date-order", fault, (*one.regions, *other.regions)),)
    days = ", ".join(_day(field.value) for _, field in given)
    return (judged("date-order", None, regions, agrees=f"{days}: in order."),)


def call_in(record: DecisionRecord) -> tuple[Finding, ...]:
    """Check the call-in deadline against the day of publication, or failing that of the decision."""
    deadline, start = record.call_in_deadline, record.publication_date or record.decision_date
    if deadline is None or start is None:
        return ()
    since = "publication" if record.publication_date else "the decision"
    regions = (*start.regions, *deadline.regions)
    fault = _deadline_fault(start.value, deadline.value, since)
    if fault is not None:
        return (judged("call-in", fault, regions),)
    days = working_days_between(start.value, deadline.value)
    return (judged("call-in", None, regions, agrees=f"{days} working days from {since}."),)


def _deadline_fault(start: dt.date, deadline: dt.date, since: str) -> str | None:
    usual, said = consistency_rules().call_in, f"The call-in deadline, {_day(deadline)},"
    if deadline < start:
        return f"{said} comes before {since}, on {_day(start)}."
    if (deadline - start).days > _MOST_DAYS:
        return f"{said} is more than a year after {since}, on {_day(start)}."
    off = day_off(deadline)
    if off is not None:
        return f"{said} is {off}."
    days = working_days_between(start, deadline)
    if usual.fewest_working_days <= days <= usual.most_working_days:
        return None
    counted = f"{days} working day{'' if days == 1 else 's'}"
    return (
        f"{said} is {counted} after {since}, on {_day(start)}; from {usual.fewest_working_days} to "
        f"{usual.most_working_days} are usual."
    )


def weekdays(record: DecisionRecord) -> tuple[Finding, ...]:
    """Check each date that is printed with its weekday: one finding a wrong one, else one for all."""
    named = [(m, weekday) for m in record.dates if (weekday := _weekday(record, m)) is not None]
    wrong = [(m, weekday) for m, weekday in named if m.earliest and m.earliest.weekday() != _WEEKDAYS.index(weekday)]
    if wrong:
        return tuple(judged("weekday", _wrong_weekday(m, weekday), m.regions) for m, weekday in wrong)
    regions = tuple(region for m, _ in named for region in m.regions)
    said = "The one date with a weekday agrees." if len(named) == 1 else f"{len(named)} dates with a weekday agree."
    return (judged("weekday", None, regions, agrees=said),) if named else ()


def _weekday(record: DecisionRecord, mention: DateMention) -> str | None:
    """Return the weekday printed in or just before a date; None where there is none or no single day is meant."""
    if mention.earliest is None or mention.earliest != mention.latest:
        return None
    text = record.sections[mention.section].text
    before = re.search(r"[^\W\d]+(?=[\s,]{0,3}$)", text[max(0, mention.start - 14) : mention.start])
    found = _WEEKDAY.search(mention.text) or _WEEKDAY.fullmatch(before[0] if before else "")
    return found[1].casefold() if found else None


def _wrong_weekday(mention: DateMention, weekday: str) -> str:
    assert mention.earliest is not None
    shown = " ".join(mention.text.split())
    inferred = "; its year is inferred" if mention.inferred else ""
    return f"“{shown}”: {_day(mention.earliest)} was a {mention.earliest:%A}, not a {weekday.capitalize()}{inferred}."


def _date(record: DecisionRecord, name: str) -> Field[dt.date] | None:
    found: Field[dt.date] | None = getattr(record, name)
    return found


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
