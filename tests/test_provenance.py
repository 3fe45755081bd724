"""Where a section stands: boxes around its own lines that hold no word of another."""

import pytest

from extractor.assembling.provenance import block_regions
from extractor.document import Box, Line, Page, Token, Word

LEFT, RIGHT = (50.0, 280.0), (310.0, 540.0)
BOTH = (50.0, 540.0)


def line(column: tuple[float, float], row: int) -> Line:
    """Return a line of two words in a column; rows are 14 points apart."""
    x0, x1 = column
    middle, top = (x0 + x1) / 2, 100.0 + 14 * row
    words = tuple(
        Word("lamp", Box(a, top, b, top + 10), 1.0, "x", 10.0) for a, b in ((x0, middle - 2), (middle + 2, x1))
    )
    return Line(words, Box(x0, top, x1, top + 10))


def boxes(own: list[Line], others: list[Line]) -> list[tuple[float, float, float, float]]:
    page = Page(1, 595.0, 842.0, (*own, *others))
    tokens = [Token(n, n + 4, 1, word) for n, word in enumerate(word for one in own for word in one.words)]
    return [(r.x0, r.top, r.x1, r.bottom) for r in block_regions(tokens, {1: page})]


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        ([(BOTH, 0), (BOTH, 1), (BOTH, 5)], [], [(50, 100, 540, 180)]),
        ([(BOTH, 0), (LEFT, 1)], [(BOTH, 3)], [(50, 100, 540, 124)]),
        # From the foot of one column to the head of the next, with other sections before and behind.
        (
            [(LEFT, 3), (LEFT, 4), (RIGHT, 0), (RIGHT, 1)],
            [(LEFT, 0), (LEFT, 1), (RIGHT, 3), (RIGHT, 4)],
            [(50, 142, 280, 166), (310, 100, 540, 124)],
        ),
        # Around what is another's.
        ([(BOTH, 0), (BOTH, 1), (BOTH, 4)], [(BOTH, 2)], [(50, 100, 540, 124), (50, 156, 540, 166)]),
        # Both columns whole: one box, as nothing else stands there.
        ([(LEFT, 0), (LEFT, 1), (RIGHT, 0), (RIGHT, 1)], [(BOTH, 3)], [(50, 100, 540, 124)]),
    ],
    ids=["paragraphs", "alone", "columns", "around", "both columns"],
)
def test_a_section_is_outlined_by_boxes_that_hold_nothing_else(
    own: list[tuple[tuple[float, float], int]],
    others: list[tuple[tuple[float, float], int]],
    expected: list[tuple[float, float, float, float]],
) -> None:
    found = boxes([line(*one) for one in own], [line(*one) for one in others])

    assert found == expected


def test_what_stands_within_a_line_parts_no_lines() -> None:
    broken = line(BOTH, 0)
    leader = Word("....", Box(200, 100, 240, 110), 1.0, "x", 10.0)
    page = Page(1, 595.0, 842.0, (Line((broken.words[0], leader, broken.words[1]), broken.box), line(BOTH, 1)))
    tokens = [Token(0, 4, 1, word) for word in (*broken.words, *page.lines[1].words)]

    assert len(block_regions(tokens, {1: page})) == 1
