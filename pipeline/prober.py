"""A program of its own: it reads the headers of files that are named to it, one after another.

It runs beside vox because what it reads may be made to crash, to stall or to flood whoever reads it; then
this process ends, and vox goes on. So it imports nothing of vox, and is started as a file (see `probe`).

    python -P prober.py FD    each line of FD is a request, each line of standard output its answer, in JSON
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import av
import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

READY = "ready"
"""The first line that is written: everything is loaded."""

_SECONDS_TO_ANSWER = 30.0
"""For each read from a slow disk."""

_SECONDS_TO_MEASURE = 10.0
_PACKETS_TO_TRY = 100
"""Of a picture track, until one decodes."""

_STEADY = 0.02
"""How far the mean rate of pictures may be from the usual one, as a share."""

_DATES = ("com.apple.quicktime.creationdate", "creation_time", "date")
"""Tags with the time of recording, the one with a time zone first."""

_HONEST_SHARE, _HONEST_SECONDS = 0.9, 1.0
"""A duration is believed if a file holds this much of it: a last picture may stand for long."""

Facts = dict[str, Any]


def main(requests: int) -> None:
    """Answer until there are no more requests."""
    _answer(READY)
    with open(requests, encoding="utf-8") as lines:
        for line in lines:
            try:
                _answer(look_into(**json.loads(line)))
            except (av.error.FFmpegError, ValueError, OSError):
                _answer(None)


def _answer(document: Any) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def look_into(path: str, containers: str, most_pixels: int) -> Facts:
    """What a file says of itself: the fields of `schemas.records.Probe`, `undecodable` and `cut_off`.

    These are how many of its sound tracks cannot be decoded, and whether some of it lies behind its end.

    Args:
        path: Absolute.
        containers: Names of the demuxers it may use, with commas between them.
        most_pixels: Of one picture.

    Raises:
        FFmpegError: It is no recording.
    """
    with av.open(
        f"file:{path}",
        metadata_errors="replace",
        options={"max_pixels": str(most_pixels), "threads": "1"},
        container_options={"format_whitelist": containers, "protocol_whitelist": "file"},
        timeout=_SECONDS_TO_ANSWER,
    ) as container:
        tags = container.metadata
        claimed = container.duration / av.time_base if container.duration else None
        sound = [
            {
                "codec": stream.codec_context.name,
                "sample_rate": stream.codec_context.sample_rate,
                "channels": stream.codec_context.channels,
                "position": position,
            }
            for position, stream in enumerate(container.streams.audio)
            if stream.codec_context
        ]
        video = _look_at_picture(container, most_pixels)
        # Without a picture, what decodes as sound tells how long it is.
        real = _measure(container, claimed) if video else None
        return {
            "container": container.format.name,
            "duration": None if real else claimed,
            "measured": real,
            "video": video,
            "audio": sound,
            "undecodable": len(container.streams.audio) - len(sound),
            "cut_off": _is_cut_off(container),
            "recorded_at": next((tags[name] for name in _DATES if tags.get(name)), None),
            "start": (container.start_time or 0) / av.time_base,
        }


def _look_at_picture(container: InputContainer, most_pixels: int) -> Facts | None:
    """The first picture track that is more than a cover, with its size as a player shows it."""
    for stream in container.streams.video:
        context = stream.codec_context
        if not context or not context.width or not context.pix_fmt:
            continue
        if stream.disposition & av.stream.Disposition.attached_pic:
            continue
        context.options = {"max_pixels": str(most_pixels)}
        context.thread_count = 1
        picture = _first_picture(container, stream)
        rotation = picture.rotation % 360 if picture else 0
        width, height = round(context.width * (context.sample_aspect_ratio or 1)), context.height
        if rotation % 180:
            width, height = height, width
        return {
            "codec": context.name,
            "pixel_format": context.pix_fmt,
            "width": width,
            "height": height,
            "rotation": rotation,
            "square": (context.sample_aspect_ratio or 1) == 1,
            "interlaced": bool(picture and picture.interlaced_frame),
            "transfer": int(context.color_trc),
            "matrix": int(context.colorspace),
            "rate": _rate(stream),
        }
    return None


def _rate(stream: VideoStream) -> float | None:
    """Pictures a second, if as many come at any time as on the whole."""
    mean, steady = stream.average_rate, stream.base_rate
    return float(steady) if mean and steady and abs(mean / steady - 1) < _STEADY else None


def _first_picture(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    """The first picture that decodes; None if none does soon."""
    try:
        for tried, packet in enumerate(container.demux(stream)):
            try:
                for frame in packet.decode():
                    return frame
            except av.error.FFmpegError:
                pass
            if tried == _PACKETS_TO_TRY:
                break
    except av.error.FFmpegError:
        pass
    return None


def _is_cut_off(container: InputContainer) -> bool:
    """Whether some of the sound or picture lies behind the end of the file, by the index of an MP4."""
    return container.format.name.startswith("mov") and any(
        entry.pos + entry.size > container.size
        for stream in [*container.streams.video, *container.streams.audio]
        for entry in stream.index_entries
    )


def _measure(container: InputContainer, claimed: float | None) -> float | None:
    """Seconds up to the end of what the file holds, or None if that is about what it claims."""
    until = time.monotonic() + _SECONDS_TO_MEASURE
    end = 0.0
    # An honest file is read from near its end, which is quick; any other from its beginning.
    for position in ([claimed - _HONEST_SECONDS] if claimed else []) + [0.0]:
        try:
            container.seek(round((max(position, 0.0) * av.time_base) + (container.start_time or 0)))
            for reached in _ends(container):
                end = max(end, reached)
                if claimed and end >= min(claimed * _HONEST_SHARE, claimed - _HONEST_SECONDS):
                    return None
                if time.monotonic() > until:
                    return None
        except av.error.FFmpegError:
            pass
        if end:
            return end
    return None


def _ends(container: InputContainer) -> Iterator[float]:
    """When each piece of picture or sound ends, in seconds from the start."""
    first = (container.start_time or 0) / av.time_base
    tracks = [*container.streams.video, *container.streams.audio]
    for packet in container.demux(tracks):
        if packet.pts is not None and packet.time_base:
            yield float((packet.pts + (packet.duration or 0)) * packet.time_base) - first


if __name__ == "__main__":
    main(int(sys.argv[1]))
