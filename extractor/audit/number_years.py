"""The year in a decision's number, where it holds one: "16/00051", "EX/2017/034", "EMD 18-022"."""

import re

_GROUPS = re.compile(r"(?<!\d)(\d+)(?!\d)")
# Executive decisions have been numbered since the Local Government Act 2000; a little earlier for committees' minutes.
_FIRST, _LAST = 1990, 2049
# Boards and councils numbered by the year before that too: "86-21" may be of 1986. That agrees with a date, and accuses none.
OLDEST = 1950


def years_in(number: str, first: int = _FIRST) -> tuple[int, ...]:
    """Return the years from ``first`` on that ``number`` could hold, each once, in order of appearance; () where it holds none.

    Another group of digits must stand beside it to be the serial number. Four digits are a year if they can be one;
    failing that, two digits are.

    >>> years_in("16/00051"), years_in("EX/2017/034"), years_in("PHD/3316"), years_in("CM/19/08")
    ((2016,), (2017,), (), (2019, 2008))
    >>> years_in("86-21"), years_in("86-21", OLDEST)
    ((2021,), (1986, 2021))
    """
    groups = _GROUPS.findall(number)
    if len(groups) < 2:
        return ()
    whole = tuple(int(g) for g in groups if len(g) == 4 and first <= int(g) <= _LAST)
    if whole:
        return tuple(dict.fromkeys(whole))
    short = [_in_full(int(g), first) for g in groups if len(g) == 2]
    return tuple(dict.fromkeys(year for year in short if first <= year <= _LAST))


def _in_full(year: int, first: int) -> int:
    return year + (1900 if 1900 + year >= first else 2000)
