"""The mean of several fits: its odds are the mean of theirs, whatever each has seen."""

import numpy as np
import pytest

from benchmarks.structure.averaging import averaged
from extractor.splitting.structure_model import KindWeights, StructureModel
from extractor.splitting.trees import Trees, read_trees
from extractor.splitting.word_model import Floats, WordModel

CLASSES = ("none", "heading")


def trees(threshold: float, leaf: float) -> Trees:
    lines = [
        "none=0.0\theading=0.5",
        f"0\theading\tsize\t{threshold}\t1\t2",
        f"0\theading\t\t{-leaf}",
        f"0\theading\t\t{leaf}",
    ]
    return read_trees(lines, ["size"])


def words(features: dict[str, float], bias: float) -> WordModel:
    weights = np.array([[weight, 0.0] for weight in features.values()])
    return WordModel(CLASSES, {name: n for n, name in enumerate(features)}, weights, np.array([bias, 0.0]))


def model(threshold: float, leaf: float, features: dict[str, float], kinds: dict[str, float]) -> StructureModel:
    tree, text = trees(threshold, leaf), words(features, leaf)
    return StructureModel(text, text, tree, tree, tree, KindWeights(leaf, leaf, kinds, {}, {}), tree)


ONE = model(1.0, 0.4, {"cost": 1.0, "of": 0.5}, {"legal": 1.0})
OTHER = model(2.0, 1.0, {"cost": 3.0, "sum": -1.0}, {"legal": 2.0, "item": 0.5})


def odds(probabilities: Floats) -> Floats:
    return np.log(probabilities[..., 1]) - np.log(probabilities[..., 0])


def test_trees_vote_for_their_share() -> None:
    seen = np.array([[0.5], [1.5], [2.5]])
    mean = (odds(ONE.first.probabilities(seen)) + odds(OTHER.first.probabilities(seen))) / 2
    assert odds(averaged([ONE, OTHER]).first.probabilities(seen)) == pytest.approx(mean)


@pytest.mark.parametrize("features", [("cost",), ("of",), ("sum", "cost"), ("unknown",)])
def test_words_that_one_fit_lacks_count_for_half(features: tuple[str, ...]) -> None:
    mean = (odds(ONE.words.probabilities(features)) + odds(OTHER.words.probabilities(features))) / 2
    found = averaged([ONE, OTHER]).words
    told = found.probabilities(features)[[found.classes.index(name) for name in CLASSES]]
    assert odds(told) == pytest.approx(mean)


def test_weights_of_kinds_are_averaged_by_name() -> None:
    found = averaged([ONE, OTHER]).kinds
    assert found.kinds == {"item": 0.25, "legal": 1.5}
    assert found.trust == found.trust_of_starts == pytest.approx(0.7)


def test_the_mean_of_one_is_itself() -> None:
    assert averaged([ONE]).kinds == ONE.kinds
    seen = np.array([[0.5], [2.5]])
    assert averaged([ONE]).second.probabilities(seen) == pytest.approx(ONE.second.probabilities(seen))
