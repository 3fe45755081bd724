"""What was fitted to judge structure with, as one value that is handed from stage to stage; no file is known here."""

from dataclasses import dataclass

from extractor.splitting.trees import Trees
from extractor.splitting.word_model import WordModel


@dataclass(frozen=True)
class KindWeights:
    """What tells the kind of a section, added up as logarithms of odds.

    There are weights of the evidence, of a kind, and of what came before.
    """

    evidence: dict[str, float]
    kinds: dict[str, float]
    starts: dict[str, float]
    after: dict[tuple[str, str], float]


@dataclass(frozen=True)
class StructureModel:
    """What judges structure.

    These are the classes of wordings, the kinds that texts tell, two judgements of candidates, the kinds of headings, and
    the fields of values.
    """

    words: WordModel
    texts: WordModel
    first: Trees
    second: Trees
    kinds: KindWeights
    fields: Trees
