"""Which body met: the title block of minutes and what is printed as their title go in, the body's name comes out.

"Minutes of the Schools Sub-Committee", "Regular Council Meeting", "The Board of Supervisors met": what the paper says of
its meeting tells who decided, where nothing is labelled.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.assembling.found import Found
from extractor.document import Token
from extractor.shapes.bodies import as_name

# So many lines of the title block, and of what is set as its title or a running head, may name the body.
MOST_LINES, MOST_WORDS = 12, 40
_MET = re.compile(r"\b(?:minutes?|meeting|met|session|agenda|sederunt|proceedings)\b", re.IGNORECASE)
_KINDS_OF_MEETING = (
    r"(?:adjourned|annual|budget|emergency|extraordinary|general|monthly|open|ordinary|public|quarterly|regular|remote"
    r"|special|statutory|urgent|virtual)"
)
_MEETING = r"(?:meeting|minutes?|session|proceedings|sederunt)"
# "Report of the Housing Committee": behind these words only what they are of.
_PAPER = r"(?:decisions?|note|notice|report)"
_NO_NAME = rf"(?:{_MEETING}|{_PAPER}|extraordinary|monthly|ordinary|regular|special)"
_WORD = rf"(?!(?i:{_MEETING})\b)(?:[A-Z][\w’'.-]*|\([A-Z][\w ]*\)|and|of|for|the|&|to)"


@dataclass(frozen=True, slots=True)
class Met:
    """A body that met, as one writes it: the print it was read from, its words, and whether words of a meeting stand with it."""

    name: str
    text: str
    tokens: tuple[Token, ...]
    plain: bool


def body_that_met(found: Found, authority: str) -> Met | None:
    """Return the body that met; None where nothing tells, or the ``authority`` itself did."""
    lines = list(_lines(found))
    if not any(_MET.search(text) for text, _ in lines):
        return None
    named = [
        Met(as_name(re.sub(r"^(?:the|The|THE) ", "", body["body"])), body["body"], own, plain=n == 0)
        for n, pattern in enumerate(_patterns((*found.form.body_words.nouns, *found.form.wordings("bodies", "met"))))
        for text, tokens in lines
        if (body := pattern.search(text))
        and (own := tuple(t for t in tokens if t.start < body.end("body") and t.end > body.start("body")))
    ]
    # "At a meeting of the Committee": which one, another line says.
    named = [one for one in named if one.name.casefold() != authority.casefold()]
    first = named[0] if named else None
    return next(
        (fuller for fuller in named if first and " " not in first.name and is_kind_of(first.name, fuller.name)), first
    )


def is_kind_of(body: str, name: str) -> bool:
    """Say whether a body is another named by its kind alone: the "Parish Council" of Lidd Parish Council."""
    return name.casefold().endswith(f" {body.casefold()}")


def _lines(found: Found) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """Yield the first lines of the front matter and what is set as the paper's title, with their words."""
    front = found.decision.sections[0]
    begin = 0
    for line in front.text.split("\n")[:MOST_LINES]:
        own = [t for t in front.tokens if t.start < begin + len(line) and t.end > begin]
        if line.count(" ") < MOST_WORDS:
            yield line, tuple(replace(t, start=t.start - begin, end=t.end - begin) for t in own)
        begin += len(line) + 1
    yield from ((piece.text, piece.tokens) for piece in found.decision.furniture[:MOST_LINES])


@lru_cache(maxsize=16)
def _patterns(nouns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Return how a line tells the body that met, the plainest first."""
    noun = "|".join(re.escape(n).replace(r"\ ", "[ -]") for n in sorted(nouns, key=len, reverse=True))
    # "Board of Governors" is one name, "Council of the Borough" a body and whose it is.
    of_whom = r"(?: (?i:of) (?:[A-Z][\w’'-]* ){0,2}?[A-Z][\w’'-]*[sS]\b)?"
    body = rf"(?P<body>(?!(?i:{_NO_NAME})\b)(?:{_WORD},? ){{0,9}}?(?i:{noun})\b(?! (?i:{noun})\b){of_whom})"
    kinds = rf"(?: (?i:{_KINDS_OF_MEETING}))*"
    return (
        re.compile(
            rf"(?i:\b(?:{_MEETING}|{_PAPER}(?= of)))(?: (?i:of|from|–|-|—|:))?(?: (?i:a|the))?{kinds}"
            rf"(?: (?i:meeting|session) (?i:of|held by))?(?: (?i:the))? ?{body}"
        ),
        re.compile(rf"^(?:(?i:the) )?{body} (?i:met)\b"),
        re.compile(rf"^(?:(?i:{_KINDS_OF_MEETING}) )*{body} (?i:meeting|session|minutes)\b"),
        re.compile(rf"^{body}(?=$|,| [–—-])"),
    )
