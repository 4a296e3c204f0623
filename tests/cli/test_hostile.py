"""Files made to do harm, through the real command, while the file system and the network are watched."""

import http.server
import json
import os
import shutil
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.tools import find_ffmpeg
from tests.conftest import MakeClip
from tests.hostile import borrowing, references
from tests.watch import Seen, can_watch, watch

ROOT = Path(__file__).parents[2]
MEDIA = os.environ.get("VOX_TEST_MEDIA")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of vox over a folder of such files.

    Attributes:
        seen: What it asked the system for, or None where that cannot be watched.
        visitors: Requests that came to the address the files name.
    """

    root: Path
    temporary: Path
    secret: Path
    report: dict[str, Any]
    said: str
    seen: Seen | None = field(repr=False)
    visitors: list[str]

    def outcomes(self) -> dict[str, dict[str, Any]]:
        return {clip["path"].removeprefix("media/"): clip for clip in self.report["clips"]}


class _Server(socketserver.ThreadingTCPServer):
    """Counts whoever connects."""

    def __init__(self) -> None:
        self.visitors: list[str] = []
        super().__init__(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)

    def verify_request(self, request: object, client_address: object) -> bool:
        self.visitors.append(str(client_address))
        return False


@pytest.fixture(scope="module")
def server() -> Iterator[_Server]:
    with _Server() as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield listening
        listening.shutdown()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory, spoken_clip: Path) -> Path:
    """Something somebody said that is none of the project's: if it is heard, it shows."""
    made = tmp_path_factory.mktemp("elsewhere") / "secret.wav"
    run = [str(find_ffmpeg().path), "-loglevel", "error", "-i", str(spoken_clip)]
    subprocess.run([*run, "-vn", str(made)], check=True)
    return made


def ingest(base: Path, secret: Path, server: _Server) -> Run:
    """Take in what lies in `base`/project/media."""
    root, temporary = base / "project", base / "temporary"
    temporary.mkdir()
    before = len(server.visitors)
    command = [sys.executable, "-m", "cli", "ingest", "--json"]
    options: dict[str, Any] = {
        "env": {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        "timeout": 300,
    }
    if can_watch():
        done, seen = watch(command, base / "log", root, **options)
    else:
        seen = None
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, **options)
    assert "Traceback" not in done.stderr
    report = json.loads(done.stdout)
    return Run(root, temporary, secret, report, done.stderr, seen, server.visitors[before:])


@pytest.fixture(scope="module")
def written(
    tmp_path_factory: pytest.TempPathFactory, make_clip: MakeClip, secret: Path, server: _Server
) -> Run:
    """A run over files that this test writes."""
    base = tmp_path_factory.mktemp("written")
    media = base / "project" / "media"
    media.mkdir(parents=True)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    # Not a clip by its name, so that vox passes it over; a playlist could still name it.
    shutil.copy(secret, media / "near.bin")
    for name, content in references(secret, "near.bin", address).items():
        (media / name).write_bytes(content)
    movie = make_clip(base / "movie.mov", 2.0, picture=False, acodec="pcm_s16le").read_bytes()
    shutil.copy(base / "movie.mov", media / "near.qt.bin")
    (media / "borrowing.mov").write_bytes(borrowing(movie, "near.qt.bin"))
    shutil.copy(make_clip(base / "honest.mp4", 2.0, af="volume=0"), media)
    return ingest(base, secret, server)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory, secret: Path, server: _Server) -> Run:
    """A run over the recordings in VOX_TEST_MEDIA."""
    if not MEDIA:
        pytest.skip("VOX_TEST_MEDIA does not name a folder with hostile/ in it.")
    base = tmp_path_factory.mktemp("given")
    shutil.copytree(Path(MEDIA, "hostile"), base / "project" / "media")
    return ingest(base, secret, server)


@pytest.fixture(params=["written", "given"])
def run(request: pytest.FixtureRequest) -> Run:
    found: Run = request.getfixturevalue(request.param)
    return found


def test_what_refers_to_something_else_is_refused(written: Run) -> None:
    for name, clip in written.outcomes().items():
        assert clip["status"] == ("no_speech" if name == "honest.mp4" else "failed"), clip
        if clip["status"] == "failed":
            assert "is not a video or sound recording" in clip["reason"] or "decoded" in clip["reason"]
    names = {path.name for path in (written.root / "media").iterdir() if path.suffix != ".bin"}
    assert set(written.outcomes()) == names


def test_nobody_is_called(run: Run) -> None:
    assert run.visitors == []
    if run.seen:
        assert run.seen.network == []


def test_nothing_of_somebody_elses_is_heard_or_kept(run: Run) -> None:
    assert not any(clip["answers"] for clip in run.report["clips"])
    if run.seen:
        assert run.secret.name not in run.seen.text


def inside(path: str, *folders: object) -> bool:
    return any(Path(path).is_relative_to(str(folder)) for folder in folders)


@pytest.fixture
def seen(run: Run) -> Seen:
    if not run.seen:
        pytest.skip("strace is missing, or is not allowed to look at processes here.")
    return run.seen


def test_only_clips_vox_and_its_libraries_are_read(run: Run, seen: Seen) -> None:
    ask = "import sys, platformdirs; print(*sys.path, platformdirs.user_cache_dir('vox'), sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    places = subprocess.run(
        [sys.executable, "-P", "-c", ask], capture_output=True, text=True, check=True, env=environment
    ).stdout.split("\n")
    system = ["/usr", "/lib", "/lib64", "/opt", "/proc", "/sys", "/dev/null", "/dev/urandom", "/dev/shm"]
    system += [f"/etc/{name}" for name in ("ld.so.cache", "ssl/openssl.cnf", "locale.alias", "localtime")]
    known = [*filter(None, places), *system, sys.prefix, sys.base_prefix, find_ffmpeg().path]
    for paths in seen.opened.values():
        assert {path for path in paths if not inside(path, run.root, run.temporary, *known)} == set()


@pytest.mark.parametrize("program", ["ffmpeg", "prober.py"])
def test_whoever_decodes_reads_the_named_clips_alone(run: Run, seen: Seen, program: str) -> None:
    clips = {str(run.root / clip["path"]) for clip in run.report["clips"]}
    read = {path for path in seen.opened_by(program) if inside(path, run.root, run.secret.parent)}
    assert read & clips
    assert {path for path in read - clips if not inside(path, run.root / ".vox")} == set()


def test_only_the_project_is_written_to(run: Run, seen: Seen) -> None:
    allowed = (run.root / ".vox", run.temporary, "/dev/null", "/dev/shm", "/proc")
    assert {
        path
        for path in seen.written
        if not inside(path, *allowed) and not path.startswith(str(run.root / "vox.db"))
    } == set()


def test_the_watch_sees_what_it_should(tmp_path: Path) -> None:
    if not can_watch():
        pytest.skip("strace is missing, or is not allowed to look at processes here.")
    (tmp_path / "read me ü").write_text("x")
    code = (
        "import socket; open('read me ü').close(); open('made', 'w').close()\n"
        "socket.socket().connect_ex(('127.0.0.1', 9))"
    )
    _, seen = watch([sys.executable, "-c", code], tmp_path / "log", tmp_path)
    assert str(tmp_path / "read me ü") in seen.opened_by("python")
    assert str(tmp_path / "made") in seen.written
    assert any("connect" in call for call in seen.network)


def test_the_watch_knows_whose_a_thread_is(tmp_path: Path, make_clip: MakeClip) -> None:
    if not can_watch():
        pytest.skip("strace is missing, or is not allowed to look at processes here.")
    shutil.copy(make_clip(tmp_path / "near.mkv", 2.0), tmp_path / "again.mkv")
    # Without the guard of vox: ffmpeg reads the second file from a thread of its own.
    (tmp_path / "list.txt").write_text("ffconcat version 1.0\nfile near.mkv\nfile again.mkv\n")
    command = [find_ffmpeg().path, "-loglevel", "error", "-i", "list.txt", "-f", "null", "-"]
    done, seen = watch(command, tmp_path / "log", tmp_path)
    assert done.returncode == 0, done.stderr
    assert {str(tmp_path / name) for name in ("near.mkv", "again.mkv")} <= seen.opened_by("ffmpeg")
