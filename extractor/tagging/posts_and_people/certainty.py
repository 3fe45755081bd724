"""What the model's probabilities are worth, as measured on what it had not seen: probabilities enter, certainties leave."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from math import exp, log

from extractor.errors import EnvironmentFaultError

_NEAREST = 1e-6


class Group(StrEnum):
    """What is trusted alike."""

    POST = "post"
    HEADLESS = "headless"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Worth:
    """A logistic curve over the logit of a probability."""

    slope: float
    offset: float

    def of(self, chance: float) -> float:
        """Return the share of those said with this probability that are right."""
        return 1 / (1 + exp(-(self.slope * logit(chance) + self.offset)))


def logit(chance: float) -> float:
    """Return the logarithm of the odds; what is as good as sure is kept within bounds."""
    chance = min(max(chance, _NEAREST), 1 - _NEAREST)
    return log(chance / (1 - chance))


def worths() -> dict[Group, Worth]:
    """Return the curves of the package. Raises EnvironmentFaultError where their file is wrong."""
    return _told()[0]


def worth_of_known() -> float:
    """Return how sure names are that only a surname known from elsewhere shows to be ones. Raises as :func:`worths`."""
    return _told()[1]


@cache
def _told() -> tuple[dict[Group, Worth], float]:
    path = resources.files("extractor.tagging.posts_and_people") / "model" / "certainty.toml"
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        curves = {group: Worth(float(told[group]["slope"]), float(told[group]["offset"])) for group in Group}
        return curves, float(told["known"]["share"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise EnvironmentFaultError("certainty.toml", detail=str(error)) from error
