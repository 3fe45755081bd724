"""Which of those and the days that a record names is what, by the models that lie in the package.

``model/provenance.toml`` says what they were fitted on and by which command; docs/structure.md how well they do on what they
have not seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np

from extractor.assembling.judging_features import Record, Seen, feature_names, judged_matrix, see
from extractor.assembling.places import Candidate
from extractor.errors import ModelError
from extractor.splitting.fitted import read_words
from extractor.splitting.trees import Trees, read_trees
from extractor.splitting.word_model import Floats, WordModel


@dataclass(frozen=True, slots=True)
class Judge:
    """A linear model of the words around names or days, and trees over what is seen of each."""

    context: WordModel
    trees: Trees

    def likely(self, candidates: Sequence[Candidate], record: Record) -> dict[str, Floats]:
        """Return how likely each candidate is to be of each class, by class, of shape (candidates,)."""
        return self.told(see(candidates, record)) if candidates else {name: np.zeros(0) for name in self.trees.classes}

    def told(self, seen: Seen) -> dict[str, Floats]:
        """Return what :meth:`likely` does, of what was seen of candidates."""
        likely = self.trees.probabilities(judged_matrix(seen, self.context))
        return {name: likely[:, n] for n, name in enumerate(self.trees.classes)}


@dataclass(frozen=True, slots=True)
class Judges:
    """Who of those named did what, and which of the days named is which."""

    names: Judge
    days: Judge


@lru_cache(maxsize=1)
def load_judges() -> Judges:
    """Return the judges of the package."""
    return read_judges(Path(str(resources.files("extractor.assembling") / "model")))


def read_judges(folder: Path) -> Judges:
    """Return the judges that lie in a folder. Raises ModelError where a file of it is missing or not of this version."""

    def lines(name: str) -> Iterator[str]:
        with (folder / f"{name}.tsv").open(encoding="utf-8") as file:
            yield from (line for line in file if not line.startswith("# "))

    def judge(name: str) -> Judge:
        context = read_words(lines(f"{name}_context"))
        return Judge(context, read_trees(lines(name), feature_names(context.classes)))

    try:
        return Judges(judge("names"), judge("days"))
    except OSError as error:
        raise ModelError(str(folder), detail=f"{error.filename}: {error.strerror}") from error
    except (ValueError, KeyError, IndexError, StopIteration) as error:
        raise ModelError(str(folder), detail=f"a file of it is not as this version writes it: {error}") from error
