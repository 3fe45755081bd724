"""Pages turned upright, straightened and cleaned, and the way back to the page as displayed."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.document import Box
from extractor.reading.cleaning import clean, despeckle, is_bilevel, is_blank, level_paper
from extractor.reading.orientation import find_rotation, find_skew
from extractor.reading.pdf import open_page, open_pdf
from extractor.reading.raster import page_image, rasterise, straighten
from extractor.settings import Settings
from tests.scans import A4, leaning, letter, picture, scanned

DPI = 150.0
SCALE = DPI / 72


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
@pytest.mark.parametrize("lean", [-11.0, -2.3, 0.0, 1.2, 14.0])
def test_finds_which_way_up_a_page_lies(quarter: int, lean: float) -> None:
    grey, _ = leaning(picture(letter(), DPI), lean)
    lying = np.ascontiguousarray(np.rot90(grey, quarter))
    assert find_rotation(lying, SCALE) == 90 * quarter


@pytest.mark.parametrize("lean", [-14.5, -3.21, -0.4, 0.0, 0.07, 0.9, 2.5, 14.5])
def test_finds_the_lean_to_a_tenth_of_a_degree(lean: float) -> None:
    grey, _ = leaning(picture(letter(), DPI), lean)
    assert find_skew(grey, SCALE) == pytest.approx(lean, abs=0.08)


def test_too_few_letters_are_left_as_they_lie() -> None:
    grey = picture(letter(("No. 7",), repeats=1), DPI)
    assert find_rotation(grey, SCALE) == 0
    assert find_skew(grey, SCALE) == 0.0


@settings(max_examples=12)
@given(lean=st.floats(-14, 14), quarter=st.sampled_from([0, 1, 2, 3]))
def test_the_way_back_leads_to_the_ink(lean: float, quarter: int) -> None:
    """A mark on the straightened page maps to the same mark on the page as it was displayed."""
    grey, _ = leaning(picture(letter(), 100.0), lean)
    lying = np.ascontiguousarray(np.rot90(grey, quarter))
    raster = straighten(lying, 100 / 72)
    assert raster is not None
    assert raster.rotation == 90 * quarter
    rows, columns = np.nonzero(raster.image < 60)
    for row, column in list(zip(rows, columns, strict=True))[:: max(1, len(rows) // 40)]:
        x, y = (column + 0.5) / raster.px_per_pt, (row + 0.5) / raster.px_per_pt
        there = raster.to_displayed.box(Box(x, y, x, y))
        px, py = int(there.x0 * 100 / 72), int(there.top * 100 / 72)
        around = lying[max(0, py - 2) : py + 3, max(0, px - 2) : px + 3]
        assert around.size
        assert around.min() < 130


def test_a_line_is_level_after_straightening() -> None:
    grey = np.full((1754, 1240), 255, np.uint8)
    page = np.minimum(grey, picture(letter(), DPI)[:1754, :1240])
    page[1200:1203, 100:1100] = 0
    leaned, _ = leaning(page, 1.7)
    raster = straighten(leaned, SCALE)
    assert raster is not None
    ink = raster.image < 128
    lower = ink[int(ink.shape[0] * 0.62) :]
    heights = [int(np.flatnonzero(lower[:, x])[0]) for x in range(300, 1000, 50)]
    assert max(heights) - min(heights) <= 2


@pytest.mark.parametrize(
    ("page", "blank"),
    [
        (np.full((1754, 1240), 255, np.uint8), True),
        (np.random.default_rng(5).normal(236, 4, (1754, 1240)).clip(0, 255).astype(np.uint8), True),
        (picture(letter(("7",), repeats=1), DPI), False),
        (np.pad(np.full((1730, 1216), 250, np.uint8), 12, constant_values=0), True),
    ],
    ids=["white", "grey paper with grain", "a lone page number", "only a copier's edge"],
)
def test_tells_blank_pages(page: np.ndarray, blank: bool) -> None:
    assert is_blank(clean(page, SCALE)) is blank


def test_specks_go_and_full_stops_stay() -> None:
    page = np.where(picture(letter(), 200.0) < 128, 0, 255).astype(np.uint8)
    rng = np.random.default_rng(3)
    specked = page.copy()
    paper = np.argwhere(page == 255)
    for row, column in paper[rng.choice(len(paper), 2000, replace=False)]:
        specked[row, column] = 0
    assert is_bilevel(specked)
    cleaned = despeckle(specked, 200 / 72)
    wrong_before = np.count_nonzero((specked < 128) != (page < 128))
    wrong_after = np.count_nonzero((cleaned < 128) != (page < 128))
    assert wrong_after < 0.15 * wrong_before
    assert np.count_nonzero((page < 128) & (cleaned >= 128)) < 0.001 * np.count_nonzero(page < 128)


def test_a_shadow_goes_and_print_in_white_stays() -> None:
    page = picture(letter(), DPI).astype(float)
    page[1300:1400, 100:1100] = 20
    page[1340:1360, 200:900:40] = 240
    shadow = np.linspace(0.55, 1.0, page.shape[1])[None, :]
    level = level_paper((page * shadow).astype(np.uint8), SCALE)
    assert np.percentile(level[1500:, :], 5) > 235
    assert level[1310:1330, 150:1000].mean() < 110
    assert level[1345:1355, 200:900:40].mean() > level[1310:1330, 150:1000].mean() + 100


def test_a_scan_is_read_at_its_own_resolution(tmp_path: Path) -> None:
    grey = picture(letter(), 200.0)
    path = scanned(tmp_path / "scan.pdf", grey, dpi=200)
    with open_pdf(path, Settings()) as file, open_page(file, 1) as page:
        image, scale = page_image(page, 120.0)
    assert scale * 72 == pytest.approx(200, abs=0.2)
    assert np.array_equal(image, grey)


def test_too_many_pixels_are_read_more_coarsely(tmp_path: Path) -> None:
    path = scanned(tmp_path / "scan.pdf", picture(letter(), 200.0), dpi=200)
    with open_pdf(path, Settings()) as file, open_page(file, 1) as page:
        image, scale = page_image(page, 1.0)
        assert image.size <= 1.02e6
        assert image.shape[1] / scale == pytest.approx(A4[0], abs=1)
        raster = rasterise(page, 1.0)
        assert raster is not None
        assert raster.width_pt == pytest.approx(A4[0], abs=1)


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_one_look_tells_as_much_as_two(turned: int) -> None:
    from extractor.reading.orientation import find_pose, find_rotation, find_skew

    grey, _ = leaning(picture(letter(), 150.0), 0.8)
    image = np.ascontiguousarray(np.rot90(grey, turned))
    scale = 150.0 / 72.0
    rotation = find_rotation(image, scale)
    assert rotation == 90 * turned
    assert find_pose(image, scale) == (rotation, find_skew(image, scale) if rotation == 0 else None)
