"""The runner for many machines: Ray Data hands names to a pool of actors, one a core of the cluster.

Every actor keeps one worker process of its own (:class:`LocalRunner` with one job), so that a document that hangs or
crashes costs itself alone here as well. Documents and forms must lie where every machine finds them under the same name.
"""

import logging
import os
import pickle
import socket
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from extractor.batch.local import LocalRunner
from extractor.batch.outcome import Outcome
from extractor.errors import EnvironmentFaultError, RunnerMissingError
from extractor.settings import Settings

# Results come back block by block: the smaller, the less is lost when the run is killed; Ray keeps account of each.
_MOST_BLOCKS = 5_000
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class RayRunner:
    """Extracts documents on a Ray cluster: that at ``address``, or one started on this machine.

    Outcomes come in the order of the names. Once ``stop`` is set, the stream ends; what is under way is given up.
    """

    settings: Settings
    address: str | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, names: Iterable[str | None]) -> Iterator[Outcome]:
        """Give one outcome for each name. Raises RunnerMissingError, and EnvironmentFaultError without a cluster."""
        items = [{"path": name} for name in names if name is not None]
        if not items:
            return
        ray = _ray()
        _connect(ray, self.address)
        try:
            for row in self._outcomes(ray, items).iter_rows():
                yield pickle.loads(row["outcome"])  # noqa: S301 - written by our own actors
                if self.stop.is_set():
                    return
        finally:
            ray.shutdown()

    def _outcomes(self, ray: Any, items: list[dict[str, str]]) -> Any:  # noqa: ANN401 - Ray has no types here
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.execution_options.preserve_order = True
        actors = self.settings.jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
        return ray.data.from_items(items, override_num_blocks=min(len(items), _MOST_BLOCKS)).map(
            Reader,
            fn_constructor_args=(self.settings.model_dump_json(),),
            compute=ray.data.ActorPoolStrategy(size=min(actors, len(items))),
            num_cpus=1,
        )


def _ray() -> Any:  # noqa: ANN401
    # Nothing is to be reported to anybody, and nothing but outcomes is to be said.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise RunnerMissingError(detail=str(error)) from error
    return ray


def _connect(ray: Any, address: str | None) -> None:  # noqa: ANN401
    if address:
        _knock(address)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    options = {} if address else {"include_dashboard": False}
    try:
        ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **options)
    except Exception as error:  # Ray raises errors of every kind
        raise EnvironmentFaultError(detail=f"no Ray cluster: {type(error).__name__}: {error}") from error


def _knock(address: str) -> None:
    """Raise EnvironmentFaultError where nobody answers: Ray itself would try for many minutes."""
    host, _, port = address.rsplit("/", maxsplit=1)[-1].rpartition(":")
    if not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE_S).close()
    except OSError as error:
        raise EnvironmentFaultError(detail=f"no Ray cluster answers at {address}: {error}") from error


class Reader:
    """An actor: reads one document after the other in a worker process of its own."""

    def __init__(self, settings: str) -> None:
        self._names: deque[str] = deque()
        runner = LocalRunner(Settings.model_validate_json(settings).model_copy(update={"jobs": 1}))
        self._outcomes = runner.run(self._coming())

    def __call__(self, row: dict[str, str]) -> dict[str, bytes]:
        """Return the outcome of the document that ``row`` names."""
        self._names.append(row["path"])
        return {"outcome": pickle.dumps(next(self._outcomes))}

    def _coming(self) -> Iterator[str | None]:
        while True:
            yield self._names.popleft() if self._names else None
