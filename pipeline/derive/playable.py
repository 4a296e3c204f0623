"""Which clips browsers show as they are."""

from schemas.records import Probe

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
