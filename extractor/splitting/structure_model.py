"""What was fitted to judge structure with, as one value that is handed from stage to stage; no file is known here."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from extractor.splitting.trees import Trees
from extractor.splitting.word_model import Floats, WordModel


@dataclass(frozen=True)
class KindWeights:
    """What tells the kind of a section, added up as logarithms of odds.

    There are weights of how likely a kind is by what is seen under a heading, and under none; of a kind; of what came before.
    """

    trust: float
    trust_of_starts: float
    kinds: dict[str, float]
    starts: dict[str, float]
    after: dict[tuple[str, str], float]

    def after_each(self, before: Sequence[str], kinds: Sequence[str]) -> Floats:
        """Return what weighs for each kind after each kind before it, of shape (before, kinds)."""
        places, table = self._after
        return table[np.ix_([places.get(name, -1) for name in before], [places.get(name, -1) for name in kinds])]

    @cached_property
    def _after(self) -> tuple[dict[str, int], Floats]:
        """The place of every kind in a table of the weights of ``after``; the last row and column are of none."""
        places = {name: n for n, name in enumerate(sorted({name for pair in self.after for name in pair}))}
        table = np.zeros((len(places) + 1, len(places) + 1))
        for (before, kind), weight in self.after.items():
            table[places[before], places[kind]] = weight
        return places, table


@dataclass(frozen=True)
class StructureModel:
    """What judges structure.

    These are the classes of wordings, the kinds that texts tell, two judgements of candidates, what sections are about one by
    one and together, and the fields of values.
    """

    words: WordModel
    texts: WordModel
    first: Trees
    second: Trees
    sections: Trees
    kinds: KindWeights
    fields: Trees
