"""Decision numbers: found in a text, and repaired where OCR took digits for letters."""

import re

# A group of a number that is digits but for letters that OCR takes digits for.
_LOOKALIKES = str.maketrans(
    {
        "O": "0",
        "o": "0",
        "Q": "0",
        "D": "0",
        "l": "1",
        "I": "1",
        "|": "1",
        "i": "1",
        "Z": "2",
        "S": "5",
        "s": "5",
        "B": "8",
    }
)
_GROUP = re.compile(r"[^\s/.\-–]+")
_NUMBER = re.compile(
    r"(?<![\w/£.,])(?:"
    # 16/00051, EX/2017/034, EMD 18-022
    r"(?:[A-Z]{1,8}[ /.-]?){0,3}(?:\d|[OlI](?=\d))[\dOlI]{1,5}(?:[/.-][\dOlIA-Z]{1,6}){1,3}"
    # MD2447, PHD/3316
    r"|[A-Z]{1,8}[/ -]?\d{2,6}[A-Z]?"
    # KCF/R7/0129, PH(E)14-067, U.4/1972, EM 2/118: capitals and digits in parts, a digit among them
    r"|(?=[A-Z])(?=[^\s\d]{0,12} ?[^\s\d]{0,9}\d)(?:[A-Z]{1,8} )?"
    r"[A-Z\d]{1,8}(?:\([A-Z]{1,3}\))?(?:[/.-]?[A-Z\d]{1,8}){1,4}(?<=\d)"
    # Notice 5 of 2009, [2014] TMDLC 19
    r"|\d{1,4} of (?:19|20)\d\d|\[(?:19|20)\d\d\] [A-Z]{2,8} \d{1,4}"
    r")(?![\w/])"
)
# What numbers a rule, a part or a room, and no decision; a size of paper, a quarter, a section, half a post code.
_OF_A_RULE = re.compile(
    r"[^\d/]*\d$|SS?\.|COVID|(?:ORDERS?|ACT|RULES?|SECTION|PARA(?:GRAPH)?S?|PART|TABLE|PHASE|LOTS?|ROOM|BOX|FORM|LEVEL|SCHEDULE|ITEM)\b"
)
# "THURSDAY 17 MARCH"; a number may well begin "MAY/24".
_OF_A_DAY = re.compile(
    r"(?:(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER"
    r"|NOVEMBER|DECEMBER) "
)
_DIGIT = re.compile(r"\d")
_BARE = re.compile(r"(?<![\w/£.,])\d{1,6}(?![\w/])")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})$")

# What parts a number from what is printed behind it: brackets and dashes set apart, commas, semicolons.
_PARTED = re.compile(r"\s[–—(\[]|\s-\s+(?=[A-Z]?[a-z])|[;,](?=\s)|\s/\s(?=[A-Z]{2,})|\s(?=dated\b)")
# Words that lead to a number: in small letters, or those that name a number in any.
_LED = re.compile(
    r"\s*(?P<lead>(?:(?:[^\W\d]*[a-z][^\W\d]*|(?i:n[o°]|n[or]s|number|reference|ref|decision|minute|"
    r"resolution|notice|item|order|permit|folio|entry))(?![\w/-])[.:#]*\s*)*)[#(]?(?P<number>.*)"
)
# A number that is the decision's in no form: a file's, another decision's, a page's.
_OF_ANOTHER = re.compile(
    r"\b(?:file|our|your|formerly|previous(?:ly)?|supersed\w*|replac\w*|see|report|forward plan|page|version|"
    r"draft|amend\w*|tel\w*)\b",
    re.IGNORECASE,
)
# A year set before a number that is whole without it.
_YEAR_BEFORE = re.compile(r"^(?:19|20)\d\d (?=[A-Z]{1,8}[/-]\S*\d)")


def has_digit(text: str) -> bool:
    """Tell whether a digit stands in a text: without one there is neither number nor day, which is seen sooner than either."""
    return _DIGIT.search(text) is not None


def find_number(text: str) -> tuple[int, int] | None:
    """Return where in ``text`` the first decision number stands, or None.

    >>> find_number("REQUEST FOR MAYORAL DECISION - MD2447")
    (31, 37)
    >>> find_number("taken on 20/02/2017"), find_number("HELD ON THURSDAY 17 MARCH 2005")
    (None, None)
    """
    if not has_digit(text):
        return None
    return next((m.span() for m in _NUMBER.finditer(text) if not _is_of_something_else(m.group())), None)


def _is_of_something_else(number: str) -> bool:
    return any(pattern.match(number) for pattern in (_DATE, _OF_A_RULE, _OF_A_DAY))


def find_bare_number(text: str) -> tuple[int, int] | None:
    """Return where in ``text`` the first plain whole number stands, or None."""
    match = _BARE.search(text)
    return match.span() if match else None


def number_within(text: str) -> str:
    """Return a decision's number without what is printed round it: words before it, brackets behind it, other numbers.

    >>> [number_within(t) for t in ("Minute no. 14 (draft)", "File WX/3; decision 22/019", "2017 HX/2017/118")]
    ['14', '22/019', 'HX/2017/118']
    """
    parts = [match for part in _PARTED.split(text) if (match := _LED.match(part)) and match["number"]]
    numbered = [match for match in parts if any(c.isdigit() for c in match["number"])]
    own = [match for match in numbered if not _OF_ANOTHER.search(match["lead"])]
    chosen = next(iter(own or numbered or parts), None)
    number = (chosen["number"] if chosen else text).strip(" :.,;–-#")
    if number.endswith(")") and "(" not in number:
        number = number[:-1]
    return _YEAR_BEFORE.sub("", number)


def repair_number(text: str) -> str:
    """Return a decision number with digits for the letters that OCR took them for, groups of letters untouched.

    >>> repair_number("16/O0051"), repair_number("l6/00051"), repair_number("ODD/04l7"), repair_number("EMD 18-022")
    ('16/00051', '16/00051', 'ODD/0417', 'EMD 18-022')
    >>> repair_number("MAY/24/01 1")
    'MAY/24/011'
    """
    # "MAY/24/01 1", "MAY / 24": what OCR set apart.
    joined = re.sub(r"(?<=[/-]\d)(\d*) (?=\d{1,3}$)", r"\1", re.sub(r"\s*/\s*", "/", text))
    return _GROUP.sub(lambda m: _repair_group(m.group()), joined)


def _repair_group(group: str) -> str:
    digits = sum(c.isdigit() for c in group)
    mended = group.translate(_LOOKALIKES)
    # A group that begins with another letter has a prefix: "D24".
    begins_like_one = group[0].isdigit() or group[0] in "OolI|"
    if digits and mended.isdigit() and begins_like_one and digits * 2 >= len(group):
        return mended
    # Letters, then digits: "MD24O7" keeps its prefix.
    match = re.fullmatch(r"([A-Z]{1,4})(\d[\dOlI|SB]+)", group)
    return match[1] + match[2].translate(_LOOKALIKES) if match else group
