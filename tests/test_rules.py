"""Rules found on drawn pages, crisp and worn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.reading.ink import Picture
from extractor.reading.rules import Rule, find_rules, join_rules
from extractor.reading.tables import find_tables
from tests.drawing import Sheet

WEARS = ("crisp", "photocopy", "faint")


def across(rules: tuple[Rule, ...], y: float) -> list[Rule]:
    return [rule for rule in rules if rule.horizontal and abs((rule.top + rule.bottom) / 2 - y) < 2]


def down(rules: tuple[Rule, ...], x: float) -> list[Rule]:
    return [rule for rule in rules if not rule.horizontal and abs((rule.x0 + rule.x1) / 2 - x) < 2]


@pytest.mark.parametrize("wear", WEARS)
def test_finds_every_line_of_a_grid_at_its_place(wear: str) -> None:
    sheet = Sheet()
    sheet.grid((40, 180, 380), (50, 80, 130, 250))
    sheet.write(50, 58, "Title of the report")
    sheet.write(190, 90, "The lease of the old depot")
    rules = find_rules(Picture(sheet.grey(wear), sheet.scale))
    for y in (50, 80, 130, 250):
        (rule,) = across(rules, y)
        assert (rule.x0, rule.x1) == pytest.approx((40, 380), abs=2.5)
    for x in (40, 180, 380):
        (rule,) = down(rules, x)
        assert (rule.top, rule.bottom) == pytest.approx((50, 250), abs=2.5)
    assert len(rules) == 7


@pytest.mark.parametrize("wear", WEARS)
def test_print_alone_gives_no_line_across_and_no_table(wear: str) -> None:
    sheet = Sheet()
    for n in range(14):
        sheet.write(40, 30 + 15 * n, "Illegible hillfill THE HILTON ELEVEN mmm nnn ill EFFECT")
    rules = find_rules(Picture(sheet.grey(wear), sheet.scale))
    assert [rule for rule in rules if rule.horizontal] == []
    assert find_tables(rules, sheet.width_pt, sheet.height_pt) == ()


@pytest.mark.parametrize(
    ("draw", "count"),
    [
        pytest.param([(40, 100, 380, 102)], 1, id="leaning"),
        pytest.param([(40, 100, 200, 100), (203, 100, 380, 100)], 1, id="broken"),
        pytest.param([(x, 100, x + 2, 100) for x in range(40, 380, 3)], 1, id="dashed"),
        pytest.param([(40, 100, 150, 100), (260, 100, 380, 100)], 2, id="two apart"),
        pytest.param([], 0, id="none"),
    ],
)
def test_joins_what_is_one_rule(draw: list[tuple[float, float, float, float]], count: int) -> None:
    sheet = Sheet(dpi=150)
    for line in draw:
        sheet.rule(*line)
    assert len(find_rules(Picture(sheet.grey(), sheet.scale))) == count


def test_finds_rules_within_shading() -> None:
    sheet = Sheet()
    sheet.box(40, 50, 180, 120, fill=220)
    sheet.box(180, 50, 380, 120)
    rules = find_rules(Picture(sheet.grey("faint"), sheet.scale))
    assert [len(down(rules, x)) for x in (40, 180, 380)] == [1, 1, 1]
    assert [len(across(rules, y)) for y in (50, 120)] == [1, 1]


def test_underline_of_a_word_is_a_rule_of_its_length() -> None:
    sheet = Sheet()
    box = sheet.write(40, 50, "Recommendations considered", size=12)
    sheet.rule(40, 66, box.x1, 66)
    (rule,) = find_rules(Picture(sheet.grey(), sheet.scale))
    assert rule.horizontal
    assert (rule.x0, rule.x1) == pytest.approx((40, box.x1), abs=2.5)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_noise_and_tiny_images_do_no_harm(height: int, width: int, seed: int) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)
    for rule in find_rules(Picture(image, 2.0)):
        assert rule.x0 <= rule.x1
        assert rule.top <= rule.bottom


def test_borders_drawn_cell_by_cell_are_one_rule() -> None:
    pieces = [
        Rule(50, 100, 174.7, 100.7),
        Rule(174.7, 100, 298.5, 100.7),
        Rule(298.5, 100, 420, 100.7),
        Rule(430, 100, 500, 100.7),
    ]
    spans = [(rule.x0, rule.x1) for rule in join_rules(pieces)]
    assert spans == [(50, 420), (430, 500)]
