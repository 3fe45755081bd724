"""Running heads and feet: print that repeats from page to page, or numbers the pages.

In: the pages of a document. Out: the same pages, their running lines marked. Found by place (the head and foot of a
page), by repetition (as OCR spells it) and by pattern (data/running.toml).
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from rapidfuzz import fuzz

from extractor.document import Line, Page

# Heads and feet lie in the outer parts of a page; the bench's lie within 8 % of its ends.
_MARGIN_SHARE = 0.12
_ALIKE = 84.0
_SAME_PLACE_PT = 9.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line at the head or foot of a page; ``rank`` counts the lines between it and the edge."""

    page: int
    index: int
    at_foot: bool
    rank: int
    line: Line
    shape: str


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    source = resources.files("extractor.reading") / "data" / "running.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    patterns = []
    for number, entry in enumerate(data["pattern"], start=1):
        try:
            patterns.append(re.compile(entry["regex"], re.IGNORECASE))
        except (KeyError, re.error) as error:
            raise ValueError(f"running.toml: pattern {number} ({entry.get('name', 'unnamed')}): {error}") from error
    return tuple(patterns)


def mark_running(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return ``pages`` with their running heads and feet marked."""
    candidates = [candidate for page, _ in enumerate(pages) for candidate in _candidates(pages, page)]
    running: dict[int, set[int]] = {}
    for candidate in candidates:
        if _is_numbering(candidate, pages) or _repeats(candidate, candidates):
            running.setdefault(candidate.page, set()).add(candidate.index)
    return tuple(_marked(page, running.get(index, set())) for index, page in enumerate(pages))


def _marked(page: Page, running: set[int]) -> Page:
    if not running:
        return page
    lines = tuple(replace(line, running=True) if i in running else line for i, line in enumerate(page.lines))
    return replace(page, lines=lines)


def _candidates(pages: Sequence[Page], number: int) -> list[_Candidate]:
    page = pages[number]
    margin = _MARGIN_SHARE * page.height_pt
    free = [(index, line) for index, line in enumerate(page.lines) if line.cell is None]
    found = []
    for at_foot in (False, True):
        ends = sorted(free, key=lambda pair: pair[1].box.middle, reverse=at_foot)
        for rank, (index, line) in enumerate(ends[:6]):
            depth = page.height_pt - line.box.top if at_foot else line.box.bottom
            if depth <= margin:
                found.append(_Candidate(number, index, at_foot, rank, line, _shape(line.text)))
    return found


def _shape(text: str) -> str:
    """Return ``text`` with its numbers made alike."""
    return re.sub(r"\d+", "#", text.casefold()).strip()


def _is_numbering(candidate: _Candidate, pages: Sequence[Page]) -> bool:
    text = candidate.line.text.strip()
    return any(pattern.fullmatch(text) for pattern in _patterns()) and _stands_apart(candidate, pages)


def _stands_apart(candidate: _Candidate, pages: Sequence[Page]) -> bool:
    """Say whether blank paper parts the line from the body."""
    page = pages[candidate.page]
    own = candidate.line.box
    gaps = [
        own.top - line.box.bottom if candidate.at_foot else line.box.top - own.bottom
        for line in page.lines
        if (line.box.middle < own.top if candidate.at_foot else line.box.middle > own.bottom)
    ]
    return min(gaps, default=99.0) > 0.5 * own.height


def _repeats(candidate: _Candidate, candidates: Sequence[_Candidate]) -> bool:
    return any(
        other.page != candidate.page
        and other.at_foot == candidate.at_foot
        and abs(other.line.box.middle - candidate.line.box.middle) <= _SAME_PLACE_PT
        and abs(other.line.box.x0 - candidate.line.box.x0) <= 2 * _SAME_PLACE_PT
        and fuzz.ratio(other.shape, candidate.shape) >= _ALIKE
        for other in candidates
    )
