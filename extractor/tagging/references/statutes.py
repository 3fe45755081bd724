"""Enactments cited in a text, each with the provision that stands beside it. Text enters, references leave."""

from collections.abc import Iterator, Sequence

from decision_models import ReferenceKind
from extractor.document import Reference
from extractor.tagging.lexicon import entry, pattern
from extractor.tagging.words import EDGE, Word, read_words

# The longest short titles run to some twenty words.
_LONGEST = 24
# A provision and what leads from it to the title stand within so many characters.
_PROVISION_WIDTH = 120
_BEFORE = pattern("references", "patterns", "before")
_AFTER = pattern("references", "patterns", "after")
_INSTRUMENT = pattern("references", "patterns", "instrument")
_CONVENTION = pattern("references", "patterns", "convention")
_YEAR = pattern("references", "patterns", "year")


def find_statutes(text: str) -> Iterator[Reference]:
    """Yield the enactments that ``text`` cites, its provisions included, in no order."""
    words = read_words(text)
    for at, word in enumerate(words):
        if word.capital and word.fold in _listed("kinds"):
            first, end = _title(words, at)
            if first < at:
                yield _cited(text, words[first].start, words[end - 1].end)
    for match in _INSTRUMENT.finditer(text):
        value = f"SI {match['year']}/{match['number']}"
        yield Reference(0, match.start(), match.end(), value, ReferenceKind.STATUTE, 0.95)
    for match in _CONVENTION.finditer(text):
        value = match["bare"] or f"{match['title']}, {match['provision']}"
        yield Reference(0, match.start(), match.end(), value, ReferenceKind.STATUTE, 0.9)


def _title(words: Sequence[Word], at: int) -> tuple[int, int]:
    """Return the words of the title that ends in the kind of enactment at ``at``, year included; empty where none."""
    end = at + 1
    while (
        end < at + 8
        and end < len(words)
        and (words[end].text in {"(", ")"} or (words[end].capital and words[end - 1].text == "("))
    ):
        end += 1
    if end < len(words) and words[end].text == ",":
        end += 1
    dated = end < len(words) and _YEAR.fullmatch(words[end].text) is not None
    if not dated and words[at].fold not in _listed("yearless"):
        return at, at
    first = _first(words, at)
    return (first, end + 1) if dated else (first, at + 1)


def _first(words: Sequence[Word], at: int) -> int:
    first = at
    best, depth = at, 0
    while first > 0 and at - first < _LONGEST:
        word = words[first - 1]
        depth += (word.text == ")") - (word.text == "(")
        if not (depth > 0 or word.text == "(" or _is_within(words, first - 1, at)):
            break
        first -= 1
        if word.capital and depth == 0:
            best = first
    while best < at and (words[best].fold in _listed("not_first") or not words[best].capital):
        best += 1
    return best


def _is_within(words: Sequence[Word], index: int, at: int) -> bool:
    word = words[index]
    before = words[index - 1] if index else EDGE
    if word.capital:
        return True
    if word.text == ",":
        return before.capital and any(words[n].text == "and" for n in range(index + 1, at))
    return (word.text in _listed("inner") - {"the"} and before.capital) or (
        word.text == "the" and before.text in {"of", "in"}
    )


def _cited(text: str, start: int, end: int) -> Reference:
    title = " ".join(text[start:end].split())
    before = _BEFORE.search(text, max(0, start - _PROVISION_WIDTH), start)
    if before is not None:
        value = f"{title}, {before['provision']}"
        return Reference(0, before.start(), end, value, ReferenceKind.STATUTE, 0.95)
    after = _AFTER.match(text, end)
    if after is not None:
        provision = after["provision"] or after["bracketed"]
        return Reference(0, start, after.end(), f"{title}, {provision}", ReferenceKind.STATUTE, 0.9)
    certainty = 0.95 if title[-1].isdigit() else 0.8
    return Reference(0, start, end, title, ReferenceKind.STATUTE, certainty)


def _listed(key: str) -> frozenset[str]:
    return entry("references", f"statutes.{key}")
