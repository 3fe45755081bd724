"""The year in a decision's number, where it holds one: "16/00051", "EX/2017/034", "EMD 18-022"."""

import re

_GROUPS = re.compile(r"(?<!\d)(\d+)(?!\d)")
# Executive decisions have been numbered since the Local Government Act 2000; a little earlier for committees' minutes.
_FIRST, _LAST = 1990, 2049


def years_in(number: str) -> tuple[int, ...]:
    """Return the years that ``number`` could hold, each once, in order of appearance; () where it holds none.

    Another group of digits must stand beside it to be the serial number. Four digits are a year if they can be one;
    failing that, two digits are.

    >>> years_in("16/00051"), years_in("EX/2017/034"), years_in("PHD/3316"), years_in("CM/19/08")
    ((2016,), (2017,), (), (2019, 2008))
    """
    groups = _GROUPS.findall(number)
    if len(groups) < 2:
        return ()
    whole = tuple(int(g) for g in groups if len(g) == 4 and _FIRST <= int(g) <= _LAST)
    if whole:
        return tuple(dict.fromkeys(whole))
    short = [_in_full(int(g)) for g in groups if len(g) == 2]
    return tuple(dict.fromkeys(year for year in short if _FIRST <= year <= _LAST))


def _in_full(year: int) -> int:
    return year + (1900 if year >= 90 else 2000)
