"""What a word's look and its place on the page say against its reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Box, Line, Page, Word, union
from extractor.reading.doubt import doubted, layout_traits, traits

BOX = Box(100, 100, 130, 110)


def page(*lines: Line, dpi: float = 300.0, handwriting: tuple[Box, ...] = ()) -> Page:
    return Page(1, 595.0, 842.0, lines, dpi=dpi, handwriting=handwriting)


def confidences(*words: tuple[str, float]) -> list[float]:
    line = Line(tuple(Word(text, BOX, confidence, "tiny", 10) for text, confidence in words), BOX)
    return [word.confidence for word in doubted(page(line))[0].words]


def line(top: float, left: float = 60.0, fall: float = 0.0, count: int = 45) -> Line:
    """Return a line of ``count`` words that ends ``fall`` points lower than it begins."""
    step = 450.0 / count
    boxes = [
        Box(left + step * n, top + fall * n / (count - 1), left + step * (n + 0.8), top + 10 + fall * n / (count - 1))
        for n in range(count)
    ]
    return Line(tuple(Word("wall", box, 0.99, "tiny", 10) for box in boxes), union(boxes))


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("harbour", "wall", ()),
        ("Harbour", "", ()),
        ("harbuor", "", ("unknown",)),
        ("Threlwick", "", ("unknown_name",)),
        ("NoW", "", ("odd_shape",)),
        ("£1.250", "", ("odd_shape",)),
        ("-Harbour", "", ("odd_shape",)),
        ("-2-", "", ("odd_shape",)),
        ("-2", "", ()),
        ("£1,250", "to", ()),
        ("£1", ",250", ("before_fragment",)),
        (",250", "", ("fragment",)),
        (".", "", ("fragment",)),
        ("–", "", ()),
        ("i", "", ("fragment",)),
        ("a", "wall", ()),
        ("2019/20", "", ()),
        ("(ii)", "", ()),
        ("MPs", "", ("unknown_name",)),
    ],
)
def test_what_speaks_against_a_word(text: str, after: str, expected: tuple[str, ...]) -> None:
    assert traits(text, after) == expected


@pytest.mark.parametrize("strange", ["harbuor", "NoW", "£1.250", ","])
def test_a_strange_word_is_believed_less(strange: str) -> None:
    plain, odd = confidences(("harbour", 0.99), (strange, 0.99))

    assert odd < plain


def test_a_tick_is_left_as_it_was_seen() -> None:
    assert confidences(("☒", 0.7)) == [0.7]


@given(st.text(min_size=1, max_size=12), st.floats(0, 1), st.text(max_size=5))
def test_a_chance_comes_out_of_anything(text: str, confidence: float, after: str) -> None:
    found = confidences((text, confidence), (after or "x", 1.0))

    assert all(0.0 <= chance <= 1.0 for chance in found)


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_engines_order_is_kept(one: float, other: float) -> None:
    low, high = confidences(("harbour", min(one, other))), confidences(("harbour", max(one, other)))

    assert low <= high


# -- places -----------------------------------------------------------------------------------------------------------


def said(*lines: Line, dpi: float = 300.0, handwriting: tuple[Box, ...] = ()) -> set[str]:
    found = layout_traits(page(*lines, dpi=dpi, handwriting=handwriting))
    return {name for places in found for place in places for name in place}


def test_nothing_speaks_against_plain_lines() -> None:
    assert said(line(100), line(114)) == set()


@pytest.mark.parametrize(
    ("lines", "look", "name"),
    [
        ((line(100),), {"dpi": 150.0}, "coarse"),
        ((line(100, count=12),), {}, "sparse"),
        ((line(100, fall=6.0),), {}, "steep"),
        ((line(100), line(109.8)), {}, "crowded"),
        ((line(100, left=1.0),), {}, "cut_off"),
        ((line(100),), {"handwriting": (Box(60, 105, 90, 140),)}, "by_ink"),
    ],
)
def test_what_a_place_speaks_against_its_words(lines: tuple[Line, ...], look: dict[str, object], name: str) -> None:
    assert said(*lines, **look) == {name}  # type: ignore[arg-type]


def test_words_by_a_signature_are_believed_less() -> None:
    plain = doubted(page(line(100)))[0].words[0].confidence
    signed = doubted(page(line(100), handwriting=(Box(60, 105, 90, 140),)))[0].words[0].confidence
    assert signed < plain


def test_a_page_without_lines_has_nothing_to_doubt() -> None:
    assert doubted(page()) == ()
