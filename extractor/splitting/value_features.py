"""What is seen of a place that may be a field's value: places go in, an array of named features comes out.

How much each speaks for a field is fitted (:mod:`benchmarks.fit_structure`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import log, log1p
from typing import get_args

import numpy as np

from extractor.document import FieldName
from extractor.shapes.bodies import find_authority
from extractor.shapes.days import days_in, is_day
from extractor.shapes.deciding import first_deciding_body
from extractor.shapes.names import find_holders, has_post, has_titled_name, is_bare_name
from extractor.shapes.numbers import find_number
from extractor.splitting.candidates import Shape
from extractor.splitting.forms import Form
from extractor.splitting.line_stream import FlowLine, is_caps
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.values import FIELDS, WHOLE, Extent, Part, Value, told_by
from extractor.splitting.word_model import Floats, word_features
from extractor.splitting.wording import normalise


@dataclass(frozen=True)
class Context:
    """What is known of a decision's front matter while its values are looked at."""

    form: Form
    model: StructureModel
    largest: float
    total: int

    # Many values share a label, a lead or their text: what these say is worked out once for each.
    @cached_property
    def told(self) -> Callable[[str], Floats]:
        """The probability of every class of wordings."""
        return cache(lambda wording: self.model.words.probabilities(word_features(wording)))

    @cached_property
    def label_says(self) -> Callable[[str], Mapping[str, float]]:
        """How surely a label asks for each field."""
        return cache(self._label_says)

    @cached_property
    def lead_says(self) -> Callable[[str], Mapping[str, float]]:
        """How surely the words before a value tell each field."""
        return cache(self._lead_says)

    @cached_property
    def authority(self) -> Callable[[str], tuple[int, int, int] | None]:
        """Where a text names a public body."""
        return cache(lambda text: find_authority([text], self.form.body_words))

    @cached_property
    def is_caps(self) -> Callable[[str], bool]:
        """Whether a text is set in capitals."""
        return cache(is_caps)

    @cached_property
    def has_acted(self) -> Callable[[str], bool]:
        """Whether a text says that it was decided."""
        return cache(lambda text: _ACTED.search(text) is not None)

    @cached_property
    def publication(self) -> tuple[str, ...]:
        """How texts begin that say how much the public may see."""
        keys = ("not_exempt", "part_exempt", "exempt", "public")
        return tuple(normalise(w) for key in keys for w in self.form.wordings("publication", key))

    def _label_says(self, label: str) -> Mapping[str, float]:
        if not label:
            return {}
        match = self.form.lexicon.match(label)
        told = self._by_class(label)
        if match and not match.by_cue:
            told |= {t.field: 1.0 if match.score >= 99 else 0.95 for t in match.targets if t.field}
        return told

    def _lead_says(self, lead: str) -> Mapping[str, float]:
        if not lead:
            return {}
        known = told_by(normalise(lead), self.form)
        return self._by_class(lead) | ({known: 1.0} if known else {})

    def _by_class(self, wording: str) -> dict[str, float]:
        return dict(zip(self.model.words.classes, self.told(wording).tolist(), strict=True))


Feature = Callable[[Value, Context], float]
VALUE_FEATURES: dict[str, tuple[str, Feature]] = {}


def _flag(name: str, sees: str, test: Callable[[Value, Context], bool]) -> None:
    VALUE_FEATURES[name] = (sees, test)


def _number(name: str, sees: str, measure: Feature) -> None:
    VALUE_FEATURES[name] = (sees, measure)


_FORM = re.compile(
    r"\b(?:record|decisions?|notice|form|report|minutes?|statement|sheet|log|register|determination|resolution|order|"
    r"memorandum|agenda|schedule|summary|template)\b",
    re.IGNORECASE,
)


def _held(text: str) -> float:
    return sum(end - start for start, end in find_holders(text)) / max(len(text), 1)


_ACTED = re.compile(
    r"\b(?:decid|resolv|agree|approv|determin|authoris|authoriz|grant|refus|order|direct|delegat|hereby|decision)\w*",
    re.IGNORECASE,
)
_ACTS = re.compile(r"\W*(?:\w+\W+){0,5}?" + _ACTED.pattern, re.IGNORECASE)


def _is_all_authority(v: Value, c: Context) -> bool:
    found = c.authority(v.text)
    return found is not None and found[2] - found[1] >= 0.8 * len(v.text)


def _says_publication(v: Value, c: Context) -> bool:
    said = normalise(v.text)
    return len(said.split()) < 30 and said.startswith(c.publication)


def _is_title(v: Value, c: Context) -> bool:
    match = c.form.lexicon.match(v.text)
    return match is not None and match.target("title") is not None


def _label_says(name: FieldName) -> Feature:
    return lambda v, c: c.label_says(v.label).get(name, 0.0)


def _lead_says(name: FieldName) -> Feature:
    return lambda v, c: c.lead_says(v.lead).get(name, 0.0) if v.extent not in WHOLE else 0.0


_LED: tuple[FieldName, ...] = (
    "decision_date", "publication_date", "effective_date", "call_in_deadline", "decision_number", "decision_makers",
    "lead_officer", "subject",
)  # fmt: skip
for _name in FIELDS:
    if _name != "signature":
        _number(f"label {_name}", f"how surely its label asks for {_name}", _label_says(_name))
for _name in _LED:
    _number(f"lead {_name}", f"how surely the words before it tell {_name}", _lead_says(_name))
_flag("labelled", "it has a label", lambda v, _: bool(v.label))
_number("label sure", "how sure the label is one", lambda v, _: v.stretch.sure if v.label else 0.0)
_flag("label cell", "its label stands in a cell of its own", lambda v, _: v.stretch.shape is Shape.LABEL_CELL)
for _extent in get_args(Extent):
    _flag(f"is {_extent}", f"it is taken for its {_extent}", lambda v, _, e=_extent: v.extent == e)  # type: ignore[misc]
_number("ordinal", "how many of its extent stand before it", lambda v, _: log1p(v.ordinal))
_number("order", "how many stretches stand before it", lambda v, _: log1p(v.stretch.order))
_number("place", "how far down the front matter it stands", lambda v, c: v.stretch.order / max(c.total, 1))
_flag("later section", "it stands behind a section of the body", lambda v, _: v.stretch.later)
for _part in get_args(Part):
    _flag(f"of {_part}", f"it stands in {_part}", lambda v, _, p=_part: v.stretch.part == p)  # type: ignore[misc]
_number("body words", "how likely its words name a public body", lambda v, c: _log_odds(c, v.text, "body"))
_flag("a day", "it is a day", lambda v, _: v.extent == "day" or is_day(v.text))
_flag("has a day", "a day stands in it", lambda v, _: next(days_in(v.text), None) is not None)
_flag("a number", "it is the number of a decision by its shape", lambda v, _: find_number(v.text) == (0, len(v.text)))
_flag("has a number", "such a number stands in it", lambda v, _: find_number(v.text) is not None)
_flag("a bare number", "it is a plain number", lambda v, _: re.fullmatch(r"\W*\d{1,6}[a-z]?\W*", v.text) is not None)
_flag("titled name", "it names somebody by a courtesy title", lambda v, _: has_titled_name(v.text))
_flag("bare name", "it looks like a name", lambda v, _: is_bare_name(v.text.partition(",")[0].partition("(")[0]))
_flag("a post", "it has a post's word", lambda v, _: has_post(v.text))
_flag("an authority", "it names a public body", lambda v, c: c.authority(v.text) is not None)
_flag("all authority", "it is a public body's name", _is_all_authority)
_flag(
    "deciding body",
    "it names a body that meets",
    lambda v, c: first_deciding_body(v.text, c.form.body_words) is not None,
)
_flag(
    "yes or no",
    "it begins with yes or no",
    lambda v, _: re.match(r"(?:yes|no|ydy|nac|oes|n/?a)\b", v.text, re.IGNORECASE) is not None,
)
_flag("publication", "it says how much the public may see", _says_publication)
_flag(
    "publication alone",
    "it says nothing but how much the public may see",
    lambda v, c: normalise(v.text) in c.publication,
)
_number("words", "how many words it has", lambda v, _: log1p(len(v.text.split())))
_number("stretch words", "how many words its stretch has", lambda v, _: log1p(len(v.stretch.text.split())))
_flag("sentence", "it ends in a full stop", lambda v, _: v.text.endswith((".", ";")))
_flag("small start", "it begins with a small letter", lambda v, _: v.text[:1].islower())
_flag("colon", "it ends in a colon", lambda v, _: v.text.endswith(":"))
_number(
    "digits", "share of its letters that are digits", lambda v, _: sum(map(str.isdigit, v.text)) / max(len(v.text), 1)
)
_flag("bold", "it is bold", lambda v, _: v.stretch.lines[0].all_bold)
_flag("capitals", "it is set in capitals", lambda v, c: c.is_caps(v.stretch.text))
_flag("underlined", "it is underlined", lambda v, _: v.stretch.lines[0].underlined)
_number("size", "its size, relative to the usual", lambda v, _: min(v.stretch.lines[0].size, 2.5))
_flag("largest", "nothing of the front matter is larger", lambda v, c: v.stretch.lines[0].size >= c.largest - 0.03)
_flag("small", "it is small print", lambda v, _: v.stretch.lines[0].small)
_flag("in table", "it stands in a table", lambda v, _: v.stretch.lines[0].cell is not None)
_flag("centred", "it stands in the middle of its page", lambda v, _: _is_centred(v.stretch.lines[0]))
_number("text words", "how likely its words are running text", lambda v, c: _log_odds(c, v.text, "text"))
_number("item words", "how likely its words title an item", lambda v, c: _log_odds(c, v.text, "item"))
_flag("form's noun", "it has a word that names forms", lambda v, _: _FORM.search(v.text) is not None)
_flag("asked", "its label is a question", lambda v, _: v.label.endswith("?"))
_number("label words", "how many words its label has", lambda v, _: log1p(len(v.label.split())))
_number("holders", "how much of it names people and posts", lambda v, _: _held(v.text))
_flag("title", "the lexicon has it as a form's name", _is_title)
_flag(
    "statute",
    "it names a law",
    lambda v, _: re.search(r"\b(?:Act|Regulations|Order|Rules),? \d{4}\b", v.text) is not None,
)
_flag(
    "item",
    "an item's number leads its label",
    lambda v, _: re.match(r"(?:agenda )?item\b", v.label, re.IGNORECASE) is not None,
)
_flag("lead", "words stand before it in its sentence", lambda v, _: bool(v.lead))
_flag(
    "by",
    "it follows on by, from, or I",
    lambda v, _: re.search(r"(?:\b(?:by|from)(?: the)?|^I,?)$", v.lead) is not None,
)
_flag(
    "acts", "what stands behind it says that it decided", lambda v, _: _ACTS.match(v.stretch.text[v.end :]) is not None
)
_flag("acted", "its stretch says that it was decided", lambda v, c: c.has_acted(v.stretch.text))
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


def _is_centred(line: FlowLine) -> bool:
    box, width = line.line.box, line.page.width_pt
    return line.cell is None and abs((box.x0 + box.x1) / 2 - width / 2) < 10.0 and box.x0 > 0.2 * width


def _log_odds(c: Context, wording: str, name: str) -> float:
    if name not in c.model.words.classes:
        return 0.0
    p = min(max(float(c.told(wording)[c.model.words.classes.index(name)]), 0.001), 0.999)
    return log(p / (1 - p))


# What is seen of the lines above and below a value too: a title is known by the number over it, a maker by the day under it.
_BESIDE = (
    "a day", "a number", "titled name", "a post", "all authority", "deciding body", "bold", "size", "form's noun", "body words",
    "item words", "text words", "labelled", "words", "capitals",
)  # fmt: skip
_NOTHING = -9.0
VALUE_COLUMNS: tuple[str, ...] = (
    *VALUE_FEATURES,
    *(f"{side}: {name}" for side in ("above", "below") for name in _BESIDE),
)


def value_matrix(values: Sequence[Value], form: Form, model: StructureModel) -> Floats:
    """Return what is seen of every value and of the stretches beside it, of shape (values, VALUE_COLUMNS)."""
    sizes = [v.stretch.lines[0].size for v in values if not v.stretch.later]
    total = max((v.stretch.order for v in values if v.stretch.part == "front"), default=0) + 1
    context = Context(form, model, max(sizes, default=1.0), total)
    measures = [measure for _, measure in VALUE_FEATURES.values()]
    rows = [[m(v, context) for m in measures] for v in values]
    seen = np.array(rows, dtype=np.float64).reshape(-1, len(measures))
    return np.hstack([seen, *(_beside(values, seen, step) for step in (-1, 1))])


def _beside(values: Sequence[Value], seen: Floats, step: int) -> Floats:
    """Return what is seen of the stretch so many steps from each value's own, of shape (values, _BESIDE)."""
    columns = [list(VALUE_FEATURES).index(name) for name in _BESIDE]
    first: dict[tuple[Part, int], int] = {}
    for n, value in enumerate(values):
        first.setdefault((value.stretch.part, value.stretch.order), n)
    beside = np.full((len(values), len(columns)), _NOTHING)
    for n, value in enumerate(values):
        other = first.get((value.stretch.part, value.stretch.order + step))
        if other is not None:
            beside[n] = seen[other, columns]
    return beside
