"""What a printed wording announces, as a probability for every class: a linear model over its words and their letters.

Knows nothing of layout. Its weights are data, fitted by ``benchmarks.fit_structure`` on wordings whose class is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.splitting.wording import normalise

Floats = NDArray[np.float64]
# The longest wording whose every letter is looked at; of a longer text its beginning tells enough.
MOST_LETTERS = 80
_SHORTEST, _LONGEST = 2, 5


@lru_cache(maxsize=65_536)
def word_features(wording: str) -> tuple[str, ...]:
    """Return what the model sees of a wording, each once: its words, pairs of words, and runs of 2 to 5 letters of a word.

    >>> word_features("Cost?")[:4]
    ('?', 'cost', '^ cost', 'cost $')
    """
    words = normalise(wording)[:MOST_LETTERS].split()
    asks = ["?"] if wording.rstrip().endswith("?") else []
    return tuple(dict.fromkeys([*asks, *words, *_pairs(words), *_letters(words)]))


def _pairs(words: Sequence[str]) -> Iterator[str]:
    framed = ["^", *words, "$"]
    return (f"{one} {other}" for one, other in pairwise(framed))


def _letters(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        framed = f" {word} "
        for size in range(_SHORTEST, min(_LONGEST, len(framed)) + 1):
            yield from (framed[at : at + size] for at in range(len(framed) - size + 1))


@dataclass(frozen=True)
class WordModel:
    """Weights of word features: ``weights`` of shape (features, classes), ``bias`` of shape (classes,)."""

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
            self._cache[features] = softmax(self.bias + scale * self.weights[known].sum(axis=0))
        return self._cache[features]


def softmax(scores: Floats) -> Floats:
    """Return probabilities of scores along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares
