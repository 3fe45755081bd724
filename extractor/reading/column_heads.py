"""The heads of columns of sums on scans, where a currency's sign that stands alone was read as a letter.

In: a page's lines with their cells. Out: the same, with "f" over a column of sums read as the sign that the page's sums
have, and "VATE" beside a head such as "Total £" as two words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Line, Word
from extractor.reading.ocr.currency import TAKEN_FOR, TOLD, sign_of
from extractor.reading.ocr.lexicon import bare, is_known

_SIGNED = re.compile(r"\(?([£€$])\d")
# Sums: with thousands or pence, which counts and years have not.
_SUM = re.compile(r"\(?[-–]?\d{1,3}(?:(?:,\d{3})+(?:\.\d\d)?|\.\d\d)\)?")
_FEWEST_SUMS = 2
_Column = tuple[int, int]


def settle_heads(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines with lone signs in the heads of columns of sums settled by the signs of the page's sums."""
    sign = sign_of(Counter(m[1] for line in lines for word in line.words if (m := _SIGNED.match(word.text))))
    if sign is None:
        return tuple(lines)
    heads = [n for column in _columns(lines).values() if (n := _head_of_sums(lines, column)) is not None]
    tables = {line.cell.table for n in heads if (line := lines[n]).cell and line.text.endswith(sign)}
    out = list(lines)
    for n in heads:
        place = lines[n].cell
        *before, last = lines[n].words
        beside = place is not None and place.table in tables
        out[n] = replace(lines[n], words=(*before, *_settled(last, sign, beside=beside)))
    return tuple(out)


def _columns(lines: Sequence[Line]) -> dict[_Column, list[int]]:
    columns: dict[_Column, list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        if line.cell and line.words:
            columns[line.cell.table, line.cell.column].append(n)
    return columns


def _head_of_sums(lines: Sequence[Line], column: Sequence[int]) -> int | None:
    """Return the line right above the sums of a column; None where it holds few sums."""
    sums = [k for k, n in enumerate(column) if _SUM.fullmatch(lines[n].text)]
    return column[sums[0] - 1] if len(sums) >= _FEWEST_SUMS and sums[0] > 0 else None


def _settled(word: Word, sign: str, *, beside: bool) -> tuple[Word, ...]:
    """Return the last word of a head as it is likelier; ``beside`` says that a head beside it ends in the sign."""
    letter = word.text[-1]
    if letter not in TAKEN_FOR[sign]:
        return (word,)
    told = min(word.confidence, TOLD)
    if len(word.text) == 1:
        return (replace(word, text=sign, confidence=told),)
    if not beside or is_known(bare(word.text).lower()):
        return (word,)
    middle = word.box.x1 - word.box.width / len(word.text)
    return (
        replace(word, text=word.text[:-1], box=replace(word.box, x1=middle)),
        replace(word, text=sign, box=replace(word.box, x0=middle), confidence=told),
    )
