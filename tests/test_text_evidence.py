"""A text layer is evidence, not truth: what the eye sees is what is read, and what it does not see is said to be there."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from decision_models import PageSource
from extractor.document import Page
from extractor.reading.ocr import build_engine
from extractor.reading.read import read
from extractor.settings import Settings
from tests.scans import letter, picture, scanned
from tests.work import patience

A4 = (595.0, 842.0)
LINES = (
    "The ferry landing at Oxbow stays open throughout the works, and people",
    "on foot may use the towpath between the lock and the old corn market.",
    "A report on the piers, which were not surveyed in the spring, follows.",
)


def drawn(path: Path, draw: Callable[[Canvas], None], **options: object) -> Path:
    """Draw a page of three lines and what ``draw`` adds."""
    canvas = Canvas(str(path), pagesize=A4, **options)
    canvas.setFont("Times-Roman", 11)
    for number, line in enumerate(LINES):
        canvas.drawString(80, 500 - 16 * number, line)
    draw(canvas)
    canvas.save()
    return path


def page_of(path: Path) -> Page:
    (page,) = read(path, build_engine(Settings()), Settings()).pages
    return page


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines if not line.running]


def codes(page: Page) -> list[str]:
    return [notice.code for notice in page.notices]


# -- what nobody sees -------------------------------------------------------------------------------------------------


def white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(80, 400, "Pay nine hundred pounds")


def covered(canvas: Canvas) -> None:
    canvas.drawString(80, 400, "Pay nine hundred pounds")
    canvas.rect(78, 397, 130, 10, fill=1)


def clipped(canvas: Canvas) -> None:
    canvas.saveState()
    shape = canvas.beginPath()
    shape.rect(300, 100, 50, 50)
    canvas.clipPath(shape, stroke=0)
    canvas.drawString(80, 400, "Pay nine hundred pounds")
    canvas.restoreState()


def unpainted(canvas: Canvas) -> None:
    text = canvas.beginText(80, 400)
    text.setTextRenderMode(3)
    text.textLine("Pay nine hundred pounds")
    canvas.drawText(text)


@pytest.mark.parametrize("manner", [white, covered, clipped, unpainted])
def test_what_no_reader_of_the_page_sees_is_not_read_but_warned_of(
    tmp_path: Path, manner: Callable[[Canvas], None]
) -> None:
    page = page_of(drawn(tmp_path / "page.pdf", manner))
    assert texts(page) == list(LINES)
    assert codes(page) == ["unseen_text"]
    assert "20 characters" in page.notices[0].message


def test_the_edge_of_a_covered_word_is_not_read(tmp_path: Path) -> None:
    def edged(canvas: Canvas) -> None:
        canvas.drawString(80, 400, "Quay Row stays open")
        canvas.rect(78, 396, 49, 10.2, fill=1)

    assert texts(page_of(drawn(tmp_path / "page.pdf", edged))) == [*LINES, "stays open"]


def test_text_outside_the_crop_box_is_not_read(tmp_path: Path) -> None:
    path = drawn(tmp_path / "page.pdf", lambda canvas: canvas.drawString(80, 20, "Printer"), cropBox=(0, 50, *A4))
    page = page_of(path)
    assert (texts(page), codes(page)) == (list(LINES), ["unseen_text"])


@pytest.mark.parametrize("nested", [False, True], ids=["of the group", "of a membership"])
def test_a_layer_that_is_switched_off_is_not_read(tmp_path: Path, nested: bool) -> None:
    """The old draft lies where the new text stands, so that the look of the page alone would not tell."""

    def draft(canvas: Canvas) -> None:
        canvas._code.append("/OC /Draft BDC")
        canvas.drawString(80, 500, "The draft of the ferry landing was another")
        canvas._code.append("EMC")

    path = drawn(tmp_path / "page.pdf", draft)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Draft"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
        member = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([group])))
        pdf.pages[0].Resources.Properties = Dictionary(Draft=member if nested else group)
        pdf.save(path)
    page = page_of(path)
    assert (texts(page), codes(page)) == (list(LINES), ["unseen_text"])


def test_pale_print_and_print_on_dark_ground_are_read(tmp_path: Path) -> None:
    def pale(canvas: Canvas) -> None:
        canvas.setFillGray(0.75)
        canvas.drawString(80, 400, "Printed in a light grey")
        canvas.setFillGray(0.2)
        canvas.rect(78, 345, 160, 20, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(80, 350, "Printed in white on dark")

    page = page_of(drawn(tmp_path / "page.pdf", pale))
    assert (texts(page), codes(page)) == ([*LINES, "Printed in a light grey", "Printed in white on dark"], [])


# -- letters that say something else ----------------------------------------------------------------------------------


def remapped(path: Path, change: Callable[[int], int], *lines: str) -> Path:
    """Draw ``lines`` in a font whose map to Unicode is changed."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def in_vera(canvas: Canvas) -> None:
        canvas.setFont("Vera", 11)
        for number, line in enumerate(lines):
            canvas.drawString(80, 400 - 18 * number, line)

    drawn(path, in_vera)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            if "/ToUnicode" in font:
                told = font.ToUnicode.read_bytes().decode("ascii")
                font.ToUnicode.write(re.sub(r"<(\w{4})>", lambda m: f"<{change(int(m[1], 16)):04X}>", told).encode())
        pdf.save(path)
    return path


@pytest.mark.ocr
@pytest.mark.parametrize("other", [0, 0xE001, ord("!")], ids=["nothing", "a letter of the font's own", "a sign"])
def test_letters_that_map_to_no_letter_are_read_from_the_page(tmp_path: Path, other: int) -> None:
    path = remapped(
        tmp_path / "page.pdf", lambda code: other if code == ord("f") else code, "Fifteen different officers of staff"
    )
    page = page_of(path)
    assert texts(page) == [*LINES, "Fifteen different officers of staff"]
    assert codes(page) == ["text_mended"]


@pytest.mark.ocr
def test_a_font_with_a_shifted_map_is_read_from_the_page(tmp_path: Path) -> None:
    path = remapped(
        tmp_path / "page.pdf",
        lambda code: code - 3 if code > 40 else code,
        "Reasons for the decision",
        "Alternative options",
    )
    page = page_of(path)
    assert texts(page) == [*LINES, "Reasons for the decision", "Alternative options"]


@pytest.mark.ocr
def test_a_sum_whose_sign_says_something_else_is_read_from_the_page(tmp_path: Path) -> None:
    path = remapped(
        tmp_path / "page.pdf",
        lambda code: ord("#") if code == ord("£") else code,
        "the sum of £14,250 is",
        "due on £3,100",
    )
    page = page_of(path)
    assert (texts(page), codes(page)) == ([*LINES, "the sum of £14,250 is", "due on £3,100"], ["text_mended"])


@pytest.mark.ocr
@pytest.mark.parametrize(
    "change",
    [
        lambda code: 48 + (code - 47) % 10 if chr(code).isdigit() else code,
        lambda code: {ord("3"): ord("8"), ord("8"): ord("3")}.get(code, code),
    ],
    ids=["shifted", "two changed"],
)
def test_figures_that_say_others_are_read_from_the_page(tmp_path: Path, change: Callable[[int], int]) -> None:
    lines = ("A sum of 13,842 pounds was paid on 8 May 2013", "and 938 were let in the year that followed.")
    page = page_of(remapped(tmp_path / "page.pdf", change, *lines))
    assert (texts(page), codes(page)) == ([*LINES, *lines], ["text_mended"])


@pytest.mark.ocr
def test_a_single_word_whose_letters_say_others_is_read_from_the_page(tmp_path: Path) -> None:
    page = page_of(remapped(tmp_path / "page.pdf", lambda code: code + 2 if code > 64 else code, "RESOLVED"))
    assert (texts(page), codes(page)) == ([*LINES, "RESOLVED"], ["text_mended"])


@pytest.mark.ocr
def test_a_font_of_names_is_believed_where_the_page_bears_it_out(tmp_path: Path) -> None:
    page = page_of(remapped(tmp_path / "page.pdf", lambda code: code, "Llanfaethlu Bodedern", "Gwynedd Rhosneigr"))
    assert texts(page) == [*LINES, "Llanfaethlu Bodedern", "Gwynedd Rhosneigr"]
    assert codes(page) == []


def test_text_printed_twice_for_boldness_is_there_once_and_bold(tmp_path: Path) -> None:
    def twice(canvas: Canvas) -> None:
        for shift in (0, 0.4):
            canvas.drawString(80 + shift, 400, "Small hall fees")

    last = page_of(drawn(tmp_path / "page.pdf", twice)).lines[-1]
    assert [(word.text, word.bold) for word in last.words] == [("Small", True), ("hall", True), ("fees", True)]


@pytest.mark.parametrize(("width", "bold"), [(0.4, True), (0.05, False)])
def test_text_with_an_outline_is_bold(tmp_path: Path, width: float, bold: bool) -> None:
    def outlined(canvas: Canvas) -> None:
        canvas.setLineWidth(width)
        text = canvas.beginText(80, 400)
        text.setTextRenderMode(2)
        text.textLine("Small hall fees")
        canvas.drawText(text)

    last = page_of(drawn(tmp_path / "page.pdf", outlined)).lines[-1]
    assert [(word.text, word.bold) for word in last.words] == [("Small", bold), ("hall", bold), ("fees", bold)]


def test_words_printed_one_by_one_are_words(tmp_path: Path) -> None:
    def one_by_one(canvas: Canvas) -> None:
        x = 80.0
        for word in ("Small", "hall", "fees"):
            canvas.drawString(x, 400, word)
            x += canvas.stringWidth(f"{word} ", "Times-Roman", 11)

    assert texts(page_of(drawn(tmp_path / "page.pdf", one_by_one))) == [*LINES, "Small hall fees"]


def test_print_too_small_for_any_eye_is_not_read(tmp_path: Path) -> None:
    def tiny(canvas: Canvas) -> None:
        canvas.setFontSize(0.8)
        canvas.drawString(80, 400, "Pay nine hundred pounds")

    page = page_of(drawn(tmp_path / "page.pdf", tiny))
    assert (texts(page), codes(page)) == (list(LINES), ["unseen_text"])


@pytest.mark.parametrize("spacing", [2.0, 4.0, 6.5])
def test_spaced_out_letters_are_one_word(tmp_path: Path, spacing: float) -> None:
    def spaced(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 13)
        canvas.drawString(80, 400, "REASONS FOR IT", charSpace=spacing)
        canvas.drawString(80, 370, "Decision", charSpace=spacing)

    assert texts(page_of(drawn(tmp_path / "page.pdf", spaced))) == [*LINES, "REASONS FOR IT", "Decision"]


def test_spaces_typed_between_letters_make_no_words(tmp_path: Path) -> None:
    page = page_of(
        drawn(tmp_path / "page.pdf", lambda canvas: canvas.drawString(80, 400, "D E C I S I O N   N O T I C E"))
    )
    assert texts(page) == [*LINES, "DECISION NOTICE"]


def test_small_capitals_stay_whole(tmp_path: Path) -> None:
    def small(canvas: Canvas) -> None:
        canvas.drawString(80, 400, "M")
        canvas.setFont("Times-Roman", 8.5)
        canvas.drawString(80 + 9.78, 400, "INUTES")

    assert texts(page_of(drawn(tmp_path / "page.pdf", small))) == [*LINES, "MINUTES"]


def test_a_raised_mark_is_a_word_of_its_own_and_a_power_is_none(tmp_path: Path) -> None:
    def raised(canvas: Canvas) -> None:
        for y, body, mark, rest in ((400, "a sum of £4,250", "1", "is due"), (370, "a floor of 120 m", "2", "is let")):
            canvas.drawString(80, y, body)
            x = 80 + canvas.stringWidth(body, "Times-Roman", 11)
            canvas.setFont("Times-Roman", 7)
            canvas.drawString(x, y + 4, mark)
            canvas.setFont("Times-Roman", 11)
            canvas.drawString(x + 7, y, rest)
        canvas.drawString(80, 340, "or £6,300³, net of 2½% (12 m²)")

    page = page_of(drawn(tmp_path / "page.pdf", raised))
    assert texts(page)[3:] == [
        "a sum of £4,250 ¹ is due",
        "a floor of 120 m² is let",
        "or £6,300 ³, net of 2½% (12 m²)",
    ]


# -- directions -------------------------------------------------------------------------------------------------------


def test_a_slanted_watermark_orders_nothing(tmp_path: Path) -> None:
    def watermark(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(150, 380)
        canvas.rotate(45)
        canvas.setFillGray(0.8)
        canvas.setFont("Helvetica-Bold", 90)
        canvas.drawString(0, 0, "DRAFT")
        canvas.restoreState()

    page = page_of(drawn(tmp_path / "page.pdf", watermark))
    assert texts(page) == list(LINES)
    assert [line.text for line in page.lines if line.running] == ["DRAFT"]


def test_a_level_watermark_orders_nothing(tmp_path: Path) -> None:
    def watermark(canvas: Canvas) -> None:
        canvas.setFillGray(0.85)
        canvas.setFont("Helvetica-Bold", 80)
        canvas.drawString(100, 470, "DRAFT")

    page = page_of(drawn(tmp_path / "page.pdf", watermark))
    assert texts(page) == list(LINES)
    assert [line.text for line in page.lines if line.running] == ["DRAFT"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_displayed_the_wrong_way_up_is_read_upright(tmp_path: Path, rotation: int) -> None:
    path = drawn(tmp_path / "page.pdf", lambda _: None)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = rotation
        pdf.save(path)
    page = page_of(path)
    assert (texts(page), page.source, page.rotation) == (list(LINES), PageSource.TEXT_LAYER, 360 - rotation)
    shown = page.to_displayed.box(page.lines[0].words[0].box)
    straight = page_of(drawn(tmp_path / "straight.pdf", lambda _: None)).lines[0].words[0].box
    expected = {
        90: (A4[1] - straight.bottom, straight.x0),
        180: (A4[0] - straight.x1, A4[1] - straight.bottom),
        270: (straight.top, A4[0] - straight.x1),
    }[rotation]
    assert (shown.x0, shown.top) == pytest.approx(expected, abs=0.5)


def test_heads_printed_upwards_are_read_in_their_cells(tmp_path: Path) -> None:
    def table(canvas: Canvas) -> None:
        canvas.grid([80, 200, 240, 280], [300, 320, 340, 420])
        for x, head in ((225, "Grant for 2017"), (265, "Own share")):
            canvas.saveState()
            canvas.translate(x, 344)
            canvas.rotate(90)
            canvas.drawString(0, 0, head)
            canvas.restoreState()
        for y, row in ((326, ("Lode", "4,000", "250")), (306, ("Oxbow", "5,500", "125"))):
            for x, cell in zip((84, 204, 244), row, strict=True):
                canvas.drawString(x, y, cell)

    page = page_of(drawn(tmp_path / "page.pdf", table))
    cells = {(line.cell.row, line.cell.column): line.text for line in page.lines if line.cell}
    assert (cells[0, 1], cells[0, 2], cells[1, 1]) == ("Grant for 2017", "Own share", "4,000")


def test_words_up_the_margin_are_kept_apart(tmp_path: Path) -> None:
    def margin(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(440, -40, "Filed by the clerk")

    page = page_of(drawn(tmp_path / "page.pdf", margin))
    assert texts(page) == list(LINES)
    assert [line.text for line in page.lines if line.running] == ["Filed by the clerk"]


def test_a_page_in_units_of_its_own_is_read_in_points(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    canvas = Canvas(str(path), pagesize=(59.5, 84.2))
    canvas.setFont("Times-Roman", 1.1)
    for number, line in enumerate(LINES):
        canvas.drawString(8, 50 - 1.6 * number, line)
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.UserUnit = 10
        pdf.save(path)
    page = page_of(path)
    assert texts(page) == list(LINES)
    assert (page.width_pt, page.height_pt) == pytest.approx(A4)
    assert page.lines[0].words[0].size_pt == pytest.approx(11.0, abs=0.2)


# -- scans that bear some text of their own ---------------------------------------------------------------------------


@pytest.mark.ocr
def test_a_scan_in_strips_under_a_stamped_head_is_read(tmp_path: Path) -> None:
    from io import BytesIO

    from PIL import Image
    from reportlab.lib.utils import ImageReader

    grey = picture(letter(), 200)
    canvas = Canvas(str(tmp_path / "page.pdf"), pagesize=A4)
    rows = [round(n * grey.shape[0] / 7) for n in range(8)]
    for top, bottom in pairwise(rows):
        stream = BytesIO()
        Image.fromarray(grey[top:bottom]).save(stream, "PNG")
        y = A4[1] * (1 - bottom / grey.shape[0])
        canvas.drawImage(ImageReader(stream), 0, y, A4[0], A4[1] * (bottom - top) / grey.shape[0])
    canvas.drawString(200, 820, "Portal document 17 received 2 May 2017")
    canvas.save()
    page = page_of(tmp_path / "page.pdf")
    assert page.source is PageSource.OCR
    assert texts(page)[1:3] == [
        "The bridge over the Lode at Oxbow Lane was closed to lorries in March after",
        "two of its bearings were found to have moved. The repair will cost £184,250,",
    ]


@pytest.mark.ocr
def test_hidden_text_under_a_black_box_is_not_taken(tmp_path: Path) -> None:
    grey = picture(letter(), 200).copy()
    grey[200:270] = 255
    grey[225:262, 220:760] = 0
    path = scanned(tmp_path / "scan.pdf", grey, dpi=200)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        pdf.pages[0].Resources.Font = Dictionary(F=font)
        text = pdf.make_stream(b"BT /F 11 Tf 3 Tr 80 752 Td (The bridge over the Lode at Oxbow Lane was closed) Tj ET")
        pdf.pages[0].contents_add(text)
        pdf.save(path)
    words = {word.text for line in page_of(path).lines for word in line.words if word.box.bottom < 100}
    assert not words & {"bridge", "Oxbow", "Lane"}


# -- lines through words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("manner", ["line", "bar"])
def test_struck_out_words_are_known_by_the_line_through_them(tmp_path: Path, manner: str) -> None:
    def struck(canvas: Canvas) -> None:
        canvas.drawString(80, 400, "a sum of £4,250 £5,100 is due")
        x = 80 + canvas.stringWidth("a sum of ", "Times-Roman", 11)
        width = canvas.stringWidth("£4,250", "Times-Roman", 11)
        if manner == "line":
            canvas.line(x, 403, x + width, 403)
        else:
            canvas.rect(x, 402.6, width, 0.7, stroke=0, fill=1)

    last = page_of(drawn(tmp_path / "page.pdf", struck)).lines[-1]
    assert [word.text for word in last.words if word.struck] == ["£4,250"]
    assert last.text == "a sum of £4,250 £5,100 is due"


# -- boxes drawn to be ticked -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("tick", ["letter", "lines"])
@pytest.mark.parametrize("after", [True, False], ids=["after their words", "before them"])
def test_drawn_boxes_are_marks_ticked_or_empty(tmp_path: Path, tick: str, after: bool) -> None:
    def boxes(canvas: Canvas) -> None:
        for x, word, ticked in ((80, "Yes", False), (180, "No", True)):
            canvas.drawString(x, 400, word)
            left = x + 24 if after else x - 16
            canvas.rect(left, 398, 10, 10)
            if ticked and tick == "letter":
                canvas.drawString(left + 1.5, 399.5, "X")
            elif ticked:
                canvas.line(left, 398, left + 10, 408)
                canvas.line(left, 408, left + 10, 398)

    words = [word.text for line in page_of(drawn(tmp_path / "page.pdf", boxes)).lines[3:] for word in line.words]
    assert words == (["Yes", "☐", "No", "☒"] if after else ["☐", "Yes", "☒", "No"])


# -- drawings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rotation", [0, 90])
def test_the_print_of_a_plan_of_many_shapes_is_read_in_little_time(tmp_path: Path, rotation: int) -> None:
    def plan(canvas: Canvas) -> None:
        canvas.setLineWidth(0.1)
        for number in range(21_000):
            x, y = 40 + number % 500, 20 + number // 60
            canvas.line(x, y, x + 3, y + number % 4)

    path = drawn(tmp_path / "plan.pdf", plan)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = rotation
        pdf.save(path)
    with patience(60):
        page = page_of(path)
    assert texts(page) == list(LINES)
    assert page.source is PageSource.TEXT_LAYER
    assert page.lines[0].words[0].size_pt == pytest.approx(11.0, abs=0.6)
