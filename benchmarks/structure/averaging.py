"""Several fits of one model in, their mean out: what one fit learnt by chance weighs less, what all learnt stays.

All parts are linear in the logarithms of odds, so the mean of several is a model of the same kind: trees vote for a share
each, weights are averaged by their names.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

from extractor.splitting.structure_model import KindWeights, StructureModel
from extractor.splitting.trees import Trees
from extractor.splitting.word_model import WordModel

Key = TypeVar("Key", str, tuple[str, str])
# What a class is held for by a fit that never saw it.
UNSEEN = -8.0


def averaged(models: Sequence[StructureModel]) -> StructureModel:
    """Return the mean of models that see the same features."""
    return StructureModel(
        words=_words([model.words for model in models]),
        texts=_words([model.texts for model in models]),
        first=_trees([model.first for model in models]),
        second=_trees([model.second for model in models]),
        sections=_trees([model.sections for model in models]),
        kinds=KindWeights(
            trust=_middle([model.kinds.trust for model in models]),
            trust_of_starts=_middle([model.kinds.trust_of_starts for model in models]),
            kinds=_mean([model.kinds.kinds for model in models]),
            starts=_mean([model.kinds.starts for model in models]),
            after=_mean([model.kinds.after for model in models]),
        ),
        fields=_trees([model.fields for model in models]),
    )


def _trees(every: Sequence[Trees]) -> Trees:
    begins = np.cumsum([0, *(len(trees.features) for trees in every)])
    pairs = list(zip(every, begins, strict=False))
    first = every[0]
    return Trees(
        classes=first.classes,
        names=first.names,
        features=np.concatenate([trees.features for trees in every]),
        thresholds=np.concatenate([trees.thresholds for trees in every]),
        lower=np.concatenate([trees.lower + begin for trees, begin in pairs]),
        higher=np.concatenate([trees.higher + begin for trees, begin in pairs]),
        values=np.concatenate([trees.values / len(every) for trees in every]),
        roots=np.concatenate([trees.roots + begin for trees, begin in pairs]),
        owners=np.concatenate([trees.owners for trees in every]),
        bias=np.mean([trees.bias for trees in every], axis=0),
        depth=max(trees.depth for trees in every),
    )


def _words(every: Sequence[WordModel]) -> WordModel:
    classes = tuple(sorted({name for model in every for name in model.classes}))
    vocabulary = {name: n for n, name in enumerate(sorted({name for model in every for name in model.vocabulary}))}
    weights, bias = np.zeros((len(vocabulary), len(classes))), np.zeros(len(classes))
    for model in every:
        columns = [classes.index(name) for name in model.classes]
        rows = [vocabulary[name] for name in model.vocabulary]
        own = np.full(len(classes), UNSEEN)
        own[columns] = model.bias
        weights[np.ix_(rows, columns)] += model.weights[list(model.vocabulary.values())] / len(every)
        bias += own / len(every)
    return WordModel(classes, vocabulary, weights, bias)


def _mean(every: Sequence[Mapping[Key, float]]) -> dict[Key, float]:
    names = sorted({name for weights in every for name in weights})
    return {name: _middle([weights.get(name, 0.0) for weights in every]) for name in names}


def _middle(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3)
