"""What each section is about: headings and texts in reading order go in, a kind for each comes out, decided together.

The wording of the heading, what the form's lexicon says of it, the words of the text under it and the kind of the section
before each speak for a kind; how loudly is fitted. The most likely sequence is found exactly (Viterbi).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np

from decision_models import SectionKind
from extractor.shapes.days import has_day
from extractor.shapes.names import has_post, has_titled_name, is_bare_name
from extractor.shapes.numbers import find_number
from extractor.splitting.blocks import START, Block
from extractor.splitting.candidates import Shape
from extractor.splitting.seen import LABEL_CLASSES
from extractor.splitting.structure_model import KindWeights, StructureModel
from extractor.splitting.word_model import MEANS, Floats, word_features
from extractor.splitting.wording import Lexicon, Match, Target, normalise

ITEM = "item"
"""The title of an item of business: no kind of section, but where one begins."""
BODY_KINDS = tuple(kind.value for kind in SectionKind if kind is not SectionKind.HEADER)
ENTRY = "entry"
"""A label of the front matter: no kind of section either."""
HEADED_KINDS = (*BODY_KINDS, ITEM, ENTRY)
START_KINDS = (*BODY_KINDS, "header")
# So many words of a text tell what it is about, and fewer than the least tell nothing.
WORDS_OF_TEXT, LEAST_WORDS = 60, 4
# What begins a value, and how short and how long a text is as values and as sections go.
VALUE_WORDS, SHORT, LONG = 8, 12, 40
_FLOOR = 0.002
# A wording less likely than this to be of any one kind is like that of none.
LIKE = 0.2
# A wording as likely as this to head a decision counts as such when a document's resolutions are counted.
RESOLVES, SEVERAL = 0.6, 2


@dataclass(frozen=True, slots=True)
class Told:
    """What speaks for the kinds of one block: evidence by kind, each a map from the weight's name to how much of it."""

    what: int
    evidence: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a block stands: before a resolution, where there is one, or are several; whether another has its words."""

    before: bool
    one: bool
    several: bool
    repeated: bool


def kinds_of(
    blocks: Sequence[Block], lexicon: Lexicon, model: StructureModel, barred: AbstractSet[int] = frozenset()
) -> list[str | None]:
    """Return the kind of every headed block and every beginning of text, ITEM and ENTRY among them; None for the others.

    Blocks in ``barred`` title no item.
    """
    told = [_barred(one) if n in barred else one for n, one in enumerate(tell(blocks, lexicon, model))]
    return _decoded(told, model.kinds)


def _barred(told: Told | None) -> Told | None:
    return Told(told.what, {k: v for k, v in told.evidence.items() if k != ITEM}) if told else None


def tell(blocks: Sequence[Block], lexicon: Lexicon, model: StructureModel) -> list[Told | None]:
    """Return what speaks for the kinds of every headed block and every beginning of text."""
    words = [_word_kinds(block, model) if block.is_headed else {} for block in blocks]
    wordings = Counter(normalise(block.label_text) for block in blocks if block.is_headed)
    resolves = [w.get("decision", 0.0) > RESOLVES for w in words]
    told: list[Told | None] = []
    for n, block in enumerate(blocks):
        if not block.is_headed and block.what != START:
            told.append(None)
            continue
        match = lexicon.match(block.label_text) if block.label else None
        text = _text_kinds(block, model)
        kinds = (
            _own_kinds(match)
            or _cued_kinds(match, words[n])
            or (HEADED_KINDS if block.is_headed else _start_kinds(block))
        )
        again = block.is_headed and wordings[normalise(block.label_text)] > 1
        standing = Standing(*_items(blocks, resolves, n), again)
        evidence = {k: dict(_evidence(k, block, words[n], match, text, standing)) for k in kinds}
        told.append(Told(block.what, evidence))
    return told


def _start_kinds(block: Block) -> tuple[str, ...]:
    """Return the kinds of what begins under no heading.

    A signature only where a name, a post, a day or its asking stands; front matter only where it is no plain sentence.
    """
    text = block.text(WORDS_OF_TEXT)
    signs = has_titled_name(text) or has_post(text) or has_day(text) or "sign" in text.casefold() or is_bare_name(text)
    barred = {SectionKind.HEADER.value} if text.endswith(".") and text.count(" ") > VALUE_WORDS // 2 else set()
    return tuple(k for k in START_KINDS if k not in barred and (signs or k != SectionKind.SIGNATURE))


def _own_kinds(match: Match | None) -> tuple[str, ...]:
    """Return the kinds that the form's own file gives the very wording; none where it does not have it."""
    if match is None or not match.own or match.score < 99:
        return ()
    return tuple(dict.fromkeys(_kind_of(t) for t in match.targets if t.type in {"section", "field", "front"}))


def _cued_kinds(match: Match | None, words: Mapping[str, float]) -> tuple[str, ...]:
    """Return the kind that a cue of the lexicon tells, where the wording is like that of no kind; none elsewhere."""
    unlike = bool(words) and max(words[kind] for kind in BODY_KINDS) < LIKE
    section = (
        match.target("section") if match and match.by_cue and unlike and not match.target("field", "title") else None
    )
    return (section.kind.value,) if section else ()


def _word_kinds(block: Block, model: StructureModel) -> dict[str, float]:
    found = model.words.probabilities(word_features(block.label_text))
    told = {kind: float(found[n]) for n, kind in enumerate(model.words.classes) if kind in HEADED_KINDS}
    told[ENTRY] = sum(float(found[n]) for n, name in enumerate(model.words.classes) if name in LABEL_CLASSES)
    total = sum(told.values()) + _FLOOR * len(HEADED_KINDS)
    return {kind: (told.get(kind, 0.0) + _FLOOR) / total for kind in HEADED_KINDS}


def _text_kinds(block: Block, model: StructureModel) -> dict[str, float] | None:
    """Return what the text tells: its kind among sections, and under a heading too whether it is a value or an item's."""
    text = block.text(WORDS_OF_TEXT)
    if text.count(" ") + 1 < LEAST_WORDS:
        return None
    found = model.texts.probabilities(text_features(text))
    kinds = HEADED_KINDS if block.is_headed else START_KINDS
    return _among([kind for kind in kinds if kind in model.texts.classes], model.texts.classes, found)


def text_features(text: str) -> tuple[str, ...]:
    """Return what the model of texts sees.

    That is words, pairs of words, whether there are sums, days, figures, how it begins, and what the words mean.

    >>> text_features("The cost is £40,000.")
    ('the', 'cost', 'is', '£#', 'the cost', 'cost is', 'is £#', '^the', '^the cost', '=the', '=cost', '=is')
    """
    words = [_shape_of(word) for word in text.casefold().split()]
    words = [word for word in words if word]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    begins = [f"^{words[0]}", *([f"^{pairs[0]}"] if pairs else [])] if words else []
    meanings = (MEANS + word for word in words if word.isalpha())
    return tuple(dict.fromkeys([*words, *pairs, *begins, *meanings]))


def _shape_of(word: str) -> str:
    bare = word.strip(".,;:()[]“”‘’\"'")
    if any(map(str.isdigit, bare)):
        return ("£" if bare[:1] in "£€$" else "") + "#"
    return bare


def _among(kinds: Sequence[str], classes: Sequence[str], found: Floats) -> dict[str, float]:
    told = {kind: float(found[classes.index(kind)]) if kind in classes else 0.0 for kind in kinds}
    total = sum(told.values()) + _FLOOR * len(told)
    return {kind: (p + _FLOOR) / total for kind, p in told.items()}


def _items(blocks: Sequence[Block], resolves: Sequence[bool], n: int) -> tuple[bool, bool, bool]:
    """Return whether a resolution follows a block soon, and whether the document has any, or several."""
    count = sum(resolves)
    near = range(n + 1, min(n + 4, len(blocks)))
    follows = next((resolves[m] or blocks[m].what == START for m in near), False)
    return follows, count > 0, count >= SEVERAL


def _evidence(
    kind: str,
    block: Block,
    words: Mapping[str, float],
    match: Match | None,
    text: Mapping[str, float] | None,
    standing: Standing,
) -> Iterator[tuple[str, float]]:
    headed = block.is_headed
    if headed:
        yield "wording", log(words[kind])
        yield from _lexical(kind, match)
    if text is not None and kind in text:
        yield ("text" if headed else "text begun"), log(text[kind])
    if kind == ENTRY:
        yield "label odds", block.label_odds
        yield from ((name, 1.0) for name, holds in _value_signs(block) if holds)
    if kind in {ITEM, SectionKind.DECISION}:
        yield from ((f"{name} {kind}", 1.0) for name, holds in _title_signs(block, repeated=standing.repeated) if holds)
    if kind == ITEM:
        names = ("item before resolution", "item and resolution", "item and resolutions")
        found = (standing.before, standing.one, standing.several)
        yield from ((name, 1.0) for name, holds in zip(names, found, strict=True) if holds)


def _title_signs(block: Block, *, repeated: bool) -> Iterator[tuple[str, bool]]:
    """Yield how a heading is led and whether another has its words, by the name of the sign."""
    style = block.lead.style if block.lead else ""
    yield "reference", style == "ref"
    yield "numbered item", style.startswith("item")
    yield "numbered", style == "1"
    yield "repeated", repeated
    yield "colon", block.label_text.endswith(":")


def _value_signs(block: Block) -> Iterator[tuple[str, bool]]:
    """Yield what the text under a heading or label looks like, by the name of the sign."""
    text = block.text(WORDS_OF_TEXT)
    count = text.count(" ") + 1 if text else 0
    begins = " ".join(text.split()[:VALUE_WORDS])
    yield "blank", count == 0
    yield "short", 0 < count <= SHORT
    yield "long", count >= LONG
    yield "day", has_day(begins)
    yield "number", (find_number(begins) or (9, 9))[0] == 0
    yield "name", has_titled_name(begins)
    yield "answer", text[:3].casefold() in {"yes", "no", "no.", "no ", "n/a", "ydy", "nac"}
    yield "cell", block.shape is Shape.LABEL_CELL


def _lexical(kind: str, match: Match | None) -> Iterator[tuple[str, float]]:
    sections = [_kind_of(t) for t in match.targets if t.type in {"section", "field", "front"}] if match else []
    if match is None or not sections:
        return
    said = "cue" if match.by_cue else "known" if match.score >= 99 else "nearly known"
    if kind in sections:
        yield said, 1.0
        if match.own:
            yield "own", 1.0
    elif not match.by_cue:
        yield "known otherwise", 1.0


def _kind_of(target: Target) -> str:
    return target.kind.value if target.type == "section" else ENTRY


def _scores(told: Told, weights: KindWeights) -> dict[str, float]:
    """Return how much speaks for every kind, whatever stands before, as logarithms of odds."""
    base = weights.kinds if told.what != START else weights.starts
    return {
        kind: base.get(kind, 0.0) + sum(weights.evidence.get(name, 0.0) * much for name, much in seen.items())
        for kind, seen in told.evidence.items()
    }


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
