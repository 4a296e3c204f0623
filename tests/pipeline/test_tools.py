import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ffmpeg
import pytest

from pipeline import tools
from schemas.errors import MachineError


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    tools.find_ffmpeg.cache_clear()
    yield
    tools.find_ffmpeg.cache_clear()


def fake_ffmpeg(folder: Path, version: str, libavutil: int, built: str = "") -> None:
    program = folder / "ffmpeg"
    lines = (f"ffmpeg version {version} Copyright", built, f"libavutil     {libavutil}. 28.100")
    program.write_text("#!/bin/sh\n" + "".join(f"echo '{line}'\n" for line in lines))
    program.chmod(0o755)


def test_a_new_ffmpeg_on_path_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_ffmpeg(tmp_path, "5.1.6-0+deb12u1", 57)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert tools.find_ffmpeg() == tools.Ffmpeg(tmp_path / "ffmpeg", "5.1.6-0+deb12u1", "PATH")


def test_a_build_from_git_is_known_by_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_ffmpeg(tmp_path, "N-115000-gabcdef", 59)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert tools.find_ffmpeg().origin == "PATH"


def test_an_old_ffmpeg_on_path_gives_way_to_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_ffmpeg(tmp_path, "4.4.2", 56)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert tools.find_ffmpeg().origin == "imageio-ffmpeg"


@pytest.mark.parametrize(
    ("built", "origin"),
    [("--enable-libx264 --enable-libzimg", "PATH"), ("--enable-libx264", "imageio-ffmpeg")],
    ids=["complete", "without the colours of HDR"],
)
def test_an_ffmpeg_that_lacks_what_pictures_need_gives_way_to_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: str, origin: str
) -> None:
    fake_ffmpeg(tmp_path, "7.1", 59, f"configuration: --enable-gpl {built}")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert tools.find_ffmpeg().origin == origin


def test_no_ffmpeg_at_all_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "none"))
    with pytest.raises(MachineError, match="no ffmpeg") as caught:
        tools.find_ffmpeg()
    assert "imageio-ffmpeg" in caught.value.remedy


def test_a_call_that_does_not_end_is_ended() -> None:
    endless = ffmpeg.input("anullsrc", f="lavfi", re=None).output("pipe:", f="null")
    with pytest.raises(tools.FfmpegError) as caught:
        tools.run(endless, timeout=0.5)
    assert "did not end" in caught.value.detail


def test_what_ffmpeg_says_of_a_failure_is_kept_for_logs(tmp_path: Path) -> None:
    with pytest.raises(tools.FfmpegError) as caught:
        tools.run(tools.clip_input(tmp_path / "none.mp4").output("pipe:", f="null"), timeout=60)
    assert "none.mp4" in caught.value.detail
    assert "none.mp4" not in str(caught.value)


def tone(seconds: int) -> Any:
    return ffmpeg.input(f"sine=d={seconds}", f="lavfi").output("pipe:", f="s16le")


def test_a_stream_is_what_a_run_returns() -> None:
    chunks = list(tools.stream(tone(30), timeout=60))
    assert len(chunks) > 1
    assert len({len(chunk) for chunk in chunks[:-1]}) == 1
    assert b"".join(chunks) == tools.run(tone(30), timeout=60)


def test_a_stream_that_does_not_end_is_ended() -> None:
    endless = ffmpeg.input("anullsrc", f="lavfi", re=None).output("pipe:", f="s16le")
    with pytest.raises(tools.FfmpegError) as caught:
        list(tools.stream(endless, timeout=0.5))
    assert "did not end" in caught.value.detail


def test_the_time_a_reader_takes_does_not_count() -> None:
    read = 0
    for chunk in tools.stream(tone(30), timeout=4):
        read += len(chunk)
        if read == len(chunk):
            time.sleep(4.5)
    assert read == 30 * 44100 * 2


def test_a_stream_that_is_closed_ends_ffmpeg() -> None:
    endless = ffmpeg.input("anullsrc", f="lavfi").output("pipe:", f="s16le")
    before = threading.active_count()
    stream = tools.stream(endless, timeout=60)
    next(stream)
    stream.close()
    assert threading.active_count() == before


def test_a_stream_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(tools.FfmpegError) as caught:
        list(tools.stream(tools.clip_input(tmp_path / "none.mp4").output("pipe:", f="null"), timeout=60))
    assert "none.mp4" in caught.value.detail
