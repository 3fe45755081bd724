"""The model of structure as files: what is written is read again, and what is no model is refused with its name."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.structure.training import fit_words
from extractor.errors import ModelError
from extractor.review.refitting import fitted_on
from extractor.splitting.assignment import best_matching
from extractor.splitting.candidates import Candidate, Shape
from extractor.splitting.decode import decode
from extractor.splitting.fitted import read_kinds, read_model, read_words, written_kinds, written_words
from extractor.splitting.series import HEADING, LABEL, START
from extractor.splitting.structure_model import KindWeights
from extractor.splitting.trees import ROWS_AT_ONCE, read_trees, written_trees
from extractor.splitting.word_model import DIMENSION, WordModel, softmax, word_features

TREES = """none=0.1\theading=-0.2
0\tnone\tbold\t0.5\t1\t2
0\tnone\t\t0.3
0\tnone\t\t-0.3
1\theading\tsize\t1.25\t1\t2
1\theading\t\t-0.4
1\theading\tbold\t0.5\t3\t4
1\theading\t\t0.1
1\theading\t\t0.9
"""


def test_trees_answer_as_their_questions_say() -> None:
    trees = read_trees(TREES.splitlines(), ["size", "bold"])
    plain, large_and_bold = trees.probabilities(np.array([[1.0, 0.0], [1.5, 1.0]]))
    assert plain == pytest.approx(np.exp([0.4, -0.6]) / np.exp([0.4, -0.6]).sum())
    assert large_and_bold == pytest.approx(np.exp([-0.2, 0.7]) / np.exp([-0.2, 0.7]).sum())
    assert trees.probabilities(np.zeros((0, 2))).shape == (0, 2)


def test_trees_answer_for_each_of_many_rows_as_for_it_alone() -> None:
    trees = read_trees(TREES.splitlines(), ["size", "bold"])
    seen = np.random.default_rng(2).uniform(0, 2, (2 * ROWS_AT_ONCE + 70, 2))
    bold, large = seen[:, 1] > 0.5, seen[:, 0] > 1.25
    scores = np.stack([0.1 + np.where(bold, -0.3, 0.3), -0.2 + np.where(large, np.where(bold, 0.9, 0.1), -0.4)], axis=1)
    assert trees.probabilities(seen) == pytest.approx(softmax(scores))


def test_trees_come_back_as_they_were_written() -> None:
    trees = read_trees(TREES.splitlines(), ["size", "bold"])
    again = read_trees(list(written_trees(trees)), ["bold", "size"])
    seen = np.random.default_rng(1).uniform(0, 2, (50, 2))
    assert again.probabilities(seen[:, ::-1]) == pytest.approx(trees.probabilities(seen))


KNOWN = {
    "money": "cost", "price": "cost", "expense": "cost", "doctor": "health", "nurse": "health", "clinic": "health",
    "Monday": "day", "Friday": "day", "morning": "day",
}  # fmt: skip


def test_a_word_that_no_list_has_is_weighed_as_words_used_like_it() -> None:
    # Nothing stands often enough to be a feature: all that tells is what the words mean.
    model = fit_words([(word_features(word), kind) for word, kind in KNOWN.items()], strength=50.0, least=9)
    fees, hospital = (model.probabilities(word_features(word)) for word in ("Fees", "Hospital"))
    assert fees[model.classes.index("cost")] > 0.5
    assert hospital[model.classes.index("health")] > 0.5
    # "daytime" is another word than "day", and one that the table does not have tells nothing.
    assert model.probabilities(word_features("Qzxvday")) == pytest.approx(softmax(model.bias))


def test_what_words_mean_is_written_with_its_model_and_stays_as_it_is_while_that_learns_on() -> None:
    model = fit_words([(word_features(word), kind) for word, kind in KNOWN.items()], strength=50.0, least=9)
    again = read_words(written_words(model, least=9.0))
    assert again.probabilities(word_features("Fees")) == pytest.approx(
        model.probabilities(word_features("Fees")), abs=0.01
    )
    learnt = fitted_on(again, [(word_features("Zebra crossing"), "health")], (), 5.0)
    dimensions = [name for name in again.vocabulary if name.startswith(DIMENSION)]
    assert dimensions
    assert all((learnt.weights[learnt.vocabulary[n]] == again.weights[again.vocabulary[n]]).all() for n in dimensions)
    before, after = (
        m.probabilities(word_features("Zebra crossing"))[m.classes.index("health")] for m in (again, learnt)
    )
    assert after > before + 0.1


def test_words_come_back_without_what_weighs_nothing() -> None:
    words = WordModel(("a", "b"), {"cost": 0, "of": 1}, np.array([[1.5, -0.5], [0.01, 0.02]]), np.array([0.5, -0.5]))
    again = read_words(written_words(words, least=0.1))
    assert again.vocabulary == {"cost": 0}
    assert again.weights.tolist() == [[1.5, -0.5]]
    assert again.probabilities(word_features("Cost"))[0] > again.probabilities(word_features("Of"))[0] > 0.5


def test_kinds_come_back() -> None:
    weights = KindWeights(1.25, 0.75, {"legal": -0.5}, {"header": 0.25}, {("front", "decision"): 2.0})
    assert read_kinds(written_kinds(weights)) == weights


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"words\.tsv"):
        read_model(tmp_path)
    (tmp_path / "words.tsv").write_text("nothing of the kind\n")
    with pytest.raises(ModelError, match="not as this version writes it"):
        read_model(tmp_path)


def test_what_is_chosen_overlaps_nowhere_and_gains_most() -> None:
    def candidate(first: int, last: int, words: int) -> Candidate:
        return Candidate(first, last, words, Shape.ALONE if words else Shape.NOTHING, (None,) * words)  # type: ignore[arg-type]

    candidates = [candidate(0, 2, 3), candidate(0, 0, 1), candidate(1, 1, 1), candidate(2, 2, 0)]
    odds = np.array([[0.2, 0.8, 0.0, 0.0], [0.3, 0.0, 0.7, 0.0], [0.3, 0.7, 0.0, 0.0], [0.2, 0.0, 0.0, 0.8]])
    chosen = decode(candidates, odds, lines=3)
    assert [(c.index, c.what) for c in chosen] == [(1, LABEL), (2, HEADING), (3, START)]
    assert decode(candidates[:1], odds[:1], lines=3)[0].index == 0
    assert decode(candidates, np.tile([0.9, 0.1, 0.0, 0.0], (4, 1)), lines=3) == []


def test_each_field_and_each_place_is_assigned_once_and_the_whole_gains_most() -> None:
    gains = np.array([[3.0, 2.9], [2.5, -1.0], [-2.0, 2.8]])
    apart = [frozenset[int](), frozenset[int](), frozenset[int]()]
    assert best_matching(gains, apart) == [(0, 0), (2, 1)]
    assert best_matching(gains, [frozenset({2}), frozenset[int](), frozenset({0})]) == [(0, 1), (1, 0)]
    assert best_matching(-np.ones((2, 2)), apart[:2]) == []
