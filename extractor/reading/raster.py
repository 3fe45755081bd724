"""A page's picture: from the PDF to an upright, straight, evenly lit grey image, and the way back to the page.

In: a PDF page. Out: a :class:`Raster`, or None where the page bears no ink. Must not know what the ink says.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Affine
from extractor.reading.cleaning import clean, is_blank
from extractor.reading.ink import Picture
from extractor.reading.orientation import Rotation, find_pose, find_skew
from extractor.reading.pdf import POINTS_PER_INCH, Grey, PdfPage, embedded, placed_images, render_freed

cv2.setNumThreads(1)

Matrix = NDArray[np.float64]

RENDER_DPI = 300.0
# Finer scans are reduced: at 600 dpi the engines read no better than at 300 and take up to four times as long.
_FINEST_DPI = 400.0
# A sheet of A2 at 300 dpi, or of A3 at 400, has 35: at 40 a page ten feet wide takes 12 s and 1 GB, at 120 105 s.
_MOST_MEGAPIXELS = 40.0
# An image that covers this share of the page's width and height is the page.
_WHOLE = 0.9
# Below this lean a line of print climbs less than a pixel in a thousand; turning would only blur.
_STRAIGHT_DEGREES = 0.05


@dataclass(frozen=True)
class Raster:
    """A page ready to be read. ``to_displayed`` maps points of the upright page to points of the page as displayed.

    ``rotation`` is how far the page was turned clockwise, ``skew`` how far (degrees, clockwise) its print leaned.
    """

    image: Grey
    px_per_pt: float
    to_displayed: Affine
    rotation: Rotation
    skew: float

    @cached_property
    def picture(self) -> Picture:
        """The image with what is looked at in it more than once."""
        return Picture(self.image, self.px_per_pt)

    @property
    def dpi(self) -> float:
        return self.px_per_pt * POINTS_PER_INCH

    @property
    def width_pt(self) -> float:
        return float(self.image.shape[1] / self.px_per_pt)

    @property
    def height_pt(self) -> float:
        return float(self.image.shape[0] / self.px_per_pt)


def rasterise(page: PdfPage, max_megapixels: float) -> Raster | None:
    """Return the page's picture, upright and straight, or None where there is nothing on it."""
    return straighten(*page_image(page, max_megapixels))


def page_image(page: PdfPage, max_megapixels: float) -> tuple[Grey, float]:
    """Return the page as displayed, in grey, with its resolution in pixels per point.

    A page that is one image comes at the image's own resolution; any other is rendered, and one that would pass
    ``max_megapixels``, or is far larger than what is printed to be read in the hand, is rendered more coarsely.
    """
    megapixels = min(max_megapixels, _MOST_MEGAPIXELS)
    most_dpi = POINTS_PER_INCH * math.sqrt(megapixels * 1e6 / (page.width_pt * page.height_pt))
    native = _native_dpi(page)
    if native is not None and native <= most_dpi:
        grey = embedded(page)
        if grey is not None:
            return _square(grey, page)
    dpi = min(native or RENDER_DPI, _FINEST_DPI, most_dpi)
    return render_freed(page, dpi), dpi / POINTS_PER_INCH


def _native_dpi(page: PdfPage) -> float | None:
    """Return the resolution of the one image that is the page, or None where the page is something else."""
    images = placed_images(page)
    if not images or images[0].box.width < _WHOLE * page.width_pt or images[0].box.height < _WHOLE * page.height_pt:
        return None
    across, down = images[0].width_px, images[0].height_px
    if page.rotation in {90, 270}:
        across, down = down, across
    dpi = POINTS_PER_INCH * max(across / images[0].box.width, down / images[0].box.height)
    return dpi if dpi >= POINTS_PER_INCH else None


def _square(grey: Grey, page: PdfPage) -> tuple[Grey, float]:
    """Give the image square pixels and no more of them than the engines can use."""
    across, down = grey.shape[1] / page.width_pt, grey.shape[0] / page.height_pt
    wanted = min(max(across, down), _FINEST_DPI / POINTS_PER_INCH)
    if max(abs(across - wanted), abs(down - wanted)) <= 0.005 * wanted:
        return grey, across
    if max(across, down) > _FINEST_DPI / POINTS_PER_INCH:
        wanted = RENDER_DPI / POINTS_PER_INCH
    size = (round(page.width_pt * wanted), round(page.height_pt * wanted))
    shrinking = wanted < min(across, down)
    resized = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC)
    return np.asarray(resized, dtype=np.uint8), wanted


def straighten(grey: Grey, px_per_pt: float) -> Raster | None:
    """Turn an image upright, level its lighting and take out its lean. None where it bears no ink."""
    level = clean(grey, px_per_pt)
    if is_blank(level):
        return None
    rotation, lean = find_pose(level, px_per_pt)
    upright = np.ascontiguousarray(np.rot90(level, -rotation // 90))
    skew = find_skew(upright, px_per_pt) if lean is None else lean
    if abs(skew) < _STRAIGHT_DEGREES:
        return Raster(upright, px_per_pt, _displayed_from(grey, rotation, np.eye(3), px_per_pt), rotation, 0.0)
    straight, matrix = _turn(upright, skew)
    way_back = _displayed_from(grey, rotation, np.linalg.inv(matrix).astype(np.float64), px_per_pt)
    return Raster(straight, px_per_pt, way_back, rotation, skew)


def _turn(image: Grey, degrees: float) -> tuple[Grey, Matrix]:
    """Turn an image counter-clockwise by ``degrees`` on a sheet large enough; return it with the 3 x 3 map used."""
    height, width = image.shape
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    wide, high = width * cos + height * abs(sin), height * cos + width * abs(sin)
    matrix = np.array(
        [
            [cos, sin, wide / 2 - cos * width / 2 - sin * height / 2],
            [-sin, cos, high / 2 + sin * width / 2 - cos * height / 2],
            [0.0, 0.0, 1.0],
        ]
    )
    size = (round(wide), round(high))
    turned = cv2.warpAffine(
        image, matrix[:2], size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return np.asarray(turned, dtype=np.uint8), matrix


def _displayed_from(original: Grey, rotation: int, straight_to_upright: Matrix, px_per_pt: float) -> Affine:
    """Compose the map from points of the straight page to points of the page as displayed."""
    high, wide = original.shape
    turn_back = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        90: [[0, 1, 0], [-1, 0, high], [0, 0, 1]],
        180: [[-1, 0, wide], [0, -1, high], [0, 0, 1]],
        270: [[0, -1, wide], [1, 0, 0], [0, 0, 1]],
    }[rotation]
    whole = np.array(turn_back, dtype=float) @ straight_to_upright
    (a, b, c), (d, e, f) = whole[0].tolist(), whole[1].tolist()
    return Affine(a, b, c / px_per_pt, d, e, f / px_per_pt)
