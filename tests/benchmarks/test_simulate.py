"""The plan on paper against what queueing theory says, where it says something exact."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from math import factorial

import numpy as np
import pytest
import simpy

from benchmarks import simulate as program
from benchmarks.cluster_model import Batch, Coordinator, Costs, Outcome, Plan, SharedLink, simulate

ONE_SECOND = Costs([1.0], [0.0], [0.0], [0.0], [10.0])
DRAWN = np.random.default_rng(7)


def exponential(mean: float) -> list[float]:
    return [float(each) for each in DRAWN.exponential(mean, size=50_000)]


def test_waiting_for_the_coordinator_is_that_of_a_queue_of_one_server_and_constant_service() -> None:
    """M/D/1 (Pollaczek and Khinchine): the mean wait is rho * s / (2 * (1 - rho))."""
    env, outcome = simpy.Environment(), Outcome()
    coordinator = Coordinator(env, outcome, home=1.0)
    service, load, number = 1.0, 0.7, 60_000

    def come() -> Iterator[simpy.Event]:
        for gap in DRAWN.exponential(service / load, size=number):
            yield env.timeout(gap)
            coordinator.receive(Batch(1, 0.0, service, 0.0, 0.0))

    def store() -> Iterator[simpy.Event]:
        while True:
            yield from coordinator.store_next()

    env.process(come())  # type: ignore[arg-type]
    env.process(store())  # type: ignore[arg-type]
    env.run(number * service / load)
    assert np.mean(outcome.waits) == pytest.approx(load * service / (2 * (1 - load)), rel=0.05)


@pytest.mark.parametrize("workers", [1, 4, 8, 16])
def test_a_cluster_without_faults_is_machines_and_one_repairman(workers: int) -> None:
    """M/M/1//N: who is worked on is a machine that runs, who waits for the coordinator one that is broken."""
    work, store = 1.0, 0.15
    costs = Costs(exponential(work), exponential(store), [0.0] * 50_000, [0.0] * 50_000, [0.0] * 50_000)
    done = simulate(Plan(clips=20_000, workers=workers, batch=1, outstanding=1), costs)
    terms = [factorial(workers) / factorial(workers - n) * (store / work) ** n for n in range(workers + 1)]
    busy = 1 - 1 / sum(terms)
    assert done.storing / done.seconds == pytest.approx(busy, rel=0.04)
    assert done.clips / done.seconds == pytest.approx(busy / store, rel=0.04)


def test_a_shared_line_is_as_quick_as_theory_says() -> None:
    """M/M/1 with its processor shared: all take s / (1 - rho), on average."""
    env = simpy.Environment()
    link = SharedLink(env, width=1.0, most=1.0)
    load, took = 0.6, []

    def send(size: float) -> Iterator[simpy.Event]:
        began = env.now
        yield link.send(size)
        took.append(env.now - began)

    def come() -> Iterator[simpy.Event]:
        for gap, size in zip(exponential(1 / load), exponential(1.0), strict=True):
            yield env.timeout(gap)
            env.process(send(size))  # type: ignore[arg-type]

    env.process(come())  # type: ignore[arg-type]
    env.run()
    assert np.mean(took) == pytest.approx(1 / (1 - load), rel=0.05)


def test_nobody_gets_more_of_a_line_than_their_own_width() -> None:
    env = simpy.Environment()
    link = SharedLink(env, width=10.0, most=4.0)
    ready = [link.send(8.0), link.send(8.0), link.send(20.0)]
    ended: list[float] = []
    for event in ready:
        assert event.callbacks is not None
        event.callbacks.append(lambda _: ended.append(env.now))
    env.run()
    # A third of ten each until two have their eight; then four for the third.
    assert ended == pytest.approx([2.4, 2.4, 2.4 + 12 / 4])


def test_without_anything_between_work_is_shared_evenly() -> None:
    done = simulate(Plan(clips=8_000, workers=10), ONE_SECOND)
    assert (done.clips, done.sound) == (8_000, 80_000)
    assert done.seconds == pytest.approx(800, rel=0.01)
    assert done.working == pytest.approx(8_000)
    assert done.most_given == 10 * 2 * 8


def test_whoever_fails_loses_nothing_but_time() -> None:
    plan = Plan(clips=20_000, workers=10, failing=500.0, noticing=20.0, returning=50.0, seed=3)
    done = simulate(plan, ONE_SECOND)
    assert done.clips == 20_000
    assert done.working == pytest.approx(20_000)
    assert done.failures > 20
    # A worker is there for 500 of 550 seconds, and what it was doing at its end is half a batch.
    assert done.down == pytest.approx(50 * done.failures, rel=0.1)
    assert done.lost / done.failures == pytest.approx(4, rel=0.5)
    assert done.seconds == pytest.approx(2_000 * 550 / 500, rel=0.1)


def test_slow_workers_are_given_less() -> None:
    done = simulate(Plan(clips=20_000, workers=10, slow=0.2, slowness=4.0), ONE_SECOND)
    assert done.seconds == pytest.approx(20_000 / (8 + 2 / 4), rel=0.03)


def test_the_same_seed_gives_the_same_figures_and_another_others() -> None:
    costs = Costs([1.0, 3.0], [0.1, 0.2], [5.0, 9.0], [1.0, 2.0], [10.0, 20.0])
    plans = [
        Plan(clips=3_000, workers=7, failing=300.0, returning=9.0, storage=50.0, seed=s) for s in (1, 1, 2)
    ]
    first, again, other = (simulate(plan, costs) for plan in plans)
    assert first == again
    assert first.seconds != other.seconds


def test_beyond_its_rate_the_coordinator_is_the_limit() -> None:
    costs = Costs([1.0], [0.02], [0.0], [0.0], [10.0])
    rates = [simulate(Plan(clips=20_000, workers=n), costs).seconds for n in (25, 50, 100, 200)]
    assert list(accumulate(rates, min)) == rates
    assert 20_000 / rates[-1] == pytest.approx(50, rel=0.02)


def test_clips_are_as_long_and_large_as_is_asked_for() -> None:
    lines = program.MEASURED.read_text("utf-8").splitlines()
    asked = program.Given(sound=30.0, work=1.5, write=4.0, size=2.0, made=0.1, handling=1.0)
    costs = program.read_costs(lines, asked)
    assert np.mean(costs.sound) == pytest.approx(30)
    assert np.mean(costs.work) == pytest.approx(45)
    assert np.mean(costs.size) == pytest.approx(60e6)
    assert np.mean(costs.made) == pytest.approx(3e6)
    assert np.mean(costs.store) == pytest.approx(0.005)
    measured = program.read_costs(lines, program.Given())
    assert len(measured.sound) == 18
    assert measured.sound != costs.sound


def test_the_program_prints_what_came_of_a_plan_and_of_more_and_more_workers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["simulate", "--clips", "2000", "--workers", "20", "--sound", "30"])
    program.main()
    assert "| clips | 2,000, 17 hours of sound |" in capsys.readouterr().out
    costs = Costs([8.0], [0.1], [0.0], [0.0], [10.0])
    rows = program.sweep(Plan(clips=0, workers=0), costs, (1, 40, 160))
    assert [row[0] for row in rows] == ["1", "40", "160"]
    assert [row[3] for row in rows][::2] == ["100%", "50%"]
    plan = Plan(clips=0, workers=0, storage=100.0, link=25.0)
    coordinator, storage = program.limits(plan, replace(costs, size=[50.0]))
    assert (coordinator, storage) == pytest.approx(((8 + 2) / 0.1, (8 + 2) * 2))
