"""Tick boxes in pictures and in text layers."""

from dataclasses import replace

import pytest

from extractor.document import Box, Word
from extractor.reading.ink import Picture
from extractor.reading.marks import find_marks, normalise_marks
from tests.drawing import Sheet, words_at

WEARS = ("crisp", "photocopy", "faint")


def tick_box(sheet: Sheet, x: float, top: float, side: float = 9.0, mark: str = "") -> None:
    sheet.box(x, top, x + side, top + side)
    if mark == "cross":
        sheet.rule(x + 1, top + 1, x + side - 1, top + side - 1)
        sheet.rule(x + side - 1, top + 1, x + 1, top + side - 1)
    if mark == "tick":
        sheet.rule(x + 2, top + side / 2, x + side / 2, top + side - 2, thick=1.2)
        sheet.rule(x + side / 2, top + side - 2, x + side - 1, top + 1, thick=1.2)


def texts(sheet: Sheet, wear: str) -> list[str]:
    found = find_marks(Picture(sheet.grey(wear), sheet.scale), sheet.words)
    return [word.text for word in sorted(found, key=lambda word: (round(word.box.middle / 12), word.box.x0))]


@pytest.mark.parametrize("wear", WEARS)
@pytest.mark.parametrize(
    ("mark", "state"),
    [
        pytest.param("", "☐", id="empty"),
        pytest.param("cross", "☒", id="crossed"),
        pytest.param("tick", "☒", id="ticked"),
    ],
)
def test_the_state_of_a_box_comes_from_its_ink(mark: str, state: str, wear: str) -> None:
    sheet = Sheet()
    tick_box(sheet, 60, 61, mark=mark)
    sheet.write(76, 60, "Open by night")
    sheet.write(60, 90, "The lantern is lit at dusk")

    assert texts(sheet, wear)[:4] == [state, "Open", "by", "night"]


@pytest.mark.parametrize("wear", ["crisp", "photocopy"])
def test_letters_and_cells_are_no_boxes(wear: str) -> None:
    sheet = Sheet()
    sheet.write(60, 60, "OLD DOCKS ON THE QUAY 0 O D")
    sheet.grid([60, 74, 88, 102], [100, 114, 128])

    assert not set(texts(sheet, wear)) & set("☐☒☑")


def test_what_was_read_of_a_box_gives_way_to_it() -> None:
    sheet = Sheet()
    tick_box(sheet, 60, 61)
    sheet.write(76, 60, "Shut")
    sheet.words.append(Word("O", Box(59.5, 60.5, 69.5, 70.5), 0.6, "drawn", 11))

    assert texts(sheet, "crisp") == ["☐", "Shut"]


@pytest.mark.parametrize("wear", WEARS)
def test_a_box_read_as_the_end_of_a_word_is_a_box(wear: str) -> None:
    sheet = Sheet()
    sheet.write(60, 60, "Members present")
    place = sheet.write(60, 90, "No")
    tick_box(sheet, 84, 91, mark="cross")
    sheet.words[-1] = replace(sheet.words[-1], box=Box(place.x0, 90, 93, 101))
    assert texts(sheet, wear) == ["Members", "present", "No", "☒"]


def test_a_filled_box_beside_an_empty_one_is_ticked() -> None:
    sheet = Sheet()
    tick_box(sheet, 60, 91)
    sheet.box(100, 91, 109, 100, fill=0)
    sheet.words.append(Word("□", Box(100, 91, 109, 100), 0.7, "drawn", 11))
    assert texts(sheet, "crisp") == ["☐", "☒"]


def test_a_filled_square_alone_is_no_ticked_box() -> None:
    sheet = Sheet()
    sheet.box(100, 91, 109, 100, fill=0)
    sheet.words.append(Word("□", Box(100, 91, 109, 100), 0.7, "drawn", 11))
    assert texts(sheet, "crisp") == ["☐"]


def test_a_number_that_is_surely_read_is_no_box() -> None:
    sheet = Sheet()
    tick_box(sheet, 60, 61, mark="cross")
    sheet.words.append(Word("12", Box(60, 61, 69, 70), 0.97, "drawn", 11))

    assert texts(sheet, "crisp") == ["12"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("\uf0a8", ["☐"], id="Wingdings box"),
        pytest.param("\uf0fe", ["☑"], id="Wingdings tick"),
        pytest.param("☐Yes☒No", ["☐", "Yes", "☒", "No"], id="run together"),
        pytest.param("Quay", ["Quay"], id="word"),
    ],
)
def test_glyphs_of_text_layers_become_marks(text: str, parts: list[str]) -> None:
    word = Word(text, Box(10, 10, 80, 20), 1.0, "text_layer", 10.0)

    found = normalise_marks([word])

    assert [part.text for part in found] == parts
    assert found[0].box.x0 == pytest.approx(10)
    assert found[-1].box.x1 == pytest.approx(80)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Open [ ] Shut [X]", ["Open", "☐", "Shut", "☒"]),
        ("[] Open [x] Shut", ["☐", "Open", "☒", "Shut"]),
        ("Open( ) Shut (x)", ["Open", "☐", "Shut", "☒"]),
        ("(x) the tenth and [X] a gap", ["(x)", "the", "tenth", "and", "[X]", "a", "gap"]),
    ],
)
def test_boxes_typed_with_brackets_are_boxes_where_one_is_empty(line: str, told: list[str]) -> None:
    assert [word.text for word in normalise_marks(words_at((60, 60, line)))] == told


def test_a_sharp_box_higher_than_the_print_is_no_letter_of_the_word_read_there() -> None:
    sheet = Sheet()
    sheet.write(60, 60, "Is it closed? Shut")
    at = sheet.words[-1].box.x1 + 3
    tick_box(sheet, at, 58.5, side=11.0, mark="cross")
    shut = sheet.words.pop()
    sheet.words.append(replace(shut, confidence=0.9, box=replace(shut.box, x1=at + 11)))

    assert sorted(texts(sheet, "crisp")) == sorted(["Is", "it", "closed?", "Shut", "☒"])


def test_a_box_read_beside_the_one_that_is_seen_is_the_same() -> None:
    sheet = Sheet()
    sheet.write(60, 60, "Shut")
    tick_box(sheet, 92, 60)
    sheet.words.append(Word("☐", Box(84.5, 60, 91, 69), 0.84, "drawn", 10.0))

    assert sorted(texts(sheet, "crisp")) == ["Shut", "☐"]
