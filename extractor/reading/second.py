"""A second reading of a page, held against the first: text that lies hidden under a scan, or another engine's.

A page as read and what the other reading saw, with places on the upright page, enter; the page's lines leave, surer where
both agree and less sure where they do not. How good the other reading is, is not assumed but seen: by how often it agrees
with words that are as good as certain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from extractor.document import Affine, Box, Line, Word, union
from extractor.reading.doubt import chance

HIDDEN = "hidden_text"

# Words as sure as this are wrong three times in a thousand: by them the other reading is judged.
_CERTAIN = 0.99
_FEWEST = 12
_MOST = 0.9999
# Another reading's words are taken only where they are this much likelier: it has no layout, and its places are vague.
_LIKELIER = 4.0
# And only from a reading that is good throughout: a poor one is right here and there by chance.
_SKILLED = 0.9
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None})


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A word of the other reading and the middle of its place, in points of the upright page."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Hearing:
    """What came of it: ``agreed`` is the share of the first reading's words that the other has too.

    ``skill`` is how often the other is right, as far as can be told (0 where it cannot), ``adopted`` how many words were
    taken from it.
    """

    lines: tuple[Line, ...]
    agreed: float
    skill: float
    adopted: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """What stands at one place of a line: words of the first reading, of the other, and whether they are the same."""

    mine: tuple[Word, ...]
    theirs: tuple[str, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of a kind of second reading.

    ``same_mistake`` is how often it has the very mistake that the first one made. ``heed`` is how far it is heeded, from 0 to
    1: what is hard to read is hard for both, so that two readings tell less than if each erred by itself.
    """

    same_mistake: float
    heed: float


@dataclass(frozen=True, slots=True)
class _Weighing:
    """How far another reading is believed: see :func:`hear`. ``skill`` is how often it has a word that is right."""

    skill: float
    trust: Trust
    adopt: bool

    @property
    def agreed(self) -> float:
        """By how much the odds of a word rise that the other reading has too."""
        return float((self.skill / self.trust.same_mistake) ** self.trust.heed)

    @property
    def disputed(self) -> float:
        """By how much the odds of a word fall that the other reading has not."""
        return float(((1.0 - self.skill) / (1.0 - self.trust.same_mistake)) ** self.trust.heed)


def glimpses(words: Iterable[Word], upright: Affine) -> tuple[Glimpse, ...]:
    """Return ``words``, mapped by ``upright``, as glimpses."""
    boxes = ((word.text, upright.box(word.box)) for word in words)
    return tuple(Glimpse(text, (box.x0 + box.x1) / 2, box.middle) for text, box in boxes)


def inverse(map_: Affine) -> Affine:
    """Return the way back. Raises ZeroDivisionError for a map that flattens the page, which none of ours does."""
    size = map_.a * map_.e - map_.b * map_.d
    a, b, d, e = map_.e / size, -map_.b / size, -map_.d / size, map_.a / size
    return Affine(a, b, -(a * map_.c + b * map_.f), d, e, -(d * map_.c + e * map_.f))


def compare(lines: Sequence[Line], other: Sequence[Glimpse]) -> list[list[Match]]:
    """Say of each line, left to right, what another reading has in the places of its words."""
    return [_matches(line, seen) for line, seen in zip(lines, _by_line(lines, other), strict=True)]


def hear(lines: Sequence[Line], other: Sequence[Glimpse], trust: Trust, *, adopt: bool) -> Hearing:
    """Hold another reading against ``lines``. With ``adopt``, words that it plainly read better are taken from it."""
    matches = compare(lines, other)
    every = [match for line in matches for match in line]
    skill = _skill(every)
    words = sum(len(match.mine) for match in every)
    agreed = sum(len(match.mine) for match in every if match.same) / max(1, words)
    if skill is None:
        return Hearing(tuple(lines), agreed, 0.0)
    weighing = _Weighing(skill, trust, adopt=adopt and skill >= _SKILLED)
    settled = [_settled(match, weighing) for match in every]
    found = iter(settled)
    heard = tuple(
        replace(line, words=tuple(word for _ in own for word in next(found)))
        for line, own in zip(lines, matches, strict=True)
    )
    return Hearing(heard, agreed, skill, sum(word.reading == HIDDEN for part in settled for word in part))


def _by_line(lines: Sequence[Line], other: Sequence[Glimpse]) -> list[list[str]]:
    """Give every glimpse to the line it lies in, from left to right."""
    owned: list[list[Glimpse]] = [[] for _ in lines]
    for glimpse in other:
        inside = [
            (abs(line.box.middle - glimpse.y), number)
            for number, line in enumerate(lines)
            if line.box.top <= glimpse.y <= line.box.bottom and line.box.x0 - 2 <= glimpse.x <= line.box.x1 + 2
        ]
        if inside:
            owned[min(inside)[1]].append(glimpse)
    return [[glimpse.text for glimpse in sorted(seen, key=lambda g: g.x)] for seen in owned]


def _matches(line: Line, seen: Sequence[str]) -> list[Match]:
    codes = Levenshtein.opcodes([_plain(w.text) for w in line.words], [_plain(text) for text in seen])
    found: list[Match] = []
    for code in codes:
        mine, theirs = line.words[code.src_start : code.src_end], tuple(seen[code.dest_start : code.dest_end])
        if found and code.tag != "equal" and not found[-1].same:
            # One word read as two is a change and an insertion, side by side.
            found[-1] = Match((*found[-1].mine, *mine), (*found[-1].theirs, *theirs), same=False)
        else:
            found.append(Match(mine, theirs, code.tag == "equal"))
    return found


def _plain(text: str) -> str:
    return text.translate(_FOLD)


def _skill(matches: Sequence[Match]) -> float | None:
    """Return how often the other reading has the words that are certain; None where too few are."""
    certain = [match.same for match in matches for word in match.mine if word.confidence >= _CERTAIN]
    return (sum(certain) + 1) / (len(certain) + 2) if len(certain) >= _FEWEST else None


def _settled(match: Match, weighing: _Weighing) -> tuple[Word, ...]:
    if match.same:
        return tuple(replace(word, confidence=_agreed(word.confidence, weighing)) for word in match.mine)
    if weighing.adopt and match.mine and match.theirs:
        mine = min(word.confidence for word in match.mine)
        theirs = min(chance(text, weighing.skill) for text in match.theirs)
        if theirs * (1.0 - mine) > _LIKELIER * mine * (1.0 - theirs):
            neither = (1.0 - mine) * (1.0 - theirs)
            right = theirs * (1.0 - mine) / (theirs * (1.0 - mine) + mine * (1.0 - theirs) + neither)
            return _placed(match, right)
    return tuple(replace(word, confidence=_disputed(word.confidence, weighing)) for word in match.mine)


def _agreed(confidence: float, weighing: _Weighing) -> float:
    """Bayes' rule on seeing the same word again."""
    right, wrong = confidence * weighing.agreed, 1.0 - confidence
    return max(confidence, min(_MOST, right / (right + wrong))) if right else confidence


def _disputed(confidence: float, weighing: _Weighing) -> float:
    """Bayes' rule on seeing another word."""
    right, wrong = confidence * weighing.disputed, 1.0 - confidence
    return min(confidence, right / (right + wrong)) if right else confidence


def _placed(match: Match, confidence: float) -> tuple[Word, ...]:
    """Put the other reading's words where the first one's stood, each as wide as its letters ask for."""
    whole = union(word.box for word in match.mine)
    letters = sum(map(len, match.theirs)) + len(match.theirs) - 1
    step, x = whole.width / max(1, letters), whole.x0
    found = []
    for text in match.theirs:
        box = Box(x, whole.top, x + step * len(text), whole.bottom)
        found.append(replace(match.mine[0], text=text, box=box, confidence=confidence, reading=HIDDEN))
        x = box.x1 + step
    return tuple(found)
