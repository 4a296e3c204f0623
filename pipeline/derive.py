"""Pictures and copies made from a clip: they carry none of its tags and can be made again at any time."""

import errno
import os
from pathlib import Path
from typing import Any

from pipeline import tools
from pipeline.disk import no_room, plain_disk_errors, replacing
from schemas.errors import ClipError
from schemas.records import Probe

POSTER_SIDE = 960
"""Pixels of a poster's longer side."""

WEB_SIDE = 1280
"""Pixels of a web copy's longer side."""

_POSTER_SECONDS = 60
_COPY_SECONDS = 3600
_WITHOUT_ANSWER = 0.4
"""Where to take the poster of a clip in which nobody answers, as a share of its duration."""

_BARE = {"map_metadata": -1, "map_chapters": -1, "fflags": "+bitexact"}
"""Phones write places and owners into tags: nothing derived keeps any."""

_PLAYABLE: tuple[tuple[str, set[str], set[str]], ...] = (
    # container, pictures, sounds: what Chromium, Firefox and Safari all play
    ("mp4", {"h264"}, {"aac", "mp3", "mp3float"}),
    ("webm", {"vp8", "vp9", "libvpx-vp9", "av1", "libdav1d"}, {"opus", "vorbis", "libopus"}),
    ("mp3", set(), {"mp3", "mp3float"}),
    ("wav", set(), {"pcm_s16le"}),
    ("flac", set(), {"flac"}),
)
_PLAYABLE_PIXELS = {"yuv420p", "yuvj420p"}
_SAME_CLOCK = 0.04
"""Seconds: a clip that begins later on its own clock is shown by Chromium at other times than vox stores."""


def needs_web_copy(probe: Probe) -> bool:
    """Whether a browser would show this clip wrongly or could not seek in it."""
    if probe.duration is None:
        return True
    if abs(probe.start) > _SAME_CLOCK and probe.container != "mp3":
        # An MP3 says so of the encoder's padding, which players leave out.
        return True
    picture = probe.video.codec if probe.video else None
    sound = probe.audio[0].codec if probe.audio else None
    if probe.video and probe.video.pixel_format not in _PLAYABLE_PIXELS:
        return True
    return not any(
        container in probe.container.split(",")
        and (picture is None or picture in pictures)
        and (sound is None or sound in sounds)
        for container, pictures, sounds in _PLAYABLE
    )


def poster_time(speaking: float | None, duration: float) -> float:
    """Seconds: a moment when somebody answers, or a place early in a clip in which nobody does."""
    return duration * _WITHOUT_ANSWER if speaking is None else speaking


def make_poster(source: Path, at: float, target: Path) -> None:
    """Write an upright JPEG of the picture `at` seconds.

    Raises:
        ClipError: No picture could be read there.
        MachineError: The disk is full.
    """
    picture = tools.clip_input(source, ss=f"{at:.3f}")["v:0"]
    _write(
        target,
        [_fit(picture, POSTER_SIDE)],
        {"frames:v": 1, "q:v": 3, "f": "image2", "update": 1},
        _POSTER_SECONDS,
        "No picture could be taken from",
        source,
    )


def make_web_copy(source: Path, probe: Probe, target: Path, track: int = 0) -> None:
    """Write an MP4 that every browser plays: H.264 and AAC, upright, with the index in front.

    Args:
        source: The clip.
        probe: What is known of it.
        target: Where to write.
        track: Which of its sound tracks is heard in the copy, from 0.

    Raises:
        ClipError: The clip cannot be converted.
        MachineError: The disk is full.
    """
    clip = tools.clip_input(source)
    tracks: list[Any] = []
    options: dict[str, Any] = {"f": "mp4", "movflags": "+faststart"}
    if probe.video:
        tracks.append(_fit(clip["v:0"], WEB_SIDE))
        options |= {"c:v": "libx264", "preset": "veryfast", "crf": 23, "pix_fmt": "yuv420p"}
    if probe.audio:
        tracks.append(
            clip[f"a:{probe.audio[track].position}"].filter("aresample", **{"async": 1, "first_pts": 0})
        )
        options |= {"c:a": "aac", "b:a": "128k", "ac": min(2, probe.audio[track].channels)}
    _write(target, tracks, options, _COPY_SECONDS, "No copy for the web could be made of", source)


def _fit(picture: Any, side: int) -> Any:
    """Square pixels, at most `side` on the longer side and never more than there were; even, for H.264."""
    shrink = f"min(1,{side}/max(iw*sar,ih))"
    fitted = picture.filter("scale", w=f"trunc(iw*sar*{shrink}/2)*2", h=f"trunc(ih*{shrink}/2)*2")
    return fitted.filter("setsar", 1)


def _write(
    target: Path,
    tracks: list[Any],
    options: dict[str, Any],
    timeout: float,
    failure: str,
    source: Path,
) -> None:
    """Run ffmpeg into a file beside `target` and rename it, so that `target` is whole or absent."""
    with plain_disk_errors(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with replacing(target) as unfinished:
                tools.run(tools.output(tracks, unfinished, **_BARE, **options), timeout=timeout)
                if not unfinished.is_file() or not unfinished.stat().st_size:
                    raise tools.FfmpegError("wrote nothing")
        except tools.FfmpegError as problem:
            if os.strerror(errno.ENOSPC) in problem.detail:
                raise no_room(target.parent) from None
            raise ClipError(f"{failure} {source.name}.", "Its words are stored; try to play it.") from None
