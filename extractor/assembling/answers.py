"""What is answered to a form's question: yes, no, not yet, or its choices with none taken. Plain text and data of the form."""

import re
from collections.abc import Iterable
from functools import lru_cache

from extractor.splitting.forms import Form
from extractor.splitting.wording import normalise

# "No exempt information", "No. 7" and "N/A" answer nothing: a "no" that answers is set apart, or a reason follows it.
_SET_APART = r"(?!/a\b)(?=\s*(?:$|[^\w\s.]|\.(?!\s*\d)|(?:as|since|because|this|the|it)\s))"
_EDGES = " .,;:/–—-"
_CHOICES = frozenset({"", "or", "neu", "decision", "report", "item"})


def leading_answer(text: str, form: Form) -> tuple[bool | None, str]:
    """Return the answer that words begin with, None where they give none or two, and the words behind it.

    An answer in two tongues is one: "Nac ydy / No – under £1m" is (False, "under £1m").
    """
    answer = _answer(form.wordings("answers", "yes"), form.wordings("answers", "no"))
    rest, given = text.replace("’", "'").strip(_EDGES), set[bool]()
    while match := answer.match(rest):
        given.add(match["yes"] is not None)
        rest = rest[match.end() :].strip(_EDGES)
    return (given.pop() if len(given) == 1 else None), rest


@lru_cache(maxsize=64)
def _answer(yes: tuple[str, ...], no: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?P<yes>{_any(yes)})(?!\w)|(?P<no>{_any(no)}){_SET_APART}", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    # The longest first: "nac ydy" before "na".
    return "|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w))) or r"(?!)"


@lru_cache(maxsize=64)
def signs(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds the longest of some wordings in folded text."""
    return re.compile(rf"\b(?:{_any(normalise(w) for w in words)})(?!\w)")


def is_choice(said: str, *sides: tuple[str, ...]) -> bool:
    """Say whether folded text is a form's choices with none taken: wordings of two sides, the first two if nothing parts them."""
    every = signs(tuple(w for side in sides for w in side))
    hits = [match.group() for match in every.finditer(said)]
    taken = [side for side in sides if any(hit in map(normalise, side) for hit in hits)]
    parted = len(taken) > 1 and ("/" in said or " or " in said)
    return (parted or {*sides[:2]} <= {*taken}) and set(every.sub(" ", said).replace("/", " ").split()) <= _CHOICES


def is_pending(text: str, form: Form) -> bool:
    """Say whether words say that there is nothing, or nothing yet: "N/A", "To be confirmed"."""
    said = normalise(text)
    return any(said == normalise(w) for key in ("wordings", "pending") for w in form.wordings("nil", key))
