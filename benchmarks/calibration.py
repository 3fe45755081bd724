"""Fit what a word's look says against its reading, and write it as the data of extractor/reading/doubt.py.

    python -m benchmarks.degraded_scans BENCH/born WORN            # worse scans than the bench's, and of the fixtures' documents
    python -m benchmarks.calibration BENCH WORN... [--levels office,copy,awful,worn,cut] [--cache DIR] [--write FILE]

Each folder holds ``born`` (typeset PDFs, the truth) and scans of the same documents in folders named by their level. A word is
right when the truth has it at that place, or elsewhere on the page (that is the reading order's fault, not the word's). The
weights are those of a logistic regression with a little ridge (McCullagh and Nelder, Generalized Linear Models, 1989, ch. 4).

Shown are log loss and expected calibration error of words before and after, the latter on documents that were left out of
the fit (seven parts, by document), and with --hold-out FOLDER those on documents that no fit has seen.
What an engine's own certainty is worth is fitted before that, by benchmarks/reading.py --fit.
"""

import argparse
import pickle
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from benchmarks.reading import fold
from extractor.audit.report.plots import calibration_error
from extractor.document import Document, Line, Page, Word
from extractor.reading.doubt import certainty_terms, layout_traits, traits
from extractor.reading.ocr import build_engine
from extractor.reading.read import read
from extractor.settings import Settings

Floats = NDArray[np.float64]

_LOOKS = ("unknown", "unknown_name", "odd_shape", "fragment", "before_fragment")
_PLACES = ("coarse", "sparse", "steep", "crowded", "cut_off", "by_ink")
_TRAITS = (*_LOOKS, *_PLACES)
_NAMES = ("base", "slope", "slope_beyond", *_TRAITS)
_PARTS = 7
_RIDGE = 1.0
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 1.0001)


@dataclass(frozen=True)
class Words:
    """Words as rows: what is known of each, whether it is right, and the document it stands in."""

    rows: Floats
    right: Floats
    document: NDArray[np.str_]


def main() -> None:
    options = _options()
    known = _gather(options.folders, options)
    weights = fit(known.rows, known.right)
    print(f"{len(known.right)} words, {int((1 - known.right).sum())} wrong")
    _show("as the engines say", known, known.rows @ _as_said())
    _show("left out of the fit", known, _cross_validated(known))
    if options.hold_out:
        unseen = _gather(options.hold_out, options)
        _show("hold-out, as said", unseen, unseen.rows @ _as_said())
        _show("hold-out, fitted", unseen, unseen.rows @ weights)
    lines = [f"{name} = {weight:.2f}" for name, weight in zip(_NAMES, weights, strict=True)]
    print("\n".join(lines))
    if options.write:
        _write(options.write, lines, known)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--hold-out", type=Path, nargs="*", default=[])
    parser.add_argument("--levels", default="office,copy,awful,worn,cut")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--write", type=Path)
    return parser.parse_args()


def _as_said() -> Floats:
    return np.array([0.0, 1.0, *(0.0 for _ in _NAMES[2:])])


# -- words ------------------------------------------------------------------------------------------------------------


def _gather(folders: Sequence[Path], options: argparse.Namespace) -> Words:
    rows, right, names = [], [], []
    for folder in folders:
        for level in options.levels.split(","):
            for path in sorted((folder / level).glob("*.pdf")):
                document, truth = _read(path, options.cache), _read(folder / "born" / path.name, options.cache)
                for page, true in zip(document.pages, truth.pages, strict=True):
                    seen = _words(page, true)
                    rows += [row for row, _ in seen]
                    right += [float(ok) for _, ok in seen]
                    names += [path.stem] * len(seen)
    return Words(np.array(rows), np.array(right), np.array(names))


def _read(path: Path, cache: Path | None) -> Document:
    """Read a document with the words as sure as the engines have them."""
    kept = cache / f"{path.parent.parent.name}-{path.parent.name}-{path.stem}.pkl" if cache else None
    if kept and kept.exists():
        found: Document = pickle.loads(kept.read_bytes())
        return found
    settings = Settings()
    with mock.patch("extractor.reading.read.doubted", _undoubted):
        document = read(path, build_engine(settings), settings)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(document))
    return document


def _undoubted(page: Page) -> tuple[Line, ...]:
    return page.lines


def right_words(page: Page, true: Page) -> list[list[bool]]:
    """Say of each word, line by line, whether it is right: there in the truth, in that place or elsewhere on the page."""
    wanted = [word for line in true.lines for word in fold(line.text).split()]
    texts = [fold(word.text) for line in page.lines for word in line.words]
    right = [not text for text in texts]
    for code in Levenshtein.opcodes(texts, wanted):
        if code.tag == "equal":
            right[code.src_start : code.src_end] = [True] * (code.src_end - code.src_start)
    left = Counter(wanted) - Counter(text for text, ok in zip(texts, right, strict=True) if ok)
    for number, text in enumerate(texts):
        if not right[number] and left[text] > 0:
            left[text] -= 1
            right[number] = True
    known = iter(right)
    return [[next(known) for _ in line.words] for line in page.lines]


def _words(page: Page, true: Page) -> list[tuple[list[float], bool]]:
    return [
        (_row(word, after, place), ok)
        for line, known, places in zip(page.lines, right_words(page, true), layout_traits(page), strict=True)
        for (word, after), ok, place in zip(_with_next(line), known, places, strict=True)
        if fold(word.text)
    ]


def _with_next(line: Line) -> list[tuple[Word, str]]:
    return list(zip(line.words, [*(word.text for word in line.words[1:]), ""], strict=True))


def _row(word: Word, after: str, place: Sequence[str]) -> list[float]:
    said = {*traits(word.text, after), *place}
    return [1.0, *certainty_terms(word.confidence), *(float(name in said) for name in _TRAITS)]


# -- figures ----------------------------------------------------------------------------------------------------------


def fit(rows: Floats, right: Floats) -> Floats:
    """Return the weights, by Newton's method with steps cut until they gain; the ridge draws them to what engines say."""
    weights = _as_said()
    for _ in range(50):
        chance = _chance(rows @ weights)
        slope = rows.T @ (right - chance) - _RIDGE * (weights - _as_said())
        curve = (rows * (chance * (1.0 - chance))[:, None]).T @ rows + _RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        while _loss(rows, right, weights + step) > _loss(rows, right, weights) and float(abs(step).max()) > 1e-9:
            step = step / 2
        weights = weights + step
        if float(abs(step).max()) < 1e-6:
            break
    return weights


def _loss(rows: Floats, right: Floats, weights: Floats) -> float:
    away = weights - _as_said()
    return float(np.logaddexp(0.0, (rows @ weights) * (1.0 - 2.0 * right)).sum() + _RIDGE * (away @ away) / 2)


def _chance(scores: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float64)


def _cross_validated(words: Words) -> Floats:
    names = sorted(set(words.document.tolist()))
    scores = np.zeros(len(words.right))
    for part in range(_PARTS):
        out = np.isin(words.document, names[part::_PARTS])
        scores[out] = words.rows[out] @ fit(words.rows[~out], words.right[~out])
    return scores


def _show(name: str, words: Words, scores: Floats) -> None:
    chance = np.clip(_chance(scores), 1e-6, 1 - 1e-6)
    loss = -(words.right * np.log(chance) + (1 - words.right) * np.log(1 - chance)).mean()
    bins = []
    for low, high in pairwise(_BINS):
        chosen = (chance >= low) & (chance < high)
        if chosen.any():
            bins.append((float(chance[chosen].mean()), float(words.right[chosen].mean()), int(chosen.sum())))
    print(f"{name:22} log loss {loss:.5f}  expected calibration error {calibration_error(bins):.5f}")


def _write(path: Path, lines: Sequence[str], words: Words) -> None:
    documents = len(set(words.document.tolist()))
    path.write_text(
        "# How a word's shape and neighbours change what its engine's certainty is worth: weights of a logistic regression.\n"
        "# The chance that a word is right is 1 / (1 + exp(-(base + slope * o + slope_beyond * max(0, o - 5) + what its look\n"
        "# and place say))), with o = ln(c / (1 - c)) of its engine's certainty c.\n"
        f"# Fitted by benchmarks/calibration.py on {len(words.right):,} words, {int((1 - words.right).sum())} of them wrong, of "
        f"{documents} documents at several\n# qualities of scan each. doubt.py says what the names mean.\n\n"
        + "\n".join(lines)
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
