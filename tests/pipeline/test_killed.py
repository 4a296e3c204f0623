"""Killed at any moment and run again, a run leaves what an uninterrupted one leaves."""

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import ffmpeg
import pytest

from pipeline.ingest import ingest
from pipeline.project import find_project
from pipeline.tools import find_ffmpeg
from tests.conftest import drop

KILLS = int(os.environ.get("VOX_TEST_KILLS", "40"))
"""At other moments each time: many runs of the tests kill at many."""

AT_ONCE = 3
WHEN = {"added_at", "applied_at", "failed_at", "finished_at", "missing_since", "number"}
"""Columns that tell when something happened, or in which order."""

Facts = dict[str, Any]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Processes are found through /proc.")


@pytest.fixture(scope="module")
def starts(spoken_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two projects to begin from: one that is new, one in which much has happened since its first run."""
    root = tmp_path_factory.mktemp("starts")
    spoken = cut(spoken_clip, root / "spoken.mp4")
    odd = cut(spoken_clip, root / "odd.mp4", vcodec="mpeg4")
    new = prepared(root / "new")
    drop(new / "media" / "answer.mp4", spoken)
    drop(new / "media" / "copy.mp4", spoken)
    drop(new / "media" / "letter.mp4", b"This is a letter, not a film.")
    drop(new / "media" / "old camera.mp4", odd)
    grown = prepared(root / "grown")
    for name in ("deleted", "moved", "replaced"):
        drop(grown / "media" / f"{name}.mp4", spoken + name.encode())
    run(grown)
    (grown / "media" / "deleted.mp4").unlink()
    (grown / "media" / "shop").mkdir()
    (grown / "media" / "moved.mp4").rename(grown / "media" / "shop" / "moved.mp4")
    drop(grown / "media" / "replaced.mp4", odd, seconds_ago=1800)
    drop(grown / "media" / "shop" / "added.mp4", spoken)
    return [new, grown]


def cut(source: Path, target: Path, **options: Any) -> bytes:
    """Two seconds in which somebody speaks, small."""
    command = ffmpeg.input(str(source), ss=0.5, t=2).output(str(target), vf="scale=96:-2", **options)
    command = command.global_args("-loglevel", "error").compile(str(find_ffmpeg().path))
    subprocess.run(command, check=True, timeout=60)
    return target.read_bytes()


def prepared(root: Path) -> Path:
    (root / "media").mkdir(parents=True)
    (root / "script.json").write_text(json.dumps({"text": "People who listen to me."}))
    return root


def run(root: Path, begun: Connection | None = None) -> None:
    """One run, in the project at `root`."""
    os.chdir(root)
    project = find_project(root)
    # A relative path: the recipes of a project and of its copy are the same.
    settings = replace(project.settings, engine="scripted", model="script.json")
    os.utime(root / "script.json", (0, 0))
    if begun:
        begun.send(None)
    ingest(replace(project, settings=settings))
    if begun:
        begun.send(None)


def test_a_run_that_is_killed_and_run_again_leaves_what_an_uninterrupted_one_leaves(
    starts: list[Path], tmp_path: Path
) -> None:
    seed = int(os.environ.get("VOX_TEST_SEED", time.time_ns() % 1_000_000))
    chance = random.Random(seed)
    processes = multiprocessing.get_context("forkserver")
    # Killed are runs, not imports: each process begins with all that a run loads.
    processes.set_forkserver_preload(["tests.pipeline.test_killed", "tests.pipeline.loaded"])

    def start(root: Path) -> tuple[Any, Callable[[], bool]]:
        """A run that has begun, and what waits for its end and tells whether it came to it by itself."""
        hears, begun = processes.Pipe(duplex=False)
        process = processes.Process(target=run, args=(root, begun))
        process.start()
        begun.close()
        hears.recv()

        def ended() -> bool:
            # Its exit code can be read only once, and other threads read it when they start a process.
            with hears, suppress(EOFError):
                hears.recv()
                return True
            return False

        return process, ended

    def uninterrupted(number: int) -> tuple[float, Facts]:
        root = tmp_path / f"whole-{number}"
        shutil.copytree(starts[number % 2], root)
        (_, ended), began = start(root), time.monotonic()
        assert ended()
        return time.monotonic() - began, facts(root)

    def killed(number: int) -> tuple[float, Facts]:
        """How many seconds after it began a run was killed, and what is there after another."""
        root = tmp_path / f"killed-{number}"
        shutil.copytree(starts[number % 2], root)
        (process, ended), began = start(root), time.monotonic()
        time.sleep(seconds[number % 2] * moments[number])
        lived = time.monotonic() - began
        if number % 4 < 2:
            end([process.pid])  # vox alone: an ffmpeg that it had started goes on for a moment
        else:
            end(family(process.pid))  # all at once, as when the machine goes down
        if ended():
            # It had ended before: runs take different times.
            shutil.rmtree(root)
            moments[number] *= chance.random()
            return killed(number)
        wait_until_gone(process.pid)
        _, ended = start(root)
        assert ended(), f"seed {seed}, run {number}"
        found = facts(root)
        if number % 4 < 2:
            # What that ffmpeg began to write after the second run had cleared up is cleared by the next.
            found["files"] = {path: it for path, it in found["files"].items() if "/." not in path}
        shutil.rmtree(root)
        return lived, found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        wholes = list(pool.map(uninterrupted, range(6)))
        seconds = [min(took for took, _ in wholes[start::2]) for start in (0, 1)]
        assert wholes[0][1] == wholes[2][1]
        assert wholes[1][1] == wholes[3][1]
        moments = [(part + chance.random()) / KILLS for part in range(KILLS)]
        chance.shuffle(moments)
        left = list(pool.map(killed, range(KILLS)))
    lives = [lived for lived, _ in left]
    sys.stderr.write(
        f"\nseed {seed}: {KILLS} runs killed {min(lives):.2f} to {max(lives):.2f} s after they began,\n"
    )
    sys.stderr.write(
        f"of {seconds[0]:.2f} and {seconds[1]:.2f} s; each was run again and left what a whole run leaves\n"
    )
    for number, (_, found) in enumerate(left):
        whole = wholes[number % 2][1]
        files = [set(each["files"].items()) for each in (found, whole)]
        told = f"seed {seed}, run {number}, at {moments[number]:.3f}; files: {sorted(files[0] ^ files[1])}"
        assert found == whole, told


def family(pid: int) -> list[int]:
    """A process, stopped so that it has no more children, and all that descend from it."""
    found = [pid]
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, signal.SIGSTOP)
        for parent in found:
            for children in Path(f"/proc/{parent}/task").glob("*/children"):
                found.extend(int(child) for child in children.read_text().split())
    return found


def end(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_until_gone(pid: int) -> None:
    """Its end can be heard before the kernel has let go of its lock, which all its threads hold."""
    of_process = Path(f"/proc/{pid}")
    with suppress(FileNotFoundError, ProcessLookupError):
        while (
            ") Z" not in (of_process / "stat").read_text() or len(list((of_process / "task").iterdir())) > 1
        ):
            time.sleep(0.01)


def facts(root: Path) -> Facts:
    """All that a run left, but for times: rows, and files with their content."""
    db = sqlite3.connect(root / "vox.db")
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO answers_fts(answers_fts, rank) VALUES ('integrity-check', 1)")
        found: Facts = {table: sorted(rows(db, table), key=str) for table in tables(db)}
    finally:
        db.close()
    kept = [path for path in (root / ".vox").rglob("*") if path.is_file()]
    found["files"] = {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept
    }
    found["beside"] = sorted(path.name for path in root.iterdir())
    return found


def tables(db: sqlite3.Connection) -> Iterator[str]:
    for (name,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'project_key' ORDER BY name"
    ):
        # The key is another one in every project.
        if not name.startswith(("answers_fts", "sqlite_")) and name != "project_key":
            yield name


def rows(db: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    found = db.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in found.description]
    for row in found:
        fields = dict(zip(names, row, strict=True))
        yield {name: bool(value) if name in WHEN else value for name, value in fields.items()}
