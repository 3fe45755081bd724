"""The reading stage: a PDF in, its words in reading order out, page by page.

In: a path, an OCR engine, the settings. Out: a :class:`Document`. A page's image is let go before the next is made, so that
a long scan takes no more memory than a short one. Must not know what the words mean.
"""

from dataclasses import replace
from pathlib import Path

from decision_models import PageSource
from extractor.document import Box, Document, Notice, Page, Word
from extractor.errors import DamagedPdfError, EngineFailedError, NoReadablePageError
from extractor.reading.handwriting import drop_scrawl, find_handwriting
from extractor.reading.layout import arrange
from extractor.reading.marks import find_marks, normalise_marks
from extractor.reading.ocr.engine import Engine, RawWord
from extractor.reading.pdf import PdfFile, PdfPage, open_page, open_pdf
from extractor.reading.raster import Raster, rasterise
from extractor.reading.rules import find_rules
from extractor.reading.running import mark_running
from extractor.reading.style import estimate_style, underline
from extractor.reading.textlayer import TextLayer, is_visible_text, read_text_layer
from extractor.settings import Settings

# A word's box is as high as its line's ink, which is about this share of the type size.
_INK_OF_SIZE = 0.92


def read(path: Path | str, engine: Engine, settings: Settings) -> Document:
    """Read a PDF.

    Raises the errors of :func:`extractor.reading.pdf.open_pdf`, and NoReadablePageError where all pages are blank or
    none could be read. A page on which the engine fails has no lines and a notice.
    """
    with open_pdf(path, settings) as file:
        pages = tuple(_read_page(file, number, engine, settings) for number in range(1, file.page_count + 1))
        if not any(page.lines for page in pages):
            raise NoReadablePageError(file.path, detail=_first_fault(pages))
        return Document(
            path=file.path,
            sha256=file.sha256,
            size_bytes=file.size_bytes,
            page_count=file.page_count,
            pages=mark_running(pages),
            engine=engine.name,
            engine_version=engine.version,
            language_data_sha256=engine.language_data_sha256,
        )


def _first_fault(pages: tuple[Page, ...]) -> str | None:
    return next((notice.message for page in pages for notice in page.notices), None)


def _read_page(file: PdfFile, number: int, engine: Engine, settings: Settings) -> Page:
    try:
        with open_page(file, number) as page:
            layer = _text_layer(file, page, settings)
            return _of_text(page, layer) if layer else _of_image(page, engine, settings)
    except DamagedPdfError as error:
        notice = Notice("page_damaged", error.detail or error.summary, number)
        return Page(number, 0.0, 0.0, (), source=PageSource.BLANK, notices=(notice,))


def _text_layer(file: PdfFile, page: PdfPage, settings: Settings) -> TextLayer | None:
    if settings.text_layer == "ignore" or (settings.text_layer == "check" and not is_visible_text(page)):
        return None
    layer = read_text_layer(file, page)
    return layer if layer and layer.words else None


def _of_text(page: PdfPage, layer: TextLayer) -> Page:
    words = underline(normalise_marks(layer.words), layer.rules)
    arrangement = arrange(words, layer.rules, page.width_pt, page.height_pt)
    return Page(
        page.number,
        page.width_pt,
        page.height_pt,
        arrangement.lines,
        arrangement.tables,
        source=PageSource.TEXT_LAYER,
        expected_cer=0.0,
    )


def _of_image(page: PdfPage, engine: Engine, settings: Settings) -> Page:
    raster = rasterise(page, settings.max_page_megapixels)
    if raster is None:
        return Page(page.number, page.width_pt, page.height_pt, (), source=PageSource.BLANK)
    empty = _frame(page, raster)
    try:
        raw = engine.recognise(raster.image, raster.dpi)
    except EngineFailedError as error:
        notice = Notice("page_illegible", error.detail or error.summary, page.number)
        return replace(empty, notices=(notice,))
    return _laid_out(empty, raster, raw)


def _frame(page: PdfPage, raster: Raster) -> Page:
    return Page(
        page.number,
        raster.width_pt,
        raster.height_pt,
        (),
        source=PageSource.OCR,
        dpi=round(raster.dpi, 1),
        rotation=raster.rotation,
        skew=round(raster.skew, 3),
        to_displayed=raster.to_displayed,
    )


def _laid_out(empty: Page, raster: Raster, raw: tuple[RawWord, ...]) -> Page:
    image, scale = raster.image, raster.px_per_pt
    rules = find_rules(image, scale)
    words = find_marks(image, tuple(_word(word, scale) for word in raw), scale)
    handwriting = find_handwriting(image, words, rules, scale)
    words = underline(estimate_style(image, drop_scrawl(words, handwriting), scale), rules)
    arrangement = arrange(words, rules, empty.width_pt, empty.height_pt)
    return replace(empty, lines=arrangement.lines, tables=arrangement.tables, handwriting=handwriting)


def _word(raw: RawWord, px_per_pt: float) -> Word:
    box = Box(raw.x0 / px_per_pt, raw.top / px_per_pt, raw.x1 / px_per_pt, raw.bottom / px_per_pt)
    return Word(raw.text, box, raw.confidence, raw.reading, round(box.height / _INK_OF_SIZE, 2))
