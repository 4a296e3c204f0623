"""What runs on a worker of a cluster: it is made sure of, and then does the step of a run."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from ctypes import CDLL
from ctypes.util import find_library
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from distributed import Reschedule, Worker, WorkerPlugin, get_worker

from pipeline.transcribe import Engine, load_engine
from schemas.errors import MachineError

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Names of settings in malloc.h of the GNU C library."""

_KEPT = 32 << 20
"""Bytes: up to which it goes by itself where nothing is set (DEFAULT_MMAP_THRESHOLD_MAX)."""


class Station(WorkerPlugin):  # type: ignore[misc]
    """What a worker has while a run lasts: the step, and where its engine comes from.

    A worker that joins later gets it, too, and is closed if it would do other work than the rest: Dask itself
    only tells its log.
    """

    def __init__(self, step: Any, engine: str, model: str) -> None:
        self.step = step
        self.vox = version("vox")
        self._named = (engine, model)
        self.lock: Any = None
        self.fits = False

    def engine(self) -> Engine:
        """One for the process, whatever runs follow on each other."""
        return _engine(*self._named)

    def setup(self, worker: Worker) -> None:
        """Make sure that this worker does what the others do.

        Raises:
            MachineError: It would not, and leaves the cluster.
        """
        self.lock = threading.Lock()
        _keep_memory()
        try:
            self._check(worker.name)
        except MachineError as problem:
            worker.loop.add_callback(worker.close, nanny=True, reason=str(problem))
            raise
        self.fits = True

    def _check(self, worker: object) -> None:
        if version("vox") != self.vox:
            raise MachineError(
                f"Worker {worker} has vox {version('vox')}, and {self.vox} is asked for.",
                "Install the same version on all machines.",
            )
        if self.step.found_here() != self.step.recipe:
            raise MachineError(
                f"Worker {worker} has other weights or another state of vox {self.vox} than the rest.",
                "Install the same on all machines.",
            )


def _keep_memory() -> None:
    """Let this process keep memory that it has freed, as it would if Dask had not started it.

    Dask has the C library give back all above 64 KB at once. A model takes and frees megabytes for each
    window, and to fetch them anew each time took a third of it all.
    """
    if libc := find_library("c"):
        with suppress(AttributeError, OSError):  # other C libraries have no such setting
            allocator = CDLL(libc).mallopt
            allocator(_M_MMAP_THRESHOLD, _KEPT)
            allocator(_M_TRIM_THRESHOLD, 2 * _KEPT)


@cache
def _engine(name: str, model: str) -> Engine:
    return load_engine(name, model)


def work(run: str, batch: Sequence[Any]) -> tuple[str, list[Any]]:
    """What a worker does: the step of a run, with a batch; and who it was."""
    worker = get_worker()
    station = worker.plugins[run]
    if not station.fits:
        raise Reschedule  # it is about to leave
    # The model is there once, and one batch at a time has all of it.
    with station.lock:
        return str(worker.name), list(station.step(batch, station.engine, _nobody))


def _nobody(path: Path, stage: str, reached: float | None) -> None:
    """Who works elsewhere tells only when it is done."""
