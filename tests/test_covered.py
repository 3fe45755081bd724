"""What a page covers reaches nothing that is made of it: not its words, nor the PDF in which they can be searched."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from decision_models import PageSource
from extractor.document import Document
from extractor.pages.regions import write_regions
from extractor.pages.searchable import searchable_pdf
from extractor.reading.ocr import build_engine
from extractor.reading.pdf import open_pdf
from extractor.reading.read import read
from extractor.settings import Settings
from tests.scans import letter, picture

A4 = (595.0, 842.0)
OPEN = "The lock keeper asked for two lamps at the weir"
SECRET = "Marigold Pettifer withdrew"
PLACE = (78.0, 396.0, 240.0, 412.0)


def written(canvas: Canvas) -> None:
    canvas.setFont("Times-Roman", 12)
    for number in range(4):
        canvas.drawString(80, 500 - 20 * number, OPEN)
    canvas.drawString(80, 400, SECRET)


def scanned(canvas: Canvas) -> None:
    stream = io.BytesIO()
    sheet = Canvas(stream, pagesize=A4)
    written(sheet)
    sheet.save()
    scan = io.BytesIO()
    page = pypdfium2.PdfDocument(stream.getvalue())[0]
    Image.fromarray(page.render(scale=200 / 72, grayscale=True).to_numpy().squeeze()).save(scan, "PNG")
    canvas.drawImage(ImageReader(scan), 0, 0, *A4)


def hidden_under_scan(canvas: Canvas) -> None:
    scanned(canvas)
    text = canvas.beginText(80, 400)
    text.setFont("Times-Roman", 12)
    text.setTextRenderMode(3)
    text.textLine(SECRET)
    canvas.drawText(text)


def black_box(canvas: Canvas) -> None:
    x0, y0, x1, y1 = PLACE
    canvas.rect(x0, y0, x1 - x0, y1 - y0, fill=1)


def white_box(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.rect(PLACE[0], PLACE[1], PLACE[2] - PLACE[0], PLACE[3] - PLACE[1], stroke=0, fill=1)


def black_picture(canvas: Canvas) -> None:
    black = ImageReader(Image.new("L", (16, 4), 0))
    canvas.drawImage(black, PLACE[0], PLACE[1], PLACE[2] - PLACE[0], PLACE[3] - PLACE[1])


def drawn_box(path: Path) -> None:
    annotate(path, Subtype=Name.Square, IC=Array([0, 0, 0]), C=Array([0, 0, 0]))


def to_be_redacted(path: Path) -> None:
    annotate(path, Subtype=Name.Redact, C=Array([1, 0, 0]))


def to_be_redacted_in_parts(path: Path) -> None:
    x0, y0, x1, y1 = PLACE
    middle = (x0 + x1) / 2
    parts = [x0, y1, middle, y1, x0, y0, middle, y0, middle, y1, x1, y1, middle, y0, x1, y0]
    annotate(path, Subtype=Name.Redact, QuadPoints=Array(parts))


def annotate(path: Path, **said: pikepdf.Object) -> None:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        note = Dictionary(Type=Name.Annot, Rect=Array(PLACE), F=4)
        for key, value in said.items():
            note[f"/{key}"] = value
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
        pdf.save(path)


def made(path: Path, print_page: Callable[[Canvas], None], *covers: Callable[[Canvas], None]) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    print_page(canvas)
    for cover in covers:
        cover(canvas)
    canvas.save()
    return path


def read_here(path: Path) -> Document:
    return read(path, build_engine(Settings()), Settings())


def text_of(document: Document) -> str:
    return "\n".join(line.text for page in document.pages for line in page.lines)


def searchable_text(path: Path, document: Document) -> str:
    with open_pdf(path, Settings()) as file:
        pdf = searchable_pdf(document, file)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
    return str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded())


COVERS = [black_box, white_box, black_picture]
NOTES = [drawn_box, to_be_redacted, to_be_redacted_in_parts]


@pytest.mark.ocr
@pytest.mark.parametrize("cover", [*COVERS, *NOTES])
@pytest.mark.parametrize("print_page", [written, scanned, hidden_under_scan])
def test_what_is_covered_reaches_neither_words_nor_the_searchable_pdf(
    tmp_path: Path, print_page: Callable[[Canvas], None], cover: Callable[..., None]
) -> None:
    path = made(tmp_path / "page.pdf", print_page, *([cover] if cover in COVERS else []))
    if cover in NOTES:
        cover(path)
    document = read_here(path)
    searchable = searchable_text(path, document)
    for text in (text_of(document), searchable):
        assert text.count(OPEN) == 4
        assert not set(SECRET.split()) & set(text.split())


def test_a_covered_line_is_said_to_be_there(tmp_path: Path) -> None:
    path = made(tmp_path / "page.pdf", written)
    to_be_redacted(path)
    (page,) = read_here(path).pages
    assert [notice.code for notice in page.notices] == ["unseen_text"]
    assert "marked for redaction" in page.notices[0].message


def test_a_page_of_which_all_is_covered_is_said_to_hold_text(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "page.pdf"), pagesize=A4)
    canvas.drawString(80, 400, SECRET)
    black_box(canvas)
    canvas.showPage()
    written(canvas)
    canvas.save()
    page = read_here(tmp_path / "page.pdf").pages[0]
    assert [notice.code for notice in page.notices] == ["unseen_text"]
    assert page.source is not PageSource.TEXT_LAYER


def test_a_page_with_covered_text_is_copied_as_it_looks(tmp_path: Path) -> None:
    path = made(tmp_path / "page.pdf", written, black_box)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.save(path)
    with open_pdf(path, Settings()) as file:
        copy = searchable_pdf(read_here(path), file)
    before, after = (
        pypdfium2.PdfDocument(source)[0].render(scale=1, grayscale=True).to_numpy().astype(int)
        for source in (path, copy)
    )
    assert before.shape == after.shape
    assert abs(before - after).mean() < 3


@pytest.mark.parametrize("nested", [False, True], ids=["on the page", "in a form"])
def test_hidden_text_makes_room_wherever_it_lies(tmp_path: Path, nested: bool) -> None:
    canvas = Canvas(str(tmp_path / "page.pdf"), pagesize=A4)
    scan = io.BytesIO()
    Image.fromarray(picture(letter(), 150)).save(scan, "PNG")
    canvas.drawImage(ImageReader(scan), 0, 0, *A4)
    if nested:
        canvas.beginForm("under")
    text = canvas.beginText(80, 740)
    text.setFont("Times-Roman", 12)
    text.setTextRenderMode(3)
    text.textLine("Tbe brigde ovor tho Lode")
    canvas.drawText(text)
    if nested:
        canvas.endForm()
        canvas.doForm("under")
    canvas.save()
    found = searchable_text(tmp_path / "page.pdf", read_here(tmp_path / "page.pdf"))
    assert "bridge" in found
    assert "brigde" not in found


def test_the_drawn_regions_do_not_show_what_is_marked_for_redaction(tmp_path: Path) -> None:
    path = made(tmp_path / "page.pdf", written)
    to_be_redacted(path)
    (target,) = write_regions(path, [], tmp_path / "drawn")
    x0, y0, x1, y1 = (round(edge * 100 / 72) for edge in PLACE)
    top, bottom = round(A4[1] * 100 / 72) - y1, round(A4[1] * 100 / 72) - y0
    shown = Image.open(target).convert("L").crop((x0 + 2, top + 2, x1 - 2, bottom - 2))
    assert shown.getextrema() == (0, 0)


@pytest.mark.ocr
def test_print_over_a_scan_is_read_with_it(tmp_path: Path) -> None:
    """A portal stamps its head on the one picture that the page is."""
    path = made(tmp_path / "page.pdf", scanned, lambda canvas: canvas.drawString(200, 810, "Portal document 41"))
    (page,) = read_here(path).pages
    assert page.source is PageSource.OCR
    assert page.lines[0].text == "Portal document 41"
