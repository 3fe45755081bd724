"""RapidOCR's networks (PP-OCRv6 small, as its package ships them) as an engine.

The networks are run directly rather than through RapidOCR's own pipeline, which drops spaces, gives no true word boxes,
and turns and pads for photographs what is an upright page here.
"""

import hashlib
import time
from dataclasses import dataclass

import onnxruntime as ort

from extractor.errors import EngineFailedError
from extractor.reading.ocr.calibration import calibrated
from extractor.reading.ocr.engine import Image, RawWord
from extractor.reading.ocr.linework import ReadLine, read_line
from extractor.reading.ocr.networks import detector, package_version, recogniser

READING = "rapidocr"
_DETECTOR_DPI = 150.0


@dataclass(frozen=True, slots=True)
class RapidOcrEngine:
    """The networks at work. ``timeout_s`` is the most a page may take."""

    timeout_s: float

    @property
    def name(self) -> str:
        return "rapidocr"

    @property
    def version(self) -> str:
        return f"rapidocr {package_version('small')}, onnxruntime {ort.__version__}"

    @property
    def language_data_sha256(self) -> str | None:
        networks = (detector("small", _DETECTOR_DPI).network, recogniser("small").network)
        return hashlib.sha256("".join(network.sha256 for network in networks).encode()).hexdigest()

    def recognise(self, image: Image, dpi: float) -> tuple[RawWord, ...]:
        """Read every line that the detector finds. Raises EngineFailedError when time is up."""
        end = time.monotonic() + self.timeout_s
        found: list[RawWord] = []
        for number, box in enumerate(detector("small", _DETECTOR_DPI).find(image, dpi)):
            if time.monotonic() > end:
                raise EngineFailedError(detail=f"The page took longer than {self.timeout_s:g} s.")
            found.extend(placed(read_line(image, box, recogniser("small")), number, READING))
        return tuple(found)


def placed(line: ReadLine, number: int, reading: str) -> list[RawWord]:
    """Put a line's words back into their places on the page."""
    left, top = int(line.box.x0), int(line.box.top)
    return [
        RawWord(
            word.text,
            left + word.x0,
            top + line.ink.top,
            left + word.x1,
            top + line.ink.bottom,
            calibrated(reading, min(word.chances)),
            number,
            reading,
        )
        for word in line.words
    ]
