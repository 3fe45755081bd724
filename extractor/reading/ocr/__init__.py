"""OCR engines behind one protocol. :func:`build_engine` builds the one that the settings name."""

from functools import lru_cache
from typing import Literal

from extractor.choices import EngineName
from extractor.reading.ocr.engine import Engine, EngineReport, RawWord
from extractor.settings import Settings

__all__ = ["Engine", "EngineReport", "RawWord", "build_engine", "engine_reports", "second_engine"]

Segmentation = Literal["usual", "other"]


def build_engine(settings: Settings, *, segmentation: Segmentation = "usual") -> Engine:
    """Build the engine that ``settings.ocr`` names; do so once a process. Raises EngineMissingError.

    With the ``other`` segmentation it finds the lines of a page by other means than it does by default.
    """
    # The engines' libraries take a second to load: only the engine that is asked for is imported.
    usual = segmentation == "usual"
    if settings.ocr == "tesseract":
        from extractor.reading.ocr.tesseract import FULL_PAGE, STREWN, TesseractEngine, find_program  # noqa: PLC0415

        return TesseractEngine(find_program(settings), settings.page_timeout_s, FULL_PAGE if usual else STREWN)
    from extractor.reading.ocr.networks import COARSE, FINE  # noqa: PLC0415

    if settings.ocr == "rapidocr":
        from extractor.reading.ocr.rapidocr import RapidOcrEngine  # noqa: PLC0415

        return RapidOcrEngine(settings.page_timeout_s, FINE if usual else COARSE)
    from extractor.reading.ocr.cascade import CascadeEngine  # noqa: PLC0415
    from extractor.reading.ocr.tesseract import program_if_any  # noqa: PLC0415

    return CascadeEngine(settings.page_timeout_s, program_if_any(settings), COARSE if usual else FINE)


@lru_cache(maxsize=2)
def second_engine(settings: Settings) -> Engine | None:
    """Build what reads a page a second time, as ``settings.second_opinion`` says, once a process; None if nothing does.

    An engine of another kind errs in other places: Tesseract beside the networks, and these beside Tesseract. An engine is
    never asked about what it has read itself, but it can be made to look otherwise. Raises EngineMissingError.
    """
    asked = settings.second_opinion
    if asked is None:
        return None
    if asked == "segmentation":
        return build_engine(settings, segmentation="other")
    if asked in {"scale", "binarisation"}:
        from extractor.reading.ocr.variants import ShownOtherwise  # noqa: PLC0415

        return ShownOtherwise(build_engine(settings), asked)
    other: EngineName = "rapidocr" if settings.ocr == "tesseract" else "tesseract"
    return build_engine(settings.model_copy(update={"ocr": other if asked == settings.ocr else asked}))


def engine_reports(settings: Settings) -> tuple[EngineReport, ...]:
    """Say of each part that engines are made of whether it is at hand, with its version and what to do if not."""
    from extractor.reading.ocr import networks, tesseract  # noqa: PLC0415

    return (tesseract.report(settings), networks.report("tiny"), networks.report("small"))
