"""An engine that is shown a page otherwise than as it is: at another scale, or in black and white only.

An engine enters, one that follows the same protocol leaves; its words come back in pixels of the image as given. The third
way of looking otherwise, finding the lines by other means, is the engine's own: see :func:`extractor.reading.ocr.build_engine`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from extractor.reading.ocr.engine import Engine, Image, RawWord

Showing = Literal["scale", "binarisation"]

# Scans finer than this are shown smaller, coarser ones larger: either way the strokes fall on the pixels anew.
_FINE_DPI = 180.0
_SMALLER, _LARGER = 0.7, 1.4
# Ink is what is so much darker than the mean of its surroundings, a window as wide as four letters of ten point print.
_WINDOW_PT, _DARKER = 20.0, 15


@dataclass(frozen=True, slots=True)
class ShownOtherwise:
    """``engine``, looking at every page as ``showing`` says."""

    engine: Engine
    showing: Showing

    @property
    def name(self) -> str:
        return f"{self.engine.name}, {_SHOWN_AS[self.showing]}"

    @property
    def version(self) -> str:
        return self.engine.version

    @property
    def language_data_sha256(self) -> str | None:
        return self.engine.language_data_sha256

    def recognise(self, image: Image, dpi: float) -> tuple[RawWord, ...]:
        """Read a page. Raises what the engine raises."""
        shown, scale = _SHOW[self.showing](image, dpi)
        return tuple(_shrunk(word, scale) for word in self.engine.recognise(shown, dpi * scale))


def rescaled(image: Image, dpi: float) -> tuple[Image, float]:
    """Return the image at another size, and how much larger it is."""
    scale = _SMALLER if dpi >= _FINE_DPI else _LARGER
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=how), dtype=np.uint8), scale


def binarised(image: Image, dpi: float) -> tuple[Image, float]:
    """Return the image in black and white, by the mean of each pixel's surroundings, and 1."""
    window = round(_WINDOW_PT * dpi / 72.0) | 1
    black_and_white = cv2.adaptiveThreshold(
        image, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, max(3, window), _DARKER
    )
    return np.asarray(black_and_white, dtype=np.uint8), 1.0


_SHOW: dict[Showing, Callable[[Image, float], tuple[Image, float]]] = {"scale": rescaled, "binarisation": binarised}
_SHOWN_AS: dict[Showing, str] = {"scale": "at another scale", "binarisation": "in black and white"}


def _shrunk(word: RawWord, scale: float) -> RawWord:
    return replace(word, x0=word.x0 / scale, top=word.top / scale, x1=word.x1 / scale, bottom=word.bottom / scale)
