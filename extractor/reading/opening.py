"""A PDF opened as PDFium and as pdfplumber see it, whatever state its cross-reference and its pages' boxes are in.

What PDFium refuses is tried once more as qpdf repairs it; what pdfminer trips over is given to it repaired, with the boxes and
the rotation that PDFium displays. So both see the same pages, or the file is refused with the reason.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from extractor.errors import DamagedPdfError, EncryptedPdfError, NoPagesError
from extractor.reading.source_file import recorded_name

_LETTER = (0.0, 0.0, 612.0, 792.0)
Stream = io.BufferedReader | io.BytesIO
_MARK = b"%PDF-"
# PDFium looks for a file's mark in so many bytes.
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class PlumberFile:
    """The pages of a file as pdfplumber sees them, and the stream they are read from."""

    pages: tuple[Page, ...]
    stream: Stream

    def close(self) -> None:
        """Let go of the pages and of the file; never fails, since by now everything has been read."""
        for page in self.pages:
            page.close()
        self.stream.close()


def load(name: str, path: Path, password: str | None = None) -> pdfium.PdfDocument:
    """Open a file with PDFium, repaired if need be. ``name`` is what errors call it.

    Raises EncryptedPdfError, NoPagesError, DamagedPdfError.
    """
    try:
        return _loaded(path, password)
    except pdfium.PdfiumError as error:
        refused = error
    if refused.err_code == pdfium_c.FPDF_ERR_SECURITY:
        raise EncryptedPdfError(name, detail="its encryption is of a kind that is not known") from refused
    try:
        return _loaded(io.BytesIO(_repaired(name, path, password, partial(_refuse_loss, name=name))), None)
    except pdfium.PdfiumError as error:
        raise DamagedPdfError(name, detail=str(error)) from error


def _loaded(source: Path | io.BytesIO, password: str | None) -> pdfium.PdfDocument:
    # PDFium keeps the code of its last error, and some refusals set none: this sets one that says nothing.
    pdfium_c.FPDF_LoadMemDocument(b"", 0, None)
    return pdfium.PdfDocument(source, password=password)


def _repaired(
    name: str, path: Path, password: str | None, change: Callable[[pikepdf.Pdf], None] | None = None
) -> bytes:
    """Return the file as qpdf writes it anew: with a sound cross-reference, unencrypted, from its mark on."""
    try:
        with pikepdf.open(qpdf_source(path), password=password or "", suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                raise NoPagesError(name)
            if change is not None:
                change(pdf)
            written = io.BytesIO()
            pdf.save(written)
            return written.getvalue()
    except pikepdf.PasswordError as error:
        raise EncryptedPdfError(name, detail="the password is wrong" if password else None) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError) as error:
        said = " ".join(str(error).split()).removeprefix(f"{path}: ")
        raise DamagedPdfError(name, detail=said) from error


def _refuse_loss(pdf: pikepdf.Pdf, name: str) -> None:
    """Raise DamagedPdfError where repair has lost a page's content: such a page would pass for a blank one."""
    for number, page in enumerate(pdf.pages, 1):
        if page.obj.get("/Contents") is None:
            raise DamagedPdfError(name, page=number, detail="what stands on the page is lost")


def qpdf_source(path: Path) -> Path | io.BytesIO:
    """Return the file as qpdf can open it.

    It begins at its mark where more junk comes before than readers look through, and has no name where that is no text.
    """
    with path.open("rb") as stream:
        is_named = str(path).isascii() or recorded_name(path) == str(path)
        if is_named and _MARK in stream.read(_HEAD + len(_MARK)):
            return path
        stream.seek(0)
        content = stream.read()
    return io.BytesIO(content[max(0, content.find(_MARK)) :])


def open_plumber(name: str, path: Path, handle: pdfium.PdfDocument, password: str | None = None) -> PlumberFile:
    """Open with pdfplumber what ``handle`` is, page for page. Raises DamagedPdfError where even repair does not help."""
    try:
        return _plumbed(path.open("rb"), len(handle), password)
    except Exception:  # noqa: BLE001 - pdfminer raises errors of every kind on what it cannot take
        content = _repaired(name, path, password, partial(_take_over_boxes, handle=handle))
    try:
        return _plumbed(io.BytesIO(content), len(handle), None)
    except Exception as error:
        raise DamagedPdfError(name, detail=f"{type(error).__name__}: {error}") from error


def _plumbed(stream: Stream, count: int, password: str | None) -> PlumberFile:
    try:
        pages = tuple(PDF(stream, password=password or "").pages)
        if len(pages) != count or not all(map(_is_sound, pages)):
            raise ValueError("pdfminer sees other pages than PDFium")
    except BaseException:
        stream.close()
        raise
    return PlumberFile(pages, stream)


def _is_sound(page: Page) -> bool:
    """Tell whether pdfminer places what is on a page as it should: it takes boxes and rotations at their word."""
    x0, y0, x1, y1 = page.page_obj.mediabox
    return bool(x0 < x1 and y0 < y1 and page.rotation % 90 == 0)


def _take_over_boxes(pdf: pikepdf.Pdf, handle: pdfium.PdfDocument) -> None:
    """Give each page the box and the rotation that PDFium displays it with."""
    for number, page in enumerate(pdf.pages):
        seen = handle[number]
        box = pikepdf.Array([round(edge, 4) for edge in seen.get_bbox()])
        page.obj.MediaBox = page.obj.CropBox = box
        page.obj.Rotate = seen.get_rotation()
        for other in ("/TrimBox", "/BleedBox", "/ArtBox"):
            if other in page.obj:
                del page.obj[other]
        seen.close()


def assumed_sizes(path: Path, handle: pdfium.PdfDocument, password: str | None = None) -> frozenset[int]:
    """Return the numbers of the pages that say no size of their own and are displayed as US Letter for want of one."""
    suspects = [number for number in range(len(handle)) if _may_lack_size(handle, number)]
    if not suspects:
        return frozenset()
    try:
        # Asked to hand down what pages inherit, qpdf puts a size where there is none.
        with pikepdf.open(
            qpdf_source(path), password=password or "", suppress_warnings=True, inherit_page_attributes=False
        ) as pdf:
            said = list(_say_size(pdf.Root.get("/Pages"), False, set()))
            return frozenset(n + 1 for n in suspects if n < len(said) and not said[n])
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError):
        return frozenset()


def _may_lack_size(handle: pdfium.PdfDocument, number: int) -> bool:
    try:
        page = handle[number]
    except pdfium.PdfiumError:
        return False
    own = page.get_mediabox(fallback_ok=False)
    suspect = tuple(page.get_bbox()) == _LETTER and (own is None or tuple(own) != _LETTER)
    page.close()
    return suspect


def _say_size(node: object, inherited: bool, seen: set[tuple[int, int]]) -> Iterator[bool]:
    """Tell of each page below ``node`` whether it, or what it belongs to, says how large it is."""
    if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
        return
    seen.add(node.objgen)
    says = _is_box(node.get("/MediaBox")) if "/MediaBox" in node else inherited
    kids = node.get("/Kids")
    if not isinstance(kids, pikepdf.Array):
        yield says
        return
    for kid in kids:
        yield from _say_size(kid, says, seen)


def _is_box(box: object) -> bool:
    return isinstance(box, pikepdf.Array) and len(box) == 4 and all(not isinstance(e, pikepdf.Object) for e in box)
