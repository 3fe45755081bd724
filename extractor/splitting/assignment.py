"""Which words of a decision are which field's value: decided once for a decision, each field and each place once.

Enter the stretches of its front matter, its signatures and what leads its sections; leaves the place of each field's value
with how sure it is. How much each sign speaks for a field is fitted.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extractor.document import FieldName
from extractor.shapes.bodies import find_authority
from extractor.shapes.days import days_in, is_day
from extractor.shapes.deciding import first_deciding_body
from extractor.shapes.numbers import find_number
from extractor.splitting.forms import Form
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.value_features import value_matrix
from extractor.splitting.values import FIELDS, WHOLE, Stretch, Value, days_told, find_values, told_by
from extractor.splitting.word_model import Floats, word_features
from extractor.splitting.wording import normalise

# What else a stretch may be: nothing of use, or the printed name of the form.
NOTHING, TITLE = "nothing", "title"
CLASSES = (NOTHING, TITLE, *(name for name in FIELDS if name != "signature"))
# A label this likely to ask for a field asks for it.
ASKS = 0.5
# Of 214 values whose label or lead the lexicon knew, on bench, wild and more, 196 were of the field it said.
KNOWN, KNOWN_GAIN = 0.9, 0.2
# What nearly every decision states is taken at so little likelihood, and says so.
EXPECTED, SURELY_TITLE = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Assigned:
    """A field with its value and the probability that this is so."""

    name: FieldName
    value: Value
    probability: float


@dataclass(frozen=True, slots=True)
class Fields:
    """The values of a decision's fields in reading order, and the stretches that are no more than the form's name."""

    assigned: tuple[Assigned, ...] = ()
    titles: tuple[Stretch, ...] = ()


def asks_number(label: str, form: Form, model: StructureModel) -> bool:
    """Tell whether a label asks for the decision's number."""
    match = form.lexicon.match(label)
    if match and not match.by_cue:
        return any(t.field == "decision_number" for t in match.targets)
    told = model.words.probabilities(word_features(label))
    return bool(told[model.words.classes.index("decision_number")] > ASKS)


# -- the assignment -----------------------------------------------------------------------------------------------------


def assign(stretches: Sequence[Stretch], form: Form, model: StructureModel) -> Fields:
    """Return the value of every field that has one, and the printed names of the form."""
    values = find_values(stretches, form)
    if not values:
        return Fields()
    found = model.fields.probabilities(value_matrix(values, form, model))
    assigned = list(_matched(values, found, model.fields.classes, form))
    assigned += _least_doubted(values, found, model.fields.classes, assigned, form)
    assigned.sort(key=lambda a: (a.value.stretch.order, a.value.start))
    whole = {id(a.value.stretch) for a in assigned if a.value.extent == "whole"}
    title = found[:, model.fields.classes.index(TITLE)]
    titles = [
        v.stretch
        for v, p in zip(values, title, strict=True)
        if v.extent == "whole" and p > ASKS and not v.stretch.later
    ]
    return Fields(tuple(assigned), tuple(s for s in titles if id(s) not in whole))


def _least_doubted(
    values: Sequence[Value], probabilities: Floats, classes: Sequence[str], assigned: Sequence[Assigned], form: Form
) -> Iterator[Assigned]:
    """Yield what every decision has where nothing was surely found of it: the likeliest title, day, number, and body that met."""
    named = {one.name for one in assigned}
    taken = [one.value for one in assigned]
    title = probabilities[:, classes.index(TITLE)]
    for name, fits in _EXPECTED:
        if name in named:
            continue
        # What may well be the form's name is doubted for that alone.
        likely = np.where(
            title < SURELY_TITLE, probabilities[:, classes.index(name)] / np.maximum(1 - title, 1e-6), 0.0
        )
        rows = [n for n, v in enumerate(values) if likely[n] >= EXPECTED and fits(v, form) and not _meets(v, taken)]
        if rows:
            best = max(rows, key=lambda n: float(likely[n]))
            taken.append(values[best])
            yield Assigned(name, values[best], float(probabilities[best, classes.index(name)]))


def _meets(value: Value, taken: Sequence[Value]) -> bool:
    return any(t.stretch is value.stretch and value.start < t.end and t.start < value.end for t in taken)


def _is_bare_front(value: Value) -> bool:
    return not value.stretch.label and value.stretch.part == "front" and not value.stretch.later


def _may_title(value: Value, _: Form) -> bool:
    whole = value.extent in {"whole", "line"} and _is_bare_front(value)
    return whole and len(value.text.split()) > 2 and not is_day(value.text) and not value.text.endswith((".", ":", ";"))


def _may_number(value: Value, _: Form) -> bool:
    return not value.stretch.later and find_number(value.text) == (0, len(value.text))


def _may_date(value: Value, _: Form) -> bool:
    return not value.stretch.later and is_day(value.text) and not value.stretch.label


def _may_meet(value: Value, form: Form) -> bool:
    """Tell whether a value is the name of a committee, board or cabinet, and not of the whole public body."""
    if value.extent not in {"whole", "line", "body"} or not _is_bare_front(value):
        return False
    found, body = first_deciding_body(value.text, form.body_words), find_authority([value.text], form.body_words)
    return found == (0, len(value.text)) and body is None


_EXPECTED: tuple[tuple[FieldName, Callable[[Value, Form], bool]], ...] = (
    ("decision_number", _may_number),
    ("decision_date", _may_date),
    ("subject", _may_title),
    ("decision_makers", _may_meet),
)


def _matched(values: Sequence[Value], probabilities: Floats, classes: Sequence[str], form: Form) -> Iterator[Assigned]:
    """Yield the assignment of greatest odds in which no two fields share words and no field has two values.

    What the lexicon knows of a label, or of the words before a day, stands for even odds where the model doubts it.
    """
    nothing = np.log(np.clip(probabilities[:, classes.index(NOTHING)], 1e-6, 1.0))
    named = [name for name in FIELDS if name in classes]
    gains = np.stack([np.log(np.clip(probabilities[:, classes.index(n)], 1e-6, 1.0)) - nothing for n in named], axis=1)
    known = [_known_field(value, form) for value in values]
    conflicts = [_overlapping(values, n) for n in range(len(values))]
    for row, name in enumerate(known):
        if name in named:
            column = named.index(name)
            gain = max(gains[row, column], KNOWN_GAIN)
            gains[row] = -np.inf
            gains[row, column] = gain
            if values[row].extent == "behind":
                # Its label is no part of it.
                gains[[n for n in conflicts[row] if values[n].extent == "whole"], column] = -np.inf
    pairs = best_matching(gains, conflicts)
    shared = Counter(id(values[row].stretch) for row, _ in pairs)
    for row, column in pairs:
        own = float(probabilities[row, classes.index(named[column])])
        value = _whole(values[row]) if shared[id(values[row].stretch)] == 1 else values[row]
        yield Assigned(named[column], value, max(own, KNOWN) if known[row] == named[column] else own)


def _whole(value: Value) -> Value:
    """Return the whole value of a label of which a day is all that counts, where nothing else is taken from it.

    What is said with it may tell of effect or of call-in.
    """
    alone = value.extent == "day" and bool(value.stretch.label) and len(list(days_in(value.stretch.text))) == 1
    return Value(value.stretch, 0, len(value.stretch.text), "whole", 0) if alone else value


_DAYS = frozenset({"decision_date", "publication_date", "effective_date", "call_in_deadline"})


def _known_field(value: Value, form: Form) -> FieldName | None:
    """Return the field that a known label, or known words before a day, give a value of the right sort."""
    if value.label:
        match = form.lexicon.match(value.label)
        name = next((t.field for t in match.targets if t.field), None) if match else None
        # Of what may be asked a cue tells enough where the answer is a day.
        if match is None or (match.by_cue and name not in _DAYS):
            name = told_by(normalise(value.label), form)
        return name if name and _is_of_sort(name, value) else None
    told = {(start, end): name for name, start, end in days_told(value.stretch.text, form)}
    return told.get((value.start, value.end))


def _is_of_sort(name: FieldName, value: Value) -> bool:
    whole = value.extent in WHOLE
    if name in _DAYS:
        return value.extent == "day" or (whole and is_day(value.text))
    if name == "decision_number":
        narrow = find_number(value.stretch.text) is not None and len(value.stretch.text.split()) > 3
        return value.extent == "number" if narrow else whole and any(map(str.isdigit, value.text))
    return whole and any(map(str.isalnum, value.text))


def _overlapping(values: Sequence[Value], n: int) -> frozenset[int]:
    """Return the places that share words with one. A day may stand in another field's value: "Cllr Ann Pugh, on 4 May 2021"."""
    own = values[n]
    return frozenset(
        m
        for m, other in enumerate(values)
        if m != n
        and other.stretch is own.stretch
        and other.start < own.end
        and own.start < other.end
        and (other.extent == "day") == (own.extent == "day")
    )


def best_matching(gains: Floats, conflicts: Sequence[frozenset[int]]) -> list[tuple[int, int]]:
    """Return pairs (row, column) of greatest total gain: each row and column once, no conflicting rows, gains above nought.

    Exact, by branch and bound over columns: few rows gain for a column, and few columns contend for a row.
    """
    options = [
        sorted(((float(gains[row, column]), row) for row in range(len(gains)) if gains[row, column] > 0), reverse=True)[
            :6
        ]
        for column in range(gains.shape[1])
    ]
    order = sorted((c for c in range(gains.shape[1]) if options[c]), key=lambda c: -options[c][0][0])
    bounds = [sum(options[c][0][0] for c in order[k:]) for k in range(len(order) + 1)]
    best: tuple[float, list[tuple[int, int]]] = (0.0, [])

    def extend(k: int, total: float, pairs: list[tuple[int, int]], barred: frozenset[int]) -> None:
        nonlocal best
        if total > best[0]:
            best = (total, pairs)
        if k == len(order) or total + bounds[k] <= best[0]:
            return
        for gain, row in options[order[k]]:
            if row not in barred:
                extend(k + 1, total + gain, [*pairs, (row, order[k])], barred | conflicts[row] | {row})
        extend(k + 1, total, pairs, barred)

    extend(0, 0.0, [], frozenset())
    return sorted(best[1])
