"""What a date looks like in British print: one pattern of several forms.

What enters is text; what leaves is the matches, in reading order and without overlap; ``lastgroup`` names the form.
Every repetition in the pattern is bounded, so the time it takes grows with the text's length and no faster. It must not
know what a date is worth.
"""

import re
from collections.abc import Iterator

from extractor.tagging.lexicon import either, inverse, mapping
from extractor.tagging.numbers import NUMBER_WORDS

MONTHS = {name: int(number) for name, number in inverse(mapping("dates", "months")).items()}
SEASONS = {name: int(code) for name, code in inverse(mapping("dates", "seasons")).items()}
QUARTER_DAYS = inverse(mapping("dates", "quarter_days"))
ORDINALS = {name: int(number) for name, number in inverse(mapping("dates", "ordinals")).items()}

GAP = r"[ \u00a0\u2009\u202f]"
DASH = r"[-\u2010\u2011\u2012\u2013\u2014\u2212]"
WEEKDAY = (
    r"(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:s|nesday)?|Thu(?:r(?:s(?:day)?)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
)
MONTH = either(MONTHS)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SUFFIX = r"(?:st|nd|rd|th)"
_OLD_SUFFIX = rf"(?:{SUFFIX}|(?<=[23])d)"

_YEAR = r"(?:1[6-9]|20)\d\d"
# A line's end within a date, as narrow cells have it.
_BREAK = rf"(?:{GAP}{{1,2}}|\n)"
_OLD = r"['\u2019\u2018]"
# Not inside a word, a sum, a number or a reference.
_START = r"(?<![^\W_])(?<![£$€/])(?<!\d[.,])"
# Numbers after a letter and a hyphen are the rest of a reference.
_UNHYPHENED = r"(?<![A-Za-z]-)"
# A year ends here: no further digits, no decimal, no reference that goes on.
_STOP = r"(?!\w|[/.,:]\d|/\w|%)"
LONG_MONTH = either(name for name in MONTHS if len(name) > 3 or name == "may")

_SMALL = either(NUMBER_WORDS)

# "nineteen hundred and eight", "two thousand and fourteen", "one thousand nine hundred and eight", "twenty twenty-four"
_TENS = rf"(?:{GAP}(?:and{GAP})?{_SMALL}(?:[\- ]{_SMALL})?)"
YEAR_WORDS = (
    rf"(?:two{GAP}thousand{_TENS}?|(?:one{GAP}thousand{GAP})?(?:sixteen|seventeen|eighteen|nineteen|nine|eight){GAP}hundred{_TENS}?"
    rf"|(?:eighteen|nineteen|twenty)[- ](?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|ten|eleven|twelve|\w{{3,5}}teen)"
    rf"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)"
)

_DAY_MONTH_YEAR = rf"""
    (?:(?P<weekday>{WEEKDAY})\b[.,]?{GAP}{{0,2}}(?:the{GAP}{{1,2}})?)?
    (?:(?P<lead>\d{{1,2}}){SUFFIX}?{GAP}?(?P<lead_joint>{DASH}|/){GAP}?)?
    (?:(?P<day>\d{{1,2}})(?:{GAP}?(?P<ordinal>{_OLD_SUFFIX})(?:\b\.?|(?={MONTH})))?|(?P<day_word>{either(ORDINALS)}))
    (?:{GAP}{{1,2}}days?)?(?:{GAP}{{1,2}}of)?
    (?P<joint>{GAP}{{0,2}}|[\-/.]|\n(?={MONTH}[,.]?{GAP}{_YEAR}))
    (?P<month>{MONTH})(?![a-z])(?!{GAP}\d{{1,2}},{GAP}{_YEAR})\.?
    (?:
      (?:{GAP}?,?{GAP}{{0,2}}(?:of{GAP})?|[\-/.]|\n)(?P<year>{_YEAR}){_STOP}
      |,?{GAP}{{0,2}}{_OLD}(?P<apostrophe_year>\d\d){_STOP}
      |,?{GAP}{{1,2}}(?:in{GAP}the{GAP}year{GAP}(?:of{GAP}our{GAP}Lord{GAP})?)?(?P<year_words>{YEAR_WORDS})\b
      |(?P<short_joint>{GAP}|[\-/.])(?P<short_year>\d\d)(?!,{GAP}{_YEAR}|{GAP}?{MONTH}\b)(?!{GAP}?(?:[ap]\.?m\b|noon|hrs)){_STOP}
    )?
"""
_MONTH_DAY_YEAR = rf"""
    (?:(?P<mdy_weekday>{WEEKDAY})\b[.,]?{GAP}{{1,2}})?
    (?P<mdy_month>{MONTH})\b\.?{GAP}{{1,2}}(?:the{GAP}{{1,2}})?(?:(?P<mdy_day>\d{{1,2}})(?P<mdy_ordinal>{_OLD_SUFFIX})?|(?P<mdy_word>{either(ORDINALS)}))
    (?P<mdy_more>(?:(?:,{GAP}(?:and{GAP})?|{GAP}(?:and|&){GAP}|{GAP}?{DASH}{GAP}?|{GAP}to{GAP})\d{{1,2}}{SUFFIX}?){{1,12}}(?=,{GAP}{_YEAR}))?
    (?:{GAP}?,?{_BREAK}(?P<mdy_year>{_YEAR}){_STOP}|,?{GAP}{{0,2}}{_OLD}(?P<mdy_apostrophe>\d\d){_STOP}|(?![\d/:%]|[.,]\d|\w))
"""
_MONTH_YEAR = rf"""
    (?:(?P<my_lead>{MONTH})\b\.?(?:/|{GAP}?{DASH}{GAP}?))?(?P<my_month>{MONTH})\b\.?
    (?:
      (?:{GAP}?,?{GAP}{{0,2}}(?:of{GAP}{{1,2}})?|{GAP}?[\-/]{GAP}?|\n)(?P<my_year>{_YEAR})(?!\w|[,.]\d|/\d{{3}}|%)
      |,?{GAP}{{1,2}}(?P<my_words>{YEAR_WORDS})\b
      |{GAP}{{0,2}}{_OLD}(?P<my_apostrophe>\d\d)(?![\d%]|[.,/]\d)
      |[\-/](?P<my_short>\d\d){_STOP}
    )
"""
_NUMBERS = rf"""
    {_UNHYPHENED}
    (?:(?P<n_weekday>{WEEKDAY})\b[.,]?{GAP}{{1,2}})?
    (?P<n_day>\d{{1,2}})(?P<n_joint>{GAP}?[/.\-\u2010\u2011\u2013]{GAP}?)(?P<n_month>\d{{1,2}})(?P=n_joint)
    (?P<n_year>\d{{4}}|\d\d)(?!\w|/\w|[.,:]\d|%|-[A-Za-z]|-\d{{1,3}}(?![\d/.]))
"""
_ROMAN_MONTH = rf"""
    {_UNHYPHENED}
    (?P<rm_day>\d{{1,2}})(?P<rm_joint>[-./])(?P<rm_month>i{{1,3}}|i[vx]|vi{{0,3}}|xi{{0,2}})(?P=rm_joint)(?P<rm_year>{_YEAR}|\d\d){_STOP}
"""
_ISO = rf"""
    {_UNHYPHENED}
    (?P<i_year>{_YEAR})(?P<i_joint>[\-/.])(?P<i_month>\d\d)(?P=i_joint)(?P<i_day>\d\d)(?!(?!T\d\d)\w|[/\-]\w|\.\d)
"""
_QUARTER = rf"""
    (?:(?:Q{GAP}?|Qtr\.?{GAP}?|Quarter{GAP})(?P<q_number>[1-4])|(?P<q_word>first|second|third|fourth|final){GAP}quarter)
    (?:,?{GAP}{{1,2}}|/|-)\(?(?:of{GAP})?(?:the{GAP})?(?:financial{GAP}year{GAP})?(?:FY{GAP}?)?
    (?P<q_year>20\d\d|\d\d(?=(?:{DASH}|/)\d\d))(?:(?:{DASH}|/)(?P<q_next>\d{{4}}|\d\d))?{_STOP}
"""
_LATE_QUARTER = rf"""
    (?P<lq_year>20\d\d)(?:{DASH}|/)(?P<lq_next>\d{{4}}|\d\d),?{GAP}(?:{DASH}{GAP})?Q(?:uarter{GAP})?(?P<lq_number>[1-4])\b
"""
_QUARTER_OF_YEAR = rf"""
    (?P<yq_year>20\d\d)(?:,?{GAP}|-|/)Q(?:uarter{GAP}|tr\.?{GAP})?(?P<yq_number>[1-4])\b
"""
_HALF = rf"""
    (?:H(?P<h_number>[12])|(?P<h_word>first|second){GAP}half)(?:,?{GAP}{{1,2}}|/|-)\(?(?:of{GAP})?(?:the{GAP})?(?:financial{GAP}year{GAP})?(?:FY{GAP}?)?
    (?P<h_year>(?:19|20)\d\d)(?:(?:{DASH}|/)(?P<h_next>\d{{4}}|\d\d))?{_STOP}
"""
_FISCAL = rf"""
    F\.?Y\.?{GAP}?(?:'|\u2019)?(?P<fi_year>20\d\d|\d\d)(?!\w|[/.,\u2010-\u2014-]\d)
"""
_RELATIVE = rf"""
    (?P<r_day>\d{{1,2}}){GAP}?{SUFFIX}?{GAP}{{1,2}}(?:day{GAP}of{GAP})?(?P<r_month>inst(?:ant)?|ult(?:imo)?|prox(?:imo)?)\b\.?
"""
_QUARTER_DAY = rf"""
    (?P<qd_name>{either(QUARTER_DAYS)})\b(?!{GAP}(?:[Tt]erm|Road|Street|Lane|House|Fair|Cottages?|Close)\b)
    (?:,?{GAP}(?:in{GAP})?(?P<qd_year>(?:1[6-8]\d\d|19[0-5]\d)|(?<=[Dd]ay.){_YEAR}|(?<=[Dd]ay,.){_YEAR}){_STOP}|{GAP}(?P<qd_when>next|last)\b)?
"""
_DECADE = r"(?P<de_year>(?:1[6-9]|20)\d0)['\u2019]?s\b"
_ROMAN = r"(?P<numeral>M{1,2}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4}))(?![\w.-])"
_ISO_BASIC = r"(?P<b_year>19[5-9]\d|20[0-4]\d)(?P<b_month>0[1-9]|1[0-2])(?P<b_day>0[1-9]|[12]\d|3[01])(?![\w/-]|[.,]\d)"
# "this __9th__ day of __July__ 1984": what was typed into the blanks of a form.
_BLANKS = rf"""
    (?P<bl_day>\d{{1,2}})(?:{SUFFIX})?[_.…\u00a0 ]{{0,20}}day[_.…\u00a0 ]{{1,20}}of[_.…\u00a0 ]{{1,20}}
    (?P<bl_month>{MONTH})(?![A-Za-z])[_.,…\u00a0 ]{{1,20}}(?:(?P<bl_year>{_YEAR})(?!\d)|(?P<bl_words>{YEAR_WORDS})\b)
"""
_YEAR_PAIR = rf"""
    {_UNHYPHENED}
    (?P<fy>F\.?Y\.?{GAP}?)?
    (?:
      (?P<f_year>(?:19|20)\d\d)(?P<f_joint>{GAP}?(?:/|{DASH}){GAP}?)(?P<f_next>(?:19|20)\d\d|\d\d|(?<=\d/)\d)
      |(?P<s_year>\d\d)(?P<s_joint>/|{DASH})(?P<s_next>\d\d)(?!{SUFFIX}?{GAP}{{0,2}}{MONTH})
    )
    (?!\w|[.,:]\d|[/\-\u2013]\d{{1,3}}(?![\d/])|/\D|%)
"""
_SEASON = rf"""
    (?!fall{GAP}in\b)(?P<season_name>{either(SEASONS)})(?:{GAP}{{1,2}}(?:term|of|in)){{0,2}},?{GAP}{{1,2}}
    (?P<season_year>(?:19|20)\d\d)(?:(?:/|{DASH})(?P<season_next>\d{{4}}|\d\d)(?!\d))?(?!\w|[.,]\d)
"""
_YEAR_ALONE = r"(?P<y_year>(?:1[6-9]|20)\d\d)(?!\w|[/.,:%]\d|[-\u2011](?!(?:19|20)\d\d)\w|/\w|%)"
_NUMBER_MONTH = rf"{_UNHYPHENED}(?P<mn_month>0?[1-9]|1[0-2])/(?P<mn_year>20\d\d)(?!\w|[/.,]\d|[/\-]\w)"
_MONTH_ALONE = rf"(?P<m_month>{LONG_MONTH})\b(?!['\u2019]s\b)"

# Tried in this order at each place: the longest forms first.
_FORMS = {
    "day_month_year": _DAY_MONTH_YEAR,
    "blanks": _BLANKS,
    "relative": _RELATIVE,
    "quarter_day": _QUARTER_DAY,
    "month_day_year": _MONTH_DAY_YEAR,
    "month_year": _MONTH_YEAR,
    "iso": _ISO,
    "iso_basic": _ISO_BASIC,
    "decade": _DECADE,
    "numbers": _NUMBERS,
    "roman_month": _ROMAN_MONTH,
    "quarter": _QUARTER,
    "late_quarter": _LATE_QUARTER,
    "half": _HALF,
    "quarter_of_year": _QUARTER_OF_YEAR,
    "roman": _ROMAN,
    "year_pair": _YEAR_PAIR,
    "number_month": _NUMBER_MONTH,
    "fiscal": _FISCAL,
    "season": _SEASON,
    "year_alone": _YEAR_ALONE,
    "month_alone": _MONTH_ALONE,
}
# Nothing else begins a date; this spares the other words the many forms.
_BEGINNING = either(
    {name[:3] for name in (*MONTHS, *SEASONS, *ORDINALS, *_WEEKDAYS, *QUARTER_DAYS)}
    | {"q", "fy", "f.y", "fin", "h1", "h2", "mc", "md", "mm"}
)
_PATTERN = re.compile(
    rf"(?:\b|(?<=_))(?=[0-9]|{_BEGINNING})"
    + _START
    + "(?:"
    + "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items())
    + ")",
    re.VERBOSE | re.IGNORECASE,
)


def date_matches(text: str) -> Iterator[re.Match[str]]:
    """Yield everything in ``text`` that has the look of a date; the match's ``lastgroup`` names its form."""
    return _PATTERN.finditer(text)
