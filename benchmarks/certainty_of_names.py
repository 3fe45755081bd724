"""What the probabilities of posts and people are worth: curves and shares fitted on text that the model has not seen.

What enters is a model and sentences with their marks; what leaves is certainty.toml, and how far it holds, each half of the
sentences judged by the curves of the other. What counts is whether a span is a marked one, to the word.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from extractor.tagging.lexicon import plain
from extractor.tagging.posts_and_people.certainty import Group, Worth, logit
from extractor.tagging.posts_and_people.find import Found, beside_known, group_of, trimmed_spans
from extractor.tagging.posts_and_people.labels import Kind
from extractor.tagging.posts_and_people.model import Model
from extractor.tagging.words import Word, read_words
from fixtures.tagger.compose import Sentence

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Judged(NamedTuple):
    """A span that the model found, its probability, and whether it is marked so."""

    group: Group
    chance: float
    right: bool
    half: int


def write_worths(model: Model, sentences: Sequence[Sentence], out: Path) -> None:
    """Fit what probabilities are worth, write it to a folder, and print how far it holds."""
    found = [one for number, sentence in enumerate(sentences) for one in judged(model, sentence, number % 2)]
    known = [hit for sentence in sentences for hit in judged_beside_known(model, sentence)]
    lines = [
        "# What a probability p of the model is worth: 1 / (1 + exp(-(slope * log(p / (1 - p)) + offset))). Fitted;",
        "# what is said at .9 or above is to be right 99 times in 100.",
    ]
    for group in Group:
        own = [one for one in found if one.group is group]
        worth = fitted(own)
        sure = _sure(own)
        right = _share(one.right for one in own)
        print(f"{group}: {len(own)} found, right {right:.4f}; said >= .9: {len(sure)}, right {_share(sure):.4f}")
        lines += ["", f"[{group}]", f"slope = {worth.slope:.3f}", f"offset = {worth.offset:.3f}"]
    # Laplace's rule of succession.
    share = (sum(known) + 1) / (len(known) + 2)
    print(f"beside known surnames: {len(known)} found, right {_share(known):.4f}")
    lines += [
        "",
        "# Names that only a surname known from elsewhere shows to be ones.",
        "[known]",
        f"share = {share:.3f}",
    ]
    (out / "certainty.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _sure(found: Sequence[Judged]) -> list[bool]:
    """Return whether each is right that is said at .9 or above by the curve of the half it is not of."""
    worths = [fitted([one for one in found if one.half != half]) for half in (0, 1)]
    return [one.right for one in found if worths[one.half].of(one.chance) >= 0.9]


def _share(right: Iterable[bool]) -> float:
    told = list(right)
    return sum(told) / max(1, len(told))


def judged(model: Model, sentence: Sentence, half: int) -> Iterator[Judged]:
    """Yield each span that the model finds in a sentence."""
    words, wanted = read_words(sentence.text), _wanted(sentence)
    for span in trimmed_spans(words, model, formal=sentence.formal):
        yield Judged(group_of(words, span), span.certainty, _told(sentence, words, span) in wanted, half)


def judged_beside_known(model: Model, sentence: Sentence) -> Iterator[bool]:
    """Yield whether each name is marked that the model misses, found by knowing the surnames of the marked ones."""
    words, wanted = read_words(sentence.text), _wanted(sentence)
    found = list(trimmed_spans(words, model, formal=sentence.formal))
    surnames = frozenset(plain(told[-1]) for kind, *told in wanted if kind == Kind.PERSON and told)
    for one in beside_known(words, found, surnames, 1.0):
        yield _told(sentence, words, one) in wanted


def _wanted(sentence: Sentence) -> set[tuple[str, ...]]:
    return {(mark.kind, *_within(sentence.text[mark.start : mark.end])) for mark in sentence.marks}


def _told(sentence: Sentence, words: Sequence[Word], one: Found) -> tuple[str, ...]:
    return (one.kind, *_within(sentence.text[words[one.first].start : words[one.end - 1].end]))


def _within(text: str) -> tuple[str, ...]:
    return tuple(text.removesuffix("'s").removesuffix("’s").rstrip(".").split())


def fitted(found: Sequence[Judged]) -> Worth:
    """Return a logistic curve: at .5 where a span is as often right as not, at .9 from where on 99 in 100 are right."""
    logits = np.array([logit(one.chance) for one in found])
    right = np.array([one.right for one in found])
    curve = LogisticRegression(C=1.0).fit(logits[:, None], right)
    slope, offset = float(curve.coef_[0][0]), float(curve.intercept_[0])
    even, sure = -offset / slope, (logit(_SURE) - offset) / slope
    sure = max(sure, _promised(logits, right))
    slope = logit(_SURE) / (sure - even)
    return Worth(slope, -slope * even)


_SURE, _PROMISED = 0.9, 0.99


def _promised(logits: Floats, right: Bools) -> float:
    """Return the least logit from which on as many as promised are right, by Laplace's rule of succession."""
    order = np.argsort(-logits)
    shares = (np.cumsum(right[order]) + 1) / (np.arange(len(order)) + 2)
    kept = np.flatnonzero(shares >= _PROMISED)
    return float(logits[order][kept[-1]] if len(kept) else logits.max())
