"""What a sum of money looks like in British print, clean or scanned.

What enters is text; what leaves is :class:`Sum` in reading order, without overlap. Every repetition in the patterns is
bounded, so the time they take grows with the text's length and no faster. It must not know what the words around a sum
mean.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractor.tagging.amounts.numbers import (
    IN_LAKHS,
    MAGNITUDES,
    NO_READING,
    power_of_ten,
    read_number,
    spoilt_power,
)
from extractor.tagging.amounts.old_money import old_sums
from extractor.tagging.amounts.patterns import CODES, CURRENCY_WORDS, SIGNS, form
from extractor.tagging.amounts.sums import Sum, scaled
from extractor.tagging.context import apart
from extractor.tagging.lexicon import folded
from extractor.tagging.numbers import in_words

_ANY_SIGN = SIGNS | CURRENCY_WORDS | {code.casefold(): code for code in CODES}

# Whose dollar a "$" is, and how surely.
Dollar = tuple[str, float]
GUESSED_DOLLAR: Dollar = ("USD", 0.6)

_PREFIXED = form("modern", "prefixed")
_SUFFIXED = form("modern", "suffixed")
_PENCE = form("modern", "pence")
_IN_WORDS = form("modern", "in_words")
_CENTS = form("modern", "cents")
_BRACKETED = form("modern", "bracketed")
_DASHED_PENCE = form("modern", "dashed_pence")
_AND_PENCE = form("modern", "and_pence")
_BETWEEN = form("modern", "between")
RESPECTIVELY = form("modern", "respectively")
_COUNTED_NOUN = form("modern", "counted_noun")
_MILLIONS = form("modern", "millions")
_MISREAD = form("modern", "misread")
_SPLIT = form("modern", "split")
_MONEY_WORD = form("modern", "money_word")
_SPOILT_MAGNITUDE = form("modern", "spoilt_magnitude")
_MISREAD_WORD = "a word read wrongly"
# Rupees are grouped in hundreds above a thousand, and written "500/-".
_IN_LAKHS = frozenset({"INR", "PKR", "LKR"})
# Heights of screens in pixels.
_PIXELS = frozenset({"480", "720", "1080", "2160"})


def sums(text: str, *, pounds: bool, dollar: Dollar = GUESSED_DOLLAR, old: bool = False) -> list[Sum]:
    """Return the sums in ``text``.

    ``pounds`` says that the document counts in pounds: a misread sign then is one; ``dollar`` whose dollar "$" is;
    ``old`` that the document counts in pounds, shillings and pence.
    """
    found = [*old_sums(text, old=old), *_prefixed(text, dollar)]
    found += _bracketed(text, dollar)
    if "p" in text:
        found += _pence(text)
    if "illion" in text:
        found += _millions(text)
    if _MONEY_WORD.search(text):
        found += [*_suffixed(text, dollar), *_spelt(text, dollar)]
    if "¢" in text or "cent" in text:
        found += _cents(text, dollar)
    if pounds:
        found += _misread(text)
    return _whole(apart(found), text)


def _currency(name: str, dollar: Dollar) -> tuple[str, float]:
    """Return the currency of a sign or word, and how surely it is that."""
    code = _ANY_SIGN[folded(name)]
    return dollar if code == "DOLLAR" else (code, 1.0)


def _prefixed(text: str, dollar: Dollar) -> Iterator[Sum]:
    for match in _PREFIXED.finditer(text):
        if match["sign"] == "RS":
            continue  # "RS232"
        currency, sure = _currency(match["sign"], dollar)
        one = _dashed(match) or (_noisy(match, currency) if match["noisy"] else _clean(match, currency))
        if one is not None:
            yield replace(one, sure=min(one.sure, sure))


def _bracketed(text: str, dollar: Dollar) -> Iterator[Sum]:
    for match in _BRACKETED.finditer(text):
        currency, sure = _currency(match["sign"], dollar)
        number = read_number(match["number"], scaled=True)
        power = power_of_ten(match["inner"] or match["magnitude"])
        if number.value is not None:
            bare = -number.value
            yield Sum(match.start(), match.end(), scaled(bare, power), currency, bare, power, min(number.sure, sure))


def _dashed(match: re.Match[str]) -> Sum | None:
    """Read "£1,234-56"; "£10-50" is a range."""
    pence = _DASHED_PENCE.match(match.string, match.start())
    if pence is None:
        return None
    pounds = Decimal(pence["pounds"].replace(",", ""))
    if int(pence["pence"]) > pounds or (pence["pence"][0] != "0" and "," not in pence["pounds"] and pounds < 100):
        return None
    value = pounds + Decimal(pence["pence"]).scaleb(-2)
    return Sum(pence.start(), pence.end(), value, "GBP", value, sure=0.9)


def _clean(match: re.Match[str], currency: str) -> Sum | None:
    if re.match(r"00", match["number"]):
        return None  # the "£000" of a heading
    if re.fullmatch(IN_LAKHS, match["number"]) and currency not in _IN_LAKHS:
        return Sum(match.start(), match.end(), None, currency, sure=0.5, why=NO_READING)
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
    end = match.end() + 2 * (currency in _IN_LAKHS and match.string.startswith("/-", match.end()))
    return Sum(match.start(), end, scaled(bare, power), currency, bare, power, number.sure, number.why)


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


def _suffixed(text: str, dollar: Dollar) -> Iterator[Sum]:
    for match in _SUFFIXED.finditer(text):
        currency, sure = _currency(match["word"] or match["sign"], dollar)
        one = _clean(match, currency)
        if one is not None:
            yield replace(one, sure=min(one.sure, sure))


def _cents(text: str, dollar: Dollar) -> Iterator[Sum]:
    for match in _CENTS.finditer(text):
        number = Decimal(match["number"])
        yield Sum(match.start(), match.end(), number.scaleb(-2), dollar[0], number, -2, min(dollar[1], 0.9))


def _pence(text: str) -> Iterator[Sum]:
    for match in _PENCE.finditer(text):
        number = read_number(match["number"], scaled=True)
        if number.value is not None and match["number"] not in _PIXELS:
            yield Sum(match.start(), match.end(), number.value.scaleb(-2), "GBP", number.value, -2)


def _spelt(text: str, dollar: Dollar) -> Iterator[Sum]:
    for match in _IN_WORDS.finditer(text):
        value = _number_in_words(match["words"] + (match["part"] or ""))
        word = folded(match["word"] or match["led"])
        if value is not None:
            value += Decimal(match["hundredths"]) / 100 if (match["hundredths"] or "no").isdigit() else 0
            worth = value.scaleb(-2) if word == "pence" else value
            currency, sure = ("GBP", 1.0) if word == "pence" else _currency(word, dollar)
            end = match.start() + len(match[0].rstrip(" \u00a0-"))
            yield Sum(match.start(), end, worth, currency, worth, sure=min(sure, 0.95))


def _millions(text: str) -> Iterator[Sum]:
    """Yield "a million and a half" behind a word for money, where no noun says what else there is a million of."""
    for match in _MILLIONS.finditer(text):
        counted = _COUNTED_NOUN.match(text, match.end())
        value = _number_in_words(match["words"])
        if value is not None and value >= 10**6 and counted is None:
            start = match.start("words")
            end = match.start() + len(match[0].rstrip(" \u00a0-"))
            yield Sum(start, end, value, "GBP", value, sure=0.7)


def _number_in_words(words: str) -> Decimal | None:
    value = in_words(w for w in re.split(r"[\s,-]+", words.casefold()) if w not in {"and", "a", "an", "of"})
    return value.quantize(Decimal(1)) if value is not None and value == value.to_integral_value() else value


def _misread(text: str) -> Iterator[Sum]:
    for match in _MISREAD.finditer(text):
        one = _clean(match, "GBP")
        if one is not None:
            yield replace(one, sure=0.6, why="the pound sign read wrongly", misread=True)


def _whole(found: list[Sum], text: str) -> list[Sum]:
    """Return the sums with pounds and the pence or shillings behind them made one: "£10 and 50p"."""
    joined: list[Sum] = []
    for one in found:
        left = joined[-1] if joined else None
        if left is not None and _is_rest(left, one, text):
            value = left.value + one.value if left.value is not None and one.value is not None else None
            joined[-1] = replace(left, end=one.end, value=value, bare=value, sure=min(left.sure, one.sure, 0.95))
        else:
            joined.append(one)
    return joined


def _is_rest(left: Sum, right: Sum, text: str) -> bool:
    """Say whether ``right`` is the pence of the whole pounds of ``left``."""
    if left.value is None or right.value is None or left.power or left.value < 1 or left.value % 1:
        return False
    if not (
        0 < right.value < 1 and left.currency == right.currency and _AND_PENCE.fullmatch(text, left.end, right.start)
    ):
        return False
    between = _BETWEEN.search(text[max(0, left.start - 12) : left.start])
    return between is None and not RESPECTIVELY.match(text, right.end)
