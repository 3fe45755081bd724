"""Keeps the tests apart from the machine that they run on."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from extractor.settings import ENVIRONMENT_PREFIX
from tests import postgresql

# A deadline would fail on a busy machine; derandomised, a run that passed passes again.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(ENVIRONMENT_PREFIX)]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """Yield the address of a PostgreSQL server that a module has for itself."""
    programs = postgresql.programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL server on this machine (Debian: apt-get install postgresql)")
    with postgresql.server(programs) as address:
        yield address
