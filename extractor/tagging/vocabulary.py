"""What words mean to posts and names: the data of roles.toml as sets. It must not know what a title is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from extractor.errors import EnvironmentFaultError
from extractor.tagging.lexicon import entry, load_table, load_words, plain

# What OCR makes of what: one substitution a word is undone, where it makes a word of the vocabulary.
_CONFUSIONS = (
    ("m", "rn"),
    ("d", "cl"),
    ("w", "vv"),
    ("i", "l"),
    ("l", "i"),
    ("o", "0"),
    ("l", "1"),
    ("i", "1"),
    ("i", "j"),
)


@dataclass(frozen=True, slots=True)
class Heads:
    """Head nouns of titles, by what may stand before and after them."""

    every: frozenset[str]
    open: frozenset[str]
    closed: frozenset[str]
    after: dict[str, frozenset[str]]
    bare: frozenset[str]
    bare_with_article: frozenset[str]
    office: frozenset[str]
    initials: frozenset[str]
    departmental: frozenset[str]
    with_to: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The data of roles.toml, as sets."""

    heads: Heads
    rank: frozenset[str]
    before_closed: dict[str, frozenset[str]]
    generic: frozenset[str]
    specific: frozenset[str]
    subjects: frozenset[str]
    bodies: frozenset[str]
    governed: frozenset[str]
    documents: frozenset[str]
    stops: frozenset[str]
    inner_stops: frozenset[str]
    asides: frozenset[str]
    statuses: frozenset[str]
    lower: frozenset[str]
    lower_heads: frozenset[str]
    confusions: dict[str, str]


@cache
def grammar_words(name: str, key: str) -> frozenset[str]:
    """Return the words under ``key`` of the table "grammar" in ``{name}.toml``."""
    return entry(load_table(f"{name}.toml"), f"{name}.toml", f"grammar.{key}")


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of titles. Raises EnvironmentFaultError where roles.toml is wrong."""
    name = "roles.toml"
    table = load_table(name)
    heads = _heads(table, name)
    rank = entry(table, name, "modifiers.rank")
    closed = {key: entry(table, name, f"modifiers.{key}") for key in ("head", "chair", "leader", "mayor")}
    subjects = entry(table, name, "subjects.words")
    return Vocabulary(
        heads=heads,
        rank=rank,
        before_closed=closed,
        generic=entry(table, name, "generic.before"),
        specific=entry(table, name, "generic.titles", ";"),
        subjects=subjects,
        bodies=entry(table, name, "bodies.words"),
        governed=entry(table, name, "bodies.governed"),
        documents=entry(table, name, "documents.words"),
        stops=entry(table, name, "stops.words"),
        inner_stops=entry(table, name, "stops.inner"),
        asides=entry(table, name, "asides.words"),
        statuses=entry(table, name, "asides.status"),
        lower=entry(table, name, "lower.titles", ";"),
        lower_heads=entry(table, name, "lower.heads"),
        confusions=_misreadings(heads.every | rank, subjects),
    )


def _heads(table: dict[str, dict[str, str]], name: str) -> Heads:
    opened, closed = entry(table, name, "heads.open"), entry(table, name, "heads.closed")
    if not table.get("after"):
        raise EnvironmentFaultError(name, detail="after: is missing or empty")
    after = {key: entry(table, name, f"after.{key}") for key in table["after"]}
    return Heads(
        every=opened | closed | frozenset(after),
        open=opened,
        closed=closed,
        after=after,
        bare=entry(table, name, "bare.always"),
        bare_with_article=entry(table, name, "bare.article"),
        office=entry(table, name, "bare.office"),
        initials=entry(table, name, "bare.initials"),
        departmental=entry(table, name, "heads.departmental"),
        with_to=entry(table, name, "joiners.to"),
    )


def _misreadings(words: Iterable[str], others: frozenset[str]) -> dict[str, str]:
    known = frozenset(words) | others
    found = {}
    for word in sorted(words):
        for right, wrong in _CONFUSIONS:
            for at in range(len(word)):
                if word.startswith(right, at):
                    found[word[:at] + wrong + word[at + len(right) :]] = word
    return {wrong: right for wrong, right in found.items() if wrong not in known}


@dataclass(frozen=True, slots=True)
class NameWords:
    """The data of people.toml, as sets."""

    single: frozenset[str]
    ranks: frozenset[str]
    misread: Mapping[str, str]
    plural: frozenset[str]
    peers: frozenset[str]
    members: frozenset[str]
    trading: frozenset[str]
    votes: frozenset[str]
    messrs: frozenset[str]
    worn_by_places: frozenset[str]
    kinds: frozenset[str]
    offices: frozenset[str]
    matters: frozenset[str]
    particles: frozenset[str]
    postnominals: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]
    firms: frozenset[str]
    verbs: frozenset[str]
    labels: frozenset[str]
    deeds: frozenset[str]


@cache
def name_words() -> NameWords:
    """Return the words around names. Raises EnvironmentFaultError where people.toml is wrong."""
    name = "people.toml"
    table = load_table(name)
    return NameWords(
        single=entry(table, name, "titles.single"),
        ranks=entry(table, name, "titles.ranks"),
        misread=dict(pair.split() for pair in entry(table, name, "titles.misread", ";")),
        plural=entry(table, name, "titles.plural"),
        peers=entry(table, name, "titles.peers"),
        trading=entry(table, name, "titles.trading"),
        members=entry(table, name, "titles.members"),
        votes=entry(table, name, "titles.votes"),
        messrs=entry(table, name, "titles.firms"),
        worn_by_places=entry(table, name, "titles.worn_by_places"),
        kinds=entry(table, name, "titles.kinds"),
        offices=entry(table, name, "titles.offices"),
        matters=entry(table, name, "titles.matters"),
        particles=entry(table, name, "names.particles"),
        postnominals=entry(table, name, "names.postnominals"),
        surnames=entry(table, name, "names.surnames"),
        places=entry(table, name, "places.words"),
        firms=entry(table, name, "firms.names", ";"),
        verbs=entry(table, name, "people_say.verbs"),
        labels=entry(table, name, "labels.last"),
        deeds=entry(table, name, "labels.deeds"),
    )


@cache
def given_names() -> frozenset[str]:
    """Return the given names, accents and case undone."""
    return load_words("names.txt") | ambiguous_names()


@cache
def ambiguous_names() -> frozenset[str]:
    """Return the given names that are as often a place or a plain word."""
    return load_words("names_ambiguous.txt")


def is_given_name(fold: str) -> bool:
    """Say whether a lower-case word is a given name (either part of it, where hyphened)."""
    return _is_given(fold)


@lru_cache(maxsize=8192)
def _is_given(fold: str) -> bool:
    word = plain(fold)
    return word in given_names() or ("-" in word and word.partition("-")[0] in given_names())


def is_plain_given_name(fold: str) -> bool:
    """Say whether a lower-case word is a given name and seldom anything else."""
    return _is_given(fold) and plain(fold) not in ambiguous_names()
