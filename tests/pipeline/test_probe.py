"""The process that reads headers: kept, limited, and started again where a file ends it."""

import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from pipeline import probe as probing
from pipeline import tools
from pipeline.probe import probe
from schemas.errors import ClipError
from tests.conftest import MakeClip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, make_clip: MakeClip) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 2.0)


def process() -> Any:
    return probing._prober()._process


def ffmpeg(*arguments: object) -> None:
    subprocess.run([str(tools.find_ffmpeg().path), "-loglevel", "error", *map(str, arguments)], check=True)


def test_one_process_reads_many_clips(clip: Path) -> None:
    probe(clip)
    first = process()
    assert {probe(clip).duration for _ in range(20)} == {2.0}
    assert process() is first


def test_many_threads_may_ask_at_once(clip: Path, make_clip: MakeClip, tmp_path: Path) -> None:
    other = make_clip(tmp_path / "other.mp4", 1.0)
    found: list[tuple[Path, float | None]] = []
    ask = [lambda path=path: found.append((path, probe(path).duration)) for path in (clip, other) * 10]
    threads = [threading.Thread(target=one) for one in ask]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(found)) == sorted([(clip, 2.0), (other, 1.0)])
    assert len(found) == 20


def test_a_file_without_end_is_given_up(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = tmp_path / "endless.mp4"
    os.mkfifo(endless)
    with monkeypatch.context() as hurried, pytest.raises(ClipError, match="could not be read within"):
        hurried.setattr(probing, "_SECONDS_TO_ANSWER", 0.5)
        probe(endless)
    assert probe(clip).duration == 2.0


def test_a_file_that_breaks_the_reader_breaks_nothing_else(clip: Path, tmp_path: Path) -> None:
    probe(clip)
    breaking = tmp_path / "breaking.mp4"
    os.mkfifo(breaking)

    def end(group: int) -> None:
        # It opens when somebody reads from it.
        with breaking.open("wb"):
            os.killpg(group, signal.SIGKILL)

    breaker = threading.Thread(target=end, args=(process().pid,))
    breaker.start()
    with pytest.raises(ClipError, match="damaged so badly"):
        probe(breaking)
    breaker.join()
    assert probe(clip).duration == 2.0


def test_a_reader_that_was_ended_meanwhile_is_started_again(clip: Path) -> None:
    probe(clip)
    os.killpg(process().pid, signal.SIGKILL)
    process().wait(60)
    assert probe(clip).duration == 2.0


def test_an_interrupted_question_leaves_no_answer_behind(
    clip: Path, make_clip: MakeClip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    probe(clip)
    with monkeypatch.context() as patched:
        patched.setattr(probing._Prober, "_answer", interrupt)
        with pytest.raises(KeyboardInterrupt):
            probe(clip)
    assert probe(make_clip(tmp_path / "next.mp4", 1.0)).duration == 1.0


def test_modules_in_the_current_folder_are_not_run(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("av.py", "json.py", "sitecustomize.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'was run')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    probing._prober().close()
    assert probe(clip).audio
    assert not (tmp_path / "was run").exists()


def test_a_duration_is_that_of_what_is_there(tmp_path: Path, make_clip: MakeClip) -> None:
    whole = make_clip(tmp_path / "whole.mkv", 20.0)
    assert probe(whole).duration == pytest.approx(20, abs=0.1)
    assert probe(whole).measured is None
    found = probe(half_of(whole))
    assert found.duration is None
    assert found.measured == pytest.approx(10, abs=2)


def half_of(clip: Path) -> Path:
    half = clip.with_stem("half")
    half.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    return half


def test_a_clip_whose_index_names_more_than_there_is_is_cut_off(tmp_path: Path, make_clip: MakeClip) -> None:
    whole = make_clip(tmp_path / "whole.mp4", 20.0, movflags="+faststart")
    assert probe(whole).duration == 20.0
    with pytest.raises(ClipError, match="is cut off: some of its sound or picture is missing"):
        probe(half_of(whole))
    # A box that only claims to be longer than it is takes nothing away.
    boasting = tmp_path / "boasting.mp4"
    content = whole.read_bytes()
    at = content.index(b"mdat") - 4
    size = int.from_bytes(content[at : at + 4], "big") + 8
    boasting.write_bytes(content[:at] + size.to_bytes(4, "big") + content[at + 4 :])
    assert probe(boasting).duration == 20.0


def test_a_browsers_clip_is_measured(tmp_path: Path, make_clip: MakeClip) -> None:
    clip = make_clip(tmp_path / "live.webm", 3.0, sound=False, vcodec="libvpx", live=1, f="webm")
    found = probe(clip)
    assert found.duration is None
    assert found.measured == pytest.approx(3.0, abs=0.15)


def as_ac4(movie: bytes) -> bytes:
    """The first sound track now says that it is Dolby AC-4, which ffmpeg does not decode."""
    return movie.replace(b"mp4a", b"ac-4", 1).replace(b"esds", b"free", 1)


def test_a_track_that_cannot_be_decoded_is_left_out(tmp_path: Path, make_clip: MakeClip) -> None:
    sound = [make_clip(tmp_path / f"{number}.m4a", 1.0, picture=False) for number in range(2)]
    both = tmp_path / "both.mp4"
    ffmpeg("-i", sound[0], "-i", sound[1], "-map", 0, "-map", 1, "-c", "copy", both)
    both.write_bytes(as_ac4(both.read_bytes()))
    assert [track.position for track in probe(both).audio] == [1]
    alone = tmp_path / "alone.mp4"
    alone.write_bytes(as_ac4(sound[0].read_bytes()))
    with pytest.raises(ClipError, match="of a kind that cannot be decoded"):
        probe(alone)


def test_a_picture_of_gigabytes_is_not_looked_at(tmp_path: Path) -> None:
    huge = tmp_path / "huge.mov"
    ffmpeg("-f", "lavfi", "-i", "color=s=16000x8000:r=1", "-frames:v", 1, "-c:v", "mjpeg", huge)
    assert huge.stat().st_size < 1_000_000
    with pytest.raises(ClipError, match="neither sound nor picture that can be decoded"):
        probe(huge)


def test_hundreds_of_tracks_are_told_soon(tmp_path: Path, make_clip: MakeClip) -> None:
    sound = make_clip(tmp_path / "sound.m4a", 1.0, picture=False)
    many = tmp_path / "many.mp4"
    ffmpeg("-i", sound, *("-map", "0") * 200, "-c", "copy", many)
    assert len(probe(many).audio) == 200
