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
from itertools import count, islice
from typing import Any, Generic, TypeVar

from pipeline.executors import Step
from pipeline.machine import how_many
from pipeline.progress import Progress
from schemas.errors import MachineError, UsageError, VoxError
from schemas.settings import Settings

try:
    from distributed import Client, Future, KilledWorker, LocalCluster, as_completed
except ImportError:
    raise MachineError(
        "--cluster needs Dask, which is not installed.", "Install it with: pip install 'vox[cluster]'"
    ) from None

from pipeline.executors.worker import Station, work

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

_CHANCES = 5
"""How often workers are told what to do at most, where one dies meanwhile."""

_LOOK = 1.0
"""Seconds between two looks at who is there."""

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
        self._threads = 1

    def run(self, step: "Step[Item, Result]", items: Iterable[Item]) -> Iterator[Result]:
        """See `Executor.run`.

        Raises:
            MachineError: A worker has another version of vox or other weights, lacks something, or the
                cluster is gone.
        """
        run = f"vox-{uuid.uuid4().hex[:12]}"
        station = Station(step, self._settings.engine, self._settings.model)
        try:
            self._register(station, run)
            with self._watched():
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
                while len(hands.batches) < _OUTSTANDING * self._threads and (
                    new := supply.take(self._threads)
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

    def _register(self, station: "Station", run: str) -> None:
        """Give all workers what they need.

        Raises:
            MachineError: One cannot have it, or would do other work than the rest.
            OSError: The cluster is gone.
        """
        for chance in reversed(range(_CHANCES)):
            try:
                self._client.register_plugin(station, name=run)
                return
            except VoxError:
                raise
            except OSError:
                # A worker may have died just then. If it was the scheduler, that is told by the last one.
                if not chance:
                    raise
                time.sleep(_LOOK)
            except Exception as error:  # of whatever kind a worker ends with
                raise MachineError(
                    f"A worker cannot take up the work ({type(error).__name__}: {error}).",
                    "The scheduler and all workers need the same vox[cluster] as this machine.",
                ) from None

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Somebody looks who is there, now and then, also while nothing comes back."""
        ended = threading.Event()

        def watch() -> None:
            with suppress(CancelledError, OSError):  # whoever waits for results is told that it is gone
                while not ended.wait(_LOOK):
                    self._look()

        self._look()
        watching = threading.Thread(target=watch, name="workers", daemon=True)
        watching.start()
        try:
            yield
        finally:
            ended.set()
            watching.join()

    def _look(self) -> None:
        """Who has come since, and who is gone."""
        there = self._client.nthreads()
        for worker in sorted(self._names.keys() - there):
            self._progress.note(f"Worker {self._names.pop(worker)} is gone: its clips are given to others.")
            if not there:
                self._progress.note("No worker is left: waiting for one to join. Ctrl-C ends it.")
        if there.keys() - self._names:
            known = self._client.scheduler_info(n_workers=-1)["workers"]
            for worker in there.keys() - self._names.keys():
                self._names[worker] = str(known.get(worker, {}).get("name", worker))
        self._threads = max(1, sum(there.values()))


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
        future = self._client.submit(work, self._run, batch, key=key, pure=False)
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
