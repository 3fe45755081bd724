"""What a word's look says against its reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Box, Line, Word
from extractor.reading.doubt import doubted, traits

BOX = Box(0, 0, 1, 1)


def confidences(*words: tuple[str, float]) -> list[float]:
    line = Line(tuple(Word(text, BOX, confidence, "tiny", 10) for text, confidence in words), BOX)
    return [word.confidence for word in doubted([line])[0].words]


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
