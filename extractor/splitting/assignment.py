"""Which words of the front matter are which field's value: decided once for a document, each field and each place once.

Enter the stretches of the front matter with their labels; leaves the place of each field's value with how sure it is. What
a value looks like comes from :mod:`extractor.shapes`; how much each sign speaks for a field is fitted.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, log1p
from typing import Literal, get_args

import numpy as np

from extractor.document import FieldName, Token
from extractor.shapes.bodies import find_authority
from extractor.shapes.days import days_in, is_day
from extractor.shapes.names import has_post, has_titled_name, is_bare_name
from extractor.shapes.numbers import find_bare_number, find_number
from extractor.splitting.candidates import Shape
from extractor.splitting.forms import Form
from extractor.splitting.line_stream import FlowLine, is_caps
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.word_model import Floats, word_features
from extractor.splitting.wording import normalise, whole_words

Extent = Literal["whole", "line", "day", "number", "body", "authority"]
FIELDS: tuple[FieldName, ...] = get_args(FieldName)
# What else a stretch may be: nothing of use, or the printed name of the form.
NOTHING, TITLE = "nothing", "title"
CLASSES = (NOTHING, TITLE, *(name for name in FIELDS if name != "signature"))
# A stretch longer than this is prose; of its days only so many are looked at.
MOST_WORDS, MOST_DAYS = 60, 4
# Of a title block set solid each line may be a value.
MOST_LINES = 6
# A label this likely to ask for a field asks for it.
ASKS = 0.5
# Of 214 values whose label or lead the lexicon knew, on bench, wild and more, 196 were of the field it said.
KNOWN, KNOWN_GAIN = 0.9, 0.2
# What nearly every decision states is taken at so little likelihood, and says so.
EXPECTED = 0.1
# A notice is a sentence or two; what is longer is the text of the decision, and may tell of other days.
MOST_NOTICE_WORDS = 45
# What stands before a day or a number in its own sentence and tells what it is.
LEAD_WORDS = 8
_CAPITALISED = re.compile(r"\b(?:[A-Z][\w’'&.-]*(?:,? (?:and |of |the |for |&)?(?=[A-Z]))?)+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A paragraph of the front matter with its lines, and its label, if any ("" where none stands before it).

    Offsets of ``tokens`` are into its own ``text``. ``order`` counts the stretches of a decision from 0, ``later`` tells
    that a section of the body stands before it, ``running`` that it is a running head or foot.
    """

    text: str
    tokens: tuple[Token, ...]
    lines: tuple[FlowLine, ...]
    label: str
    shape: Shape
    sure: float
    order: int
    later: bool
    running: bool = False


@dataclass(frozen=True)
class Value:
    """A place that may be a field's value: ``text[start:end]`` of a stretch."""

    stretch: Stretch
    start: int
    end: int
    extent: Extent
    ordinal: int

    @cached_property
    def text(self) -> str:
        """The words of the value."""
        return self.stretch.text[self.start : self.end]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words behind it."""
        return tuple(t for t in self.stretch.tokens if t.start < self.end and t.end > self.start)

    @cached_property
    def lead(self) -> str:
        """What its sentence says before it."""
        sentence = re.split(r"[.;]\s", self.stretch.text[: self.start])[-1]
        return " ".join(sentence.split()[-LEAD_WORDS:])


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


def find_values(stretches: Sequence[Stretch], form: Form) -> list[Value]:
    """Return every place that may be a value, stretch by stretch."""
    counts: dict[Extent, int] = dict.fromkeys(get_args(Extent), 0)
    found = []
    for stretch in stretches:
        for start, end, extent in _extents(stretch, form):
            found.append(Value(stretch, start, end, extent, counts[extent]))
            counts[extent] += 1
    return found


def _extents(stretch: Stretch, form: Form) -> Iterator[tuple[int, int, Extent]]:
    text = stretch.text
    count = len(text.split())
    if 0 < count <= MOST_WORDS:
        yield 0, len(text), "whole"
    days = list(days_in(text))[:MOST_DAYS]
    narrower: list[tuple[int, int, Extent]] = [(start, end, "day") for start, end in days]
    number = find_number(text) or (find_bare_number(text) if stretch.label or count <= 4 else None)
    if number and not any(start < number[1] and number[0] < end for start, end in days):
        narrower.append((*number, "number"))
    body, authority = _deciding_body(text, form), find_authority([text], form.body_words)
    if body:
        narrower.append((*body, "body"))
    if authority and authority[1:] != body:
        narrower.append((authority[1], authority[2], "authority"))
    if not stretch.label and 1 < len(stretch.lines) <= MOST_LINES:
        narrower += [(start, end, "line") for start, end in _printed_lines(stretch)]
    yield from (one for one in narrower if one[:2] != (0, len(text)))


def _printed_lines(stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Yield where each printed line of a stretch stands in its text."""
    places = {id(token.word): token for token in stretch.tokens}
    for line in stretch.lines:
        tokens = [places[id(w)] for w in line.words if id(w) in places]
        if tokens:
            yield tokens[0].start, tokens[-1].end


def _deciding_body(text: str, form: Form) -> tuple[int, int] | None:
    """Return where a text names the committee, cabinet or council that met."""
    nouns = whole_words(form.body_words.nouns)
    for match in _CAPITALISED.finditer(text):
        if nouns.search(normalise(match.group())):
            return match.span()
    return None


# -- what is seen of a value --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Context:
    """What is known of a decision's front matter while its values are looked at."""

    form: Form
    model: StructureModel
    largest: float
    total: int

    def told(self, wording: str) -> Floats:
        """Return the probability of every class of wordings."""
        return self.model.words.probabilities(word_features(wording))


Feature = Callable[[Value, Context], float]
VALUE_FEATURES: dict[str, tuple[str, Feature]] = {}


def _flag(name: str, sees: str, test: Callable[[Value, Context], bool]) -> None:
    VALUE_FEATURES[name] = (sees, lambda v, c: float(test(v, c)))


def _number(name: str, sees: str, measure: Feature) -> None:
    VALUE_FEATURES[name] = (sees, measure)


def _is_all_authority(v: Value, c: Context) -> bool:
    found = find_authority([v.text], c.form.body_words)
    return found is not None and found[2] - found[1] >= 0.8 * len(v.text)


def _says_publication(v: Value, c: Context) -> bool:
    said = normalise(v.text)
    keys = ("not_exempt", "part_exempt", "exempt", "public")
    return len(said.split()) < 30 and any(
        said.startswith(normalise(w)) for k in keys for w in c.form.wordings("publication", k)
    )


def _is_title(v: Value, c: Context) -> bool:
    match = c.form.lexicon.match(v.text)
    return match is not None and match.target("title") is not None


def _label_says(name: FieldName) -> Feature:
    def measure(v: Value, c: Context) -> float:
        if not v.stretch.label:
            return 0.0
        match = c.form.lexicon.match(v.stretch.label)
        if match and not match.by_cue and any(t.field == name for t in match.targets):
            return 1.0 if match.score >= 99 else 0.95
        told = c.told(v.stretch.label)
        return float(told[c.model.words.classes.index(name)]) if name in c.model.words.classes else 0.0

    return measure


def _lead_says(name: FieldName) -> Feature:
    def measure(v: Value, c: Context) -> float:
        if not v.lead or v.extent == "whole":
            return 0.0
        if told_by(normalise(v.lead), c.form) == name:
            return 1.0
        return float(c.told(v.lead)[c.model.words.classes.index(name)])

    return measure


for _name in FIELDS:
    if _name != "signature":
        _number(f"label {_name}", f"how surely its label asks for {_name}", _label_says(_name))
for _name in ("decision_date", "publication_date", "effective_date", "call_in_deadline", "decision_number"):
    _number(f"lead {_name}", f"how surely the words before it tell {_name}", _lead_says(_name))
_flag("labelled", "it has a label", lambda v, _: bool(v.stretch.label))
_number("label sure", "how sure the label is one", lambda v, _: v.stretch.sure if v.stretch.label else 0.0)
_flag("label cell", "its label stands in a cell of its own", lambda v, _: v.stretch.shape is Shape.LABEL_CELL)
for _extent in get_args(Extent):
    _flag(f"is {_extent}", f"it is taken for its {_extent}", lambda v, _, e=_extent: v.extent == e)  # type: ignore[misc]
_number("ordinal", "how many of its extent stand before it", lambda v, _: log1p(v.ordinal))
_number("order", "how many stretches stand before it", lambda v, _: log1p(v.stretch.order))
_number("place", "how far down the front matter it stands", lambda v, c: v.stretch.order / max(c.total, 1))
_flag("later section", "it stands behind a section of the body", lambda v, _: v.stretch.later)
_flag("running", "it is a running head or foot", lambda v, _: v.stretch.running)
_number("body words", "how likely its words name a public body", lambda v, c: _log_odds(c, v.text, "body"))
_flag("a day", "it is a day", lambda v, _: v.extent == "day" or is_day(v.text))
_flag("has a day", "a day stands in it", lambda v, _: next(days_in(v.text), None) is not None)
_flag("a number", "it is the number of a decision by its shape", lambda v, _: find_number(v.text) == (0, len(v.text)))
_flag("has a number", "such a number stands in it", lambda v, _: find_number(v.text) is not None)
_flag("a bare number", "it is a plain number", lambda v, _: re.fullmatch(r"\W*\d{1,6}[a-z]?\W*", v.text) is not None)
_flag("titled name", "it names somebody by a courtesy title", lambda v, _: has_titled_name(v.text))
_flag("bare name", "it looks like a name", lambda v, _: is_bare_name(v.text.partition(",")[0].partition("(")[0]))
_flag("a post", "it has a post's word", lambda v, _: has_post(v.text))
_flag("an authority", "it names a public body", lambda v, c: find_authority([v.text], c.form.body_words) is not None)
_flag("all authority", "it is a public body's name", _is_all_authority)
_flag("deciding body", "it names a body that meets", lambda v, c: _deciding_body(v.text, c.form) is not None)
_flag(
    "yes or no",
    "it begins with yes or no",
    lambda v, _: re.match(r"(?:yes|no|ydy|nac|oes|n/?a)\b", v.text, re.IGNORECASE) is not None,
)
_flag("publication", "it says how much the public may see", _says_publication)
_number("words", "how many words it has", lambda v, _: log1p(len(v.text.split())))
_number("stretch words", "how many words its stretch has", lambda v, _: log1p(len(v.stretch.text.split())))
_flag("sentence", "it ends in a full stop", lambda v, _: v.text.endswith((".", ";")))
_flag("small start", "it begins with a small letter", lambda v, _: v.text[:1].islower())
_flag("colon", "it ends in a colon", lambda v, _: v.text.endswith(":"))
_number(
    "digits", "share of its letters that are digits", lambda v, _: sum(map(str.isdigit, v.text)) / max(len(v.text), 1)
)
_flag("bold", "it is bold", lambda v, _: v.stretch.lines[0].all_bold)
_flag("capitals", "it is set in capitals", lambda v, _: is_caps(v.stretch.text))
_flag("underlined", "it is underlined", lambda v, _: v.stretch.lines[0].underlined)
_number("size", "its size, relative to the usual", lambda v, _: min(v.stretch.lines[0].size, 2.5))
_flag("largest", "nothing of the front matter is larger", lambda v, c: v.stretch.lines[0].size >= c.largest - 0.03)
_flag("small", "it is small print", lambda v, _: v.stretch.lines[0].small)
_flag("in table", "it stands in a table", lambda v, _: v.stretch.lines[0].cell is not None)
_flag("centred", "it stands in the middle of its page", lambda v, _: _is_centred(v.stretch.lines[0]))
_number("text words", "how likely its words are running text", lambda v, c: _log_odds(c, v.text, "text"))
_number("item words", "how likely its words title an item", lambda v, c: _log_odds(c, v.text, "item"))
_flag("title", "the lexicon has it as a form's name", _is_title)
_flag(
    "statute",
    "it names a law",
    lambda v, _: re.search(r"\b(?:Act|Regulations|Order|Rules),? \d{4}\b", v.text) is not None,
)
_flag(
    "item",
    "an item's number leads its label",
    lambda v, _: re.match(r"(?:agenda )?item\b", v.stretch.label, re.IGNORECASE) is not None,
)
_flag("lead", "words stand before it in its sentence", lambda v, _: bool(v.lead))
_flag(
    "held",
    "it speaks of a meeting",
    lambda v, _: re.search(r"\b(?:held|meeting)\b", v.stretch.text, re.IGNORECASE) is not None,
)
_flag(
    "next",
    "it speaks of a next or an earlier one",
    lambda v, _: re.search(r"\b(?:next|previous|last|minutes of)\b", v.stretch.text, re.IGNORECASE) is not None,
)


def days_told(text: str, form: Form) -> Iterator[tuple[FieldName, int, int]]:
    """Yield the days that a short text tells of, each with what it is and its place in the text.

    What the words before a day say decides, back to the day before it or to the beginning of its sentence.
    """
    begin = 0
    for start, end in days_in(text) if len(text.split()) <= MOST_NOTICE_WORDS else ():
        told = told_by(normalise(re.split(r"[.;]\s", text[begin:start])[-1]), form)
        if told is not None:
            yield told, start, end
        begin = end


_TOLD: tuple[FieldName, ...] = ("call_in_deadline", "effective_date", "publication_date")


def told_by(said: str, form: Form) -> FieldName | None:
    """Return what the words before a day say of it; of several, what they say last."""
    hits = [
        (match.end(), name) for name in _TOLD for pattern in form.told_days(name) for match in pattern.finditer(said)
    ]
    return max(hits)[1] if hits else None


def _is_centred(line: FlowLine) -> bool:
    box, width = line.line.box, line.page.width_pt
    return line.cell is None and abs((box.x0 + box.x1) / 2 - width / 2) < 10.0 and box.x0 > 0.2 * width


def _log_odds(c: Context, wording: str, name: str) -> float:
    if name not in c.model.words.classes:
        return 0.0
    p = min(max(float(c.told(wording)[c.model.words.classes.index(name)]), 0.001), 0.999)
    return log(p / (1 - p))


def value_matrix(values: Sequence[Value], form: Form, model: StructureModel) -> Floats:
    """Return what is seen of every value, of shape (values, features), columns in the order of VALUE_FEATURES."""
    sizes = [v.stretch.lines[0].size for v in values if not v.stretch.later]
    total = max((v.stretch.order for v in values), default=0) + 1
    context = Context(form, model, max(sizes, default=1.0), total)
    measures = [measure for _, measure in VALUE_FEATURES.values()]
    rows = [[m(v, context) for m in measures] for v in values]
    return np.array(rows, dtype=np.float64).reshape(-1, len(measures))


# -- the assignment -----------------------------------------------------------------------------------------------------


def assign(stretches: Sequence[Stretch], form: Form, model: StructureModel) -> Fields:
    """Return the value of every field that has one, and the printed names of the form."""
    values = find_values(stretches, form)
    if not values:
        return Fields()
    found = model.fields.probabilities(value_matrix(values, form, model))
    assigned = list(_matched(values, found, model.fields.classes, form))
    assigned += _least_doubted(values, found, model.fields.classes, assigned)
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
    values: Sequence[Value], probabilities: Floats, classes: Sequence[str], assigned: Sequence[Assigned]
) -> Iterator[Assigned]:
    """Yield what every decision has where nothing was surely found of it: the likeliest title, day and number without a label."""
    named = {one.name for one in assigned}
    taken = {id(one.value.stretch) for one in assigned}
    for name, fits in _EXPECTED:
        if name in named:
            continue
        column = probabilities[:, classes.index(name)]
        rows = [n for n, v in enumerate(values) if column[n] >= EXPECTED and fits(v) and id(v.stretch) not in taken]
        if rows:
            best = max(rows, key=lambda n: float(column[n]))
            taken.add(id(values[best].stretch))
            yield Assigned(name, values[best], float(column[best]))


def _may_title(value: Value) -> bool:
    whole = (
        value.extent in {"whole", "line"}
        and not value.stretch.label
        and not value.stretch.running
        and not value.stretch.later
    )
    return whole and len(value.text.split()) > 2 and not is_day(value.text) and not value.text.endswith((".", ":", ";"))


_EXPECTED: tuple[tuple[FieldName, Callable[[Value], bool]], ...] = (
    ("decision_number", lambda v: not v.stretch.later and find_number(v.text) == (0, len(v.text))),
    ("decision_date", lambda v: not v.stretch.later and is_day(v.text) and not v.stretch.label),
    ("subject", _may_title),
)


def _matched(values: Sequence[Value], probabilities: Floats, classes: Sequence[str], form: Form) -> Iterator[Assigned]:
    """Yield the assignment of greatest odds in which no two fields share words and no field has two values.

    What the lexicon knows of a label, or of the words before a day, stands for even odds where the model doubts it.
    """
    nothing = np.log(np.clip(probabilities[:, classes.index(NOTHING)], 1e-6, 1.0))
    named = [name for name in FIELDS if name in classes]
    gains = np.stack([np.log(np.clip(probabilities[:, classes.index(n)], 1e-6, 1.0)) - nothing for n in named], axis=1)
    known = [_known_field(value, form) for value in values]
    for row, name in enumerate(known):
        if name in named:
            gain = max(gains[row, named.index(name)], KNOWN_GAIN)
            gains[row] = -np.inf
            gains[row, named.index(name)] = gain
    for row, column in best_matching(gains, [_overlapping(values, n) for n in range(len(values))]):
        own = float(probabilities[row, classes.index(named[column])])
        yield Assigned(named[column], _whole(values[row]), max(own, KNOWN) if known[row] == named[column] else own)


def _whole(value: Value) -> Value:
    """Return the whole value of a label of which a day is all that counts.

    What is said with it may tell of effect or of call-in.
    """
    alone = value.extent == "day" and bool(value.stretch.label) and len(list(days_in(value.stretch.text))) == 1
    return Value(value.stretch, 0, len(value.stretch.text), "whole", 0) if alone else value


_DAYS = frozenset({"decision_date", "publication_date", "effective_date", "call_in_deadline"})


def _known_field(value: Value, form: Form) -> FieldName | None:
    """Return the field that a known label, or known words before a day, give a value of the right sort."""
    if value.stretch.label:
        match = form.lexicon.match(value.stretch.label)
        sure = match is not None and not match.by_cue
        name = next((t.field for t in match.targets if t.field), None) if match and sure else None
        return name if name and _is_of_sort(name, value) else None
    told = {(start, end): name for name, start, end in days_told(value.stretch.text, form)}
    return told.get((value.start, value.end))


def _is_of_sort(name: FieldName, value: Value) -> bool:
    whole = value.extent == "whole"
    if name in _DAYS:
        return value.extent == "day" or (whole and is_day(value.text))
    if name == "decision_number":
        narrow = find_number(value.stretch.text) is not None and len(value.stretch.text.split()) > 3
        return value.extent == "number" if narrow else whole and any(map(str.isdigit, value.text))
    return whole and any(map(str.isalnum, value.text))


def _overlapping(values: Sequence[Value], n: int) -> frozenset[int]:
    own = values[n]
    return frozenset(
        m
        for m, other in enumerate(values)
        if m != n and other.stretch is own.stretch and other.start < own.end and own.start < other.end
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
