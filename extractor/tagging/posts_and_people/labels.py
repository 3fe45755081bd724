"""The labels of words, and the spans that they make."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from extractor.tagging.words import Word


class Kind(StrEnum):
    """What a span of words names."""

    POST = "post"
    PERSON = "person"


# The first word of a span, and those that go on with it.
LABELS = ("outside", "post", "more of post", "person", "more of person")
OUTSIDE = 0
FIRST = {Kind.POST: 1, Kind.PERSON: 3}
MORE = {Kind.POST: 2, Kind.PERSON: 4}


class Marked(NamedTuple):
    """A span of characters, half open, that names a post or a person."""

    start: int
    end: int
    kind: Kind


def labels_of(words: Sequence[Word], marks: Iterable[Marked]) -> list[int]:
    """Return the label of each word, from spans that do not overlap."""
    labels = [OUTSIDE] * len(words)
    for mark in marks:
        inside = [n for n, word in enumerate(words) if word.start < mark.end and mark.start < word.end]
        for n in inside:
            labels[n] = FIRST[mark.kind] if n == inside[0] else MORE[mark.kind]
    return labels


def spans_of(labels: Sequence[int]) -> Iterator[tuple[int, int, Kind]]:
    """Yield the spans of words, half open, that labels make."""
    first, kind = 0, None
    for at, label in enumerate((*labels, OUTSIDE)):
        if kind is not None and label != MORE[kind]:
            yield first, at, kind
            kind = None
        if label in _KINDS and kind is None:
            first, kind = at, _KINDS[label]


_KINDS = {label: kind for of in (FIRST, MORE) for kind, label in of.items()}
