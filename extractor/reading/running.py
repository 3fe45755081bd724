"""Running heads and feet: print that repeats from page to page, or numbers the pages.

In: the pages of a document. Out: the same pages, their running lines marked. Found by place (the head and foot of a
page), by repetition (as OCR spells it) and by pattern (data/running.toml). A title that every decision of a bundle
bears is none.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from statistics import median

from rapidfuzz import fuzz

from extractor.document import Line, Page

# Heads and feet lie in the outer parts of a page; the bench's lie within 8 % of its ends, print-outs' within 5 %.
_MARGIN_SHARE, _EDGE_SHARE = 0.12, 0.055
_DEEPEST = 6
# Two readings of one running line have at least this much in common (photocopies: 88 and more of 100).
_ALIKE = 84.0
# How far a line may wander from page to page: a photocopier feeds sheets askew.
_SAME_PLACE_PT = 22.0
_SAME_SIZE = 0.15
# How far from the body a running line stands, over the distance between the body's lines.
_APART = 1.3
_SMALL = 0.93
_DATA = "running.toml"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What running lines look like; ``edge`` if only at the very edge of a page."""

    regex: re.Pattern[str]
    edge: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line at the head or foot of a page. ``shape`` is its text with all numbers alike, ``size`` over the body's."""

    page: int
    index: int
    at_foot: bool
    at_edge: bool
    line: Line
    shape: str
    size: float


def mark_running(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return ``pages`` with their running heads and feet marked."""
    candidates = [candidate for number, page in enumerate(pages) for candidate in _candidates(number, page)]
    found = [c for c in candidates if _numbers_pages(c, pages[c.page])]
    found += _apart_from_body(
        [c for c in candidates if c not in found and _repeats(c, candidates, pages)], found, pages
    )
    found += [c for c in candidates if c not in found and _stands_beside(c, found)]
    running: dict[int, set[int]] = {}
    for candidate in found:
        running.setdefault(candidate.page, set()).add(candidate.index)
    return tuple(_marked(page, running.get(number, set())) for number, page in enumerate(pages))


def _marked(page: Page, running: set[int]) -> Page:
    if not running:
        return page
    lines = tuple(replace(line, running=True) if i in running else line for i, line in enumerate(page.lines))
    return replace(page, lines=lines)


# -- candidates -------------------------------------------------------------------------------------------------------


def _candidates(number: int, page: Page) -> list[_Candidate]:
    body = median([word.size_pt for line in page.lines for word in line.words] or [10.0])
    free = [(index, line) for index, line in enumerate(page.lines) if line.cell is None and line.words]
    found: list[_Candidate] = []
    for at_foot in (False, True):
        ends = sorted(free, key=lambda pair: pair[1].box.middle, reverse=at_foot)[:_DEEPEST]
        for index, line in ends:
            depth = page.height_pt - line.box.top if at_foot else line.box.bottom
            if depth > _MARGIN_SHARE * page.height_pt:
                continue
            at_edge = depth <= _EDGE_SHARE * page.height_pt
            size = median(word.size_pt for word in line.words) / max(body, 1.0)
            found.append(_Candidate(number, index, at_foot, at_edge, line, _shape(line.text), size))
    return found


def _shape(text: str) -> str:
    """Return ``text`` with its numbers made alike."""
    return re.sub(r"\d+", "#", text.casefold()).strip()


# -- by pattern -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _patterns() -> tuple[_Pattern, ...]:
    source = resources.files("extractor.reading") / "data" / _DATA
    entries = tomllib.loads(source.read_text(encoding="utf-8")).get("pattern", [])
    return tuple(_pattern(number, entry) for number, entry in enumerate(entries, start=1))


def _pattern(number: int, entry: dict[str, object]) -> _Pattern:
    name, regex, edge = entry.get("name"), entry.get("regex"), entry.get("edge", False)
    place = f"{_DATA}: pattern {number} ({name})"
    if set(entry) - {"name", "regex", "edge"} or not isinstance(regex, str) or not isinstance(edge, bool):
        raise ValueError(f"{place}: needs a 'name', a 'regex', and perhaps 'edge = true'")
    try:
        return _Pattern(re.compile(regex, re.IGNORECASE), edge)
    except re.error as error:
        raise ValueError(f"{place}: regex: {error}") from error


def _numbers_pages(candidate: _Candidate, page: Page) -> bool:
    texts = {candidate.line.text.strip(), _mended(candidate.line.text.strip())}
    return any(
        pattern.regex.fullmatch(text) and (candidate.at_edge or not pattern.edge)
        for pattern in _patterns()
        for text in texts
    ) and _stands_apart(candidate, page.lines)


def _mended(text: str) -> str:
    """Return ``text`` with the letters that OCR sees in place of digits turned back, where they stand as numbers do."""
    text = re.sub(r"(?<![^\W\d_])[lI|](?![^\W\d_])", "1", text)
    return re.sub(r"(?<=\d)[oO]|(?<![^\W\d_])[oO](?=\d)", "0", text)


def _stands_apart(candidate: _Candidate, body: Sequence[Line]) -> bool:
    """Say whether more white than between lines of text parts the line from those of ``body`` that lie farther in."""
    own = candidate.line.box.middle
    steps = [own - line.box.middle if candidate.at_foot else line.box.middle - own for line in body]
    nearest = min((step for step in steps if step > 0.5 * candidate.line.box.height), default=float("inf"))
    return nearest > _APART * _leading(body)


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance from one line of text to the next."""
    steps = [below.box.middle - above.box.middle for above, below in pairwise(lines)]
    sizes = [word.size_pt for line in lines for word in line.words] or [10.0]
    within = [step for step in steps if 0.7 * median(sizes) < step < 2.2 * median(sizes)]
    return median(within) if within else 1.2 * median(sizes)


# -- by repetition ----------------------------------------------------------------------------------------------------


def _repeats(candidate: _Candidate, candidates: Sequence[_Candidate], pages: Sequence[Page]) -> bool:
    if not any(letter.isalnum() for letter in candidate.shape):
        return False
    twins = (other for other in candidates if _are_twins(candidate, other))
    return any(not _looks_like_title(candidate) or not _go_on_alike(candidate, other, pages) for other in twins)


def _apart_from_body(
    repeated: list[_Candidate], found: Sequence[_Candidate], pages: Sequence[Page]
) -> list[_Candidate]:
    """Drop what nothing parts from the body, such as the last line of a paragraph that happens to recur.

    Small print, and print that most pages bear, may stand close.
    """
    running = {(c.page, c.index) for c in (*repeated, *found)}
    for candidate in sorted(repeated, key=lambda c: -_depth(c, pages)):
        page = pages[candidate.page]
        body = [line for i, line in enumerate(page.lines) if (candidate.page, i) not in running]
        if not (
            candidate.size < _SMALL or _is_on_most(candidate, repeated, len(pages)) or _stands_apart(candidate, body)
        ):
            running.discard((candidate.page, candidate.index))
    return [c for c in repeated if (c.page, c.index) in running]


def _is_on_most(candidate: _Candidate, repeated: Sequence[_Candidate], page_count: int) -> bool:
    bearing = {other.page for other in repeated if _are_twins(candidate, other)} | {candidate.page}
    return len(bearing) >= 3 and len(bearing) >= 0.6 * page_count


def _depth(candidate: _Candidate, pages: Sequence[Page]) -> float:
    box = candidate.line.box
    return pages[candidate.page].height_pt - box.top if candidate.at_foot else box.bottom


def _are_twins(first: _Candidate, second: _Candidate) -> bool:
    ours, theirs = first.line.box, second.line.box
    near_sides = abs(ours.x0 - theirs.x0) <= _SAME_PLACE_PT or abs(ours.x1 - theirs.x1) <= _SAME_PLACE_PT
    return (
        first.page != second.page
        and first.at_foot == second.at_foot
        and abs(ours.middle - theirs.middle) <= _SAME_PLACE_PT
        and near_sides
        and abs(first.size - second.size) <= _SAME_SIZE
        and fuzz.ratio(first.shape, second.shape) >= _ALIKE
    )


def _looks_like_title(candidate: _Candidate) -> bool:
    bold = all(word.bold for word in candidate.line.words)
    return not candidate.at_foot and (candidate.size > 1.12 or (bold and candidate.size > 0.95))


def _go_on_alike(first: _Candidate, second: _Candidate, pages: Sequence[Page]) -> bool:
    """Say whether the same print follows on both pages, as it does where each page begins the same form anew."""
    ours, theirs = (_shape(" ".join(_below(c, pages[c.page]))) for c in (first, second))
    return bool(ours) and fuzz.ratio(ours, theirs) >= 70.0


def _below(candidate: _Candidate, page: Page) -> Iterable[str]:
    """Return the two lines that come after the running lines at the head of a page."""
    margin = max(candidate.line.box.bottom, _MARGIN_SHARE * page.height_pt)
    return [line.text for line in page.lines if line.box.top >= margin][:2]


# -- by company -------------------------------------------------------------------------------------------------------


def _stands_beside(candidate: _Candidate, running: Sequence[_Candidate]) -> bool:
    """Say whether a line no larger than the body's shares its level with a running line."""
    own = candidate.line.box
    return candidate.size <= 1.03 and any(
        other.page == candidate.page
        and other.at_foot == candidate.at_foot
        and abs(other.line.box.middle - own.middle) <= 0.5 * own.height
        for other in running
    )
