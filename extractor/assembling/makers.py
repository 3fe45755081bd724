"""Who took the decision: the people, posts and bodies named where the form asks for the decision maker."""

import re
from collections.abc import Iterator, Sequence

from decision_models import DecisionMaker, SectionKind
from extractor.assembling.fields import Found, within
from extractor.document import Entry, Person, Role
from extractor.shapes.bodies import as_name
from extractor.splitting.wording import normalise

# How much surer a name is that stands with the post than one that the signature gives.
SIGNED = 0.9
_SENDERS = frozenset({"from"})
# What decides is the body that met, not its meeting.
_OF_PLACE = re.compile(
    r" of the (?:city|town|county|borough|village|township|shire|district|parish|municipality) of .*$", re.IGNORECASE
)
_MEETING = re.compile(r"^(?:(?:a|the) )?(?:extraordinary |special )?meeting of (?:the )?", re.IGNORECASE)


def decision_makers(found: Found) -> tuple[DecisionMaker, ...]:
    """Return the decision makers in reading order; those of the signature where the form names none elsewhere."""
    entries = list(found.entries("decision_makers"))
    # Who sends a memorandum has decided only where nobody else is said to have.
    labelled = [entry for entry in entries if normalise(entry.label) not in _SENDERS]
    named = [m for entry in labelled or entries for m in _of_entry(found, entry)]
    if not named:
        named = list(_of_signatures(found))[:1]
    return tuple(_merged(_with_holders(found, named)))


def _of_entry(found: Found, entry: Entry) -> Iterator[DecisionMaker]:
    people = [m for m in within(found.mentions.people, entry) if isinstance(m, Person)]
    roles = [m for m in within(found.mentions.roles, entry) if isinstance(m, Role)]
    if people or roles:
        yield from _grouped(found, people, roles)
        return
    text = as_name(_OF_PLACE.sub("", _MEETING.sub("", found.said(entry).strip(" .,:;–-"))))
    if text:
        yield DecisionMaker(name=None, roles=(found.field(text, entry, entry.confidence),))


def _grouped(found: Found, people: Sequence[Person], roles: Sequence[Role]) -> Iterator[DecisionMaker]:
    """Give every person the posts that follow it up to the next person; posts before the first person are its own."""
    if not people:
        yield DecisionMaker(name=None, roles=tuple(found.field(r.title, r, r.certainty) for r in roles))
        return
    for n, person in enumerate(people):
        begins = -1 if n == 0 else person.start
        ends = people[n + 1].start if n + 1 < len(people) else float("inf")
        own = [r for r in roles if begins <= r.start < ends]
        yield DecisionMaker(
            name=found.field(person.name, person, person.certainty),
            roles=tuple(found.field(r.title, r, r.certainty) for r in own),
        )


def _of_signatures(found: Found) -> Iterator[DecisionMaker]:
    for index, section in enumerate(found.decision.sections):
        if section.kind is not SectionKind.SIGNATURE:
            continue
        people = [p for p in found.mentions.people if p.section == index]
        roles = [r for r in found.mentions.roles if r.section == index]
        if people or roles:
            yield from _grouped(
                found,
                people[:1],
                roles[:2]
                if not people
                else [r for r in roles if r.holder in (None, people[0].name, people[0].full_name)],
            )


def _with_holders(found: Found, makers: Sequence[DecisionMaker]) -> Iterator[DecisionMaker]:
    """Name the holder of a post that is named without one, where the signature gives it."""
    for maker in makers:
        name = None if maker.name else _holder(found, {r.value for r in maker.roles})
        yield maker.model_copy(update={"name": name}) if name else maker


def _holder(found: Found, titles: set[str]) -> object:
    posts = {r.post_id for r in found.mentions.roles if r.title in titles}
    for role in found.mentions.roles:
        if (
            role.post_id in posts
            and role.holder
            and found.decision.sections[role.section].kind is SectionKind.SIGNATURE
        ):
            person = next(
                (
                    p
                    for p in found.mentions.people
                    if role.holder in (p.name, p.full_name) and p.section == role.section
                ),
                None,
            )
            if person:
                return found.field(person.name, person, person.certainty * SIGNED)
    return _sole_signatory(found, posts) if posts else None


def _sole_signatory(found: Found, posts: set[str]) -> object:
    """Return who alone signs, by the post where it stands in a signature, and where no other post than those given does."""
    signed = {n for n, s in enumerate(found.decision.sections) if s.kind is SectionKind.SIGNATURE}
    by_post = {r.section for r in found.mentions.roles if r.section in signed and r.post_id in posts}
    signed = by_post or signed
    people = [p for p in found.mentions.people if p.section in signed]
    others = any(r.section in signed and r.post_id not in posts for r in found.mentions.roles)
    if len({p.name for p in people}) != 1 or others:
        return None
    return found.field(people[0].name, people[0], people[0].certainty * SIGNED)


def _merged(makers: Iterator[DecisionMaker]) -> Iterator[DecisionMaker]:
    """Leave out a maker that is named again, as in the signature of a form."""
    seen: set[str] = set()
    for maker in makers:
        keys = {maker.name.value.casefold()} if maker.name else {r.value.casefold() for r in maker.roles}
        if not keys & seen:
            yield maker
        seen |= keys | {r.value.casefold() for r in maker.roles}
