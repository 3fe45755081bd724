"""What a printed wording means: in goes a heading or a label as read, out comes what it announces and how surely.

Knows nothing of layout. The wordings themselves are data (``forms/*.toml``).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from decision_models import SectionKind
from extractor.document import FieldName

TargetKind = Literal["title", "field", "front", "section", "value"]

# Two wordings this alike are the same one misread: one wrong letter in seven, a little more in a long wording, where
# chance likeness is rarer.
FUZZY_CUTOFF, FUZZY_CUTOFF_LONG, LONG = 86.0, 84.0, 14
# Below this length one wrong letter can make another word ("data", "date"), so only the exact wording counts.
SHORTEST_FUZZY = 6
LONGEST_HEADING_WORDS = 30

_ENUMERATOR = re.compile(r"^(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.):]{1,2}|\d{1,2}(?:\.\d{1,2})*)\s+")
_NOT_LETTERS = re.compile(r"[^\w\s/]|_")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Target:
    """What a wording announces: a section, a field of the front matter, an entry of no field, or the form's title.

    A "value" announces nothing: it is what forms fill in, such as "Unrestricted".
    """

    type: TargetKind
    kind: SectionKind = SectionKind.HEADER
    field: FieldName | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A wording recognised. ``score`` is 100 for the very words, less for a near miss or a mere cue."""

    targets: tuple[Target, ...]
    score: float
    phrase: str
    by_cue: bool = False

    def target(self, *types: TargetKind) -> Target | None:
        """Return the first target of one of ``types``, or None."""
        return next((t for t in self.targets if t.type in types), None)


@lru_cache(maxsize=65_536)
def normalise(wording: str) -> str:
    """Fold what does not matter for what a heading says: case, numbering, quotes, brackets, end punctuation.

    >>> normalise("3.  Reason(s) for the Decision:")
    'reason s for the decision'
    >>> normalise("Call-in / Wards &c")
    'call in / wards and c'
    """
    text = wording.casefold().replace("&", " and ").replace("’", "'").replace("'s", "s").replace("s'", "s")
    text = _ENUMERATOR.sub("", text.strip())
    return _SPACES.sub(" ", _NOT_LETTERS.sub(" ", text)).strip()


@dataclass(frozen=True)
class Lexicon:
    """Wordings with what each announces. ``cues`` are tried, in order, where no wording fits."""

    wordings: Mapping[str, tuple[Target, ...]]
    title_cues: tuple[re.Pattern[str], ...] = ()
    veto: re.Pattern[str] | None = None
    cues: tuple[tuple[SectionKind, re.Pattern[str]], ...] = ()
    _cache: dict[str, Match | None] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _choices(self) -> dict[int, list[str]]:
        by_length: dict[int, list[str]] = {}
        for phrase in self.wordings:
            by_length.setdefault(len(phrase), []).append(phrase)
        return by_length

    def match(self, wording: str) -> Match | None:
        """Return what ``wording`` announces, or None where nothing tells."""
        text = normalise(wording)
        if text not in self._cache:
            if len(self._cache) > 100_000:
                self._cache.clear()
            self._cache[text] = self._exact(text) or self._fuzzy(text) or self._cued(text)
        return self._cache[text]

    def _exact(self, text: str) -> Match | None:
        targets = self.wordings.get(text) or self.wordings.get(text.replace(" s ", "s "))
        return Match(targets, 100.0, text) if targets else None

    def _fuzzy(self, text: str) -> Match | None:
        if len(text) < SHORTEST_FUZZY or len(text.split()) > LONGEST_HEADING_WORDS:
            return None
        # A wording whose length differs by more than this cannot reach the cutoff.
        cutoff = FUZZY_CUTOFF_LONG if len(text) >= LONG else FUZZY_CUTOFF
        slack = int(len(text) * (100 - cutoff) / cutoff) + 1
        near = [
            p
            for n in range(max(SHORTEST_FUZZY, len(text) - slack), len(text) + slack + 1)
            for p in self._choices.get(n, ())
        ]
        best = process.extractOne(text, near, scorer=fuzz.ratio, score_cutoff=cutoff)
        return Match(self.wordings[best[0]], best[1], best[0]) if best else None

    def _cued(self, text: str) -> Match | None:
        if not text or len(text.split()) > LONGEST_HEADING_WORDS:
            return None
        targets = [Target("title")] if any(cue.search(text) for cue in self.title_cues) else []
        if self.veto and self.veto.search(text):
            targets.append(Target("section", SectionKind.OTHER))
        else:
            hits = [(m.start(), n, kind) for n, (kind, cue) in enumerate(self.cues) if (m := cue.search(text))]
            told = [hit for hit in hits if hit[2] is not SectionKind.OTHER] or hits
            targets += [Target("section", min(told)[2])] if told else []
        return Match(tuple(targets), 70.0, text, by_cue=True) if targets else None


def whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of ``patterns`` as whole words. Raises re.error where one is no expression."""
    return re.compile(r"\b(?:" + "|".join(patterns) + r")(?!\w)")
