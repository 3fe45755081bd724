"""The values of the front matter and the foot: those a label announces, and those that stand without one.

Enters the sections of a decision with the parts they were composed of; leaves entries.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Entry, FieldName, Section, Token
from extractor.splitting.authority import find_authority
from extractor.splitting.flow import FlowLine
from extractor.splitting.forms import Form
from extractor.splitting.notices import DAY, days_told
from extractor.splitting.numbers import find_bare_number, find_number
from extractor.splitting.parts import Part, value_length
from extractor.splitting.wording import normalise, whole_words

_DATE = re.compile(rf"(?:(?:held )?on )?{DAY}", re.IGNORECASE)
_HELD = re.compile(r"\bheld\b|\bmeeting\b", re.IGNORECASE)
# The law that a form is made under, named in its title.
_STATUTE = re.compile(r"\b(?:Act|Regulations|Order|Rules)\b,? \d{4}$", re.IGNORECASE)
# What names an act names no body: "decision by a single member of the Executive".
_MEETS = re.compile(r"\b(?:committee|board|panel)$")
_ITEM = re.compile(r"^(?:agenda )?item(?: no\.?)? \d{1,3}[a-z]?\b", re.IGNORECASE)
_ACT = re.compile(r"\b(?:decisions?|report|notice|record|minutes|extract)\b")
_MINUTE = re.compile(r"^(\d{1,4})\.?\s+\S")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of tokens of a section: a paragraph of the front matter with its lines, and the part it belongs to.

    ``is_value`` tells that it is the value of its part's label.
    """

    section: int
    first: int
    last: int
    lines: tuple[FlowLine, ...]
    part: Part
    is_value: bool


def find_entries(sections: Sequence[Section], stretches: Sequence[Stretch], form: Form) -> tuple[Entry, ...]:
    """Return the entries in reading order, labelled ones first."""
    entries = [*_labelled(sections, stretches)]
    named = {entry.name for entry in entries}
    if "subject" not in named:
        items = list(_item(sections, stretches))[:1]
        entries += items
        named |= {entry.name for entry in items}
    free = [s for s in stretches if not s.is_value]
    if len(sections) <= 1 and not entries:
        # Nothing here is like a decision: a line that looks like a number or a title is none.
        return ()
    taken: set[int] = set()
    for name, finder in _UNLABELLED:
        if name not in named:
            found = next(iter(finder(sections, [s for s in free if s.first not in taken], form)), None)
            if found is not None:
                entries.append(found)
                taken |= {
                    s.first
                    for s in free
                    if name != "decision_number" and _span(sections, s) == (found.start, found.end)
                }
    return tuple(entries)


def _labelled(sections: Sequence[Section], stretches: Sequence[Stretch]) -> Iterator[Entry]:
    for stretch in stretches:
        target = stretch.part.target
        if not stretch.is_value or target is None or target.field is None:
            continue
        start, end = _span(sections, stretch)
        if target.field == "decision_number":
            narrowed = _number_in(sections[stretch.section].text, start, end)
            start, end = narrowed or (start, end)
        label = " ".join(w.text for w in stretch.part.heading_words)
        yield Entry(target.field, stretch.section, start, end, stretch.part.confidence, label)


def _item(sections: Sequence[Section], stretches: Sequence[Stretch]) -> Iterator[Entry]:
    """Yield what stands behind the number of an item of business: "Agenda item 8: Leisure Centres"."""
    for stretch in stretches:
        label = " ".join(w.text for w in stretch.part.heading_words)
        if stretch.is_value and _ITEM.match(label) and _stands_out(stretch):
            yield Entry("subject", stretch.section, *_span(sections, stretch), stretch.part.confidence, label)


def _span(sections: Sequence[Section], stretch: Stretch) -> tuple[int, int]:
    tokens: Sequence[Token] = sections[stretch.section].tokens
    return tokens[stretch.first].start, tokens[stretch.last].end


def _number_in(text: str, start: int, end: int) -> tuple[int, int] | None:
    value = text[start:end]
    if len(value.split()) <= 3:
        return None
    found = find_number(value) or find_bare_number(value)
    return (start + found[0], start + found[1]) if found else None


def _publication(sections: Sequence[Section], free: Sequence[Stretch], form: Form) -> Iterator[Entry]:
    keys = ("not_exempt", "part_exempt", "exempt", "public")
    known = {normalise(w) for key in keys for w in form.wordings("publication", key)} - {
        "open",
        "official",
        "private",
        "part 1",
        "part 2",
        "publish",
        "closed",
    }
    for stretch in free:
        start, end = _span(sections, stretch)
        said = normalise(sections[stretch.section].text[start:end])
        if said in known or any(said.startswith(w) and len(w) > 9 and len(said.split()) < 40 for w in known):
            yield Entry("publication", stretch.section, start, end, 0.8)


def _number(sections: Sequence[Section], free: Sequence[Stretch], form: Form) -> Iterator[Entry]:
    del form
    for stretch in free:
        start, end = _span(sections, stretch)
        text = sections[stretch.section].text[start:end]
        found = find_number(text) if len(text.split()) <= 20 else None
        if found is None and (minute := _MINUTE.match(text)) and _stands_out(stretch):
            found = minute.span(1)
        if found is None and re.fullmatch(r"\d{1,4}\.?", text):
            found = (0, len(text.rstrip(".")))
        if found:
            yield Entry("decision_number", stretch.section, start + found[0], start + found[1], 0.7)


def _subject(sections: Sequence[Section], free: Sequence[Stretch], form: Form) -> Iterator[Entry]:
    ranked = sorted(
        (s for s in free if _may_be_subject(s, form)),
        key=lambda s: (
            _names_form(s, form),
            -max(line.size for line in s.lines) if _stands_out(s) else 0,
            not _stands_out(s),
            s.first,
        ),
    )
    for stretch in ranked:
        start, end = _span(sections, stretch)
        text = sections[stretch.section].text[start:end]
        if minute := _MINUTE.match(text):
            start += minute.end() - 1
        yield Entry("subject", stretch.section, start, end, 0.6 if _stands_out(stretch) else 0.4)


def _names_form(stretch: Stretch, form: Form) -> bool:
    """Tell whether a line is likelier the form's name than what the decision is about."""
    match = form.lexicon.match(" ".join(line.text for line in stretch.lines))
    return match is not None and match.target("title") is not None


def _stands_out(stretch: Stretch) -> bool:
    first = stretch.lines[0]
    return first.all_bold or first.larger or first.underlined or first.caps


def _may_be_subject(stretch: Stretch, form: Form) -> bool:
    text = " ".join(line.text for line in stretch.lines)
    words = text.split()
    if sum(len(word) == 1 for word in words) > len(words) // 2:
        return False
    if stretch.lines[0].small or not 2 < len(words) <= 45 or (not any(c.islower() for c in text) and len(words) < 4):
        return False
    if find_authority([text], form) == (0, 0, len(text)) or _STATUTE.search(text):
        return False
    if form.lexicon.match(text) and not form.lexicon.match(text).by_cue:  # type: ignore[union-attr]
        return False
    return not text.rstrip().endswith(":") and sum(c.isalpha() for c in text) > 0.6 * len(text.replace(" ", ""))


def _body(sections: Sequence[Section], free: Sequence[Stretch], form: Form) -> Iterator[Entry]:
    """Yield the committee or cabinet named on a line of its own, as minutes name it."""
    nouns = whole_words(form.wordings("bodies", "nouns"))
    for stretch in (s for s in free if s.section == 0):
        start, end = _span(sections, stretch)
        text = sections[0].text[start:end]
        said = normalise(text)
        is_body = len(said.split()) <= 8 and nouns.search(said) and not any(c in text for c in ".:,;")
        is_body = is_body and not _ACT.search(said)
        # A joint committee is a public body, and decides.
        if is_body and (find_authority([text], form) is None or _MEETS.search(said)):
            yield Entry("decision_makers", 0, start, end, 0.6)


def _date(sections: Sequence[Section], free: Sequence[Stretch], form: Form) -> Iterator[Entry]:
    """Yield the date that stands on a line of its own in the title block, as minutes print that of the meeting."""
    del form
    for stretch in free:
        start, end = _span(sections, stretch)
        text = sections[stretch.section].text[start:end].strip(" .")
        if stretch.section == 0 and (_DATE.fullmatch(text) or (_HELD.search(text) and _DATE.search(text))):
            yield Entry("decision_date", stretch.section, start, end, 0.7)


def _told(name: FieldName) -> Callable[[Sequence[Section], Sequence[Stretch], Form], Iterator[Entry]]:
    """Return a finder of the day that a sentence tells without a label: "Call-in expires on 22 July 2015"."""

    def find(sections: Sequence[Section], free: Sequence[Stretch], form: Form) -> Iterator[Entry]:
        for stretch in free:
            start, end = _span(sections, stretch)
            for told, first, last in days_told(sections[stretch.section].text[start:end], form):
                if told == name:
                    yield Entry(name, stretch.section, start + first, start + last, 0.7)

    return find


_UNLABELLED: tuple[tuple[FieldName, Callable[[Sequence[Section], Sequence[Stretch], Form], Iterator[Entry]]], ...] = (
    ("publication", _publication),
    ("decision_number", _number),
    ("decision_makers", _body),
    ("decision_date", _date),
    ("call_in_deadline", _told("call_in_deadline")),
    ("publication_date", _told("publication_date")),
    ("effective_date", _told("effective_date")),
    ("subject", _subject),
)


def stretches_of(part: Part, section: int, first: int) -> Iterator[Stretch]:
    """Yield the stretches of a part of a header section; ``first`` is the index of its first token."""
    at = first + sum(len(line.words) for line in part.label)
    own = value_length(part)
    groups: list[tuple[tuple[FlowLine, ...], bool]] = [(part.lines[:own], True)] if own else []
    begin = own
    for n in range(own + 1, len(part.lines) + 1):
        if n == len(part.lines) or part.lines[n].opens or part.lines[n].gap == float("inf"):
            groups.append((part.lines[begin:n], False))
            begin = n
    for lines, is_value in groups:
        count = sum(len(line.words) for line in lines)
        if count:
            yield Stretch(section, at, at + count - 1, lines, part, is_value)
        at += count
