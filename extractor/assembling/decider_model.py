"""How likely everybody whom a record names is to have taken its decision, by the model that lies in the package.

``model/provenance.toml`` says what it was fitted on and by which command; docs/structure.md how well it does on what it has
not seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np

from extractor.assembling.decider_features import MAKER, NAMES, Record, decider_matrix
from extractor.assembling.deciders import Candidate
from extractor.errors import ModelError
from extractor.splitting.fitted import read_words
from extractor.splitting.trees import Trees, read_trees
from extractor.splitting.word_model import Floats, WordModel


@dataclass(frozen=True, slots=True)
class DeciderModel:
    """A linear model of the words around names, and trees over what is seen of whom they name."""

    context: WordModel
    trees: Trees

    def likely(self, candidates: Sequence[Candidate], record: Record) -> Floats:
        """Return how likely each candidate is to be a maker of the decision, of shape (candidates,)."""
        if not candidates:
            return np.zeros(0)
        told = self.trees.probabilities(decider_matrix(candidates, record, self.context))
        likely: Floats = told[:, self.trees.classes.index(MAKER)]
        return likely


@lru_cache(maxsize=1)
def load_decider_model() -> DeciderModel:
    """Return the model of the package."""
    return read_decider_model(Path(str(resources.files("extractor.assembling") / "model")))


def read_decider_model(folder: Path) -> DeciderModel:
    """Return the model that lies in a folder. Raises ModelError where a file of it is missing or not of this version."""

    def lines(name: str) -> Iterator[str]:
        with (folder / name).open(encoding="utf-8") as file:
            yield from (line for line in file if not line.startswith("# "))

    try:
        return DeciderModel(read_words(lines("context.tsv")), read_trees(lines("deciders.tsv"), NAMES))
    except OSError as error:
        raise ModelError(str(folder), detail=f"{error.filename}: {error.strerror}") from error
    except (ValueError, KeyError, IndexError, StopIteration) as error:
        raise ModelError(str(folder), detail=f"a file of it is not as this version writes it: {error}") from error
