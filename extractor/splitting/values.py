"""The places in a decision's stretches of text that may be a field's value: stretches go in, every such place comes out.

What a value looks like comes from :mod:`extractor.shapes`. Nothing is weighed here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from extractor.document import FieldName, Token
from extractor.shapes.bodies import find_authority
from extractor.shapes.days import days_in
from extractor.shapes.deciding import first_deciding_body
from extractor.shapes.names import find_holders
from extractor.shapes.numbers import find_bare_number, find_number
from extractor.splitting.candidates import Shape
from extractor.splitting.forms import Form
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.wording import normalise

FIELDS: tuple[FieldName, ...] = get_args(FieldName)

Extent = Literal["whole", "behind", "line", "day", "number", "body", "authority", "holder"]
"""How much of a stretch: all of it, what stands behind its first colon, a printed line, or what its shape marks off."""
WHOLE: frozenset[Extent] = frozenset({"whole", "behind"})
"""What a label asks for: all that stands beside it, or behind it in one stretch."""
Part = Literal["front", "running", "heading", "decision", "signature", "body"]
"""Where a stretch stands: front matter, a running head or foot, the heading of a decision, a section's text."""
# A stretch longer than this is prose; of its days, and of the people and posts it names, only so many are looked at.
MOST_WORDS, MOST_DAYS, MOST_HOLDERS = 60, 4, 3
# Of a section's text only a sentence as short as this may be a value as a whole: "This is a key decision."
MOST_SAID = 25
# Of a title block set solid each line may be a value.
MOST_LINES = 6
# A notice is a sentence or two; what is longer is the text of the decision, and may tell of other days.
MOST_NOTICE_WORDS = 45
# A label that was not told from its value stands before a colon and has no more words than this.
_LED = re.compile(r"(?:[^\s:]+ ){0,5}[^\s:]+ ?: +(?=\S)")
# What stands before a day or a number in its own sentence and tells what it is.
LEAD_WORDS = 8


@dataclass(frozen=True, slots=True)
class Stretch:
    """A paragraph of a decision with its lines, and its label, if any ("" where none stands before it).

    Offsets of ``tokens`` are into its own ``text``. ``order`` counts the stretches of a decision from 0, ``later`` tells
    that a section of the body stands before it.
    """

    text: str
    tokens: tuple[Token, ...]
    lines: tuple[FlowLine, ...]
    label: str
    shape: Shape
    sure: float
    order: int
    later: bool
    part: Part = "front"


@dataclass(frozen=True)
class Value:
    """A place that may be a field's value: ``text[start:end]`` of a stretch."""

    stretch: Stretch
    start: int
    end: int
    extent: Extent
    ordinal: int

    @cached_property
    def text(self) -> str:
        """The words of the value."""
        return self.stretch.text[self.start : self.end]

    @cached_property
    def label(self) -> str:
        """What stands before it as its label, "" where nothing does."""
        return self.stretch.text[: self.start].strip() if self.extent == "behind" else self.stretch.label

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words behind it."""
        return tuple(t for t in self.stretch.tokens if t.start < self.end and t.end > self.start)

    @cached_property
    def lead(self) -> str:
        """What its sentence says before it."""
        sentence = re.split(r"[.;]\s", self.stretch.text[: self.start])[-1]
        return " ".join(sentence.split()[-LEAD_WORDS:])


def find_values(stretches: Sequence[Stretch], form: Form) -> list[Value]:
    """Return every place that may be a value, stretch by stretch."""
    counts: dict[Extent, int] = dict.fromkeys(get_args(Extent), 0)
    found = []
    for stretch in stretches:
        for start, end, extent in _extents(stretch, form):
            found.append(Value(stretch, start, end, extent, counts[extent]))
            counts[extent] += 1
    return found


def _extents(stretch: Stretch, form: Form) -> Iterator[tuple[int, int, Extent]]:
    text = stretch.text
    count = len(text.split())
    prose = stretch.part in {"decision", "body"}
    if 0 < count <= (MOST_SAID if prose else MOST_WORDS) and stretch.part != "heading":
        yield 0, len(text), "whole"
    led = None if stretch.label or stretch.part == "heading" else _LED.match(text)
    if led and count <= (MOST_SAID if prose else MOST_WORDS):
        yield led.end(), len(text), "behind"
    days = list(days_in(text))[:MOST_DAYS]
    narrower: list[tuple[int, int, Extent]] = [(start, end, "day") for start, end in days]
    number = find_number(text) or (find_bare_number(text) if stretch.label or count <= 4 else None)
    if number and not any(start < number[1] and number[0] < end for start, end in days):
        narrower.append((*number, "number"))
    body, authority = first_deciding_body(text, form.body_words), find_authority([text], form.body_words)
    if stretch.part != "heading":
        narrower += [(start, end, "holder") for start, end in list(find_holders(text))[:MOST_HOLDERS]]
    if body:
        narrower.append((*body, "body"))
    if authority and authority[1:] != body:
        narrower.append((authority[1], authority[2], "authority"))
    if not prose and not stretch.label and 1 < len(stretch.lines) <= MOST_LINES:
        narrower += [(start, end, "line") for start, end in _printed_lines(stretch)]
    yield from (one for one in narrower if one[:2] != (0, len(text)))


def _printed_lines(stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Yield where each printed line of a stretch stands in its text."""
    places = {id(token.word): token for token in stretch.tokens}
    for line in stretch.lines:
        tokens = [places[id(w)] for w in line.words if id(w) in places]
        if tokens:
            yield tokens[0].start, tokens[-1].end


def days_told(text: str, form: Form) -> Iterator[tuple[FieldName, int, int]]:
    """Yield the days that a short text tells of, each with what it is and its place in the text.

    What the words before a day say decides, back to the day before it or to the beginning of its sentence.
    """
    begin = 0
    for start, end in days_in(text) if len(text.split()) <= MOST_NOTICE_WORDS else ():
        told = told_by(normalise(re.split(r"[.;]\s", text[begin:start])[-1]), form)
        if told is not None:
            yield told, start, end
        begin = end


_TOLD: tuple[FieldName, ...] = ("call_in_deadline", "effective_date", "publication_date")


def told_by(said: str, form: Form) -> FieldName | None:
    """Return what the words before a day say of it; of several, what they say last."""
    hits = [
        (match.end(), name) for name in _TOLD for pattern in form.told_days(name) for match in pattern.finditer(said)
    ]
    return max(hits)[1] if hits else None
