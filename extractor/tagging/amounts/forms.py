"""What a sum of money looks like in British print, clean or scanned.

What enters is text; what leaves is :class:`Sum` in reading order, without overlap. Every repetition in the patterns is
bounded, so the time they take grows with the text's length and no faster. It must not know what the words around a sum
mean.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.tagging.amounts.numbers import (
    GAP,
    MAGNITUDES,
    NOISY_NUMBER,
    NUMBER,
    power_of_ten,
    read_number,
    spoilt_power,
)
from extractor.tagging.lexicon import either, inverse, mapping
from extractor.tagging.numbers import NUMBER_WORDS, in_words

_SIGNS = inverse(mapping("amounts", "currencies"))
_CURRENCY_WORDS = inverse(mapping("amounts", "currency_words"))

_SIGN = either(_SIGNS)
_ATTACHED_RATE = r"(?=(?:pa|pw|pcm|ph|pm|pd|pppw|pppd|each)\b)"
MAGNITUDE = rf"(?:{GAP}{{0,2}}{either(name for name in MAGNITUDES if name != 'b')}|b)(?!\w)"
# What begins a rate: digits before it belong to the sum.
_RATE_BEGINS = r"(?:p\.?(?:a|c|w)\b|per\b|an?\b|each\b|plus\b)"
# A number without a magnitude ends here: it does not go on behind a blank, as scans have it.
_NUMBER_ENDS = (
    rf"(?:(?!\w)|{_ATTACHED_RATE})(?![.,]\d|{GAP}[.,]{GAP}?\d)(?!,{GAP}(?:000(?!\d)|\d{{3}}(?:[,.]\d|(?!\d)(?!{GAP}(?!{_RATE_BEGINS})[a-z(]))))"
    rf"(?!\.{GAP}\d{{1,2}}{GAP}?{either(name for name in MAGNITUDES if name != 'b')}\b)"
    rf"(?!{GAP}\d{{3}}(?:{GAP}\d{{3}}(?!\d)|(?:\.\d\d)?(?![\d,.]|{GAP}?[\w%£])))"
)
_NUMBER = rf"(?P<number>{NUMBER})(?:(?P<magnitude>{MAGNITUDE})|p?{_NUMBER_ENDS})"
_NOISY = (
    rf"(?P<noisy>{NOISY_NUMBER})"
    rf"(?P<noisy_magnitude>{GAP}{{0,2}}(?:{either(MAGNITUDES)}|rn|[A-Za-z0-9|!]{{6,9}}))?(?!\w)"
)
_WORDS = rf"(?:{either(NUMBER_WORDS)}\b(?:{GAP}(?:and{GAP})?(?:a{GAP}|of{GAP}a{GAP})?|-)?){{1,14}}"

_PREFIXED = re.compile(
    rf"(?<![£€$])(?:(?=[£€￡₤])|(?<![A-Za-z]))(?P<sign>{_SIGN})(?!(?<=[A-Za-z])[A-Za-z]){GAP}{{0,2}}(?P<minus>[-\u2212])?{GAP}?(?:{_NUMBER}|{_NOISY})",
    re.IGNORECASE,
)
_SUFFIXED = re.compile(
    rf"(?<![\w.,£€$/-])(?P<number>{NUMBER})(?P<magnitude>{MAGNITUDE})?"
    rf"(?:{GAP}{{1,2}}(?P<word>{either(_CURRENCY_WORDS)}|GBP|EUR|USD)(?!{GAP}(?:of|in{GAP}weight|overweight|lighter|heavier)\b)|{GAP}?(?P<euro>€))(?!\w)",
    re.IGNORECASE,
)
_PENCE = re.compile(
    rf"(?<![\w.,£€$/])(?P<number>\d{{1,4}}(?:\.\d{{1,3}})?|[½¼¾])(?:p(?!\.?[ma]\b)|{GAP}{{1,2}}pence)(?!\w)"
)
_IN_WORDS = re.compile(
    rf"(?<![\w-])(?:a{GAP})?(?P<words>{_WORDS})(?P<word>{either(_CURRENCY_WORDS)}|pence)\b(?!{GAP}(?:of|in{GAP}weight)\b)",
    re.IGNORECASE,
)
# What a scan makes of a pound sign. Only with a mark that no word and no reference has.
_MISREAD = re.compile(
    rf"(?<![\w£€$.&])(?P<sign>[EefFL&])(?P<number>\d{{1,3}}(?:,\d{{3}}){{1,5}}(?:\.\d\d)?|\d{{1,6}}(?:\.\d{{1,3}})?(?={MAGNITUDE})|\d{{1,4}}\.\d\d)"
    rf"(?P<magnitude>{MAGNITUDE})?(?![\w]|[.,]\d)"
)
# "£3 10,000": a scan's blank before the rest of a group, which by itself would make another sum.
_SPLIT = re.compile(rf"{GAP}(?P<rest>\d{{1,2}}(?:,\d{{3}})+(?:\.\d\d)?)(?![\w,])")
_MONEY_WORD = re.compile(r"pounds?|sterling|pence|euros?|dollars", re.IGNORECASE)
_SPOILT_MAGNITUDE = re.compile(rf"{GAP}{{1,2}}(?P<magnitude>[A-Za-z0-9|!]{{6,9}})(?!\w)")
_MISREAD_WORD = "a word read wrongly"
# Heights of screens in pixels.
_PIXELS = frozenset({"480", "720", "1080", "2160"})


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as printed. ``bare`` is its number without magnitude, ``power`` the magnitude's power of ten.

    ``why`` says what was repaired, or what is wrong where ``value`` is None. ``misread`` marks a currency sign that a
    scan is thought to have spoilt.
    """

    start: int
    end: int
    value: Decimal | None
    currency: str
    bare: Decimal | None = None
    power: int = 0
    sure: float = 1.0
    why: str | None = None
    misread: bool = False


def sums(text: str, *, pounds: bool) -> list[Sum]:
    """Return the sums in ``text``. ``pounds`` says that the document counts in pounds: a misread sign then is one."""
    found = [*_prefixed(text)]
    if "p" in text:
        found += _pence(text)
    if _MONEY_WORD.search(text) or "€" in text or "GBP" in text or "EUR" in text or "USD" in text:
        found += [*_suffixed(text), *_spelt(text)]
    if pounds:
        found += _misread(text)
    return _apart(found)


def scaled(number: Decimal, power: int) -> Decimal:
    """Return the number times a power of ten, without a useless fraction."""
    value = number.scaleb(power)
    return value.quantize(Decimal(1)) if power and value == value.to_integral_value() else value


def _prefixed(text: str) -> Iterator[Sum]:
    for match in _PREFIXED.finditer(text):
        currency = _SIGNS[" ".join(match["sign"].casefold().split())]
        one = _noisy(match, currency) if match["noisy"] else _clean(match, currency)
        if one is not None:
            yield one


def _clean(match: re.Match[str], currency: str) -> Sum | None:
    if re.match(r"00", match["number"]):
        return None  # the "£000" of a heading
    spoilt = None if match["magnitude"] else _SPOILT_MAGNITUDE.match(match.string, match.end())
    power = power_of_ten(match["magnitude"])
    if spoilt is not None and (mended := spoilt_power(spoilt["magnitude"])) is not None:
        value = read_number(match["number"], scaled=True).value or Decimal(0)
        return Sum(match.start(), spoilt.end(), scaled(value, mended), currency, value, mended, 0.7, _MISREAD_WORD)
    split = None if match["magnitude"] else _SPLIT.match(match.string, match.end())
    if split is not None and match["number"].isdigit() and len(match["number"] + split["rest"].split(",")[0]) <= 3:
        whole = Decimal((match["number"] + split["rest"]).replace(",", ""))
        return Sum(match.start(), split.end(), whole, currency, whole, 0, 0.7, "a blank within the number")
    number = read_number(match["number"], scaled=bool(match["magnitude"]))
    if number.value is None:
        return None
    bare = -number.value if match.groupdict().get("minus") else number.value
    return Sum(match.start(), match.end(), scaled(bare, power), currency, bare, power, number.sure, number.why)


def _noisy(match: re.Match[str], currency: str) -> Sum | None:
    raw, magnitude = match["noisy"], (match["noisy_magnitude"] or "").strip()
    end = match.end()
    known = MAGNITUDES.get(magnitude.casefold(), 0 if not magnitude else None)
    power = spoilt_power(magnitude) if known is None else known
    if power is None:
        power, magnitude, end = 0, "", match.end("noisy")
    if not any(c.isdigit() for c in raw) or re.match(r"00", raw):
        return None
    number = read_number(raw, scaled=bool(magnitude))
    value = None if number.value is None else scaled(number.value, power)
    sure = min(number.sure, 0.7 if known is None and magnitude else 1.0)
    return Sum(match.start(), end, value, currency, number.value, power, sure, number.why or _MISREAD_WORD)


def _suffixed(text: str) -> Iterator[Sum]:
    for match in _SUFFIXED.finditer(text):
        word = " ".join((match["word"] or "€").casefold().split())
        one = _clean(match, _CURRENCY_WORDS.get(word) or _SIGNS[word])
        if one is not None:
            yield one


def _pence(text: str) -> Iterator[Sum]:
    for match in _PENCE.finditer(text):
        number = read_number(match["number"], scaled=True)
        if number.value is not None and match["number"] not in _PIXELS:
            yield Sum(match.start(), match.end(), number.value.scaleb(-2), "GBP", number.value, -2)


def _spelt(text: str) -> Iterator[Sum]:
    for match in _IN_WORDS.finditer(text):
        value = in_words(
            word for word in re.split(r"[\s-]+", match["words"].casefold()) if word not in {"and", "a", "of"}
        )
        word = " ".join(match["word"].casefold().split())
        if value is not None:
            whole = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
            worth = whole.scaleb(-2) if word == "pence" else whole
            yield Sum(match.start(), match.end(), worth, _CURRENCY_WORDS.get(word, "GBP"), worth, sure=0.95)


def _misread(text: str) -> Iterator[Sum]:
    for match in _MISREAD.finditer(text):
        one = _clean(match, "GBP")
        if one is not None:
            yield Sum(
                one.start,
                one.end,
                one.value,
                "GBP",
                one.bare,
                one.power,
                0.6,
                "the pound sign read wrongly",
                misread=True,
            )


def _apart(found: Iterable[Sum]) -> list[Sum]:
    """Return the sums in reading order; of two that overlap, the one that begins first, or the longer."""
    kept: list[Sum] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
