"""What hangs together in a mask: the same parts, whether their boxes alone are asked for or all of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from extractor.reading.cleaning import despeckle
from extractor.reading.components import components, outlines


def test_a_part_within_another_is_a_part_and_corners_join() -> None:
    mask = np.zeros((9, 12), np.bool_)
    mask[1:8, 1:8] = True
    mask[2:7, 2:7] = False
    mask[4, 4] = mask[5, 5] = True
    mask[0, 11] = True
    assert sorted(outlines(mask).tolist()) == [[1, 1, 7, 7], [4, 4, 2, 2], [11, 0, 1, 1]]


def test_an_empty_mask_has_no_parts() -> None:
    assert outlines(np.zeros((5, 5), np.uint8)).shape == (0, 4)


@given(arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_both_ways_find_the_same_parts(mask: np.ndarray) -> None:
    assert sorted(outlines(mask).tolist()) == sorted(components(mask).boxes[1:].tolist())


def test_specks_go_from_paper_and_from_print() -> None:
    page = np.full((40, 40), 255, np.uint8)
    page[5:25, 5:25] = 0
    want = page.copy()
    page[10, 10] = 255
    page[15, 15:17] = want[15, 15:17] = 255
    page[30, 30] = page[31, 31] = 0
    page[35, 5:8] = want[35, 5:8] = 0
    assert (despeckle(page, 200 / 72) == want).all()
