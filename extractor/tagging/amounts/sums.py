"""A sum as printed, on its way from what it looks like to what it means."""

from dataclasses import dataclass
from decimal import Decimal

# Why a value is not what was printed to the last place: a third of a shilling has no end as a decimal of a pound.
ROUNDED = "pence of old money that have no end as a decimal of a pound, rounded to six places"


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as printed. ``bare`` is its number without magnitude, ``power`` the magnitude's power of ten.

    ``why`` says what was repaired, or what is wrong where ``value`` is None. ``misread`` marks a currency sign that a
    scan is thought to have spoilt.
    """

    start: int
    end: int
    value: Decimal | None
    currency: str
    bare: Decimal | None = None
    power: int = 0
    sure: float = 1.0
    why: str | None = None
    misread: bool = False


def scaled(number: Decimal, power: int) -> Decimal:
    """Return the number times a power of ten, without a useless fraction."""
    value = number.scaleb(power)
    return value.quantize(Decimal(1)) if power and value == value.to_integral_value() else value
