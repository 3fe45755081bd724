"""Whether a decision is signed: captions that ask for a signature, and the ink by them."""

from collections.abc import Sequence

from decision_models import PageSource
from extractor.document import Box, Page
from extractor.splitting.furniture import Scrap
from extractor.splitting.wording import normalise


def captions_of(scraps: Sequence[Scrap]) -> tuple[Scrap, ...]:
    """Return the furniture that asks for a signature."""
    return tuple(s for s in scraps if normalise(" ".join(w.text for w in s.words)).startswith("sign"))


def ink_of(pages: Sequence[Page], captions: Sequence[Scrap]) -> tuple[tuple[int, Box], ...]:
    """Return the ink of signatures: by a caption that asks for one, or anywhere where none asks."""
    every = [(page.number, box) for page in pages for box in page.handwriting]
    if not captions:
        return tuple(every)
    return tuple((page, box) for page, box in every if any(_is_near(page, box, caption) for caption in captions))


def _is_near(page: int, ink: Box, caption: Scrap) -> bool:
    box = caption.line.line.box
    return caption.line.page.number == page and ink.top < box.bottom + 60 and ink.bottom > box.top - 90


def is_signed(pages: Sequence[Page], captions: Sequence[Scrap], ink: Sequence[object]) -> bool | None:
    """Tell whether there is ink where a signature is asked for; None where no scan shows it or nothing asks for one."""
    if ink:
        return True
    seen = any(page.source is PageSource.OCR for page in pages)
    return False if seen and captions else None
