"""The only module that starts processes: it finds ffmpeg and runs it, with limits.

Command lines are built with ffmpeg-python; `run` adds what every call shares.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ffmpeg
import imageio_ffmpeg

from schemas.errors import MachineError, VoxError

OLDEST_FFMPEG = 5
_LIBAVUTIL_MAJOR_OF_FFMPEG_5 = 57
"""Builds from git have no version number, but all print the version of libavutil."""

CONTAINERS = "mov,matroska,webm,avi,mpegts,mpeg,asf,flv,wav,w64,mp3,aac,amr,amrnb,amrwb,ogg,flac,caf,aiff"
"""Demuxers a clip may use. A playlist (hls, concat, dash...) named .mp4 would make ffmpeg open other files
and addresses, so nothing that can refer to another file is listed."""

_TOO_MUCH_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg program: where, which version, and whether from PATH or from the package."""

    path: Path
    version: str
    origin: str


class FfmpegError(VoxError):
    """ffmpeg gave up on a file; `detail` is the end of what it said, for logs and not for users."""

    def __init__(self, detail: str) -> None:
        super().__init__("ffmpeg could not read it.")
        self.detail = detail


@cache
def find_ffmpeg() -> Ffmpeg:
    """The ffmpeg to use: the one on PATH if it is version 5 or newer, else imageio-ffmpeg's.

    Raises:
        MachineError: There is neither.
    """
    on_path = shutil.which("ffmpeg")
    if on_path and (found := _inspect(Path(on_path), "PATH")):
        return found
    try:
        packaged = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        packaged = None
    if packaged and (found := _inspect(Path(packaged), "imageio-ffmpeg")):
        return found
    raise MachineError(
        "There is no ffmpeg of version 5 or newer on this machine.",
        "Install it from your system, or run: pip install --force-reinstall imageio-ffmpeg",
    )


def _inspect(program: Path, origin: str) -> Ffmpeg | None:
    """What `program` says of itself, or None if it does not run or is too old."""
    try:
        said = subprocess.run(
            [program, "-version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"version (\S+)", said)
    libavutil = re.search(r"libavutil\s+(\d+)\.", said)
    if not version or not libavutil or int(libavutil[1]) < _LIBAVUTIL_MAJOR_OF_FFMPEG_5:
        return None
    return Ffmpeg(program, version[1].lstrip("n"), origin)


def clip_input(path: Path, **options: Any) -> Any:
    """An ffmpeg-python input for a clip that is not to be trusted.

    The `file:` prefix keeps a name like `-i.mp4` or `concat:x.mp4` from being read as anything else.
    """
    return ffmpeg.input(
        f"file:{path.absolute()}", protocol_whitelist="file", format_whitelist=CONTAINERS, **options
    )


def run(output: Any, *, timeout: float) -> bytes:
    """Run an ffmpeg-python output and return what it wrote to `pipe:`.

    Args:
        output: What ffmpeg-python built; its size is bounded by the caller (`-t`, `-fs`, `-frames`).
        timeout: Seconds after which the process is ended.

    Raises:
        FfmpegError: It ended with an error or did not end in time.
        MachineError: There is no ffmpeg.
    """
    shared = output.global_args("-nostdin", "-hide_banner", "-loglevel", "error").overwrite_output()
    try:
        done = subprocess.run(
            shared.compile(cmd=str(find_ffmpeg().path)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FfmpegError(f"did not end within {timeout:.0f} s") from None
    if done.returncode != 0:
        raise FfmpegError(done.stderr.decode(errors="replace")[-_TOO_MUCH_TEXT:].strip())
    return done.stdout


def output(tracks: list[Any], target: Path, **options: Any) -> Any:
    """An ffmpeg-python output of several tracks into one file."""
    return ffmpeg.output(*tracks, f"file:{target.absolute()}", **options)
