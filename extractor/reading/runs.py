"""Which of the words along a line are set in a marked way (bold, slanted), decided for the line as a whole.

In: what it costs to hold each word for plain and for marked. Out: the cheapest sequence, by the Viterbi algorithm: words
of one kind stand in runs, so a change costs something too.
"""

from collections.abc import Sequence


def cheapest_run(costs: Sequence[tuple[float, float]], *, change: float, rare: float) -> list[bool]:
    """Say of each word whether it is marked.

    ``costs`` hold what plain and marked would cost each word, ``change`` what it costs to go from one to the other and
    ``rare`` what marked costs over plain where a line begins.
    """
    total = [0.0, rare]
    steps: list[tuple[int, int]] = []
    for own in costs:
        came = tuple(0 if total[0] + change * (here == 1) <= total[1] + change * (here == 0) else 1 for here in (0, 1))
        total = [total[came[here]] + change * (came[here] != here) + own[here] for here in (0, 1)]
        steps.append((came[0], came[1]))
    state = int(total[1] < total[0])
    chosen: list[bool] = []
    for step in reversed(steps):
        chosen.append(bool(state))
        state = step[state]
    return chosen[::-1]


def misfit(value: float, plain: float, marked: float, spread: float) -> tuple[float, float]:
    """Return what plain and marked cost a word of this measure. Beyond either's usual measure is no worse than on it."""
    beyond_plain, short_of_marked = max(value - plain, 0.0), min(value - marked, 0.0)
    most = 8.0
    return min(beyond_plain**2 / (2 * spread), most), min(short_of_marked**2 / (2 * spread), most)
