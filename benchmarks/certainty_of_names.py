"""What the probabilities of posts and people are worth: fitted on text that the model has not seen, written beside it.

    python -m benchmarks.certainty_of_names MODEL [--annotated FOLDER ...] [--titles TITLES] [--write FOLDER]

MODEL is a folder of a model fitted without FOLDERs and TITLES. What counts is whether a span is a marked one, to the word.
On kept-back documents of the foundry, sentences composed with TITLES and annotated documents. Writes certainty.toml.
"""

import argparse
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.fit_posts_and_people import annotated, foundry, one_post_each
from extractor.tagging.posts_and_people.certainty import Worth, logit
from extractor.tagging.posts_and_people.find import trimmed_spans
from extractor.tagging.posts_and_people.labels import Kind
from extractor.tagging.posts_and_people.model import Floats, Model, read_model
from extractor.tagging.words import read_words
from fixtures.tagger.compose import Composer, Sentence

Pair = tuple[Kind, float, bool]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--annotated", type=Path, nargs="*", default=[])
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    titles = one_post_each(arguments.titles.read_text(encoding="utf-8").splitlines()) if arguments.titles else []
    sentences = [
        *Composer(random.Random(99), titles).sentences(arguments.count),
        *foundry(arguments.documents, 78, kept_back=True),
        *(one for folder in arguments.annotated for one in annotated(folder)),
    ]
    pairs = list(judged(read_model(arguments.model), sentences))
    lines = [
        "# What a probability p of the model is worth: 1 / (1 + exp(-(slope * log(p / (1 - p)) + offset))). Fitted."
    ]
    for kind in Kind:
        chances = np.array([chance for of, chance, _ in pairs if of is kind])
        right = np.array([hit for of, _, hit in pairs if of is kind], dtype=float)
        worth = fitted(chances, right)
        said = np.array([worth.of(chance) for chance in chances])
        sure = said >= 0.9
        print(
            f"{kind}: {len(right)} found, right {right.mean():.4f}; said >= .9: {sure.sum()}, right {right[sure].mean():.4f}"
        )
        lines += ["", f"[{kind.value}]", f"slope = {worth.slope:.3f}", f"offset = {worth.offset:.3f}"]
    if arguments.write:
        (arguments.write / "certainty.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def judged(model: Model, sentences: Iterable[Sentence]) -> Iterator[Pair]:
    """Yield each span that the model finds: its kind, its probability, and whether it is marked so."""
    for one in sentences:
        words = read_words(one.text)
        wanted = {(mark.kind, *_within(one.text[mark.start : mark.end])) for mark in one.marks}
        for span in trimmed_spans(words, model, formal=one.formal):
            text = one.text[words[span.first].start : words[span.end - 1].end]
            yield span.kind, span.certainty, (span.kind, *_within(text)) in wanted


def _within(text: str) -> tuple[str, ...]:
    return tuple(text.removesuffix("'s").removesuffix("’s").rstrip(".").split())


def fitted(chances: Floats, right: Floats) -> Worth:
    """Return the logistic curve from probabilities to shares of what was right."""
    logits = np.array([logit(chance) for chance in chances])
    curve = LogisticRegression(C=1.0).fit(logits[:, None], right > 0)
    return Worth(float(curve.coef_[0][0]), float(curve.intercept_[0]))


if __name__ == "__main__":
    main()
