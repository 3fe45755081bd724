"""What is seen of everybody and every day that a record names: candidates go in, an array of named features comes out.

First the words around each place where one is named, which a linear model weighs; then what that says, with where and how
often it is named. How much each speaks for a field is fitted (:mod:`benchmarks.fit_judges`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import log, log1p
from typing import get_args

import numpy as np

from decision_models import SectionKind
from extractor.assembling.found import Found
from extractor.assembling.places import Candidate, Kind, Place, Where
from extractor.assembling.texts import authority_field
from extractor.document import Entry, FieldName
from extractor.splitting.word_model import Floats, WordModel, word_features
from extractor.splitting.wording import normalise

# So many words before and behind a name tell what it is named for, of so many letters; the nearest two tell most.
MOST_AROUND, LETTERS_AROUND, NEAREST = 7, 90, 2
# A line's words before a name may be its label where they are no more than these.
MOST_LABEL = 9
MOST_HEADING = 8
# What a label may announce that tells what the name or day beside it is, and the fields that may already hold it.
DAYS: tuple[FieldName, ...] = ("decision_date", "publication_date", "effective_date", "call_in_deadline")
ENTRIES: tuple[FieldName, ...] = (*DAYS, "decision_makers", "lead_officer", "signature", "authority", "subject")
ASKED = (*ENTRIES, "consultation", "decision", "body", "text")
_WORD = re.compile(r"\n|[\w’']+|[:;,.()–—&-]")
# A break of the line is a word too.
_STANDS_FOR = {"\n": "|"}
_FIRST_PERSON = re.compile(r"\bI\b")
_SPEAKING = frozenset({SectionKind.DECISION, SectionKind.HEADER, SectionKind.SIGNATURE, SectionKind.REASONS})
OTHER = "other"
_SAID = ("best", "next", "on the whole", "together", "rank", "ahead")
_SEEN = (
    *(f"is {kind}" for kind in get_args(Kind)),
    "places", "places in text", "first place", "last place", "sections behind",
    "in signature", "in header", "in decision", "elsewhere",
    *(f"named in {where}" for where in get_args(Where)),
    *(f"entry {name}" for name in ENTRIES),
    *(f"label {name}" for name in ASKED),
    "alone", "posts", "words of post", "authority", "several decisions", "first person", "sections", "candidates",
)  # fmt: skip


def feature_names(classes: Sequence[str]) -> tuple[str, ...]:
    """Return how the columns of :func:`judged_matrix` are called, by what candidates are told apart as."""
    return (*_SEEN, *(f"{name} said {how}" for name in classes if name != OTHER for how in _SAID))


@dataclass(frozen=True)
class Record:
    """A record while its fields are judged; ``several`` where its file holds others. ``words`` reads labels."""

    found: Found
    words: WordModel
    several: bool

    @cached_property
    def _named(self) -> Mapping[str, list[tuple[int, int, str]]]:
        """Where a text names people, posts and days, each with what stands for it among the words around."""
        named: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        given = self.found.mentions
        marked = ((given.people, " Xperson "), (given.roles, " Xpost "), (given.dates, " Xdate "))
        for mentions, mark in marked:
            for mention in mentions:
                text = self.found.decision.sections[mention.section].text
                named[text].append((mention.start, mention.end, mark))
        return {text: sorted(places) for text, places in named.items()}

    @cached_property
    def authority(self) -> str:
        """The public body's name, folded."""
        stated = authority_field(self.found)
        return normalise(stated.value) if stated else ""

    @cached_property
    def speaks(self) -> int:
        """How often whoever decided says "I"."""
        sections = self.found.decision.sections
        return sum(len(_FIRST_PERSON.findall(section.text)) for section in sections if section.kind in _SPEAKING)

    @cached_property
    def _begins(self) -> Sequence[int]:
        return [0, *accumulate(len(section.text) for section in self.found.decision.sections)]

    def words_of(self, text: str, start: int, end: int) -> list[str]:
        """Return the words of a stretch of text, folded, people and posts and days as such."""
        parts, at = list[str](), max(start, 0)
        end = min(end, len(text))
        for first, last, mark in self._named.get(text, ()):
            if first >= at and last <= end:
                parts += [text[at:first], mark]
                at = last
        folded = _WORD.findall("".join([*parts, text[at:end]]).casefold())
        return [_STANDS_FOR.get(word, "0" if word.isdigit() else word) for word in folded]

    def share(self, place: Place) -> float:
        """Return how far down the record's text a place stands, from 0 to 1."""
        return (self._begins[place.section] + place.start) / max(self._begins[-1], 1)

    def entries(self, place: Place) -> Iterator[Entry]:
        """Yield the entries that hold a place."""
        if place.where in {"text", "short"} and place.section >= 0:
            for entry in self.found.decision.entries:
                held = entry.start <= place.start and place.end <= entry.end and not entry.in_heading
                if entry.section == place.section and held:
                    yield entry


def _lead(place: Place) -> str:
    """Return what stands before a name and may be its label: on its line, or all of the line above."""
    begin = place.text.rfind("\n", 0, place.start) + 1
    line = place.text[begin : place.start].strip()
    if not line:
        above = place.text[: max(begin - 1, 0)].rsplit("\n", 1)[-1]
        return above if len(above.split()) < MOST_LABEL else ""
    words = line.split()
    return line if len(words) <= MOST_LABEL else " ".join(words[-MOST_LABEL // 2 :])


def _label(record: Record, place: Place) -> str:
    """Return the printed label of the form before a name, "" where none stands next to it."""
    if place.section < 0 or place.found is not record.found:
        return ""
    before = [span for span in record.found.decision.sections[place.section].labels if span[1] <= place.start]
    start, end = max(before, key=lambda span: span[1], default=(0, 0))
    return place.text[start:end] if before and "\n" not in place.text[end : place.start].strip(" :\n") else ""


def place_features(record: Record, candidate: Candidate, place: Place) -> tuple[str, ...]:
    """Return what the linear model sees of a place: the words around it, of its post, its label, its section's heading."""
    start, end, text = place.start, place.end, place.text
    before = record.words_of(text, start - LETTERS_AROUND, start)[-MOST_AROUND:][::-1]
    behind = record.words_of(text, end, end + LETTERS_AROUND)[:MOST_AROUND]
    section = place.found.decision.sections[place.section] if place.section >= 0 else None
    kind = section.kind.value if section else "none"
    return tuple(
        dict.fromkeys(
            [
                *_around("before", before),
                *_around("behind", behind),
                *(f"post {word}" for post in candidate.posts for word in _WORD.findall(post.title.casefold())),
                *(
                    f"heading {word}"
                    for word in record.words_of((section and section.heading) or "", 0, 80)[:MOST_HEADING]
                ),
                *(f"label {word}" for word in record.words_of(_label(record, place), 0, 80)),
                *(f"entry {entry.name}" for entry in record.entries(place)),
                f"{candidate.kind} in {kind}",
                f"section {kind}",
                f"{candidate.kind} {place.where}",
                f"{candidate.kind} {bool(record.speaks)}",
                f"{candidate.kind} in {kind} {bool(record.speaks)}",
            ]
        )
    )


def _around(side: str, words: Sequence[str]) -> Iterator[str]:
    yield from (f"{side} {word}" for word in words)
    yield from (f"{side} {n} {word}" for n, word in enumerate([*words, "$"][:NEAREST]))
    if len(words) > 1:
        yield f"{side} {words[0]} {words[1]}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of candidates before anything is weighed.

    ``rows`` is of shape (candidates, features); ``around`` has for every candidate the words around each of its places.
    """

    rows: Floats
    around: tuple[tuple[tuple[str, ...], ...], ...]


def see(candidates: Sequence[Candidate], record: Record) -> Seen:
    """Return what is seen of candidates."""
    rows = [list(_seen(c, record, len(candidates))) for c in candidates]
    around = tuple(tuple(place_features(record, c, place) for place in c.places) for c in candidates)
    return Seen(np.array(rows, dtype=np.float64).reshape(len(candidates), len(_SEEN)), around)


def judged_matrix(seen: Seen, context: WordModel) -> Floats:
    """Return what is seen of every candidate and what ``context`` says of the words around it.

    The array is of shape (candidates, features), its columns as :func:`feature_names` says.
    """
    told = [np.array([context.probabilities(words) for words in places]) for places in seen.around]
    said = [
        [_told(told, n, row) for row in range(len(told))] for n, name in enumerate(context.classes) if name != OTHER
    ]
    return np.hstack([seen.rows, *(np.array(columns).reshape(len(told), len(_SAID)) for columns in said)])


def _told(told: Sequence[Floats], column: int, row: int) -> list[float]:
    """Return what the words around its places say of a candidate, by itself and beside the others."""
    best = [_log_odds(float(places[:, column].max())) for places in told]
    odds = sorted((_log_odds(float(p)) for p in told[row][:, column]), reverse=True)
    ahead = odds[0] - max((other for other in best if other != odds[0]), default=-9.0)
    together = float(np.log(np.exp(odds).sum()))
    higher = sum(other > odds[0] for other in best)
    return [odds[0], odds[1] if len(odds) > 1 else -9.0, sum(odds) / len(odds), together, higher, ahead]


def _log_odds(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return log(p / (1 - p))


def _seen(candidate: Candidate, record: Record, count: int) -> Iterator[float]:
    sections = record.found.decision.sections
    inside = [p for p in candidate.places if p.found is record.found and p.section >= 0 and p.where != "heading"]
    shares = [record.share(place) for place in inside] or [0.0]
    kinds = [sections[place.section].kind for place in inside]
    yield from (float(candidate.kind == kind) for kind in get_args(Kind))
    yield from (log1p(len(candidate.places)), log1p(len(inside)), min(shares), max(shares))
    yield min([len(sections) - 1 - place.section for place in inside], default=99)
    named = (SectionKind.SIGNATURE, SectionKind.HEADER, SectionKind.DECISION)
    yield from (float(kind in kinds) for kind in named)
    yield log1p(sum(kind not in named for kind in kinds))
    yield from (float(any(p.where == where for p in candidate.places)) for where in get_args(Where))
    entries = [(entry.name, entry.confidence) for place in candidate.places for entry in record.entries(place)]
    yield from (max((sure for own, sure in entries if own == name), default=0.0) for name in ENTRIES)
    yield from _asked(candidate, record)
    yield max(float(_stands_alone(place)) for place in candidate.places)
    yield len(candidate.posts)
    yield max((len(post.title.split()) for post in candidate.posts), default=0)
    yield float(bool(record.authority) and record.authority == normalise(candidate.name))
    yield float(record.several)
    yield record.speaks
    yield from (len(sections), count)


def _asked(candidate: Candidate, record: Record) -> Iterator[float]:
    """Yield how surely the label of any place of a candidate asks for each of ASKED."""
    labels = [_label(record, place) or _lead(place) for place in candidate.places]
    told = [record.words.probabilities(word_features(label)) for label in labels if label]
    for name in ASKED:
        column = record.words.classes.index(name) if name in record.words.classes else -1
        yield max((float(p[column]) for p in told), default=0.0) if column >= 0 else 0.0


def _stands_alone(place: Place) -> bool:
    begin = place.text.rfind("\n", 0, place.start) + 1
    end = place.text.find("\n", place.end)
    line = place.text[begin : end if end >= 0 else None].strip()
    return len(line) <= place.end - place.start + 3
