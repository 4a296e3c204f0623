"""Pictures and sound into the kinds of files phones, browsers and old telephones make.

Nothing in a file depends on the clock or on the number of processors: each encoder gets one thread and leaves
its version out.
"""

import subprocess
import tempfile
import wave
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from examples.clips import Clip
from examples.voices import RATE, Sound
from pipeline.tools import find_ffmpeg

_TIMESCALE = 90_000
_SWING, _SWAY = 0.2, 0.13
"""Seconds and radians a picture by which the frame times of poor light run ahead and fall behind."""

_EXACT = {"fflags": "+bitexact", "flags:v": "+bitexact", "flags:a": "+bitexact", "map_metadata": "-1"}
_AAC = {"c:a": "aac", "b:a": "40k"}
_H264 = {
    "c:v": "libx264",
    "preset": "medium",
    "tune": "animation",
    "crf": "27",
    "maxrate": "118k",
    "bufsize": "400k",
    "g": "250",
    "threads": "1",
    "x264-params": "threads=1:lookahead-threads=1",
}
_HEVC = {
    "c:v": "libx265",
    "preset": "medium",
    "crf": "28",
    "maxrate": "118k",
    "bufsize": "400k",
    "tag:v": "hvc1",
    "x265-params": "pools=none:frame-threads=1:info=0:log-level=error",
}


def moments(clip: Clip, seconds: float) -> list[float]:
    """When each picture of a clip is taken, in seconds."""
    count = int(seconds * clip.rate)
    numbers = np.arange(count)
    steady = numbers / clip.rate
    if clip.kind != "varying":
        return [float(moment) for moment in steady]
    return [float(moment) for moment in steady + _SWING * np.sin(_SWAY * numbers)]


def encode(clip: Clip, frames: Iterable[NDArray[np.uint8]], sound: Sound, target: Path) -> None:
    """Write a clip.

    Args:
        clip: What it is; its kind decides codecs, container and tags.
        frames: Pictures of the clip's size, upright, as `moments` times them.
        sound: Mono samples, `RATE` a second.
        target: The file.
    """
    with tempfile.TemporaryDirectory() as folder:
        heard = Path(folder) / "sound.wav"
        _write_wav(heard, sound)
        lying = clip.kind == "lying"
        made = Path(folder) / target.name if lying else target
        _pipe(ffmpeg.output(_picture(clip), ffmpeg.input(str(heard)), str(made), **_options(clip)), frames)
        if lying:
            # A rotation can only be written down when the pictures are copied as they are.
            turned = ffmpeg.input(str(made), **{"display_rotation:v:0": "-90"})
            options = {"c": "copy", **_EXACT, **_dates(clip.recorded), "movflags": "+faststart"}
            _pipe(ffmpeg.output(turned, str(target), **options), ())


def _picture(clip: Clip) -> Any:
    """The pictures as they come in, and what is done to them."""
    picture = ffmpeg.input(
        "pipe:", f="rawvideo", pix_fmt="rgb24", video_size=clip.size, framerate=clip.rate
    ).video
    if clip.kind == "lying":
        picture = picture.filter("transpose", "cclock")
    if clip.kind == "varying":
        when = f"(N/{clip.rate}+{_SWING}*sin({_SWAY}*N))/TB"
        picture = picture.filter("settb", f"1/{_TIMESCALE}").filter("setpts", when)
    if clip.kind == "old_phone":
        # CIF: pixels a little wider than high.
        picture = picture.filter("scale", 352, 288, flags="lanczos").filter("setsar", "12/11")
        return picture.filter("format", "yuv420p")
    return picture.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv420p")


def _options(clip: Clip) -> dict[str, Any]:
    """Codecs, container and tags."""
    shared = {**_EXACT, "ac": 1, "ar": RATE}
    if clip.kind == "browser":
        # MediaRecorder writes as it films, so it never learns the duration.
        vp8 = {"c:v": "libvpx", "b:v": "120k", "deadline": "good", "cpu-used": 1, "g": 150, "threads": 1}
        return {
            **shared,
            **vp8,
            "c:a": "libopus",
            "b:a": "32k",
            "f": "webm",
            "live": 1,
            "colorspace": "bt709",
        }
    dated = {**shared, **_dates(clip.recorded)}
    if clip.kind == "old_phone":
        h263 = {"c:v": "h263", "b:v": "80k", "g": 60, "threads": 1}
        return {**dated, **h263, "c:a": "libopencore_amrnb", "b:a": "12.2k", "ar": 8000, "f": "3gp"}
    options = {**dated, **_AAC, "colorspace": "bt709", "movflags": "+faststart"}
    if clip.kind == "iphone":
        tags = {f"metadata:g:{number}": tag for number, tag in enumerate(_iphone(clip.recorded), start=1)}
        return {**options, **_HEVC, **tags, "movflags": "+faststart+use_metadata_tags"}
    if clip.kind == "varying":
        varying = {"fps_mode": "vfr", "enc_time_base": f"1/{_TIMESCALE}", "video_track_timescale": _TIMESCALE}
        return {**options, **_H264, **varying}
    return {**options, **_H264}


def _dates(recorded: datetime) -> dict[str, str]:
    """When it was filmed, for the file and both its tracks."""
    said = f"creation_time={recorded:%Y-%m-%dT%H:%M:%SZ}"
    return {"metadata:g:0": said, "metadata:s:v:0": said, "metadata:s:a:0": said}


def _iphone(recorded: datetime) -> list[str]:
    """What an iPhone writes about itself, filmed where the equator meets Greenwich's meridian."""
    tags = {
        "creationdate": f"{recorded:%Y-%m-%dT%H:%M:%S+0000}",
        "make": "Apple",
        "model": "iPhone 15",
        "software": "18.5",
        "location.ISO6709": "+00.0000+000.0000+000.000/",
    }
    return [f"com.apple.quicktime.{name}={value}" for name, value in tags.items()]


def _write_wav(path: Path, sound: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())


def _pipe(output: Any, frames: Iterable[NDArray[np.uint8]]) -> None:
    """Run ffmpeg and feed it pictures."""
    command = output.global_args("-hide_banner", "-loglevel", "error").overwrite_output()
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command.compile(cmd=str(find_ffmpeg().path)), stdin=subprocess.PIPE, stderr=said
        ) as process,
    ):
        assert process.stdin
        try:
            for frame in frames:
                process.stdin.write(frame.tobytes())
            process.stdin.close()
        except BrokenPipeError:
            pass  # ffmpeg gave up; it says below why
        if process.wait():
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace").strip())
