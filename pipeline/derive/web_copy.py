"""A copy of a clip that every browser plays, quick to start and to seek in, and without any of its tags."""

from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline import tools
from pipeline.derive.encoding import BARE_PICTURE, PICTURE, SIDE, SOUND, patience, rate
from pipeline.derive.fit import HDR, fit
from pipeline.derive.redact import on_whole_pictures, without_boxes, without_sounds
from pipeline.derive.writing import BARE, whole
from schemas.records import AudioStream, Probe, Redactions, VideoStream

LONGEST = 6 * 3600
"""Seconds of a clip that are copied, as many as are listened to."""

_SMOOTHEST = 60.5
"""Pictures a second that every browser plays: a film that fits so far is left as it is."""

_STEADY = 0.0005
"""Seconds by which the distances of pictures may differ: a clock of milliseconds is too coarse."""

_AT_ONCE = 0.05
"""Seconds after which a picture or sound begins late, and a player might show other times."""

_PADDING = 0.1
"""Seconds of silence that an encoder of sound may have put before the beginning."""

_HIDDEN = 0x4
"""Marks a packet that is in the file and not to be shown."""


def make_web_copy(
    source: Path, probe: Probe, target: Path, track: int = 0, redactions: Redactions | None = None
) -> None:
    """Write an MP4 of H.264 and AAC, upright, at most 1280 pixels long, with the index in front.

    What is so already is copied as it is; the rest is encoded, at a constant rate of pictures. Its times are
    those vox stores.

    Args:
        source: The clip.
        probe: What is known of it.
        target: Where to write.
        track: Which of its sound tracks is heard in the copy, from 0.
        redactions: What may not be heard or seen in it.

    Raises:
        ClipError: The clip cannot be converted.
        MachineError: The disk is full.
    """
    sound = probe.audio[track] if probe.audio else None
    hidden = redactions or Redactions()
    seconds = min(probe.duration or probe.measured or LONGEST, LONGEST)
    options: dict[str, Any] = {"f": "mp4", "movflags": "+faststart", "t": LONGEST, **BARE}
    tracks: list[Any] = []
    with whole(target, source, "No copy for the web could be made of") as unfinished:
        clip = tools.clip_input(source)
        if probe.video:
            picture = clip["V:0"]
            if hidden.boxes:
                boxes = on_whole_pictures(hidden.boxes, _shown(source, seconds))
                picture = without_boxes(_film(picture, probe.video), boxes)
            elif not (as_it_is := _fits(probe.video) and _is_steady(_packets(source, "V:0", seconds))):
                picture = _film(picture, probe.video)
            tracks.append(picture)
            options |= PICTURE if hidden.boxes or not as_it_is else {"c:v": "copy"}
            options |= BARE_PICTURE
        if sound:
            name = f"a:{sound.position}"
            voice = clip[name]
            if hidden.sounds:
                voice = without_sounds(_on_the_clock(voice), hidden.sounds)
            elif not (as_it_is := _fits_sound(sound) and _is_unbroken(_packets(source, name, seconds))):
                voice = _on_the_clock(voice)
            tracks.append(voice)
            encoded = {**SOUND, "ac": min(2, sound.channels)}
            options |= encoded if hidden.sounds or not as_it_is else {"c:a": "copy"}
        tools.run(tools.output(tracks, unfinished, **options), timeout=patience(seconds), low_priority=True)


def _shown(source: Path, seconds: float) -> Iterator[float]:
    """When each picture of a clip comes up; none where that cannot be read."""
    try:
        yield from (shown for shown, _, flags in _packets(source, "V:0", seconds) if not flags & _HIDDEN)
    except tools.FfmpegError:
        return


def _film(picture: Any, video: VideoStream) -> Any:
    """The picture, made fit, at a constant rate from the clip's beginning on."""
    steady = picture.filter("setpts", tools.NO_LEAPS).filter("fps", f"{rate(video):.6f}", start_time=0)
    return fit(steady, video, SIDE, "film")


def _on_the_clock(sound: Any) -> Any:
    """The sound with its gaps as silence, so that it stays with the picture."""
    return sound.filter("asetpts", tools.NO_LEAPS).filter("aresample", **{"async": 1, "first_pts": 0})


def _fits(video: VideoStream) -> bool:
    return (
        (video.codec, video.pixel_format, video.rotation) == ("h264", "yuv420p", 0)
        and max(video.width, video.height) <= SIDE
        and video.width % 2 == video.height % 2 == 0
        and video.square
        and not video.interlaced
        and video.transfer not in HDR
    )


def _fits_sound(sound: AudioStream) -> bool:
    return sound.codec == "aac" and sound.channels <= 2


_Packet = tuple[float, float, int]
"""When it is shown and for how long, in seconds, and its flags."""


def _packets(source: Path, track: str, seconds: float) -> Iterator[_Packet]:
    """The packets of a track, on the clip's clock; none where they cannot be read."""
    listed = tools.clip_input(source)[track].output(
        "pipe:", f="framecrc", c="copy", t=LONGEST, avoid_negative_ts="disabled", **{"fflags": "+bitexact"}
    )
    unit = 0.0
    rest = b""
    with closing(tools.stream(listed, timeout=patience(seconds), low_priority=True)) as chunks:
        for chunk in chunks:
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                if line.startswith(b"#tb 0:"):
                    over, under = line.split(b":")[1].split(b"/")
                    unit = int(over) / int(under)
                elif not line.startswith(b"#"):
                    _, _, shown, duration, _, _, *more = line.split(b",")
                    flags = [int(field.split(b"=")[1], 16) for field in more if field.startswith(b" F=")]
                    yield int(shown) * unit, int(duration) * unit, flags[0] if flags else 0


def _is_steady(pictures: Iterator[_Packet]) -> bool:
    """Whether pictures follow each other at one distance from the beginning on, and all are to be shown."""
    times = []
    for shown, _, flags in pictures:
        if flags & _HIDDEN or shown < 0:
            return False
        times.append(shown)
    times.sort()
    if len(times) < 2 or times[0] > _AT_ONCE:
        return False
    distances = [after - before for before, after in pairwise(times)]
    return min(distances) >= 1 / _SMOOTHEST and max(distances) - min(distances) <= _STEADY


def _is_unbroken(sound: Iterator[_Packet]) -> bool:
    """Whether the sound begins with the clip and has no gap."""
    end = None
    for heard, duration, _ in sound:
        late = heard - (0.0 if end is None else end)
        if late > _AT_ONCE or late < -_PADDING:
            return False
        end = heard + duration
    return end is not None
