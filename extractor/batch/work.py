"""What goes between the pool and its workers. Light to import: the process that shows progress loads none of the machinery."""

from collections.abc import Callable

from extractor.batch.outcome import Failed, Outcome
from extractor.batch.page_ranges import Large, Part
from extractor.settings import Settings

Begin = Callable[[str, Settings, str, int | None], Outcome | Large]


def begin(name: str, settings: Settings, folder: str, large: int | None) -> Outcome | Large:
    """Extract a document, or tell that it is large, in a worker."""
    from extractor.batch import extraction

    return extraction.begin(name, settings, folder, large)


def read_part(name: str, pages: tuple[int, int], settings: Settings, folder: str) -> Part | Failed:
    """Read some pages of a large document in a worker."""
    from extractor.batch import extraction

    return extraction.read_part(name, pages, settings, folder)


def finish(name: str, parts: tuple[Part, ...], settings: Settings, folder: str) -> Outcome:
    """Make the whole of a large document in a worker."""
    from extractor.batch import extraction

    return extraction.finish(name, parts, settings, folder)
