"""Lets a command take its options in groups: a dataclass a group, each field an option under the group's heading.

Typer makes an option of each parameter of a function, so a command of many options would have as many parameters.
"""

import functools
import inspect
from collections.abc import Callable
from copy import copy
from dataclasses import is_dataclass
from typing import Annotated, Any, get_type_hints

from typer.models import OptionInfo


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Return ``command`` as Typer wants it: a parameter an option, where it has one of a dataclass for a whole group.

    The first line of a dataclass's docstring is the heading of its options in the help.
    """
    hints = get_type_hints(command, include_extras=True)
    given = inspect.signature(command).parameters
    groups = {name: hints[name] for name in given if is_dataclass(hints[name])}
    plain = [given[name].replace(annotation=hints[name]) for name in given if name not in groups]
    options = {name: _options(group) for name, group in groups.items()}

    @functools.wraps(command)
    def flat(**values: object) -> None:
        made = {name: group(**{o.name: values.pop(o.name) for o in options[name]}) for name, group in groups.items()}
        command(**values, **made)

    parameters = [*plain, *(option for group in options.values() for option in group)]
    flat.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    flat.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return flat


def _options(group: Any) -> list[inspect.Parameter]:  # noqa: ANN401 - any dataclass
    hints = get_type_hints(group, include_extras=True)
    heading = (group.__doc__ or "").splitlines()[0].rstrip(".")
    return [
        parameter.replace(annotation=_under(heading, hints[name]), kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(group).parameters.items()
    ]


def _under(heading: str, hint: Any) -> Any:  # noqa: ANN401 - what stands in Annotated
    """Return an annotated type whose option stands under ``heading`` in the help."""
    option: OptionInfo = copy(hint.__metadata__[0])
    option.rich_help_panel = heading
    return Annotated[hint.__origin__, option]
