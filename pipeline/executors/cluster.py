"""The workers of a Dask cluster: clips are given to them in small batches, and to others when one is lost.

    items -> batches, two a worker at most -> workers, each with a model of its own -> results, one by one

Dask keeps who is there, gives what a lost worker had to others, and carries items and results. No worker sees
the database. What is not asked for yet is not sent, so memory is bounded at both ends.
"""

import logging
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from ctypes import CDLL
from ctypes.util import find_library
from functools import cache
from importlib.metadata import version
from itertools import count, islice
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.executors import Step
from pipeline.machine import how_many
from pipeline.progress import Progress
from pipeline.transcribe import Engine, load_engine
from schemas.errors import MachineError, UsageError, VoxError
from schemas.settings import Settings

try:
    from distributed import (
        Client,
        Future,
        KilledWorker,
        LocalCluster,
        Reschedule,
        Worker,
        WorkerPlugin,
        as_completed,
        get_worker,
    )
except ImportError:
    raise MachineError(
        "--cluster needs Dask, which is not installed.", "Install it with: pip install 'vox[cluster]'"
    ) from None

LOCAL = "local"
"""The address of a cluster of this machine's own processes."""

MEMORY_OF_A_WORKER = 900 << 20
"""Bytes that a worker with the model `base` takes at most, measured by benchmarks/scale.py."""

_MOST = 8
"""Items of a batch: with more, a lost worker loses more; with fewer, short clips are not heard together."""

_OUTSTANDING = 2
"""Batches a thread: one that is worked on, and one that waits, so that nobody waits for this process."""

_MOST_WORKERS = 64
_PATIENCE = 30.0

_LOOK = 1.0
"""Seconds between two looks at who is there."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Names of settings in malloc.h of the GNU C library."""

_KEPT = 32 << 20
"""Bytes: up to which it goes by itself where nothing is set (DEFAULT_MMAP_THRESHOLD_MAX)."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Cluster:
    """Has steps done by the workers of a Dask cluster.

    Args:
        client: Connected.
        settings: Of the project, with the engine that workers load.
        progress: Told of workers that come and go, and of what each has done.
        address: As it was named.
    """

    is_elsewhere = True

    def __init__(self, client: Client, settings: Settings, progress: Progress, address: str) -> None:
        self._client = client
        self._settings = settings
        self._progress = progress
        self._address = address
        self._names: dict[str, str] = {}
        self._done: Counter[str] = Counter()
        self._threads = 0
        self._looked = 0.0

    def run(self, step: "Step[Item, Result]", items: Iterable[Item]) -> Iterator[Result]:
        """See `Executor.run`.

        Raises:
            MachineError: A worker has another version of vox or other weights, lacks something, or the
                cluster is gone.
        """
        run = f"vox-{uuid.uuid4().hex[:12]}"
        station = _Station(step, self._settings.engine, self._settings.model)
        try:
            self._register(station, run)
            yield from self._run(run, step, _Supply(items, step))
        except (CancelledError, OSError) as error:
            raise MachineError(
                f"The cluster {self._address} is gone ({error or type(error).__name__}).",
                "What was finished is stored. Start the cluster again; the same command then goes on.",
            ) from None
        finally:
            with suppress(Exception):  # there may be nobody to tell any more
                self._client.unregister_worker_plugin(run)

    def _run(self, run: str, step: "Step[Item, Result]", supply: "_Supply[Item]") -> Iterator[Result]:
        """Batch after batch; in the end, one by one, what those held that ended their workers.

        Dask blames all that a lost worker had, so only what is there alone can be told to have ended it.
        """
        suspects: list[Item] = []
        with self._handing_out(run) as hands:
            while True:
                while len(hands.batches) < _OUTSTANDING * self._slots() and (
                    new := supply.take(self._slots())
                ):
                    hands.give(new)
                if not hands.batches:
                    break
                batch, results = hands.next()
                if isinstance(results, Exception):
                    suspects += batch
                else:
                    yield from results
            for item in suspects:
                hands.give([item])
                _, results = hands.next()
                if isinstance(results, Exception):
                    yield step.lost(item, _why_lost(results))
                else:
                    yield from results

    @contextmanager
    def _handing_out(self, run: str) -> Iterator["_Hands"]:
        hands = _Hands(self._client, run, self._note_done)
        try:
            yield hands
        finally:
            with suppress(Exception):  # there may be nobody to tell any more
                self._client.cancel(list(hands.batches), force=True)

    def _note_done(self, worker: str, count: int) -> None:
        self._done[worker] += count
        self._progress.worked(worker, count)

    @property
    def done(self) -> dict[str, int]:
        """How many items each worker has worked on so far, by its name."""
        return dict(self._done)

    def _register(self, station: "_Station", run: str) -> None:
        try:
            self._client.register_plugin(station, name=run)
        except (VoxError, OSError):
            raise
        except Exception as error:
            raise MachineError(
                f"A worker cannot take up the work ({type(error).__name__}: {error}).",
                "The scheduler and all workers need the same vox[cluster] as this machine.",
            ) from None

    def _slots(self) -> int:
        """Threads of all workers that are there; looked up now and then."""
        now = time.monotonic()
        if now - self._looked >= _LOOK or not self._threads:
            threads = self._client.nthreads()
            if not threads:
                self._client.wait_for_workers(1)
                threads = self._client.nthreads()
            self._tell(set(threads))
            self._threads, self._looked = max(1, sum(threads.values())), now
        return self._threads

    def _tell(self, there: set[str]) -> None:
        """Who has come since, and who is gone."""
        gone = self._names.keys() - there
        for worker in sorted(gone):
            self._progress.note(f"Worker {self._names.pop(worker)} is gone: its clips are given to others.")
        if there - self._names.keys():
            known = self._client.scheduler_info(n_workers=-1)["workers"]
            for worker in sorted(there - self._names.keys()):
                self._names[worker] = str(known.get(worker, {}).get("name", worker))


class _Hands:
    """What is given out and not back yet.

    Args:
        client: Of the cluster.
        run: Its name.
        note: Told who has done how much.

    Attributes:
        batches: Of each future, what was given.
    """

    def __init__(self, client: Client, run: str, note: Callable[[str, int], None]) -> None:
        self._client = client
        self._run = run
        self._note = note
        self._finished = as_completed(loop=client.loop)
        self._numbers = count()
        self.batches: dict[Future, Sequence[Any]] = {}

    def give(self, batch: Sequence[Any]) -> None:
        """Give a batch to whoever is free."""
        key = f"{self._run}-{next(self._numbers)}"
        future = self._client.submit(_work, self._run, batch, key=key, pure=False)
        self.batches[future] = batch
        self._finished.add(future)

    def next(self) -> tuple[Sequence[Any], list[Any] | Exception]:
        """The next batch that is back, with its results, or why there are none.

        Raises:
            MachineError: A worker lacks something.
            CancelledError: The cluster is gone; so does OSError.
        """
        future = next(self._finished)
        batch = self.batches.pop(future)
        try:
            worker, results = future.result()
        except VoxError as problem:
            raise MachineError(f"A worker stopped. {problem.message}", problem.remedy) from None
        except (CancelledError, OSError):
            raise
        except Exception as error:  # of whatever kind a worker ends with
            return batch, error
        self._note(worker, len(results))
        return batch, results


class _Supply(Generic[Item]):
    """Items in batches; the last ones in small ones, so that none is left with much while others rest.

    Args:
        items: All of them; not many more are taken from it than are asked for.
        step: Tells how much each is.
    """

    def __init__(self, items: Iterable[Item], step: "Step[Item, Any]") -> None:
        self._items = iter(items)
        self._step = step
        self._ready: deque[Item] = deque()

    def take(self, takers: int) -> list[Item]:
        """The next batch; empty at the end.

        Args:
            takers: Among how many those that are left are to be shared.
        """
        self._ready.extend(islice(self._items, max(0, _MOST * takers - len(self._ready))))
        batch: list[Item] = []
        weight, most = 0.0, max(1, len(self._ready) // takers)
        while self._ready and len(batch) < most and weight < 1.0:
            item = self._ready.popleft()
            weight += self._step.weight(item)
            batch.append(item)
        return batch


class _Station(WorkerPlugin):  # type: ignore[misc]
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


def _work(run: str, batch: Sequence[Any]) -> tuple[str, list[Any]]:
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


def _why_lost(error: Exception) -> str:
    if isinstance(error, KilledWorker):
        return "Every worker that was given this clip ended before it was done."
    return f"A worker could not work on this clip ({type(error).__name__}: {error})."


@contextmanager
def joined(
    address: str, settings: Settings, progress: Progress, patience: float = _PATIENCE
) -> Iterator[Cluster]:
    """A cluster, as long as it is needed.

    Args:
        address: Of a scheduler, such as `tcp://host:8786`; or `local` for processes of this machine, one a
            core as far as memory allows.
        settings: Of the project.
        progress: Told of workers.
        patience: Seconds to wait for a scheduler, and for its first worker.

    Raises:
        UsageError: The address is none.
        MachineError: There is no scheduler, or no worker.
    """
    # Dask tells of lost workers in its own way; `Cluster` tells it in ours.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        if address == LOCAL:
            machine = LocalCluster(
                n_workers=how_many(MEMORY_OF_A_WORKER, _MOST_WORKERS),
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
            client = Client(stack.enter_context(machine), set_as_default=False)
        else:
            client = _connect(address, patience)
        stack.enter_context(client)
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            raise MachineError(
                f"No worker has joined the cluster {address} yet.",
                f"Start some with: dask worker {address} --nthreads 1 --nworkers=-1",
            ) from None
        yield Cluster(client, settings, progress, address)


def _connect(address: str, patience: float) -> Client:
    try:
        return Client(address, timeout=patience, set_as_default=False)
    except (OSError, TimeoutError):
        raise MachineError(
            f"There is no Dask scheduler at {address}, or it cannot be reached.",
            "Start one with: dask scheduler",
        ) from None
    except ValueError as error:
        raise UsageError(
            f"{address} is no address of a cluster ({error}).", "Such as: --cluster tcp://host:8786"
        ) from None
