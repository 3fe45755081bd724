"""What a printed wording means: in goes a heading or a label as read, out comes what it announces and how surely.

Knows nothing of layout. The wordings themselves are data (``forms/*.toml``).
"""

import re
from collections.abc import Mapping, Sequence
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
LONGEST_HEADING_WORDS, LONGEST_PREFIX = 30, 8
# A known heading of so many words tells what a longer one is about that begins with it.
LEAST_LEADING_WORDS = 3

_ENUMERATOR = re.compile(
    r"^(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]{1,2}\d{0,2}|[ivx]{1,4})[.):]{1,2}|\d{1,2}(?:\.\d{1,2})*|[a-z]\d{1,2})\s+"
)
# The mark of a footnote, printed against the last word.
_FOOTNOTE = re.compile(r"(?<=[a-z]{3})[1-9¹²³*†]$|(?<=[a-z]{3}\?)[1-9¹²³*†]$")
_NOT_LETTERS = re.compile(r"[^\w\s/]|_")
_SPACES = re.compile(r"\s+")
# "Ward(s)", once its brackets are gone.
_PLURAL = re.compile(r" s\b")


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
    """A wording recognised. ``score`` is 100 for the very words, less for a near miss or a mere cue.

    ``own`` tells that it stands in the form's own file, and not only in that of the generic form.
    """

    targets: tuple[Target, ...]
    score: float
    phrase: str
    by_cue: bool = False
    own: bool = False

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
    text = _FOOTNOTE.sub("", _ENUMERATOR.sub("", text.strip()).rstrip(" :;.-–"))
    return _SPACES.sub(" ", _NOT_LETTERS.sub(" ", text)).strip()


@dataclass(frozen=True)
class Lexicon:
    """Wordings with what each announces. ``cues`` are tried, in order, where no wording fits."""

    wordings: Mapping[str, tuple[Target, ...]]
    own: frozenset[str] = frozenset()
    title_cues: tuple[re.Pattern[str], ...] = ()
    veto: re.Pattern[str] | None = None
    cues: tuple[tuple[SectionKind, re.Pattern[str]], ...] = ()
    field_cues: tuple[tuple[FieldName, re.Pattern[str]], ...] = ()
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
            self._cache[text] = (
                self._exact(text) or self._either(text) or self._fuzzy(text) or self._led(text) or self._cued(text)
            )
        return self._cache[text]

    def longest_prefix(self, words: Sequence[str]) -> int:
        """Return how many of ``words``, from the first, make the longest label or heading; 0 where none do."""
        for count in range(min(len(words), LONGEST_PREFIX), 0, -1):
            match = self._exact(normalise(" ".join(words[:count])))
            if match and match.target("field", "front", "section"):
                return count
        return 0

    def _exact(self, text: str) -> Match | None:
        targets = self.wordings.get(text) or self.wordings.get(_PLURAL.sub("s", text))
        return Match(targets, 100.0, text, own=text in self.own) if targets else None

    def _either(self, text: str) -> Match | None:
        """Match one side of a bilingual or doubled heading: "Cyfeirnod / Reference"."""
        sides = [side.strip() for side in text.split("/")] if "/" in text else []
        hits = [match for side in reversed(sides) if (match := self._exact(side) or self._fuzzy(side))]
        return hits[0] if hits and hits[0].target("value") is None else None

    def _led(self, text: str) -> Match | None:
        """Match a heading that begins with a known one: "Reasons for the decision and for urgency"."""
        head, joined, _ = text.partition(" and ")
        match = self._exact(head) if joined and head.count(" ") >= LEAST_LEADING_WORDS - 1 else None
        section = match.target("section") if match else None
        return Match((section,), 90.0, head) if section else None

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for phrase in self.wordings for word in phrase.split())

    def _fuzzy(self, text: str) -> Match | None:
        words = text.split()
        if len(text) < SHORTEST_FUZZY or len(words) > LONGEST_HEADING_WORDS:
            return None
        if all(word in self._words for word in words):
            # Nothing here is misread: "papers relied on" is another wording than "powers relied on".
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
        return Match(self.wordings[best[0]], best[1], best[0], own=best[0] in self.own) if best else None

    def _cued(self, text: str) -> Match | None:
        if not text or len(text.split()) > LONGEST_HEADING_WORDS:
            return None
        targets = [Target("title")] if any(cue.search(text) for cue in self.title_cues) else []
        targets += [Target("field", field=name) for name, cue in self.field_cues if cue.search(text)][:1]
        kind = self._cued_kind(text)
        targets += [Target("section", kind)] if kind else []
        return Match(tuple(targets), 70.0, text, by_cue=True) if targets else None

    def _cued_kind(self, text: str) -> SectionKind | None:
        if self.veto and self.veto.search(text):
            return SectionKind.OTHER
        hits = [(m.start(), n, kind) for n, (kind, cue) in enumerate(self.cues) if (m := cue.search(text))]
        kinds = [kind for _, _, kind in hits]
        if SectionKind.SIGNATURE in kinds:
            # Who signs is named by what they decide: "Signature of the decision taker".
            return SectionKind.SIGNATURE
        told = [hit for hit in hits if hit[2] is not SectionKind.OTHER] or hits
        return min(told)[2] if told else None


@lru_cache(maxsize=256)
def whole_words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of ``patterns`` as whole words. Raises re.error where one is no expression."""
    return re.compile(r"\b(?:" + "|".join(patterns) + r")(?!\w)")
