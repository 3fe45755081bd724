"""What one document scores: counts to be added up over documents, and what a person would see wrong.

Every measure is a ratio of two sums over documents, so that one way of adding up and of resampling serves all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from extractor.audit.comparison.error_rates import Slip, character_edits, confusions, slips, word_edits
from extractor.audit.comparison.normalisation import Normalisation, normalise

Group = Literal["text", "fields", "sections", "mentions"]
ALL = "all"
# So many slips of a document are kept to be looked at.
MOST_SLIPS = 40


class Measure(NamedTuple):
    """What is measured: ``Measure("fields", "subject", "exact")``."""

    group: Group
    name: str
    measure: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that one side has and the other has otherwise, or not at all (None)."""

    what: str
    truth: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """One document's counts: for each measure what counts for it, out of what.

    ``slips`` are the first differences of the text, enough to look at.
    """

    name: str
    counts: Mapping[Measure, tuple[float, float]]
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: tuple[Difference, ...] = ()
    slips: tuple[Slip, ...] = ()

    def rate(self, measure: Measure) -> float | None:
        """Return the document's own ratio, or None where there was nothing to measure."""
        part, whole = self.counts.get(measure, (0.0, 0.0))
        return part / whole if whole else None


CHARACTERS = Measure("text", "characters", "error rate")
WORDS = Measure("text", "words", "error rate")


def tally_of_texts(
    name: str,
    texts: tuple[str, str],
    normalisation: Normalisation,
    counts: Mapping[Measure, tuple[float, float]] | None = None,
    differences: Iterable[Difference] = (),
) -> Tally:
    """Compare the true text of a document and that found; ``counts`` and ``differences`` are what else is known."""
    truth, found = (normalise(text, normalisation) for text in texts)
    characters, in_words, slipped = character_edits(truth, found), word_edits(truth, found), slips(truth, found)
    rates = {CHARACTERS: (characters.errors, characters.length), WORDS: (in_words.errors, in_words.length)}
    return Tally(
        name=name,
        counts={**rates, **(counts or {})},
        confusions=confusions(slipped),
        differences=tuple(differences),
        slips=tuple(slipped[:MOST_SLIPS]),
    )


def retrieval(group: Group, name: str, right: int, wanted: int, found: int) -> dict[Measure, tuple[float, float]]:
    """Return precision, recall and F1 as counts. F1 is twice what is right over all that is wanted and found."""
    return {
        Measure(group, name, "precision"): (right, found),
        Measure(group, name, "recall"): (right, wanted),
        Measure(group, name, "F1"): (2 * right, wanted + found),
    }
