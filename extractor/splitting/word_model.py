"""What a printed wording announces, as a probability for every class: a linear model over its words, their letters and meaning.

Knows nothing of layout. Its weights are data, fitted by ``benchmarks.fit_structure`` on wordings whose class is known. What
words mean is a table of vectors (``vectors/README.md``): words used alike lie near each other there, so that a word which no
known wording has is weighed as the known ones near it are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.splitting.wording import normalise

Floats = NDArray[np.float64]
# The longest wording whose every letter is looked at; of a longer text its beginning tells enough.
MOST_LETTERS = 80
_SHORTEST, _LONGEST = 2, 5
# What leads a word as the table of vectors has it, and a dimension of the vectors, among features. No wording keeps either mark.
MEANS, DIMENSION = "=", "~"
# The table holds vectors as whole numbers, so many to one.
STEPS = 64


@lru_cache(maxsize=65_536)
def word_features(wording: str) -> tuple[str, ...]:
    """Return what the model sees of a wording, each once.

    That is its words, pairs of words, runs of 2 to 5 letters of a word, and the words again whose meaning is to be heeded.

    >>> word_features("Cost?")[:4], word_features("Cost?")[-1]
    (('?', 'cost', '^ cost', 'cost $'), '=cost')
    """
    words = normalise(wording)[:MOST_LETTERS].split()
    asks = ["?"] if wording.rstrip().endswith("?") else []
    meanings = (MEANS + word for word in words)
    return tuple(dict.fromkeys([*asks, *words, *_pairs(words), *_letters(words), *meanings]))


def _pairs(words: Sequence[str]) -> Iterator[str]:
    framed = ["^", *words, "$"]
    return (f"{one} {other}" for one, other in pairwise(framed))


def _letters(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        framed = f" {word} "
        for size in range(_SHORTEST, min(_LONGEST, len(framed)) + 1):
            yield from (framed[at : at + size] for at in range(len(framed) - size + 1))


@dataclass(frozen=True)
class WordVectors:
    """What words mean: ``places`` of words in ``table``, of shape (words, dimensions)."""

    places: Mapping[str, int] = field(repr=False)
    table: Floats = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the dimensions as features of a model."""
        return tuple(f"{DIMENSION}{n}" for n in range(self.table.shape[1]))

    def meaning(self, features: Sequence[str]) -> Floats:
        """Return what those of ``features`` mean together that are words, weighed as features are; shape (dimensions,)."""
        known = [self.places[f] for f in features if f in self.places]
        found: Floats = self.table[known].sum(axis=0) / np.sqrt(max(len(features), 1))
        return found


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors:
    """Return the table of the package, each word with the mark of its meaning."""
    with (resources.files("extractor.splitting") / "vectors" / "glove.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        words, table = str(kept["words"]).split("\n"), kept["vectors"] / STEPS
    return WordVectors({MEANS + word: n for n, word in enumerate(words)}, table)


@dataclass(frozen=True)
class WordModel:
    """Weights of word features: ``weights`` of shape (features, classes), ``bias`` of shape (classes,).

    Dimensions of the vectors have weights among them.
    """

    classes: tuple[str, ...]
    vocabulary: Mapping[str, int] = field(repr=False)
    weights: Floats = field(repr=False)
    bias: Floats = field(repr=False)
    _cache: dict[tuple[str, ...], Floats] = field(default_factory=dict, repr=False, compare=False)

    def probabilities(self, features: tuple[str, ...]) -> Floats:
        """Return the probability of every class, of shape (classes,), for what :func:`word_features` gave."""
        if features not in self._cache:
            if len(self._cache) > 50_000:
                self._cache.clear()
            known = [self.vocabulary[f] for f in features if f in self.vocabulary]
            scale = 1.0 / np.sqrt(max(len(features), 1))
            told = self.weights[known].sum(axis=0) * scale + self.meaning(features)
            self._cache[features] = softmax(self.bias + told)
        return self._cache[features]

    def meaning(self, features: Sequence[str]) -> Floats:
        """Return how much the meaning of the words speaks for every class, of shape (classes,)."""
        if self._dimensions is None:
            return np.zeros(len(self.classes))
        return word_vectors().meaning(features) @ self._dimensions

    @cached_property
    def _dimensions(self) -> Floats | None:
        """The weights of the dimensions of the vectors; None where the model has none and needs no table."""
        if not any(name.startswith(DIMENSION) for name in self.vocabulary):
            return None
        nothing = np.zeros(len(self.classes))
        rows = [self.vocabulary.get(name) for name in word_vectors().names]
        return np.array([nothing if row is None else self.weights[row] for row in rows])


def softmax(scores: Floats) -> Floats:
    """Return probabilities of scores along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares
