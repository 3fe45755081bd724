"""What became of a decision, and whether it stands: read from its own words and from its paper's title and stamps.

Sections and furniture go in, a value with the words it rests on comes out, or nothing where nothing says so. How papers say
it is data of the form.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from decision_models import Field, Outcome, SectionKind, Status
from extractor.assembling.found import Found
from extractor.document import FurnitureText, Section, Token
from extractor.splitting.wording import normalise

# What a decision comes to is said in its heading or in a sentence of this many words at most at its start or its end.
MOST_WORDS = 60
# The title block of a paper that says what it is.
TITLE_WORDS = 60
# Papers say it plainly; a cue may yet stand in another's mouth.
_SURE, _LIKELY = 0.9, 0.75
_SENTENCE = re.compile(r"(?<=[.;:])\s+|\n")
# Whatever was done, "resolved" and "agreed" are said of it: what says more comes first.
_IN_TURN = (Outcome.WITHDRAWN, Outcome.LOST, Outcome.DEFERRED, Outcome.AMENDED, Outcome.NOTED, Outcome.AGREED)
_PROPOSES = frozenset({Status.PROPOSED, Status.DRAFT, Status.SUPERSEDED})


def outcome_field(found: Found) -> Field[Outcome] | None:
    """Return what became of the motion or item, or None where no section of the decision says so."""
    sections = [s for s in found.decision.sections if s.kind is SectionKind.DECISION]
    for outcome in _IN_TURN:
        cues = _patterns(found.form.wordings("outcome", outcome.value))
        for text, tokens in _sentences(sections):
            if any(cue.search(normalise(text)) for cue in cues) and tokens:
                sure = _LIKELY if outcome is Outcome.AGREED else _SURE
                return found.resting(outcome, text, tokens, sure)
    return None


def _sentences(sections: Sequence[Section]) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """Yield the headings of a decision and the sentences that begin and end it, with their words."""
    for section in sections:
        if section.heading:
            yield section.heading, section.heading_tokens
        spans = list(_spans(section.text))
        for start, end in dict.fromkeys([*spans[:2], *spans[-2:]]):
            text = section.text[start:end]
            if len(text.split()) <= MOST_WORDS:
                yield text, tuple(t for t in section.tokens if t.start < end and t.end > start)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for parted in _SENTENCE.finditer(text):
        if text[begin : parted.start()].strip():
            yield begin, parted.start()
        begin = parted.end()
    if text[begin:].strip():
        yield begin, len(text)


def status_field(found: Found) -> Field[Status] | None:
    """Return whether the decision stands, or None where neither title, running head nor text says so.

    A word that it is proposed, a draft or superseded outweighs any that it was taken.
    """
    front = found.decision.sections[0]
    said = [*map(_as_line, found.decision.furniture), *_title_lines(front)]
    for status in sorted(Status, key=lambda s: s not in _PROPOSES):
        cues = _patterns(found.form.wordings("status", status.value))
        sources = said if status in _PROPOSES else [*said, *_sentences(_decided(found))]
        for text, tokens in sources:
            if tokens and any(cue.search(normalise(text)) for cue in cues):
                return found.resting(status, text, tokens, _SURE)
    return None


def _decided(found: Found) -> list[Section]:
    return [s for s in found.decision.sections if s.kind is SectionKind.DECISION]


def _as_line(piece: FurnitureText) -> tuple[str, tuple[Token, ...]]:
    return piece.text, piece.tokens


def _title_lines(front: Section) -> Iterator[tuple[str, tuple[Token, ...]]]:
    limit = front.tokens[min(len(front.tokens), TITLE_WORDS) - 1].end if front.tokens else 0
    begin = 0
    for line in front.text[:limit].split("\n"):
        yield line, tuple(t for t in front.tokens if t.start < begin + len(line) and t.end > begin)
        begin += len(line) + 1


@lru_cache(maxsize=64)
def _patterns(cues: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?:^|\b)(?:{cue})(?!\w)" if not cue.startswith("^") else rf"{cue}") for cue in cues)
