"""The reading stage: a PDF in, its words in reading order out, page by page.

In: a path, an OCR engine, the settings. Out: a :class:`Document`. A page's image is let go before the next is made, so that
a long scan takes no more memory than a short one. Must not know what the words mean.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from decision_models import PageSource
from extractor.document import Document, Line, Notice, Page, Word
from extractor.errors import (
    DamagedPdfError,
    EngineFailedError,
    EngineMissingError,
    LimitError,
    NoPagesError,
    NoReadablePageError,
)
from extractor.reading.bars import bar_rules
from extractor.reading.catalogue import notices_of
from extractor.reading.column_heads import settle_heads
from extractor.reading.doubt import doubted
from extractor.reading.fields import field_words
from extractor.reading.handwriting import drop_scrawl, find_handwriting
from extractor.reading.inserts import insert_boxes, read_inserts
from extractor.reading.layout import arrange, beside_all
from extractor.reading.marks import drawn_squares, find_marks, mark_squares, normalise_marks
from extractor.reading.mending import mended
from extractor.reading.ocr import second_engine
from extractor.reading.ocr.engine import Engine, RawWord
from extractor.reading.opinions import ask_engine, check_hidden
from extractor.reading.overprint import doubt_overlaid
from extractor.reading.pdf import POINTS_PER_INCH, PdfFile, PdfPage, character_count, open_page, open_pdf, render
from extractor.reading.raised import part_raised_print
from extractor.reading.raster import Raster, rasterise
from extractor.reading.rules import Rule, find_rules
from extractor.reading.running import mark_running
from extractor.reading.second import inverse
from extractor.reading.strengths import believed, is_mostly_sure, part_strengths, reads_as_well
from extractor.reading.style import estimate_style, underline
from extractor.reading.textlayer import UNSEEN, TextLayer, is_visible_text, read_text_layer
from extractor.reading.turned import read_turned
from extractor.reading.words import expected_cer, parted_at_lines, without_stroke, word_from
from extractor.settings import Settings

T = TypeVar("T")
OUT_OF_MEMORY = "page_out_of_memory"
_OUT_OF_MEMORY = "There was not memory enough to read the page; raise worker_memory_mb, or lower max_page_megapixels."
# What OpenCV, ONNX Runtime, PDFium and NumPy say where memory runs out.
_NO_MEMORY = ("Insufficient memory", "Failed to allocate memory", "bad allocation", "bad_alloc", "Unable to allocate",
              "bitmap buffer (null", "OutOfMemoryError")  # fmt: skip
_SHOW_THROUGH = "Faint print that makes no words, as shows through from the back of a sheet, was left out."
# PDFium keeps what it decodes, 1.4 MB a scanned page (benchmarks/long_scan.py); this many pages of it are let be.
_RENEW_AFTER = 32
# Fine enough to see a tick in its box.
_GLANCE_DPI = 150.0


def read(path: Path | str, engine: Engine, settings: Settings) -> Document:
    """Read a PDF.

    Raises the errors of :func:`extractor.reading.pdf.open_pdf`, NoReadablePageError where all pages are blank or none could
    be read, and LimitError where memory did not suffice for any. A page on which the engine fails has no lines and a notice.
    """
    with open_pdf(path, settings) as file:
        return document_of(file, tuple(read_pages(file, engine, settings)), engine)


def read_pages(file: PdfFile, engine: Engine, settings: Settings) -> Iterator[Page]:
    """Read all pages of an open file, one after another, in memory that does not grow with what lies on them."""
    for place, number in enumerate(wanted_pages(file, settings), 1):
        if place % _RENEW_AFTER == 0:
            file.renew()
        yield read_page(file, number, engine, settings)


def wanted_pages(file: PdfFile, settings: Settings) -> tuple[int, ...]:
    """Return the numbers of the pages that are to be read. Raises NoPagesError where the file has none of these."""
    wanted = tuple(number for number in range(1, file.page_count + 1) if settings.wants_page(number))
    if not wanted:
        raise NoPagesError(file.path, detail=f"none of the pages {settings.only_pages}; it has {file.page_count}")
    return wanted


def document_of(file: PdfFile, pages: tuple[Page, ...], engine: Engine) -> Document:
    """Return the document that ``pages``, all of the file's in order, make. Raises NoReadablePageError, LimitError."""
    if not any(page.lines for page in pages):
        starved = next((n for page in pages for n in page.notices if n.code == OUT_OF_MEMORY), None)
        if starved is not None:
            raise LimitError(file.path, page=starved.page, detail=starved.message)
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
        notices=notices_of(file.catalogue),
    )


def _first_fault(pages: tuple[Page, ...]) -> str | None:
    return next((notice.message for page in pages for notice in page.notices), None)


def read_page(file: PdfFile, number: int, engine: Engine, settings: Settings) -> Page:
    """Read page ``number`` (from 1). Pages know nothing of one another, so that they can be read apart.

    A page that is damaged, or on which the engine fails, has no lines and a notice.
    """
    try:
        with open_page(file, number) as page:
            return _with_assumed_size(file, _read_open_page(file, page, engine, settings))
    except DamagedPdfError as error:
        return _unread(number, Notice("page_damaged", error.detail or error.summary, number))
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return _unread(number, Notice(OUT_OF_MEMORY, _OUT_OF_MEMORY, number))


def _unread(number: int, notice: Notice) -> Page:
    return Page(number, 0.0, 0.0, (), source=PageSource.BLANK, notices=(notice,))


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error says that memory ran out, in the words of the library that met with it."""
    return isinstance(error, MemoryError) or any(said in str(error) for said in _NO_MEMORY)


def _read_open_page(file: PdfFile, page: PdfPage, engine: Engine, settings: Settings) -> Page:
    visible = is_visible_text(page)
    layer = _text_layer(file, page, settings, visible=visible)
    if layer and layer.words and (settings.text_layer == "trust" or visible):
        own = field_words(file, page)
        upright = inverse(layer.to_displayed)
        filled = tuple(replace(word, box=upright.box(word.box)) for word in own)
        return _of_text(page, layer, engine, filled)
    read = _checked(_of_image(page, engine, settings), page, layer, engine)
    return replace(read, notices=(*read.notices, *_unseen(layer, page.number))) if layer else read


def _with_assumed_size(file: PdfFile, page: Page) -> Page:
    if page.number not in file.assumed_sizes:
        return page
    message = "The page does not say how large it is; it was read as US Letter, as viewers show it."
    return replace(page, notices=(*page.notices, Notice("page_size_assumed", message, page.number)))


def _text_layer(file: PdfFile, page: PdfPage, settings: Settings, *, visible: bool) -> TextLayer | None:
    if settings.text_layer == "ignore" or character_count(page) == 0:
        return None
    return read_text_layer(file, page, visible=visible)


def _checked(read: Page, page: PdfPage, hidden: TextLayer | None, engine: Engine) -> Page:
    """Hold a page read anew against the text hidden under its scan. Where nothing could be read, that text must do."""
    if hidden is None or not hidden.words:
        return read
    if read.lines:
        return check_hidden(read, hidden)
    message = "Nothing could be read on the page's image; the text hidden under it was taken as it stands."
    found = _of_text(page, hidden, engine)
    return replace(found, notices=(*read.notices, *found.notices, Notice("hidden_text_used", message, page.number)))


def _of_text(page: PdfPage, layer: TextLayer, engine: Engine, filled: tuple[Word, ...] = ()) -> Page:
    """Make a page of its own text and of what was ``filled`` in."""
    layer, notices = mended(page, layer, engine)
    boxes = insert_boxes(page, layer.words) if layer.rotation == 0 else ()
    read, failed = _guarded(lambda: read_inserts(page, boxes, engine), page.number)
    words = underline(normalise_marks((*layer.words, *filled, *read)), layer.rules)
    if squares := drawn_squares(layer.rules):
        picture = np.ascontiguousarray(np.rot90(render(page, _GLANCE_DPI), -layer.rotation // 90))
        words = mark_squares(picture, words, squares, _GLANCE_DPI / POINTS_PER_INCH)
    width, height = (page.width_pt, page.height_pt)[:: -1 if layer.rotation in {90, 270} else 1]
    arrangement = arrange(words, layer.rules, width, height, layer.turned)
    return Page(
        page.number,
        width,
        height,
        (*arrangement.lines, *map(beside_all, layer.slanted)),
        arrangement.tables,
        source=PageSource.TEXT_LAYER,
        rotation=layer.rotation,
        expected_cer=expected_cer(words),
        to_displayed=layer.to_displayed,
        notices=(*_unseen(layer, page.number), *notices, *failed),
    )


def _unseen(layer: TextLayer, page: int) -> tuple[Notice, ...]:
    if not layer.unseen:
        return ()
    characters = "1 character" if layer.unseen == 1 else f"{layer.unseen} characters"
    message = (
        f"{characters} of the page's own text cannot be seen on it (covered, marked for redaction, in the colour of the "
        "paper, cut off, or on a layer that is switched off) and were left out."
    )
    return (Notice(UNSEEN, message, page),)


def _of_image(page: PdfPage, engine: Engine, settings: Settings) -> Page:
    raster = rasterise(page, settings.max_page_megapixels)
    if raster is None:
        return Page(page.number, page.width_pt, page.height_pt, (), source=PageSource.BLANK)
    raster, raw, notices = _recognised(raster, engine, page.number)
    found, failed = _print_of(raster, raw, engine, page.number)
    read = _laid_out(_frame(page, raster), raster, found)
    read = replace(read, notices=(*notices, *failed, *read.notices))
    second, opinion = second_engine(settings), settings.second_opinion
    if second is None or opinion is None or not read.lines:
        return read
    heard, failed = _guarded(lambda: (ask_engine(read, raster, second, opinion),), page.number)
    return heard[0] if heard else replace(read, notices=(*read.notices, *_renamed(failed)))


def _recognised(raster: Raster, engine: Engine, page: int) -> tuple[Raster, tuple[RawWord, ...], tuple[Notice, ...]]:
    """Read the page's image; where it bears print of two strengths, each by itself, unless that is print of the page too."""
    raw, notices = _guarded(lambda: engine.recognise(raster.image, raster.dpi), page)
    strengths = part_strengths(raster.picture, plainly=not is_mostly_sure(raw)) if raw else None
    if strengths is None:
        return raster, raw, notices
    strong, failed = _guarded(lambda: engine.recognise(strengths.strong, raster.dpi), page)
    weak, failed_too = _guarded(lambda: engine.recognise(strengths.weak, raster.dpi), page)
    if failed or failed_too or believed(weak) or not reads_as_well(strong, raw):
        return raster, raw, notices
    return (
        replace(raster, image=strengths.strong),
        strong,
        (*notices, Notice("show_through", _SHOW_THROUGH, page)),
    )


def _renamed(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    return tuple(replace(notice, code="second_opinion_failed") for notice in notices)


def _guarded(recognise: Callable[[], tuple[T, ...]], page: int) -> tuple[tuple[T, ...], tuple[Notice, ...]]:
    """Run an engine; what goes wrong costs the page its words, not the document its other pages."""
    try:
        return recognise(), ()
    except EngineMissingError:
        raise
    except EngineFailedError as error:
        message = error.detail or error.summary
    except Exception as error:  # noqa: BLE001 - an engine's libraries raise errors of every kind on a page they cannot take
        if is_out_of_memory(error):
            return (), (Notice(OUT_OF_MEMORY, _OUT_OF_MEMORY, page),)
        message = f"{type(error).__name__}: {error}"
    return (), (Notice("page_illegible", message, page),)


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


@dataclass(frozen=True, slots=True)
class _Print:
    """What was read on a page's image: words that lie, lines that stand on their side, and the rules between them."""

    words: tuple[Word, ...]
    turned: tuple[Line, ...]
    rules: tuple[Rule, ...]


def _print_of(raster: Raster, raw: tuple[RawWord, ...], engine: Engine, page: int) -> tuple[_Print, tuple[Notice, ...]]:
    image, scale = raster.image, raster.px_per_pt
    words = tuple(part for word in raw for part in without_stroke(word_from(word, scale)))
    drawn = find_rules(raster.picture)
    rules = (*drawn, *bar_rules(raster.picture, drawn))
    words = parted_at_lines(words, drawn)
    turned, failed = _guarded(lambda: (read_turned(image, words, rules, scale, engine),), page)
    lines, lying = turned[0] if turned else ((), words)
    return _Print(lying, lines, rules), failed


def _laid_out(empty: Page, raster: Raster, found: _Print) -> Page:
    picture, rules = raster.picture, found.rules
    words = part_raised_print(picture, find_marks(picture, found.words))
    handwriting = find_handwriting(picture, words, rules)
    words = underline(estimate_style(picture, drop_scrawl(words, handwriting), rules), rules)
    words, notices = doubt_overlaid(raster.image, words, rules, raster.px_per_pt, empty.number)
    arrangement = arrange(words, rules, empty.width_pt, empty.height_pt, found.turned)
    lines = settle_heads(arrangement.lines)
    page = replace(empty, lines=lines, tables=arrangement.tables, handwriting=handwriting, notices=notices)
    lines = doubted(page)
    return replace(page, lines=lines, expected_cer=expected_cer(word for line in lines for word in line.words))
