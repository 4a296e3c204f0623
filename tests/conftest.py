"""Fixtures: clips made by the real ffmpeg; the examples, ingested once by Whisper and served."""

import json
import os
import pickle
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import ffmpeg
import httpx
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from pipeline.ingest import Report, ingest
from pipeline.project import Project, find_project
from pipeline.repeats import link_repeats
from pipeline.store import Store
from pipeline.tools import find_ffmpeg
from tests.publish.curated import curate

# However busy the machine is: no text is too slow to be tried, or to be made up.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

PATIENCE = 120
"""Seconds after which something is given up that takes one on a machine that has nothing else to do."""

EXAMPLES = Path(__file__).parent.parent / "media"


@pytest.fixture(scope="session", autouse=True)
def _no_hub() -> Iterator[None]:
    """No test may reach for a model hub, not even by accident."""
    before = os.environ.get("HF_HUB_OFFLINE")
    os.environ["HF_HUB_OFFLINE"] = "1"
    yield
    if before is None:
        del os.environ["HF_HUB_OFFLINE"]
    else:
        os.environ["HF_HUB_OFFLINE"] = before


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project with a drop folder."""
    (tmp_path / "media").mkdir()
    return find_project(tmp_path)


@pytest.fixture
def scripted(project: Project) -> Project:
    """The same, in which the engine says what `say` tells it: for faults, where no words matter."""
    script = project.root / "script.json"
    script.write_text(json.dumps({"text": "People who listen to me."}))
    return replace(project, settings=replace(project.settings, engine="scripted", model=str(script)))


@pytest.fixture(scope="session")
def _film_and_note(tmp_path_factory: pytest.TempPathFactory, make_clip: "MakeClip") -> Project:
    root = tmp_path_factory.mktemp("film-and-note")
    (root / "media").mkdir()
    script = root / "script.json"
    script.write_text(json.dumps({"text": "People who listen to me."}))
    project = find_project(root)
    project = replace(project, settings=replace(project.settings, engine="scripted", model=str(script)))
    for name, picture in (("film.mp4", True), ("note.wav", False)):
        drop(project.media / name, make_clip(root / name, 3.0, picture=picture).read_bytes())
    assert ingest(project).counts == {"answered": 2}
    return project


@pytest.fixture
def film_and_note(_film_and_note: Project, tmp_path: Path) -> Project:
    """A film that every browser plays as it is and a sound recording, taken in by the scripted engine."""
    root = tmp_path / "film-and-note"
    shutil.copytree(_film_and_note.root, root)
    return replace(_film_and_note, root=root)


MakeClip = Callable[..., Path]


@pytest.fixture(scope="session")
def make_clip() -> MakeClip:
    """Make a small recording with the real ffmpeg: colour bars, a tone, or both."""

    def make(
        path: Path, seconds: float = 1.0, *, picture: bool = True, sound: bool = True, **options: Any
    ) -> Path:
        tracks = []
        if picture:
            tracks.append(ffmpeg.input(f"testsrc2=size=320x240:rate=10:duration={seconds}", f="lavfi"))
        if sound:
            tracks.append(ffmpeg.input(f"sine=frequency=220:sample_rate=16000:duration={seconds}", f="lavfi"))
        output = ffmpeg.output(
            *tracks, str(path), **{"pix_fmt": "yuv420p", **options} if picture else options
        )
        command = output.global_args("-loglevel", "error").overwrite_output().compile(str(find_ffmpeg().path))
        subprocess.run(command, check=True)
        return path

    return make


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Takes this machine to another zone of time."""

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def drop(path: Path, content: bytes, *, seconds_ago: float = 3600) -> Path:
    """A clip that was copied there a while ago: vox waits a moment for what has just arrived."""
    path.write_bytes(content)
    then = time.time() - seconds_ago
    os.utime(path, (then, then))
    return path


@pytest.fixture(scope="session")
def spoken_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of an example in which somebody answers, small."""
    whole = EXAMPLES / str(next(clip["file"] for clip in truth() if clip["expect"] == "answered"))
    short = tmp_path_factory.mktemp("spoken") / whole.name
    command = ffmpeg.input(str(whole), t=3).output(str(short), vf="scale=160:-2")
    command = command.global_args("-loglevel", "error").compile(str(find_ffmpeg().path))
    subprocess.run(command, check=True)
    return short


def truth() -> list[dict[str, Any]]:
    """Who says what in the example clips, and when."""
    return [json.loads(line) for line in (EXAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def _curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("curated")
    (root / "media").mkdir()
    curate(find_project(root))
    return root


@pytest.fixture
def people(_curated: Path, tmp_path: Path) -> Project:
    """A project whose people agreed to different things: see `tests.publish.curated`."""
    shutil.copytree(_curated, tmp_path / "people")
    return find_project(tmp_path / "people")


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Report]:
    """The example clips, ingested once for all tests by the default engine: read only.

    Tests run in several processes: whichever needs them first takes them in, and the others wait for it. The
    note that is held up in one of them is taken out: tests of notes take it in for themselves.
    """
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "examples"
    told = root.with_suffix(".pickle")
    with FileLock(root.with_suffix(".lock")):
        if not told.is_file():
            shutil.copytree(EXAMPLES, root / "media")
            report = ingest(find_project(root))
            _take_notes_out(find_project(root))
            told.write_bytes(pickle.dumps(report))
    return find_project(root), pickle.loads(told.read_bytes())


def _take_notes_out(project: Project) -> None:
    with Store.writing(project.database) as store:
        notes = [row["id"] for row in store.query("SELECT id FROM clips WHERE source = 'note'")]
        store.within(lambda db: db.execute("DELETE FROM clips WHERE source = 'note'"))
        link_repeats(store)
    for note in notes:
        for picture in (project.private / "posters").glob(f"{note}.*"):
            picture.unlink()


@pytest.fixture(scope="session")
def site(examples: tuple[Project, Report]) -> Iterator[str]:
    """The address of `vox serve` over the examples."""
    with serving(examples[0]) as address:
        yield address


@contextmanager
def serving(project: Project, host: str = "127.0.0.1") -> Iterator[str]:
    """The address of `vox serve` over a project, as long as it is needed; no traceback may have been told."""
    port = free_port()
    command = [sys.executable, "-m", "cli", "serve", "--project", str(project.root)]
    command += ["--host", host, "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_until_it_answers(address, server)
            yield address
        finally:
            server.terminate()
            said = server.communicate(timeout=PATIENCE)[1]
    assert "Traceback" not in said, said


def free_port() -> int:
    """A port that nobody listens on: outside of the range from which the system takes those it gives away."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with suppress(OSError), socket.create_server(("", port)):
            return port


def wait_until_it_answers(address: str, server: "subprocess.Popen[str]") -> None:
    """Wait until a server that was started can be visited."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(address, timeout=PATIENCE)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    server.kill()
    pytest.fail(f"It did not start: {server.stderr.read() if server.stderr else ''}")


@pytest.fixture
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, timeout=PATIENCE) as opened:
        yield opened
