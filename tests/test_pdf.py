"""Opening PDFs: limits, faults, the page's own image and the page's own text."""

import io
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Box
from extractor.errors import (
    DamagedPdfError,
    DocumentError,
    EmptyFileError,
    EncryptedPdfError,
    FileMissingError,
    LimitError,
    NotAPdfError,
)
from extractor.reading.pdf import embedded, open_page, open_pdf, placed_images
from extractor.reading.textlayer import clean, is_visible_text, read_text_layer, unreadable_share
from extractor.settings import Settings

SETTINGS = Settings()
A4 = (595.0, 842.0)


def written(path: Path, pages: int = 1, **options: object) -> Path:
    canvas = Canvas(str(path), pagesize=A4, **options)
    for number in range(pages):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(100, 700, f"The bridge at Oxbow Lane, part {number + 1}")
        canvas.showPage()
    canvas.save()
    return path


def scan(pixels: np.ndarray) -> io.BytesIO:
    stream = io.BytesIO()
    PillowImage.fromarray(pixels).save(stream, "PNG")
    stream.seek(0)
    return stream


def with_image(path: Path, pixels: np.ndarray, box: Box, text: str = "", mode: int = 0) -> Path:
    from reportlab.lib.utils import ImageReader

    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(
        ImageReader(scan(pixels)), box.x0, A4[1] - box.bottom, width=box.width, height=box.height, mask=None
    )
    if text:
        words = canvas.beginText(100, 700)
        words.setTextRenderMode(mode)
        words.textLine(text)
        canvas.drawText(words)
    canvas.save()
    return path


def gradient() -> NDArray[np.uint8]:
    rows, columns = np.mgrid[0:842, 0:595]
    return np.asarray((rows * 0.25 + columns * 0.05) % 256, dtype=np.uint8)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFileError),
        (b"PK\x03\x04 a spreadsheet", NotAPdfError),
        (b"%PDF-1.7\n" + b"\x00" * 400, DamagedPdfError),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n", DamagedPdfError),
    ],
    ids=["empty", "another kind", "no objects", "cut short"],
)
def test_refuses_what_is_no_whole_pdf(tmp_path: Path, content: bytes, error: type[DocumentError]) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(content)
    with pytest.raises(error) as caught, open_pdf(path, SETTINGS):
        pass
    assert str(path) in str(caught.value)


def test_a_missing_file_and_a_folder_are_missing(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(FileMissingError), open_pdf(path, SETTINGS):
            pass


def test_refuses_an_encrypted_pdf(tmp_path: Path) -> None:
    path = written(tmp_path / "locked.pdf", encrypt="open sesame")
    with pytest.raises(EncryptedPdfError), open_pdf(path, SETTINGS):
        pass


def test_refuses_more_pages_than_the_limit(tmp_path: Path) -> None:
    path = written(tmp_path / "long.pdf", pages=3)
    with open_pdf(path, Settings(max_pages=3)) as file:
        assert file.page_count == 3
    with pytest.raises(LimitError, match="3 pages"), open_pdf(path, Settings(max_pages=2)):
        pass


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    import hashlib

    path = written(tmp_path / "one.pdf")
    with open_pdf(path, SETTINGS) as file:
        assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert file.size_bytes == path.stat().st_size


def test_the_page_image_comes_unresampled(tmp_path: Path) -> None:
    pixels = gradient()
    path = with_image(tmp_path / "scan.pdf", pixels, Box(0, 0, *A4))
    with open_pdf(path, SETTINGS) as file, open_page(file, 1) as page:
        found = embedded(page)
        assert found is not None
        assert np.array_equal(found, pixels)
        assert placed_images(page)[0].box == Box(0, 0, *A4)


def test_the_page_image_is_turned_as_displayed(tmp_path: Path) -> None:
    pixels = gradient()
    path = with_image(tmp_path / "scan.pdf", pixels, Box(0, 0, *A4))
    turned = tmp_path / "turned.pdf"
    document = pdfium.PdfDocument(path)
    document[0].set_rotation(90)
    document.save(str(turned))
    with open_pdf(turned, SETTINGS) as file, open_page(file, 1) as page:
        found = embedded(page)
        assert (page.width_pt, page.height_pt) == (A4[1], A4[0])
        assert found is not None
        assert np.array_equal(found, np.rot90(pixels, -1))


def test_an_image_with_something_drawn_over_it_is_rendered(tmp_path: Path) -> None:
    from reportlab.lib.utils import ImageReader

    path = tmp_path / "over.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(ImageReader(scan(np.full((842, 595), 255, np.uint8))), 0, 0, *A4)
    canvas.rect(50, 50, 300, 500, fill=1)
    canvas.save()
    with open_pdf(path, SETTINGS) as file, open_page(file, 1) as page:
        assert embedded(page) is None


@pytest.mark.parametrize(
    ("image", "text", "mode", "visible"),
    [
        (None, "Delegated authority", 0, True),
        (None, "Delegated authority", 3, False),
        (Box(0, 0, *A4), "Delegated authority", 3, False),
        (Box(0, 0, *A4), "Delegated authority", 0, False),
        (Box(60, 60, 160, 120), "Delegated authority", 0, True),
        (Box(0, 0, *A4), "", 0, False),
    ],
    ids=["text", "hidden text", "hidden over a scan", "under a scan", "beside a crest", "a scan"],
)
def test_tells_seen_text_from_hidden(tmp_path: Path, image: Box | None, text: str, mode: int, visible: bool) -> None:
    path = with_image(tmp_path / "page.pdf", gradient(), image or Box(0, 0, 1, 1), text, mode)
    with open_pdf(path, SETTINGS) as file, open_page(file, 1) as page:
        assert is_visible_text(page) is visible


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_stand_where_they_are_displayed(tmp_path: Path, rotation: int) -> None:
    """The crop box and the page's rotation move what is displayed; pixels and words must agree."""
    path = tmp_path / "cropped.pdf"
    canvas = Canvas(str(path), pagesize=A4, cropBox=(40, 30, 560, 800))
    canvas.setFont("Helvetica", 14)
    if rotation in {90, 270}:
        canvas.rotate(rotation)
        canvas.drawString(*((200, -300) if rotation == 90 else (-400, 250)), "Wharfside")
    elif rotation == 180:
        canvas.rotate(180)
        canvas.drawString(-300, -400, "Wharfside")
    else:
        canvas.drawString(200, 400, "Wharfside")
    canvas.setPageRotation(rotation)
    canvas.save()
    with open_pdf(path, SETTINGS) as file, open_page(file, 1) as page:
        layer = read_text_layer(file, page)
        picture = np.asarray(page.handle.render(scale=2, grayscale=True).to_numpy()).reshape(
            round(page.height_pt * 2), -1
        )
    assert layer is not None
    rows, columns = np.nonzero(picture < 128)
    seen = Box(columns.min() / 2, rows.min() / 2, columns.max() / 2, rows.max() / 2)
    assert [word.text for word in layer.words] == ["Wharfside"]
    box = layer.words[0].box
    assert abs(box.x0 - seen.x0) < 2
    assert abs(box.x1 - seen.x1) < 2
    assert box.top - 1 <= seen.top < seen.bottom <= box.bottom + 1


def test_drawn_lines_and_boxes_become_rules(tmp_path: Path) -> None:
    path = tmp_path / "table.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawString(110, 690, "Cost")
    canvas.rect(100, 600, 200, 100)
    canvas.line(100, 650, 300, 650)
    canvas.save()
    with open_pdf(path, SETTINGS) as file, open_page(file, 1) as page:
        layer = read_text_layer(file, page)
    assert layer is not None
    across = sorted(round(rule.top) for rule in layer.rules if rule.horizontal)
    down = sorted(round(rule.x0) for rule in layer.rules if not rule.horizontal)
    assert across == [142, 192, 242]
    assert down == [100, 300]


@pytest.mark.parametrize(
    ("raw", "clear"),
    [
        ("eﬀect", "effect"),
        ("con\u00adsider", "consider"),
        ("consul\u00ad", "consul-"),
        ("zero\u200bwidth", "zerowidth"),
        ("£1.5m", "£1.5m"),
        ("Council’s", "Council’s"),
    ],
)
def test_text_is_written_as_it_looks(raw: str, clear: str) -> None:
    assert clean(raw) == clear


@pytest.mark.parametrize(
    ("texts", "share"),
    [
        (["a", "b", " ", "c", "d"], 0.0),
        (["(cid:12)", "(cid:9)", "a", "b"], 0.5),
        (["\ufffd", "a", "a", "a"], 0.25),
        (["\uf0fe", "Y", "e", "s", "\uf0a8", "N", "o", "t"], 0.0),
        (["\uf041", "\uf042", "\uf043", "x"], 0.75),
        ([], 0.0),
    ],
    ids=["plain", "unmapped", "replaced", "two symbols among letters", "nothing but symbols", "nothing"],
)
def test_counts_characters_that_stand_for_nothing(texts: list[str], share: float) -> None:
    assert unreadable_share(texts) == pytest.approx(share)


# -- boxes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("manner", ["stroked", "rounded", "frame", "rounded frame"])
def test_a_box_has_four_sides_however_it_is_drawn(tmp_path: Path, manner: str) -> None:
    file = tmp_path / "box.pdf"
    canvas = Canvas(str(file), pagesize=A4)
    canvas.drawString(120, 700, "The bridge at Oxbow Lane")
    if manner == "stroked":
        canvas.rect(100, 600, 200, 150)
    elif manner == "rounded":
        canvas.roundRect(100, 600, 200, 150, 4)
    else:
        # One filled shape with a hole, as programs that print web pages draw borders.
        outline = canvas.beginPath()
        for grown in (0.0, 1.0):
            corner = (100 - grown, 600 - grown, 200 + 2 * grown, 150 + 2 * grown)
            (outline.rect if manner == "frame" else lambda *c: outline.roundRect(*c, 3))(*corner)
        canvas.drawPath(outline, stroke=0, fill=1, fillMode=0)
    canvas.save()

    with open_pdf(file, SETTINGS) as opened, open_page(opened, 1) as page:
        layer = read_text_layer(opened, page)

    assert layer is not None
    across = sorted(rule.top for rule in layer.rules if rule.horizontal)
    down = sorted(rule.x0 for rule in layer.rules if not rule.horizontal)
    assert across == pytest.approx([A4[1] - 750, A4[1] - 600], abs=2)
    assert down == pytest.approx([100, 300], abs=2)
    assert all(rule.x1 - rule.x0 > 190 for rule in layer.rules if rule.horizontal)


def test_a_shaded_ground_is_no_box(tmp_path: Path) -> None:
    file = tmp_path / "shaded.pdf"
    canvas = Canvas(str(file), pagesize=A4)
    canvas.setFillGray(0.9)
    canvas.rect(100, 600, 200, 150, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.drawString(120, 700, "The bridge at Oxbow Lane")
    canvas.save()

    with open_pdf(file, SETTINGS) as opened, open_page(opened, 1) as page:
        layer = read_text_layer(opened, page)

    assert layer is not None
    assert layer.rules == ()
