"""What a value rests on: the words behind a stretch of text, their places on the displayed page, their confidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from decision_models import Region
from extractor.document import Box, Page, Token, Word, union

Pages = Mapping[int, Page]


def tokens_within(tokens: Sequence[Token], start: int, end: int) -> tuple[Token, ...]:
    """Return the tokens that share a character with the half-open span."""
    return tuple(t for t in tokens if t.start < end and t.end > start)


def regions_of(tokens: Iterable[Token], pages: Pages) -> tuple[Region, ...]:
    """Return one region for each printed line that ``tokens`` stand on, in reading order."""
    return tuple(_region(page, words, pages) for page, words in _lines(tokens))


def _lines(tokens: Iterable[Token]) -> Iterator[tuple[int, list[Word]]]:
    page, words = 0, list[Word]()
    for token in tokens:
        if words and (token.page != page or not _same_line(words[-1], token.word)):
            yield page, words
            words = []
        page = token.page
        words.append(token.word)
    if words:
        yield page, words


def _same_line(word: Word, other: Word) -> bool:
    overlap = min(word.box.bottom, other.box.bottom) - max(word.box.top, other.box.top)
    return overlap > 0.4 * min(word.box.height, other.box.height) and other.box.x0 >= word.box.x0


def _region(page: int, words: Sequence[Word], pages: Pages) -> Region:
    return region_of(page, union(word.box for word in words), pages)


def region_of(page: int, box: Box, pages: Pages) -> Region:
    """Return a box of an upright page as a region of the page as displayed."""
    shown = pages[page].to_displayed.box(box)
    return Region(
        page=page, x0=round(shown.x0, 2), top=round(shown.top, 2), x1=round(shown.x1, 2), bottom=round(shown.bottom, 2)
    )


def block_regions(tokens: Iterable[Token], pages: Pages) -> tuple[Region, ...]:
    """Return one region for each page that ``tokens`` stand on: the outline of a section."""
    by_page: dict[int, list[Word]] = {}
    for token in tokens:
        by_page.setdefault(token.page, []).append(token.word)
    return tuple(_region(page, words, pages) for page, words in sorted(by_page.items()))


def confidence_of(tokens: Sequence[Token], certainty: float = 1.0) -> float:
    """Return the confidence of a value: its least certain word's, times how certain its interpretation is.

    A value is only as good as its worst word: one wrong digit makes another sum.
    """
    read = min((t.word.confidence for t in tokens), default=0.0)
    return round(max(0.0, min(1.0, read * certainty)), 4)
