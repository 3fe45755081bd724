"""Words as an engine gives them, put right by what is drawn between them."""

import pytest

from extractor.document import Box, Word
from extractor.reading.rules import Rule
from extractor.reading.words import parted_at_lines


@pytest.mark.parametrize(
    ("text", "x", "told"),
    [
        pytest.param("Lode9,350", 72.0, ["Lode", "9,350"], id="a word and a figure"),
        pytest.param("2,450|64", 77.0, ["2,450", "64"], id="the line read as a stroke"),
        pytest.param("Councillor", 75.0, ["Councillor"], id="a streak through a word"),
        pytest.param("Lode9,350", 92.0, ["Lode9,350"], id="a line elsewhere"),
        pytest.param("£184,250", 75.0, ["£184,250"], id="a streak through a sum"),
    ],
)
def test_words_read_as_one_across_a_line_are_parted(text: str, x: float, told: list[str]) -> None:
    word = Word(text, Box(50.0, 100.0, 50.0 + 5.0 * len(text), 109.0), 0.9, "drawn", 10.0)
    found = parted_at_lines([word], [Rule(x, 80.0, x, 140.0), Rule(40.0, 120.0, 140.0, 120.0)])
    assert [part.text for part in found] == told
