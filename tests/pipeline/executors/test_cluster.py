"""A real Dask cluster on this machine: what it is given, and what becomes of it when workers are lost."""

import json
import logging
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import Client, LocalCluster

from benchmarks.many_clips import make_clips, recordings
from pipeline.executors.cluster import Cluster, joined
from pipeline.ingest import ingest
from pipeline.progress import Silent
from pipeline.project import Project
from schemas.errors import MachineError
from schemas.settings import Settings
from tests.conftest import EXAMPLES, PATIENCE, drop
from tests.pipeline.executors.steps import Doubling, fall_behind

# Dask leaves some of its sockets to be closed by chance.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

KILLS = int(os.environ.get("VOX_TEST_WORKER_KILLS", "4"))
"""A worker needs seconds to begin again: by default only a few are killed."""

COUNT = 24
"""Clips of the tests in which something is lost."""


class Notes(Silent):
    """Keeps what is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def note(self, message: str) -> None:
        self.told.append(message)


@pytest.fixture(scope="module")
def machine() -> Iterator[LocalCluster]:
    """Two workers; a batch that two of them did not survive is given up."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
        ) as machine,
    ):
        yield machine


@pytest.fixture
def client(machine: LocalCluster) -> Iterator[Client]:
    with Client(machine, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
        yield client


@pytest.fixture
def cluster(client: Client) -> Cluster:
    return Cluster(client, Settings(), Silent(), "local")


def test_each_item_has_one_result(cluster: Cluster) -> None:
    assert sorted(cluster.run(Doubling(), range(100))) == [(number, 2 * number) for number in range(100)]
    assert sum(cluster.done.values()) == 100


def test_not_much_more_is_taken_than_is_worked_on(cluster: Cluster) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number

    results = cluster.run(Doubling(), items())
    for _ in range(20):
        next(results)
    assert taken < 200


def test_what_ends_every_worker_is_told_and_all_else_is_done(client: Client) -> None:
    told = Notes()
    cluster = Cluster(client, Settings(), told, "local")
    found = dict(cluster.run(Doubling(deadly=7, seconds=0.05), range(60)))
    assert found.pop(7) == "Every worker that was given this clip ended before it was done."
    assert found == {number: 2 * number for number in range(60) if number != 7}
    assert any("its clips are given to others" in message for message in told.told)
    client.wait_for_workers(2, timeout=PATIENCE)


def test_a_worker_that_would_do_other_work_is_refused() -> None:
    with scheduler_and_worker() as (address, _), Client(address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=PATIENCE)
        client.run(fall_behind)
        cluster = Cluster(client, Settings(), Silent(), address)
        with pytest.raises(MachineError, match="other weights or another state of vox"):
            list(cluster.run(Doubling(), range(5)))


def test_a_worker_that_joins_later_and_would_do_other_work_is_refused() -> None:
    with scheduler_and_worker() as (address, _), Client(address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=PATIENCE)
        cluster = Cluster(client, Settings(), Silent(), address)
        results = cluster.run(Doubling(seconds=0.1), range(150))
        found = [next(results)]
        joining = subprocess.Popen(
            [sys.executable, "-m", "dask", "worker", address, "--nthreads", "1", "--no-dashboard"],
            env=os.environ | {"VOX_TEST_RECIPE": "tripling"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            found += results
            assert joining.wait(PATIENCE) == 0, "it has left, with what would start it again"
        finally:
            joining.kill()
            joining.wait()
        assert sorted(found) == [(number, 2 * number) for number in range(150)]
        assert len(cluster.done) == 1


def test_where_nobody_listens_it_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "1s"}),
        pytest.raises(MachineError, match="no Dask scheduler"),
        joined(address, Settings(), Silent(), patience=2.0),
    ):
        pass


# Clips


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Short clips in which people speak."""
    folder = tmp_path_factory.mktemp("sounds")
    make_clips(recordings([EXAMPLES / "01-maya-cafe.mp4"]), folder, COUNT, (0.8, 1.4))
    for path in folder.rglob("*.wav"):
        drop(path, path.read_bytes())
    return folder


@pytest.fixture
def crowd(scripted: Project, sounds: Path) -> Project:
    shutil.copytree(sounds, scripted.media, dirs_exist_ok=True)
    return scripted


def facts(project: Project) -> dict[str, list[str]]:
    """All that is known of clips, but for when it was found."""
    db = sqlite3.connect(project.database)
    found = {}
    for table in ("clips", "segments", "words", "answers", "answer_themes", "quotes", "turns", "meanings"):
        columns = [
            row[1]
            for row in db.execute(f"PRAGMA table_info({table})")
            if row[1] not in ("added_at", "number", "finished_at")
        ]
        chosen = ", ".join(f'"{column}"' for column in columns)
        found[table] = sorted(map(repr, db.execute(f"SELECT {chosen} FROM {table}")))
    runs = db.execute("SELECT clip_id, stage, recipe FROM runs")
    found["runs"] = sorted(map(repr, runs))
    db.close()
    return found


def pictures(project: Project) -> set[str]:
    return {
        str(path.relative_to(project.private))
        for path in project.private.rglob("*")
        if path.is_file() and path.parent != project.private
    }


def address_of(machine: LocalCluster) -> str:
    return str(machine.scheduler_address)


def test_a_cluster_hears_what_this_process_hears(
    project: Project, machine: LocalCluster, spoken_clip: Path
) -> None:
    for clip in (spoken_clip, EXAMPLES / "10-mei-note.mp4"):
        drop(project.media / clip.name, clip.read_bytes())
    drop(project.media / "letter.mp4", b"This is a letter, not a film.")
    other = replace(project, root=project.root.with_name("other"))
    shutil.copytree(project.root, other.root)
    here, there = ingest(project), ingest(other, cluster=address_of(machine))
    assert here.counts == there.counts == {"answered": 1, "no_speech": 1, "failed": 1}
    assert sum(there.workers.values()) >= 3
    assert not here.workers
    assert facts(project)["words"]
    assert facts(project) == facts(other)
    assert pictures(project) == pictures(other)
    again = ingest(other, cluster=address_of(machine))
    assert again.counts == {"unchanged": 2, "failed": 1}
    assert not again.workers


def test_workers_that_are_killed_lose_and_double_nothing(crowd: Project, machine: LocalCluster) -> None:
    expected = ingest(crowd).counts
    alone = facts(crowd)
    for file in crowd.root.glob("vox.db*"):
        file.unlink()
    chance = random.Random(os.environ.get("VOX_TEST_SEED"))
    killed, ended = 0, threading.Event()

    def kill() -> None:
        nonlocal killed
        while not ended.wait(chance.uniform(0.2, 1.5)) and killed < KILLS:
            pids = [nanny.pid for nanny in machine.workers.values() if nanny.pid]
            if pids:
                os.kill(chance.choice(pids), signal.SIGKILL)
                killed += 1

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        report = ingest(crowd, cluster=address_of(machine))
        while killed < KILLS:  # Words are stored long before: what is known is then all heard again.
            for file in crowd.root.glob("vox.db*"):
                file.unlink()
            report = ingest(crowd, cluster=address_of(machine))
            assert facts(crowd) == alone
    finally:
        ended.set()
        killer.join()
    assert report.counts == expected
    assert facts(crowd) == alone


def test_a_command_that_is_killed_is_taken_up_by_the_next(crowd: Project, machine: LocalCluster) -> None:
    (crowd.root / "vox.toml").write_text(f'engine = "scripted"\nmodel = "{crowd.settings.model}"\n')
    command = [sys.executable, "-m", "cli", "ingest", "--project", str(crowd.root), "--json"]
    command += ["--cluster", address_of(machine)]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait(lambda: stored(crowd) >= 5)
    first.kill()
    first.wait()
    kept = stored(crowd)
    second = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    told = json.loads(second.stdout)
    assert second.returncode == 0, second.stderr
    assert told["counts"]["answered"] + told["counts"].get("unchanged", 0) == COUNT
    assert told["counts"]["unchanged"] >= kept
    assert len(facts(crowd)["clips"]) == COUNT


def test_a_cluster_that_is_gone_is_told_and_what_was_heard_is_kept(crowd: Project) -> None:
    with scheduler_and_worker() as (address, scheduler):
        failures: list[BaseException] = []

        def run() -> None:
            try:
                ingest(crowd, cluster=address)
            except MachineError as problem:
                failures.append(problem)

        running = threading.Thread(target=run)
        running.start()
        _wait(lambda: stored(crowd) >= 1)
        scheduler.kill()
        running.join(PATIENCE)
    [problem] = failures
    assert "is gone" in str(problem)
    assert "the same command then goes on" in str(problem)
    kept = stored(crowd)
    assert 0 < kept < COUNT
    assert ingest(crowd).counts == {"answered": COUNT - kept, "unchanged": kept}


def stored(project: Project) -> int:
    if not project.database.is_file():
        return 0
    db = sqlite3.connect(f"file:{project.database}?mode=ro", uri=True)
    try:
        return int(db.execute("SELECT count(*) FROM runs WHERE stage = 'tag'").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # its tables are being made
    finally:
        db.close()


@contextmanager
def scheduler_and_worker() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """As people start them, with Dask's own commands."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask_command: list[Any] = [sys.executable, "-m", "dask"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [*dask_command, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], **quiet
    )
    worker = subprocess.Popen(
        [*dask_command, "worker", address, "--nthreads", "1", "--no-dashboard", "--death-timeout", "60"],
        **quiet,
    )
    try:
        yield address, scheduler
    finally:
        for process in (worker, scheduler):
            process.terminate()
            process.wait(PATIENCE)


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_without_dask_it_is_told_what_to_install(crowd: Project) -> None:
    code = "import sys; sys.modules['distributed'] = None; from cli.app import main; main()"
    command = [sys.executable, "-c", code, "ingest", "--project", str(crowd.root), "--cluster", "local"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 3
    assert "--cluster needs Dask" in done.stderr
    assert "pip install 'vox[cluster]'" in done.stderr.replace("\n", " ")
