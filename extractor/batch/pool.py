"""A pool of worker processes that hears a dead worker out before it says which task killed it.

A worker says which task it takes; one thread of pebble's hears that while another looks which workers are gone. A worker
that died in the moment it took its task may so be missed before it was heard. Its task is then nobody's and is waited for
until the document's time is up, or it is laid at the door of the task before, or the pool is held to be broken.
"""

from contextlib import suppress
from threading import Lock
from typing import Any

from pebble import ProcessPool
from pebble.pool.process import PoolManager


class HearingPool(ProcessPool):
    """A pool of processes in which every death is put down to the task that was under way."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(**options)
        plain = self._pool_manager
        self._pool_manager = _HearingManager(plain.context, plain.worker_manager.mp_context)


class _HearingManager(PoolManager):
    """Puts down deaths with all heard that was said before them, by one thread at a time."""

    def __init__(self, context: Any, mp_context: Any) -> None:  # noqa: ANN401 - pebble's own, not public
        super().__init__(context, mp_context)
        self._hearing = Lock()

    def process_next_message(self, timeout: float) -> None:
        # Waited for without the lock, which the other thread would hardly ever get; an error shows where it is taken in.
        with suppress(OSError):
            self._has_message(timeout)
        with self._hearing:
            super().process_next_message(0)

    def update_workers(self) -> None:
        expired = self.worker_manager.inspect_workers()
        if expired:
            self._hear_out()
        for expiration in expired:
            self.handle_worker_expiration(expiration)
        self.worker_manager.create_workers()  # type: ignore[no-untyped-call]

    def _hear_out(self) -> None:
        with self._hearing:
            while self._has_message(0):
                super().process_next_message(0)

    def _has_message(self, timeout: float) -> bool:
        channel = self.worker_manager.pool_channel
        return channel is not None and bool(channel.poll(timeout))
