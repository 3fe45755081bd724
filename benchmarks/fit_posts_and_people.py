"""Fit the model of posts and people, on composed sentences, the foundry's documents and annotated ones.

    python -m benchmarks.fit_posts_and_people --out extractor/tagging/posts_and_people/model --titles TITLES
        --annotated FOLDER ... [--sentences FILE ...]

TITLES is a text file of posts' titles, one a line; FOLDER holds annotated HTML (see ``annotated_text``); FILE marked sentences
(see ``fixtures/tagger/sentences.txt``). A linear-chain conditional random field (python-crfsuite, in the development group) with
weights made sparse by their sizes' sum; what is written is text, a feature a line.

What its probabilities are worth, and so what is said at all, is fitted on what a second model has not seen: half of the
titles, the last FOLDER, and families of documents that the foundry keeps back.
"""

import argparse
import datetime as dt
import random
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pycrfsuite

from benchmarks.annotated_text import read_annotated
from benchmarks.certainty_of_names import write_worths
from extractor.tagging.posts_and_people.features import REACH, beside, runs, stretches, together, within
from extractor.tagging.posts_and_people.features import Run as Capitals
from extractor.tagging.posts_and_people.joined import posts_in
from extractor.tagging.posts_and_people.labels import LABELS, Kind, Marked, labels_of
from extractor.tagging.posts_and_people.model import read_model
from extractor.tagging.word_classes import classes_of, words_of
from extractor.tagging.words import EDGE, Word, read_words
from fixtures.foundry.annotated import Mark, Role, Run
from fixtures.foundry.compose import compose
from fixtures.foundry.draft import leaves, pieces
from fixtures.tagger.compose import Composer, Sentence

_KINDS = {"role": Kind.POST, "person": Kind.PERSON}
_BODY = frozenset(
    {
        "decision",
        "reasons",
        "background",
        "other",
        "financial",
        "legal",
        "risk",
        "equality",
        "consultation",
        "alternatives",
        "interests",
    }
)
_FORMAL = "formal: "
_MARK = re.compile(r"\[(?P<kind>post|person): (?P<text>[^\]]+)\]")


def main() -> None:
    arguments = _arguments()
    titles = _lines(arguments.titles) if arguments.titles else []
    began = time.monotonic()
    sizes = fit(sources(arguments, titles, arguments.annotated), arguments, arguments.out)
    _provenance(arguments, sizes)
    print(sizes, f"{time.monotonic() - began:.0f} s", flush=True)
    random.Random(arguments.seed).shuffle(titles)
    shown, apart = titles[::2], titles[1::2]
    with TemporaryDirectory() as folder:
        path = arguments.apart or Path(folder)
        fit(sources(arguments, shown, arguments.annotated[:-1]), arguments, path)
        unseen = [
            *Composer(random.Random(99), one_post_each(apart), headless(apart)).sentences(2000),
            *foundry(60, 78, kept_back=True),
            *(one for last in arguments.annotated[-1:] for one in annotated(last)),
        ]
        write_worths(read_model(path), unseen, arguments.out)
    print(f"{time.monotonic() - began:.0f} s")


def sources(arguments: argparse.Namespace, titles: Sequence[str], folders: Iterable[Path]) -> dict[str, list[Sentence]]:
    """Return the sentences to learn from, by where they are from."""
    composer = Composer(random.Random(arguments.seed), one_post_each(titles), headless(titles))
    return {
        "composed": list(composer.sentences(arguments.count)),
        "foundry": list(foundry(arguments.documents, arguments.seed)),
        "annotated": [one for folder in folders for one in annotated(folder)],
        "sentences": [one for path in arguments.sentences for one in marked(path)],
    }


def fit(sets: dict[str, list[Sentence]], arguments: argparse.Namespace, out: Path) -> dict[str, int]:
    """Fit weights, write them to a folder, and return how many sentences of each source they were fitted on."""
    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": arguments.c1,
            "c2": 0.02,
            "max_iterations": arguments.iterations,
            "feature.minfreq": 2,
            "feature.possible_transitions": True,
        }
    )
    for name, sentences in sets.items():
        for features, labels in sequences(sentences):
            for _ in range(_REPEATS[name]):
                trainer.append(features, labels)
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "fitted.crf")
        trainer.train(path)
        write(path, out / "weights.tsv", arguments.least)
    return {name: len(sentences) for name, sentences in sets.items()}


# How often a sentence is learnt from, by where it is from.
_REPEATS = {"composed": 1, "foundry": 1, "annotated": 2, "sentences": 4}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--annotated", type=Path, nargs="*", default=[])
    parser.add_argument("--sentences", type=Path, nargs="*", default=[Path("fixtures/tagger/sentences.txt")])
    parser.add_argument("--count", type=int, default=14_000, help="sentences to compose")
    parser.add_argument("--documents", type=int, default=300, help="documents of the foundry")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--c1", type=float, default=0.15, help="how dear a weight is by its size")
    parser.add_argument("--iterations", type=int, default=120)
    parser.add_argument(
        "--apart", type=Path, help="a folder for the model that has not seen what certainties are fitted on"
    )
    parser.add_argument("--least", type=float, default=0.01, help="smaller weights are left out")
    return parser.parse_args()


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def one_post_each(titles: Iterable[str]) -> list[str]:
    """Return the titles that are one post in full: with a head noun, in capitals, not two joined, not a department's name."""
    return [title for title in titles if _is_one_post(title)]


def headless(titles: Iterable[str]) -> list[str]:
    """Return the titles of some words without a noun of posts: "Corporate Strategy"."""
    return [
        t for t in titles if not _is_headed(t) and 2 <= len(t.split()) <= 9 and t[0].isupper() and not _SPOILT.search(t)
    ]


def _is_headed(title: str) -> bool:
    heads = words_of("head") | words_of("office") | words_of("closed_head") | words_of("late_head")
    return any(word.fold in heads for word in read_words(title))


def _is_one_post(title: str) -> bool:
    whole = title.count("(") == title.count(")") and len(title.split()) <= 14 and title[0].isupper()
    return (
        whole
        and _is_headed(title)
        and _SPOILT.search(title) is None
        and len(posts_in(title)) == 1
        and _AGAIN.search(title) is None
    )


# What no title has but one that was copied badly.
_SPOILT = re.compile('["Ââ]')
# A second title in the same line: "Deputy Director, Head of Performance".
_AGAIN = re.compile(
    r"\b(?:Director|Head|Manager|Secretary|Minister|Officer)\b.*\b(?:Director|Head|Manager|Minister)\b(?: of| for|,|$)"
)


def sequences(sentences: Iterable[Sentence]) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Yield the features and labels of the stretches of sentences."""
    for one in sentences:
        words = read_words(one.text)
        labels, capitals = labels_of(words, one.marks), runs(words)
        for first, end in stretches(words):
            seen = [features_of(words, at, capitals, formal=one.formal) for at in range(first, end)]
            yield seen, [LABELS[label] for label in labels[first:end]]


def features_of(words: Sequence[Word], at: int, capitals: Sequence[Capitals | None], *, formal: bool) -> list[str]:
    """Return all features of a word."""
    found = together(words, at, formal=formal)
    for offset in range(-REACH, REACH + 1):
        word = words[at + offset] if 0 <= at + offset < len(words) else EDGE
        found += beside(word.fold, word.text, offset)
    run = capitals[at]
    # The field's tool lists features a line.
    return [_escaped(name) for name in (found if run is None else [*found, *within(words, at, run)])]


def _escaped(name: str) -> str:
    return name.replace("\n", "\\n").replace("\t", "\\t") if "\n" in name or "\t" in name else name


def write(path: str, out: Path, least: float) -> None:
    """Write what was fitted: transitions, then a feature a line with its weight for each label."""
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    info = tagger.info()
    places = {label: n for n, label in enumerate(LABELS)}
    rows: dict[str, list[float]] = {}
    for (feature, label), weight in info.state_features.items():
        if abs(weight) >= least:
            rows.setdefault(feature, [0.0] * len(LABELS))[places[label]] = weight
    with out.open("w", encoding="utf-8") as file:
        file.write("# Fitted: see provenance.toml. The weight of each label, in order: " + ", ".join(LABELS) + ".\n")
        for before in LABELS:
            weights = [info.transitions.get((before, after), -9.0) for after in LABELS]
            file.write(f"after {before}\t" + "\t".join(f"{weight:.3f}" for weight in weights) + "\n")
        for feature, told in sorted(rows.items()):
            file.write(
                f"{feature}\t"
                + "\t".join(f"{weight:.2f}".rstrip("0").rstrip(".") if weight else "" for weight in told)
                + "\n"
            )


def _provenance(arguments: argparse.Namespace, sizes: dict[str, int]) -> None:
    told = " ".join(f"{name} {size}" for name, size in sizes.items())
    folders = ", ".join("/".join(folder.parts[-2:]) for folder in arguments.annotated)
    (arguments.out / "provenance.toml").write_text(
        f'fitted = {dt.datetime.now(tz=dt.UTC).date().isoformat()}\ncommand = "python -m benchmarks.fit_posts_and_people'
        f" --count {arguments.count} --documents {arguments.documents} --seed {arguments.seed} --c1 {arguments.c1}"
        f' --iterations {arguments.iterations}"\n'
        f'sentences = "{told}"\nannotated = "{folders}"\n'
        'titles = "posts of the published organisation charts of British government departments (Open Government Licence)"\n',
        encoding="utf-8",
    )


# -- sources ----------------------------------------------------------------------------------------------------------


def foundry(count: int, seed: int, *, kept_back: bool = False) -> Iterator[Sentence]:
    """Yield the texts of the foundry's documents, each once: every section, and the front matter as a page has it.

    Those of a mention that bears no mark are left out.
    """
    seen = set()
    for number in range(1, count + 1):
        document = compose(seed, number, kept_back=kept_back).document
        all_runs = [piece.run for leaf in leaves(document.blocks) for piece in pieces(leaf) if piece.run.text]
        for joined in _joined(all_runs):
            marks = [[part for m in run.marks if m.type in _KINDS for part in _parted(run.text, m)] for run in joined]
            kept = [(run, of) for run, of in zip(joined, marks, strict=True) if not _leaves_out(run.text, of)]
            one = _in_lines(kept)
            if one.text and one.text not in seen:
                seen.add(one.text)
                yield one


def _joined(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the runs of each part, and those of the front matter of each decision."""
    parts: dict[int, list[Run]] = {}
    for run in runs:
        parts.setdefault(run.part, []).append(run)
    for part, own in parts.items():
        if part >= 0:
            yield own
    for decision in {run.decision for run in runs} - {0}:
        yield [run for run in runs if run.role in _FRONT and run.decision in {0, decision}][:_LONGEST_FRONT]


_FRONT = frozenset({Role.VALUE, Role.LABEL})
_LONGEST_FRONT = 40


def _in_lines(runs: Iterable[tuple[Run, Sequence[Marked]]]) -> Sentence:
    """Return runs a line each, as a page has them."""
    text, marks, formal = "", list[Marked](), False
    for run, own in runs:
        text += "\n" if text else ""
        marks += [Marked(len(text) + mark.start, len(text) + mark.end, mark.kind) for mark in own]
        text, formal = text + run.text, formal or run.role in _FRONT
    return Sentence(text, tuple(marks), formal)


def _parted(text: str, mark: Mark) -> Iterator[Marked]:
    """Yield a mark, or its posts where it joins several."""
    kind = _KINDS[mark.type]
    parts = posts_in(text[mark.start : mark.end]) if kind is Kind.POST else [(0, mark.end - mark.start)]
    return (Marked(mark.start + first, mark.start + end, kind) for first, end in parts)


def _leaves_out(text: str, marks: Sequence[Marked]) -> bool:
    """Say whether a courtesy title or an office stands outside all marks: the foundry's small talk is not marked."""
    tokens = (word for word in read_words(text) if word.capital)
    return any(
        {"courtesy", "office"} & set(classes_of(word.fold)) and not any(m.start <= word.start < m.end for m in marks)
        for word in tokens
    )


def annotated(folder: Path) -> Iterator[Sentence]:
    """Yield the sections of annotated documents."""
    for path in sorted(folder.glob("*.html")):
        for section in read_annotated(path):
            marks = tuple(Marked(w.start, w.end, _KINDS[w.kind]) for w in section.wanted if w.kind in _KINDS)
            yield Sentence(section.text, marks, formal=section.kind not in _BODY)


def marked(path: Path) -> Iterator[Sentence]:
    r"""Yield the sentences of a file: "[person: Ann Pugh], [post: Town Clerk]", with \n and \t; "formal: " leads front matter."""
    for line in _lines(path):
        if line.startswith("#"):
            continue
        formal, text, marks, at = line.startswith(_FORMAL), "", list[Marked](), 0
        source = line.removeprefix(_FORMAL).replace(r"\n", "\n").replace(r"\t", "\t")
        for mark in _MARK.finditer(source):
            text += source[at : mark.start()]
            marks.append(Marked(len(text), len(text) + len(mark["text"]), Kind(mark["kind"])))
            text, at = text + mark["text"], mark.end()
        yield Sentence(text + source[at:], tuple(marks), formal)


if __name__ == "__main__":
    main()
