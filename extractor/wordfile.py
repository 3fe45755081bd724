"""The words of a document as they stand on its pages, kept beside the records so that a page can be shown with its text.

A document enters and a small file leaves, named by the document's hash: ``FOLDER/SHA256.json.gz``. Places are points of the
page as displayed, from its top left. A page of print takes about 5 kB.
"""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.document import Affine, Box, Document, Page, Word
from extractor.errors import WordFileError
from extractor.writing import written_whole

SUFFIX = ".words"
_FORMAT = 1
# Places are kept to a tenth of a point, confidences to a thousandth.
_PARTS_OF_POINT = 10
_PARTS_OF_ONE = 1000


@dataclass(frozen=True, slots=True)
class ShownWord:
    """A word and its box on the page as displayed."""

    text: str
    box: Box
    confidence: float


ShownLine = tuple[ShownWord, ...]
ShownPages = dict[int, tuple[ShownLine, ...]]


def word_folder(target: Path) -> Path:
    """Return where the words of the documents behind the records at ``target`` are kept."""
    return target.with_name(target.name + SUFFIX)


def write_words(document: Document, folder: Path) -> Path:
    """Keep the words of ``document`` in ``folder``. Raises OutputExistsError where that cannot be written."""
    target = _place(folder, document.sha256)
    content = {"format": _FORMAT, "sha256": document.sha256, "pages": [_page(page) for page in document.pages]}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    with written_whole(target) as part:
        part.write_bytes(gzip.compress(text.encode(), mtime=0))
    return target


def _place(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.json.gz"


def _page(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "lines": [[_word(word, page.to_displayed) for word in line.words] for line in page.lines],
    }


def _word(word: Word, to_displayed: Affine) -> list[str | int]:
    shown = to_displayed.box(word.box)
    places = (shown.x0, shown.top, shown.x1, shown.bottom)
    return [word.text, *(round(place * _PARTS_OF_POINT) for place in places), round(word.confidence * _PARTS_OF_ONE)]


def read_words(folder: Path, sha256: str) -> ShownPages | None:
    """Return the lines of every page of a document by page number; None where no words of it were kept.

    Raises WordFileError for a file that is damaged or of another make.
    """
    path = _place(folder, sha256)
    try:
        content = json.loads(gzip.decompress(path.read_bytes()))
        if content["format"] != _FORMAT:
            raise WordFileError(str(path), detail=f"format {content['format']}, and {_FORMAT} is known")
        return {page["number"]: tuple(tuple(map(_shown, line)) for line in page["lines"]) for page in content["pages"]}
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise WordFileError(str(path), detail=f"{type(error).__name__}: {error}") from error


def _shown(row: list[Any]) -> ShownWord:
    text, x0, top, x1, bottom, confidence = row
    box = Box(x0 / _PARTS_OF_POINT, top / _PARTS_OF_POINT, x1 / _PARTS_OF_POINT, bottom / _PARTS_OF_POINT)
    return ShownWord(str(text), box, confidence / _PARTS_OF_ONE)
