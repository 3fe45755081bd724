"""What each section is about: headings and texts in reading order go in, a kind for each comes out, decided together.

Trees tell how likely each kind is by what is seen of a block (:mod:`extractor.splitting.kind_features`); how far they are
trusted, and which kinds follow on which, is fitted. The most likely sequence is found exactly (Viterbi).
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from decision_models import SectionKind
from extractor.shapes.days import has_day
from extractor.shapes.names import has_post, has_titled_name, is_bare_name
from extractor.splitting.blocks import START, Block
from extractor.splitting.kind_features import (
    BODY_KINDS,
    HEADED_KINDS,
    ITEM,
    START_KINDS,
    VALUE_WORDS,
    WORDS_OF_TEXT,
    kind_matrix,
    kind_of,
    wording_kinds,
)
from extractor.splitting.structure_model import KindWeights, StructureModel
from extractor.splitting.word_model import Floats
from extractor.splitting.wording import Lexicon, Match

# A wording less likely than this to be of any one kind is like that of none.
LIKE = 0.2
# No kind is held for less likely than this.
_FLOOR = 0.001


@dataclass(frozen=True, slots=True)
class Told:
    """How likely each kind that a block may be of is by itself, as logarithms."""

    what: int
    odds: Mapping[str, float]


def kinds_of(
    told: Sequence[Told | None], weights: KindWeights, barred: AbstractSet[int] = frozenset()
) -> list[str | None]:
    """Return the kind of every block by what :func:`tell` told, ITEM and ENTRY among them; None where nothing was told.

    Blocks in ``barred`` title no item.
    """
    return _decoded([_barred(one) if n in barred else one for n, one in enumerate(told)], weights)


def _barred(told: Told | None) -> Told | None:
    return Told(told.what, {k: v for k, v in told.odds.items() if k != ITEM}) if told else None


def tell(blocks: Sequence[Block], lexicon: Lexicon, model: StructureModel) -> list[Told | None]:
    """Return how likely each kind is for every headed block and every beginning of text."""
    if not blocks:
        return []
    likely = model.sections.probabilities(kind_matrix(blocks, lexicon, model))
    return [
        told_of(block.what, kinds, row, model.sections.classes) if kinds else None
        for block, kinds, row in zip(blocks, (kinds_for(b, lexicon, model) for b in blocks), likely, strict=True)
    ]


def told_of(what: int, kinds: Sequence[str], likely: Floats, classes: Sequence[str]) -> Told:
    """Return what is told of a block by the probability of each of ``classes``."""
    return Told(what, {kind: float(np.log(likely[classes.index(kind)] + _FLOOR)) for kind in kinds})


def kinds_for(block: Block, lexicon: Lexicon, model: StructureModel) -> tuple[str, ...]:
    """Return the kinds that a block may be of; none where it is neither headed nor a beginning of text."""
    if not block.is_headed:
        return _start_kinds(block) if block.what == START else ()
    match = lexicon.match(block.label_text) if block.label else None
    return _own_kinds(match) or _cued_kinds(match, wording_kinds(block, model)) or HEADED_KINDS


def _start_kinds(block: Block) -> tuple[str, ...]:
    """Return the kinds of what begins under no heading.

    A signature only where a name, a post, a day or its asking stands; front matter only where it is no plain sentence.
    """
    text = block.text(WORDS_OF_TEXT)
    plain = text.endswith(".") and text.count(" ") > VALUE_WORDS // 2
    named = has_titled_name(text) or has_post(text) or is_bare_name(text) or (has_day(text) and not plain)
    signs = named or "sign" in text.casefold()
    barred = {SectionKind.HEADER.value} if plain else set()
    return tuple(k for k in START_KINDS if k not in barred and (signs or k != SectionKind.SIGNATURE))


def _own_kinds(match: Match | None) -> tuple[str, ...]:
    """Return the kinds that the form's own file gives the very wording; none where it does not have it."""
    if match is None or not match.own or match.score < 99:
        return ()
    return tuple(dict.fromkeys(kind_of(t) for t in match.targets if t.type in {"section", "field", "front"}))


def _cued_kinds(match: Match | None, words: Mapping[str, float]) -> tuple[str, ...]:
    """Return the kind that a cue of the lexicon tells, where the wording is like that of no kind; none elsewhere."""
    unlike = bool(words) and max(words[kind] for kind in BODY_KINDS) < LIKE
    section = (
        match.target("section") if match and match.by_cue and unlike and not match.target("field", "title") else None
    )
    return (section.kind.value,) if section else ()


def _scores(told: Told, weights: KindWeights) -> dict[str, float]:
    """Return how much speaks for every kind, whatever stands before, as logarithms of odds."""
    base, trust = (weights.kinds, weights.trust) if told.what != START else (weights.starts, weights.trust_of_starts)
    return {kind: base.get(kind, 0.0) + trust * much for kind, much in told.odds.items()}


FRONT = "front"
"""What stands before a section that follows front matter."""


def _log_probabilities(own: Floats, after: Floats) -> Floats:
    """Return the log probability of every kind after each kind before it: what the weights were fitted for."""
    scores = own + after
    scores -= scores.max(axis=1, keepdims=True)
    odds: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return odds


def _decoded(told: Sequence[Told | None], weights: KindWeights) -> list[str | None]:
    best: dict[str, float] = {FRONT: 0.0}
    came: list[dict[str, str]] = []
    for one in told:
        if one is None:
            last = max(best, key=lambda kind: best[kind])
            came.append({FRONT: last})
            best = {FRONT: best[last]}
            continue
        own, before = _scores(one, weights), list(best)
        odds = _log_probabilities(np.array(list(own.values())), weights.after_each(before, list(own)))
        totals = np.array(list(best.values()))[:, None] + odds
        came.append(dict(zip(own, (before[n] for n in totals.argmax(axis=0)), strict=True)))
        best = dict(zip(own, totals.max(axis=0).tolist(), strict=True))
    return _traced(best, came, told)


def _traced(
    best: Mapping[str, float], came: Sequence[Mapping[str, str]], told: Sequence[Told | None]
) -> list[str | None]:
    kind = max(best, key=lambda name: best[name])
    path: list[str | None] = []
    for before, one in zip(reversed(came), reversed(told), strict=True):
        path.append(kind if one is not None else None)
        kind = before[kind]
    return path[::-1]
