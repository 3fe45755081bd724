"""The PP-OCR networks on ONNX Runtime: where lines of print are, and what each most likely says.

In: a grey image of an upright, straight page. Out: boxes of lines, and for a line's image the probability of every
character at every step. Which words that makes is for :mod:`extractor.reading.ocr.decode` to say.

Detector: differentiable binarisation (Liao et al., "Real-time scene text detection with differentiable binarization",
2020). Recogniser: connectionist temporal classification (Graves et al., 2006). The boxes are upright because the page is.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from extractor.reading.components import components
from extractor.reading.ocr.alphabet import Alphabet, alphabet
from extractor.reading.ocr.engine import Image

Floats = NDArray[np.float32]

cv2.setNumThreads(1)

LINE_HEIGHT = 48
# The recogniser gives one step of probabilities for each eight columns of its input.
STEP = 8
_STRIDE = 32
# The detector takes about 110 bytes a pixel: of sheets larger than A2, which bear large print, it sees less detail.
_MOST_PIXELS = 3e6


@dataclass(frozen=True, slots=True)
class LineBox:
    """A line of print in pixels; ``score`` is the detector's certainty."""

    x0: float
    top: float
    x1: float
    bottom: float
    score: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Network:
    """A network file, loaded when first used and kept. Runs on one thread."""

    path: Path

    @cached_property
    def session(self) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return ort.InferenceSession(str(self.path), options, providers=["CPUExecutionProvider"])

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def run(self, tensor: Floats) -> Floats:
        """Return the network's one output."""
        output: Floats = self.session.run(None, {self.session.get_inputs()[0].name: tensor})[0]
        return output


@dataclass(frozen=True)
class Detector:
    """Finds lines. ``dpi`` is the resolution it looks at, ``thresholds`` what a pixel and a line must reach."""

    network: Network
    dpi: float
    pixel: float = 0.3
    line: float = 0.5
    unclip: float = 1.6

    def find(self, image: Image, dpi: float) -> tuple[LineBox, ...]:
        """Return the lines of print, each box with the margin around its letters that the recogniser is used to."""
        scale = min(1.0, self.dpi / dpi, (_MOST_PIXELS / image.size) ** 0.5)
        high, wide = (max(_STRIDE, round(side * scale / _STRIDE) * _STRIDE) for side in image.shape)
        interpolation = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
        small = cv2.resize(image, (wide, high), interpolation=interpolation)
        tensor = np.repeat((small.astype(np.float32) / 127.5 - 1.0)[None, None], 3, axis=1)
        chances = self.network.run(tensor)[0, 0]
        return self._boxes(chances, image.shape[1] / wide, image.shape[0] / high)

    def _boxes(self, chances: Floats, across: float, down: float) -> tuple[LineBox, ...]:
        mask = cv2.dilate((chances > self.pixel).astype(np.uint8), np.ones((2, 2), np.uint8))
        parts = components(np.asarray(mask, dtype=np.uint8))
        high, wide = chances.shape
        found = []
        for label, (x, y, width, height) in enumerate(parts.boxes[1:].tolist(), start=1):
            if min(width, height) < 3:
                continue
            part = parts.labels[y : y + height, x : x + width] == label
            score = float(chances[y : y + height, x : x + width][part].mean())
            if score < self.line:
                continue
            grow = self.unclip * width * height / (2.0 * (width + height))
            x0, top = max(0.0, x - grow) * across, max(0.0, y - grow) * down
            x1, bottom = min(wide, x + width + grow) * across, min(high, y + height + grow) * down
            found.append(LineBox(x0, top, x1, bottom, score))
        return tuple(sorted(found, key=lambda box: (box.top, box.x0)))


@dataclass(frozen=True)
class Recogniser:
    """Reads lines. ``characters`` are the network's outputs after the blank; only those of our alphabet are kept."""

    network: Network
    characters: tuple[str, ...]

    @cached_property
    def alphabet(self) -> Alphabet:
        return alphabet(self.characters)

    def read(self, line: Image) -> Floats:
        """Return steps x (1 + alphabet) probabilities for a line's image, the blank first.

        What the network would give to characters outside the alphabet is not shared out: rows sum to less than one
        where it saw something that is no English print.
        """
        height, width = line.shape
        wide = max(LINE_HEIGHT // 2, round(width * LINE_HEIGHT / height))
        interpolation = cv2.INTER_AREA if height > LINE_HEIGHT else cv2.INTER_LINEAR
        scaled = cv2.resize(line, (wide, LINE_HEIGHT), interpolation=interpolation)
        tensor = np.repeat((scaled.astype(np.float32) / 127.5 - 1.0)[None, None], 3, axis=1)
        return self.alphabet.narrow(self.network.run(tensor)[0])
