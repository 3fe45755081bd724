"""Says what a sum is for in time: per year, per week, over five years.

What enters is a text and where a sum stands in it; what leaves is ISO 8601 durations. It looks at most 160 characters
back, 120 ahead, and not over the end of a sentence.
"""

import re
from decimal import Decimal

from extractor.tagging.amounts.numbers import GAP
from extractor.tagging.lexicon import either, folded, inverse, mapping, words
from extractor.tagging.numbers import NUMBER_WORDS, in_words

_REACH = 120
_RATES = {rate.casefold(): key.upper() for rate, key in inverse(mapping("amounts", "rates")).items()}
_ADJECTIVES = inverse(mapping("amounts", "rate_adjectives"))
_UNITS = inverse(mapping("amounts", "periods"))

_NOT_RATE = re.compile(rf"{GAP}{either(words('amounts', 'not_rates'))}\b", re.IGNORECASE)
_VAT = rf"\(?(?:plus|excluding|exc\.?|excl\.?|inc\.?|incl\.?|including|net{GAP}of){GAP}VAT\)?"
_ABOUT = rf"(?:or{GAP}(?:more|less|over|under|so|thereabouts)|more|less|extra|higher|lower)"
_PARTY = rf"(?:{_ABOUT}|each|apiece|net|gross|inclusive|exclusive|in{GAP}total|{_VAT})"
_UNIT = rf"(?:per|a|an|for{GAP}each|for{GAP}every|each|every|/)(?:{GAP}|(?<=/))[a-z-]{{2,20}}(?:{GAP}[a-z-]{{2,20}})?"
_RATE_AFTER = re.compile(
    rf"(?:,?{GAP}?\([^()\n]{{0,40}}\)|{GAP}{{1,2}}{_PARTY}|{GAP}{{1,2}}{_UNIT}|{GAP}?/{GAP}?[a-z]{{2,12}}){{0,1}}?,?(?:{GAP}{{0,2}}|-)\(?"
    rf"(?P<rate>{either(_RATES)})(?!\w)\)?",
    re.IGNORECASE,
)
_FILLERS = rf"(?:{GAP}{either(words('amounts', 'fillers'))}){{0,3}}"
_RATE_BEFORE = re.compile(
    rf"(?<![\w-])(?P<rate>{either(_ADJECTIVES)})"
    rf"(?:(?:{GAP}[\w’'&/-]{{1,24}}){{0,5}}?(?:{GAP}{either(words('amounts', 'lead_ins'))}|:))?{_FILLERS}{GAP}?\(?$",
    re.IGNORECASE,
)
_DIRECT_BEFORE = re.compile(rf"(?<!\w)(?:per{GAP}(?P<unit>annum|year|month|week|day|hour))[:,]?{GAP}?$", re.IGNORECASE)
# An adjective stands before what it is said of ("Weekly rent"); at the end it tells how often something is done.
_RATE_IN_HEADING = re.compile(
    rf"(?<!\w)(?:(?P<rate>{either(_RATES)})(?!\w)|(?P<adjective>{either(_ADJECTIVES)})(?!\w)(?=\W*\w))", re.IGNORECASE
)

_COUNT = (
    rf"(?P<count>\d{{1,3}}(?:\.5)?|{either(NUMBER_WORDS)}(?:-{either(NUMBER_WORDS)})?)"
    rf"(?P<half>{GAP}and{GAP}a{GAP}half)?"
)
_KIND = r"(?:financial|calendar|full|further|whole|additional|academic|school|contract|consecutive|budget|council)"
_TERM = (
    rf"(?:the{GAP}|a{GAP}|an{GAP}|its{GAP}|their{GAP}|this{GAP}|each{GAP}of{GAP}the{GAP})?"
    rf"(?:(?:further{GAP}|initial{GAP}|total{GAP}|maximum{GAP}|fixed{GAP})?(?:period|term|duration|span|space|course|life){GAP}of{GAP}(?:up{GAP}to{GAP})?)?"
    rf"(?:(?:next|coming|first|last|remaining|whole|full|following|past|previous|entire|initial|same|further){GAP})?"
    rf"{_COUNT}[ \u00a0-]{{1,2}}(?:{_KIND}{GAP})?(?P<period>{either(_UNITS)})(?!\w)"
)
_NOT_TERM = rf"(?![ \u00a0-]{{1,2}}{either(words('amounts', 'not_terms'))}(?!\w))"
_STOP = either(words("amounts", "term_stops"))
_ASIDE = rf"(?:{GAP}\([^()£€\n]{{1,40}}\))?"
_MIDDLE_WORD = rf"{GAP}(?!{_STOP}\b|(?:for|over){GAP})[\w’'&/-]{{1,24}}"
_OVER_AFTER = re.compile(
    rf"{_ASIDE}(?:{_MIDDLE_WORD}){{0,8}}?(?:,?{GAP}|\n)\(?(?:spread{GAP}|phased{GAP}|paid{GAP}|payable{GAP})?"
    rf"(?:over|across|during|throughout){GAP}{_TERM}{_NOT_TERM}",
    re.IGNORECASE,
)
_FOR_AFTER = re.compile(rf"{_ASIDE}(?:{_MIDDLE_WORD}){{0,6}}?,?{GAP}\(?for{GAP}{_TERM}{_NOT_TERM}", re.IGNORECASE)
_SOFTENED = rf"(?:{GAP}{{1,2}}{either(words('amounts', 'fillers'))}){{0,4}}"
_LEAD_IN = rf"{either(words('amounts', 'lead_ins'))}{_SOFTENED}{GAP}{{0,2}}\(?"
_OVER_BEFORE = re.compile(
    rf"(?<!\w)(?:over|across|during){GAP}(?!the{GAP}(?:past|last|previous)){_TERM}{_NOT_TERM}"
    rf"[^.;£€\n]{{0,80}}?{_LEAD_IN}$",
    re.IGNORECASE,
)
# "for two years from 1 April 2024 at £7,800"
_FROM = rf"(?:{GAP}(?:(?:from|starting|beginning|commencing){GAP}|\d)[^.;£€\n]{{1,50}}?,?)?"
_FOR_BEFORE = re.compile(
    rf"(?<!\w)for{GAP}{_TERM}{_NOT_TERM},?{_FROM}{GAP}(?:at|costing|worth|for|in{GAP}the)(?:{GAP}[a-z]{{1,20}}){{0,5}}?{GAP}{{1,2}}\(?$",
    re.IGNORECASE,
)
_CONTRACT_BEFORE = re.compile(
    rf"(?<!\w){_COUNT}[ \u00a0-](?P<period>year|month|week)[ \u00a0](?:[a-z-]{{2,20}}{GAP}){{0,3}}?"
    rf"{either(words('amounts', 'contract_nouns'))}(?:{GAP}\([^()]{{1,40}}\))?,?{GAP}{_LEAD_IN}$",
    re.IGNORECASE,
)


_PERIOD_WORD = re.compile(r"year|month|week|yr|mth|wk", re.IGNORECASE)
_RATE_WORD = re.compile(rf"(?<!\w)(?:{either(_ADJECTIVES)}|per[ ])", re.IGNORECASE)
_IN_EACH_OF = re.compile(rf"{GAP}(?:in|for|during){GAP}each{GAP}of(?={GAP}{_TERM})", re.IGNORECASE)
_OF_AFTER = re.compile(rf"(?<=\bof){GAP}{_TERM}", re.IGNORECASE)


def rate_after(text: str, end: int) -> tuple[str | None, int]:
    """Return the period of the rate that stands right after a sum, and where its words end."""
    if (each := _IN_EACH_OF.match(text, end)) is not None:
        return f"P1{_UNITS[folded(each['period'])]}", each.end()
    match = _RATE_AFTER.match(text, end)
    # "a year ago", "a year later": no rate; "each year after that" is one.
    if match is None or (match["rate"][0] in "aA" and _NOT_RATE.match(text, match.end("rate"))):
        return None, end
    return _RATES[folded(match["rate"])], match.end()


def rate_before(left: str) -> str | None:
    """Return the period of "an annual cost of"; ``left`` is the sentence before a sum, in small letters."""
    if not _RATE_WORD.search(left):
        return None
    match = _RATE_BEFORE.search(left)
    if match is not None:
        return _ADJECTIVES[folded(match["rate"])]
    direct = _DIRECT_BEFORE.search(left)
    return _RATES["per " + direct["unit"]] if direct else None


def rate_in_heading(heading: str) -> str | None:
    """Return the period that the heading of a column or row gives its sums.

    >>> rate_in_heading("Technician (per hour)")
    'PT1H'
    """
    match = _RATE_IN_HEADING.search(heading)
    if match is None:
        return None
    return _RATES[folded(match["rate"])] if match["rate"] else _ADJECTIVES[folded(match["adjective"])]


def term_after(text: str, end: int, ceiling: int) -> tuple[str | None, int]:
    """Return the term that is named after a sum, and where its words end; ``ceiling`` is where the next sum begins."""
    reach = min(ceiling, end + _REACH)
    if not _PERIOD_WORD.search(text, end, reach):
        return None, end
    match = (
        _OVER_AFTER.match(text, end, reach) or _FOR_AFTER.match(text, end, reach) or _OF_AFTER.match(text, end, reach)
    )
    return (_duration(match), match.end()) if match else (None, end)


def term_before(left: str) -> str | None:
    """Return the term that is named before a sum; ``left`` is the sentence before it, in small letters."""
    if not _PERIOD_WORD.search(left):
        return None
    match = _OVER_BEFORE.search(left) or _FOR_BEFORE.search(left) or _CONTRACT_BEFORE.search(left)
    return _duration(match) if match else None


def _duration(match: re.Match[str]) -> str | None:
    count = match["count"].casefold()
    number = Decimal(count) if count[0].isdigit() else in_words(re.split(r"[\s-]+", count))
    if number is None:
        return None
    number += Decimal("0.5") if match["half"] else 0
    unit = _UNITS[folded(match["period"])]
    if number != int(number):
        if unit != "Y":
            return None
        number, unit = number * 12, "M"
    return f"P{int(number)}{unit}" if number > 0 else None
