"""What is filled in on a page is read as if it were printed there."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Page, Word
from extractor.reading.fields import field_words
from extractor.reading.ocr import build_engine
from extractor.reading.pdf import open_page, open_pdf
from extractor.reading.read import read
from extractor.settings import Settings


def filled(path: Path, rotation: int = 0) -> Path:
    canvas = Canvas(str(path), pagesize=(400, 300))
    canvas.setPageRotation(rotation)
    canvas.drawString(40, 250, "Name of the lighthouse keeper:")
    form = canvas.acroForm
    form.textfield(value="Isolde Farrant", x=220, y=245, width=150, height=18, name="keeper", borderStyle="solid")
    form.textfield(
        value="first line\nsecond line", x=40, y=180, width=200, height=40, fieldFlags="multiline", name="why"
    )
    form.checkbox(checked=True, x=40, y=140, size=14, name="lit")
    form.checkbox(checked=False, x=120, y=140, size=14, name="unlit")
    canvas.drawString(60, 143, "Lit")
    canvas.drawString(140, 143, "Unlit")
    canvas.freeTextAnnotation("Seen by the harbour master", [40, 60, 200, 20])
    canvas.textAnnotation("a note in the viewer", [300, 60, 320, 80])
    canvas.save()
    return path


def words_of(path: Path) -> tuple[Word, ...]:
    with open_pdf(path, Settings()) as file, open_page(file, 1) as page:
        return field_words(file, page)


def page_of(path: Path) -> Page:
    settings = Settings(ocr="tesseract")
    return read(path, build_engine(settings), settings).pages[0]


def test_fields_boxes_and_typed_notes_are_words(tmp_path: Path) -> None:
    texts = [word.text for word in words_of(filled(tmp_path / "form.pdf"))]

    assert " ".join(texts) == "Isolde Farrant first line second line ☒ ☐ Seen by the harbour master"


def test_they_stand_where_they_are_displayed(tmp_path: Path) -> None:
    words = {word.text: word.box for word in words_of(filled(tmp_path / "form.pdf"))}

    assert words["Isolde"].x0 == pytest.approx(220, abs=2)
    assert 300 - 263 <= words["Isolde"].top <= words["Isolde"].bottom <= 300 - 245
    assert words["first"].bottom <= words["second"].top
    assert words["☒"].x0 == pytest.approx(40, abs=2)
    assert words["☒"].middle == pytest.approx(153, abs=2)


def test_a_turned_page_turns_them(tmp_path: Path) -> None:
    words = {word.text: word.box for word in words_of(filled(tmp_path / "form.pdf", rotation=90))}

    assert words["Isolde"].top == pytest.approx(220, abs=75)
    assert all(box.x0 >= 0 and box.x1 <= 301 for box in words.values())


def test_a_value_is_read_in_the_line_of_its_label(tmp_path: Path) -> None:
    lines = [line.text for line in page_of(filled(tmp_path / "form.pdf")).lines]

    assert any("keeper: Isolde Farrant" in text for text in lines) or lines[:2] == [
        "Name of the lighthouse keeper:",
        "Isolde Farrant",
    ]
    assert "☒ Lit" in lines
    assert "☐ Unlit" in lines


def test_a_page_without_fields_has_none(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "plain.pdf"))
    canvas.drawString(40, 250, "Nothing to fill in")
    canvas.save()

    assert words_of(tmp_path / "plain.pdf") == ()
