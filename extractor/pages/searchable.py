"""A scan with its text laid over it, unseen: the PDF as it was, in which words can now be searched, marked and copied.

In: a document and the file it was read from. Out: the bytes of a PDF. The pictures of the pages are not touched. Words that
the PDF had as text are left as they are; hidden text that another program laid under a scan makes room for ours. A page with
text of its own that nobody sees (under a black box, say) is there as its picture: what is covered cannot be found or copied.
"""

import io
import zlib
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from decision_models import PageSource
from extractor.document import Affine, Document, Page, Word
from extractor.errors import DamagedPdfError
from extractor.pages.font import WIDTH, inkless_font
from extractor.pages.images import as_pdf
from extractor.pages.packed import packed
from extractor.reading.images import ImagePages
from extractor.reading.opening import qpdf_source
from extractor.reading.pdf import POINTS_PER_INCH, PdfFile, PdfPage, displayed, open_page, render_in_colour
from extractor.reading.source_file import path_of
from extractor.reading.textlayer import READING, UNSEEN
from extractor.reading.visibility import bears_unseen_text

_Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage

_FONT = Name("/ExtractorInkless")
_UNSEEN = 3
# A page shown as its picture: fine enough to be read on paper, on sheets of any size.
_PICTURE_DPI, _PICTURE_QUALITY, _MOST_PIXELS = 200.0, 85, 40e6
# How deep forms may lie in one another.
_DEEPEST = 8
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
    covered = {page.number for page in document.pages if _hides_text(page, file)}
    laid = {page.number: _laid(page, whole=page.number in covered) for page in document.pages}
    texts = {word.text for lines in laid.values() for line in lines for word in line}
    codes = {character: code for code, character in enumerate(sorted({*"".join(texts), " "}), 1)}
    font = inkless_font(pdf, codes)
    for page in document.pages:
        target = pdf.pages[page.number - 1]
        if page.number in covered:
            with open_page(file, page.number) as source:
                _show_as_picture(pdf, target, source)
            _add(pdf, target, _content(page, laid[page.number], _upside_down(target), codes), font)
        elif laid[page.number]:
            with open_page(file, page.number) as source:
                content = _content(page, laid[page.number], _to_user_space(source), codes)
            if page.source is PageSource.OCR:
                _drop_hidden_text(pdf, target.obj)
            _add(pdf, target, content, font)
    if covered and "/StructTreeRoot" in pdf.Root:
        # It may tell in words what the pages no longer show.
        del pdf.Root.StructTreeRoot


def _laid(page: Page, *, whole: bool) -> list[list[Word]]:
    """Return the words that are to be laid over a page: those that were read on it, or all."""
    lines = [
        [w for w in line.words if (whole or _is_ours(w)) and w.text and w.box.width > 0 and w.box.height > 0]
        for line in page.lines
    ]
    return [line for line in lines if line]


def _hides_text(page: Page, file: PdfFile) -> bool:
    """Tell whether a page has text of its own that a reader does not see, and that would be copied with the page."""
    if page.width_pt <= 0 or isinstance(file.handle, ImagePages):
        return False
    if page.source is PageSource.TEXT_LAYER:
        return any(notice.code == UNSEEN for notice in page.notices)
    with open_page(file, page.number) as source:
        return bears_unseen_text(source)


def _show_as_picture(pdf: Pdf, target: pikepdf.Page, source: PdfPage) -> None:
    """Have nothing on a page but its picture, as displayed."""
    scan = io.BytesIO()
    pixels = render_in_colour(source, min(_PICTURE_DPI, POINTS_PER_INCH * (_MOST_PIXELS / _area(source)) ** 0.5))
    Image.fromarray(pixels).save(scan, "JPEG", quality=_PICTURE_QUALITY)
    high, wide = pixels.shape[:2]
    picture = pdf.make_stream(scan.getvalue(), Filter=Name.DCTDecode, Type=Name.XObject, Subtype=Name.Image)
    picture.Width, picture.Height, picture.ColorSpace, picture.BitsPerComponent = wide, high, Name.DeviceRGB, 8
    for key in set(target.obj.keys()) - {"/Type", "/Parent"}:
        del target.obj[key]
    width, height = round(source.width_pt, 3), round(source.height_pt, 3)
    # What is not said here would be inherited.
    target.obj.MediaBox = target.obj.CropBox = Array([0, 0, width, height])
    target.obj.Rotate = 0
    target.obj.Resources = Dictionary(XObject=Dictionary(Page=picture))
    target.obj.Contents = pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /Page Do Q".encode("ascii"))


def _area(page: PdfPage) -> float:
    return page.width_pt * page.height_pt


def _upside_down(target: pikepdf.Page) -> Affine:
    """Return the map from points of the page as displayed to those of a page shown as its picture."""
    return Affine(1, 0, 0, 0, -1, float(target.obj.MediaBox[3]))


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


def _content(page: Page, lines: list[list[Word]], to_user: Affine, codes: dict[str, int]) -> bytes:
    there, then = page.to_displayed, to_user
    # Both maps in one, for coordinates that grow upwards as a PDF's do: (x, -y) on the upright page.
    a, b = then.a * there.a + then.b * there.d, then.a * there.b + then.b * there.e
    d, e = then.d * there.a + then.e * there.d, then.d * there.b + then.e * there.e
    c = then.a * there.c + then.b * there.f + then.c
    f = then.d * there.c + then.e * there.f + then.f
    matrix = " ".join(f"{value:.6f}" for value in (a, d, -b, -e, c, f))
    text = "\n".join(piece for line in lines for piece in _line(line, codes))
    return f"q\n{matrix} cm\nBT\n{_UNSEEN} Tr\n{text}\nET\nQ\n".encode("ascii")


def _line(words: list[Word], codes: dict[str, int]) -> Iterator[str]:
    """Give the words of a line, each fitted to its box, and a space fitted to each gap."""
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


def _drop_hidden_text(pdf: Pdf, holder: pikepdf.Object, depth: int = _DEEPEST) -> None:
    """Take hidden text out of a page, and out of the forms drawn on it."""
    instructions = list(pikepdf.parse_content_stream(holder))
    kept = list(_without_hidden_text(instructions))
    if len(kept) < len(instructions):
        content = pikepdf.unparse_content_stream(kept)
        if isinstance(holder, pikepdf.Stream):
            holder.write(zlib.compress(content, 9), filter=Name.FlateDecode)
        else:
            holder.Contents = packed(pdf, content)
    for form in holder.get("/Resources", Dictionary()).get("/XObject", Dictionary()).values():
        if form.get("/Subtype") == Name.Form and depth > 1:
            _drop_hidden_text(pdf, form, depth - 1)


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
