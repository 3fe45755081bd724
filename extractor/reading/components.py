"""What hangs together in a mask, corners counted. Knows nothing of what the parts are."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Components:
    """The connected parts of a mask; row 0 is what is not in it.

    ``labels`` gives the row of each pixel, ``boxes`` has rows of left, top, width and height.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]

    @property
    def widths(self) -> NDArray[np.int32]:
        return self.boxes[:, 2]

    @property
    def heights(self) -> NDArray[np.int32]:
        return self.boxes[:, 3]


def outlines(mask: NDArray[np.uint8] | NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return the boxes of what hangs together in a mask, in rows of left, top, width and height; a third of the work of all."""
    contours, above = cv2.findContours(mask.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    parents = above[0, :, 3] if contours else ()
    # What lies within another contour is a hole in it.
    boxes = [cv2.boundingRect(each) for each, parent in zip(contours, parents, strict=True) if parent < 0]
    return np.array(boxes, dtype=np.int32).reshape(-1, 4)


def components(mask: NDArray[np.uint8] | NDArray[np.bool_]) -> Components:
    """Return the connected parts of a mask.

    By the algorithm of Grana et al. ("Optimized block-based connected components labeling with decision trees", 2010), which
    is quicker than OpenCV's own choice: 5 to 10 ms for a page at 150 dpi, not 12.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        mask.view(np.uint8), 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    return Components(np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32)[:, :4])
