"""`vox ingest --watch`, as a person runs it."""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store import Store
from tests.cli.conftest import Vox

_SECONDS_TO_ARRIVE = 300


class Watching:
    """A `vox ingest --watch` that runs, and what it has said so far."""

    def __init__(self, root: Path, **environment: str) -> None:
        (root / "script.json").write_text(json.dumps({"text": "People who listen to me."}))
        options = ("--engine", "scripted", "--model", str(root / "script.json"))
        # Whoever started the tests in the background may have them ignore Ctrl-C, and all they start as well.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli", "ingest", "--watch", "--project", str(root), *options],
            env={**os.environ, **environment},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.put(line)

    def says(self, words: str) -> str:
        """Wait for a line with these words."""
        until = time.monotonic() + _SECONDS_TO_ARRIVE
        while True:
            line = self.said.get(timeout=max(0.1, until - time.monotonic()))
            if words in line:
                return line

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=_SECONDS_TO_ARRIVE)


@pytest.fixture(params=["told by the system", "asked again and again"])
def watching(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watching]:
    (tmp_path / "media").mkdir()
    environment = {} if request.param == "told by the system" else {"WATCHFILES_FORCE_POLLING": "1"}
    watching = Watching(tmp_path, **environment)
    yield watching
    watching.process.kill()
    watching.process.communicate()


def test_clips_are_taken_in_as_they_settle(watching: Watching, tmp_path: Path, spoken_clip: Path) -> None:
    assert f"Watching {tmp_path / 'media'}" in watching.says("Ctrl-C")
    whole = spoken_clip.read_bytes()
    slow = tmp_path / "media" / "slow.mp4"
    slow.write_bytes(whole[: len(whole) // 2])
    (tmp_path / "media" / "notes.txt").write_text("no clip")
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "moved.mp4").write_bytes(whole + b"moved")
    shop.rename(tmp_path / "media" / "shop")
    watching.says("moved.mp4: answered")
    with slow.open("ab") as stream:
        stream.write(whole[len(whole) // 2 :])
    watching.says("slow.mp4: answered")
    slow.unlink()
    watching.says("slow.mp4: missing")
    assert watching.interrupt() == 130
    watching.says("Interrupted. What was finished is stored")
    with Store.reading(tmp_path / "vox.db") as store:
        clips = store.query(
            "SELECT path, collection, missing_since IS NOT NULL AS gone FROM clips ORDER BY path"
        )
    assert clips == [
        {"path": "media/shop/moved.mp4", "collection": "shop", "gone": 0},
        {"path": "media/slow.mp4", "collection": "", "gone": 1},
    ]


def test_what_cannot_be_watched_is_told(vox: Vox, tmp_path: Path, spoken_clip: Path) -> None:
    done = vox("ingest", "--watch")
    assert (done.returncode, "There is no folder" in done.stderr) == (2, True)
    (tmp_path / "media").mkdir()
    shutil.copy(spoken_clip, tmp_path / "media" / "a.mp4")
    for arguments in (("--watch", "media/a.mp4"), ("--watch", "--json")):
        done = vox("ingest", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr
