"""How often a scanned page is turned upright, and how near the lean that was put on it is found.

    python -m benchmarks.orientation ../shared/bench [--levels office copy awful] [--every 3] [--seed 7]

Every page is turned by each quarter, and leaned by a random angle of up to twelve degrees to either side; what is counted
is how often the turn is found, and the mean and greatest error of the lean.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from extractor.reading.cleaning import clean
from extractor.reading.orientation import Grey, find_rotation, find_skew
from extractor.reading.pdf import open_page, open_pdf
from extractor.reading.raster import page_image
from extractor.settings import Settings

_MOST_LEAN = 12.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--levels", nargs="+", default=["office", "copy", "awful"])
    parser.add_argument("--every", type=int, default=1, help="take one page in so many")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    for level in arguments.levels:
        images = [image for n, image in enumerate(pages(arguments.bench / level)) if n % arguments.every == 0]
        right = sum(is_turned_right(*image, quarters) for image in images for quarters in range(4))
        errors = [lean_error(*image, chance.uniform(-_MOST_LEAN, _MOST_LEAN)) for image in images]
        print(
            f"{level:8} {right} of {4 * len(images)} turns found; "
            f"lean off by {np.mean(errors):.2f} degrees on average, {max(errors):.2f} at most",
            flush=True,
        )


def pages(folder: Path) -> Iterator[tuple[Grey, float]]:
    """Yield the pages of a folder's PDFs, cleaned, with their pixels a point."""
    settings = Settings()
    for path in sorted(folder.glob("*.pdf")):
        with open_pdf(path, settings) as file:
            for number in range(1, file.page_count + 1):
                with open_page(file, number) as page:
                    image, px_per_pt = page_image(page, settings.max_page_megapixels)
                yield clean(image, px_per_pt), px_per_pt


def is_turned_right(image: Grey, px_per_pt: float, quarters: int) -> bool:
    """Say whether the turn that undoes ``quarters`` is found."""
    turned = np.ascontiguousarray(np.rot90(image, quarters))
    return find_rotation(turned, px_per_pt) == 90 * quarters


def lean_error(image: Grey, px_per_pt: float, degrees: float) -> float:
    """Return by how many degrees the lean found differs from what was put on a page, its own lean aside."""
    own = find_skew(image, px_per_pt)
    height, width = image.shape
    about = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    leaned = cv2.warpAffine(image, about, (width, height), borderValue=255).astype(np.uint8)
    found = find_skew(leaned, px_per_pt) - own
    return min(abs(found - degrees), abs(found + degrees))


if __name__ == "__main__":
    main()
