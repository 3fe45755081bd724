"""How much the public may see: an entry's label and words in, one of the closed set out, or nothing where they do not tell.

The words that say that something is open, or withheld, are data of the form. A denial before them turns them round, a label
that asks "Exempt?" is answered by yes and no, and what is open save for an appendix is exempt in part.
"""

import re
from collections.abc import Iterator
from enum import Enum

from decision_models import Field, Publication
from extractor.assembling.answers import is_choice, leading_answer, signs
from extractor.assembling.found import Found
from extractor.splitting.forms import Form
from extractor.splitting.wording import normalise

_QUESTION = re.compile(r"([^?]*)\?\s*(yes|no)\b", re.IGNORECASE)
_ASKS_PUBLICATION = re.compile(
    r"\b(?:publication|publish(?:ed)?|releas(?:ed?|able)|"
    r"(?:public|anyone|everyone) (?:see|read)|open to the public|is it public|cyhoeddi)\b"
)
# Words parted by these are denied or affirmed each for themselves.
_CLAUSE = re.compile(r"[.,;:()?\n]| [–—-] |\bbut\b")
_DENIES = re.compile(r"\b(?:not?|non|none|nothing|neither|nor|never|cannot|ddim|nid|heb)\b")
_GOES_ON = re.compile(r"\s*(?:or|and|nor|neu|na)?\s*")
# What the law calls what it withholds says nothing of which part is withheld: "paragraph 3 of Part 1 of Schedule 12A".
_LAW = re.compile(
    r"\b(?:paragraphs?|paras?|sections?|regulations?|categor(?:y|ies))\s+\d\w*(?:(?:[\s,]|and|or|to|&|\d\w*)*\d\w*)?"
    r"|\bpart\s+(?:\d|[ivx]+)\s+of\s+(?:the\s+)?(?:act|schedule\s+\w+)|\bschedule\s+12a\b|\b(?:under|of|to|in)\s+schedule\s+\w+",
    re.IGNORECASE,
)
# What is withheld, where it is only a part of the record.
_PART_OF_IT = re.compile(
    r"\b(?:appendi(?:x|ces)|annex(?:e|es)?|enclosures?|attachments?|schedules?|(?:any |some )?parts? of (?:the|this))\b"
)


class _Sign(Enum):
    """What words say of publication, by the key under which forms list them."""

    OPEN = "public"
    WITHHELD = "exempt"
    PART = "part_exempt"


def publication_field(found: Found) -> Field[Publication] | None:
    """Return how much the public may see, or None where the form does not say or says two things."""
    for entry in found.entries("publication"):
        value = _publication(found.said(entry), entry.label, found.form)
        if value is not None:
            return found.field(value, entry, min(1.0, entry.confidence + 0.1))
    return None


def _publication(text: str, label: str, form: Form) -> Publication | None:
    answers = [m[2].casefold() for m in _QUESTION.finditer(text) if _asks(m[1], form) is _Sign.WITHHELD]
    if answers:
        return Publication.PART_EXEMPT if "yes" in answers else Publication.PUBLIC
    asked, _, text = text.rpartition("?") if not text.endswith("?") else ("", "", text)
    label = f"{label} {asked}".strip()
    if is_choice(normalise(text), *(form.wordings("publication", sign.value) for sign in _Sign)):
        return None
    answer, rest = leading_answer(text, form)
    plain = _LAW.sub(" ", text if answer is None else rest)
    said = [sign for clause in _CLAUSE.split(plain) for sign in _signs(normalise(clause), form)]
    in_part = bool(_PART_OF_IT.search(normalise(f"{label}. {plain}")))
    asked_for = _asks(label, form)
    if asked_for and answer is not None:
        said.append(asked_for if answer else _denied(asked_for, label))
    elif asked_for and not said:
        said = _unspoken(normalise(text), asked_for, form, of_it=in_part or plain != text)
    return _weighed(said, in_part=in_part)


def _signs(said: str, form: Form, *more: str) -> Iterator[_Sign]:
    """Yield what the words of a clause say, each turned round by a denial before it."""
    of = {normalise(w): sign for sign in _Sign for w in form.wordings("publication", sign.value)}
    of |= dict.fromkeys(more, _Sign.WITHHELD)
    behind, denied = 0, False
    for match in signs(tuple(of)).finditer(said):
        between = said[behind : match.start()]
        denied = bool(_DENIES.search(between)) or (denied and _GOES_ON.fullmatch(between) is not None)
        sign = of[match.group()]
        yield _denied(sign) if denied else sign
        behind = match.end()


def _denied(sign: _Sign, label: str = "") -> _Sign:
    if sign is not _Sign.OPEN:
        return _Sign.OPEN
    return _Sign.PART if "in full" in normalise(label) else _Sign.WITHHELD


def _asks(label: str, form: Form) -> _Sign | None:
    """Return what a label asks that yes affirms, or None where it asks for either."""
    said = normalise(label)
    asked = set(_signs(said, form, *map(normalise, form.wordings("publication", "affirmative"))))
    if not asked and _ASKS_PUBLICATION.search(said):
        return _Sign.OPEN
    asked = {_Sign.OPEN if sign is _Sign.OPEN else _Sign.WITHHELD for sign in asked}
    return asked.pop() if len(asked) == 1 else None


def _unspoken(said: str, asked: _Sign, form: Form, *, of_it: bool) -> list[_Sign]:
    """Return what words say that name neither: by a denial, or by what is withheld and for what reason (``of_it``)."""
    if said in map(normalise, form.wordings("nil", "wordings")):
        return [_Sign.OPEN] if asked is _Sign.WITHHELD else []
    if _DENIES.match(said):
        return [_denied(asked)]
    return [_Sign.WITHHELD] if of_it and asked is _Sign.WITHHELD else []


def _weighed(said: list[_Sign], *, in_part: bool) -> Publication | None:
    if not said:
        return None
    if _Sign.WITHHELD not in said and _Sign.PART not in said:
        return Publication.PUBLIC
    return Publication.PART_EXEMPT if in_part or set(said) != {_Sign.WITHHELD} else Publication.EXEMPT
