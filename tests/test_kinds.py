"""What is seen of a section that may tell its kind: blocks with models that were fitted on a handful of wordings and texts."""

from functools import cache

import numpy as np

from benchmarks.structure.training import fit_words
from extractor.splitting.blocks import HEADING, Block
from extractor.splitting.forms import load_forms
from extractor.splitting.kind_features import ENTRY, HEADED_KINDS, KIND_FEATURES, kind_matrix, text_features
from extractor.splitting.kinds import kinds_for, told_of
from extractor.splitting.line_stream import build_flow
from extractor.splitting.structure_model import KindWeights, StructureModel
from extractor.splitting.trees import read_trees
from extractor.splitting.word_model import word_features
from tests.printing import Row, page

WORDINGS = {
    "Colour": "other",
    "Shape": "other",
    "Agreed": "decision",
    "Granted": "decision",
    "Ref": "front",
    "Tel": "front",
}
TEXTS = {
    "Mrs Orla Quent, Keeper of Lamps": ENTRY,
    "Mr Tam Birkby, Keeper of Gates": ENTRY,
    "because the old lamps had failed and nobody could mend them": "reasons",
    "because the gate had rusted and nobody could open it": "reasons",
    "that the lamps be bought and the gate be mended": "decision",
    "that the gate be opened and the lamps be lit": "decision",
}


@cache
def model() -> StructureModel:
    """Return a model that knows a few wordings and texts, and no layout."""
    words = fit_words([(word_features(text), kind) for text, kind in WORDINGS.items()], strength=5.0, least=1)
    texts = fit_words([(text_features(text), kind) for text, kind in TEXTS.items()], strength=5.0, least=1)
    none = read_trees(["none=0.0"], [])
    return StructureModel(words, texts, none, none, none, KindWeights(1.0, 1.0, {}, {}, {}), none)


def headed(heading: str, text: str) -> Block:
    label, *lines = build_flow([page([Row(heading), *(Row(line) for line in text.split("\n"))])])
    return Block(HEADING, (label,), tuple(lines))


def seen(*blocks: Block) -> list[dict[str, float]]:
    matrix = kind_matrix(blocks, load_forms()[0].lexicon, model())
    return [dict(zip(KIND_FEATURES, row, strict=True)) for row in matrix.tolist()]


def text_evidence(heading: str, text: str) -> dict[str, float]:
    (told,) = seen(headed(heading, text))
    return {kind: told[f"text {kind}"] for kind in HEADED_KINDS}


def test_the_text_under_an_unknown_heading_tells_a_value_from_a_section() -> None:
    value = text_evidence("Zanthrip", "Mr Odo Sallow, Keeper of Wells")
    reasons = text_evidence("Zanthrip", "because the wells had failed and nobody could mend them")
    assert max(value, key=lambda kind: value[kind]) == ENTRY
    assert max(reasons, key=lambda kind: reasons[kind]) == "reasons"


def test_a_text_that_is_like_none_by_its_words_is_weighed_by_what_they_mean() -> None:
    lanterns = text_evidence("Zanthrip", "since these lanterns broke, no one repaired one")
    assert max(lanterns, key=lambda kind: lanterns[kind]) == "reasons"


def test_what_stands_beside_a_heading_is_seen_with_it() -> None:
    first, last = seen(headed("Zanthrip", "All were content."), headed("Granted", "The gate may be opened."))
    assert max(HEADED_KINDS, key=lambda kind: first[f"wording after {kind}"]) == "decision"
    assert max(HEADED_KINDS, key=lambda kind: last[f"wording {kind}"]) == "decision"
    assert first["one resolution"]
    assert first["resolution follows"]
    assert not last["resolution follows"]
    assert first["wording before decision"] == last["wording after decision"] == np.log(0.002)


def test_only_kinds_that_a_block_may_be_of_are_told() -> None:
    block = headed("Decision", "The gate may be opened.")
    kinds = kinds_for(block, load_forms()[0].lexicon, model())
    told = told_of(block.what, kinds, np.full(len(HEADED_KINDS), 0.1), HEADED_KINDS)
    assert tuple(told.odds) == kinds
    assert kinds_for(Block(0, (), block.lines), load_forms()[0].lexicon, model()) == ()
