"""A document's pages into files: one a format, named after the document and the first digits of its hash."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from extractor.document import Document
from extractor.errors import OutputExistsError
from extractor.pages.alto import alto
from extractor.pages.hocr import hocr
from extractor.pages.searchable import searchable_pdf
from extractor.pages.shown import shown_pages
from extractor.reading.pdf import PdfFile
from extractor.settings import PageFormat

# Files of one name in two folders are two documents; so many digits tell a million apart.
_DIGITS = 10
_ENDINGS: dict[PageFormat, str] = {"hocr": ".hocr", "alto": ".alto.xml", "pdf": ".pdf"}
_MAKERS: dict[PageFormat, Callable[[Document, PdfFile], bytes]] = {
    "hocr": lambda document, file: hocr(document, shown_pages(document, file)),
    "alto": lambda document, file: alto(document, shown_pages(document, file)),
    "pdf": searchable_pdf,
}


def write_pages(document: Document, file: PdfFile, folder: Path, formats: Sequence[PageFormat]) -> list[Path]:
    """Write the pages of ``document``, which was read from ``file``, to ``folder``; return the files' paths.

    Raises OutputExistsError where ``folder`` cannot be written, DamagedPdfError for a PDF that cannot be written anew.
    """
    return [_write(folder / page_file(document, kind), _MAKERS[kind](document, file)) for kind in formats]


def page_file(document: Document, kind: PageFormat) -> str:
    """Return the name of the file for the pages of ``document``."""
    stem = Path(document.path.rstrip("/").rsplit("/", 1)[-1]).stem
    return f"{stem}.{document.sha256[:_DIGITS]}{_ENDINGS[kind]}"


def _write(target: Path, content: bytes) -> Path:
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise OutputExistsError(str(target), detail=error.strerror) from error
    return target
