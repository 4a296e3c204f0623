"""How much two workers do beside one, and what a long run through a cluster loses: nothing, it should be.

python -m benchmarks.scale [FOLDER...] [--clips N] [--rounds N]
python -m benchmarks.scale [FOLDER...] --soak N [--kill SECONDS] [--keep FOLDER]

Clips of a few seconds are made from the recordings in the FOLDERs, by default from the example clips. The
first form lets one worker of one thread listen to them, then two, in turn, and tells what of the processor
this process takes for each clip. The second takes N clips in by `vox ingest --cluster`, kills a worker every
so often and the command itself once, and counts what is stored. Linux only.
"""

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
from distributed import Client

from benchmarks.many_clips import make_clips, recordings
from pipeline.executors.cluster import Cluster
from pipeline.identity import Identity
from pipeline.lock import exclusive
from pipeline.progress import Silent
from pipeline.project import Project, find_project
from pipeline.recipes import make_recipes
from pipeline.store import Store
from pipeline.work import Intake
from schemas.themes import load_themes

EXAMPLES = Path(__file__).parent.parent / "media"
_SECONDS, _SOAKED = (1.5, 4.0), (0.8, 2.0)
"""The shortest clips and the longest: of a round; and of a soak, which is about how many they are."""

_ADDRESS = "tcp://127.0.0.1:18786"
_TICK = 10.0
"""Seconds between two lines of the log of a soak."""


def main() -> None:
    """Measure, or soak."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", metavar="FOLDER", nargs="*", type=Path, default=[EXAMPLES])
    parser.add_argument("--clips", type=int, default=160, help="clips of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pin", action="store_true", help="each worker has one core and no part of another")
    parser.add_argument("--soak", type=int, metavar="N", help="take in N clips while workers are killed")
    parser.add_argument("--kill", type=float, metavar="SECONDS", default=30.0, help="between two kills")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the soak's project stays")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = asked.keep or Path(folder)
        (root / "media").mkdir(parents=True, exist_ok=True)
        seconds = _SOAKED if asked.soak else _SECONDS
        make_clips(recordings(asked.folders), root / "media", asked.soak or asked.clips, seconds)
        if asked.soak:
            sys.exit(soak(root, asked.soak, asked.kill))
        measure(root, asked.rounds, pinned=asked.pin)


def measure(root: Path, rounds: int, *, pinned: bool) -> None:
    """One worker and two, in turn."""
    print("| workers | clips/s | of the processor of this process, ms a clip | MB of a worker |")
    print("| ---: | ---: | ---: | ---: |")
    rates: dict[int, list[float]] = {1: [], 2: []}
    for number in range(rounds):
        for workers in (1, 2) if number % 2 == 0 else (2, 1):
            rate, own, memory = _take_in(root, workers, pinned=pinned)
            rates[workers].append(rate)
            print(f"| {workers} | {rate:.2f} | {1000 * own:.2f} | {memory:.0f} |", flush=True)
    ratios = [two / one for one, two in zip(rates[1], rates[2], strict=True)]
    print(
        f"Two workers do {statistics.median(ratios):.2f} times as much as one ({min(ratios):.2f} to"
        f" {max(ratios):.2f}); the goal is 1.85."
    )


def _take_in(root: Path, workers: int, *, pinned: bool) -> tuple[float, float, float]:
    """Clips a second, seconds of this process's processor a clip, and megabytes of the largest worker."""
    for file in root.glob("vox.db*"):
        file.unlink()
    project = find_project(root)
    with ExitStack() as stack:
        stack.enter_context(_started(workers, pinned=pinned))
        client = stack.enter_context(Client(_ADDRESS, timeout=60, set_as_default=False))
        client.wait_for_workers(workers, timeout=60)
        cluster = Cluster(client, project.settings, Silent(), "local")
        stack.enter_context(exclusive(project))
        store = stack.enter_context(Store.writing(project.database))
        themes = load_themes(None)
        store.save_themes(themes)
        recipes = make_recipes(project.settings, themes)
        known = Identity(project, store, recipes, retry=False)
        known.look_at(sorted((root / "media").rglob("*.wav")))
        work = list(known.work.values())
        # Models are loaded before it counts: on each worker.
        warm, work = work[: 8 * workers], work[8 * workers :]
        for _ in Intake(project, store, themes, known, cluster, Silent()).take_in(warm):
            """Loaded."""
        started, own = time.monotonic(), time.process_time()
        done = sum(1 for _ in Intake(project, store, themes, known, cluster, Silent()).take_in(work))
        seconds, own = time.monotonic() - started, time.process_time() - own
        memory = max(client.run(_resident).values())
    return done / seconds, own / done, memory / 1e6


def _resident() -> int:
    return int(psutil.Process().memory_info().rss)


def soak(root: Path, count: int, every: float) -> int:
    """Take in clips while workers are killed; 1 if anything is lost or doubled, else 0."""
    project, chance = find_project(root), random.Random(count)
    command = [sys.executable, "-m", "cli", "ingest", "--project", str(root), "--cluster", _ADDRESS]
    started = time.monotonic()
    print(
        "| minutes | stored | clips/s since the last line | ms of processor a clip | MB here | MB of workers"
        " | killed |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    kills, ended, next_kill, next_line, last = 0, False, started + every, started + _TICK, (started, 0, 0.0)
    with (root / "soak.log").open("a") as log, _started(2) as workers:
        run = psutil.Process(subprocess.Popen(command, stdout=log, stderr=log).pid)
        while (stored := _stored(project)) < count:
            time.sleep(0.5)
            now = time.monotonic()
            if not ended and stored > count // 2:
                # As power cuts do; the second command goes on.
                run.kill()
                run.wait()
                ended, last = True, (now, stored, 0.0)
                run = psutil.Process(subprocess.Popen(command, stdout=log, stderr=log).pid)
            if not run.is_running() or run.status() == psutil.STATUS_ZOMBIE:
                print(f"The command ended by itself at {stored} clips: see {root / 'soak.log'}")
                return 1
            if now >= next_kill:
                victims = _listening(workers)
                if victims:
                    chance.choice(victims).kill()
                    kills += 1
                next_kill = now + every * chance.uniform(0.5, 1.5)
            if now >= next_line:
                own = sum(run.cpu_times()[:2])
                rate = (stored - last[1]) / (now - last[0])
                each = 1000 * (own - last[2]) / max(1, stored - last[1])
                theirs = sum(worker.memory_info().rss for worker in _listening(workers)) / 1e6
                here = run.memory_info().rss / 1e6
                print(
                    f"| {(now - started) / 60:.1f} | {stored} | {rate:.2f} | {each:.1f} | {here:.0f}"
                    f" | {theirs:.0f} | {kills} |",
                    flush=True,
                )
                last, next_line = (now, stored, own), now + _TICK * (1 + (now - started) // 60)
        run.send_signal(signal.SIGINT)  # Pictures are made after the words: another day.
        run.wait()
    return _judge(project, count, kills, time.monotonic() - started)


@contextmanager
def _started(count: int, *, pinned: bool = False) -> Iterator[list[psutil.Process]]:
    """A scheduler and workers, started with Dask's own commands; the processes that keep the workers."""
    options = ["--host", "127.0.0.1", "--port", _ADDRESS.rpartition(":")[2], "--no-dashboard"]
    commands = [["scheduler", *options], *[["worker", _ADDRESS, "--nthreads", "1", "--no-dashboard"]] * count]
    with ExitStack() as stack, tempfile.TemporaryDirectory() as scratch:
        started = []
        for command in commands:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command],
                cwd=scratch,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            started.append(psutil.Process(process.pid))
        for core, worker in enumerate(started[1:] if pinned else ()):
            # What it starts stays there as well.
            worker.cpu_affinity([core % (psutil.cpu_count() or 1)])
        yield started[1:]


def _listening(nannies: Sequence[psutil.Process]) -> list[psutil.Process]:
    """The processes that work; what starts them again is left alone."""
    found = []
    for nanny in nannies:
        with suppress(psutil.NoSuchProcess):
            found += [each for each in nanny.children() if "spawn_main" in " ".join(each.cmdline())]
    return found


def _stored(project: Project) -> int:
    if not project.database.is_file():
        return 0
    try:
        with Store.reading(project.database) as store:
            return int(store.query("SELECT count(*) AS n FROM runs WHERE stage = 'tag'")[0]["n"])
    except Exception:  # it is being made
        return 0


def _judge(project: Project, count: int, kills: int, seconds: float) -> int:
    """Count what is stored: every clip once, with one row a stage."""
    with Store.reading(project.database) as store:
        [found] = store.query(
            """
            SELECT (SELECT count(*) FROM clips) AS clips, (SELECT count(DISTINCT path) FROM clips) AS paths,
                   (SELECT count(*) FROM clips WHERE status = 'failed') AS failed,
                   (SELECT count(*) FROM clips WHERE status = 'answered') AS answered,
                   (SELECT count(*) FROM answers) AS answers, (SELECT count(*) FROM words) AS words,
                   (SELECT count(*) FROM (SELECT 1 FROM words GROUP BY clip_id, position HAVING count(*) > 1))
                       AS doubled,
                   (SELECT count(*) FROM clips c WHERE (SELECT count(*) FROM runs r WHERE r.clip_id = c.id
                        AND r.stage IN ('transcribe', 'voices', 'answers', 'tag')) <> 4) AS partial
            """
        )
    print(
        f"{found['clips']:,} clips at {found['paths']:,} places in {seconds / 60:.1f} min; {kills} workers"
        f" killed, and the command once. Failed {found['failed']}, doubled words {found['doubled']}, clips in"
        f" part {found['partial']}. {found['answered']:,} clips with {found['answers']:,} answers of"
        f" {found['words']:,} words."
    )
    is_well = found["clips"] == found["paths"] == count and not (
        found["failed"] or found["doubled"] or found["partial"]
    )
    return 0 if is_well else 1


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
