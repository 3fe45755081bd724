"""Pounds, shillings and pence, guineas and coins: the money of before 15 February 1971, as decimals of a pound.

What enters is text; what leaves is :class:`Sum`, never the pounds alone. What is also the look of something else ("12/6",
"6d") needs the words of money beside it, or a text that counts in old money anyway. It must not know of documents.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from extractor.tagging.amounts.numbers import GAP
from extractor.tagging.amounts.patterns import form
from extractor.tagging.amounts.sums import ROUNDED, Sum
from extractor.tagging.lexicon import folded, inverse, mapping
from extractor.tagging.lookalikes import as_digits
from extractor.tagging.numbers import in_words

_COINS = {name: Fraction(worth) for name, worth in inverse(mapping("amounts", "coins")).items()}
_HALVES = {"": Fraction(0), "½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}

_NOUGHTS = "-\u2013"
_WITH_POUNDS = form("old", "with_pounds")
_SHILLINGS_PENCE = form("old", "shillings_pence")
_PENCE_ALONE = form("old", "pence_alone")
_SOLIDUS = form("old", "solidus")
_COIN = form("old", "coin")
_SPOILT = form("old", "spoilt")
_JOINT = form("old", "joint")
_CUE = form("old", "cue")
_RATE = form("old", "rate")
_TO = form("old", "to")
_NUMBERED = form("old", "numbered")
_AGED = form("old", "aged")
_SURE_SIGNS = form("old", "sure_signs")
_COLUMN = form("old", "column")
_HEADS = form("old", "heads")
_BELOW = form("old", "below")


def counts_in_old_money(text: str) -> bool:
    """Say whether anything in the text is old money beyond doubt.

    >>> counts_in_old_money("the sum of £3 4s. 6d.")
    True
    """
    return _SURE_SIGNS.search(text) is not None


def old_sums(text: str, *, old: bool) -> Iterator[Sum]:
    """Yield the sums of old money in ``text``, in no order; ``old`` says that the document counts in it."""
    yield from _with_pounds(text, old=old)
    yield from _below_heads(text)
    if re.search(r"\d\s?s(?:h)?\b", text):
        yield from _shillings(text, old=old)
    if re.search(r"[\d½¼¾]\s?d\b", text):
        yield from _pence(text, old=old)
    if "/" in text:
        yield from _solidi(text, old=old)
    yield from _coined(text, old=old)


def _below_heads(text: str) -> Iterator[Sum]:
    """Yield the sums in the lines below "£ s. d.", as long as they follow one another."""
    for heads in _HEADS.finditer(text):
        floor = heads.end()
        while (match := _BELOW.search(text, floor, floor + _APART)) is not None:
            yield _sum(match.span(), _worth(match["pounds"], match["shillings"], match["pence"]), 0.9)
            floor = match.end()


# More than a line or two of words ends a column of sums.
_APART = 160


def column_sum(text: str) -> Decimal | None:
    """Return the value of a cell under "£ s. d.", None where it is none."""
    match = _COLUMN.fullmatch(text)
    return _decimal(_worth(match["pounds"], match["shillings"], match["pence"])) if match else None


def _with_pounds(text: str, *, old: bool) -> Iterator[Sum]:
    mended = _SPOILT.sub(lambda spoilt: as_digits(spoilt[0][:-1]) + spoilt[0][-1], text)
    for match in _WITH_POUNDS.finditer(mended):
        shillings = match["shillings"] or match["solidus"] or match["second"] or match["part"]
        pence = match["pence"] or match["pence_alone"] or match["pence_after"] or match["third"] or match["last"]
        if match["part"] and not (old or _is_triple(match)):
            continue
        one = _sum(
            match.span(), _worth(match["pounds"] or match["librae"], shillings, pence), 0.95 if match["part"] else 1.0
        )
        sound = text[match.start() : match.end()] == match[0]
        yield one if sound else replace(one, sure=0.7, why="letters read for digits")


def _is_triple(match: re.Match[str]) -> bool:
    """Say whether "£37.10.0" can be nothing else; "£1.5.7" could be a slip, and "£1 2 6" anything."""
    if match["joint"].strip()[:1] in {"-", ":"}:
        return True
    if match["joint"].strip()[:1] != ".":
        return False
    if match["joint"] != match["joint"].strip():
        return True  # "£3. 7. 6."
    return "," in match["pounds"] or len(match["part"]) == 2 or match["last"] == "0" or len(match["pounds"]) > 1


def _shillings(text: str, *, old: bool) -> Iterator[Sum]:
    for match in _SHILLINGS_PENCE.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        if match["pence"] is None:
            tens = match["shillings"].endswith("0") and not _CUE.search(before) and not _RATE.match(text, match.end())
            if (tens and not old) or (_AGED.search(before) and not _CUE.search(before)):
                continue
            if not (match["dot"] or old or _money_beside(text, match)):
                continue
        yield _sum(match.span(), _worth(None, match["shillings"], match["pence"]), 0.97)


def _pence(text: str, *, old: bool) -> Iterator[Sum]:
    for match in _PENCE_ALONE.finditer(text):
        if re.search(rf"\d{GAP}?s?\.?,?{GAP}{{0,2}}$", text[max(0, match.start() - 4) : match.start()]):
            continue  # the pence of a sum that begins before
        if (
            match["pence"][-1] in _HALVES
            or _money_beside(text, match)
            or (old and (match["dot"] or _RATE.match(text, match.end())))
        ):
            yield _sum(match.span(), _worth(None, None, match["pence"]), 0.95)


def _solidi(text: str, *, old: bool) -> Iterator[Sum]:
    for match in _SOLIDUS.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        if _NUMBERED.search(before) or match[0] == "24/7":
            continue
        halved = match["pence"] is not None and match["pence"][-1] in _HALVES
        certain = match["nought"] is not None or match["d"] is not None or halved
        if certain or old or _money_beside(text, match) or _is_price(text, match):
            yield _sum(match.span(), _worth(None, match["shillings"], match["pence"]), 0.95 if certain or old else 0.9)


def _is_price(text: str, match: re.Match[str]) -> bool:
    """Say whether "18/4 per ton" is no fraction and no part of a list of numbers, and told by the piece."""
    improper = match["pence"] is not None and int(match["shillings"]) > int(match["pence"].rstrip("½¼¾") or 0)
    listed = re.search(r"(?:^|[,;:])[ ]$", text[max(0, match.start() - 2) : match.start()]) is not None
    return improper and listed and _RATE.match(text, match.end()) is not None


def _money_beside(text: str, match: re.Match[str]) -> bool:
    """Say whether the words before a number or behind it speak of money."""
    before = text[max(0, match.start() - 40) : match.start()]
    return (
        bool(_CUE.search(before))
        or (
            _RATE.match(text, match.end()) is not None
            and re.search(r"\b(?:at|of|from|to|paid|pays|charged)[ ]$|^$", before) is not None
        )
        or (_TO.search(before) is not None and _RATE.match(text, match.end()) is not None)
    )


def _coined(text: str, *, old: bool) -> Iterator[Sum]:
    """Yield "five guineas", "3 shillings and sixpence" as one sum, pounds in words or figures before them included."""
    whole: tuple[int, int, Fraction] | None = None
    unit = Fraction(0)
    for match in _COIN.finditer(text):
        start = match.start() + _spare_words(match)
        coin = _COINS[folded(match["coin"])]
        # Shillings go on in pence, pence in halfpence and farthings; a list of prices does not.
        less = unit == Fraction(1, 20) > coin or (unit < Fraction(1, 20) and coin <= Fraction(1, 480))
        joined = whole is not None and less and _JOINT.fullmatch(text, whole[1], start) is not None
        worth = _coins(match, old=old, joined=joined)
        if worth is None:
            continue
        if whole is not None and joined:
            whole = whole[0], match.end(), whole[2] + worth
            continue
        if whole is not None:
            yield _sum(whole[:2], whole[2], 0.97)
        whole, unit = (start, match.end(), worth), coin
    if whole is not None:
        yield _sum(whole[:2], whole[2], 0.97)


def _spare_words(match: re.Match[str]) -> int:
    """Return how many characters of "and a half guineas" do not belong to the count."""
    led = re.match(rf"(?:(?:and|of){GAP}){{1,2}}", match[0], re.IGNORECASE)
    return led.end() if led else 0


def _coins(match: re.Match[str], *, old: bool, joined: bool) -> Fraction | None:
    coin = folded(match["coin"])
    if coin in {"penny", "pence"} and not (old or joined):
        return None
    if match["number"]:
        return _mixed(match["number"]) * _COINS[coin]
    told = re.split(r"[\s-]+", (match["words"] or "").casefold().strip(" \u00a0-"))
    while told and told[0] in {"and", "of", ""}:
        told = told[1:]
    if not told:
        own_count = coin.startswith(("half", "ha'")) or joined or coin.endswith("pence")
        return _COINS[coin] if own_count and coin not in {"pence", "half-crown", "half crown"} else None
    count = in_words(word for word in told if word not in {"a", "an", "and", "of"})
    if count is None:
        return _COINS[coin] if told in (["a"], ["an"]) else None
    return Fraction(count) * _COINS[coin]


def _worth(pounds: str | None, shillings: str | None, pence: str | None) -> Fraction:
    of_pounds = Fraction(int(pounds.replace(",", "")) if pounds else 0)
    of_pence = _mixed(pence.rstrip("d.")) if pence and pence[-1] not in _NOUGHTS else Fraction(0)
    of_shillings = Fraction(int(shillings), 20) if shillings and shillings not in _NOUGHTS else Fraction(0)
    return of_pounds + of_shillings + of_pence / 240


def _mixed(number: str) -> Fraction:
    """Return the value of "1½"."""
    part = _HALVES.get(number[-1:], Fraction(0))
    whole = number.rstrip("½¼¾").replace(",", "")
    return Fraction(int(whole) if whole else 0) + part


def _sum(span: tuple[int, int], worth: Fraction, sure: float) -> Sum:
    value = _decimal(worth)
    return Sum(*span, value, "GBP", value, sure=sure, why=None if _ends(worth) else ROUNDED)


def _ends(worth: Fraction) -> bool:
    """Say whether a fraction of a pound has an end as a decimal: a penny is 0.0041666..., three are 0.0125."""
    return 10**9 % worth.denominator == 0


def _decimal(worth: Fraction) -> Decimal:
    exact = Decimal(worth.numerator) / Decimal(worth.denominator)
    return exact if _ends(worth) else exact.quantize(Decimal("0.000001"))
