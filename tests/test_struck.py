"""Words are struck where something runs through them, whatever draws it, and a struck value is none of the decision's."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.pdfgen.canvas import Canvas

from extractor import extract
from extractor.reading.ocr import build_engine
from extractor.reading.read import read
from extractor.settings import Settings

A4 = (595.0, 842.0)
FONT, SIZE = "Times-Roman", 12
LINE = "The ferry toll is 2s. or 3s. for each cart"
Ends = tuple[float, float, float]


def ends(text: str, word: str, x: float = 80.0) -> tuple[float, float]:
    """Return where ``word`` begins and ends in ``text``, set at ``x``."""
    canvas = Canvas("", pagesize=A4)
    before = canvas.stringWidth(text[: text.index(word)], FONT, SIZE)
    return x + before, x + before + canvas.stringWidth(word, FONT, SIZE)


def struck(path: Path, text: str, *words: str, draw: Callable[[Canvas, Ends], None] | None = None) -> list[str]:
    """Print ``text``, have ``draw`` mark ``words`` in it, and return which words of the page are struck."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, SIZE)
    canvas.drawString(80, 430, "What stands above is left alone, as is what stands below.")
    canvas.drawString(80, 400, text)
    for word in words:
        if draw:
            draw(canvas, (*ends(text, word), 400.0))
    canvas.save()
    return struck_words(path)


def struck_words(path: Path) -> list[str]:
    (page,) = read(path, build_engine(Settings()), Settings()).pages
    return [word.text for line in page.lines for word in line.words if word.struck]


def level(canvas: Canvas, place: Ends) -> None:
    canvas.line(place[0], place[2] + 3.5, place[1], place[2] + 3.5)


def slanted(canvas: Canvas, place: Ends) -> None:
    canvas.line(place[0] - 1, place[2] + 1, place[1] + 1, place[2] + 6)


def crossed(canvas: Canvas, place: Ends) -> None:
    canvas.line(place[0] - 1, place[2], place[1] + 1, place[2] + 8)
    canvas.line(place[0] - 1, place[2] + 8, place[1] + 1, place[2])


def by_pen(canvas: Canvas, place: Ends) -> None:
    path = canvas.beginPath()
    path.moveTo(place[0] - 2, place[2] + 3)
    path.curveTo(place[0] + 8, place[2] + 6, place[1] - 8, place[2] + 1, place[1] + 2, place[2] + 4)
    canvas.setStrokeColorRGB(0.1, 0.1, 0.6)
    canvas.drawPath(path)


def in_red(canvas: Canvas, place: Ends) -> None:
    canvas.setStrokeColorRGB(1, 0, 0)
    level(canvas, place)


@pytest.mark.parametrize("draw", [level, slanted, crossed, by_pen, in_red])
def test_a_word_is_struck_whatever_runs_through_it(tmp_path: Path, draw: Callable[[Canvas, Ends], None]) -> None:
    assert struck(tmp_path / "page.pdf", LINE, "toll", "2s.", draw=draw) == ["toll", "2s."]


def under(canvas: Canvas, place: Ends) -> None:
    canvas.line(place[0], place[2] - 1.5, place[1], place[2] - 1.5)


def close_under(canvas: Canvas, place: Ends) -> None:
    canvas.line(place[0], place[2] - 0.3, place[1], place[2] - 0.3)


def framed(canvas: Canvas, place: Ends) -> None:
    canvas.rect(place[0] - 2, place[2] - 4, place[1] - place[0] + 4, 14)


def shaded(canvas: Canvas, place: Ends) -> None:
    canvas.setFillGray(0.6)
    canvas.rect(place[0] - 2, place[2] - 3, place[1] - place[0] + 4, 8, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.drawString(place[0], place[2], "toll")


@pytest.mark.parametrize("draw", [under, close_under, framed, shaded])
def test_what_is_underlined_framed_or_shaded_stands(tmp_path: Path, draw: Callable[[Canvas, Ends], None]) -> None:
    assert struck(tmp_path / "page.pdf", LINE, "toll", draw=draw) == []


def test_a_note_that_strikes_out_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    struck(path, LINE)
    x0, x1 = ends(LINE, "toll")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        quads = Array([x0, 410, x1, 410, x0, 397, x1, 397])
        box = Array([x0, 397, x1, 410])
        note = Dictionary(Type=Name.Annot, Subtype=Name.StrikeOut, F=4, C=Array([1, 0, 0]), Rect=box, QuadPoints=quads)
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
        pdf.save(path)
    assert struck_words(path) == ["toll"]


def test_words_of_a_page_displayed_upside_down_are_struck_too(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    struck(path, LINE, "toll", draw=level)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 180
        pdf.save(path)
    assert struck_words(path) == ["toll"]


def test_struck_values_are_no_fields_but_stay_in_the_text(tmp_path: Path) -> None:
    rows = (
        ("OXBOW RURAL DISTRICT COUNCIL", ()),
        ("RECORD OF DECISION", ()),
        ("Decision number: LF/18/07 LF/18/09", ("LF/18/07",)),
        ("Date of decision: 3 May 2018", ("3 May 2018",)),
        ("Key decision: Yes / No", ("Yes",)),
        ("Decision maker: Councillor Edith Carne, Councillor Ivor Blount", ("Councillor Edith Carne,",)),
        ("Decision", ()),
        ("To pay £4,150 £3,900 to the ferryman for the new landing.", ("£4,150",)),
    )
    canvas = Canvas(str(tmp_path / "record.pdf"), pagesize=A4)
    for number, (text, words) in enumerate(rows):
        canvas.setFont(FONT, SIZE)
        canvas.drawString(80, 760 - 24 * number, text)
        for word in words:
            level(canvas, (*ends(text, word), 760.0 - 24 * number))
    canvas.save()
    (record,) = extract(tmp_path / "record.pdf")
    assert record.decision_number is not None
    assert record.decision_number.value == "LF/18/09"
    assert [maker.name.value for maker in record.decision_makers if maker.name] == ["Councillor Ivor Blount"]
    assert record.decision_date is None
    assert record.key_decision is not None
    assert record.key_decision.value is False
    assert [(str(amount.value), amount.struck) for amount in record.amounts] == [("4150", True), ("3900", False)]
