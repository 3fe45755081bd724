"""Reads the text of pages from what other programs write: plain text, ALTO, hOCR and PAGE XML.

A file enters, the text of each page in it leaves, lines parted by line feeds. Vocabularies are told by their elements, so
that every version of ALTO and PAGE is read.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lxml import etree, html

from extractor.errors import FileMissingError, NotATruthError

PLAIN = frozenset({".txt"})
MARKED_UP = frozenset({".xml", ".alto", ".page", ".hocr", ".html", ".htm"})
ENDINGS = PLAIN | MARKED_UP
# A page of text is some kilobytes: larger than this is something else, or meant to do harm.
_MOST_BYTES = 64_000_000


def pages_in(path: Path) -> tuple[str, ...]:
    """Return the text of each page in the file at ``path``; form feeds part the pages of plain text.

    Raises FileMissingError where there is no file, NotATruthError where it is in none of the known formats.
    """
    content = _bytes(path)
    if path.suffix.lower() in PLAIN:
        return _plain(path, content)
    try:
        tree = _tree(path, content)
        pages = tuple(_READERS[_name(tree)](tree))
    except KeyError:
        raise NotATruthError(str(path), detail="it is neither ALTO, PAGE XML nor hOCR") from None
    except (etree.LxmlError, ValueError) as error:
        raise NotATruthError(str(path), detail=f"it is not sound XML or HTML: {error}") from error
    if not pages:
        raise NotATruthError(str(path), detail="there is no page in it")
    return pages


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise NotATruthError(str(path), detail=f"it is larger than {_MOST_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise FileMissingError(str(path), detail=error.strerror) from error


def _plain(path: Path, content: bytes) -> tuple[str, ...]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotATruthError(str(path), detail=f"it is not UTF-8: {error.reason} at byte {error.start}") from error
    return tuple(page.replace("\r\n", "\n").strip("\n") for page in text.removesuffix("\f").split("\f"))


def _tree(path: Path, content: bytes) -> etree._Element:
    if path.suffix.lower() in {".hocr", ".html", ".htm"}:
        return html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    # Entities are left alone: a file can neither read others nor grow without end.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    return etree.fromstring(content, parser)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.casefold() if isinstance(element.tag, str) else ""


def _children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) in names)


def _within(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (below for below in element.iter() if _name(below) in names)


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


# -- ALTO -------------------------------------------------------------------------------------------------------------


def _alto(root: etree._Element) -> Iterator[str]:
    for page in _within(root, "page"):
        yield _joined(_alto_line(line) for line in _within(page, "textline"))


def _alto_line(line: etree._Element) -> str:
    pieces = []
    for part in line:
        name = _name(part)
        if name == "string":
            pieces.append(part.get("CONTENT", ""))
        elif name == "sp":
            pieces.append(" ")
        elif name == "hyp":
            pieces.append(part.get("CONTENT", "-"))
    text = "".join(pieces)
    # Some writers leave the spaces out: then every string is a word.
    return text if " " in text else " ".join(piece for piece in pieces if piece.strip())


# -- PAGE XML ---------------------------------------------------------------------------------------------------------


def _page_xml(root: etree._Element) -> Iterator[str]:
    for page in _children(root, "page"):
        regions = {region.get("id", f"#{n}"): region for n, region in enumerate(_within(page, "textregion"))}
        order = [name for name in _reading_order(page) if name in regions]
        rest = [name for name in regions if name not in order]
        yield _joined(_region(regions[name]) for name in (*order, *rest))


def _reading_order(page: etree._Element) -> Iterator[str]:
    for order in _children(page, "readingorder"):
        for reference in _within(order, "regionrefindexed", "regionref"):
            yield reference.get("regionRef", "")


def _region(region: etree._Element) -> str:
    lines = [_equivalent(line) for line in _children(region, "textline")]
    return _joined(lines) if any(lines) else _equivalent(region)


def _equivalent(element: etree._Element) -> str:
    """Return the first of the texts that an element offers, or that of its words."""
    offers = sorted(_children(element, "textequiv"), key=lambda offer: int(offer.get("index", "0")))
    for offer in offers:
        for text in _children(offer, "unicode"):
            return text.text or ""
    return " ".join(_equivalent(word) for word in _children(element, "word"))


# -- hOCR -------------------------------------------------------------------------------------------------------------

_HOCR_LINES = frozenset({"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocrx_line"})


def _hocr(root: etree._Element) -> Iterator[str]:
    for page in _of_class(root, {"ocr_page"}):
        lines = list(_of_class(page, _HOCR_LINES)) or list(_of_class(page, {"ocr_par"}))
        yield _joined(_hocr_line(line) for line in lines)


def _of_class(element: etree._Element, classes: Iterable[str]) -> Iterator[etree._Element]:
    wanted = set(classes)
    return (below for below in element.iter() if wanted & set((below.get("class") or "").split()))


def _hocr_line(line: etree._Element) -> str:
    found = [" ".join(word.itertext()) for word in _of_class(line, {"ocrx_word", "ocr_word"})]
    return " ".join(" ".join(found or line.itertext()).split())


_READERS: dict[str, Callable[[etree._Element], Iterator[str]]] = {"alto": _alto, "pcgts": _page_xml, "html": _hocr}
