"""Scans that are no PDF: TIFF of one or many pages, PNG and JPEG, each page given as a PDF page that bears one image.

In: a path. Out: pages at their own resolution, made one at a time as they are asked for, so that everything behind reads
(and draws) a scan of any kind in the same way. Must not know what stands on a page.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageOps

from extractor.errors import DamagedImageError, LimitError

_HEADS = (b"II*\x00", b"MM\x00*", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_FORMATS = ("TIFF", "PNG", "JPEG", "MPO")
_POINTS_PER_INCH = 72.0
# Cameras and image programs state 72 or 96 whatever the page's size; scanners and fax machines 98 and up.
_FINEST_DPI, _COARSEST_DPI = 1200.0, 97.0
# The long side of an A4 sheet: what a page is taken for that does not say how large it is.
_SHEET_INCHES = 11.69
_MEGA = 1e6
# What Pillow raises for files that are cut short or spoilt.
_FAULTS = (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError)


def is_image(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` is a TIFF, PNG or JPEG."""
    return head.startswith(_HEADS)


@dataclass(slots=True)
class ImagePages:
    """The pages of an image file, as a PDF document would give them. Close it after use."""

    path: str
    max_megapixels: float
    image: Image.Image
    _page: pdfium.PdfDocument | None = field(default=None, init=False)

    @classmethod
    def open(cls, path: str, max_megapixels: float) -> Self:
        """Open an image file. Raises DamagedImageError."""
        # Pillow's own alarm would refuse what the settings allow; _grey holds every page to these.
        Image.MAX_IMAGE_PIXELS = None
        try:
            return cls(path, max_megapixels, Image.open(Path(path), formats=_FORMATS))
        except _FAULTS as error:
            raise DamagedImageError(path, detail=str(error)) from error

    def __len__(self) -> int:
        # Phones add previews and depth maps to a JPEG: only the frames of a TIFF are pages.
        try:
            return int(getattr(self.image, "n_frames", 1)) if self.image.format == "TIFF" else 1
        except _FAULTS as error:
            raise DamagedImageError(self.path, detail=str(error)) from error

    def __getitem__(self, index: int) -> pdfium.PdfPage:
        """Return a page (from 0); it is good until the next is asked for.

        Raises DamagedImageError, and LimitError for a page of more pixels than allowed.
        """
        self._let_go()
        grey, dpi = self._grey(index)
        self._page = pdfium.PdfDocument.new()
        width, height = (_POINTS_PER_INCH * pixels / per_inch for pixels, per_inch in zip(grey.size, dpi, strict=True))
        page = self._page.new_page(width, height)
        image = pdfium.PdfImage.new(self._page)
        image.set_bitmap(pdfium.PdfBitmap.from_pil(grey))
        image.set_matrix(pdfium.PdfMatrix().scale(width, height))
        page.insert_obj(image)
        page.gen_content()
        return page

    def close(self) -> None:
        """Close the file."""
        self._let_go()
        self.image.close()

    def _let_go(self) -> None:
        if self._page is not None:
            self._page.close()
            self._page = None

    def _grey(self, index: int) -> tuple[Image.Image, tuple[float, float]]:
        try:
            self.image.seek(index)
            megapixels = self.image.width * self.image.height / _MEGA
            if megapixels > self.max_megapixels:
                said = f"{megapixels:.0f} megapixels, and max_page_megapixels is {self.max_megapixels:g}."
                raise LimitError(self.path, page=index + 1, detail=said)
            stored = self.image.size
            upright = ImageOps.exif_transpose(_in_grey(self.image))
            dpi = _resolution(self.image.info.get("dpi"), stored)
            return upright, dpi if upright.size == stored else (dpi[1], dpi[0])
        except _FAULTS as error:
            raise DamagedImageError(self.path, page=index + 1, detail=str(error)) from error


def _in_grey(image: Image.Image) -> Image.Image:
    """Return an image in eight bits of grey, on white where it is transparent, with its orientation still stated."""
    exif = image.getexif()
    if image.mode.startswith(("I", "F")):
        grey = _eight_bits(image)
    elif image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        grey = Image.alpha_composite(paper, image.convert("RGBA")).convert("L")
    else:
        grey = image.convert("L")
    # Reading a TIFF turns it as it states, and says so no longer.
    grey.getexif()[0x0112] = image.getexif().get(0x0112, 1) if image.format == "TIFF" else exif.get(0x0112, 1)
    return grey


def _eight_bits(image: Image.Image) -> Image.Image:
    levels = np.asarray(image, dtype=np.float64)
    top = 65_535.0 if levels.max(initial=0.0) > 255 else 255.0
    return Image.fromarray((levels * (255.0 / top)).clip(0, 255).astype(np.uint8))


def _resolution(stated: tuple[float, float] | None, size: tuple[int, int]) -> tuple[float, float]:
    """Return the pixels an inch across and down: as stated where that can be, or as if the page were a sheet of A4."""
    if stated and all(_COARSEST_DPI <= float(dpi) <= _FINEST_DPI for dpi in stated):
        return float(stated[0]), float(stated[1])
    taken = max(size) / _SHEET_INCHES
    return taken, taken
