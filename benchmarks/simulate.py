"""A million clips on a hundred workers, on paper: how long it takes, and what waits for what.

python -m benchmarks.simulate [--workers N] [--clips N] [--sound SECONDS] [--work SECONDS] [--sweep] ...

Clips are drawn from those that `benchmarks.clip_costs` measured, as they are, or made as long, large and
laborious on average as is asked for. What is in the model is in `benchmarks.cluster_model`, what is not is in
docs/scale.md.
"""

import argparse
import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.cluster_model import Costs, Outcome, Plan, simulate

MEASURED = Path(__file__).with_name("clip_costs.jsonl")

_SWEEP = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
_BATCHES_IN_SWEEP = 120
"""Of each worker: enough for the beginning and the end to weigh little."""

_GIGABIT = 1e9 / 8
_HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class Given:
    """What is asked for in place of what was measured; None leaves it as it was.

    Attributes:
        sound: Seconds that clips last, on average.
        work: Seconds of a core for a second of sound.
        write: Milliseconds of the coordinator for a clip.
        size: Megabytes of a recording for a second of sound.
        made: The same of its copy and pictures.
        handling: Milliseconds of the coordinator for a clip, besides.
        disk: Megabytes a second at which it writes what is more than was measured.
    """

    sound: float | None = None
    work: float | None = None
    write: float | None = None
    size: float | None = None
    made: float | None = None
    handling: float = 0.0
    disk: float = 500.0


def read_costs(lines: Iterable[str], given: Given) -> Costs:
    """What was measured, as it would be for clips as they are given.

    Work and sizes go with the length of a clip. To store it hardly takes longer with ten times the words.

    Args:
        lines: Of JSON, as `benchmarks.clip_costs` writes them.
        given: What is known better.
    """
    measured = [json.loads(line) for line in lines if line.strip()]
    sound = np.array([each["sound"] for each in measured])
    longer = 1.0 if given.sound is None else given.sound / sound.mean()
    columns = {
        name: np.array([each[key] for each in measured], float) * longer
        for name, key in (("work", "seconds"), ("size", "size"), ("made", "made"), ("sound", "sound"))
    }
    for name, rate in (("work", given.work), ("size", given.size), ("made", given.made)):
        if rate is not None:
            whole = rate * (1.0 if name == "work" else 1e6) * columns["sound"].sum()
            columns[name] *= whole / columns[name].sum()
    more = columns["made"] - [each["made"] for each in measured]
    written = np.maximum(more, 0) / (given.disk * 1e6)
    columns["store"] = np.array([each["store_ms"] + each["keep_ms"] for each in measured]) / 1000 + written
    if given.write is not None:
        columns["store"] *= given.write / 1000 / columns["store"].mean()
    columns["store"] += given.handling / 1000
    return Costs(**{name: values.tolist() for name, values in columns.items()})


def limits(plan: Plan, costs: Costs) -> tuple[float, float]:
    """Workers beyond which the coordinator has no time left, and the storage no width; by means alone."""
    work, store, size, made = map(statistics.mean, (costs.work, costs.store, costs.size, costs.made))
    of_worker = work + size / plan.link
    return of_worker / (store + made / plan.home), of_worker / (size / plan.storage)


def figures(plan: Plan, costs: Costs, outcome: Outcome) -> Mapping[str, str]:
    """What came of a plan, in words and numbers."""
    hours = outcome.seconds / _HOUR
    paid = plan.workers * outcome.seconds
    bound = outcome.most_given * statistics.mean(costs.made)
    used = (outcome.working + outcome.fetching + outcome.lost + outcome.down) / paid
    p50, p95, most = np.percentile(outcome.waits, [50, 95, 100]) * 1000
    return {
        "clips": f"{outcome.clips:,}, {outcome.sound / _HOUR:,.0f} hours of sound",
        "until all is stored": f"{hours:,.1f} hours",
        "clips an hour": f"{outcome.clips / hours:,.0f}",
        "hours of sound an hour": f"{outcome.sound / outcome.seconds:,.1f}",
        "workers work": f"{outcome.working / paid:.1%}",
        "workers fetch": f"{outcome.fetching / paid:.1%}",
        "workers do what is lost, or come back": f"{(outcome.lost + outcome.down) / paid:.2%}",
        "workers wait": f"{1 - used:.1%}",
        "lost workers": f"{outcome.failures}, with {outcome.lost / _HOUR:.1f} hours of work;"
        f" {outcome.down / _HOUR:.1f} hours until they were back",
        "coordinator is busy": f"{outcome.storing / outcome.seconds:.1%}",
        "a result waits for it": f"p50 {p50:,.0f} ms, p95 {p95:,.0f} ms, at most {most:,.0f} ms",
        "clips given away at once": f"{outcome.most_given:,} at most",
        "results that wait at once": f"{outcome.most_waiting / 1e6:,.0f} MB at most;"
        f" {bound / 1e6:,.0f} if the coordinator stood still",
    }


def sweep(plan: Plan, costs: Costs, numbers: Sequence[int] = _SWEEP) -> list[tuple[str, ...]]:
    """The same with more and more workers: a row of a table for each."""
    rows: list[tuple[str, ...]] = []
    first = 0.0
    for number in numbers:
        clips = plan.batch * number * _BATCHES_IN_SWEEP
        done = simulate(replace(plan, workers=number, clips=clips), costs)
        rate = done.clips / done.seconds * _HOUR
        first = first or rate / number
        p95 = float(np.percentile(done.waits, 95))
        rows.append(
            (
                f"{number:,}",
                f"{rate:,.0f}",
                f"{done.sound / done.seconds:,.1f}",
                f"{rate / number / first:.0%}",
                f"{done.storing / done.seconds:.0%}",
                f"{p95:,.2f} s",
            )
        )
    return rows


def arguments() -> argparse.ArgumentParser:
    """What can be asked."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add("--costs", type=Path, default=MEASURED, help="what benchmarks.clip_costs wrote")
    add("--clips", type=int, default=1_000_000)
    add("--workers", type=int, default=100, help="of one core each")
    add("--batch", type=int, default=8, help="clips that are given away at once")
    add("--outstanding", type=int, default=2, help="batches of a worker at once")
    add("--sound", type=float, help="seconds that a clip lasts, on average")
    add("--work", type=float, help="seconds of a core for a second of sound")
    add("--write", type=float, help="ms to store a clip")
    add("--disk", type=float, default=500.0, help="MB a second at which the coordinator writes")
    add("--handling", type=float, default=2.0, help="ms of the coordinator for a clip, besides")
    add("--size", type=float, help="MB of a recording for a second of sound")
    add("--made", type=float, help="MB of its copy and pictures for a second of sound")
    add("--storage", type=float, default=10.0, help="gigabits a second of where the clips lie")
    add("--reading", type=float, default=1_000.0, help="MB a second at which the coordinator looks at files")
    add("--link", type=float, default=1.0, help="gigabits a second of a worker")
    add("--home", type=float, default=2.5, help="gigabits a second of results, through Dask")
    add("--task", type=float, default=2.0, help="ms of the scheduler for a batch")
    add("--failing", type=float, default=100.0, help="hours after which a worker is lost, on average")
    add("--noticing", type=float, default=300.0, help="seconds until that is noticed")
    add("--returning", type=float, default=60.0, help="seconds until it is back, its model loaded")
    add("--slow", type=float, default=0.05, help="share of workers that are slow")
    add("--slowness", type=float, default=2.0, help="times as long as others they take")
    add("--seed", type=int, default=1)
    add("--sweep", action="store_true", help="from one worker to a thousand")
    return parser


def main() -> None:
    """Simulate, and print."""
    args = arguments().parse_args()
    given = Given(args.sound, args.work, args.write, args.size, args.made, args.handling, args.disk)
    costs = read_costs(args.costs.read_text("utf-8").splitlines(), given)
    plan = Plan(
        clips=args.clips,
        workers=args.workers,
        batch=args.batch,
        outstanding=args.outstanding,
        storage=args.storage * _GIGABIT,
        link=args.link * _GIGABIT,
        home=args.home * _GIGABIT,
        task=args.task / 1000,
        failing=args.failing * _HOUR,
        noticing=args.noticing,
        returning=args.returning,
        slow=args.slow,
        slowness=args.slowness,
        seed=args.seed,
    )
    sound, work, store = (statistics.mean(each) for each in (costs.sound, costs.work, costs.store))
    size, made = (statistics.mean(each) / 1e6 for each in (costs.size, costs.made))
    print(
        f"A clip: {sound:.1f} s of sound, {work:.2f} s of a core, {size:.1f} MB to fetch, {made:.2f} MB made,"
    )
    print(f"{store * 1000:.1f} ms to store.\n")
    if args.sweep:
        print("| workers | clips an hour | hours of sound an hour | efficiency | coordinator | p95 wait |")
        print("| --- | --- | --- | --- | --- | --- |")
        for row in sweep(plan, costs):
            print(f"| {' | '.join(row)} |")
        coordinator, storage = limits(plan, costs)
        print(f"\nThe coordinator has no time left from {coordinator:,.0f} workers,")
        print(f"and the place where the clips lie no width from {storage:,.0f}.")
        return
    print(f"| {plan.workers:,} workers | |\n| --- | --- |")
    for name, figure in figures(plan, costs, simulate(plan, costs)).items():
        print(f"| {name} | {figure} |")
    hours = plan.clips * size / args.reading / _HOUR
    print(
        f"\nBefore that, one process reads all clips once if they lie in a shared folder: {hours:,.1f} hours."
    )


if __name__ == "__main__":
    main()
