"""Finds in a form what stands in it twice: a wording under one key, or under two that it cannot both mean.

A form's tables enter, faults leave, each with its keys. Two wordings are one that differ in case, numbering or marks alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.cli.form_timing import is_expression
from extractor.splitting.wording import normalise

# Tables of which each key means something else, so that a wording can stand under one of them only.
_EITHER_OR = frozenset({"labels", "headings", "notices", "outcome", "status", "key_decision"})
# What is said of a label, or of a reason, contradicts no answer.
_ASIDE = frozenset({("key_decision", "asks"), ("key_decision", "criteria")})


def repetitions(form: Mapping[str, Any]) -> Iterator[str]:
    """Give what is said twice in ``form``, as :func:`extractor.splitting.forms.read_form_file` returns it."""
    for table, content in form.items():
        if isinstance(content, Mapping):
            for wording, keys in _keys_of_wordings(table, content).items():
                yield from _faults(table, wording, keys)


def _keys_of_wordings(table: str, content: Mapping[str, Any]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in content.items():
        wordings = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        for wording in wordings:
            found[wording if is_expression(table, key) else normalise(wording)].append(key)
    return found


def _faults(table: str, wording: str, keys: list[str]) -> Iterator[str]:
    once = dict.fromkeys(keys)
    yield from (
        f"'{table}.{key}': {wording!r} stands there {keys.count(key)} times" for key in once if keys.count(key) > 1
    )
    answers = [key for key in once if (table, key) not in _ASIDE]
    if len(answers) > 1 and table in _EITHER_OR:
        yield f"'{table}': {wording!r} stands under {' and '.join(repr(key) for key in answers)}; it can mean one of them"
