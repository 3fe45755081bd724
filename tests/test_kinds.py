"""What speaks for the kind of a section: blocks with models that were fitted on a handful of wordings and texts."""

from functools import cache

from benchmarks.structure.training import fit_words
from extractor.splitting.blocks import HEADING, Block
from extractor.splitting.forms import load_forms
from extractor.splitting.kinds import ENTRY, HEADED_KINDS, tell, text_features
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
    return StructureModel(words, texts, none, none, KindWeights({}, {}, {}, {}), none)


def text_evidence(heading: str, text: str) -> dict[str, float]:
    label, *lines = build_flow([page([Row(heading), *(Row(line) for line in text.split("\n"))])])
    (told,) = tell([Block(HEADING, (label,), tuple(lines))], load_forms()[0].lexicon, model())
    assert told is not None
    assert set(told.evidence) == set(HEADED_KINDS)
    return {kind: seen["text"] for kind, seen in told.evidence.items() if "text" in seen}


def test_the_text_under_an_unknown_heading_tells_a_value_from_a_section() -> None:
    value = text_evidence("Zanthrip", "Mr Odo Sallow, Keeper of Wells")
    reasons = text_evidence("Zanthrip", "because the wells had failed and nobody could mend them")
    assert max(value, key=lambda kind: value[kind]) == ENTRY
    assert max(reasons, key=lambda kind: reasons[kind]) == "reasons"


def test_a_text_that_is_like_none_by_its_words_is_weighed_by_what_they_mean() -> None:
    lanterns = text_evidence("Zanthrip", "since these lanterns broke, no one repaired one")
    assert max(lanterns, key=lambda kind: lanterns[kind]) == "reasons"
