"""Which law binds a record: by who decided and when. A record enters, a regime leaves, or None where none is known."""

import datetime as dt
import re
from dataclasses import dataclass

from decision_models import DecisionRecord
from extractor.audit.completeness_rules import MakerKind, Regime, statutes
from extractor.audit.number_years import OLDEST, years_in

_HERE = "GBP"


@dataclass(frozen=True, slots=True)
class Dating:
    """When a decision was taken, as far as the record shows, and what shows it ("" for its own date)."""

    earliest: dt.date
    latest: dt.date
    by: str


def regime_of(record: DecisionRecord) -> Regime | None:
    """Return the provision that says what the record must contain, or None where none is known to.

    A record whose date could fall under two provisions is judged by the earlier, which asks for less; one without any
    date by what is in force today.
    """
    maker, dating = maker_kind(record), dating_of(record)
    if is_elsewhere(record):
        return None
    if maker == "unknown" and not _any(
        statutes().authorities.councils, record.authority.value if record.authority else ""
    ):
        return None
    bound = [r for r in statutes().regimes if maker in r.makers and _binds(r, record)]
    if dating is None:
        return next((r for r in bound if r.ends is None), None)
    return next((r for r in bound if r.covers(dating.earliest)), None)


def is_elsewhere(record: DecisionRecord) -> bool:
    """Tell whether a record is of another country: by its body's name, its money, or what only is said there."""
    known, authority = statutes().authorities, record.authority.value if record.authority else ""
    currencies = {amount.currency for amount in record.amounts if amount.currency}
    return (
        any(re.search(pattern, authority, re.IGNORECASE) for pattern in known.elsewhere)
        or bool(currencies and _HERE not in currencies)
        or any(_any(known.elsewhere_texts, section.text) for section in record.sections)
    )


def judged_by(record: DecisionRecord) -> str:
    """Return in words for a person which provision a record is judged by and why, or why by none."""
    regime, dating = regime_of(record), dating_of(record)
    if regime is None:
        return f"no rules apply: {_why_none(record)}."
    when = "as it has no date, by what is in force today" if dating is None else f"by {dating.by or 'its date'}"
    unchecked = "" if regime.checked else "; the letters of its paragraphs are not checked against the official text"
    return f"{regime.citation}, {when}{unchecked}."


def _why_none(record: DecisionRecord) -> str:
    if is_elsewhere(record):
        return "the record is not of England"
    if maker_kind(record) == "unknown":
        return "it cannot be told who decided, nor that a council did"
    return "none that is known here binds such a maker on such a day"


def _binds(regime: Regime, record: DecisionRecord) -> bool:
    authority = record.authority.value if record.authority else ""
    authorities = statutes().authorities
    if _any(authorities.under_other_law, authority):
        return False
    if regime.executive and _any(authorities.without_executive, authority):
        return False
    return not regime.key_only or (record.key_decision is not None and record.key_decision.value)


def maker_kind(record: DecisionRecord) -> MakerKind:
    """Tell whether a member, a body or an officer decided. The first maker that can be told counts."""
    for maker in record.decision_makers:
        said = [*(role.value for role in maker.roles), *([maker.name.value] if maker.name else [])]
        for makers in statutes().makers:
            if any(_any(makers.patterns, text) for text in said):
                return makers.kind
    return "unknown"


def dating_of(record: DecisionRecord) -> Dating | None:
    """Return when the decision was taken: its date, else the day of its publication, else the year in its number."""
    if record.decision_date is not None:
        return Dating(record.decision_date.value, record.decision_date.value, "")
    if record.publication_date is not None:
        return Dating(record.publication_date.value, record.publication_date.value, "the day of its publication")
    years = years_in(record.decision_number.value) if record.decision_number else ()
    if len(years) == 1 and record.decision_number and len(years_in(record.decision_number.value, OLDEST)) == 1:
        return Dating(dt.date(years[0], 1, 1), dt.date(years[0], 12, 31), f"{years[0]}, the year in its number")
    return None


def _any(patterns: tuple[str, ...], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
