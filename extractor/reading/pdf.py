"""A PDF file: opened, held to its limits, and asked for its pages.

In: a path and the settings. Out: one :class:`PdfPage` at a time, with its size as displayed and the images that lie on
it, or the error that says why the file cannot be read. Must not know what stands on a page.
"""

import ctypes
import hashlib
import math
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from extractor.document import Box
from extractor.errors import (
    DamagedPdfError,
    EmptyFileError,
    FileMissingError,
    LimitError,
    NoPagesError,
    NotAPdfError,
)
from extractor.reading.catalogue import Catalogue, read_catalogue
from extractor.reading.colour import grey_of
from extractor.reading.images import ImagePages, is_image
from extractor.reading.ink import reduce
from extractor.reading.opening import PlumberFile, assumed_sizes, load, open_plumber
from extractor.reading.passwords import password_for
from extractor.reading.source_file import open_source, path_of, recorded_name
from extractor.settings import Settings

Grey = NDArray[np.uint8]
Pixels = NDArray[np.uint8]
# A pointer of PDFium's.
PdfiumObject = Any
# Left, bottom, right and top, in PDF user space.
Bounds = tuple[float, float, float, float]

# A viewer accepts the mark anywhere in the first kilobyte (Adobe's implementation note 13 to the PDF Reference 1.7).
_HEAD = 1024
_MARK = b"%PDF-"
# Poppler and qpdf look further; so far into a file nothing but junk of its way here is known to stand before the mark.
_JUNK = 1 << 16
_LATE_MARK = re.compile(rb"(?:^|[\r\n])%PDF-[12]\.")
# An object's beginning, and what stands at the end of every PDF.
_OBJECT = re.compile(rb"[0-9]+ [0-9]+ obj\b")
_END = b"startxref"
# What holds PDFs uncompressed and is none: archives and mail folders.
_CONTAINERS = (b"PK", b"Rar!", b"From ", b"!<arch>", b"7z")
POINTS_PER_INCH = 72.0
# How deep forms may lie in one another.
_DEEPEST = 8
# The comparison of an embedded image with the page as displayed needs shapes, not letters.
_GLANCE_DPI = 18.0
# Two renderings of one scan differ by 1 to 3 grey levels at that size, an inverted or turned one by 40 and more.
_LIKENESS = 14.0


@dataclass
class PdfFile:
    """An open PDF with what identifies it. It is a resource: :meth:`renew` opens it afresh."""

    path: str
    sha256: str
    size_bytes: int
    page_count: int
    handle: pdfium.PdfDocument | ImagePages
    password: str | None = None

    @cached_property
    def catalogue(self) -> Catalogue:
        """What the file says of itself beside its pages."""
        return Catalogue() if isinstance(self.handle, ImagePages) else read_catalogue(path_of(self.path))

    @cached_property
    def plumber(self) -> PlumberFile:
        """The file as pdfplumber sees it, opened only when a page's own text is asked for."""
        assert isinstance(self.handle, pdfium.PdfDocument)
        return open_plumber(self.path, path_of(self.path), self.handle, self.password)

    @cached_property
    def assumed_sizes(self) -> frozenset[int]:
        """The numbers of the pages that do not say how large they are."""
        if not isinstance(self.handle, pdfium.PdfDocument):
            return frozenset()
        return assumed_sizes(path_of(self.path), self.handle, self.password)

    def renew(self) -> None:
        """Open the file afresh, so that what PDFium and pdfminer keep of the pages read so far is let go."""
        if isinstance(self.handle, pdfium.PdfDocument):
            self.close()
            self.__dict__.pop("plumber", None)
            self.handle = load(self.path, path_of(self.path), self.password)

    def close(self) -> None:
        """Close the file, however it was opened."""
        if "plumber" in self.__dict__:
            # It goes through all pages to close them, those too that it could not open.
            with suppress(Exception):
                self.plumber.close()
        self.handle.close()


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image on a page: where it is displayed, and how many pixels it has (as stored)."""

    box: Box
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One loaded page. ``rotation`` is the page's own /Rotate, already applied to every size and place given here.

    So is ``user_unit``, the points in a unit of the page's own coordinates.
    """

    number: int
    width_pt: float
    height_pt: float
    rotation: int
    handle: pdfium.PdfPage
    user_unit: float = 1.0


@contextmanager
def open_pdf(path: Path | str, settings: Settings) -> Iterator[PdfFile]:
    """Open a PDF, or an image file as if it were one, for reading and close it afterwards.

    Raises FileMissingError, EmptyFileError, NotAPdfError, EncryptedPdfError, DamagedPdfError, NoPagesError, and
    LimitError where the file is larger than ``settings.max_file_mb`` or has more pages than ``settings.max_pages``.
    """
    path = Path(path)
    name = recorded_name(path)
    sha256, size, is_picture = _fingerprint(path, settings.max_file_mb)
    password = password_for(path, settings)
    handle = ImagePages.open(str(path), settings.max_page_megapixels) if is_picture else load(name, path, password)
    file = PdfFile(name, sha256, size, len(handle), handle, password)
    try:
        if file.page_count < 1:
            raise NoPagesError(name)
        if file.page_count > settings.max_pages:
            raise LimitError(name, detail=f"{file.page_count} pages, and max_pages is {settings.max_pages}.")
        yield file
    finally:
        file.close()


def _fingerprint(path: Path, most_mb: float) -> tuple[str, int, bool]:
    """Return the SHA-256 and the size of a file that begins like a PDF or an image, and whether it is an image."""
    with open_source(path, most_mb=most_mb) as stream:
        try:
            head = stream.read(_JUNK)
            if not head:
                raise EmptyFileError(recorded_name(path))
            is_picture = is_image(head)
            if not is_picture and not _is_marked(head) and not _ends_like_pdf(stream, head):
                raise NotAPdfError(recorded_name(path))
            digest = hashlib.sha256(head)
            while block := stream.read(1 << 20):
                digest.update(block)
            return digest.hexdigest(), stream.tell(), is_picture
        except OSError as error:
            raise FileMissingError(recorded_name(path), detail=error.strerror or str(error)) from error


def _is_marked(head: bytes) -> bool:
    """Tell whether a file begins as a PDF does: with the mark, or after some junk that is no other kind of file."""
    return _MARK in head[:_HEAD] or (_LATE_MARK.search(head) is not None and not head.startswith(_CONTAINERS))


def _ends_like_pdf(stream: BufferedReader, head: bytes) -> bool:
    """Tell whether a file without the mark holds a PDF's objects and ends as one does: its first line may be spoilt."""
    if _OBJECT.search(head) is None or head.startswith(_CONTAINERS):
        return False
    place, size = stream.tell(), os.fstat(stream.fileno()).st_size
    stream.seek(max(0, size - _HEAD))
    tail = stream.read()
    stream.seek(place)
    return _END in tail


@contextmanager
def open_page(file: PdfFile, number: int) -> Iterator[PdfPage]:
    """Load page ``number`` (from 1) and let go of it afterwards. Raises DamagedPdfError with the page's number."""
    try:
        handle = file.handle[number - 1]
    except pdfium.PdfiumError as error:
        raise DamagedPdfError(file.path, page=number, detail=str(error)) from error
    try:
        width, height = handle.get_size()
        if not (width > 0 and height > 0):
            raise DamagedPdfError(file.path, page=number, detail="the page has no size")
        unit = file.catalogue.user_units.get(number, 1.0)
        yield PdfPage(number, width * unit, height * unit, handle.get_rotation(), handle, unit)
    finally:
        handle.close()


def placed_images(page: PdfPage) -> tuple[PlacedImage, ...]:
    """Return the images that lie on the page, largest first."""
    found = [_placed(page, image) for image in _image_objects(page)]
    return tuple(sorted(found, key=lambda image: -image.box.width * image.box.height))


def _image_objects(page: PdfPage) -> list[pdfium.PdfImage]:
    if next(_objects_of(page, pdfium_c.FPDF_PAGEOBJ_IMAGE), None) is None:
        return []
    return list(page.handle.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST))


def _placed(page: PdfPage, image: pdfium.PdfImage) -> PlacedImage:
    width, height = image.get_px_size()
    return PlacedImage(_displayed_box(page, image.get_bounds()), width, height)


def displayed(page: PdfPage, x: float, y: float) -> tuple[float, float]:
    """Map a point of PDF user space (origin bottom left, unturned) to the page as displayed (origin top left)."""
    left, bottom, right, top = _shown(page)
    match page.rotation:
        case 90:
            place = y - bottom, x - left
        case 180:
            place = right - x, y - bottom
        case 270:
            place = top - y, right - x
        case _:
            place = x - left, top - y
    return place[0] * page.user_unit, place[1] * page.user_unit


def _shown(page: PdfPage) -> tuple[float, float, float, float]:
    """Return the part of user space that is displayed: of the crop box what the media box holds."""
    # Its boxes one by one would not be those that a page inherits.
    left, bottom, right, top = page.handle.get_bbox()
    return left, bottom, right, top


def render(page: PdfPage, dpi: float) -> Grey:
    """Render the page as displayed, in grey, at ``dpi``; what is marked for redaction is black."""
    return _drawn(page, dpi, grayscale=True)


def render_freed(page: PdfPage, dpi: float) -> Grey:
    """Render the page as displayed, in grey, freed of coloured stamps that lie over black print."""
    return _drawn(page, dpi, grayscale=False)


def render_in_colour(page: PdfPage, dpi: float) -> Pixels:
    """Render the page as displayed, in red, green and blue, at ``dpi``; what is marked for redaction is black."""
    bitmap = page.handle.render(scale=dpi / POINTS_PER_INCH * page.user_unit, rev_byteorder=True)
    pixels: Pixels = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    bitmap.close()
    return _without_withheld(pixels, page, dpi)


def _drawn(page: PdfPage, dpi: float, *, grayscale: bool) -> Grey:
    scale = dpi / POINTS_PER_INCH * page.user_unit
    bitmap = page.handle.render(scale=scale, grayscale=grayscale, fill_color=(255, 255, 255, 255))
    grey = _grey(bitmap)
    bitmap.close()
    return _without_withheld(grey, page, dpi)


def _without_withheld(pixels: Pixels, page: PdfPage, dpi: float) -> Pixels:
    scale = dpi / POINTS_PER_INCH
    for box in withheld(page):
        x0, top = (max(0, math.floor(edge * scale)) for edge in (box.x0, box.top))
        pixels[top : max(top, math.ceil(box.bottom * scale)), x0 : max(x0, math.ceil(box.x1 * scale))] = 0
    return pixels


def withheld(page: PdfPage) -> tuple[Box, ...]:
    """Return the places that are marked for redaction (PDF 32000-1:2008, 12.5.6.23), though what stands there is not removed yet.

    Whoever marked them wants nobody to read them; viewers show them under a black box, or with a frame around them.
    """
    return tuple(
        _displayed_box(page, bounds)
        for annotation in _annotations(page)
        if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_REDACT
        for bounds in _quarters(annotation)
    )


def embedded(page: PdfPage) -> Grey | None:
    """Return the page's one image at its own resolution, turned as displayed; None unless it is the whole page.

    The image is held against a small rendering of the page, so that one with a mask, a flip, inverted inks or something
    drawn over it is told from one that may be used as it is.
    """
    images = _image_objects(page)
    if len(images) != 1 or not _upright(images[0].get_matrix()) or _is_drawn_upon(page):
        return None
    try:
        bitmap = images[0].get_bitmap(render=False)
    except pdfium.PdfiumError:
        return None
    grey = np.rot90(_grey(bitmap), -page.rotation // 90)
    seen = render(page, _GLANCE_DPI)
    coarse = reduce(grey, max(1, min(grey.shape[0] // seen.shape[0], grey.shape[1] // seen.shape[1]) // 4))
    small = cv2.resize(coarse, (seen.shape[1], seen.shape[0]), interpolation=cv2.INTER_AREA)
    if float(np.abs(small.astype(np.int16) - seen).mean()) > _LIKENESS:
        return None
    return np.ascontiguousarray(grey)


def _is_drawn_upon(page: PdfPage) -> bool:
    """Tell whether shapes, text that can be seen or annotations lie on the page, which its image does not show."""
    drawn = (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING)
    if any(next(_objects_of(page, kind), None) is not None for kind in drawn) or hidden_share(page, none=1.0) < 1:
        return True
    unseen = {pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP}
    return any(pdfium_c.FPDFAnnot_GetSubtype(annotation) not in unseen for annotation in _annotations(page))


def _annotations(page: PdfPage) -> Iterator[PdfiumObject]:
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page.handle.raw)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.handle.raw, index)
        if annotation:
            yield annotation
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _quarters(annotation: PdfiumObject) -> list[Bounds]:
    """Return the quadrilaterals that an annotation marks, or its rectangle where it names none."""
    rectangle, points = pdfium_c.FS_RECTF(), pdfium_c.FS_QUADPOINTSF()
    found: list[Bounds] = []
    for index in range(pdfium_c.FPDFAnnot_CountAttachmentPoints(annotation)):
        if pdfium_c.FPDFAnnot_GetAttachmentPoints(annotation, index, points):
            xs, ys = (points.x1, points.x2, points.x3, points.x4), (points.y1, points.y2, points.y3, points.y4)
            found.append((min(xs), min(ys), max(xs), max(ys)))
    if not found and pdfium_c.FPDFAnnot_GetRect(annotation, rectangle):
        found.append((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))
    return found


def _displayed_box(page: PdfPage, bounds: Bounds) -> Box:
    """Return where the rectangle from left and bottom to right and top of user space is displayed."""
    left, bottom, right, top = bounds
    corners = [displayed(page, x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _upright(matrix: pdfium.PdfMatrix) -> bool:
    return bool(matrix.a > 0 and matrix.d > 0 and abs(matrix.b) < 1e-3 * matrix.a and abs(matrix.c) < 1e-3 * matrix.d)


def _grey(bitmap: pdfium.PdfBitmap) -> Grey:
    pixels = bitmap.to_numpy()
    if pixels.ndim == 3 and pixels.shape[2] >= 3:
        return grey_of(np.ascontiguousarray(pixels[:, :, :3]))
    return np.array(pixels.reshape(pixels.shape[:2]), dtype=np.uint8)


def character_count(page: PdfPage) -> int:
    """Return how many characters the page's text holds, cheaply."""
    text = page.handle.get_textpage()
    try:
        return int(text.count_chars())
    finally:
        text.close()


def shape_count(page: PdfPage) -> int:
    """Return how many lines and shapes are drawn on the page."""
    return sum(1 for _ in _objects_of(page, pdfium_c.FPDF_PAGEOBJ_PATH))


@dataclass(frozen=True, slots=True)
class PlacedCharacter:
    """A character as PDFium has it: where it is displayed, and how far its line is turned counter-clockwise, in degrees.

    ``is_drawn`` says that it is drawn at all: OCR programs lay text under a scan that is not (rendering mode 3).
    """

    text: str
    box: Box
    size_pt: float
    font: str
    angle: float
    is_drawn: bool = True


def placed_characters(page: PdfPage) -> Iterator[PlacedCharacter]:
    """Yield the page's characters in the order in which they are drawn."""
    text = page.handle.get_textpage()
    try:
        for index in range(text.count_chars()):
            box = text.get_charbox(index, loose=True)
            yield PlacedCharacter(
                chr(pdfium_c.FPDFText_GetUnicode(text.raw, index)),
                _displayed_box(page, box),
                float(pdfium_c.FPDFText_GetFontSize(text.raw, index)) * page.user_unit,
                _font_name(text, index),
                (math.degrees(pdfium_c.FPDFText_GetCharAngle(text.raw, index)) - page.rotation) % 360.0,
                _is_drawn(text, index),
            )
    finally:
        text.close()


def _is_drawn(text: pdfium.PdfTextPage, index: int) -> bool:
    item = pdfium_c.FPDFText_GetTextObject(text.raw, index)
    return not item or pdfium_c.FPDFTextObj_GetTextRenderMode(item) != pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE


def _font_name(text: pdfium.PdfTextPage, index: int) -> str:
    flags = ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(text.raw, index, None, 0, ctypes.byref(flags))
    if length <= 1:
        return ""
    name = ctypes.create_string_buffer(length)
    pdfium_c.FPDFText_GetFontInfo(text.raw, index, name, length, ctypes.byref(flags))
    return name.value.decode("utf-8", "replace")


@contextmanager
def without_text(page: PdfPage) -> Iterator[None]:
    """Have the page drawn without its text while this lasts."""
    objects = _text_objects(page)
    modes = [pdfium_c.FPDFTextObj_GetTextRenderMode(item) for item in objects]
    try:
        for item in objects:
            pdfium_c.FPDFTextObj_SetTextRenderMode(item, pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)
        yield
    finally:
        for item, mode in zip(objects, modes, strict=True):
            pdfium_c.FPDFTextObj_SetTextRenderMode(item, mode)


def hidden_share(page: PdfPage, *, none: float = 0.0) -> float:
    """Return the share of the page's text objects that are in rendering mode 3, that is, not drawn; ``none`` without any."""
    modes = [pdfium_c.FPDFTextObj_GetTextRenderMode(item) for item in _text_objects(page)]
    return modes.count(pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE) / len(modes) if modes else none


def _text_objects(page: PdfPage) -> list[PdfiumObject]:
    return list(_objects_of(page, pdfium_c.FPDF_PAGEOBJ_TEXT))


def _objects_of(page: PdfPage, kind: int) -> Iterator[PdfiumObject]:
    """Yield the page's objects of a kind, those within forms too; pypdfium2's own walk takes six times as long."""
    raw = page.handle.raw
    top = (pdfium_c.FPDFPage_GetObject(raw, index) for index in range(pdfium_c.FPDFPage_CountObjects(raw)))
    return _among(top, kind, _DEEPEST)


def _among(objects: Iterable[PdfiumObject], kind: int, depth: int) -> Iterator[PdfiumObject]:
    for item in objects:
        own = pdfium_c.FPDFPageObj_GetType(item)
        if own == kind:
            yield item
        elif own == pdfium_c.FPDF_PAGEOBJ_FORM and depth > 1:
            count = pdfium_c.FPDFFormObj_CountObjects(item)
            yield from _among((pdfium_c.FPDFFormObj_GetObject(item, i) for i in range(count)), kind, depth - 1)
