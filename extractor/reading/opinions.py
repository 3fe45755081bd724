"""Second opinions on a page: from text that lies hidden under its scan, another engine, or the same one looking otherwise.

A page as read enters and leaves with the confidences, and here and there the words, that both readings bear out.
"""

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from extractor.choices import Opinion
from extractor.document import Notice, Page
from extractor.reading.ocr.engine import Engine
from extractor.reading.raster import Raster
from extractor.reading.second import Glimpse, Hearing, Trust, glimpses, hear, inverse
from extractor.reading.textlayer import TextLayer
from extractor.reading.words import expected_cer

# A reader ought to know of a page on which two engines differ more than this.
_AGREEMENT = 0.9


def check_hidden(page: Page, layer: TextLayer) -> Page:
    """Hold ``page``, read anew, against the text hidden under it; take from that what it plainly has better."""
    heard = hear(page.lines, glimpses(layer.words, inverse(page.to_displayed)), trust_in("hidden_text"), adopt=True)
    return _with(page, heard, _hidden_notice(heard, page.number))


def _hidden_notice(heard: Hearing, number: int) -> Notice:
    if heard.adopted:
        words = "1 word was" if heard.adopted == 1 else f"{heard.adopted} words were"
        message = f"{words} taken from the text hidden under the scan, which had them better."
        return Notice("hidden_text_used", message, number)
    message = f"The text hidden under the scan has {heard.agreed:.0%} of the words as read anew; it was nowhere better."
    return Notice("hidden_text_not_used", message, number)


def ask_engine(page: Page, raster: Raster, engine: Engine, opinion: Opinion) -> Page:
    """Have ``engine``, built for that ``opinion``, read the page's image too; believe its words by whether the two agree.

    Raises EngineFailedError, and whatever else an engine's libraries raise.
    """
    heard = hear(page.lines, seen_by(engine, raster), trust_in(opinion), adopt=False)
    if heard.agreed >= _AGREEMENT:
        return _with(page, heard, None)
    message = f"A second reading ({engine.name}) has only {heard.agreed:.0%} of the words."
    return _with(page, heard, Notice("second_opinion_differs", message, page.number))


def seen_by(engine: Engine, raster: Raster) -> tuple[Glimpse, ...]:
    """Return what ``engine`` sees on a page's image."""
    scale = raster.px_per_pt
    return tuple(
        Glimpse(word.text, (word.x0 + word.x1) / 2 / scale, (word.top + word.bottom) / 2 / scale)
        for word in engine.recognise(raster.image, raster.dpi)
    )


def trust_in(opinion: str) -> Trust:
    """Return what is known of a kind of second reading: hidden text, a variant, or another engine."""
    return _trusts().get(opinion, _trusts()["engine"])


@cache
def _trusts() -> dict[str, Trust]:
    text = files("extractor.reading.data").joinpath("second.toml").read_text(encoding="utf-8")
    return {name: Trust(**{key: float(one) for key, one in told.items()}) for name, told in tomllib.loads(text).items()}


def _with(page: Page, heard: Hearing, notice: Notice | None) -> Page:
    return replace(
        page,
        lines=heard.lines,
        expected_cer=expected_cer(word for line in heard.lines for word in line.words),
        notices=(*page.notices, notice) if notice else page.notices,
    )
