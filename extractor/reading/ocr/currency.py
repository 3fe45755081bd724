"""Which currency the sums of a page are in, where a sign is hard to read.

In: the lines of a page as read. Out: the same, with letters that stand where a currency's sign ought to (E475, S180) read as
the sign that the page's other sums have. A sign that was read is never turned into another: it is doubted where the page's
others speak against it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extractor.reading.ocr.decode import Glyph

Glyphs = tuple[Glyph, ...]

SIGNS = "£€$"
# Letters that a sign is taken for.
TAKEN_FOR = {"£": "EFfet", "€": "EeCcfF6", "$": "Ss"}
_SUM = re.compile(
    r"""(?<![^\W_]) (?P<sign>[£€$EFfeCcSst])
      (?P<sum>\d{1,3}(?:,\d{3})+(?:\.\d\d)? | \d{1,6}(?:\.\d{1,2})?) (?=[mk]?\b)""",
    re.VERBOSE,
)
# What counts sums in a head or caption: "£m", "(£k)", "£'000".
_UNIT = re.compile(r"(?<![^\W_]) (?P<sign>[EFf]) (?=(?: k | m | bn | ['’‘]?000s? )(?!\w))", re.VERBOSE)
# So many sums with one sign, and this share of all, make it the page's; a sign surer than this was seen.
_FEWEST, _SHARE, _SEEN = 2, 0.75, 0.8
# How sure a sign is that the page's others tell, and one that they speak against.
TOLD, _ODD = 0.85, 0.8


def settle_currency(lines: Sequence[Glyphs]) -> list[Glyphs]:
    """Return the glyphs of each line with the signs of its sums settled by those of the page."""
    counts = Counter(
        match["sign"]
        for line in lines
        for match in _SUM.finditer(_text(line))
        if match["sign"] in SIGNS and line[match.start()].chance >= _SEEN
    )
    sign = sign_of(counts)
    return [_settled(line, sign) for line in lines] if sign else list(lines)


def sign_of(counts: Counter[str]) -> str | None:
    """Return the sign that a page's sums have, by how often each was seen; None where they are few or do not agree."""
    if not counts:
        return None
    sign, count = counts.most_common(1)[0]
    return sign if count >= max(_FEWEST, _SHARE * counts.total()) else None


def _settled(line: Glyphs, sign: str) -> Glyphs:
    found, text = list(line), _text(line)
    for match in (*_SUM.finditer(text), *_UNIT.finditer(text)):
        at, read = match.start(), line[match.start()]
        if read.character in TAKEN_FOR[sign]:
            found[at] = replace(read, character=sign, chance=min(TOLD, max(read.chance, 0.5)))
        elif read.character in SIGNS and read.character != sign and read.chance < _SEEN:
            found[at] = replace(read, chance=min(read.chance, _ODD))
    return tuple(found)


def _text(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.character for glyph in glyphs)
