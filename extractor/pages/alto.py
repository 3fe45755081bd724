"""A document as ALTO 4 XML, the libraries' standard for text on pages. Boxes are pixels of the page as displayed."""

from collections.abc import Iterable, Iterator
from importlib import metadata
from xml.etree import ElementTree as ET

from extractor.document import Box, Document, Line, Word
from extractor.pages.shown import Pixels, ShownPage, around, blocks, words_of, xml_text

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = f"{NAMESPACE} http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def alto(document: Document, pages: Iterable[ShownPage]) -> bytes:
    """Return the document as ALTO."""
    root = ET.Element("alto", {"xmlns": NAMESPACE, "xmlns:xsi": _XSI, "xsi:schemaLocation": _SCHEMA})
    root.set("SCHEMAVERSION", "4.4")
    shown = list(pages)
    _description(ET.SubElement(root, "Description"), document)
    _styles(root, shown)
    layout = ET.SubElement(root, "Layout")
    for page in shown:
        _page(layout, page)
    return (_DECLARATION + ET.tostring(root, encoding="unicode") + "\n").encode()


def _description(description: ET.Element, document: Document) -> None:
    ET.SubElement(description, "MeasurementUnit").text = "pixel"
    source = ET.SubElement(description, "sourceImageInformation")
    ET.SubElement(source, "fileName").text = xml_text(document.path)
    ET.SubElement(source, "fileIdentifier", {"fileIdentifierLocation": "SHA-256"}).text = document.sha256
    step = ET.SubElement(description, "Processing", {"ID": "processing"})
    ET.SubElement(step, "processingStepSettings").text = xml_text(f"{document.engine} {document.engine_version}")
    software = ET.SubElement(step, "processingSoftware")
    ET.SubElement(software, "softwareName").text = "decision-extractor"
    ET.SubElement(software, "softwareVersion").text = metadata.version("decision-extractor")


def _size(word: Word) -> int:
    return max(1, round(word.size_pt))


def _styles(root: ET.Element, pages: Iterable[ShownPage]) -> None:
    sizes = sorted({_size(word) for shown in pages for word in words_of(shown.page)})
    if sizes:
        styles = ET.SubElement(root, "Styles")
        for size in sizes:
            ET.SubElement(styles, "TextStyle", {"ID": f"size_{size}", "FONTSIZE": str(size)})


def _page(layout: ET.Element, shown: ShownPage) -> None:
    number, words = shown.page.number, list(words_of(shown.page))
    sides = {"WIDTH": str(shown.width), "HEIGHT": str(shown.height)}
    page = ET.SubElement(layout, "Page", {"ID": f"page_{number}", "PHYSICAL_IMG_NR": str(number), **sides})
    if words:
        page.set("PC", f"{sum(word.confidence for word in words) / len(words):.4f}")
    space = ET.SubElement(page, "PrintSpace", {"ID": f"space_{number}", "HPOS": "0", "VPOS": "0", **sides})
    for ordinal, block in enumerate(blocks(shown.page), 1):
        _block(space, shown, block, f"{number}_{ordinal}")


def _place(shown: ShownPage, box: Box) -> dict[str, str]:
    return _attributes(shown.pixels(box))


def _attributes(place: Pixels) -> dict[str, str]:
    sides = {"WIDTH": str(place.x1 - place.x0), "HEIGHT": str(place.bottom - place.top)}
    return {"HPOS": str(place.x0), "VPOS": str(place.top), **sides}


def _block(space: ET.Element, shown: ShownPage, lines: list[Line], name: str) -> None:
    block = ET.SubElement(space, "TextBlock", {"ID": f"block_{name}", **_place(shown, around(lines))})
    if shown.turn:
        block.set("ROTATION", f"{shown.turn:g}")
    for number, line in enumerate(lines, 1):
        place = _place(shown, around([line]))
        element = ET.SubElement(block, "TextLine", {"ID": f"line_{name}_{number}", **place})
        element.extend(_strings(shown, line, f"{name}_{number}"))


def _strings(shown: ShownPage, line: Line, name: str) -> Iterator[ET.Element]:
    for number, word in enumerate(line.words, 1):
        if number > 1:
            yield ET.Element("SP")
        marked = (("bold", word.bold), ("italics", word.italic), ("underline", word.underlined))
        style = " ".join(kind for kind, holds in marked if holds)
        string = ET.Element("String", {"ID": f"string_{name}_{number}", "CONTENT": xml_text(word.text)})
        string.attrib.update(_place(shown, word.box))
        string.attrib.update({"STYLEREFS": f"size_{_size(word)}", "WC": f"{word.confidence:.4f}"})
        if style:
            string.set("STYLE", style)
        yield string
