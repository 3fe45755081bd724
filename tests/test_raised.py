"""Marks of footnotes on sums of a scan: figures that stand higher and smaller than the sum are none of its figures."""

from dataclasses import replace

import pytest

from extractor.document import Word, union
from extractor.reading.ink import Picture
from extractor.reading.raised import part_raised_print
from tests.drawing import Sheet


def read(sheet: Sheet, mark: str, up: float, size: float, text: str) -> list[str]:
    """Print a sum and a mark beside it, read as one word with little confidence; return what is made of it."""
    first = sheet.write(60, 60, "£41,350", 12.0)
    sheet.write(first.x1 - 3.2, 60 + up, mark, size)
    box = union(word.box for word in sheet.words)
    word = Word(text, box, 0.2, "drawn", 12.0)
    found = part_raised_print(Picture(sheet.grey("faint"), sheet.scale), [word])
    assert len(found) == 1 or found[0].confidence == 0.9
    return [part.text for part in found]


@pytest.mark.parametrize(
    ("mark", "text", "told"),
    [
        ("3", "£41,3503", ["£41,350", "³"]),
        ("12", "£41,35012,", ["£41,350", "¹²,"]),
        ("2", "£41,350²", ["£41,350", "²"]),
        ("b", "£41,350b", ["£41,350", "b"]),
    ],
)
def test_a_raised_mark_on_a_sum_is_parted(mark: str, text: str, told: list[str]) -> None:
    assert read(Sheet(dpi=300), mark, -1.5, 7.5, text) == told


def test_a_figure_on_the_line_stays_with_its_sum() -> None:
    assert read(Sheet(dpi=300), "3", 0.0, 12.0, "£41,3503") == ["£41,3503"]


def test_what_ends_as_a_sum_does_is_left() -> None:
    sheet = Sheet()
    sheet.write(60, 60, "£41,350")
    words = [replace(word, confidence=0.7) for word in sheet.words]
    assert list(part_raised_print(Picture(sheet.grey(), sheet.scale), words)) == words
