import pytest

from extractor.shapes.numbers import find_number, repair_number


@pytest.mark.parametrize(
    ("read", "repaired"),
    [
        ("16/00051", "16/00051"),
        ("16/O0051", "16/00051"),
        ("l6/00051", "16/00051"),
        ("I6/0005l", "16/00051"),
        ("EX/2O17/034", "EX/2017/034"),
        ("EMD 18-O22", "EMD 18-022"),
        ("MD24O7", "MD2407"),
        ("OLD/IS", "OLD/IS"),
        ("DIO", "DIO"),
        ("", ""),
    ],
)
def test_letters_read_for_digits_are_mended(read: str, repaired: str) -> None:
    assert repair_number(read) == repaired


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Request for director decision – DD1234", "DD1234"),
        ("ref. PH/2021/07 of the register", "PH/2021/07"),
        ("taken on 20/02/2017", None),
        ("under section 149 of the Act", None),
        ("in 2016/17", "2016/17"),
    ],
)
def test_a_number_is_found_in_a_line(text: str, number: str | None) -> None:
    span = find_number(text)
    assert (text[slice(*span)] if span else None) == number
