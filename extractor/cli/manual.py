"""The manual page, made from the command line's own definitions: what the help says, in the format of man(7)."""

import re
from collections.abc import Iterator
from typing import Any

from typer import Typer
from typer.main import get_command

from extractor import __version__
from extractor.cli.flags import without_types_of_flags

_MARKUP = re.compile(r"\[/?bold\]")


def manual(app: Typer) -> str:
    """Return the page on ``app``, for section 1 of the manual."""
    command = without_types_of_flags(get_command(app))
    lines = [
        f'.TH EXTRACTOR 1 "" "extractor {__version__}" "User Commands"',
        ".SH NAME",
        r"extractor \- turn scanned PDFs of public decisions into validated records",
        ".SH SYNOPSIS",
        ".B extractor",
        "VERB [OPTION]... [ARGUMENT]...",
        ".SH DESCRIPTION",
        *_prose(command.help),
    ]
    for name, verb in _verbs(command, "extractor"):
        lines += [f'.SH "{name.upper()}"', *_verb(verb, name)]
    return "\n".join(lines) + "\n"


def _verbs(command: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - Click comes within Typer, untyped
    for below, verb in sorted(command.commands.items()):
        full = f"{name} {below}"
        if hasattr(verb, "commands"):
            yield from _verbs(verb, full)
        else:
            yield full, verb


def _verb(verb: Any, name: str) -> Iterator[str]:  # noqa: ANN401
    arguments = [p for p in verb.params if p.param_type_name == "argument"]
    yield f".B {name}\n[OPTION]... {' '.join(p.metavar or p.name.upper() for p in arguments)}\n.PP"
    yield from _prose(verb.help)
    for parameter in verb.params:
        yield ".TP"
        yield _head(parameter)
        yield _roff(" ".join((parameter.help or "").split()))


def _head(parameter: Any) -> str:  # noqa: ANN401
    if parameter.param_type_name == "argument":
        return rf"\fI{_roff(parameter.metavar or parameter.name.upper())}\fR"
    names = ", ".join(rf"\fB{_roff(name)}\fR" for name in (*parameter.opts, *parameter.secondary_opts))
    value = "" if parameter.is_flag else parameter.metavar or parameter.name.upper()
    return rf"{names} \fI{_roff(value)}\fR" if value else names


def _prose(text: str | None) -> Iterator[str]:
    for paragraph in _MARKUP.sub("", text or "").strip().split("\n\n"):
        yield ".PP"
        # A command shown as an example keeps its columns.
        yield from (_roff(line.strip()) for line in paragraph.splitlines())


def _roff(text: str) -> str:
    plain = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{plain}" if plain.startswith((".", "'")) else plain
