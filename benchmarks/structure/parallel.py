"""Runs a function over several arguments in processes that share what the caller holds, each with one thread."""

import multiprocessing
import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

A = TypeVar("A")
R = TypeVar("R")
# A forked process finds here what it is to do: what is already in memory need not be copied to it.
_TASK: list[Callable[[Any], Any]] = []


def in_parallel(function: Callable[[A], R], arguments: Iterable[A]) -> list[R]:
    """Return the results in the order of the arguments, worked out by as many processes as there are cores.

    Threads of the fitting libraries are held to one: two processes of one thread get on where two threads wait for one
    another, and sums come out in the same order every time.
    """
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    _TASK.append(function)
    try:
        with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
            return pool.map(_run, list(arguments), chunksize=1)
    finally:
        _TASK.pop()


def _run(argument: Any) -> Any:  # noqa: ANN401 - whatever the task takes and gives
    return _TASK[-1](argument)
