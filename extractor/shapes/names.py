"""Names of people and words of posts, told by their shape alone: quick, and never the last word on a mention."""

import re

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
_POSTS = re.compile(
    r"\b(?:leader|mayor|cabinet member|executive member|portfolio holder|member for|chief executive|chief officer|director|"
    r"head of|manager|officer|commissioner|chair(?:man|woman|person)?|convener|clerk|treasurer|solicitor|surveyor|"
    r"engineer|inspector|secretary|administrator|controller|comptroller|planner|accountant|constable|governor|"
    r"superintendent|city manager|registrar|provost|sheriff|lead member|councillor for|deputy)\b",
    re.IGNORECASE,
)


def has_titled_name(text: str) -> bool:
    """Tell whether a text names somebody by a courtesy title.

    >>> has_titled_name("taken by Cllr Mrs P. Nuttall"), has_titled_name("Car parks")
    (True, False)
    """
    return _TITLED.search(text) is not None


def is_bare_name(text: str) -> bool:
    """Tell whether a text looks like a given name and a surname and nothing else.

    >>> [is_bare_name(text) for text in ("Hester Quillfeather", "P. Griffiths", "Car parks", "Town Hall Repairs Fund Two Now")]
    [True, True, False, False]
    """
    return _BARE.match(text.strip(" .,")) is not None and _POSTS.search(text) is None


def has_post(text: str) -> bool:
    """Tell whether a text has a word that posts have."""
    return _POSTS.search(text) is not None
