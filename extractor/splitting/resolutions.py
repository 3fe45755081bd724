"""Where the words under an item's title begin to say what was resolved: lines go in, the place of the resolution comes out.

Many minutes set nothing apart: "… three tenders had come in. It was agreed to take the lowest." How a resolution begins is
data of the form.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.splitting.blocks import HEADING, START, Block
from extractor.splitting.candidates import Shape
from extractor.splitting.decisions import DECISION
from extractor.splitting.forms import Form
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.wording import normalise

# What says it most plainly comes first: who raised a matter counts only where nothing says what was resolved. A mere act,
# "Granted", tells a resolution only where others are told more plainly.
_PLAIN = ("resolved", "concluded", "moved", "put", "raised")
# Where headings set resolutions apart, text tells one only in their words, or how a vote went: "Members agreed to come
# back to it" is talk.
_APART = ("resolved", "put")
_IN_TURN = (*_PLAIN, "acted")
LEAST_PLAIN = 2
# A paragraph may begin with its number.
_NUMBER = r"(?:[(\[]?[\w./-]*\d[\w./-]*[.)\]]? )?"
# A sentence begins behind a stop, a bracket or a quotation, a clause that tells what was resolved behind a comma too.
_OPENS = rf"(?:(?:^|\n){_NUMBER}|(?<=[.:;!?—–”’\"')] )|(?<=[—–])|(?<=, )(?=it was ))"
_BLANKS = re.compile(r"[ \n]")
# "RESOLVED unanimously", "Agreed:", "Resolved –": in capitals, or parted from what follows, it is a heading.
_HEADS = re.compile(rf"{_NUMBER}(?:(?!IT )[A-Z]{{5,}}(?: [A-Z]{{2,}}\b){{0,3}}|[A-Z][a-z]+(?: [a-z]+ly)?(?=:| [–—-] ))")


@dataclass(frozen=True, slots=True)
class Place:
    """The line and the word of it at which a resolution begins, and how many words head it."""

    line: int
    word: int
    heads: int = 0


def resolution_in(lines: Sequence[FlowLine], form: Form, keys: Sequence[str] = _IN_TURN) -> Place | None:
    """Return where lines begin to say what was resolved, or None where they do not say it in one of these ways."""
    words = [(n, k, word.text) for n, line in enumerate(lines) for k, word in enumerate(line.words)]
    text = "".join(("\n" if k == 0 and (n == 0 or lines[n].opens) else " ") + word for n, k, word in words)
    for key in keys:
        found = _pattern(form.wordings("resolution", key)).search(text)
        if found:
            begin = found.start() + (text[found.start()] in " \n")
            n, k, _ = words[len(_BLANKS.findall(text, 0, begin)) - 1]
            headed = _HEADS.match(text, begin) if text[begin - 1] in " \n" and key == _PLAIN[0] else None
            return Place(n, k, len(headed[0].split()) if headed else 0)
    return None


def ways_of(blocks: Sequence[Block], kinds: Sequence[str | None], form: Form) -> tuple[str, ...]:
    """Return the ways in which running text may tell resolutions, by whether headings or plainer words tell others."""
    wordings = [normalise(b.label_text) for b, kind in zip(blocks, kinds, strict=True) if kind == DECISION and b.label]
    if len(set(wordings)) < len(wordings):
        return _APART
    told = sum(resolution_in(block.lines, form, _PLAIN) is not None for block in blocks)
    return _IN_TURN if told >= LEAST_PLAIN else _PLAIN


@lru_cache(maxsize=32)
def _pattern(cues: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"{_OPENS}(?:{'|'.join(cues)})(?!\w)" if cues else r"(?!)", re.IGNORECASE)


def cut_at(block: Block, place: Place) -> tuple[tuple[FlowLine, ...], Block]:
    """Return the lines of a block before a resolution in it, and the resolution as a block of its own."""
    line = block.lines[place.line]
    before, head, behind = (
        replace(line, words=words, opens=True)
        for words in (
            line.words[: place.word],
            line.words[place.word : place.word + place.heads],
            line.words[place.word + place.heads :],
        )
    )
    above = (*block.lines[: place.line], *([replace(before, opens=line.opens)] if before.words else []))
    lines = (*([behind] if behind.words else []), *block.lines[place.line + 1 :])
    if head.words:
        return above, Block(HEADING, (head,), lines, Shape.RUN_IN, block.confidence)
    return above, Block(START, (), lines, confidence=block.confidence)
