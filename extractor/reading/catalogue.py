"""What a PDF says of itself beside its pages: files that it carries, forms that its pages only stand in for, units of length.

In: the path of a PDF. Out: a :class:`Catalogue`. Must not know what stands on the pages.
"""

import mmap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from extractor.document import Notice

# A sheet of 200 inches, the largest that PDF 1.5 knew, times this is 238 miles.
_LARGEST_UNIT = 75_000.0
# Names without which there is nothing to look for. What is packed in an object stream cannot be seen in the bytes.
_TELLING = (b"/UserUnit", b"/EmbeddedFile", b"/Collection", b"/XFA", b"/ObjStm")
_MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``user_units`` holds the size in points of a unit of those pages' coordinates that state one (PDF 32000-1:2008, table 30).

    ``embedded`` names the files carried, ``is_portfolio`` says that they are what the file is for. ``is_placeholder`` says
    that the pages stand in for a form that only some viewers draw (dynamic XFA).
    """

    user_units: Mapping[int, float] = field(default_factory=dict)
    embedded: tuple[str, ...] = ()
    is_portfolio: bool = False
    is_placeholder: bool = False


def read_catalogue(path: Path) -> Catalogue:
    """Return what the PDF at ``path`` says of itself; nothing where it cannot be asked."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if all(content.find(name) < 0 for name in _TELLING):
            return Catalogue()
    try:
        with pikepdf.Pdf.open(path) as pdf:
            return Catalogue(dict(_units(pdf)), tuple(_embedded(pdf)), "/Collection" in pdf.Root, _is_placeholder(pdf))
    # A damaged file is the reader's to report: whatever is wrong here must not cost its pages.
    except (pikepdf.PdfError, pikepdf.PasswordError, AttributeError, KeyError, TypeError, ValueError, RuntimeError):
        return Catalogue()


def _units(pdf: pikepdf.Pdf) -> Iterator[tuple[int, float]]:
    for number, page in enumerate(pdf.pages, start=1):
        unit = page.obj.get("/UserUnit")
        if unit is not None and 0 < float(unit) <= _LARGEST_UNIT:
            yield number, float(unit)


def _embedded(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the names of files that are carried, or pinned to a page."""
    for key, attached in pdf.attachments.items():
        yield attached.filename or key
    for page in pdf.pages:
        for note in page.obj.get("/Annots", ()):
            if note.get("/Subtype") == "/FileAttachment" and "/FS" in note:
                yield str(note.FS.get("/UF", note.FS.get("/F", "unnamed")))


def _is_placeholder(pdf: pikepdf.Pdf) -> bool:
    """Tell whether an XFA form is drawn by the viewer: its file says so, or has no fields of the usual kind."""
    form = pdf.Root.get("/AcroForm")
    if form is None or "/XFA" not in form:
        return False
    return bool(pdf.Root.get("/NeedsRendering", False)) or len(form.get("/Fields", ())) == 0


def notices_of(catalogue: Catalogue) -> tuple[Notice, ...]:
    """Return what a reader of the record ought to know of what is not on the pages."""
    found: list[Notice] = []
    if catalogue.is_placeholder:
        message = (
            "The file is a dynamic XFA form: what stands on its pages is a placeholder. Open it in Adobe Acrobat, print it to a "
            "PDF and extract that."
        )
        found.append(Notice("xfa_placeholder", message))
    if catalogue.embedded:
        kind = "The file is a portfolio; the files" if catalogue.is_portfolio else "The file has attachments; the files"
        names = ", ".join(catalogue.embedded[:_MOST_NAMES])
        more = len(catalogue.embedded) - _MOST_NAMES
        listed = f"{names} and {more} more" if more > 0 else names
        message = f"{kind} embedded in it were not read: {listed}. Save them and extract them by themselves."
        found.append(Notice("embedded_files", message))
    return tuple(found)
