"""A cluster of vox on paper: batches of clips, workers that fail, and one process that stores what they made.

    clips -> batches -> scheduler -> workers: fetch, work -> results wait -> the coordinator stores them

As in `pipeline/executors`, a worker is given at most two batches at once, and another only when one of its
results is stored. All that is drawn is drawn from one seed, so that the same plan gives the same figures.
"""

import heapq
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

Process = Generator[simpy.Event, Any, None]

BOUNDLESS = 1e18
"""Bytes a second of a line that nobody waits for."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What clips cost, a number for each that was measured; clips are drawn from them.

    Attributes:
        work: Seconds of a worker.
        store: Seconds of the coordinator, the disk's included.
        size: Bytes that a worker fetches.
        made: Bytes that it sends.
        sound: Seconds that a clip lasts.
    """

    work: Sequence[float]
    store: Sequence[float]
    size: Sequence[float]
    made: Sequence[float]
    sound: Sequence[float]


@dataclass(frozen=True, slots=True)
class Plan:
    """A cluster, and what it is given.

    Attributes:
        batch: Clips at most that are given away at once.
        outstanding: Batches of a worker at most, until the result of one is stored.
        storage: Bytes a second of the place where the clips lie, shared by all that fetch at the same time.
        link: Bytes a second that a worker gets at most.
        home: Bytes a second at which results reach the coordinator.
        task: Seconds of the scheduler for each batch.
        failing: Seconds after which a worker fails, on average; they follow an exponential law.
        noticing: Seconds until the scheduler gives the batches of a lost worker to others.
        returning: Seconds after which a lost worker is back, its model loaded.
        slow: Share of workers that take `slowness` times as long.
    """

    clips: int
    workers: int
    batch: int = 8
    outstanding: int = 2
    storage: float = BOUNDLESS
    link: float = BOUNDLESS
    home: float = BOUNDLESS
    task: float = 0.0
    failing: float = np.inf
    noticing: float = 0.0
    returning: float = 0.0
    slow: float = 0.0
    slowness: float = 1.0
    seed: int = 1


@dataclass(slots=True)
class Batch:
    """Some clips, and what they cost together."""

    clips: int
    work: float
    store: float
    size: float
    made: float
    done_at: float = 0.0


@dataclass(slots=True)
class Outcome:
    """What came of a plan, in seconds and bytes.

    Attributes:
        seconds: Until all is stored.
        sound: Of all clips.
        working: Of all workers, for results that were stored.
        fetching: The same.
        lost: Of all workers, for what was given to others.
        down: Of all workers, until they were back.
        storing: Of the coordinator.
        waits: How long each result waited until it was its turn.
        most_waiting: Bytes of results that waited at the same time, at most.
        most_given: Clips that were given away and not yet stored, at most.
        failures: How many workers were lost.
    """

    clips: int = 0
    seconds: float = 0.0
    sound: float = 0.0
    working: float = 0.0
    fetching: float = 0.0
    lost: float = 0.0
    down: float = 0.0
    storing: float = 0.0
    waits: list[float] = field(default_factory=list)
    most_waiting: float = 0.0
    most_given: int = 0
    failures: int = 0


class SharedLink:
    """A line whose width all that use it share evenly, each up to a width of its own.

    All get the same, so what has been sent to each is one clock, and who needs least is ready when that clock
    says so: nobody has to be told when others come or go.
    """

    def __init__(self, env: simpy.Environment, width: float, most: float) -> None:
        self._env = env
        self._width = width
        self._most = most
        self._sent = 0.0
        self._since = 0.0
        self._waiting: list[tuple[float, int, simpy.Event]] = []
        self._numbers = count()
        self._turn = 0

    def send(self, size: float) -> simpy.Event:
        """An event that comes when so many bytes have been sent."""
        done = self._env.event()
        self._count()
        heapq.heappush(self._waiting, (self._sent + size, next(self._numbers), done))
        self._wait()
        return done

    def _rate(self) -> float:
        return min(self._most, self._width / len(self._waiting)) if self._waiting else 0.0

    def _count(self) -> None:
        """What has been sent to each since somebody came or went."""
        if self._waiting:
            self._sent += (self._env.now - self._since) * self._rate()
        self._since = self._env.now

    def _wait(self) -> None:
        """For the next that is ready; who waited for another before is told by the turn that it is over."""
        self._turn += 1
        if self._waiting:
            turn, needed = self._turn, max(0.0, self._waiting[0][0] - self._sent)
            ready = self._env.timeout(needed / self._rate())
            assert ready.callbacks is not None
            ready.callbacks.append(lambda _: self._ready(turn))

    def _ready(self, turn: int) -> None:
        if turn != self._turn:
            return
        self._since, self._sent = self._env.now, self._waiting[0][0]
        heapq.heappop(self._waiting)[2].succeed()
        self._wait()


class Coordinator:
    """Stores what has been made, one batch after the other, in the order in which they are done."""

    def __init__(self, env: simpy.Environment, outcome: Outcome, home: float) -> None:
        self._env = env
        self._outcome = outcome
        self._home = home
        self._waiting: deque[Batch] = deque()
        self._bytes = 0.0
        self._come = env.event()

    def receive(self, batch: Batch) -> None:
        """Somebody has done a batch."""
        batch.done_at = self._env.now
        self._waiting.append(batch)
        self._bytes += batch.made
        self._outcome.most_waiting = max(self._outcome.most_waiting, self._bytes)
        if not self._come.triggered:
            self._come.succeed()

    def store_next(self) -> Generator[simpy.Event, Any, Batch]:
        """Wait for a batch, and store it."""
        while not self._waiting:
            self._come = self._env.event()
            yield self._come
        batch = self._waiting.popleft()
        self._outcome.waits.append(self._env.now - batch.done_at)
        needed = batch.made / self._home + batch.store
        yield self._env.timeout(needed)
        self._bytes -= batch.made
        self._outcome.storing += needed
        return batch


class _Supply:
    """All clips, drawn beforehand and given away in batches; in small ones at the end."""

    def __init__(self, plan: Plan, costs: Costs, draw: np.random.Generator) -> None:
        self._plan = plan
        drawn = draw.integers(len(costs.work), size=plan.clips)
        self.sound = float(np.asarray(costs.sound)[drawn].sum())
        self._sums = [_sums(each, drawn) for each in (costs.work, costs.store, costs.size, costs.made)]
        self._at = 0

    def take(self) -> Batch | None:
        """The next batch, if there is one."""
        left = min(self._plan.clips - self._at, self._plan.batch * self._plan.workers)
        if not left:
            return None
        begin, clips = self._at, min(self._plan.batch, max(1, left // self._plan.workers))
        self._at += clips
        return Batch(clips, *(float(sums[self._at] - sums[begin]) for sums in self._sums))


def _sums(values: Sequence[float], drawn: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(np.asarray(values, float)[drawn])])


@dataclass(eq=False, slots=True)
class _Worker:
    """One process with one thread.

    Attributes:
        here: Whether it is given anything.
        held: What it has been given, first what it works on.
        came: Comes when it is given something.
    """

    slowness: float
    came: simpy.Event
    here: bool = True
    held: deque[Batch] = field(default_factory=deque)


class _Run:
    def __init__(self, plan: Plan, costs: Costs) -> None:
        self._plan = plan
        self._env = simpy.Environment()
        self._draw = np.random.default_rng(plan.seed)
        self._supply = _Supply(plan, costs, self._draw)
        self.outcome = Outcome(sound=self._supply.sound)
        self._link = SharedLink(self._env, plan.storage, plan.link)
        self._coordinator = Coordinator(self._env, self.outcome, plan.home)
        self._backlog: deque[Batch] = deque()
        self._scheduler_free = 0.0
        self._given = 0
        self._batches = 0
        self._there = plan.workers
        # Those that are there, by how many batches they hold; of each, who came first is first.
        self._holders: list[dict[_Worker, None]] = [{} for _ in range(plan.outstanding + 1)]

    def run(self) -> Outcome:
        slow = round(self._plan.slow * self._plan.workers)
        for number in range(self._plan.workers):
            worker = _Worker(self._plan.slowness if number < slow else 1.0, self._env.event())
            self._holders[0][worker] = None
            process = self._env.process(self._work(worker))
            if self._plan.failing < np.inf:
                self._env.process(self._fail(worker, process))
        self._env.run(self._env.process(self._coordinate()))
        self.outcome.seconds = self._env.now
        return self.outcome

    def _coordinate(self) -> Process:
        """Give batches away, and for each that is stored another."""
        self._fill()
        while self._batches:
            batch = yield from self._coordinator.store_next()
            self._batches -= 1
            self._given -= batch.clips
            self.outcome.clips += batch.clips
            self._fill()

    def _fill(self) -> None:
        most = max(1, self._there) * self._plan.outstanding
        while self._batches < most and (batch := self._supply.take()):
            self._batches += 1
            self._given += batch.clips
            self.outcome.most_given = max(self.outcome.most_given, self._given)
            self._hand_out(batch)

    def _hand_out(self, batch: Batch) -> None:
        """Through the scheduler, which takes one after the other."""
        self._scheduler_free = max(self._scheduler_free, self._env.now) + self._plan.task
        ready = self._env.timeout(self._scheduler_free - self._env.now)
        assert ready.callbacks is not None
        ready.callbacks.append(lambda _: self._give(batch))

    def _give(self, batch: Batch) -> None:
        """To the worker that has least, if one has room."""
        for holders in self._holders[:-1]:
            for worker in holders:
                self._put(worker, batch)
                if not worker.came.triggered:
                    worker.came.succeed()
                return
        self._backlog.append(batch)

    def _put(self, worker: _Worker, batch: Batch) -> None:
        del self._holders[len(worker.held)][worker]
        worker.held.append(batch)
        self._holders[len(worker.held)][worker] = None

    def _take_from_backlog(self, worker: _Worker) -> None:
        while self._backlog and len(worker.held) < self._plan.outstanding:
            self._put(worker, self._backlog.popleft())

    def _work(self, worker: _Worker) -> Process:
        while True:
            began = self._env.now
            try:
                if not worker.held:
                    worker.came = self._env.event()
                    yield worker.came
                began, batch = self._env.now, worker.held[0]
                yield self._link.send(batch.size)
                fetched = self._env.now
                yield self._env.timeout(batch.work * worker.slowness)
            except simpy.Interrupt:
                # What it was fetching goes on to nobody, as it may on a real line.
                self.outcome.lost += self._env.now - began if worker.held else 0.0
                yield from self._return(worker)
                continue
            del self._holders[len(worker.held)][worker]
            worker.held.popleft()
            self._holders[len(worker.held)][worker] = None
            self.outcome.fetching += fetched - began
            self.outcome.working += self._env.now - fetched
            self._coordinator.receive(batch)
            self._take_from_backlog(worker)

    def _return(self, worker: _Worker) -> Process:
        """Until it is back, and others have what it had."""
        worker.here = False
        self._there -= 1
        self.outcome.failures += 1
        del self._holders[len(worker.held)][worker]
        lost = list(worker.held)
        worker.held.clear()
        self._env.process(self._notice(lost))
        yield self._env.timeout(self._plan.returning)
        self.outcome.down += self._plan.returning
        worker.here = True
        self._there += 1
        self._holders[0][worker] = None
        self._take_from_backlog(worker)

    def _notice(self, lost: Sequence[Batch]) -> Process:
        yield self._env.timeout(self._plan.noticing)
        for batch in lost:
            self._hand_out(batch)

    def _fail(self, worker: _Worker, process: simpy.Process) -> Process:
        while True:
            yield self._env.timeout(float(self._draw.exponential(self._plan.failing)))
            if worker.here:
                process.interrupt()


def simulate(plan: Plan, costs: Costs) -> Outcome:
    """Run a plan to its end."""
    return _Run(plan, costs).run()
