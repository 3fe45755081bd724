"""Makes the help of options plain: one that takes no value says nothing of its type."""

from typing import Any


def without_types_of_flags(command: Any, parent: Any = None) -> Any:  # noqa: ANN401 - Click comes within Typer, untyped
    """Return ``command`` and all commands under it with no type shown for options that take no value."""
    context = command.context_class(command, parent=parent, **command.context_settings)
    for option in (*command.params, command.get_help_option(context)):
        if getattr(option, "is_flag", False):
            option.metavar = ""
    for below in getattr(command, "commands", {}).values():
        without_types_of_flags(below, context)
    return command
