"""Pages for other programs: every word where it stands, and the scan as it was."""

import io
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from decision_models import PageSource
from extractor.batch.extraction import outcome_of
from extractor.batch.outcome import Extracted
from extractor.document import Affine, Box, CellPlace, Document, Line, Page, Word
from extractor.errors import OutputExistsError
from extractor.pages import searchable
from extractor.pages.alto import NAMESPACE, alto
from extractor.pages.font import font_program
from extractor.pages.hocr import hocr
from extractor.pages.searchable import searchable_pdf
from extractor.pages.shown import blocks, shown_pages
from extractor.pages.write import with_pages
from extractor.reading.pdf import displayed, open_page, open_pdf
from extractor.settings import Settings
from tests.fixture_documents import PDFS
from tests.scans import A4, letter, picture, scanned

SETTINGS = Settings()
DRAWN = letter(repeats=1)
WIDTH, HEIGHT = A4
# Where the points of an upright page are displayed when it lies turned clockwise by so many degrees.
TURNED = {
    0: Affine(),
    90: Affine(0, -1, HEIGHT, 1, 0, 0),
    180: Affine(-1, 0, WIDTH, 0, -1, HEIGHT),
    270: Affine(0, 1, 0, -1, 0, WIDTH),
}


def lines(reading: str = "drawn") -> tuple[Line, ...]:
    """Return the drawn words, a line for each height."""
    rows: dict[float, list[Word]] = {}
    for text, box in DRAWN.words:
        rows.setdefault(box.top, []).append(Word(text, box, 0.875, reading, 11.0))
    return tuple(
        Line(tuple(words), Box(words[0].box.x0, top, words[-1].box.x1, words[0].box.bottom))
        for top, words in rows.items()
    )


def document(*pages: Page, path: str = "scan.pdf") -> Document:
    return Document(path, "ab" * 32, 1, len(pages), pages, "drawn", "1")


def page(number: int = 1, **more: object) -> Page:
    plain = Page(number, WIDTH, HEIGHT, lines(), dpi=150.0, source=PageSource.OCR)
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return scanned(tmp_path / "scan.pdf", picture(DRAWN, 150), dpi=150)


def made_searchable(path: Path, read: Document) -> bytes:
    with open_pdf(path, SETTINGS) as file:
        return searchable_pdf(read, file)


def laid(pdf: bytes, number: int = 1) -> list[tuple[str, Box]]:
    """Return the words that another program finds on a page, as displayed, in the order of ours."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        found = opened.pages[number - 1]
        characters = iter([c for c in found.chars if c["text"] != " "])
        words = []
        for text, _ in DRAWN.words:
            some = [next(characters) for _ in text]
            x0, top = min(c["x0"] for c in some), min(c["top"] for c in some)
            x1, bottom = max(c["x1"] for c in some), max(c["bottom"] for c in some)
            words.append(("".join(c["text"] for c in some), Box(x0, top, x1, bottom)))
        assert list(characters) == []
        return words


def assert_in_place(found: list[tuple[str, Box]], to_displayed: Affine, tolerance: float = 0.5) -> None:
    assert [text for text, _ in found] == [text for text, _ in DRAWN.words]
    for (text, box), (_, drawn) in zip(found, DRAWN.words, strict=True):
        there = to_displayed.box(drawn)
        far = max(abs(getattr(box, side) - getattr(there, side)) for side in ("x0", "top", "x1", "bottom"))
        assert far < tolerance, text


# -- the searchable PDF -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_words_are_found_where_they_are_printed_however_the_page_lies(turned: int, scan: Path) -> None:
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Rotate = turned
        pdf.save(scan)

    made = made_searchable(scan, document(page(to_displayed=TURNED[turned], rotation=(360 - turned) % 360)))

    assert_in_place(laid(made), TURNED[turned])


@pytest.mark.parametrize("turned", [0, 90])
def test_words_are_found_on_a_page_cut_from_a_larger_sheet(turned: int, scan: Path) -> None:
    left, below = 30.0, 50.0
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.MediaBox = [-left, -below, WIDTH + 40, HEIGHT + 60]
        pdf.pages[0].obj.CropBox = [0, 0, WIDTH, HEIGHT]
        pdf.pages[0].obj.Rotate = turned
        pdf.save(scan)

    made = made_searchable(scan, document(page(to_displayed=TURNED[turned], rotation=(360 - turned) % 360)))

    # pdfplumber counts from the corner of the whole sheet in a way of its own.
    (scan.parent / "made.pdf").write_bytes(made)
    with open_pdf(scan.parent / "made.pdf", SETTINGS) as file, open_page(file, 1) as sheet:
        text = sheet.handle.get_textpage()
        first = text.search("Oxbow").get_next()
        assert first is not None
        left, bottom, _, _ = text.get_charbox(first[0], loose=True)
        start = displayed(sheet, left, bottom)
    drawn = dict(DRAWN.words)["Oxbow"]
    there = TURNED[turned].box(Box(drawn.x0, drawn.bottom, drawn.x0, drawn.bottom))
    assert start == pytest.approx((there.x0, there.top), abs=0.5)


def test_words_lean_with_the_print(scan: Path) -> None:
    angle = np.radians(3)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    leaning = Affine(cos, -sin, 20, sin, cos, -10)

    made = made_searchable(scan, document(page(to_displayed=leaning, skew=3.0)))

    assert_in_place(laid(made), leaning)


def test_a_page_is_read_as_lines_of_words(scan: Path) -> None:
    made = made_searchable(scan, document(page()))

    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert "The bridge over the Lode at Oxbow Lane was closed to lorries in March after" in text.splitlines()


def test_the_picture_is_not_touched(scan: Path) -> None:
    made = made_searchable(scan, document(page()))

    before, after = (pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_numpy() for pdf in (scan, made))
    assert before.min() < 128
    assert np.array_equal(before, after)
    old, new = pikepdf.open(scan), _open(made)
    raw = [_scan_of(pdf.pages[0]).read_raw_bytes() for pdf in (old, new)]
    assert raw[0] == raw[1]
    assert _open(made).check_pdf_syntax() == []


def _scan_of(sheet: pikepdf.Page) -> pikepdf.Stream:
    (found,) = sheet.get_images().values()
    assert isinstance(found, pikepdf.Stream)
    return found


def _open(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def test_words_that_were_text_already_are_not_laid_twice(tmp_path: Path) -> None:
    (tmp_path / "born.pdf").write_bytes(DRAWN.pdf)

    made = made_searchable(tmp_path / "born.pdf", document(page(lines=lines("text_layer"), dpi=None)))

    assert_in_place(laid(made), Affine(), tolerance=4)


def test_text_that_another_program_hid_makes_room(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "old.pdf"), pagesize=A4)
    for mode, said in ((0, "A printed stamp."), (3, "St4le rcading")):
        text = canvas.beginText(80, 700)
        text.setTextRenderMode(mode)
        text.textLine(said)
        canvas.drawText(text)
    canvas.save()

    made = made_searchable(tmp_path / "old.pdf", document(page()))

    found = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert "A printed stamp." in found
    assert "Oxbow" in found
    assert "St4le" not in found


def test_the_same_document_makes_the_same_bytes(scan: Path) -> None:
    assert made_searchable(scan, document(page())) == made_searchable(scan, document(page()))


def test_a_page_that_could_not_be_read_stays_as_it_is(tmp_path: Path) -> None:
    scan = scanned(tmp_path / "two.pdf", picture(DRAWN, 75), picture(DRAWN, 75), dpi=75)
    blank = Page(1, 0.0, 0.0, (), source=PageSource.BLANK)

    made = made_searchable(scan, document(blank, page(2)))

    assert_in_place(laid(made, 2), Affine())
    with pdfplumber.open(io.BytesIO(made)) as opened:
        assert opened.pages[0].chars == []


def test_any_character_can_be_found_again(scan: Path) -> None:
    odd = ("£2½m", "☒", "naïve", "𝔸", "Łódź")
    words = tuple(Word(text, Box(80, 80 + 20 * n, 160, 92 + 20 * n), 0.9, "drawn", 11.0) for n, text in enumerate(odd))
    made = made_searchable(scan, document(page(lines=tuple(Line((word,), word.box) for word in words))))

    with pdfplumber.open(io.BytesIO(made)) as opened:
        assert [word["text"] for word in opened.pages[0].extract_words()] == list(odd)


def test_the_font_is_one() -> None:
    # A face without a character map is refused by Pillow only once something is drawn with it.
    from PIL import ImageFont

    assert ImageFont.truetype(io.BytesIO(font_program()), 10).getmetrics()[0] == 10


# -- pictures that are no PDF -----------------------------------------------------------------------------------------


def test_a_jpeg_is_laid_into_the_pdf_as_it_is(tmp_path: Path) -> None:
    Image.fromarray(picture(DRAWN, 150)).save(tmp_path / "scan.jpg", dpi=(150, 150))

    made = made_searchable(tmp_path / "scan.jpg", document(page()))

    assert_in_place(laid(made), Affine())
    opened = _open(made)
    assert _scan_of(opened.pages[0]).read_raw_bytes() == (tmp_path / "scan.jpg").read_bytes()


def test_every_page_of_a_tiff_is_there_bit_for_bit(tmp_path: Path) -> None:
    sheets = [Image.fromarray(picture(DRAWN, 150)).convert("1"), Image.new("1", (1240, 1755), 1)]
    sheets[0].save(tmp_path / "scan.tif", save_all=True, append_images=sheets[1:], dpi=(150, 150), compression="group4")

    made = made_searchable(tmp_path / "scan.tif", document(page(), page(2)))

    assert_in_place(laid(made, 2), Affine())
    opened = _open(made)
    pictures = [_scan_of(one) for one in opened.pages]
    assert [pikepdf.PdfImage(one).as_pil_image().tobytes() for one in pictures] == [one.tobytes() for one in sheets]


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "LA", "CMYK", "I;16"])
def test_a_picture_of_any_mode_becomes_a_page(mode: str, tmp_path: Path) -> None:
    grey = picture(DRAWN, 150)
    image = Image.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(grey).convert(mode)
    image.save(tmp_path / "scan.tif", dpi=(150, 150))

    made = made_searchable(tmp_path / "scan.tif", document(page()))

    shown = pypdfium2.PdfDocument(made)[0].render(scale=150 / 72, grayscale=True).to_numpy().reshape(-1)
    assert abs(float(shown.mean()) - float(grey.mean())) < 3


# -- hOCR and ALTO ----------------------------------------------------------------------------------------------------


def as_hocr(path: Path, read: Document) -> ET.Element:
    with open_pdf(path, SETTINGS) as file:
        return ET.fromstring(hocr(read, shown_pages(read, file)))


def as_alto(path: Path, read: Document) -> ET.Element:
    with open_pdf(path, SETTINGS) as file:
        return ET.fromstring(alto(read, shown_pages(read, file)))


def boxes_of(root: ET.Element, kind: str) -> list[tuple[int, ...]]:
    found = [e for e in root.iter() if e.get("class") == kind]
    return [tuple(map(int, re.findall(r"bbox (\d+) (\d+) (\d+) (\d+)", e.get("title", ""))[0])) for e in found]


def test_hocr_says_where_each_word_stands(scan: Path) -> None:
    root = as_hocr(scan, document(page()))

    words = [e for e in root.iter() if e.get("class") == "ocrx_word"]
    assert ["".join(e.itertext()) for e in words] == [text for text, _ in DRAWN.words]
    for place, (text, drawn) in zip(boxes_of(root, "ocrx_word"), DRAWN.words, strict=True):
        sides = (drawn.x0, drawn.top, drawn.x1, drawn.bottom)
        assert max(abs(a - b * 150 / 72) for a, b in zip(place, sides, strict=True)) <= 0.51, text
    assert boxes_of(root, "ocr_page") == [(0, 0, 1240, 1755)]
    assert "x_wconf 88" in words[0].get("title", "")
    assert "textangle" not in ET.tostring(root, encoding="unicode")


def test_hocr_names_print_that_lies_on_its_side(scan: Path) -> None:
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Rotate = 270
        pdf.save(scan)

    root = as_hocr(scan, document(page(to_displayed=TURNED[270], rotation=90, skew=0.5)))

    assert boxes_of(root, "ocr_page") == [(0, 0, 1755, 1240)]
    assert {
        re.findall(r"textangle (.*)", e.get("title", ""))[0] for e in root.iter() if e.get("class") == "ocr_line"
    } == {"89.5"}


# What ALTO 4 allows where: the elements in an element, in this order, and the attributes that it must have.
ALTO_CHILDREN = {
    "alto": ["Description", "Styles", "Layout"],
    "Description": ["MeasurementUnit", "sourceImageInformation", "Processing"],
    "sourceImageInformation": ["fileName", "fileIdentifier"],
    "Processing": ["processingStepSettings", "processingSoftware"],
    "processingSoftware": ["softwareName", "softwareVersion"],
    "Styles": ["TextStyle"],
    "Layout": ["Page"],
    "Page": ["PrintSpace"],
    "PrintSpace": ["TextBlock"],
    "TextBlock": ["TextLine"],
}
ALTO_REQUIRED = {"Page": {"ID", "PHYSICAL_IMG_NR"}, "TextBlock": {"ID"}, "String": {"CONTENT"}, "Processing": {"ID"}}


def test_alto_is_built_as_the_standard_says(scan: Path) -> None:
    styled = replace(lines()[0].words[0], bold=True, italic=True, underlined=True)
    first = replace(lines()[0], words=(styled, *lines()[0].words[1:]))
    root = as_alto(scan, document(page(lines=(first, *lines()[1:]), skew=1.5)))

    for element in root.iter():
        name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        inside = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]
        if name == "TextLine":
            assert re.fullmatch("String( SP String)*", " ".join(inside))
        else:
            assert list(dict.fromkeys(inside)) == [child for child in ALTO_CHILDREN.get(name, []) if child in inside]
            assert set(inside) <= set(ALTO_CHILDREN.get(name, []))
        assert ALTO_REQUIRED.get(name, set()) <= element.attrib.keys()
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(ids) == len(set(ids))
    strings = list(root.iter(f"{{{NAMESPACE}}}String"))
    assert {string.get("STYLEREFS") for string in strings} <= set(ids)
    assert strings[0].get("STYLE") == "bold italics underline"
    assert {block.get("ROTATION") for block in root.iter(f"{{{NAMESPACE}}}TextBlock")} == {"-1.5"}


def test_alto_says_where_each_word_stands(scan: Path) -> None:
    root = as_alto(scan, document(page()))

    strings = list(root.iter(f"{{{NAMESPACE}}}String"))
    assert [string.get("CONTENT") for string in strings] == [text for text, _ in DRAWN.words]
    for string, (text, drawn) in zip(strings, DRAWN.words, strict=True):
        sides = (drawn.x0, drawn.top, drawn.width, drawn.height)
        found = [int(string.get(name, "")) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
        assert max(abs(a - b * 150 / 72) for a, b in zip(found, sides, strict=True)) <= 1.01, text
        assert string.get("WC") == "0.8750"


@pytest.mark.parametrize("make", [as_hocr, as_alto])
def test_no_word_breaks_the_markup_or_leaves_the_page(make: object, scan: Path) -> None:
    bad = Word('<&"\x01\ud800', Box(-5, -5, 9000, 9000), 1.0, "drawn", 0.2)
    read = document(page(lines=(Line((bad,), bad.box),)), path='a "<odd>" name.pdf')

    root = make(scan, read)  # type: ignore[operator]

    text = ET.tostring(root, encoding="unicode")
    assert "&lt;&amp;" in text
    assert "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}" in text
    assert "9000" not in text


def test_cells_and_columns_are_blocks_of_their_own() -> None:
    def line(text: str, x: float, top: float, cell: CellPlace | None = None) -> Line:
        box = Box(x, top, x + 100, top + 10)
        return Line((Word(text, box, 1.0, "drawn", 10.0),), box, cell)

    cells = [CellPlace(0, 0, column) for column in (0, 1)]
    rows = (line("a", 50, 50), line("b", 50, 62), line("far below", 50, 200), line("beside", 300, 50))
    found = blocks(page(lines=(*rows, line("left", 50, 300, cells[0]), line("right", 160, 300, cells[1]))))

    assert [[one.text for one in block] for block in found] == [
        ["a", "b"],
        ["far below"],
        ["beside"],
        ["left"],
        ["right"],
    ]


# -- files ------------------------------------------------------------------------------------------------------------


def test_files_are_named_by_document_and_content(scan: Path, tmp_path: Path) -> None:
    read = document(page(), path="s3://bucket/2016/scan.pdf")
    with open_pdf(scan, SETTINGS) as file:
        assert with_pages(read, file, tmp_path / "pages", ("pdf", "alto", "hocr")) == read

    names = [f"scan.ababababab{end}" for end in (".alto.xml", ".hocr", ".pdf")]
    assert sorted(path.name for path in (tmp_path / "pages").glob("[!.]*")) == names


def test_a_folder_that_cannot_be_written_is_an_error(scan: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("a file")

    with open_pdf(scan, SETTINGS) as file, pytest.raises(OutputExistsError):
        with_pages(document(page()), file, tmp_path / "pages", ("hocr",))


def test_a_file_that_cannot_be_written_anew_costs_a_notice_and_not_the_document(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: object) -> None:
        raise pikepdf.PdfError("unable to find trailer dictionary")

    monkeypatch.setattr(searchable, "_opened", refuse)
    with open_pdf(scan, SETTINGS) as file:
        read = with_pages(document(page()), file, tmp_path / "pages", ("pdf", "hocr"))

    assert [notice.code for notice in read.notices] == ["pages_not_written"]
    assert "as pdf: unable to find" in read.notices[0].message
    assert [path.suffix for path in (tmp_path / "pages").glob("[!.]*")] == [".hocr"]


@pytest.mark.xdist_group("stonehithe-executive.pdf")
def test_a_run_writes_the_pages_that_are_asked_for(tmp_path: Path) -> None:
    source = PDFS / "stonehithe-executive.pdf"
    outcome = outcome_of(source, Settings(pages=tmp_path, page_formats=("hocr", "alto")))

    assert isinstance(outcome, Extracted)
    sha256 = outcome.records[0].source.sha256
    names = [f"stonehithe-executive.{sha256[:10]}{end}" for end in (".alto.xml", ".hocr")]
    assert sorted(path.name for path in tmp_path.glob("[!.]*")) == names
    plain = outcome_of(source, Settings())
    assert isinstance(plain, Extracted)
    assert plain.records == outcome.records
