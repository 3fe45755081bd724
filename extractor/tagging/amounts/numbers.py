"""Reads the number of a sum: exactly where it is well formed, with a reason where it had to be repaired or given up.

What enters is the characters between the currency sign and the magnitude; what leaves is a Decimal. It must not know
where the number stands.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from extractor.tagging.lexicon import inverse, mapping
from extractor.tagging.lookalikes import LOOKALIKES, as_digits, skeleton

GAP = r"[ \u00a0\u2009\u202f]"
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
# Fifteen digits hold every sum that a council could mean; more are no sum.
# In groups of three behind commas or apostrophes, or as the continent groups them; in groups of two, as rupees are counted.
_GROUPS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,4})?|\d{1,3}(?:['\u2019]\d{3}){1,4}(?:\.\d\d)?|\d{1,3}(?:\.\d{3}){1,4},\d\d"
IN_LAKHS = r"\d{1,2}(?:,\d\d){1,5},\d{3}(?:\.\d{1,2})?"
NUMBER = rf"(?:{_GROUPS}|{IN_LAKHS}|\d{{1,15}}(?:\.\d{{1,4}})?[½¼¾]?|[½¼¾]|\.\d{{1,3}})"
# What a scan may make of one: look-alike letters, blanks beside the marks, marks of the wrong kind.
NOISY_NUMBER = (
    rf"[\d{re.escape(LOOKALIKES)}](?:{GAP}?[.,]?{GAP}?\d|[.,]?[{re.escape(LOOKALIKES)}]){{0,18}}(?!{GAP}?[.,]\d|[.,]\w)"
)
MAGNITUDES = {name: int(power) for name, power in inverse(mapping("amounts", "magnitudes")).items()}
_MAGNITUDE_SKELETONS = {skeleton(name): power for name, power in MAGNITUDES.items() if len(name) > 5}
_WELL_FORMED = re.compile(NUMBER)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d\d")
_COMMA_DECIMAL = re.compile(r"\d{1,3},\d{1,2}")
_SPACED = re.compile(rf"\d{{1,3}}(?:{GAP}\d{{3}})+(?:\.\d\d)?")


# Money has two decimals: three are a group of thousands whose comma a scan made a full stop.
THREE_DECIMALS = "three decimals, or a full stop read for a comma"
NO_READING = "no reading makes sense"
FULL_STOP_FOR_COMMA = "a full stop read for a comma"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read. ``value`` is None where no reading makes sense; ``why`` says what was repaired or is wrong."""

    value: Decimal | None
    sure: float = 1.0
    why: str | None = None


def read_number(raw: str, *, scaled: bool) -> Number:
    """Read the number of a sum; ``scaled`` says that a magnitude such as "m" follows.

    >>> read_number("1,234,567.89", scaled=False).value
    Decimal('1234567.89')
    >>> read_number("1,5OO", scaled=False)
    Number(value=Decimal('1500'), sure=0.7, why='letters read for digits')
    """
    if _CONTINENTAL.fullmatch(raw):
        return _read_mispunctuated(raw, scaled=scaled)
    if _WELL_FORMED.fullmatch(raw):
        return _read_well_formed(raw, scaled=scaled)
    digits = as_digits(raw)
    lettered = digits != raw
    tight = re.sub(rf"{GAP}?([.,]){GAP}?", r"\1", digits)
    why = "letters read for digits" if lettered else "blanks within the number"
    sure = 0.7 if lettered else 0.8
    if _SPACED.fullmatch(tight):
        return Number(Decimal(re.sub(GAP, "", tight)), sure, why)
    if re.search(GAP, tight):
        return Number(None, 0.5, NO_READING)
    if _GROUPED.fullmatch(tight) or re.fullmatch(r"\d{1,15}(?:\.\d{1,2})?", tight):
        return Number(Decimal(tight.replace(",", "")), sure, why)
    return _read_mispunctuated(tight, scaled=scaled)


def _read_well_formed(raw: str, *, scaled: bool) -> Number:
    fraction = _FRACTIONS.get(raw[-1], Decimal(0))
    whole = re.sub("[,'\u2019]", "", raw.rstrip("½¼¾"))
    value = Decimal(whole or 0) + fraction
    if not scaled and re.fullmatch(r"\d{1,3}\.\d{3}", raw):
        return Number(value, 0.6, THREE_DECIMALS)
    return Number(value)


def _read_mispunctuated(tight: str, *, scaled: bool) -> Number:
    why = "a comma and a full stop confused"
    if _DOTTED.fullmatch(tight):
        return Number(Decimal(tight.replace(".", "")), 0.75, why)
    if _CONTINENTAL.fullmatch(tight):
        return Number(Decimal(tight.replace(".", "").replace(",", ".")), 0.75, why)
    if scaled and _COMMA_DECIMAL.fullmatch(tight):
        return Number(Decimal(tight.replace(",", ".")), 0.75, why)
    return Number(None, 0.5, NO_READING)


def power_of_ten(magnitude: str | None) -> int:
    """Return the power of ten of "m" or "million", 0 where there is no magnitude."""
    return MAGNITUDES[magnitude.strip().casefold()] if magnitude else 0


def spoilt_power(magnitude: str) -> int | None:
    """Return the power of ten of "rnillion" and other misreadings, None where it is none.

    >>> spoilt_power("rnillion")
    6
    """
    name = magnitude.casefold()
    return 6 if name == "rn" else _MAGNITUDE_SKELETONS.get(skeleton(name))
