"""A document as hOCR 1.2: HTML whose every word says where it stands. Boxes are pixels of the page as displayed."""

from collections.abc import Iterable
from importlib import metadata
from xml.etree import ElementTree as ET

from extractor.document import Box, Document, Line, Word
from extractor.pages.shown import ShownPage, around, blocks, xml_text

_CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocr_header ocrx_word ocrp_wconf"
_DOCTYPE = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'


def hocr(document: Document, pages: Iterable[ShownPage]) -> bytes:
    """Return the document as hOCR."""
    html = ET.Element("html", {"xmlns": "http://www.w3.org/1999/xhtml", "lang": "en", "xml:lang": "en"})
    _head(ET.SubElement(html, "head"), document)
    body = ET.SubElement(html, "body")
    for page in pages:
        _page(body, document, page)
    return (_DOCTYPE + ET.tostring(html, encoding="unicode") + "\n").encode()


def _head(head: ET.Element, document: Document) -> None:
    ET.SubElement(head, "title").text = xml_text(document.path)
    system = f"decision-extractor {metadata.version('decision-extractor')}, {document.engine} {document.engine_version}"
    for name, content in (("ocr-system", system), ("ocr-capabilities", _CAPABILITIES)):
        ET.SubElement(head, "meta", {"name": name, "content": xml_text(content)})
    ET.SubElement(head, "meta", {"name": "ocr-number-of-pages", "content": str(document.page_count)})


def _page(body: ET.Element, document: Document, shown: ShownPage) -> None:
    number = shown.page.number
    image = xml_text(document.path).replace('"', "'")
    size = f"bbox 0 0 {shown.width} {shown.height}"
    title = f'image "{image}"; {size}; ppageno {number - 1}; scan_res {shown.dpi} {shown.dpi}'
    page = ET.SubElement(body, "div", {"class": "ocr_page", "id": f"page_{number}", "title": title})
    for ordinal, block in enumerate(blocks(shown.page), 1):
        place = {"id": f"block_{number}_{ordinal}", "title": _bbox(shown, around(block))}
        area = ET.SubElement(page, "div", {"class": "ocr_carea", **place})
        paragraph = ET.SubElement(area, "p", {"class": "ocr_par", "title": place["title"]})
        for line in block:
            _line(paragraph, shown, line)


def _bbox(shown: ShownPage, box: Box) -> str:
    place = shown.pixels(box)
    return f"bbox {place.x0} {place.top} {place.x1} {place.bottom}"


def _line(paragraph: ET.Element, shown: ShownPage, line: Line) -> None:
    turn = f"; textangle {shown.turn:g}" if shown.turn else ""
    kind = "ocr_header" if line.running else "ocr_line"
    span = ET.SubElement(paragraph, "span", {"class": kind, "title": _bbox(shown, around([line])) + turn})
    for word in line.words:
        _word(span, shown, word).tail = " "
    span.tail = "\n"


def _word(line: ET.Element, shown: ShownPage, word: Word) -> ET.Element:
    title = f"{_bbox(shown, word.box)}; x_wconf {round(100 * word.confidence)}; x_fsize {round(word.size_pt)}"
    span = inner = ET.SubElement(line, "span", {"class": "ocrx_word", "title": title})
    for name, holds in (("strong", word.bold), ("em", word.italic)):
        if holds:
            inner = ET.SubElement(inner, name)
    inner.text = xml_text(word.text)
    return span
