"""What a word's look and its place on the page say against its reading.

Shapes that print does not have, letters that make no known word; a coarse scan, a line that leans or crowds the one above,
an edge that cuts words off, a signature close by.
A page as an engine read it enters, its lines with confidences that heed this leave. Which word it ought to have been is
not asked here.
"""

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from extractor.document import Box, Line, Page, Word
from extractor.reading.ocr.lexicon import bare, is_known

# An engine's certainty is not believed beyond these: what lies outside was too rare to be measured.
_LEAST, _MOST = 0.02, 0.9999
# Above this certainty a step up is worth another number of errors than below: ln(c / (1 - c)) at 0.993.
_KNOT = 5.0
# Scans of 150 dpi and less leave eight point print twelve pixels high.
_COARSE_DPI = 180.0
# Of the page's edge, in points; of a line's fall over its length, left after straightening; of ink beside a word.
_EDGE_PT, _STEEP, _BY_INK_PT = 4.0, 0.008, 6.0
# On a page of so few words no line shows where words ought to stand.
_FEW_WORDS = 40
# Lines set closer than this share of their height run into one another.
_CROWDED = 0.05
_ODD = re.compile(
    r"^[-–](?:[A-Za-z]|\d+[-–]$)|[a-z][A-Z]|[A-Z]{2,}[a-z](?!s?$)|[A-Za-z]\d[A-Za-z]|\d[a-z]\d|[a-z]\d|\d\.\d{3}(?!\d)|\d[lIO]|[²³]"
)
_FRAGMENT = re.compile(r"[.,;:)\]][\w£€$]|[.,;:)\]]$|[^\w£€$☐☒☑|–—•●&/-]+$")
_CUT_OFF = re.compile(r"[.,;:]\w*")
_MARKS = frozenset("☐☒☑")
_SHORTEST = 3


def doubted(page: Page) -> tuple[Line, ...]:
    """Return a page's lines with each word as sure as its certainty, its shape, the next word's and its place let it be."""
    places = layout_traits(page)
    return tuple(
        replace(line, words=_weighed(line.words, around)) for line, around in zip(page.lines, places, strict=True)
    )


def _weighed(words: Sequence[Word], places: Sequence[tuple[str, ...]]) -> tuple[Word, ...]:
    following = [*(word.text for word in words[1:]), ""]
    return tuple(
        word if word.text in _MARKS else replace(word, confidence=chance(word.text, word.confidence, after, place))
        for word, after, place in zip(words, following, places, strict=True)
    )


def chance(text: str, certainty: float, after: str = "", place: Iterable[str] = ()) -> float:
    """Return the chance that a word read with a certainty is right.

    ``after`` is the next word of its line, ``place`` what :func:`layout_traits` says of it.
    """
    weights = _weights()
    odds, beyond = certainty_terms(certainty)
    total = weights["base"] + weights["slope"] * odds + weights["slope_beyond"] * beyond
    total += sum(weights[name] for name in (*traits(text, after), *place))
    return 1.0 / (1.0 + math.exp(-total))


def certainty_terms(certainty: float) -> tuple[float, float]:
    """Return the logarithm of the odds that an engine gives a word, and how far they pass the knot.

    >>> [round(term, 2) for term in certainty_terms(0.999)]
    [6.91, 1.91]
    """
    certainty = min(max(certainty, _LEAST), _MOST)
    odds = math.log(certainty / (1.0 - certainty))
    return odds, max(0.0, odds - _KNOT)


def layout_traits(page: Page) -> list[list[tuple[str, ...]]]:
    """Name, for each word of each line, what its place on the page speaks against it."""
    sparse = sum(len(line.words) for line in page.lines) < _FEW_WORDS
    everywhere = {"coarse": page.dpi is not None and page.dpi < _COARSE_DPI, "sparse": sparse}
    found = []
    for above, line in zip((None, *page.lines), page.lines, strict=False):
        said = everywhere | {"steep": _is_steep(line), "crowded": above is not None and _is_crowded(above, line)}
        shared = tuple(name for name, true in said.items() if true)
        found.append([(*shared, *_of_place(page, word.box)) for word in line.words])
    return found


def _is_steep(line: Line) -> bool:
    first, last = line.words[0].box, line.words[-1].box
    length = last.x0 - first.x0
    return length > 10 * line.box.height and abs(last.bottom - first.bottom) > _STEEP * length


def _is_crowded(above: Line, line: Line) -> bool:
    one, other = above.box, line.box
    beside = min(one.x1, other.x1) <= max(one.x0, other.x0)
    return not beside and one.middle < other.top and other.top - one.bottom < _CROWDED * other.height


def _of_place(page: Page, box: Box) -> Iterator[str]:
    if min(box.x0, box.top, page.width_pt - box.x1, page.height_pt - box.bottom) < _EDGE_PT:
        yield "cut_off"
    if any(_is_near(box, ink) for ink in page.handwriting):
        yield "by_ink"


def _is_near(box: Box, ink: Box) -> bool:
    across = box.x0 < ink.x1 + _BY_INK_PT and ink.x0 < box.x1 + _BY_INK_PT
    return across and box.top < ink.bottom + _BY_INK_PT and ink.top < box.bottom + _BY_INK_PT


def traits(text: str, after: str) -> tuple[str, ...]:
    """Name what speaks against a word. ``after`` is the next word of its line.

    >>> traits("autunn", ""), traits("£1", ".875m"), traits("NoW", "")
    (('unknown',), ('before_fragment',), ('odd_shape',))
    """
    plain = bare(text)
    strange = len(plain) >= _SHORTEST and plain.isalpha() and not is_known(plain)
    lone = len(text) == 1 and text.islower() and text != "a"
    said = {
        "unknown": strange and plain.islower(),
        "unknown_name": strange and not plain.islower(),
        "odd_shape": _ODD.search(text) is not None,
        "fragment": lone or _FRAGMENT.match(text) is not None,
        "before_fragment": _CUT_OFF.match(after) is not None,
    }
    return tuple(name for name, true in said.items() if true)


@cache
def _weights() -> dict[str, float]:
    text = files("extractor.reading.data").joinpath("doubt.toml").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in tomllib.loads(text).items()}
