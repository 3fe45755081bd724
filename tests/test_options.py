"""The options of a command in groups: what Typer sees, and what the command gets."""

from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from extractor.cli.grouped import grouped


@dataclass(frozen=True, slots=True)
class Baking:
    """How it is baked."""

    heat: Annotated[int, typer.Option("--heat", help="In degrees.")] = 180
    notes: Annotated[list[str] | None, typer.Option("--note", metavar="TEXT")] = None


@dataclass(frozen=True, slots=True)
class Serving:
    """How it is served.

    Not shown.
    """

    is_cold: Annotated[bool, typer.Option("--cold")] = False


GOT: list[object] = []
app = typer.Typer()


@app.command()
@grouped
def bake(cake: Annotated[str, typer.Argument()], baking: Baking, serving: Serving) -> None:
    """Bake a cake."""
    GOT.extend((cake, baking, serving))


@pytest.mark.parametrize(
    ("given", "got"),
    [
        (["rye"], ["rye", Baking(), Serving()]),
        (
            ["rye", "--cold", "--heat", "200", "--note", "a", "--note", "b"],
            ["rye", Baking(200, ["a", "b"]), Serving(True)],
        ),
    ],
)
def test_a_command_gets_its_options_in_groups(given: list[str], got: list[object]) -> None:
    GOT.clear()

    assert CliRunner().invoke(app, given).exit_code == 0
    assert got == GOT


def test_help_tells_the_groups_apart() -> None:
    said = CliRunner().invoke(app, ["--help"]).stdout

    assert "Bake a cake." in said
    assert (
        said.index("How it is baked ") < said.index("--heat") < said.index("How it is served ") < said.index("--cold")
    )
    assert "Not shown" not in said


def test_what_is_no_option_is_refused() -> None:
    assert CliRunner().invoke(app, ["rye", "--heat", "hot"]).exit_code == 2
    assert CliRunner().invoke(app, ["rye", "--baking", "x"]).exit_code == 2
