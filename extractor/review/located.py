"""Where words taken from a page stand in a record: their text and regions enter, a section with offsets leaves.

A section's text is what was read with line breaks undone and broken words rejoined, so the words are looked for whatever parts
them; of several places that read so, the one whose section lies nearest on the page, and as far down in it, is meant.
"""

import re
from collections.abc import Iterator, Sequence

from decision_models import DecisionRecord, Region, Section


def located(record: DecisionRecord, text: str, regions: Sequence[Region]) -> tuple[int, int, int] | None:
    """Return section, start and end of the words ``text`` that stand at ``regions``; None where the record has them nowhere.

    Offsets are code points of the section's text.
    """
    words = text.split()
    if not words:
        return None
    pattern = re.compile(r"\s*".join(r"-?\s*".join(map(re.escape, re.split(r"-$", word))) for word in words))
    places = [place for place in _places(record, pattern) if place[2] > place[1]]
    return min(places, key=lambda place: _distance(record.sections[place[0]], place, regions), default=None)


def _places(record: DecisionRecord, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, int]]:
    for number, section in enumerate(record.sections):
        for found in pattern.finditer(section.text):
            yield number, *found.span()


def _distance(section: Section, place: tuple[int, int, int], regions: Sequence[Region]) -> float:
    """Return how far the words are from where they were taken: whole pages, then points down the section's own print."""
    if not regions or not section.regions:
        return 0.0
    taken = regions[0]
    own = [region for region in section.regions if region.page == taken.page]
    if not own:
        return 1e6 * min(abs(region.page - taken.page) for region in section.regions)
    spans = _heights(section.regions)
    share = place[1] / max(1, len(section.text))
    expected = share * sum(spans)
    actual = 0.0
    for region, height in zip(section.regions, spans, strict=True):
        if region.page == taken.page and region.top <= taken.bottom and taken.top <= region.bottom:
            return abs(expected - actual - (taken.top - region.top))
        actual += height
    return 1e3 + min(abs(region.top - taken.top) for region in own)


def _heights(regions: Sequence[Region]) -> list[float]:
    return [region.bottom - region.top for region in regions]
