"""Forms: how councils print decisions, one TOML file a form. Load, check and choose them.

A form adds its own wordings to those of the ``generic`` form. What a file may hold:

    id, title                       what it is called
    [recognise] requires            wordings without which a document is not of this form
                phrases, minimum    wordings of the form, and the share of them that must be found
    [titles] wordings               the form's printed name: furniture
    [labels] FIELD = [...]          labels of front-matter fields ("front" for entries that no field takes)
    [headings] KIND = [...]         headings of sections
    [notices] FIELD = [...]         words before a day in a sentence that tells it: "call in expires"
    [outcome] OUTCOME = [...]       how a decision says what became of the motion or item: "was lost"
    [resolution] HOW = [...]        how a sentence of minutes begins that says what was resolved: "it was agreed"
    [status] STATUS = [...]         how a paper says whether the decision stands: "proposed record of decision"
    [boilerplate] starts            the form's instructions and criteria: furniture
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from rapidfuzz import fuzz, process

from decision_models import Outcome, SectionKind, Status
from extractor.document import FieldName
from extractor.errors import FormError
from extractor.shapes.bodies import BodyWords
from extractor.splitting.wording import Lexicon, Target, normalise, whole_words

GENERIC = "generic"
_TABLES = {
    "recognise": {"requires", "phrases", "minimum"},
    "titles": {"wordings", "cues"},
    "labels": {*get_args(FieldName), "front"},
    "headings": {kind.value for kind in SectionKind if kind is not SectionKind.HEADER},
    "cues": {"veto", *(kind.value for kind in SectionKind)},
    "field_cues": {*get_args(FieldName)},
    "notices": {"call_in_deadline", "publication_date", "effective_date"},
    "boilerplate": {"starts", "parts", "cues"},
    "nil": {"wordings", "pending"},
    "answers": {"yes", "no"},
    "publication": {"not_exempt", "part_exempt", "exempt", "public", "affirmative"},
    "key_decision": {"asks", "yes", "no", "criteria", "opening"},
    "outcome": {outcome.value for outcome in Outcome},
    "resolution": {"resolved", "concluded", "moved", "put", "raised", "acted"},
    "status": {status.value for status in Status},
    "authority": {"before", "after"},
    "signature": {"posts"},
    "bodies": {"nouns", "belongings", "papers", "asides"},
}
# What is listed as regular expressions.
_PATTERN_TABLES = frozenset({"cues", "field_cues", "notices", "outcome", "resolution", "status"})
_PATTERN_KEYS = frozenset({"asides", "criteria", "cues", "opening", "parts"})
Wordings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Form:
    """One form. Its tables hold its own wordings together with those of the generic form."""

    id: str
    title: str
    requires: tuple[str, ...]
    phrases: tuple[str, ...]
    minimum: float
    tables: Mapping[str, Wordings] = field(repr=False)
    own: frozenset[str] = frozenset()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The form's wordings with what each announces."""
        wordings: dict[str, list[Target]] = {}
        for phrase, target in _targets(self.tables):
            listed = wordings.setdefault(normalise(phrase), [])
            if target not in listed:
                listed.append(target)
        cues = self.tables["cues"]
        return Lexicon(
            wordings={phrase: tuple(targets) for phrase, targets in wordings.items()},
            own=self.own,
            title_cues=tuple(re.compile(cue) for cue in self.tables["titles"].get("cues", ())),
            veto=whole_words(cues["veto"]) if cues.get("veto") else None,
            cues=tuple((SectionKind(kind), whole_words(words)) for kind, words in cues.items() if kind != "veto"),
            field_cues=tuple((name, whole_words(words)) for name, words in _field_cues(self.tables)),
        )

    def wordings(self, table: str, key: str) -> tuple[str, ...]:
        """Return the wordings of one key, such as ("nil", "wordings")."""
        return self.tables.get(table, {}).get(key, ())

    def told_days(self, name: FieldName) -> tuple[re.Pattern[str], ...]:
        """Return how sentences of the form begin that tell a day, folded."""
        return self._told_days.get(name, ())

    @cached_property
    def _told_days(self) -> Mapping[str, tuple[re.Pattern[str], ...]]:
        return {name: tuple(map(re.compile, cues)) for name, cues in self.tables.get("notices", {}).items()}

    @cached_property
    def body_words(self) -> BodyWords:
        """How the form knows the names of public bodies and of the bodies that decide for them."""
        kinds = ("nouns", "belongings", "papers")
        return BodyWords(
            self.wordings("authority", "before"),
            self.wordings("authority", "after"),
            *(self.wordings("bodies", kind) for kind in kinds),
        )

    @cached_property
    def instruction(self) -> re.Pattern[str]:
        """How an instruction to whoever fills in the form begins, folded."""
        return re.compile("|".join(self.wordings("boilerplate", "cues")) or r"(?!)")

    @cached_property
    def parts(self) -> re.Pattern[str]:
        """Bars that part the public from the exempt half of a form."""
        return re.compile("|".join(self.wordings("boilerplate", "parts")) or r"(?!)")


def _field_cues(tables: Mapping[str, Wordings]) -> Iterable[tuple[FieldName, tuple[str, ...]]]:
    # In the order of the file: "When the decision takes effect" asks for the effect, not for the decision.
    yield from tables["field_cues"].items()  # type: ignore[misc]


def _targets(tables: Mapping[str, Wordings]) -> Iterable[tuple[str, Target]]:
    for name, phrases in tables["labels"].items():
        target = Target("front") if name == "front" else Target("field", field=name)  # type: ignore[arg-type]
        yield from ((phrase, target) for phrase in phrases)
    for kind, phrases in tables["headings"].items():
        yield from ((phrase, Target("section", SectionKind(kind))) for phrase in phrases)
    yield from ((phrase, Target("title")) for phrase in tables["titles"].get("wordings", ()))
    for key in ("part_exempt", "exempt", "public"):
        yield from ((phrase, Target("value")) for phrase in tables["publication"].get(key, ()))
    yield from ((phrase, Target("value")) for phrase in (*tables["nil"].get("wordings", ()), "yes"))


def load_forms(folder: Path | None = None) -> tuple[Form, ...]:
    """Return the packaged forms, the generic one first, with those of ``folder`` added; an equal id replaces.

    Raises FormError, naming file and key, where a file is not valid.
    """
    read = dict(_packaged())
    if folder is not None:
        if not folder.is_dir():
            raise FormError(str(folder), detail="there is no such folder of forms")
        for path in sorted(folder.glob("*.toml")):
            raw = read_form_file(path)
            read[raw["id"]] = raw
    generic = read.pop(GENERIC)
    return (_build(generic, generic), *(_build(raw, generic) for _, raw in sorted(read.items())))


@lru_cache(maxsize=1)
def _packaged() -> Mapping[str, dict[str, Any]]:
    folder = resources.files("extractor.splitting") / "forms"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    raws = [_checked(f.read_text(encoding="utf-8"), f.name) for f in files]
    return {raw["id"]: raw for raw in raws}


def read_form_file(path: Path) -> dict[str, Any]:
    """Return the content of a form file. Raises FormError with every fault in it."""
    try:
        return _checked(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise FormError(str(path), detail=f"cannot be read as text: {error}") from error


def _checked(text: str, name: str) -> dict[str, Any]:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError(name, detail=f"not TOML: {error}") from error
    faults = [*_faults(raw)]
    if faults:
        raise FormError(name, detail="; ".join(faults))
    return raw


def _faults(raw: Mapping[str, Any]) -> Iterable[str]:
    for key in ("id", "title"):
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            yield f"'{key}' must be a text"
    for table in sorted(raw.keys() - {"id", "title"}):
        if table not in _TABLES:
            yield f"there is no table '{table}'; there are {', '.join(sorted(_TABLES))}"
        elif not isinstance(raw[table], dict):
            yield f"'{table}' must be a table"
        else:
            yield from _table_faults(table, raw[table])
    if raw.get("id") != GENERIC and not raw.get("recognise", {}).get("phrases"):
        yield "'recognise.phrases' must say how the form is recognised"


def _table_faults(table: str, content: Mapping[str, Any]) -> Iterable[str]:
    for key, value in content.items():
        if key not in _TABLES[table]:
            yield f"there is no '{table}.{key}'; there are {', '.join(sorted(_TABLES[table]))}"
        elif key == "minimum":
            if not isinstance(value, int | float) or not 0 < value <= 1:
                yield f"'{table}.{key}' must be a share, above 0 and up to 1"
        elif not _is_wordings(value):
            yield f"'{table}.{key}' must be a list of texts"
        elif table in _PATTERN_TABLES or key in _PATTERN_KEYS:
            yield from (f"'{table}.{key}': {fault}" for fault in _pattern_faults(_as_tuple(value)))


def _pattern_faults(patterns: Iterable[str]) -> Iterable[str]:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{pattern!r} is no regular expression: {error}"


def _is_wordings(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value))


def _as_tuple(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _build(raw: Mapping[str, Any], generic: Mapping[str, Any]) -> Form:
    tables: dict[str, Wordings] = {}
    for table in _TABLES.keys() - {"recognise"}:
        own, base = raw.get(table, {}), generic.get(table, {})
        keys = dict.fromkeys([*own, *base])
        # The form's own wordings come first: where two mean different things, the form decides.
        tables[table] = {
            k: tuple(dict.fromkeys((*_as_tuple(own.get(k, ())), *_as_tuple(base.get(k, ()))))) for k in keys
        }
    recognise = raw.get("recognise", {})
    return Form(
        id=raw["id"],
        title=raw["title"],
        requires=tuple(recognise.get("requires", ())),
        phrases=tuple(recognise.get("phrases", ())),
        minimum=float(recognise.get("minimum", 0.75)),
        tables=tables,
        own=_own(raw) if raw is not generic else frozenset(),
    )


def _own(raw: Mapping[str, Any]) -> frozenset[str]:
    tables = (raw.get(table, {}) for table in ("labels", "headings"))
    return frozenset(normalise(w) for table in tables for words in table.values() for w in _as_tuple(words))


def choose_form(forms: Sequence[Form], lines: Iterable[str]) -> Form:
    """Return the form whose phrases the ``lines`` bear, the most particular where several do; else the generic form."""
    text = [normalise(line) for line in lines if line.strip()]
    fits = [form for form in forms if form.phrases and _fits(form, text)]
    if not fits:
        return next(form for form in forms if form.id == GENERIC)
    return max(fits, key=lambda form: (len(form.requires), len(form.phrases), form.id))


def _fits(form: Form, lines: Sequence[str]) -> bool:
    if not all(_bears(lines, normalise(phrase)) for phrase in form.requires):
        return False
    return sum(_bears(lines, normalise(phrase)) for phrase in form.phrases) >= form.minimum * len(form.phrases)


def _bears(lines: Sequence[str], phrase: str) -> bool:
    # partial_ratio finds the phrase within a line; 88 allows one misread letter in a short phrase, two in a long one.
    long_enough = [line for line in lines if len(line) >= len(phrase)]
    if any(phrase in line for line in long_enough):
        return True
    return process.extractOne(phrase, long_enough, scorer=fuzz.partial_ratio, score_cutoff=88) is not None
