"""Print of two strengths on one page: what is printed on it, and what shows through from its back.

In: a levelled grey image of an upright page. Out: the strong print and the weak print as two images, where there are two
kinds. Light print that belongs to the page looks the same here, and so does toner that gives out: which it is, the reading
tells, for what shows through is mirrored and makes no words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.cleaning import is_bilevel, strengthen
from extractor.reading.components import components
from extractor.reading.ink import Image, Picture
from extractor.reading.ocr.engine import RawWord
from extractor.reading.ocr.lexicon import bare, is_known

# What is darker than paper, in grey levels; letters from the x-height of 6 point print to the capitals of 30.
_INK = 32
_LETTER_PT = (2.9, 22.0)
# Weak letters have less than this of the darkness of strong ones, next to none lies between the two, and so many of them
# (and this share of all) make a second print.
_WEAK, _BETWEEN, _MOST_BETWEEN = 0.56, 0.74, 0.35
# Where hardly any letter is between the two, the page need not read well as a whole: a back that is full of print spoils it.
_HARDLY_BETWEEN = 0.02
_FEWEST, _LEAST_SHARE = 50, 0.08
# What is as dark as nearly all of the weak print, and a little darker, is taken off.
_NEARLY_ALL, _BEYOND = 97.0, 1.12
# How far print spreads beyond what is as dark as that.
_EDGE_PT = 0.6
# Words are there where most of a line's are sure, and in the list if they are no figures.
_SURE, _MOSTLY = 0.9, 0.6
# Half as many words again as a page has may be the back's, and few of these are sure.
_LEAST_SURE = 0.35
# Taking the weak print off costs the page none of its sure words, but for chance.
_AS_WELL = 0.98
# Mirrored print seldom makes words as long as this.
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Strengths:
    """The print of a page, the strong one and the weak one, each alone on white paper and in full contrast."""

    strong: Image
    weak: Image


def part_strengths(picture: Picture, *, plainly: bool = False) -> Strengths | None:
    """Return the strong and the weak print of a page; None where all of it is of one strength.

    With ``plainly``, only where no letter to speak of is between the two.
    """
    image, small, scale = picture.image, picture.small, picture.scale
    if is_bilevel(image):
        return None
    darkness = _letters(small, scale)
    if len(darkness) < 2 * _FEWEST:
        return None
    strong = float(np.percentile(darkness, 80))
    weak = darkness[darkness < _WEAK * strong]
    between = np.count_nonzero((darkness >= _WEAK * strong) & (darkness < _BETWEEN * strong))
    most = _HARDLY_BETWEEN if plainly else _MOST_BETWEEN
    if len(weak) < max(_FEWEST, _LEAST_SHARE * len(darkness)) or between > most * len(weak):
        return None
    limit = min(_BEYOND * float(np.percentile(weak, _NEARLY_ALL)), 0.75 * strong)
    near = _near(small < 255 - limit, scale, image.shape)
    weak_alone = strengthen(np.where(near, np.uint8(255), image))
    return Strengths(np.where(near, _above(image, limit, strong), np.uint8(255)), weak_alone)


def _letters(small: Image, scale: float) -> NDArray[np.int16]:
    """Return how dark each letter is at its darkest."""
    inked = small < 255 - _INK
    letters = components(inked)
    darkest = np.full(len(letters.boxes), 255, np.uint8)
    np.minimum.at(darkest, letters.labels[inked], small[inked])
    high, wide = letters.heights / scale, letters.widths / scale
    fit = (high >= _LETTER_PT[0]) & (high <= _LETTER_PT[1]) & (wide >= 1.0) & (wide <= 3 * _LETTER_PT[1])
    fit[0] = False
    return 255 - darkest[fit].astype(np.int16)


def _above(image: Image, limit: float, full: float) -> Image:
    """Return the image without what is no darker than ``limit``."""
    steps = np.arange(256, dtype=np.float64)
    kept = 255.0 - full * np.clip((255.0 - limit - steps) / max(full - limit, 1.0), 0.0, 1.0)
    return np.asarray(cv2.LUT(image, kept.astype(np.uint8)), dtype=np.uint8)


def _near(strong: NDArray[np.bool_], scale: float, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Say of each pixel of the whole image whether it belongs to strong print or lies at its edge."""
    reach = 2 * max(1, round(_EDGE_PT * scale)) + 1
    grown = cv2.dilate(strong.astype(np.uint8), np.ones((reach, reach), np.uint8))
    return np.asarray(cv2.resize(grown, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST) > 0, dtype=np.bool_)


def is_mostly_sure(words: Sequence[RawWord]) -> bool:
    """Tell whether a page holds print to be freed of something: what is written by hand, or worn throughout, is read once."""
    return bool(words) and sum(word.confidence >= _SURE for word in words) >= _LEAST_SURE * len(words)


def believed(words: Sequence[RawWord]) -> bool:
    """Tell whether what was read in weak print is print of the page, and no mirrored writing."""
    told = [word for word in words if any(map(str.isalnum, word.text))]
    good = [word for word in told if word.confidence >= _SURE and _is_plausible(word.text)]
    return bool(told) and len(good) >= _MOSTLY * len(told)


def reads_as_well(strong: Sequence[RawWord], whole: Sequence[RawWord]) -> bool:
    """Tell whether the strong print alone has the words that are sure: toner that gives out makes print of two strengths too.

    What is in no list of words may be mirrored print, and does not count.
    """
    sure, before = (
        sum(len(word.text) for word in words if word.confidence >= _SURE and _is_long_word(word.text))
        for words in (strong, whole)
    )
    return sure >= _AS_WELL * before


def _is_long_word(text: str) -> bool:
    plain = bare(text)
    return len(plain) >= _LEAST_LETTERS and is_known(plain)


def _is_plausible(text: str) -> bool:
    plain = bare(text)
    return any(map(str.isdigit, plain)) or (len(plain) > 1 and is_known(plain)) or plain in {"a", "A", "I"}
