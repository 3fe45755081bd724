"""Weak and dirty ink: faint, grey and coloured print is read, what shows through and what is stamped over is not."""

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from decision_models import PageSource
from extractor.document import Page
from extractor.reading.cleaning import clean, is_bilevel, is_blank, strengthen
from extractor.reading.colour import grey_of
from extractor.reading.ink import Picture
from extractor.reading.ocr import build_engine
from extractor.reading.ocr.engine import RawWord
from extractor.reading.read import read
from extractor.reading.strengths import part_strengths, reads_as_well
from extractor.settings import Settings
from fixtures.scan import MODEST, OFFICE, PHOTOCOPY, Quality, image_pdf, scan
from tests.scans import PARAGRAPHS, letter, picture, scanned

Grey = NDArray[np.uint8]
DPI = 200.0
PX_PER_PT = DPI / 72


def faded(grey: Grey, contrast: float, paper: float = 250.0, grain: float = 1.0) -> Grey:
    """Return a picture with its ink at a share of its contrast, on grainy paper."""
    noise = np.random.default_rng(5).normal(0.0, grain, grey.shape)
    return np.clip(paper - contrast * (255.0 - grey) + noise, 0, 255).astype(np.uint8)


def page_of(path: Path) -> Page:
    (page,) = read(path, build_engine(Settings()), Settings()).pages
    return page


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def in_colour(path: Path, pixels: NDArray[np.uint8]) -> Path:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    stream.seek(0)
    size = (pixels.shape[1] / PX_PER_PT, pixels.shape[0] / PX_PER_PT)
    canvas = Canvas(str(path), pagesize=size)
    canvas.drawImage(ImageReader(stream), 0, 0, *size)
    canvas.save()
    return path


# -- faint print ------------------------------------------------------------------------------------------------------


@pytest.mark.ocr
@pytest.mark.parametrize(("contrast", "repeats"), [(0.2, 3), (0.5, 1), (0.15, 1)], ids=["page", "lines", "faint lines"])
def test_faint_print_is_read(tmp_path: Path, contrast: float, repeats: int) -> None:
    lines = PARAGRAPHS if repeats > 1 else PARAGRAPHS[:3]
    grey = faded(picture(letter(lines, repeats=repeats), DPI), contrast)
    page = page_of(scanned(tmp_path / "scan.pdf", grey, dpi=DPI))
    assert page.source is PageSource.OCR
    assert texts(page)[: len(lines)] == list(lines)


@pytest.mark.parametrize("grain", [1.0, 4.0, 9.0])
def test_grainy_paper_is_blank(grain: float) -> None:
    paper = faded(np.full((1600, 1100), 255, np.uint8), 1.0, 225.0, grain)
    assert is_blank(clean(paper, PX_PER_PT))


def test_grey_print_makes_no_bilevel_page() -> None:
    grey = faded(picture(letter(PARAGRAPHS[:3], repeats=1), DPI), 0.45)
    assert not is_bilevel(grey)
    assert is_bilevel(np.where(grey < 200, 0, 255).astype(np.uint8))


def test_good_print_is_left_as_it_is() -> None:
    level = faded(picture(letter(), DPI), 0.8, 255.0)
    assert strengthen(level) is level


@pytest.mark.ocr
@pytest.mark.parametrize("ink", [(150, 190, 235), (235, 140, 140)], ids=["light blue", "pink"])
def test_coloured_print_is_read(tmp_path: Path, ink: tuple[int, int, int]) -> None:
    dark = (255 - picture(letter(PARAGRAPHS[:3], repeats=1), DPI)[..., None]) / 255.0
    page = page_of(in_colour(tmp_path / "scan.pdf", (255 - dark * (255 - np.array(ink))).astype(np.uint8)))
    assert texts(page) == list(PARAGRAPHS[:3])


# -- stamps -----------------------------------------------------------------------------------------------------------


def stamped(grey: Grey) -> NDArray[np.uint8]:
    """Lay a red stamp over the second and third line: a frame and slanting bars."""
    colour = np.repeat(grey[..., None], 3, axis=2)
    red = np.zeros(grey.shape, np.bool_)
    top, left = round(95 * PX_PER_PT), round(200 * PX_PER_PT)
    for row in range(110):
        for bar in range(6):
            red[top + row, left + 60 * bar + row // 4 : left + 60 * bar + row // 4 + 9] = True
    for edge in (0, 107):
        red[top + edge : top + edge + 5, left : left + 380] = True
    layer = np.where(red[..., None], np.array([205, 40, 50]), 255)
    return (colour.astype(np.uint16) * layer // 255).astype(np.uint8)


@pytest.mark.ocr
def test_black_print_is_read_through_a_red_stamp(tmp_path: Path) -> None:
    page = page_of(in_colour(tmp_path / "scan.pdf", stamped(picture(letter(repeats=1), DPI))))
    assert texts(page) == list(PARAGRAPHS)


def test_only_colour_over_black_print_is_taken_off() -> None:
    """A line of red print by itself stays: it is print."""
    plain = np.full((1650, 1160, 3), 255, np.uint8)
    plain[400:440, 200:900] = (40, 40, 210)
    assert int(grey_of(plain)[400:440, 200:900].max()) < 140


# -- what shows through -----------------------------------------------------------------------------------------------


def shown_through(front: Grey, back: Grey, contrast: float) -> Grey:
    return np.minimum(front, faded(np.roll(np.fliplr(back), 19, axis=0), contrast))


@pytest.mark.ocr
@pytest.mark.parametrize("contrast", [0.25, 0.4])
def test_print_of_the_back_is_left_out_and_said(tmp_path: Path, contrast: float) -> None:
    grey = picture(letter(), DPI)
    page = page_of(scanned(tmp_path / "scan.pdf", shown_through(faded(grey, 0.95), grey, contrast), dpi=DPI))
    assert texts(page) == list(PARAGRAPHS) * 3
    assert [notice.code for notice in page.notices] == ["show_through"]


def test_the_back_is_parted_from_the_page_however_much_of_it_shows_where_none_of_its_print_is_dark() -> None:
    front, back = picture(letter(repeats=1), DPI), picture(letter(size=9.0, repeats=3), DPI)
    both = Picture(shown_through(faded(front, 0.97), back, 0.4), PX_PER_PT)
    assert part_strengths(both, plainly=True) is not None
    worn = Picture(np.minimum(faded(front, 0.97), faded(np.roll(front, 300, axis=0), 0.68)), PX_PER_PT)
    assert part_strengths(worn, plainly=True) is None


def test_mirrored_print_that_was_read_with_confidence_is_not_missed() -> None:
    page = [RawWord(text, 0, 0, 9, 9, 0.99, n, text) for n, text in enumerate(("The", "bridge", "was", "closed"))]
    back = [
        RawWord(text, 0, 0, 9, 9, 0.99, n, text) for n, text in enumerate(("oT", "baton", "1.1", "9ttimmo", "ob") * 3)
    ]
    assert reads_as_well(page, [*page, *(word for word in back if word.text != "baton")])
    assert not reads_as_well(page[:2], page)


@pytest.mark.ocr
def test_light_print_of_the_page_itself_stays(tmp_path: Path) -> None:
    grey = picture(letter(), DPI)
    light = faded(grey, 0.35)
    between = round((90 + 7 * 15.95 + 5) * PX_PER_PT)
    mixed = np.vstack([faded(grey, 0.95)[:between], light[between:]])
    page = page_of(scanned(tmp_path / "scan.pdf", mixed, dpi=DPI))
    assert texts(page) == list(PARAGRAPHS) * 3
    assert page.notices == ()


def test_print_of_one_strength_is_not_parted() -> None:
    assert part_strengths(Picture(faded(picture(letter(), DPI), 0.9), PX_PER_PT)) is None


# -- lines through words ----------------------------------------------------------------------------------------------


@pytest.mark.ocr
@pytest.mark.parametrize("quality", [OFFICE, MODEST, PHOTOCOPY], ids=["office", "modest", "photocopy"])
def test_struck_out_words_of_a_scan_are_known_by_the_line_through_them(tmp_path: Path, quality: Quality) -> None:
    lines = (
        "That the quotation of £12,400 £13,250 for the common room be accepted,",
        "and that a further £2,000 be held for the moment by the clerk.",
        "That the committee commend the community of the commons.",
    )
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    canvas.setFont("Helvetica", 12)
    for number, line in enumerate(lines * 3):
        canvas.drawString(70, 740 - 20 * number, line)
    start = 70 + canvas.stringWidth("That the quotation of ", "Helvetica", 12)
    canvas.line(start, 743.4, start + canvas.stringWidth("£12,400", "Helvetica", 12), 743.4)
    canvas.line(70, 723.4, 70 + canvas.stringWidth(lines[1], "Helvetica", 12), 723.4)
    canvas.save()
    path = tmp_path / "scan.pdf"
    path.write_bytes(image_pdf(scan(stream.getvalue(), quality, seed=4)))
    page = page_of(path)
    struck = [[word.text for word in line.words if word.struck] for line in page.lines]
    assert struck[0] == ["£12,400"]
    assert [len(words) for words in struck] == [1, len(lines[1].split()), *[0] * 7]


@pytest.mark.ocr
def test_a_struck_no_of_a_scan_is_known_and_the_yes_beside_it_is_not(tmp_path: Path) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    canvas.setFont("Helvetica", 12)
    for number in range(3):
        canvas.drawString(70, 740 - 20 * number, "Is the towpath to be closed? Yes / No")
    start = 70 + canvas.stringWidth("Is the towpath to be closed? Yes / ", "Helvetica", 12)
    canvas.line(start - 1, 744, start + canvas.stringWidth("No", "Helvetica", 12) + 1, 744)
    canvas.save()
    path = tmp_path / "scan.pdf"
    path.write_bytes(image_pdf(scan(stream.getvalue(), OFFICE, seed=4)))
    # The line turns the o of "No" into an e.
    lines = [[word.struck for word in line.words] for line in page_of(path).lines]
    assert [(any(line[:-1]), line[-1]) for line in lines] == [(False, True), (False, False), (False, False)]
