"""A value as a cell of CSV, and back.

A spreadsheet takes a cell that begins with = + - or @ for a formula and runs it, and these cells hold what stood on somebody's
scan. So a text that a spreadsheet could run is written with an apostrophe before it, and so is one that begins with an
apostrophe: whoever reads the file with a program takes away one apostrophe from the beginning of a text, where there is one,
and has every text as it was. Numbers, dates and JSON are never changed.
"""

import re
from decimal import Decimal
from typing import Any

from extractor.sinks.tables import Kind

APOSTROPHE = "'"
# After OWASP's note on CSV injection: the four, what they are in full width, and the controls that hide one. Leading blanks are
# looked through, since some programs drop them.
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", APOSTROPHE)
# A sum below nothing is a number to a spreadsheet, and nothing to run.
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_BLANKS = " \u00a0\u3000"
_NUMBERS: dict[Kind, type] = {"integer": int, "bigint": int, "real": float}


def cell(value: object) -> str:
    """Return the cell of a value that is no text of a document's.

    >>> cell(None), cell(True), cell(0.1), cell(Decimal("1E+3"))
    ('', 'true', '0.1', '1000')
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def text_cell(value: object) -> str:
    """Return the cell of a text, which no spreadsheet runs.

    >>> text_cell("=1+1"), text_cell("1+1"), text_cell("'tis")
    ("'=1+1", '1+1', "''tis")
    """
    text = cell(value)
    return APOSTROPHE + text if text.lstrip(_BLANKS).startswith(_RUN) and not _NUMBER.fullmatch(text) else text


def value_of(text: str, kind: Kind) -> Any:  # noqa: ANN401 - one of several types, by ``kind``
    """Return the value of a cell; an empty one is None. Raises ValueError for what is no number."""
    if text == "":
        return None
    if kind == "text":
        return text.removeprefix(APOSTROPHE)
    if kind == "boolean":
        return {"true": True, "false": False}[text.lower()]
    return _NUMBERS[kind](text) if kind in _NUMBERS else text
