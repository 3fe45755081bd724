"""What a confidence rests on: the worst of a value's own words, and whether it seems to be cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.assembling.boundaries import Kind, runs_on
from extractor.assembling.provenance import confidence_of
from extractor.document import Box, Token, Word


def tokens(*confidences: float) -> tuple[Token, ...]:
    return tuple(Token(i, i + 1, 1, Word("x", Box(i, 0, i + 1, 1), c, "tiny", 10)) for i, c in enumerate(confidences))


def test_one_bad_word_lowers_the_whole_value() -> None:
    assert confidence_of(tokens(1.0, 0.4, 1.0)) < confidence_of(tokens(0.9, 0.9, 0.9))


def test_a_value_without_words_is_believed_in_nothing() -> None:
    assert confidence_of(()) == 0.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.floats(0, 1))
def test_confidence_is_a_chance_and_never_certainty(read: list[float], certainty: float) -> None:
    confidence = confidence_of(tokens(*read), certainty)

    assert 0.0 <= confidence < 1.0
    assert confidence <= certainty + 1e-4


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_better_words_never_lower_it(one: float, other: float, certainty: float) -> None:
    low, high = sorted((one, other))

    assert confidence_of(tokens(low), certainty) <= confidence_of(tokens(high), certainty)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("sum", "to pay [£1] .500m to it"),
        ("sum", "to pay [£1] 1,250 to it"),
        ("sum", "to pay [£14],000 to it"),
        ("date", "by [3/4]/19 at noon"),
        ("post", "the [Clerk to Elm] Parish Council"),
        ("post", "the [Harbour Master] and Pilot of it"),
        ("post", "the [Director] of Lanterns said"),
        ("post", "our Tidal [Works Manager] said"),
        ("post", "the [Chair of the Dunes]’ and Marsh Group"),
        ("name", "said [Una Gorse]-Whin today"),
        ("name", "said [Una Gorse]- Whin today"),
        ("name", "said [Una] Whin today"),
    ],
)
def test_print_that_goes_on_is_noticed(kind: Kind, text: str) -> None:
    assert runs_on(*marked(text), kind, ())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("sum", "to pay [£1,500] to it"),
        ("sum", "to pay [£1,500]. 12 more"),
        ("sum", "costs of [£3]\n4 of them"),
        ("date", "on [3 April 2019] and 4"),
        ("post", "The [Harbour Master] has agreed"),
        ("post", "The [Harbour Master], Una Gorse, agreed"),
        ("post", "the [Harbour Master] of it"),
        ("post", "The [Harbour Master] The sea"),
        ("name", "[Una Gorse]'s report"),
        ("name", "[Una Gorse] MBE said"),
        ("name", "Councillor [Una Gorse] said"),
        ("reference", "see [No. 12] and Annex B"),
    ],
)
def test_a_mention_that_ends_where_it_should_is_left_alone(kind: Kind, text: str) -> None:
    assert not runs_on(*marked(text), kind, ())


def test_what_is_a_mention_itself_is_no_continuation() -> None:
    text, span = marked("the [Harbour Master] and Pilot of it")

    assert not runs_on(text, span, "post", ((span[1] + 5, span[1] + 10),))


def marked(text: str) -> tuple[str, tuple[int, int]]:
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), (start, end)
