"""Who holds a post: roles and people of one text enter, roles with holders leave. Adjacency alone decides."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Person, Role

# Longer stretches than this between a name and a title are sentences.
_FARTHEST = 90
_NAME_THEN_TITLE = re.compile(
    r"(?:,? (?:MP|OBE|CBE|MBE|QC|KC|JP|DL|CC|[B-DF-HJ-NP-TV-Z]{2}[A-Z]{1,4}))*\s*[,(:–—-]?\s*"
    r"(?:(?<=\s)(?:Post|Position|Job title|Designation|Title|Role)\s*:?\s*)?"
    r"(?:(?:is|was|who is|who was|as|acting as|being|in (?:his|her|their) (?:capacity|role) as|now|then)\s+)?"
    r"(?:(?:the|our|its|their|a)\s+(?:Council[’']s\s+)?)?"
)
_TITLE_THEN_NAME = re.compile(
    r"\)?\s*[,(:–—-]?\s*(?:(?<=\s)(?:Name|Signed by|Signed)\s*:\s*)?(?:(?:is|was|being|namely)\s+)?"
)
_TITLE_OF_BODY_THEN_NAME = re.compile(r" (?:of|for|at|from) [^.,;:()\n\t]{1,60}[,:] ")
_SAME_HOLDER = re.compile(r"\s*(?:and|&|[,/(]|,\s*and|\band\s+also)\s*|\s*\n\s*(?:and\s+)?")


def link_holders(text: str, roles: Sequence[Role], people: Sequence[Person], *, signed: bool) -> tuple[Role, ...]:
    """Return the roles with their holders, where a name stands beside. Roles and people stand in reading order.

    In a ``signed`` block, a name alone on a line also signs for the title above it, sentences between them or not.
    """
    linked: list[Role] = []
    named: list[str | None] = []
    at = 0
    taken: Person | None = None  # held by a title before the name, not as a label's answer
    for role in roles:
        while at < len(people) and people[at].end <= role.start:
            at += 1
        before = people[at - 1] if at else None
        after = people[at] if at < len(people) and people[at].start >= role.end else None
        holder = _holder(text, role, linked, before if before is not taken else None, after)
        person = holder if isinstance(holder, Person) else None
        if person is not None and not _answers_a_label(text, role, person):
            taken = person
        name = person.name if person else holder if isinstance(holder, str) else None
        named.append(name)
        linked.append(replace(role, holder=name))
    return _signed(text, linked, people) if signed else tuple(linked)


def _holder(
    text: str, role: Role, linked: Sequence[Role], before: Person | None, after: Person | None
) -> Person | str | None:
    if before is not None and _fits(_NAME_THEN_TITLE, text, before.end, role.start):
        return before
    previous = linked[-1] if linked else None
    if previous is not None and previous.holder and _fits(_SAME_HOLDER, text, previous.end, role.start):
        return previous.holder
    if after is None:
        return None
    if _fits(_TITLE_THEN_NAME, text, role.end, after.start) or _fits(
        _TITLE_OF_BODY_THEN_NAME, text, role.end, after.start
    ):
        return after
    return None


def _answers_a_label(text: str, role: Role, person: Person) -> bool:
    """Say whether the title is a label to the name: "Cabinet Member: Cllr Dray, Deputy Mayor"."""
    return role.end <= person.start and ":" in text[role.end : person.start]


def _fits(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    return 0 <= end - start <= _FARTHEST and pattern.fullmatch(text, start, end) is not None


def _signed(text: str, roles: Sequence[Role], people: Sequence[Person]) -> tuple[Role, ...]:
    """Give a title of a signature block the name that stands alone on a line below it, before the next such title."""
    found = list(roles)
    held = {role.holder for role in roles}
    waiting: int | None = None
    for start, n in sorted(
        [*((role.start, n) for n, role in enumerate(roles)), *((p.start, -1 - n) for n, p in enumerate(people))]
    ):
        if not _begins_line(text, start):
            continue
        if n >= 0:
            waiting = n if roles[n].holder is None else None
        elif waiting is not None and people[-1 - n].name not in held:
            found[waiting] = replace(roles[waiting], holder=people[-1 - n].name)
            waiting = None
    return tuple(found)


def _begins_line(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in "\n\t"
