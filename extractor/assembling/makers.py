"""Who took the decision: the people, posts and bodies named where the form asks for the decision maker."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from decision_models import DecisionMaker, Field, SectionKind
from extractor.assembling.found import Found, is_asked, within
from extractor.assembling.judged import Judged
from extractor.assembling.places import Candidate
from extractor.assembling.texts import BY_SHAPE, authority_field
from extractor.document import Entry, Person, Role
from extractor.shapes.bodies import as_name
from extractor.shapes.names import person_within, without_courtesy
from extractor.splitting.wording import normalise, whole_words

# How much surer a name is that stands with the post than one that the signature gives.
SIGNED = 0.9
# Whoever is likelier than this to have decided has; where nobody is, the likeliest has, unless hardly likely at all.
LIKELY, EXPECTED = 0.4, 0.05
# Who sends a letter and whom it is sent to.
_ADDRESSEES = frozenset({"to", "cc", "bcc"})
_MAIL = _ADDRESSEES | {"from"}
_OF_PLACE = re.compile(
    r" of the (?:city|town|county|borough|village|township|shire|district|parish|municipality) of .*$", re.IGNORECASE
)
# What decides is the body that met, not its meeting nor the paper that tells of it: "Minutes of the Meeting of Council".
_MEETING = re.compile(
    r"^(?:(?:(?:a|the) )?(?:[\w’'-]+ ){0,3}(?:meetings?|minutes?|record|register|proceedings|decisions?|extract) "
    r"(?:of|from) (?:the )?)+",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^[^()]*\bdecisions?\b[^()]*\(([^()]+)\)$", re.IGNORECASE)
_WHEN = re.compile(r" (?:meeting$|(?:held|sitting|at its) )", re.IGNORECASE)
_ENDS_ASIDE = re.compile(r"[;\n]|$")


def decision_makers(judged: Judged) -> tuple[DecisionMaker, ...]:
    """Return the decision makers in reading order: those whom a label asks for, else those who most likely decided."""
    found, authority = judged.found, authority_field(judged.found)
    # Whether who sends a memorandum has decided hangs on who else is named.
    asked = [e for e in found.entries("decision_makers") if is_asked(e) and normalise(e.label) not in _MAIL]
    if asked:
        named = [m for entry in asked for m in _of_entry(found, entry)]
        return tuple(_merged(_in_full(found, _with_holders(found, named), authority)))
    sent_to = [e for e in found.entries("decision_makers") if normalise(e.label) in _ADDRESSEES]
    told = [one for one in judged.names.likelier_than("maker", EXPECTED) if not _only_in(one[0], sent_to)]
    best = max(told, key=lambda one: one[1], default=None)
    likely = [one for one in told if one[1] >= LIKELY or one is best]
    return tuple(_maker(candidate, sure, authority) for candidate, sure in likely)


def _only_in(candidate: Candidate, entries: Sequence[Entry]) -> bool:
    """Say whether a candidate is named nowhere but in some entries."""
    return all(
        any(e.section == p.section and e.start <= p.start and p.end <= e.end for e in entries) for p in candidate.places
    )


def _maker(candidate: Candidate, sure: float, authority: Field[str] | None) -> DecisionMaker:
    posts = tuple(post.place.field(post.title, sure) for post in candidate.posts)
    if candidate.kind == "person":
        return DecisionMaker(name=candidate.places[0].field(candidate.name, sure), roles=posts)
    if authority and candidate.kind == "body" and normalise(authority.value) == normalise(candidate.name):
        posts = (authority.model_copy(update={"confidence": round(authority.confidence * sure, 4)}),)
    return DecisionMaker(name=None, roles=posts)


def _of_entry(found: Found, entry: Entry) -> Iterator[DecisionMaker]:
    asides = list(_asides(found.decision.said(entry), found))
    roles = [m for m in within(found.mentions.roles, entry) if isinstance(m, Role) and not _inside(m, entry, asides)]
    people = [
        m for m in within(found.mentions.people, entry) if isinstance(m, Person) and not _inside(m, entry, asides)
    ]
    body = _body_before(found, entry, roles, people)
    if body:
        yield DecisionMaker(name=None, roles=(found.field(body, entry, entry.confidence),))
    elif people or roles:
        yield from _grouped(found, people, roles)
    elif not asides:
        text = found.said(entry)
        name, said = person_within(text), _as_body(text)
        if name and not whole_words(found.form.body_words.nouns).search(normalise(text)):
            yield DecisionMaker(name=found.field(name, entry, BY_SHAPE), roles=())
        elif said:
            yield DecisionMaker(name=None, roles=(found.field(said, entry, entry.confidence),))


def _asides(text: str, found: Found) -> Iterator[tuple[int, int]]:
    """Yield where a text names those who were asked, moved, delegated or are stood in for, and decided nothing."""
    for aside in whole_words(found.form.wordings("bodies", "asides")).finditer(text.casefold()):
        opens = not text[: aside.start()].strip(" ,(")
        # What opens an entry ends at the comma before its subject.
        stop = text.find(",", aside.end()) if opens else -1
        ends = [m.start() for m in _ENDS_ASIDE.finditer(text, aside.end())]
        yield aside.start(), stop if stop > 0 else ends[0]


def _inside(mention: Role | Person, entry: Entry, asides: Sequence[tuple[int, int]]) -> bool:
    return any(start <= mention.start - entry.start < end for start, end in asides)


def _body_before(found: Found, entry: Entry, roles: Sequence[Role], people: Sequence[Person]) -> str:
    """Return the body that an entry names before any person or post: "Cabinet (Cllr Ann Pugh in the chair)"."""
    if entry.in_heading:
        return ""
    first = min([entry.end, *(r.start for r in roles), *(p.start for p in people)])
    before = found.text(entry.section, entry.start, first)
    opening = re.split(r"[(:;,\n]|\s[–—-]\s", before, maxsplit=1)
    text = _as_body(before if _BRACKETED.match(before.strip()) else opening[0])
    named = len(opening) > 1 and whole_words(found.form.body_words.nouns).search(normalise(text))
    return text if named else ""


def _as_body(text: str) -> str:
    text = " ".join(text.split()).strip(" .,:;–-")
    bracketed = _BRACKETED.match(text)
    text = _OF_PLACE.sub("", _MEETING.sub("", bracketed[1] if bracketed else text))
    text = _WHEN.split(text)[0]
    return as_name(re.sub(r"^the ", "", text, flags=re.IGNORECASE))


def _grouped(found: Found, people: Sequence[Person], roles: Sequence[Role]) -> Iterator[DecisionMaker]:
    """Give every person the posts that name it their holder, and of the others those that follow it up to the next person.

    Posts before the first person are its own.
    """
    if not people:
        yield DecisionMaker(name=None, roles=tuple(_posts(found, roles)))
        return
    for n, person in enumerate(people):
        begins = -1 if n == 0 else person.start
        ends = people[n + 1].start if n + 1 < len(people) else float("inf")
        own = [r for r in roles if _holds(person, r) or (not _held(people, r) and begins <= r.start < ends)]
        yield DecisionMaker(name=found.field(person.name, person, person.certainty), roles=tuple(_posts(found, own)))


def _holds(person: Person, role: Role) -> bool:
    return role.holder in (person.name, person.full_name)


def _held(people: Sequence[Person], role: Role) -> bool:
    return any(_holds(person, role) for person in people)


def _posts(found: Found, roles: Sequence[Role]) -> Iterator[Field[str]]:
    """Yield posts as fields; one set in brackets behind another is one with it: "Director (Section 151 Officer)"."""
    joined = list[Role]()
    for role in roles:
        before = joined[-1] if joined and joined[-1].section == role.section else None
        between = found.text(role.section, before.end, role.end + 1) if before else ""
        if before and re.fullmatch(r"\s?\([^()]+\)", between):
            joined[-1] = replace(before, end=role.end + 1, title=f"{before.title} ({role.title})")
        else:
            joined.append(role)
    return (found.field(role.title, role, role.certainty) for role in joined)


def _with_holders(found: Found, makers: Sequence[DecisionMaker]) -> Iterator[DecisionMaker]:
    """Name the holder of a post that is named without one, where the signature gives it."""
    for maker in makers:
        name = None if maker.name else _holder(found, {r.value for r in maker.roles})
        yield maker.model_copy(update={"name": name}) if name else maker


def _in_full(found: Found, makers: Iterable[DecisionMaker], authority: Field[str] | None) -> Iterator[DecisionMaker]:
    """Fill up a name given in short, and the posts of a name given without one, from where the record gives them."""
    for maker in makers:
        if (
            authority
            and not maker.name
            and len(maker.roles) == 1
            and _is_kind_of(maker.roles[0].value, authority.value)
        ):
            yield maker.model_copy(update={"roles": (maker.roles[0].model_copy(update={"value": authority.value}),)})
            continue
        same = [p for p in found.mentions.people if maker.name and _is_same(maker.name.value, p)]
        fullest = max(same, key=lambda p: (len(p.name), -p.section, -p.start), default=None)
        changes = dict[str, object]()
        if fullest and maker.name and _is_short(maker.name.value) and not _is_short(fullest.name):
            changes["name"] = found.field(fullest.name, fullest, fullest.certainty * SIGNED)
        posts = {r.post_id: r for r in reversed(found.mentions.roles) if _held(same, r)}
        if not maker.roles and posts:
            changes["roles"] = tuple(_posts(found, list(reversed(posts.values()))))
        yield maker.model_copy(update=changes)


def _is_kind_of(body: str, authority: str) -> bool:
    """Say whether a body is the public body itself, named by its kind alone: the "Parish Council" of Lidd Parish Council."""
    return " " in body and authority.casefold().endswith(f" {body.casefold()}")


def _is_same(name: str, person: Person) -> bool:
    """Say whether a name is a person's, in short or in full: "P. Vane" is Councillor Petra Vane's."""
    if name in (person.name, person.full_name):
        return True
    short, full = without_courtesy(name).split(), without_courtesy(person.full_name).split()
    return short[-1:] == full[-1:] and (len(short) == 1 or short[0][0] == full[0][0]) and _is_short(name)


def _is_short(name: str) -> bool:
    """Say whether a name has no given name spelt out: "Cllr Vane", "P. Vane"."""
    return all(len(word.strip(".")) == 1 for word in without_courtesy(name).split()[:-1])


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
