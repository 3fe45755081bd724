"""Checks of sums: the decision's against the financial section's, and those of a key decision against its threshold."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations

from decision_models import AmountMention, DecisionRecord, Region, SectionKind
from extractor.audit.consistency_rules import judged
from extractor.audit.finding import Finding

# With more sums than this in the financial section, three of them would add up to almost anything.
_MOST_ADDENDS = 40
# Fewer digits than this are too often alike by chance: £200,000 and £300,000.
_FEWEST_DIGITS = 3
_SUM = re.compile(r"£\s?(\d[\d,]*(?:\.\d+)?)\s?(million|m|bn|billion|thousand|k)?\b", re.IGNORECASE)
_SCALE = {"million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9, "thousand": 10**3, "k": 10**3}
_OF_MONEY = re.compile(r"expend|spend|saving|cost|value|receipt|income|£", re.IGNORECASE)
_OF_EFFECT = re.compile(
    r"\b(?:ward|division|communit|people|resident|significant (?:effect|impact)|affect)", re.IGNORECASE
)
_CRITERION = re.compile(r"\bkey decision|\bexpenditure|\bspend|\bsavings?\b", re.IGNORECASE)
# A threshold below this is no council's: more likely a fee that stands in the form's small print.
_LEAST_THRESHOLD = Decimal(10_000)


def same_sum(record: DecisionRecord) -> tuple[Finding, ...]:
    """Look for the decision's sums in the financial section: as they are, as a total, or nearly, which is a fault.

    A sum that has no like there is no fault: a decision can settle a fee that the finances do not mention.
    """
    decided = _lump_sums(record, SectionKind.DECISION)
    financial = _lump_sums(record, SectionKind.FINANCIAL)
    values = [m.value for m in financial if m.value is not None]
    faults = [found for m in decided if (found := _near_miss(m, financial, decided, values)) is not None]
    if faults:
        return tuple(faults)
    agreed = [(m, there) for m in decided if (there := _same(m, financial))]
    if not agreed:
        return ()
    regions = [region for m, there in agreed for region in (*m.regions, *there)]
    shown = ", ".join(dict.fromkeys(_pounds(m.value) for m, _ in agreed if m.value is not None))
    return (judged("same-sum", None, tuple(regions), agrees=f"{shown}: in both."),)


def _lump_sums(record: DecisionRecord, kind: SectionKind) -> list[AmountMention]:
    own = (m for m in record.amounts if record.sections[m.section].kind is kind)
    return [m for m in own if m.value is not None and m.per is None and len(_digits(m.value)) > 0]


def _same(mention: AmountMention, others: Sequence[AmountMention]) -> tuple[Region, ...]:
    alike = (m for m in others if m.value == mention.value and m.currency == mention.currency)
    return tuple(region for m in alike for region in m.regions)


def _near_miss(
    mention: AmountMention, financial: list[AmountMention], decided: list[AmountMention], values: list[Decimal]
) -> Finding | None:
    value = mention.value
    if value is None or _same(mention, financial) or _adds_up(value, values):
        return None
    for other in financial:
        if other.value is None or other.currency != mention.currency or _same(other, decided):
            continue
        how = _difference(value, other.value)
        if how is not None:
            said = f"{_pounds(value)} in the decision, {_pounds(other.value)} in the financial section: {how}."
            return judged("same-sum", said, (*mention.regions, *other.regions))
    return None


def _adds_up(value: Decimal, values: Sequence[Decimal]) -> bool:
    parts = list(dict.fromkeys(values))[:_MOST_ADDENDS]
    return any(sum(some) == value for size in (2, 3) for some in combinations(parts, size))


def _difference(one: Decimal, other: Decimal) -> str | None:
    """Say how two sums differ where that looks like a slip, or None.

    >>> _difference(Decimal("1387412"), Decimal("1387472")), _difference(Decimal("84500"), Decimal("845000"))
    ('one digit differs', 'one is 10 times the other')
    """
    first, second = _digits(one), _digits(other)
    if min(len(first), len(second)) < _FEWEST_DIGITS or one == 0 or other == 0:
        return None
    if first == second:
        return f"one is {max(abs(one / other), abs(other / one)):f} times the other" if one * other > 0 else None
    if len(first) != len(second) or _size(one) != _size(other):
        return None
    apart = [n for n in range(len(first)) if first[n] != second[n]]
    if len(apart) == 1 and len(first) > _FEWEST_DIGITS:
        return "one digit differs"
    swapped = len(apart) == 2 and apart[1] == apart[0] + 1 and first[apart[0]] == second[apart[1]]
    return "two digits are exchanged" if swapped and first[apart[1]] == second[apart[0]] else None


def _digits(value: Decimal) -> str:
    """Return the digits that count, without the noughts at either end."""
    return "".join(map(str, value.normalize().as_tuple().digits)).strip("0")


def _size(value: Decimal) -> int:
    return value.normalize().adjusted()


# -- key decisions ----------------------------------------------------------------------------------------------------


def key_threshold(record: DecisionRecord) -> tuple[Finding, ...]:
    """Compare the sums with the threshold that the record states, in its reason or in the form's small print."""
    threshold = _threshold(record)
    if record.key_decision is None or threshold is None:
        return ()
    sum_, places = threshold
    regions = (*record.key_decision.regions, *places)
    decided = _lump_sums(record, SectionKind.DECISION)
    if not record.key_decision.value:
        return _not_key(sum_, decided, regions)
    body = [m for m in record.amounts if record.sections[m.section].kind is not SectionKind.HEADER]
    return _key(record, sum_, body, regions)


def _not_key(threshold: Decimal, decided: list[AmountMention], regions: tuple[Region, ...]) -> tuple[Finding, ...]:
    above = [m for m in decided if m.value is not None and m.value >= threshold]
    if not above:
        said = f"No sum decided on reaches {_pounds(threshold)}; not a key decision."
        return (judged("key-threshold", None, regions, agrees=said),)
    shown = _pounds(max(m.value for m in above if m.value is not None))
    fault = f"Said not to be a key decision, though {shown} reaches the threshold of {_pounds(threshold)}."
    return (judged("key-threshold", fault, (*regions, *_places(above))),)


def _key(
    record: DecisionRecord, threshold: Decimal, body: list[AmountMention], regions: tuple[Region, ...]
) -> tuple[Finding, ...]:
    above = [m for m in body if m.value is not None and abs(m.value) >= threshold]
    if above:
        said = f"{_pounds(max(abs(m.value) for m in above if m.value is not None))} reaches {_pounds(threshold)}."
        return (judged("key-threshold", None, (*regions, *_places(above)), agrees=said),)
    reason = record.key_decision_reason.value if record.key_decision_reason else ""
    only_money = _OF_MONEY.search(reason) and not _OF_EFFECT.search(reason)
    # A yearly sum can pass the threshold over its term, and a record without sums may leave them to a report.
    if not only_money or not body or any(m.per or m.value is None for m in body):
        return ()
    fault = f"Said to be a key decision for its cost, though no sum in it reaches {_pounds(threshold)}."
    return (judged("key-threshold", fault, (*regions, *_places(body))),)


def _threshold(record: DecisionRecord) -> tuple[Decimal, tuple[Region, ...]] | None:
    """Return the least sum that makes a key decision, as the record states it, and where."""
    reason = record.key_decision_reason
    texts = [(f.text, f.regions) for f in record.quality.furniture if _CRITERION.search(f.text)]
    if reason is not None:
        texts.insert(0, (reason.value, reason.regions))
    for text, regions in texts:
        sums = [one for one in _sums(text) if one >= _LEAST_THRESHOLD]
        if sums:
            return min(sums), regions
    return None


def _sums(text: str) -> list[Decimal]:
    found = (m for m in _SUM.finditer(text) if m[1].strip(","))
    return [Decimal(m[1].replace(",", "")) * _SCALE.get((m[2] or "").casefold(), 1) for m in found]


def _places(mentions: Iterable[AmountMention]) -> tuple[Region, ...]:
    return tuple(region for m in mentions for region in m.regions)


def _pounds(value: Decimal | None) -> str:
    if value is None:
        return "–"
    whole = value == value.to_integral_value()
    return f"{'−' if value < 0 else ''}£{abs(value):,.{0 if whole else 2}f}"
