"""Which run every word of a document as read belongs to: annotated runs and a document in, a place for each word out."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from extractor.document import Document, Word
from fixtures.foundry.annotated import Run

_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "ﬁ": "fi", "ﬂ": "fl"})
# A stretch that the order of reading moved is found again by so many words, or by all it has.
LEAST_MOVED = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands in its run's part: ``index`` counts the words of that part with the run's role from 0."""

    run: Run
    index: int


def aligned(document: Document, runs: Sequence[Run]) -> dict[int, Place]:
    """Return the place of every word of ``document`` that could be found, by the word's ``id``."""
    wanted = list(_places(runs))
    found = [word for page in document.pages for line in page.lines for word in line.words]
    want, have = [_folded(text) for text, _ in wanted], [_folded(w.text) for w in found]
    places: dict[int, Place] = {}
    taken: set[int] = set()
    for block in SequenceMatcher(None, want, have, autojunk=False).get_matching_blocks():
        for n in range(block.size):
            places[id(found[block.b + n])] = wanted[block.a + n][1]
            taken.add(block.a + n)
    _find_moved(wanted, want, found, have, places, taken)
    _bridge(found, places)
    return places


def _places(runs: Sequence[Run]) -> Iterator[tuple[str, Place]]:
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for run in runs:
        for word in run.text.split():
            key = (run.part, run.role)
            yield word, Place(run, counts[key])
            counts[key] += 1


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text.translate(_FOLD).casefold()) or text


def _find_moved(
    wanted: Sequence[tuple[str, Place]],
    want: Sequence[str],
    found: Sequence[Word],
    have: Sequence[str],
    places: dict[int, Place],
    taken: set[int],
) -> None:
    """Place the stretches that stand elsewhere on the page than in the text, longest matches first within each."""
    at = 0
    while at < len(wanted):
        end = at
        while end < len(wanted) and end not in taken:
            end += 1
        if end > at:
            _place_stretch(range(at, end), wanted, want, found, have, places)
        at = end + 1


def _place_stretch(
    stretch: range,
    wanted: Sequence[tuple[str, Place]],
    want: Sequence[str],
    found: Sequence[Word],
    have: Sequence[str],
    places: dict[int, Place],
) -> None:
    free = [n for n, word in enumerate(found) if id(word) not in places]
    words = [have[n] for n in free]
    matcher = SequenceMatcher(None, [want[n] for n in stretch], words, autojunk=False)
    for block in matcher.get_matching_blocks():
        if block.size >= min(LEAST_MOVED, len(stretch)) and block.size:
            for n in range(block.size):
                places[id(found[free[block.b + n]])] = wanted[stretch[block.a + n]][1]


def _bridge(found: Sequence[Word], places: dict[int, Place]) -> None:
    """Give a word that was read otherwise than it is printed the place of its neighbours, where they agree."""
    for n, word in enumerate(found):
        if id(word) in places:
            continue
        before = next((places[id(w)] for w in reversed(found[max(0, n - 3) : n]) if id(w) in places), None)
        after = next((places[id(w)] for w in found[n + 1 : n + 4] if id(w) in places), None)
        if before and after and before.run is after.run:
            places[id(word)] = Place(before.run, before.index)
