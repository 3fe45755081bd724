"""The labels of points and headings: numbers, letters, Roman numerals, bullets, as printed and as OCR reads them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

BULLETS = frozenset("•●▪◦○■□‣·-–—*oe»¢")
# "1)", "1.", "1.1", "(a)", "a)", "(ii)", "ii."; l and O as OCR's 1 and 0.
LABEL = re.compile(
    r"^(?:\((?:[0-9lIO]{1,2}|[a-zA-Z]|[ivxlIVX]{1,5})\)|(?:[0-9lI][0-9O]?|[a-zA-Z]|[ivxIVX]{1,5})[).]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)$"
)
_COUNTED = re.compile(r"^[*(\[]?(?:[A-Z]{0,4}[./ -]?)?(\d{1,4})(?:[./](\d{1,2}))?[.):\]]?$", re.IGNORECASE)
_LETTERED = re.compile(r"^[(\[]?([a-zA-Z]|[ivx]{1,5}|[IVX]{1,5})[.):\]]$")
# "181.—MINUTES", "14 – Grants": a dash parts number and words.
_DASHED = re.compile(r"^(\d{1,4})\.?[—–]+")
# "R2031-112", "TB/20/001", "NP/15/0588/OUT", "*3-A.": parts of capitals and figures.
_REFERENCE = re.compile(r"^[*(\[]?((?=[^ ]*\d)[A-Z]{0,6}\d{0,5}(?:[-/.][A-Z]{0,5}\d{0,5}){1,4})[.):\]]?$")
# Words before a number, with the style they make: an item of business is no section of a law.
_NUMBERED = {
    **dict.fromkeys(("item", "minute", "min", "motion", "resolution"), "item"),
    **dict.fromkeys(("section", "part", "no", "decision"), "part"),
}
_NO = frozenset({"no", "no.", "nos.", "number", "#"})
_OF_AN_ITEM = re.compile(r"^#?(\d{1,4}(?:[./-]\w{1,4}){0,2}[a-z]?|[A-Z]|[ivxIVX]{1,5})[.):\]–—-]*$")


@dataclass(frozen=True, slots=True)
class Lead:
    """A number that leads a heading: ``text[start:end]``; the heading's own words begin at ``behind``."""

    number: str
    start: int
    end: int
    behind: int
    style: str


def lead_number(texts: Sequence[str]) -> Lead | None:
    """Return the number that leads some words, of their text joined by blanks, or None.

    Its style is "1", "1.1", "a)", "(i)" and so on, "ref" for a reference, "item 1" or "part 1" where a word says what it
    numbers.

    >>> [lead.style for texts in ("3. Costs", "(iv) Risks", "R2031-112 A. Mover:", "Item 4: Roof", "181.—MINUTES.")
    ...  if (lead := lead_number(texts.split()))]
    ['1', '(i)', 'ref', 'item 1', '1']
    >>> lead_number("Item 4: Roof".split()).number, lead_number(["Costs"])
    ('4', None)
    >>> lead_number("MOTION NO. 86-21".split()).number
    '86-21'
    """
    first = texts[0] if texts else ""
    of = _NUMBERED.get(first.strip("*(").rstrip(".").casefold()) if len(texts) > 1 else None
    if of:
        at = 2 if len(texts) > 2 and texts[1].casefold() in _NO else 1
        counted = _OF_AN_ITEM.match(texts[at])
        if counted:
            before = len(" ".join(texts[:at])) + 1
            start, behind = before + counted.start(1), before + len(texts[at]) + 1
            return Lead(counted[1], start, start + len(counted[1]), behind, f"{of} {_style(counted[1] + '.')}")
    if dashed := _DASHED.match(first):
        return Lead(dashed[1], 0, dashed.end(1), dashed.end(), "1")
    style = _style(first, alone=len(texts) == 1)
    if not style:
        return None
    number = first.strip("*()[].: ")
    start = first.index(number) if number else 0
    return Lead(number, start, start + len(number), len(first) + 1, style)


def _style(label: str, *, alone: bool = False) -> str:
    if counted := _COUNTED.match(label):
        return "1.1" if counted[2] else "1"
    if _REFERENCE.match(label):
        return "ref"
    if alone or not _LETTERED.match(label):
        return "1" if LABEL.match(label) and label[0].isdigit() else ""
    roman = re.fullmatch(r"[(\[]?[ivxIVX]+[.):\]]", label) is not None
    return re.sub(r"[A-Za-z]+", "i" if roman else "a", label)
