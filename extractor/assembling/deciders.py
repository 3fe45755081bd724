"""Who may have taken a decision: every person, post and body that a record names, each once with the places where it is named.

Nothing is weighed here; :mod:`extractor.assembling.judging_features` says what is seen of each.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from decision_models import Field, SectionKind
from extractor.assembling.found import Found
from extractor.assembling.places import Candidate, Place, Post, Where
from extractor.assembling.texts import authority_field
from extractor.document import Person, Role, Token
from extractor.shapes.bodies import as_name
from extractor.shapes.deciding import deciding_bodies
from extractor.shapes.names import is_courtesy
from extractor.splitting.wording import normalise

# A post stands with the person next to it where no more than this is between them, and no sentence ends there.
MOST_BETWEEN = 60
_ENDS = re.compile(r"\.\s|\n\n")
_BRACKETED = re.compile(r"\s?\([^()]+\)")


def candidates_of(found: Found, opening: Found | None = None) -> list[Candidate]:
    """Return everybody whom a record names, and whom its file's first record names before it decides anything (``opening``)."""
    sources = [(found, range(len(found.decision.sections)), False)]
    if opening is not None:
        sources.append((opening, _before_deciding(opening), True))
    people, loose = dict[str, Candidate](), list[tuple[Role, Place]]()
    bodies = dict[str, Candidate]()
    for source, sections, opens in sources:
        _add_people(source, sections, people, loose, opens=opens)
        _add_bodies(source, sections, bodies, opens=opens)
    return [*people.values(), *_posts(people.values(), loose), *_in_full(bodies, authority_field(found))]


def _before_deciding(opening: Found) -> range:
    kinds = [section.kind for section in opening.decision.sections]
    return range(kinds.index(SectionKind.DECISION) if SectionKind.DECISION in kinds else len(kinds))


# -- people and posts ---------------------------------------------------------------------------------------------------


def _add_people(
    found: Found,
    sections: range,
    people: dict[str, Candidate],
    loose: list[tuple[Role, Place]],
    *,
    opens: bool,
) -> None:
    """Add the people of some sections with the posts that name them their holders; leave the other posts in ``loose``."""
    holders = dict[str, Candidate]()
    for person in found.mentions.people:
        if person.section in sections and not is_courtesy(person.name):
            own = people.setdefault(person.full_name, Candidate("person", person.name, []))
            own.name = max(own.name, person.name, key=len)
            own.places.append(_place(found, person, opens=opens))
            holders |= {person.name: own, person.full_name: own}
    for role in found.mentions.roles:
        if role.section in sections:
            place = _place(found, role, opens=opens)
            if role.holder in holders:
                _add_post(holders[str(role.holder)], role, place)
            else:
                loose.append((role, place))
    for holder in holders.values():
        if not holder.posts:
            _take_nearest(holder, loose, found)


def _place(found: Found, mention: Person | Role, *, opens: bool) -> Place:
    section = found.decision.sections[mention.section]
    where: Where = "opening" if opens else "text"
    whole = found.wholeness(mention)
    return Place(found, where, mention.section, section.text, section.tokens, mention.start, mention.end, whole)


def _add_post(holder: Candidate, role: Role, place: Place) -> None:
    """Add a post; one set in brackets behind another is one with it: "Director (Section 151 Officer)"."""
    before = holder.posts[-1] if holder.posts else None
    joins = (
        before and before.place.text is place.text and _BRACKETED.fullmatch(place.text, before.place.end, place.end + 1)
    )
    if before and joins:
        place = replace(place, start=before.place.start, end=place.end + 1)
        holder.posts[-1] = Post(f"{before.title} ({role.title})", place)
    elif role.title not in {post.title for post in holder.posts}:
        holder.posts.append(Post(role.title, place))


def _take_nearest(person: Candidate, loose: list[tuple[Role, Place]], found: Found) -> None:
    """Give a person without a post the nearest that stands by the name with nobody else between."""
    near = [
        (gap, n)
        for own in person.places
        for n, (_, place) in enumerate(loose)
        if place.text is own.text and (gap := _between(own, place, found)) is not None
    ]
    if near:
        _add_post(person, *loose[min(near)[1]])


def _between(own: Place, place: Place, found: Found) -> int | None:
    """Return how many letters part a name from a post; None where too many do, a sentence ends, or somebody else is named."""
    start, end = min(own.end, place.end), max(own.start, place.start)
    others = (p for p in found.mentions.people if p.section == own.section and start <= p.start and p.end <= end)
    apart = end - start > MOST_BETWEEN or _ENDS.search(own.text, start, end) is not None
    return None if apart or next(others, None) is not None else end - start


def _posts(people: Iterable[Candidate], loose: Sequence[tuple[Role, Place]]) -> Iterator[Candidate]:
    """Yield the posts that nobody is said to hold; what is said of a post elsewhere is said of who holds it."""
    holders: dict[str, list[Candidate]] = defaultdict(list)
    for person in people:
        for post in person.posts:
            holders[normalise(post.title)].append(person)
    free = dict[str, Candidate]()
    for role, place in loose:
        held = holders.get(normalise(role.title), [])
        if len(held) == 1:
            if place not in held[0].places:
                held[0].places.append(_short(place))
            continue
        own = free.setdefault(role.post_id, Candidate("post", "", []))
        own.places.append(place)
        _add_post(own, role, place) if not own.posts or _joins(own.posts[-1].place, place) else None
    yield from free.values()


def _joins(before: Place, place: Place) -> bool:
    return before.text is place.text and _BRACKETED.fullmatch(place.text, before.end, place.end + 1) is not None


def _short(place: Place) -> Place:
    return replace(place, where="short")


# -- bodies -------------------------------------------------------------------------------------------------------------


def _add_bodies(found: Found, sections: range, bodies: dict[str, Candidate], *, opens: bool) -> None:
    decision, words = found.decision, found.form.body_words
    taken: Mapping[int, list[tuple[int, int]]] = defaultdict(list)
    named: tuple[Person | Role, ...] = (*found.mentions.roles, *found.mentions.people)
    for mention in named:
        taken[mention.section].append((mention.start, mention.end))
    texts: list[tuple[Where, int, str, tuple[Token, ...]]] = []
    for n in sections:
        section = decision.sections[n]
        texts.append(("text", n, section.text, section.tokens))
        texts.append(("heading", n, section.heading or "", section.heading_tokens))
    texts += [("furniture", -1, f.text.replace("\n", " "), f.tokens) for f in decision.furniture]
    for where, n, text, tokens in texts:
        for start, end in deciding_bodies(text, words):
            if where == "text" and any(a < end and start < b for a, b in taken[n]):
                continue
            place = Place(found, "opening" if opens else where, n, text, tokens, start, end)
            name = as_name(" ".join(place.said.split()))
            bodies.setdefault(normalise(name), Candidate("body", name, [])).places.append(place)


def _in_full(bodies: dict[str, Candidate], authority: Field[str] | None) -> Iterable[Candidate]:
    """Return the bodies, those named in short with those they are: the "Council" of Orme County Council, "the Committee"."""
    whole = normalise(authority.value) if authority and "meeting" not in authority.value.casefold() else ""
    for short in sorted(bodies, key=len, reverse=True):
        if whole.endswith(f" {short}"):
            own = bodies.pop(short)
            full = bodies.setdefault(whole, Candidate("body", authority.value if authority else "", []))
            full.places += map(_short, own.places)
    for short in [name for name in bodies if name != whole and not name.endswith("council")]:
        longer = [name for name in bodies if name.endswith(f" {short}") and name != whole]
        if len(longer) == 1:
            bodies[longer[0]].places += map(_short, bodies.pop(short).places)
    for body in bodies.values():
        body.posts = [Post(body.name, body.places[0])]
    return bodies.values()
