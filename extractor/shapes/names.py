"""Names of people and words of posts, told by their shape alone: quick, and never the last word on a mention."""

import re
from collections.abc import Iterator

_TITLE = (
    r"(?:mr|mrs|ms|miss|mx|dr|prof(?:essor)?|sir|dame|lord|lady|rev(?:d|erend)?|cllrs?|councill?ors?|"
    r"ald(?:erman|ermen)?|cyng(?:horydd)?|bailie|canon|hon|capt(?:ain)?|col(?:onel)?|major|commissioner|trustee|"
    r"supervisor|deputy)\.?"
)
_GIVEN = r"[A-Z](?:[a-z’'-]+[A-Z]?[a-z’'-]*|\.)?"
_PARTICLE = r"(?:van der|van den|van|von|de la|de|du|del|ap|ab|ferch|mac|st\.?|le|la|di|da|dos|al|el|bin|ibn)"
_NAME = rf"(?:{_GIVEN}[ .]*){{1,3}}(?:{_PARTICLE} )?(?:O[’']|Mc|Mac)?[A-Z][a-z’'A-Z-]+"
_TITLED = re.compile(rf"\b(?i:{_TITLE}) (?:(?i:{_TITLE}) )*(?:{_GIVEN}[ .]*){{0,3}}(?:(?i:{_PARTICLE}) )?[A-Z]\w")
_BARE = re.compile(rf"^(?:{_NAME})$")
# Looked for in small letters: an expression that minds case is three times as quick as one that does not.
_COURTESY = re.compile(rf"\b{_TITLE} ")
_POSTS = re.compile(
    r"\b(?:leader|mayor|cabinet member|executive member|portfolio holder|member for|chief executive|chief officer|director|"
    r"head of|manager|officer|commissioner|chair(?:man|woman|person)?|convener|clerk|treasurer|solicitor|surveyor|"
    r"engineer|inspector|secretary|administrator|controller|comptroller|planner|accountant|constable|governor|"
    r"superintendent|city manager|registrar|provost|sheriff|lead member|councillor for|deputy)\b"
)

# Words in capitals joined as names and posts are: "Ann Pugh, Head of Ferries (Acting)". A stop ends initials and courtesies only.
_WORD = r"[A-Z(](?:[\w’'&()/-]+|\w{0,3}\.)?"
_PHRASE = re.compile(rf"{_WORD}(?:,? (?:(?:of|and|for|to|with|the|&|–|-) ){{0,2}}{_WORD})*")
_OPENING = re.compile(r"^(?:(?:I|We|The|That|By|This),? )+")

# What parts a name from a post, a telephone number or an address.
_PART = re.compile(r"[,;:\n\t()]|\s[–—/-]\s|\s(?=\d|\S+@)")
_HONOURS = re.compile(r"(?:,? (?:[A-Z]+[a-z]*[A-Z]\w*|\(Hons\)))+$")
# What is staffed, and no person.
_UNIT = re.compile(
    r"\b(?:services?|team|unit|department|division|office|branch|section|group|council|committee|board|hall|house|centre|planning|"
    r"licensing|legal|highways|housing|finance|environment|democratic|customer|support|enquiries|telephone|e-?mail)\b",
    re.IGNORECASE,
)


def has_titled_name(text: str) -> bool:
    """Tell whether a text names somebody by a courtesy title.

    >>> has_titled_name("taken by Cllr Mrs P. Nuttall"), has_titled_name("Car parks")
    (True, False)
    """
    return _COURTESY.search(text.casefold()) is not None and _TITLED.search(text) is not None


def is_bare_name(text: str) -> bool:
    """Tell whether a text looks like a given name and a surname and nothing else.

    >>> [is_bare_name(text) for text in ("Hester Quillfeather", "P. Griffiths", "Car parks", "Town Hall Repairs Fund Two Now")]
    [True, True, False, False]
    """
    return _BARE.match(text.strip(" .,")) is not None and not has_post(text)


def person_within(text: str) -> str:
    """Return the first of a text's parts that looks like a person's name, honours and calls taken off, or "".

    >>> [person_within(text) for text in ("Beck Orr CEng MICE", "Head of Parks, Ms A Fry (ext. 4)", "Parks Team", "01632 960001")]
    ['Beck Orr', 'Ms A Fry', '', '']
    """
    for part in map(str.strip, _PART.split(text)):
        name = _HONOURS.sub("", part) if not part.isupper() else part
        if _UNIT.search(name) is None and not has_post(name) and (is_bare_name(name) or _TITLED.match(name)):
            return name
    return ""


def is_courtesy(text: str) -> bool:
    """Tell whether a text is a courtesy title and no name: "Cllr".

    >>> [is_courtesy(text) for text in ("Cllr", "Cllr Pugh", "Pugh")]
    [True, False, False]
    """
    return without_courtesy(f"{text} X") == "X"


def without_courtesy(name: str) -> str:
    """Return a name without the courtesy titles before it.

    >>> without_courtesy("Cllr Mrs Ann Pugh")
    'Ann Pugh'
    """
    return re.sub(rf"^(?:(?i:{_TITLE})\s+)+", "", name)


def has_post(text: str) -> bool:
    """Tell whether a text has a word that posts have."""
    return _POSTS.search(text.casefold()) is not None


def find_holders(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text names somebody with a courtesy title, or a post, with the names and posts that go on from there.

    >>> text = "Taken on 4 May by Cllr Ann Pugh, Cabinet Member for Ferries, under section 9."
    >>> [text[start:end] for start, end in find_holders(text)]
    ['Cllr Ann Pugh, Cabinet Member for Ferries']
    """
    for match in _PHRASE.finditer(text):
        opening = _OPENING.match(match.group())
        start = match.start() + (opening.end() if opening else 0)
        named = text[start : match.end()].rstrip(" ,.(")
        if has_titled_name(named) or has_post(named):
            yield start, start + len(named)
