"""Which stratum a record belongs to: by expected quality, year, form, source and folder."""

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath
from typing import Literal

from decision_models import DecisionRecord, PageSource
from extractor.audit.completeness_regime import dating_of

Dimension = Literal["quality", "year", "form", "source", "folder"]
Cell = tuple[str, ...]
VARIOUS = "various"
# Expected character error rates: under a half per cent is as good as typed, over two a reader stumbles on every line.
_BANDS = ((0.005, "under 0.5 % expected errors"), (0.02, "0.5 to 2 % expected errors"))
_WORST = "over 2 % expected errors"


def cell_of(record: DecisionRecord, by: tuple[Dimension, ...]) -> Cell:
    """Return what the record is in each of the dimensions ``by``."""
    return tuple(_DESCRIBE[dimension](record) for dimension in by)


def _quality(record: DecisionRecord) -> str:
    known = [(page.expected_cer, page.words) for page in record.quality.pages if page.expected_cer is not None]
    words = sum(n for _, n in known)
    if not words:
        return "unknown quality"
    rate = sum(cer * n for cer, n in known) / words
    return next((name for limit, name in _BANDS if rate < limit), _WORST)


def _year(record: DecisionRecord) -> str:
    dating = dating_of(record)
    return str(dating.earliest.year) if dating else "no year"


def _form(record: DecisionRecord) -> str:
    return record.form


def _source(record: DecisionRecord) -> str:
    found = {page.source for page in record.quality.pages} - {PageSource.BLANK}
    if len(found) != 1:
        return "OCR and text layer" if found else "blank pages"
    return "OCR" if found == {PageSource.OCR} else "text layer"


def _folder(record: DecisionRecord) -> str:
    return PurePath(record.source.path).parent.as_posix()


_DESCRIBE = {"quality": _quality, "year": _year, "form": _form, "source": _source, "folder": _folder}


def merged(sizes: Mapping[Cell, int], least: int) -> dict[Cell, Cell]:
    """Return the stratum of each cell: cells with fewer than ``least`` units are put together with their neighbours.

    The last dimension gives way first; what differs within a stratum is "various".

    >>> merged({("good", "2016"): 90, ("good", "2017"): 6, ("good", "2018"): 5}, 10)[("good", "2017")]
    ('good', 'various')
    """
    strata = {cell: cell for cell in sizes}
    depth = max((len(cell) for cell in sizes), default=0)
    for kept in range(depth - 1, -1, -1):
        units: Counter[Cell] = Counter()
        for cell, stratum in strata.items():
            units[stratum] += sizes[cell]
        for cell, stratum in strata.items():
            if units[stratum] < least:
                strata[cell] = stratum[:kept] + (VARIOUS,) * (len(stratum) - kept)
    return strata


def name_of(stratum: Cell) -> str:
    """Return a stratum's name for people."""
    said = [part for part in stratum if part != VARIOUS]
    return ", ".join([*said, VARIOUS] if len(said) < len(stratum) else said) or "all"
