"""What is seen of a block that may tell what it is about: blocks go in, an array of named features comes out, a row each.

Its own wording and text tell most, but not alone: what stands before and after it, and what the paper's other headings
are about, tell a heading of unknown wording from a label, and the reasons from the background.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log1p

import numpy as np

from decision_models import SectionKind
from extractor.shapes.days import has_day
from extractor.shapes.names import has_titled_name
from extractor.shapes.numbers import find_number
from extractor.splitting.blocks import START, Block
from extractor.splitting.candidates import Shape
from extractor.splitting.seen import LABEL_CLASSES
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.word_model import MEANS, Floats, word_features
from extractor.splitting.wording import Lexicon, Match, Target, normalise

ITEM = "item"
"""The title of an item of business: no kind of section, but where one begins."""
BODY_KINDS = tuple(kind.value for kind in SectionKind if kind is not SectionKind.HEADER)
ENTRY = "entry"
"""A label of the front matter: no kind of section either."""
HEADED_KINDS = (*BODY_KINDS, ITEM, ENTRY)
START_KINDS = (*BODY_KINDS, "header")
KINDS = tuple(dict.fromkeys((*HEADED_KINDS, *START_KINDS)))

# So many words of a text tell what it is about, and fewer than the least tell nothing.
WORDS_OF_TEXT, LEAST_WORDS = 60, 4
# So many words begin a value.
VALUE_WORDS = 8
# What a kind is held for at least, so that its logarithm stays within bounds.
_FLOOR = 0.002
# A wording as likely as this to head a decision counts as such when a document's resolutions are counted.
RESOLVES, SEVERAL = 0.6, 2
# What the lexicon says of a kind, by how: the very wording, one nearly it, a cue in it.
_KNOWN, _NEARLY = 1.0, 0.5

_SIGNS: dict[str, Callable[[Block, str], float]] = {
    "is begun under no heading": lambda block, _text: block.what == START,
    "odds of a label": lambda block, _text: block.label_odds,
    "words of heading": lambda block, _text: len(block.label_words),
    "words of text": lambda _block, text: text.count(" ") + 1 if text else 0,
    "colon": lambda block, _text: block.label_text.endswith(":"),
    "cell": lambda block, _text: block.shape is Shape.LABEL_CELL,
    "reference": lambda block, _text: _style(block) == "ref",
    "numbered item": lambda block, _text: _style(block).startswith("item"),
    "numbered": lambda block, _text: _style(block) == "1",
    "its number": lambda block, _text: _number(block),
    "all capitals": lambda block, _text: block.label_text.isupper(),
    "day": lambda _block, text: has_day(_beginning(text)),
    "number": lambda _block, text: (find_number(_beginning(text)) or (9, 9))[0] == 0,
    "name": lambda _block, text: has_titled_name(_beginning(text)),
    "answer": lambda _block, text: text[:3].casefold() in {"yes", "no", "no.", "no ", "n/a", "ydy", "nac"},
}
_STANDINGS = (
    "resolution follows", "one resolution", "several resolutions", "repeated wording", "numbered alike", "place", "blocks"
)  # fmt: skip

KIND_FEATURES: tuple[str, ...] = (
    *(f"wording {kind}" for kind in HEADED_KINDS),
    *(f"text {kind}" for kind in KINDS),
    *(f"lexicon {kind}" for kind in HEADED_KINDS),
    *(f"wording after {kind}" for kind in HEADED_KINDS),
    *(f"wording before {kind}" for kind in HEADED_KINDS),
    *(f"paper {kind}" for kind in HEADED_KINDS),
    *_SIGNS,
    *_STANDINGS,
)


def kind_matrix(blocks: Sequence[Block], lexicon: Lexicon, model: StructureModel) -> Floats:
    """Return what is seen of every block, of shape (blocks, KIND_FEATURES); of those under no heading the text alone counts."""
    texts = [block.text(WORDS_OF_TEXT) for block in blocks]
    wordings = np.array([_row(wording_kinds(block, model), HEADED_KINDS) for block in blocks])
    resolves = (wordings[:, HEADED_KINDS.index(SectionKind.DECISION)] > RESOLVES).tolist()
    logs, nothing = np.log(wordings + _FLOOR), np.full((1, len(HEADED_KINDS)), np.log(_FLOOR))
    return np.hstack(
        [
            logs,
            np.log(
                [_row(_text_kinds(*pair, model), KINDS) for pair in zip(blocks, texts, strict=True)] + np.array(_FLOOR)
            ),
            np.array([_lexical(lexicon.match(b.label_text) if b.label else None) for b in blocks]),
            np.vstack([logs[1:], nothing]),
            np.vstack([nothing, logs[:-1]]),
            np.tile(wordings.mean(axis=0), (len(blocks), 1)),
            np.array([[float(sees(*pair)) for sees in _SIGNS.values()] for pair in zip(blocks, texts, strict=True)]),
            np.array(list(_standings(blocks, resolves))),
        ]
    )


def wording_kinds(block: Block, model: StructureModel) -> Mapping[str, float]:
    """Return how likely a heading or label is one of each kind, by its words alone; nothing where there is none."""
    if not block.is_headed:
        return {}
    found = model.words.probabilities(word_features(block.label_text))
    told = {kind: float(found[n]) for n, kind in enumerate(model.words.classes) if kind in HEADED_KINDS}
    told[ENTRY] = sum(float(found[n]) for n, name in enumerate(model.words.classes) if name in LABEL_CLASSES)
    total = sum(told.values()) + _FLOOR * len(HEADED_KINDS)
    return {kind: (told.get(kind, 0.0) + _FLOOR) / total for kind in HEADED_KINDS}


def _row(told: Mapping[str, float], kinds: Sequence[str]) -> list[float]:
    return [told.get(kind, 0.0) for kind in kinds]


def _text_kinds(block: Block, text: str, model: StructureModel) -> dict[str, float]:
    """Return what the text tells: its kind among sections, and under a heading too whether it is a value or an item's."""
    if text.count(" ") + 1 < LEAST_WORDS:
        return {}
    found = model.texts.probabilities(text_features(text))
    kinds = HEADED_KINDS if block.is_headed else START_KINDS
    told = {kind: float(found[n]) for n, kind in enumerate(model.texts.classes) if kind in kinds}
    total = sum(told.values()) + _FLOOR * len(told)
    return {kind: (p + _FLOOR) / total for kind, p in told.items()}


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


def _lexical(match: Match | None) -> list[float]:
    if match is None:
        return [0.0] * len(HEADED_KINDS)
    told = _KNOWN if match.score >= 99 and not match.by_cue else _NEARLY
    kinds = {kind_of(target) for target in match.targets if target.type in {"section", "field", "front"}}
    return [told if kind in kinds else 0.0 for kind in HEADED_KINDS]


def kind_of(target: Target) -> str:
    """Return the kind of what the lexicon says that a wording heads."""
    return target.kind.value if target.type == "section" else ENTRY


def _style(block: Block) -> str:
    return block.lead.style if block.lead else ""


def _number(block: Block) -> float:
    """Return the number that leads a heading, as a logarithm; 0 where none does or it is no plain number."""
    digits = re.match(r"\W*(\d{1,6})", block.lead.number) if block.lead else None
    return log1p(int(digits[1])) if digits else 0.0


def _beginning(text: str) -> str:
    return " ".join(text.split()[:VALUE_WORDS])


def _standings(blocks: Sequence[Block], resolves: Sequence[bool]) -> Iterator[list[float]]:
    """Yield how every block stands in the whole, by the names of ``_STANDINGS``."""
    wordings = Counter(normalise(block.label_text) for block in blocks if block.is_headed)
    styles = Counter(map(_style, blocks))
    count = sum(resolves)
    for n, block in enumerate(blocks):
        near = range(n + 1, min(n + 4, len(blocks)))
        follows = next((resolves[m] or blocks[m].what == START for m in near), False)
        again = block.is_headed and wordings[normalise(block.label_text)] > 1
        alike = styles[_style(block)] - 1 if _style(block) else -1
        yield [follows, count > 0, count >= SEVERAL, again, alike, n / len(blocks), len(blocks)]
