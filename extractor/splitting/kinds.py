"""What each section is about: headings and texts in reading order go in, a kind for each comes out, decided together.

The wording of the heading, what the form's lexicon says of it, the words of the text under it and the kind of the section
before each speak for a kind; how loudly is fitted. The most likely sequence is found exactly (Viterbi).
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log

from decision_models import SectionKind
from extractor.splitting.blocks import HEADING, START, Block
from extractor.splitting.structure_model import KindWeights, StructureModel
from extractor.splitting.word_model import Floats, word_features
from extractor.splitting.wording import Lexicon, Match

ITEM = "item"
"""The title of an item of business: no kind of section, but where one begins."""
BODY_KINDS = tuple(kind.value for kind in SectionKind if kind is not SectionKind.HEADER)
HEADED_KINDS = (*BODY_KINDS, ITEM)
START_KINDS = (*BODY_KINDS, "header")
# So many words of a text tell what it is about, and fewer than the least tell nothing.
WORDS_OF_TEXT, LEAST_WORDS = 60, 4
_FLOOR = 0.002
# A wording as likely as this to head a decision counts as such when a document's resolutions are counted.
RESOLVES, SEVERAL = 0.6, 2


@dataclass(frozen=True, slots=True)
class Told:
    """What speaks for the kinds of one block: evidence by kind, each a map from the weight's name to how much of it."""

    what: int
    evidence: Mapping[str, Mapping[str, float]]


def kinds_of(
    blocks: Sequence[Block], lexicon: Lexicon, model: StructureModel, barred: AbstractSet[int] = frozenset()
) -> list[str | None]:
    """Return the kind of every block that makes a section, ITEM for the title of an item; None for the others.

    Blocks in ``barred`` title no item.
    """
    told = [_barred(one) if n in barred else one for n, one in enumerate(tell(blocks, lexicon, model))]
    return _decoded(blocks, told, model.kinds)


def _barred(told: Told | None) -> Told | None:
    return Told(told.what, {k: v for k, v in told.evidence.items() if k != ITEM}) if told else None


def tell(blocks: Sequence[Block], lexicon: Lexicon, model: StructureModel) -> list[Told | None]:
    """Return what speaks for the kinds of every block that makes a section."""
    words = [_word_kinds(block, model) if block.what == HEADING else {} for block in blocks]
    resolves = [w.get("decision", 0.0) > RESOLVES for w in words]
    told: list[Told | None] = []
    for n, block in enumerate(blocks):
        if not block.is_section:
            told.append(None)
            continue
        match = lexicon.match(block.label_text) if block.label else None
        text = _text_kinds(block, model)
        of_items = _items(blocks, resolves, n)
        kinds = HEADED_KINDS if block.what == HEADING else START_KINDS
        told.append(Told(block.what, {k: dict(_evidence(k, block, words[n], match, text, of_items)) for k in kinds}))
    return told


def _word_kinds(block: Block, model: StructureModel) -> dict[str, float]:
    found = model.words.probabilities(word_features(block.label_text))
    return _among(HEADED_KINDS, model.words.classes, found)


def _text_kinds(block: Block, model: StructureModel) -> dict[str, float] | None:
    text = block.text(WORDS_OF_TEXT)
    if text.count(" ") + 1 < LEAST_WORDS:
        return None
    found = model.texts.probabilities(text_features(text))
    return _among(START_KINDS, model.texts.classes, found)


def text_features(text: str) -> tuple[str, ...]:
    """Return what the model of texts sees: words, pairs of words, whether there are sums, days, figures, how it begins.

    >>> text_features("The cost is £40,000.")
    ('the', 'cost', 'is', '£#', 'the cost', 'cost is', 'is £#', '^the', '^the cost')
    """
    words = [_shape_of(word) for word in text.casefold().split()]
    words = [word for word in words if word]
    pairs = [f"{a} {b}" for a, b in zip(words, words[1:], strict=False)]
    begins = [f"^{words[0]}", *([f"^{pairs[0]}"] if pairs else [])] if words else []
    return tuple(dict.fromkeys([*words, *pairs, *begins]))


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
    """Return whether a resolution follows a block before the next of its look, and whether the document has any, or several."""
    count = sum(resolves)
    follows = next(
        (resolves[m] or blocks[m].what == START for m in range(n + 1, min(n + 4, len(blocks))) if blocks[m].is_section),
        False,
    )
    return follows, count > 0, count >= SEVERAL


def _evidence(
    kind: str,
    block: Block,
    words: Mapping[str, float],
    match: Match | None,
    text: Mapping[str, float] | None,
    of_items: tuple[bool, bool, bool],
) -> Iterator[tuple[str, float]]:
    headed = block.what == HEADING
    if headed:
        yield "wording", log(words[kind])
        yield from _lexical(kind, match)
    if text is not None and kind in text:
        yield ("text" if headed else "text begun"), log(text[kind])
    if headed and text is None and kind != ITEM:
        yield "no text", 1.0
    if kind == ITEM:
        names = ("item before resolution", "item and resolution", "item and resolutions")
        yield from ((name, 1.0) for name, holds in zip(names, of_items, strict=True) if holds)


def _lexical(kind: str, match: Match | None) -> Iterator[tuple[str, float]]:
    sections = [t.kind.value for t in match.targets if t.type == "section"] if match else []
    if match is None or not sections:
        return
    said = "cue" if match.by_cue else "known" if match.score >= 99 else "nearly known"
    if kind in sections:
        yield said, 1.0
        if match.own:
            yield "own", 1.0
    elif not match.by_cue:
        yield "known otherwise", 1.0


def score(kind: str, told: Told, before: str, weights: KindWeights) -> float:
    """Return how much speaks for a kind, after one of kind ``before``, as a logarithm of odds."""
    base = (weights.kinds if told.what == HEADING else weights.starts).get(kind, 0.0)
    seen = sum(weights.evidence.get(name, 0.0) * much for name, much in told.evidence[kind].items())
    return base + seen + weights.after.get((before, kind), 0.0)


FRONT = "front"
"""What stands before a section that follows front matter."""


def _decoded(blocks: Sequence[Block], told: Sequence[Told | None], weights: KindWeights) -> list[str | None]:
    best: dict[str, tuple[float, tuple[str | None, ...]]] = {FRONT: (0.0, ())}
    for block, one in zip(blocks, told, strict=True):
        if one is None:
            top = max(best.values(), key=lambda held: held[0])
            fresh = block.what != START and block.what != HEADING
            best = {FRONT: (top[0], (*top[1], None))} if fresh else {k: (s, (*p, None)) for k, (s, p) in best.items()}
            continue
        best = {
            kind: max(
                ((held + score(kind, one, before, weights), (*path, kind)) for before, (held, path) in best.items()),
                key=lambda found: found[0],
            )
            for kind in one.evidence
        }
    return list(max(best.values(), key=lambda held: held[0])[1])
