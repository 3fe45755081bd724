"""Names printed surname first, as mail and lists of staff print them: text enters, their places and natural order leave.

    From: Lomax, Harriet (Cllr)

A comma between two words is mostly that of a list. So it makes a name only where a courtesy title in brackets follows, or
where the two words fill their line, or their part of it, and the second is a given name or the line an address's.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.tagging.word_classes import classes_of, main_classes, words_of
from extractor.tagging.words import unmended

_WORD = r"[^\W\d_a-z][\w'’-]*"
_INVERTED = re.compile(
    rf"(?<![\w,'’-])(?<!, )(?P<surname>(?:(?:van|de|von|der|den|du|la|le|ap|al) )*{_WORD}(?: {_WORD})?), "
    rf"(?P<given>(?:{_WORD}\.? )?{_WORD}(?: [A-Z]\.?)?)(?: ?\((?P<title>[^\W\d_]+)\.?\))?"
)
# What parts an addressee from the label before and from what follows: other addressees, an address, a post.
_BEGINS = re.compile(r"(?:^|[\n\t;>:])[ \"']*\Z")
_ADDRESSED = re.compile(r"(?:^|[\n\t ])(?:From|To|Cc|Bcc|Sender):[^\n:]*\n?[^\n:]*$", re.IGNORECASE)
_ENDS = re.compile(r"[\"']?[ ]*(?:$|[\n\t;<\[(|])")

# So far before a name its label is looked for.
_REACH = 120


class Inverted(NamedTuple):
    """Where a name stands in a text, and the name as it is spoken."""

    start: int
    end: int
    name: str


def inverted_names(text: str) -> Iterator[Inverted]:
    r"""Yield the names that are printed surname first.

    >>> [one.name for one in inverted_names("From: Dray, Ann (Cllr)\nTo: Lunn, Paul; Pugh, Cllr Owen <o.pugh@example.org>")]
    ['Ann Dray', 'Paul Lunn', 'Cllr Owen Pugh']
    """
    for match in _INVERTED.finditer(text):
        surname, given = match["surname"], match["given"]
        titled = match["title"] is not None and unmended(match["title"]) in words_of("courtesy")
        end = match.end() if titled else match.end("given")
        if _is_surname(surname) and (titled or _stands_alone(text, match.start(), end, given)):
            yield Inverted(match.start(), end, f"{given} {surname}")


def _is_surname(text: str) -> bool:
    first = unmended(text.split(maxsplit=1)[0])
    return first not in words_of("courtesy") | words_of("courtesies")


def _stands_alone(text: str, start: int, end: int, given: str) -> bool:
    """Say whether nothing else stands in the name's part of its line, and whether its words may be a name."""
    line = max(0, start - _REACH)
    if _ENDS.match(text, end) is None or _BEGINS.search(text, line, start) is None:
        return False
    words = [unmended(word) for word in given.split()]
    names = [set(classes_of(word)) for word in words if word not in words_of("courtesy")]
    if not names or any(classes & (main_classes() - {"given", "letters"}) for classes in names):
        return False
    titled = len(names) < len(words)
    return "given" in names[0] or titled or _ADDRESSED.search(text, line, start) is not None
