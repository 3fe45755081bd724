"""Where the words under an item's title begin to say what was resolved: lines go in, the place of the resolution comes out.

Many minutes set nothing apart: "… three tenders had come in. It was agreed to take the lowest." How a resolution begins is
data of the form.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.splitting.blocks import START, Block
from extractor.splitting.forms import Form
from extractor.splitting.line_stream import FlowLine

# What says it most plainly comes first: who moved matters only where nothing says what was resolved.
_IN_TURN = ("resolved", "moved", "acted")
# Where a sentence ends, or a bracket, quotation or numbering before a sentence does.
_OPENS = r"(?:^|(?<=[.:;!?—–”’\"')]\s)|(?<=[—–]))"
# "Resolved:—", "AGREED (3–2):", "Resolved - ": set apart from what follows, it is a heading.
_HEADS = re.compile(r"[\w ]{4,28}(?:\([^()]{1,20}\))?\s?(?:[:;]\s?[-–—]?|[–—-])(?=\s|$|[A-Z(])|[A-Z ]{4,28}(?= |$)")


@dataclass(frozen=True, slots=True)
class Place:
    """The line and the word of it at which a resolution begins, and how many words head it."""

    line: int
    word: int
    heads: int = 0


def resolution_in(lines: Sequence[FlowLine], form: Form) -> Place | None:
    """Return where lines begin to say what was resolved, or None where they do not say it."""
    words = [(n, k, word.text) for n, line in enumerate(lines) for k, word in enumerate(line.words)]
    text = " ".join(word for _, _, word in words)
    folded = text.casefold()
    if len(folded) != len(text):
        return None
    for key in _IN_TURN:
        found = _pattern(form.wordings("resolution", key)).search(folded)
        if found:
            at = folded.count(" ", 0, found.start())
            begin = folded.rfind(" ", 0, found.start()) + 1
            n, k, _ = words[at]
            headed = _HEADS.match(text, found.start()) if begin == found.start() else None
            return Place(n, k, len(headed[0].split()) if headed else 0)
    return None


@lru_cache(maxsize=32)
def _pattern(cues: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"{_OPENS}(?:{'|'.join(cues)})(?!\w)" if cues else r"(?!)")


def cut_at(block: Block, place: Place) -> tuple[tuple[FlowLine, ...], Block]:
    """Return the lines of a block before a resolution in it, and the resolution as a block of its own."""
    line = block.lines[place.line]
    before, behind = line.words[: place.word], line.words[place.word :]
    lines = (replace(line, words=behind, opens=True), *block.lines[place.line + 1 :])
    above = (*block.lines[: place.line], *([replace(line, words=before)] if before else []))
    return above, Block(START, (), lines, confidence=block.confidence)
