"""Labels and values that stand close together are parted where other values begin."""

from extractor.document import Box, Line, Word
from extractor.reading.gutters import part_at_gutters
from extractor.reading.lines import line_of

WIDTH_PT, SIZE_PT = 5.0, 11.0


def printed(text: str, x0: float, top: float, *, bold: int = 0, space: float = 3.0) -> list[Word]:
    words: list[Word] = []
    for n, part in enumerate(text.split()):
        box = Box(x0, top, x0 + WIDTH_PT * len(part), top + SIZE_PT)
        words.append(Word(part, box, 0.99, "text_layer", SIZE_PT, bold=n < bold))
        x0 = box.x1 + space
    return words


def values(count: int) -> list[Line]:
    return [line_of(printed("a value", 200.0, 100.0 + 20 * n)) for n in range(count)]


def close_pair(*, bold: int) -> Line:
    label = printed("Key decision and plan", 60.0, 200.0, bold=bold)
    return line_of([*label, *printed("Yes – KD 18", 200.0, 200.0)])


def test_a_value_is_parted_from_its_label_where_other_values_begin() -> None:
    parts = part_at_gutters([*values(3), close_pair(bold=4)])
    assert [line.text for line in parts[3:]] == ["Key decision and plan", "Yes – KD 18"]


def test_a_line_of_one_look_stays_whole() -> None:
    assert len(part_at_gutters([*values(3), close_pair(bold=0)])) == 4


def test_a_line_stays_whole_where_no_others_begin() -> None:
    assert len(part_at_gutters([*values(1), close_pair(bold=4)])) == 2
