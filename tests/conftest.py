"""Keeps the tests apart from the machine that they run on."""

import os

import pytest
from hypothesis import settings

from extractor.settings import ENVIRONMENT_PREFIX

# A deadline would fail on a busy machine; derandomised, a run that passed passes again.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(ENVIRONMENT_PREFIX)]:
        monkeypatch.delenv(name)
