"""Size, weight, slant and underlines, measured on drawn print."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.document import Box, Word
from extractor.reading.ink import Picture
from extractor.reading.rules import Rule, find_rules
from extractor.reading.runs import cheapest_run, misfit
from extractor.reading.style import estimate_style, underline
from extractor.reading.weight import Stroke, bold_words
from tests.drawing import Sheet

BODY = (
    "The harbour board met on the first Tuesday of the month and heard",
    "that the lantern at the end of the mole had been out for nine nights",
    "while the keeper waited for oil; a lighter is now hired by the week",
    "until the tender returns, and the bell is rung when fog comes in.",
)
WEARS = ("crisp", "photocopy", "faint")


def body(sheet: Sheet, top: float = 90.0) -> None:
    for number, line in enumerate(BODY):
        sheet.write(30, top + 16 * number, line)


def styled(sheet: Sheet, wear: str = "crisp") -> dict[str, Word]:
    page = Picture(sheet.grey(wear), sheet.scale)
    plain = [replace(word, bold=False, italic=False, size_pt=10.0) for word in sheet.words]
    words = estimate_style(page, plain, find_rules(page))
    assert [word.text for word in words] == [word.text for word in sheet.words]
    return {word.text: word for word in words}


@pytest.mark.parametrize("wear", WEARS)
def test_a_bold_heading_is_bold_and_the_body_is_not(wear: str) -> None:
    sheet = Sheet()
    sheet.write(30, 60, "Repairs ordered", bold=True)
    body(sheet)

    words = styled(sheet, wear)

    assert {text for text, word in words.items() if word.bold} == {"Repairs", "ordered"}


@pytest.mark.parametrize("wear", WEARS)
def test_an_italic_heading_is_italic_and_the_body_is_not(wear: str) -> None:
    sheet = Sheet()
    sheet.write_slanted(30, 60, "Reading lamps which fail")
    body(sheet)

    words = styled(sheet, wear)

    assert {text for text, word in words.items() if word.italic} == {"Reading", "lamps", "which", "fail"}


def test_a_larger_line_is_larger_and_one_of_the_same_size_is_not() -> None:
    sheet = Sheet()
    sheet.write(30, 50, "Lighthouse dues", size=17)
    body(sheet)

    words = styled(sheet)

    assert words["Lighthouse"].size_pt == words["dues"].size_pt == pytest.approx(17, rel=0.15)
    assert words["harbour"].size_pt == words["keeper"].size_pt == pytest.approx(11, rel=0.12)


@pytest.mark.parametrize("wear", WEARS)
def test_an_underlined_heading_is_underlined(wear: str) -> None:
    sheet = Sheet()
    box = sheet.write(30, 60, "Lamps and bells")
    sheet.rule(box.x0, 72, sheet.words[-1].box.x1, 72, thick=0.9)
    body(sheet)

    words = styled(sheet, wear)

    assert {text for text, word in words.items() if word.underlined} == {"Lamps", "and", "bells"} - (
        set() if words["and"].underlined else {"and"}
    )


@pytest.mark.parametrize("wear", WEARS)
def test_the_lines_of_a_table_leave_size_and_weight_alone(wear: str) -> None:
    sheet = Sheet()
    body(sheet)
    sheet.write(36, 202, "Keeper")
    sheet.write(206, 202, "Rowland")
    sheet.grid([30, 200, 390], [199, 218], thick=1.4)

    words = styled(sheet, wear)

    for text in ("Keeper", "Rowland"):
        assert words[text].size_pt == pytest.approx(words["harbour"].size_pt, rel=0.15)
        assert not words[text].bold
        assert not words[text].underlined


def test_a_page_without_words_has_no_style() -> None:
    assert estimate_style(Picture(np.full((300, 200), 255, np.uint8), 2.0), []) == ()


def test_words_outside_the_picture_keep_their_place() -> None:
    word = Word("lost", Box(900, 900, 930, 910), 0.5, "drawn", 9.0)

    (found,) = estimate_style(Picture(np.full((300, 200), 255, np.uint8), 2.0), [word])

    assert (found.text, found.box, found.bold, found.italic) == ("lost", word.box, False, False)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(Rule(50, 111, 90, 111.5), True, id="under the word"),
        pytest.param(Rule(50, 111, 300, 111.5), False, id="a table's line runs on"),
        pytest.param(Rule(50, 118, 90, 118.5), False, id="too low"),
        pytest.param(Rule(50, 106, 90, 106.5), False, id="struck through"),
        pytest.param(Rule(50, 111, 60, 111.5), False, id="too short"),
    ],
)
def test_a_rule_underlines_the_word_it_ends_with(rule: Rule, expected: bool) -> None:
    word = Word("Lamps", Box(50, 100, 90, 111), 1.0, "text_layer", 11.0)

    (found,) = underline([word], [rule])

    assert found.underlined is expected


# -- runs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([(0, 5), (0, 5)], [False, False], id="plain"),
        pytest.param([(5, 0), (5, 0)], [True, True], id="marked"),
        pytest.param([(5, 0), (1, 0), (5, 0)], [True, True, True], id="a weak word goes with its neighbours"),
        pytest.param([(5, 0), (5, 0), (0, 5), (0, 5)], [True, True, False, False], id="a head and its text"),
        pytest.param([(1, 0)], [False], id="too little to say so"),
    ],
)
def test_words_of_one_kind_stand_in_runs(costs: list[tuple[float, float]], expected: list[bool]) -> None:
    assert cheapest_run(costs, change=2.0, rare=1.5) == expected


@given(st.lists(st.tuples(st.floats(0, 8), st.floats(0, 8)), max_size=7))
@settings(max_examples=60)
def test_no_run_is_cheaper(costs: list[tuple[float, float]]) -> None:
    def total(run: list[bool]) -> float:
        price = 1.5 * run[0] if run else 0.0
        price += sum(own[mark] for own, mark in zip(costs, run, strict=True))
        return price + sum(2.0 for one, other in pairwise(run) if one != other)

    found = cheapest_run(costs, change=2.0, rare=1.5)
    every = [[bool(bits >> i & 1) for i in range(len(costs))] for bits in range(2 ** len(costs))]
    # Where a line begins marked, the change to it is not paid for.
    assert total(found) <= min(map(total, every)) + 1e-9


@given(st.sampled_from((-1.0, -0.01, 0.0, 0.1, 0.4, 0.9)), st.floats(0.01, 1))
def test_a_measure_beyond_either_kind_costs_that_kind_nothing(value: float, spread: float) -> None:
    plain, marked = misfit(value, 0.0, 0.4, spread)

    assert (plain == 0) == (value <= 0)
    assert (marked == 0) == (value >= 0.4)
    assert max(plain, marked) <= 8.0


# -- weight -----------------------------------------------------------------------------------------------------------


def test_capitals_of_a_running_head_are_no_measure_of_the_body() -> None:
    head = [Stroke(0.72, 9, 8, capitals=True, small=False)] * 4
    text = [Stroke(0.95, 11, 7)] * 12

    assert bold_words([*head, *text], [[0, 1, 2, 3], list(range(4, 16))]) == [False] * 16


def test_too_few_letters_are_not_bold() -> None:
    assert bold_words([Stroke(0.0, 10, 0), Stroke(2.0, 10, 1)], [[0, 1]]) == [False, False]
