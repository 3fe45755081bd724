"""Print that stands on its side on a scan is read where it stands."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractor.document import Page
from extractor.reading.ocr import build_engine
from extractor.reading.read import read
from extractor.settings import Settings
from tests.scans import Grey, letter, picture, scanned

DPI = 200.0
SCALE = DPI / 72


def with_turned(grey: Grey, *placed: tuple[str, float, float, bool]) -> Grey:
    """Print texts on their side, each at (x, top) in points, upwards or downwards."""
    sheet = Image.fromarray(grey)
    font = ImageFont.load_default(10 * SCALE)
    for text, x, top, upwards in placed:
        left, up, right, down = font.getbbox(text)
        strip = Image.new("L", (round(right - left) + 8, round(down - up) + 8), 255)
        ImageDraw.Draw(strip).text((4 - left, 4 - up), text, font=font, fill=0)
        sheet.paste(strip.rotate(90 if upwards else -90, expand=True), (round(x * SCALE), round(top * SCALE)))
    return np.asarray(sheet, dtype=np.uint8)


def ruled(grey: Grey, xs: tuple[float, ...], ys: tuple[float, ...]) -> Grey:
    sheet = Image.fromarray(grey)
    pen = ImageDraw.Draw(sheet)
    for x in xs:
        pen.line([x * SCALE, ys[0] * SCALE, x * SCALE, ys[-1] * SCALE], fill=0, width=2)
    for y in ys:
        pen.line([xs[0] * SCALE, y * SCALE, xs[-1] * SCALE, y * SCALE], fill=0, width=2)
    return np.asarray(sheet, dtype=np.uint8)


def page_of(path: Path) -> Page:
    (page,) = read(path, build_engine(Settings()), Settings()).pages
    return page


@pytest.mark.ocr
@pytest.mark.parametrize("upwards", [True, False])
def test_heads_on_their_side_are_read_in_their_cells(tmp_path: Path, upwards: bool) -> None:
    grey = ruled(picture(letter(), DPI), (80, 200, 240, 280), (560, 650, 680))
    grey = with_turned(grey, ("Outturn", 212, 585, upwards), ("Budget", 252, 585, upwards))
    page = page_of(scanned(tmp_path / "scan.pdf", grey, dpi=DPI))
    cells = {line.text: (line.cell.row, line.cell.column) for line in page.lines if line.cell}
    assert cells == {"Outturn": (0, 1), "Budget": (0, 2)}


@pytest.mark.ocr
@pytest.mark.parametrize("upwards", [True, False])
def test_heads_of_two_lines_are_read_in_their_order_figures_and_unit_too(tmp_path: Path, upwards: bool) -> None:
    grey = ruled(picture(letter(), DPI), (80, 200, 250, 310), (560, 650, 680))
    first, second = (206, 222) if upwards else (222, 206)
    grey = with_turned(grey, ("Levy", first, 585, upwards), ("2017/18 ($)", second, 570, upwards))
    first, second = (262, 280) if upwards else (280, 262)
    grey = with_turned(grey, ("Loan 2017/18", first, 570, upwards), ("($)", second, 600, upwards))
    page = page_of(scanned(tmp_path / "scan.pdf", grey, dpi=DPI))
    told = [(line.text.replace(" ", ""), line.cell.column) for line in page.lines if line.cell]
    assert told == [("Levy", 1), ("2017/18($)", 1), ("Loan2017/18", 2), ("($)", 2)]


@pytest.mark.ocr
def test_words_up_the_margin_are_kept_apart(tmp_path: Path) -> None:
    grey = with_turned(picture(letter(), DPI), ("Filed by the clerk", 36, 200, True))
    page = page_of(scanned(tmp_path / "scan.pdf", grey, dpi=DPI))
    assert [line.text for line in page.lines if line.running] == ["Filed by the clerk"]
    assert page.lines[0].text.startswith("The bridge over the Lode")


@pytest.mark.ocr
def test_a_page_of_level_print_has_none(tmp_path: Path) -> None:
    page = page_of(scanned(tmp_path / "scan.pdf", picture(letter(), DPI), dpi=DPI))
    assert [line.text for line in page.lines if line.running] == []
