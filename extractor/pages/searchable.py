"""A scan with its text laid over it, unseen: the PDF as it was, in which words can now be searched, marked and copied.

In: a document and the file it was read from. Out: the bytes of a PDF. The pictures of the pages are not touched. Words that
the PDF had as text are left as they are; hidden text that another program laid under a scan makes room for ours.
"""

import io
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Name, Pdf

from decision_models import PageSource
from extractor.document import Affine, Document, Line, Page, Word
from extractor.errors import DamagedPdfError
from extractor.pages.font import WIDTH, inkless_font
from extractor.pages.images import as_pdf
from extractor.pages.packed import packed
from extractor.reading.images import ImagePages
from extractor.reading.opening import qpdf_source
from extractor.reading.pdf import PdfFile, PdfPage, displayed, open_page
from extractor.reading.source_file import path_of
from extractor.reading.textlayer import READING

_Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage

_FONT = Name("/ExtractorInkless")
_UNSEEN = 3
_SHOWS_TEXT = {"Tj", "TJ", "'", '"'}


def searchable_pdf(document: Document, file: PdfFile) -> bytes:
    """Return ``file`` with the words of ``document`` in their places. Raises DamagedPdfError where that cannot be done."""
    try:
        with _opened(file) as pdf:
            _lay_text(pdf, document, file)
            pdf.remove_unreferenced_resources()
            target = io.BytesIO()
            # Whatever the scans are packed in, they stay packed in it.
            pdf.save(
                target,
                deterministic_id=True,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
            )
            return target.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise DamagedPdfError(file.path, detail=str(error)) from error


def _opened(file: PdfFile) -> Pdf:
    return (
        as_pdf(file)
        if isinstance(file.handle, ImagePages)
        else Pdf.open(qpdf_source(path_of(file.path)), password=file.password or "")
    )


def _lay_text(pdf: Pdf, document: Document, file: PdfFile) -> None:
    texts = sorted(
        {word.text for page in document.pages for line in page.lines for word in line.words if _is_ours(word)}
    )
    codes = {character: code for code, character in enumerate(sorted({*"".join(texts), " "}), 1)}
    font = inkless_font(pdf, codes)
    for page in document.pages:
        if page.width_pt > 0 and any(_is_ours(word) for line in page.lines for word in line.words):
            with open_page(file, page.number) as source:
                content = _content(page, _to_user_space(source), codes)
            if page.source is PageSource.OCR:
                _drop_hidden_text(pdf, pdf.pages[page.number - 1])
            _add(pdf, pdf.pages[page.number - 1], content, font)


def _is_ours(word: Word) -> bool:
    return word.reading != READING


def _add(pdf: Pdf, target: pikepdf.Page, content: bytes, font: pikepdf.Object) -> None:
    target.add_resource(font, Name.Font, _FONT, replace_existing=True)
    # Whatever the page's own content does to the state of things ends with it.
    target.contents_add(packed(pdf, b"q\n"), prepend=True)
    target.contents_add(packed(pdf, b"\nQ\n" + content))


def _to_user_space(page: PdfPage) -> Affine:
    """Return the map from points of the page as displayed to the PDF's own, by turning round the way there."""
    (c, f), (x1, y1), (x2, y2) = (displayed(page, x, y) for x, y in ((0, 0), (1, 0), (0, 1)))
    a, b, d, e = x1 - c, x2 - c, y1 - f, y2 - f
    determinant = a * e - b * d
    a, b, d, e = e / determinant, -b / determinant, -d / determinant, a / determinant
    return Affine(a, b, -(a * c + b * f), d, e, -(d * c + e * f))


def _content(page: Page, to_user: Affine, codes: dict[str, int]) -> bytes:
    there, then = page.to_displayed, to_user
    # Both maps in one, for coordinates that grow upwards as a PDF's do: (x, -y) on the upright page.
    a, b = then.a * there.a + then.b * there.d, then.a * there.b + then.b * there.e
    d, e = then.d * there.a + then.e * there.d, then.d * there.b + then.e * there.e
    c = then.a * there.c + then.b * there.f + then.c
    f = then.d * there.c + then.e * there.f + then.f
    matrix = " ".join(f"{value:.6f}" for value in (a, d, -b, -e, c, f))
    text = "\n".join(piece for line in page.lines for piece in _line(line, codes))
    return f"q\n{matrix} cm\nBT\n{_UNSEEN} Tr\n{text}\nET\nQ\n".encode("ascii")


def _line(line: Line, codes: dict[str, int]) -> Iterator[str]:
    """Give the words of a line, each fitted to its box, and a space fitted to each gap."""
    words = [word for word in line.words if _is_ours(word) and word.text and word.box.width > 0 and word.box.height > 0]
    for number, word in enumerate(words):
        yield _fitted(word.text, (word.box.x0, word.box.x1), word, codes)
        if number + 1 < len(words) and words[number + 1].box.x0 > word.box.x1:
            yield _fitted(" ", (word.box.x1, words[number + 1].box.x0), word, codes)


def _fitted(text: str, span: tuple[float, float], word: Word, codes: dict[str, int]) -> str:
    size = word.box.height
    scaling = 100 * (span[1] - span[0]) / (len(text) * WIDTH * size)
    coded = "".join(f"{codes[character]:04X}" for character in text)
    place = f"1 0 0 1 {span[0]:.3f} {-word.box.bottom:.3f} Tm"
    return f"{_FONT} {size:.3f} Tf {scaling:.3f} Tz {place} <{coded}> Tj"


def _drop_hidden_text(pdf: Pdf, page: pikepdf.Page) -> None:
    instructions = list(pikepdf.parse_content_stream(page))
    kept = list(_without_hidden_text(instructions))
    if len(kept) < len(instructions):
        page.Contents = packed(pdf, pikepdf.unparse_content_stream(kept))


def _without_hidden_text(instructions: Iterable[_Instruction]) -> Iterator[_Instruction]:
    mode = 0
    outer: list[int] = []
    for instruction in instructions:
        match str(instruction.operator):
            case "q":
                outer.append(mode)
            case "Q":
                mode = outer.pop() if outer else mode
            case "Tr":
                mode = int(instruction.operands[0])
        if mode != _UNSEEN or str(instruction.operator) not in _SHOWS_TEXT:
            yield instruction
