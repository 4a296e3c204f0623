"""Killed at any moment, what was being forgotten is finished by the next run."""

import multiprocessing
import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.forget import finish_forgetting, forget, plan_forgetting
from pipeline.forget.worklist import place
from pipeline.ingest import ingest
from pipeline.project import Project, find_project
from pipeline.store import Store
from schemas.errors import UsageError
from tests.pipeline.test_forget import MAYA, SAID, clip_of, filmed, publish, raw, removed, rows

__all__ = ["filmed"]


def kill_at(root: Path, meant: str, number: int) -> None:
    """Forget somebody, in the middle of which the process is killed: at the file that it removes or moves."""
    project = find_project(root)
    plan = plan_forgetting(project, meant)
    left = number

    def count(event: str, _: object) -> None:
        nonlocal left
        if event in ("os.remove", "os.rename", "os.rmdir", "shutil.rmtree", "os.truncate"):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    forget(project, plan, "Zoe")


@pytest.mark.skipif(sys.platform != "linux", reason="Processes are killed as Linux does it.")
def test_killed_anywhere_it_is_finished_by_the_next_run(filmed: Project, tmp_path: Path) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.pipeline.test_forget_killed", "pipeline.learning"])
    clip, film = clip_of(filmed, "01-"), next(filmed.media.glob("01-*")).read_bytes()[2000:2400]
    for kind in ("web", "strips", "posters"):
        for number in range(3):
            (filmed.private / kind / f"{clip}-{number}.mp4").write_text("another card")
    publish(filmed.root / "site", clip)
    for path in (*filmed.media.glob("*"), *filmed.private.glob("*/*")):
        # Of the others only the rows are of interest here.
        if not path.name.startswith(("01-", clip)):
            path.unlink()
    others = rows(filmed, without=clip)
    kills = 0
    for number in range(1, 100, 3):
        root = tmp_path / f"killed-{number}"
        shutil.copytree(filmed.root, root)
        process = processes.Process(target=kill_at, args=(root, MAYA, number))
        process.start()
        process.join(600)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        kills += 1
        project = find_project(root)
        # Whatever was removed by then, nobody is shown by half.
        with Store.reading(project.database) as store:
            is_there = store.query("SELECT 1 FROM answers WHERE clip_id = :clip", {"clip": clip})
        if is_there:
            assert (root / "media" / "01-maya-cafe.mp4").exists()
            assert raw(project, SAID.encode(), film) == {SAID.encode(), film}
        if is_there and not place(project).exists():
            removed(project, MAYA)  # It had not begun.
        elif number % 2:
            with suppress(UsageError):  # There are no clips left.
                ingest(project)
        else:
            finish_forgetting(project, meant=MAYA)
        assert not place(project).exists()
        assert raw(project, MAYA.encode(), SAID.encode(), b"humming", clip.encode(), film) == set(), number
        assert rows(project) == others
        assert len(list((root / "forgotten").glob("*.json"))) >= 1
        shutil.rmtree(root)
    assert kills > 5
