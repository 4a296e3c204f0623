"""Small files that decode to far more than anybody films: they cost little, and the run goes on."""

import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline import analysis, audio, processes, tools
from pipeline.derive import make_web_copy
from pipeline.ingest import ingest
from pipeline.probe import probe
from pipeline.project import Project
from schemas.errors import ClipError
from tests.conftest import MakeClip


def ffmpeg(*arguments: object) -> None:
    subprocess.run([str(tools.find_ffmpeg().path), "-loglevel", "error", *map(str, arguments)], check=True)


@pytest.fixture
def hours(tmp_path: Path, make_clip: MakeClip) -> Path:
    """Half an hour of silence in ten kilobytes: between every two pieces of sound lie many seconds."""
    sound = make_clip(tmp_path / "sound.m4a", 10.0, picture=False, af="volume=0")
    made = tmp_path / "hours.mkv"
    ffmpeg("-i", sound, "-c", "copy", "-bsf:a", "setts=pts=PTS*200:dts=DTS*200", made)
    assert made.stat().st_size < 20_000
    assert (probe(made).duration or 0) > 1800
    return made


@pytest.fixture(scope="module")
def pixels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of 128 million pixels, 400 MB each, in half a megabyte."""
    made = tmp_path_factory.mktemp("pixels") / "pixels.mov"
    ffmpeg("-f", "lavfi", "-i", "color=s=16000x8000:r=1", "-frames:v", 1, "-c:v", "png", made)
    assert made.stat().st_size < 1_000_000
    return made


def processor_time() -> float:
    """Seconds that this process and those it started took, however busy the machine is."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def test_hours_of_sound_are_read_up_to_a_limit_and_the_rest_goes_on(
    scripted: Project, hours: Path, pixels: Path, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audio, "LONGEST", 120)
    monkeypatch.setattr(analysis, "NOT_ALL", "Only the first part was heard.")
    for bomb in (hours, pixels):
        shutil.copy(bomb, scripted.media)
    make_clip(scripted.media / "plain.mp4", 1.0, af="volume=0")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = processor_time()
    report = ingest(scripted)
    assert processor_time() - began < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
    found = {Path(clip.path).name: clip for clip in report.clips}
    assert (found["hours.mkv"].status, found["hours.mkv"].duration) == ("no_speech", 120)
    assert (found["hours.mkv"].reason or "").endswith("Only the first part was heard.")
    assert found["pixels.mov"].status == "failed"
    assert "neither sound nor picture" in (found["pixels.mov"].reason or "")
    assert found["plain.mp4"].status == "no_speech"
    made = sum(path.stat().st_size for path in scripted.root.rglob("*") if path.is_file())
    assert made < 5_000_000


def test_a_picture_of_gigabytes_becomes_no_poster(tmp_path: Path, pixels: Path) -> None:
    poster = tools.output([tools.clip_input(pixels)["v:0"]], tmp_path / "poster.jpg", **{"frames:v": 1})
    with pytest.raises(tools.FfmpegError):
        tools.run(poster, timeout=600)


def test_a_copy_that_outgrows_its_limit_is_given_up(
    tmp_path: Path, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = make_clip(tmp_path / "clip.mp4", 3.0)
    monkeypatch.setattr(processes, "LARGEST_FILE", 10_240)
    with pytest.raises(ClipError, match="No copy for the web"):
        make_web_copy(clip, probe(clip), tmp_path / "web" / "copy.mp4")
    assert list((tmp_path / "web").iterdir()) == []
