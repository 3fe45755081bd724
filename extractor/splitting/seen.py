"""Candidates as features look at them: each with what is worked out once, and what is known of the whole document.

Candidates and lines go in. Nothing is judged here.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extractor.shapes.points import Lead, lead_number
from extractor.splitting.candidates import Candidate, CellKey, Shape
from extractor.splitting.line_stream import FlowLine, has_letters, is_caps, is_point_label
from extractor.splitting.word_model import Floats
from extractor.splitting.wording import Match, normalise

# A line's middle or edge lies at another's within so many points.
ALIGNED_PT = 5.0


@dataclass(frozen=True)
class Seen:
    """A candidate with what is worked out once for all features. ``known`` is what the lexicon answers for its words."""

    candidate: Candidate
    line: FlowLine
    last: FlowLine
    known: Match | None
    probabilities: Floats
    bold: bool
    italic: bool
    underlined: bool
    caps: bool

    @cached_property
    def lead(self) -> Lead | None:
        """The number that leads the words."""
        return lead_number([w.text for w in self.candidate.words])

    @cached_property
    def numbering(self) -> str:
        """The style of the number that leads the words, or ""."""
        return self.lead.style if self.lead else ""

    @cached_property
    def wording(self) -> str:
        """Its words without the number that leads them, as wordings are compared; "" for a beginning of text."""
        return normalise(self.candidate.text[self.lead.behind if self.lead else 0 :]) if self.candidate.words else ""

    @cached_property
    def style(self) -> tuple[object, ...]:
        """What a series of headings has in common."""
        c = self.candidate
        size = round(self.line.size * 8) if self.line.larger or self.line.small else 8
        look = (self.bold, self.italic, self.underlined, self.caps, size, self.numbering)
        return (*look, _FAMILY[c.shape], c.text.rstrip().endswith(":"))

    @cached_property
    def rest(self) -> tuple[str, ...]:
        """The words behind it on its last line."""
        return tuple(w.text for w in self.last.words[self.candidate.end_word :])


_FAMILY = {
    Shape.LABEL_CELL: "cell",
    Shape.BESIDE: "beside",
    Shape.ALONE: "alone",
    Shape.RUN_IN: "run in",
    Shape.NOTHING: "nothing",
}


class Surroundings:
    """What is known of the whole document while its candidates are looked at."""

    def __init__(self, lines: Sequence[FlowLine], seen: Sequence[Seen], classes: Sequence[str]) -> None:
        self.lines, self.seen, self.classes = lines, seen, classes
        self.text_class = classes.index("text")
        self.label_classes: list[int] = [n for n, name in enumerate(classes) if name in LABEL_CLASSES]
        self.left = _usual_left(lines)
        self.series = _series(seen, self.text_class)
        self.columns = _columns(lines, seen, self.text_class)
        self.numbered: dict[int, float] = _in_sequence(seen)
        self.known_at = _known_lines(seen)


LABEL_CLASSES = frozenset(
    {
        "authority", "decision_number", "subject", "decision_makers", "publication", "key_decision",
        "key_decision_reason", "decision_date", "publication_date", "effective_date", "call_in_deadline",
        "lead_officer", "wards", "front",
    }
)  # fmt: skip


def _usual_left(lines: Sequence[FlowLine]) -> dict[int, float]:
    """Return where most lines of each page begin that stand in no table."""
    lefts: dict[int, Counter[int]] = defaultdict(Counter)
    for line in lines:
        if line.cell is None:
            lefts[line.page.number][round(line.line.box.x0 / ALIGNED_PT)] += 1
    return {page: counts.most_common(1)[0][0] * ALIGNED_PT for page, counts in lefts.items()}


@dataclass(frozen=True)
class Series:
    """Candidates of one style: how many lines they begin, how far they run through the document, what they are like."""

    count: int
    spread: float
    words: float
    known: float
    followed: float


def _series(seen: Sequence[Seen], text_class: int) -> dict[tuple[object, ...], Series]:
    groups: dict[tuple[object, ...], list[Seen]] = defaultdict(list)
    for one in seen:
        if one.candidate.words:
            groups[one.style].append(one)
    total = max((one.candidate.first for one in seen), default=0) + 1
    return {style: _one_series(group, total, text_class) for style, group in groups.items()}


def _one_series(group: Sequence[Seen], total: int, text_class: int) -> Series:
    firsts = sorted({one.candidate.first for one in group})
    steps = [b - a for a, b in pairwise(firsts)]
    return Series(
        count=len(firsts),
        spread=(firsts[-1] - firsts[0]) / total,
        words=sum(len(one.candidate.words) for one in group) / len(group),
        known=sum(1.0 - float(one.probabilities[text_class]) for one in group) / len(group),
        # Headings have text under them; bold rows of a table and lines of a title stand one after another.
        followed=sum(step > 1 for step in steps) / len(steps) if steps else 0.5,
    )


def _columns(lines: Sequence[FlowLine], seen: Sequence[Seen], text_class: int) -> dict[CellKey, tuple[float, ...]]:
    """Return for every cell how its column of its table is: mean words, share bold, share known, cells, columns."""
    cells: dict[CellKey, list[FlowLine]] = defaultdict(list)
    for line in lines:
        if line.cell:
            cells[line.cell].append(line)
    known = {
        one.line.cell: 1.0 - float(one.probabilities[text_class])
        for one in seen
        if one.line.cell and one.candidate.shape is Shape.LABEL_CELL
    }
    columns: dict[tuple[int, int, int], list[CellKey]] = defaultdict(list)
    for page, place in cells:
        columns[page, place.table, place.column].append((page, place))
    widths: dict[tuple[int, int], int] = defaultdict(int)
    for page, place in cells:
        widths[page, place.table] = max(widths[page, place.table], place.column + 1)
    told: dict[CellKey, tuple[float, ...]] = {}
    for (page, table, _), keys in columns.items():
        words = sum(len(line.words) for key in keys for line in cells[key]) / len(keys)
        bold = sum(all(line.all_bold for line in cells[key]) for key in keys) / len(keys)
        sure = sum(known.get(key, 0.0) for key in keys) / len(keys)
        asks = sum(cells[key][-1].text.rstrip().endswith((":", "?")) for key in keys) / len(keys)
        for key in keys:
            told[key] = (words, bold, sure, float(len(keys)), float(widths[page, table]), asks)
    return told


def _in_sequence(seen: Sequence[Seen]) -> dict[int, float]:
    """Return for the candidates with a number whether the same style counts one less before and one more after, by id."""
    by_style: dict[str, list[tuple[int, int, Seen]]] = defaultdict(list)
    for one in seen:
        value = _counted(one)
        if value is not None:
            by_style[one.numbering].append((one.candidate.first, value, one))
    told: dict[int, float] = {}
    for group in by_style.values():
        before, after = dict[int, int](), dict[int, int]()
        for first, value, one in group:
            told[id(one)] = 0.5 * (before.get(value - 1, first) < first)
            before.setdefault(value, first)
        for first, value, one in reversed(group):
            told[id(one)] += 0.5 * (after.get(value + 1, first) > first)
            after.setdefault(value, first)
    return told


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def _counted(one: Seen) -> int | None:
    if one.lead is None:
        return None
    text = one.lead.number.casefold()
    # "C164/2022" is the 164th of its year.
    if digits := re.search(r"(\d+)(?:/[a-z]+)?$", re.sub(r"(?<=\d)[/-](?:19|20)\d\d$", "", text)):
        return int(digits[1])
    if "i" in one.numbering and text in _ROMAN:
        return _ROMAN[text]
    last = text.rpartition("-")[2]
    return ord(last) - 96 if len(last) == 1 and last.isalpha() else None


def _known_lines(seen: Sequence[Seen]) -> tuple[int, ...]:
    return tuple(sorted({s.candidate.first for s in seen if s.known and not s.known.by_cue}))


def see(
    lines: Sequence[FlowLine], candidates: Sequence[Candidate], known: Sequence[Match | None], words: Sequence[Floats]
) -> list[Seen]:
    """Return every candidate with what all features look at."""
    return [_seen(lines, *each) for each in zip(candidates, known, words, strict=True)]


def _seen(lines: Sequence[FlowLine], c: Candidate, known: Match | None, words: Floats) -> Seen:
    # A number in the text face before a heading does not make it plain.
    own = c.words[1:] if len(c.words) > 1 and is_point_label(c.words[0].text) else c.words
    lettered = [w for w in own if has_letters(w.text)]
    count = len(lettered)
    return Seen(
        candidate=c,
        line=lines[c.first],
        last=lines[c.last],
        known=known,
        probabilities=words,
        bold=bool(count) and sum(w.bold for w in lettered) >= 0.7 * count,
        italic=bool(count) and all(w.italic for w in lettered),
        underlined=bool(count) and sum(w.underlined for w in lettered) >= 0.6 * count,
        caps=is_caps(c.text) or (c.text.isupper() and count > 0 and len(c.text) > 1),
    )
