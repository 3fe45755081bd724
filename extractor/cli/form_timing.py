"""Times the expressions of a form: one that can keep a document waiting without end is named, with its key.

A form's tables enter; nothing leaves, or the error. The expressions run in a process of their own, since nothing else can stop
one, over texts made of their own letters: repeated, that is what an expression with a loop within a loop chokes on.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from extractor.errors import FormError

# A heading or a sentence of a form; an expression that is sound takes microseconds over it.
_LENGTH = 400
_LIMIT_S = 2.0
_REGEX_TABLES = frozenset({"cues", "field_cues", "notices", "outcome", "status"})
_REGEX_KEYS = frozenset({"cues", "parts"})
_PROGRAM = """
import json, re, sys
for line in sys.stdin:
    number, pattern, texts = json.loads(line)
    compiled = re.compile(pattern)
    for text in texts:
        compiled.search(text)
    print(number, flush=True)
"""


def check_times(path: Path, form: Mapping[str, Any]) -> None:
    """Raise FormError where an expression of ``form`` takes seconds over a line of text."""
    expressions = list(_expressions(form))
    given = "".join(json.dumps([n, pattern, _texts(pattern)]) + "\n" for n, (_, pattern) in enumerate(expressions))
    command = [sys.executable, "-I", "-c", _PROGRAM]
    try:
        limit = _LIMIT_S + 0.01 * len(expressions)
        subprocess.run(command, input=given.encode(), capture_output=True, check=True, timeout=limit)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired as error:
        done = len((error.stdout or b"").split())
        key, pattern = expressions[min(done, len(expressions) - 1)]
        said = (
            f"'{key}': {pattern!r} takes longer than {_LIMIT_S:g} s over {_LENGTH} letters; take a loop out of its loop"
        )
        raise FormError(str(path), detail=said) from error


def is_expression(table: str, key: str) -> bool:
    """Tell whether what stands under a key of a form are regular expressions and no plain wordings."""
    return table in _REGEX_TABLES or key in _REGEX_KEYS


def _expressions(form: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for table, content in form.items():
        if isinstance(content, Mapping):
            for key, value in content.items():
                if is_expression(table, key):
                    patterns = [value] if isinstance(value, str) else value
                    yield from ((f"{table}.{key}", pattern) for pattern in patterns)


def _texts(pattern: str) -> list[str]:
    """Return texts that a loop of the expression runs through and whose end it does not take."""
    plain = re.sub(r"\\.", "", pattern)
    letters = sorted({character for character in plain if character.isalnum()} | {"a", "1", " "})
    words = sorted(set(re.findall(r"\w+", plain)), key=len)[-4:]
    return [f"{unit * (_LENGTH // len(unit))}\0" for unit in (*letters, *words)]
