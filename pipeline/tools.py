"""ffmpeg: where it is, and how it is called.

Command lines are built with ffmpeg-python; `run` and `stream` add what every call shares.
"""

import re
import shutil
import threading
import time
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

import ffmpeg

from pipeline import processes
from pipeline.machine import cores
from schemas.errors import MachineError, VoxError

OLDEST_FFMPEG = 5
_LIBAVUTIL_MAJOR_OF_FFMPEG_5 = 57
"""Builds from git have no version number, but all print the version of libavutil."""

_NEEDED = ("--enable-libx264", "--enable-libzimg")
"""What pictures and copies need, as a build tells how it was configured: H.264, and the colours of HDR."""

CONTAINERS = "mov,matroska,webm,avi,mpegts,mpeg,asf,flv,wav,w64,mp3,aac,amr,amrnb,amrwb,ogg,flac,caf,aiff"
"""Demuxers a clip may use. A playlist (hls, concat, dash...) named .mp4 would make ffmpeg open other files
and addresses, so nothing that can refer to another file is listed."""

MOST_PIXELS = 1 << 26
"""Of one picture: twice an 8K film's. A small file can hold a picture that takes gigabytes to decode."""

_MOST_THREADS = 4
"""Each holds pictures of its own, so that more would take more memory than speed is worth."""

_LONGEST_GAP = 600
"""Seconds. A longer gap, or a later beginning, is a broken time stamp: ffmpeg would fill hours in memory."""

_LEAP = "if(isnan(PREV_INT),T,T-PREV_INT)"
NO_LEAPS = f"0*st(0,ld(0)+if(gt(abs({_LEAP}),{_LONGEST_GAP}),{_LEAP},0))+PTS-ld(0)/TB"
"""Time stamps of each frame or picture, less the leaps so far, in ffmpeg's language."""

_SECONDS_TO_START = 30

_TOO_MUCH_TEXT = 20_000
"""Characters of ffmpeg's messages that are kept."""

_LAST_LINES, _LONGEST_LINE = 100, 200
_CHUNK = 1 << 18
"""Bytes handed on at once."""


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
    """The ffmpeg to use: the one on PATH if it is version 5 or newer and complete, else imageio-ffmpeg's.

    Raises:
        MachineError: There is neither.
    """
    on_path = shutil.which("ffmpeg")
    if on_path and (found := _inspect(Path(on_path), "PATH")):
        return found
    # Only here: a server of what is published holds none of its 30 MB.
    import imageio_ffmpeg

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
    """What `program` says of itself, or None if it does not run, is too old or lacks what is needed."""
    try:
        said = b"".join(_read([program, "-version"], _SECONDS_TO_START)).decode(errors="replace")
    except FfmpegError:
        return None
    version = re.search(r"version (\S+)", said)
    libavutil = re.search(r"libavutil\s+(\d+)\.", said)
    if not version or not libavutil or int(libavutil[1]) < _LIBAVUTIL_MAJOR_OF_FFMPEG_5:
        return None
    if "configuration:" in said and not all(part in said for part in _NEEDED):
        return None
    return Ffmpeg(program, version[1].lstrip("n"), origin)


def clip_input(path: Path, **options: Any) -> Any:
    """An ffmpeg-python input for a clip that is not to be trusted.

    The `file:` prefix keeps a name like `-i.mp4` or `concat:x.mp4` from being read as anything else.
    """
    return ffmpeg.input(
        f"file:{path.absolute()}",
        protocol_whitelist="file",
        format_whitelist=CONTAINERS,
        max_pixels=MOST_PIXELS,
        threads=_threads(),
        **options,
    )


def _threads() -> int:
    return min(_MOST_THREADS, cores())


def output(tracks: list[Any], target: Path, **options: Any) -> Any:
    """An ffmpeg-python output of several tracks into one file."""
    return ffmpeg.output(*tracks, f"file:{target.absolute()}", threads=_threads(), **options)


def run(output: Any, *, timeout: float, low_priority: bool = False) -> bytes:
    """Run an ffmpeg-python output and return what it wrote to `pipe:`.

    Args:
        output: What ffmpeg-python built; the caller bounds what it writes to `pipe:` (`-t`, `-frames`).
        timeout: Seconds after which the process is ended.
        low_priority: Leave the processor to whatever else wants it.

    Raises:
        FfmpegError: It ended with an error or did not end in time.
        MachineError: There is no ffmpeg.
    """
    return b"".join(stream(output, timeout=timeout, low_priority=low_priority))


def stream(output: Any, *, timeout: float, low_priority: bool = False) -> Generator[bytes, None, None]:
    """Run an ffmpeg-python output and hand on what it writes to `pipe:`, as it comes.

    All chunks but the last are of one size. The process is ended when the iterator is closed.

    Args:
        output: What ffmpeg-python built; the caller bounds what it writes to `pipe:` (`-t`, `-frames`).
        timeout: Seconds ffmpeg may take, without the time its reader takes between chunks.
        low_priority: Leave the processor to whatever else wants it.

    Raises:
        FfmpegError: It ended with an error or did not end in time; what it wrote before has been handed on.
        MachineError: There is no ffmpeg.
    """
    yield from _read(_command(output), timeout, low_priority)


def _read(
    command: Sequence[str | Path], timeout: float, low_priority: bool = False
) -> Generator[bytes, None, None]:
    """What a program writes to standard output, as `stream` hands it on."""
    with processes.start(command, low_priority=low_priority) as process:
        assert process.stdout
        assert process.stderr
        said: deque[bytes] = deque(maxlen=_LAST_LINES)
        listener = threading.Thread(target=_listen, args=(process.stderr, said))
        listener.start()
        late = threading.Event()
        waited = 0.0
        try:
            while True:
                asked = time.monotonic()
                with processes.ended_after(timeout - waited, process, late):
                    chunk = process.stdout.read(_CHUNK)
                    if not chunk:
                        process.wait()
                waited += time.monotonic() - asked
                if not chunk:
                    break
                yield chunk
        finally:
            processes.end(process)
            listener.join()
    if late.is_set():
        raise FfmpegError(f"did not end within {timeout:.0f} s")
    if process.returncode != 0:
        raise FfmpegError(_tail(b"".join(said)))


def _listen(messages: IO[bytes], said: deque[bytes]) -> None:
    """Read all that ffmpeg says, so that it never waits for us, and keep the end of it."""
    while piece := messages.readline(_LONGEST_LINE):
        said.append(piece)


def _command(output: Any) -> list[str]:
    """The command line, with what every call shares."""
    shared = output.global_args(
        *("-nostdin", "-hide_banner", "-loglevel", "error"),
        *("-filter_threads", str(_threads()), "-filter_complex_threads", str(_threads())),
    ).overwrite_output()
    return [str(part) for part in shared.compile(cmd=str(find_ffmpeg().path))]


def _tail(said: bytes) -> str:
    return said.decode(errors="replace")[-_TOO_MUCH_TEXT:].strip()
