"""A document's pages into files: one a format, named after the document and the first digits of its hash."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from extractor.choices import PageFormat
from extractor.document import Document, Notice
from extractor.errors import ExtractorError
from extractor.output_folder import make_output_folder
from extractor.pages.alto import alto
from extractor.pages.hocr import hocr
from extractor.pages.searchable import searchable_pdf
from extractor.pages.shown import shown_pages
from extractor.reading.pdf import PdfFile
from extractor.writing import written_whole

# Files of one name in two folders are two documents; so many digits tell a million apart.
_DIGITS = 10
# A file's name may have 255 bytes; digits, endings and what marks a part of it come to some forty.
_LONGEST_STEM = 200
_ENDINGS: dict[PageFormat, str] = {"hocr": ".hocr", "alto": ".alto.xml", "pdf": ".pdf"}
_MAKERS: dict[PageFormat, Callable[[Document, PdfFile], bytes]] = {
    "hocr": lambda document, file: hocr(document, shown_pages(document, file)),
    "alto": lambda document, file: alto(document, shown_pages(document, file)),
    "pdf": searchable_pdf,
}


def with_pages(document: Document, file: PdfFile, folder: Path, formats: Sequence[PageFormat]) -> Document:
    """Write the pages of ``document``, which was read from ``file``, to ``folder``.

    Returns the document, with a notice of each format that could not be made: that costs the file, not the record.
    Raises OutputExistsError where ``folder`` cannot be written.
    """
    notices = tuple(notice for kind in formats if (notice := _notice(document, file, folder, kind)))
    return replace(document, notices=(*document.notices, *notices)) if notices else document


def _notice(document: Document, file: PdfFile, folder: Path, kind: PageFormat) -> Notice | None:
    try:
        content = _MAKERS[kind](document, file)
    except Exception as error:  # noqa: BLE001 - a PDF that one library reads can break another in any way
        said = (error.detail or error.summary) if isinstance(error, ExtractorError) else str(error)
        return Notice("pages_not_written", f"The pages could not be written as {kind}: {said}")
    _write(folder / page_file(document, kind), content)
    return None


def page_file(document: Document, kind: PageFormat) -> str:
    """Return the name of the file for the pages of ``document``."""
    return page_stem(document) + _ENDINGS[kind]


def page_stem(document: Document) -> str:
    """Return what the names of all files for the pages of ``document`` begin with."""
    stem = Path(document.path.rstrip("/").rsplit("/", 1)[-1]).stem
    # Cut between characters, so that what is left is text.
    short = stem.encode()[:_LONGEST_STEM].decode(errors="ignore")
    return f"{short}.{document.sha256[:_DIGITS]}"


def _write(target: Path, content: bytes) -> None:
    make_output_folder(target.parent)
    with written_whole(target) as part:
        part.write_bytes(content)
