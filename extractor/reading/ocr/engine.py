"""What an OCR engine is: an upright page image in, words with their places and doubts out.

Engines know nothing of PDFs, of pages as displayed, or of what the words mean. They never run in parallel by themselves:
a batch runs one process a core, and threads inside would only get in one another's way.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word in pixels of the image given. ``line`` tells the engine's own lines apart; confidence is calibrated."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float
    line: int
    reading: str


class Engine(Protocol):
    """Reads upright, straight page images. Built once a process by :func:`extractor.reading.ocr.build_engine`."""

    @property
    def name(self) -> str:
        """The name under which settings ask for the engine."""

    @property
    def version(self) -> str:
        """The versions of everything that reads."""

    @property
    def language_data_sha256(self) -> str | None:
        """A hash over language data or models; None where the engine has none of its own."""

    def recognise(self, image: Image, dpi: float) -> tuple[RawWord, ...]:
        """Read a grey image (height x width, white paper). Raises EngineFailedError."""


@dataclass(frozen=True, slots=True)
class EngineReport:
    """Whether an engine is at hand, for ``extractor doctor``."""

    name: str
    found: bool
    version: str
    detail: str
    remedy: str
