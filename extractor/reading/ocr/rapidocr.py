"""RapidOCR's networks (PP-OCRv6 small, as its package ships them) as an engine.

The networks are run directly rather than through RapidOCR's own pipeline, which drops spaces, gives no true word boxes,
and turns and pads for photographs what is an upright page here.
"""

import hashlib
from dataclasses import dataclass

import onnxruntime as ort

from extractor.reading.ocr import clock
from extractor.reading.ocr.engine import Image, RawWord
from extractor.reading.ocr.linework import agree, cut, place, read_line
from extractor.reading.ocr.networks import FINE, Finder, detector, package_version, recogniser

READING = "rapidocr"


@dataclass(frozen=True, slots=True)
class RapidOcrEngine:
    """The networks at work. ``timeout_s`` is the most a page may take, ``finder`` what finds its lines."""

    timeout_s: float
    finder: Finder = FINE

    @property
    def name(self) -> str:
        """The name in the settings."""
        return "rapidocr"

    @property
    def version(self) -> str:
        """The versions of networks and runtime."""
        return f"rapidocr {package_version('small')}, onnxruntime {ort.__version__}"

    @property
    def language_data_sha256(self) -> str | None:
        """A hash over both networks."""
        networks = (detector(*self.finder).network, recogniser("small").network)
        return hashlib.sha256("".join(network.sha256 for network in networks).encode()).hexdigest()

    def recognise(self, image: Image, dpi: float) -> tuple[RawWord, ...]:
        """Read every line that the detector finds. Raises EngineFailedError when time is up."""
        time = clock.start(self.timeout_s)
        reader = recogniser("small")
        found: list[RawWord] = []
        for number, box in enumerate(detector(*self.finder).find(image, dpi)):
            time.check()
            line = cut(image, box)
            found += place(line, agree(line, (read_line(line, reader),), reader), [(0.0, READING)], number)
        return tuple(found)
