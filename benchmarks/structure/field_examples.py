"""Labelled values: the stretches of a document's front matter and its runs in, every value with its true field out."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz.distance import Levenshtein

from benchmarks.structure.alignment import Place
from extractor.splitting.assignment import NOTHING, TITLE
from extractor.splitting.forms import Form
from extractor.splitting.values import WHOLE, Stretch, Value, find_values
from fixtures.foundry.annotated import Role

_FIELDS = {"decision_maker": "decision_makers", "call_in": "call_in_deadline"}
_DATES = frozenset({"decision_date", "publication_date", "effective_date", "call_in_deadline"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A text this like the truth's is the same.
SAME, NEAR = 0.97, 0.9


def labelled(
    stretches: Sequence[Stretch],
    places: Mapping[int, Place],
    golds: Sequence[Mapping[str, Any]],
    decision: int,
    form: Form,
) -> list[tuple[Value, str]]:
    """Return the values of a decision's front matter, each with the field it truly is of.

    ``golds`` are the fields of the document's decisions. A value is held against that of the decision it is printed for,
    whichever it was put to; what stands for all of them, and what is told by what it says alone, against that of ``decision``.
    """
    values = find_values(stretches, form)
    gold = golds[decision]
    owners = [_owner(value, places, decision, len(golds)) for value in values]
    truths = [_by_place(value, places, golds[owner]) for value, owner in zip(values, owners, strict=True)]
    told = Counter(truths)
    for name in _DATES:
        if gold.get(name) and not told[name]:
            _by_day(values, truths, name, str(gold[name]))
    _by_makers(values, truths, gold)
    _by_body(values, truths, gold)
    _by_answer(values, truths, gold)
    _by_authority(values, truths, gold)
    _by_number(values, truths, gold)
    return list(zip(values, _finest(values, truths, owners), strict=True))


def _owner(value: Value, places: Mapping[int, Place], decision: int, count: int) -> int:
    own = Counter(places[id(t.word)].run.decision for t in value.tokens if id(t.word) in places)
    number = own.most_common(1)[0][0] if own else 0
    return number - 1 if 0 < number <= count else decision


def _by_place(value: Value, places: Mapping[int, Place], gold: Mapping[str, Any]) -> str:
    own = [places[id(t.word)].run for t in value.tokens if id(t.word) in places]
    if not own:
        return NOTHING
    role, count = Counter(run.role for run in own).most_common(1)[0]
    if role is Role.FURNITURE:
        return TITLE if value.extent == "whole" and not value.stretch.label and count >= 0.8 * len(own) else NOTHING
    kind, count = (
        Counter(run.kind for run in own if run.role is Role.VALUE).most_common(1)[0] if role is Role.VALUE else ("", 0)
    )
    name = _FIELDS.get(kind, kind)
    if count < 0.8 * len(own) or name == "wards":
        return name if name == "wards" else NOTHING
    return name if _holds(name, value, gold) else NOTHING


def _holds(name: str, value: Value, gold: Mapping[str, Any]) -> bool:
    """Whether a value of the right place says what the truth has."""
    wanted = gold.get(name)
    if wanted is None or name not in gold:
        return False
    if name in _DATES:
        return value.extent in {"day", *WHOLE} and day_of(value.text) == wanted
    if name == "decision_number":
        return _alike(value.text, str(wanted)) >= SAME or (
            value.extent in WHOLE and _folded(str(wanted)) in _folded(value.text)
        )
    if name in {"subject", "authority"}:
        return value.extent in WHOLE and _alike(value.text, str(wanted)) >= NEAR
    if name == "lead_officer":
        return value.extent in WHOLE and _folded(str(wanted)) in _folded(value.text)
    return value.extent in WHOLE


def _by_day(values: Sequence[Value], truths: list[str], name: str, wanted: str) -> None:
    for n, value in enumerate(values):
        if truths[n] == NOTHING and value.extent == "day" and day_of(value.text) == wanted:
            truths[n] = name
            return


_PARTS = ("front", "signature", "decision", "body")


def _by_makers(values: Sequence[Value], truths: list[str], gold: Mapping[str, Any]) -> None:
    """Mark where those who decided are named, where no label gives them: before the text, in the signature, or in the text."""
    names = [maker["name"] for maker in gold.get("decision_makers", [])]
    if not names or None in names or "decision_makers" in truths:
        return
    found = [
        n
        for n, value in enumerate(values)
        if truths[n] in {NOTHING, TITLE}
        and value.stretch.part in _PARTS
        and value.extent in {"whole", "line", "holder"}
        and len(value.text.split()) <= 12 * len(names) + 8
        and all(_names(value.text, name) for name in names)
    ]
    if found:
        first = min(
            found, key=lambda n: (_PARTS.index(values[n].stretch.part), values[n].stretch.order, len(values[n].text))
        )
        truths[first] = "decision_makers"


def _names(text: str, name: str) -> bool:
    """Whether a text has somebody's surname and the first letter of a given name.

    >>> _names("Signed: P. Strangways", "Councillor Philippa Strangways")
    True
    """
    given, surname = name.split()[-2:] if " " in name else ("", name)
    words = [word.strip(".,;:()") for word in text.casefold().split()]
    at = words.index(surname.casefold()) if surname.casefold() in words else -1
    return at >= 0 and (not given or any(word[:1] == given[:1].casefold() for word in words[max(0, at - 3) : at]))


def _by_answer(values: Sequence[Value], truths: list[str], gold: Mapping[str, Any]) -> None:
    """Mark a line that says by itself how much the public may see, or whether the decision is a key one."""
    for name, says in (("publication", _says_public), ("key_decision", _says_key)):
        if gold.get(name) is None or name in truths:
            continue
        for n, value in enumerate(values):
            if truths[n] == NOTHING and value.extent in {"whole", "line"} and says(value.text, gold[name]):
                truths[n] = name
                break


def _says_public(text: str, wanted: str) -> bool:
    if len(text.split()) > 25:
        return False
    closed = re.search(r"\b(?:exempt|confidential|restricted|private|not for publication)\b", text, re.IGNORECASE)
    denied = re.search(r"\b(?:un|non-?|not )(?:exempt|confidential|restricted)", text, re.IGNORECASE)
    opened = re.search(r"\b(?:for publication|unrestricted|public|open|part 1|part i)\b", text, re.IGNORECASE)
    return bool(denied or (opened and not closed)) if wanted == "public" else bool(closed and not denied)


def _says_key(text: str, wanted: bool) -> bool:
    said = re.search(r"\b(non-|not (?:a )?)?key\b", text, re.IGNORECASE)
    return bool(said) and len(text.split()) <= 12 and (said[1] is None or not wanted) if said else False


def _by_body(values: Sequence[Value], truths: list[str], gold: Mapping[str, Any]) -> None:
    """Mark the body that decided, where the front matter names it in a line of its own or within one."""
    authority = re.escape(str(gold.get("authority") or "-"))
    bodies = [r for maker in gold.get("decision_makers", []) if not maker.get("name") for r in maker["roles"]]
    for n in [n for n, truth in enumerate(truths) if truth == "decision_makers" and not values[n].stretch.label]:
        if bodies and _alike(values[n].text, bodies[0]) < NEAR:
            truths[n] = NOTHING
    if bodies and not any(truth == "decision_makers" for truth in truths):
        for n, value in enumerate(values):
            if (
                truths[n] in {NOTHING, TITLE}
                and _alike(re.sub(rf"^the | of (?:the )?{authority}$", "", value.text, flags=re.IGNORECASE), bodies[0])
                >= NEAR
            ):
                truths[n] = "decision_makers"
                return


def _by_authority(values: Sequence[Value], truths: list[str], gold: Mapping[str, Any]) -> None:
    """Say of the first value that is the public body's name that it is, where no label gives it."""
    wanted = gold.get("authority")
    if wanted and "authority" not in truths:
        for n, value in enumerate(values):
            bare = re.sub(r"^the ", "", value.text, flags=re.IGNORECASE)
            if truths[n] in {NOTHING, TITLE} and _alike(bare, str(wanted)) >= SAME:
                truths[n] = "authority"
                return


def _by_number(values: Sequence[Value], truths: list[str], gold: Mapping[str, Any]) -> None:
    wanted = gold.get("decision_number")
    if wanted and "decision_number" not in truths:
        for n, value in enumerate(values):
            if truths[n] in {NOTHING, TITLE} and _alike(value.text, str(wanted)) == 1.0:
                truths[n] = "decision_number"
                return


def _finest(values: Sequence[Value], truths: Sequence[str], owners: Sequence[int]) -> Iterator[str]:
    """Of several values that tell one field of a decision, only the narrowest is meant: the day, the number, the first."""
    best: dict[tuple[str, int], int] = {}
    for n, (truth, owner) in enumerate(zip(truths, owners, strict=True)):
        held = best.get((truth, owner))
        if truth not in {NOTHING, TITLE} and (held is None or len(values[n].text) < 0.9 * len(values[held].text)):
            best[truth, owner] = n
    for n, (truth, owner) in enumerate(zip(truths, owners, strict=True)):
        yield truth if truth in {NOTHING, TITLE} or best[truth, owner] == n else NOTHING


def day_of(text: str) -> str | None:
    """Return a day in ISO form, read day first where it is in figures; None where it is no day.

    >>> day_of("Tuesday 8th October 2019"), day_of("12.03.24"), day_of("March 11, 1986"), day_of("soon")
    ('2019-10-08', '2024-03-12', '1986-03-11', None)
    """
    if iso := re.search(r"\b(\d{4})-(\d\d)-(\d\d)\b", text):
        return iso[0]
    if named := re.search(r"\b(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4}|\d\d)\b", text):
        month = next((n for n, name in enumerate(_MONTHS, 1) if named[2].casefold() == name), None)
        return _iso(named[3], month, int(named[1])) if month else None
    if figures := re.search(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)\b", text):
        return _iso(figures[3], int(figures[2]), int(figures[1]))
    month = next((n for n, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}", text, re.IGNORECASE)), None)
    year = re.search(r"\b(1[6-9]\d\d|20\d\d)\b", text)
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b(?!\.?\d)", text)
    return _iso(year[1], month, int(day[1])) if month and year and day else None


def _iso(year: str, month: int, day: int) -> str:
    whole = int(year) if len(year) == 4 else (1900 if int(year) > 40 else 2000) + int(year)
    return f"{whole:04}-{month:02}-{day:02}"


def _alike(one: str, other: str) -> float:
    return Levenshtein.normalized_similarity(_folded(one), _folded(other))


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip(" .:,;").casefold()
