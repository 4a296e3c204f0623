"""What a file says of itself: streams, size, rotation, duration, date."""

from pathlib import Path

import av
import av.error
from av.container import InputContainer

from pipeline.tools import CONTAINERS
from schemas.errors import ClipError
from schemas.records import AudioStream, Probe, VideoStream

_SECONDS_TO_ANSWER = 30.0
_DATES = ("com.apple.quicktime.creationdate", "creation_time", "date")
"""Tags with the time of recording, the one with a time zone first."""


def probe(path: Path) -> Probe:
    """Read the headers of a clip, and its first picture for the rotation.

    Raises:
        ClipError: It is not a recording, or holds neither sound nor picture that can be decoded.
    """
    options = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
    try:
        with av.open(
            f"file:{path.absolute()}",
            metadata_errors="replace",
            container_options=options,
            timeout=_SECONDS_TO_ANSWER,
        ) as container:
            found = _read(container)
    except (av.error.FFmpegError, ValueError, OSError):
        raise ClipError(
            f"{path.name} is not a video or sound recording that can be opened, or it is incomplete.",
            "Try to play it; if it plays, copy it from the phone again, else leave it out.",
        ) from None
    if not found.audio and not found.video:
        raise ClipError(
            f"{path.name} holds neither sound nor picture that can be decoded.",
            "Export it again from the phone or camera as an ordinary video (.mp4 or .mov).",
        )
    return found


def _read(container: InputContainer) -> Probe:
    tags = container.metadata
    return Probe(
        container=container.format.name,
        duration=container.duration / av.time_base if container.duration else None,
        video=_read_video(container),
        audio=tuple(
            AudioStream(
                stream.codec_context.name, stream.codec_context.sample_rate, stream.codec_context.channels
            )
            for stream in container.streams.audio
            if stream.codec_context
        ),
        recorded_at=next((tags[name] for name in _DATES if tags.get(name)), None),
        start=(container.start_time or 0) / av.time_base,
    )


def _read_video(container: InputContainer) -> VideoStream | None:
    """The first picture track that is more than a cover, with its size as a player shows it."""
    for index, stream in enumerate(container.streams.video):
        context = stream.codec_context
        if not context or not context.width or not context.pix_fmt:
            continue
        if stream.disposition & av.stream.Disposition.attached_pic:
            continue
        rotation = _rotation(container, index)
        width, height = round(context.width * (context.sample_aspect_ratio or 1)), context.height
        if rotation % 180:
            width, height = height, width
        return VideoStream(context.name, context.pix_fmt, width, height, rotation)
    return None


def _rotation(container: InputContainer, index: int) -> int:
    """Degrees counter-clockwise of the first picture of a video track that decodes; 0 if none does."""
    try:
        for frame in container.decode(video=index):
            return frame.rotation % 360
    except av.error.FFmpegError:
        pass
    return 0
