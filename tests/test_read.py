"""The reading stage from file to document: sources of pages, faults that cost a page, places that lead back."""

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image as PillowImage
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from decision_models import PageSource
from extractor.document import Box, Page
from extractor.errors import EngineFailedError, EngineMissingError, LimitError, NoReadablePageError
from extractor.reading.ocr import RawWord, build_engine
from extractor.reading.pdf import PdfPage
from extractor.reading.raster import Raster, rasterise
from extractor.reading.read import read
from extractor.settings import Settings
from tests.scans import A4, Grey, leaning, letter, picture, scanned

SETTINGS = Settings()
SMALL = letter(("The ferry landing stays open", "until 4 September 2017."), repeats=8)


@dataclass
class InkEngine:
    """Stands in for an engine: one word a page, where the ink is. ``fault`` is raised on the pages it names."""

    fault: Callable[[int], Exception | None] = lambda _: None
    seen: list[tuple[int, int]] = field(default_factory=list)

    name = "ink"
    version = "1"
    language_data_sha256 = None

    def recognise(self, image: Grey, dpi: float) -> tuple[RawWord, ...]:  # noqa: ARG002
        self.seen.append(image.shape)
        error = self.fault(len(self.seen))
        if error:
            raise error
        rows, columns = np.nonzero(image < 128)
        if not len(rows):
            return ()
        return (RawWord("Ink", columns.min(), rows.min(), columns.max() + 1, rows.max() + 1, 0.9, 0, "ink"),)


def texts(page: Page) -> list[str]:
    return [word.text for line in page.lines for word in line.words]


def typeset(path: Path, draw: Callable[[Canvas], None]) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    draw(canvas)
    canvas.save()
    return path


def image_of(grey: Grey) -> ImageReader:
    stream = io.BytesIO()
    PillowImage.fromarray(grey).save(stream, "PNG")
    stream.seek(0)
    return ImageReader(stream)


def test_a_typeset_page_needs_no_engine(tmp_path: Path) -> None:
    path = tmp_path / "typeset.pdf"
    path.write_bytes(SMALL.pdf)
    engine = InkEngine()
    document = read(path, engine, SETTINGS)
    page = document.pages[0]
    assert engine.seen == []
    assert page.source is PageSource.TEXT_LAYER
    assert page.dpi is None
    assert texts(page) == [text for text, _ in SMALL.words]
    assert all(word.confidence == 1.0 and word.reading == "text_layer" for line in page.lines for word in line.words)
    assert (document.engine, document.engine_version, document.page_count) == ("ink", "1", 1)


def test_a_scanned_page_is_read_by_the_engine(tmp_path: Path) -> None:
    path = scanned(tmp_path / "scan.pdf", picture(SMALL, 150.0), dpi=150)
    page = read(path, InkEngine(), SETTINGS).pages[0]
    assert page.source is PageSource.OCR
    assert page.dpi == pytest.approx(150, abs=0.2)
    assert texts(page) == ["Ink"]


def test_blank_pages_are_said_to_be_blank(tmp_path: Path) -> None:
    white = np.full((1754, 1240), 255, np.uint8)
    path = scanned(tmp_path / "scan.pdf", picture(SMALL, 150.0), white, dpi=150)
    engine = InkEngine()
    document = read(path, engine, SETTINGS)
    assert [page.source for page in document.pages] == [PageSource.OCR, PageSource.BLANK]
    assert len(engine.seen) == 1


def test_a_document_of_blank_pages_is_refused(tmp_path: Path) -> None:
    path = scanned(tmp_path / "scan.pdf", np.full((1754, 1240), 255, np.uint8), dpi=150)
    with pytest.raises(NoReadablePageError) as caught:
        read(path, InkEngine(), SETTINGS)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [EngineFailedError(detail="The page took longer than 3 s."), RuntimeError("out of tensors"), ValueError("shape")],
    ids=["out of time", "its own failure", "anything else"],
)
def test_an_engine_that_fails_costs_the_page(tmp_path: Path, error: Exception) -> None:
    path = scanned(tmp_path / "scan.pdf", *[picture(SMALL, 100.0)] * 3, dpi=100)
    document = read(path, InkEngine(lambda page: error if page == 2 else None), SETTINGS)
    assert [len(page.lines) for page in document.pages] == [1, 0, 1]
    (notice,) = document.pages[1].notices
    assert (notice.code, notice.page) == ("page_illegible", 2)
    assert str(error.args[-1] if not isinstance(error, EngineFailedError) else error.detail) in notice.message


MEMORY = (
    MemoryError(),
    cv2.error("OpenCV(4.10) error: (-4:Insufficient memory) Failed to allocate 933120000 bytes"),
    RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Failed to allocate memory for requested buffer"),
)


@pytest.mark.parametrize("error", MEMORY, ids=["python", "opencv", "onnxruntime"])
def test_an_engine_without_memory_costs_the_page(tmp_path: Path, error: Exception) -> None:
    path = scanned(tmp_path / "scan.pdf", *[picture(SMALL, 100.0)] * 3, dpi=100)
    document = read(path, InkEngine(lambda page: error if page == 2 else None), SETTINGS)
    assert [len(page.lines) for page in document.pages] == [1, 0, 1]
    assert [(n.code, n.page) for n in document.pages[1].notices] == [("page_out_of_memory", 2)]


@pytest.mark.parametrize("error", MEMORY, ids=["python", "opencv", "onnxruntime"])
def test_a_picture_without_memory_costs_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def starved(page: PdfPage, most: float) -> Raster | None:
        if page.number == 1:
            raise error
        return rasterise(page, most)

    monkeypatch.setattr("extractor.reading.read.rasterise", starved)
    path = scanned(tmp_path / "scan.pdf", *[picture(SMALL, 100.0)] * 2, dpi=100)
    document = read(path, InkEngine(), SETTINGS)
    assert [len(page.lines) for page in document.pages] == [0, 1]
    assert [(n.code, n.page) for n in document.pages[0].notices] == [("page_out_of_memory", 1)]


def test_a_document_for_which_memory_does_not_suffice_passes_a_limit(tmp_path: Path) -> None:
    path = scanned(tmp_path / "scan.pdf", picture(SMALL, 100.0), dpi=100)
    with pytest.raises(LimitError, match="memory") as caught:
        read(path, InkEngine(lambda _: MemoryError()), SETTINGS)
    assert caught.value.page == 1


def test_when_every_page_fails_the_fault_is_told(tmp_path: Path) -> None:
    path = scanned(tmp_path / "scan.pdf", picture(SMALL, 100.0), dpi=100)
    with pytest.raises(NoReadablePageError, match="no more tensors"):
        read(path, InkEngine(lambda _: RuntimeError("no more tensors")), SETTINGS)


def test_a_missing_engine_is_no_fault_of_the_page(tmp_path: Path) -> None:
    path = scanned(tmp_path / "scan.pdf", picture(SMALL, 100.0), dpi=100)
    with pytest.raises(EngineMissingError):
        read(path, InkEngine(lambda _: EngineMissingError()), SETTINGS)


def hidden_under_scan(canvas: Canvas) -> None:
    canvas.drawImage(image_of(picture(SMALL, 100.0)), 0, 0, *A4)
    text = canvas.beginText(80, 700)
    text.setTextRenderMode(3)
    text.textLine("what some OCR made of it")
    canvas.drawText(text)


@pytest.mark.parametrize(
    ("use", "source", "first"),
    [("check", PageSource.OCR, "Ink"), ("trust", PageSource.TEXT_LAYER, "what"), ("ignore", PageSource.OCR, "Ink")],
)
def test_hidden_text_is_judged(tmp_path: Path, use: str, source: PageSource, first: str) -> None:
    path = typeset(tmp_path / "hidden.pdf", hidden_under_scan)
    page = read(path, InkEngine(), Settings.model_validate({"text_layer": use})).pages[0]
    assert page.source is source
    assert texts(page)[0] == first


def test_a_scanned_insert_on_a_typeset_page_is_read(tmp_path: Path) -> None:
    insert = np.full((400, 700), 255, np.uint8)
    insert[150:250, 200:500] = 0

    def draw(canvas: Canvas) -> None:
        canvas.drawString(80, 780, "The letter of the Harbour Trust follows.")
        canvas.drawImage(image_of(insert), 100, 300, 350, 200)

    page = read(typeset(tmp_path / "mixed.pdf", draw), InkEngine(), SETTINGS).pages[0]
    assert page.source is PageSource.TEXT_LAYER
    assert texts(page) == ["The", "letter", "of", "the", "Harbour", "Trust", "follows.", "Ink"]
    box = page.lines[-1].words[-1].box
    assert box.x0 == pytest.approx(100 + 200 / 2, abs=1.5)
    assert box.top == pytest.approx(A4[1] - 500 + 150 / 2, abs=1.5)


def test_a_crest_is_not_read(tmp_path: Path) -> None:
    crest = np.full((200, 200), 0, np.uint8)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(image_of(crest), 80, 740, 70, 70)
        canvas.drawString(200, 760, "Harbour Trust")

    engine = InkEngine()
    assert texts(read(typeset(tmp_path / "crest.pdf", draw), engine, SETTINGS).pages[0]) == ["Harbour", "Trust"]
    assert engine.seen == []


def test_a_mixed_file_is_read_page_by_page(tmp_path: Path) -> None:
    whole = pdfium.PdfDocument(SMALL.pdf)
    whole.import_pages(pdfium.PdfDocument(scanned(tmp_path / "scan.pdf", picture(SMALL, 100.0), dpi=100)))
    path = tmp_path / "mixed.pdf"
    whole.save(str(path))
    document = read(path, InkEngine(), SETTINGS)
    assert [page.source for page in document.pages] == [PageSource.TEXT_LAYER, PageSource.OCR]
    assert [page.number for page in document.pages] == [1, 2]


@pytest.mark.parametrize(("turned", "lean"), [(0, 2.7), (90, -1.3), (180, 0.0), (270, 4.0)])
def test_boxes_lead_back_to_the_page_as_displayed(tmp_path: Path, turned: int, lean: float) -> None:
    leaned, _ = leaning(picture(SMALL, 150.0), lean)
    lying = np.ascontiguousarray(np.rot90(leaned, turned // 90))
    page = read(scanned(tmp_path / "scan.pdf", lying, dpi=150), InkEngine(), SETTINGS).pages[0]
    assert page.rotation == turned
    assert page.skew == pytest.approx(lean, abs=0.06)
    region = page.to_displayed.box(page.lines[0].words[0].box)
    rows, columns = np.nonzero(lying < 128)
    ink = Box(columns.min() * 0.48, rows.min() * 0.48, columns.max() * 0.48, rows.max() * 0.48)
    reach = 2 + abs(np.sin(np.radians(lean))) * 700
    assert region.x0 - 2 <= ink.x0 <= region.x0 + reach
    assert region.bottom - reach <= ink.bottom <= region.bottom + 2


def test_a_document_crosses_a_process_boundary(tmp_path: Path) -> None:
    path = scanned(tmp_path / "scan.pdf", picture(SMALL, 100.0), dpi=100)
    document = read(path, InkEngine(), SETTINGS)
    assert pickle.loads(pickle.dumps(document)) == document


def test_a_file_opened_afresh_on_the_way_gives_the_same_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(5):
            canvas.drawString(72, 700, f"Page {number} tells of the lantern on the quay")
            canvas.showPage()

    path = typeset(tmp_path / "five.pdf", draw)
    whole = read(path, InkEngine(), SETTINGS)
    monkeypatch.setattr("extractor.reading.read._RENEW_AFTER", 2)
    assert read(path, InkEngine(), SETTINGS) == whole


def test_the_same_file_gives_the_same_document(tmp_path: Path) -> None:
    path = scanned(tmp_path / "scan.pdf", leaning(picture(SMALL, 100.0), 1.1)[0], dpi=100)
    assert read(path, InkEngine(), SETTINGS) == read(path, InkEngine(), SETTINGS)


@pytest.mark.ocr
@pytest.mark.parametrize("lean", [-3.0, 2.2])
def test_known_words_are_found_in_their_places(tmp_path: Path, lean: float) -> None:
    """Words drawn at known places, scanned askew with grain and blur, are found within two points of where they are."""
    clear, way = leaning(picture(SMALL, 200.0), lean)
    grain = np.random.default_rng(7).normal(0, 8, clear.shape)
    rough = (cv2.GaussianBlur(clear, (0, 0), 0.8) * 0.8 + 40 + grain).clip(0, 255).astype(np.uint8)
    path = scanned(tmp_path / "askew.pdf", rough, dpi=200)
    page = read(path, build_engine(SETTINGS), SETTINGS).pages[0]
    assert texts(page) == [text for text, _ in SMALL.words]
    scale = 200 / 72
    for word, (_, box) in zip((w for line in page.lines for w in line.words), SMALL.words, strict=True):
        drawn = way.box(Box(box.x0 * scale, box.middle * scale, box.x0 * scale, box.middle * scale))
        end = way.box(Box(box.x1 * scale, box.middle * scale, box.x1 * scale, box.middle * scale))
        left = page.to_displayed.box(Box(word.box.x0, word.box.middle, word.box.x0, word.box.middle))
        right = page.to_displayed.box(Box(word.box.x1, word.box.middle, word.box.x1, word.box.middle))
        assert abs(left.x0 - drawn.x0 / scale) < 2
        assert abs(right.x0 - end.x0 / scale) < 2
        assert abs(left.top - drawn.top / scale) < 2
