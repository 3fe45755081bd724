"""What each feature of the model of structure is worth: one after another is hidden, and what is lost is told set by set.

    python -m benchmarks.ablation --sets foundry=out/foundry/kept bench=../shared/bench [--model FOLDER] [--least .0005]

A hidden feature has the same value everywhere, the one it has most often. The measure is the F1 of what is taken for a heading
or a label (features of candidates), and of the fields that are given the right place (features of values). What loses
nothing on any set is listed last: it goes out, or the next fit must show what it is for.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.structure.corpus import Annotated, read_corpus
from benchmarks.structure.examples import NONE, START, Example, example
from benchmarks.structure.field_examples import labelled
from extractor.splitting.assignment import NOTHING, TITLE
from extractor.splitting.decode import decode
from extractor.splitting.entries import stretches_of
from extractor.splitting.features import FEATURES
from extractor.splitting.fitted import FIRST_NAMES, SECOND_NAMES, load_model, read_model
from extractor.splitting.forms import GENERIC, Form, load_forms
from extractor.splitting.judge import first_matrix, known_of, look
from extractor.splitting.outline import outline
from extractor.splitting.seen import Seen
from extractor.splitting.series import SERIES, FirstJudgement, series_matrix
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.value_features import VALUE_COLUMNS, value_matrix
from extractor.splitting.word_model import Floats


@dataclass
class Case:
    """A document while features are hidden: its candidates as seen, and the values of its front matter with their fields."""

    example: Example
    seen: list[Seen]
    own: Floats
    values: Floats
    fields: list[str]


def main() -> None:
    arguments = _arguments()
    form = next(form for form in load_forms() if form.id == GENERIC)
    model = read_model(arguments.model) if arguments.model else load_model()
    sets = {}
    for name, _, folder in (text.partition("=") for text in arguments.sets):
        corpus = read_corpus(
            [(name, Path(folder))], ["born"], Path(folder) / "read" if name == "foundry" else arguments.cache, 2
        )
        sets[name] = [_case(one, form, model) for one in corpus[: arguments.most]]
        print(
            f"{name}: {len(sets[name])} documents, F1 {_headed(sets[name], model):.4f}, fields {_fields(sets[name], model):.4f}"
        )
    names = [*FEATURES, *SERIES]
    _tell("candidates", names, sets, lambda cases, hidden: _headed(cases, model, hidden), arguments.least)
    _tell("values", list(VALUE_COLUMNS), sets, lambda cases, hidden: _fields(cases, model, hidden), arguments.least)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", required=True, metavar="NAME=FOLDER")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("out/foundry/read"))
    parser.add_argument("--least", type=float, default=0.0005)
    parser.add_argument("--most", type=int, default=40, help="documents of a set that are looked at")
    return parser.parse_args()


def _case(one: Annotated, form: Form, model: StructureModel) -> Case:
    made = example(one.name, one.document, one.runs, form)
    seen, surroundings = look(made.lines, made.candidates, known_of(made.candidates, form.lexicon), model.words)
    file = outline(one.document, [form], model)
    golds = [gold["fields"] for gold in one.golds]
    pairs = labelled(stretches_of(file, 0), made.places, golds, 0, form) if golds else []
    values = value_matrix([value for value, _ in pairs], form, model)
    return Case(made, seen, first_matrix(seen, surroundings), values, [name for _, name in pairs])


def _headed(cases: Sequence[Case], model: StructureModel, hidden: str = "") -> float:
    right = found = wanted = 0
    for case in cases:
        own = _without(case.own, FIRST_NAMES, hidden)
        first = model.first.probabilities(own)
        lines = len(case.example.lines)
        judgement = FirstJudgement(case.seen, first, decode(case.example.candidates, first, lines))
        series = np.hstack([own, series_matrix(judgement)])
        second = model.second.probabilities(_without(series, SECOND_NAMES, hidden))
        chosen = {
            c.index for c in decode(case.example.candidates, second, lines) if case.example.candidates[c.index].words
        }
        truth = {n for n, t in enumerate(case.example.truths) if t.what not in {NONE, START}}
        right, found, wanted = right + len(chosen & truth), found + len(chosen), wanted + len(truth)
    return 2 * right / max(found + wanted, 1)


def _fields(cases: Sequence[Case], model: StructureModel, hidden: str = "") -> float:
    right = wanted = 0
    for case in cases:
        if not case.fields:
            continue
        told = model.fields.probabilities(_without(case.values, VALUE_COLUMNS, hidden)).argmax(axis=1)
        for n, name in enumerate(case.fields):
            if name not in {NOTHING, TITLE}:
                wanted += 1
                right += model.fields.classes[int(told[n])] == name
    return right / max(wanted, 1)


def _without(matrix: Floats, names: Sequence[str], hidden: str) -> Floats:
    if hidden not in names:
        return matrix
    changed = matrix.copy()
    column = list(names).index(hidden)
    values, counts = np.unique(changed[:, column], return_counts=True)
    changed[:, column] = values[counts.argmax()] if len(values) else 0.0
    return changed


def _tell(
    title: str,
    names: Sequence[str],
    sets: dict[str, list[Case]],
    measure: Callable[[Sequence[Case], str], float],
    least: float,
) -> None:
    whole = {name: measure(cases, "") for name, cases in sets.items()}
    losses = {f: [whole[name] - measure(cases, f) for name, cases in sets.items()] for f in names}
    print(f"\n{title}: lost without, on {', '.join(sets)}")
    for line in _rows(losses, least):
        print(line)


def _rows(losses: dict[str, list[float]], least: float) -> Iterator[str]:
    for name, lost in sorted(losses.items(), key=lambda item: -max(item[1])):
        noticed = "" if max(lost) >= least else "  not noticed"
        yield f"{name:24s} " + " ".join(f"{value:+.4f}" for value in lost) + noticed


if __name__ == "__main__":
    main()
