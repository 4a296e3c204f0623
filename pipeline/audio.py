"""The sound of a clip as samples, on the clip's own clock."""

import math
from collections.abc import Generator, Iterator
from contextlib import closing

import numpy as np

from pipeline import tools
from pipeline.channels import Samples, loud_and_quiet, voices
from schemas.errors import ClipError
from schemas.records import SAMPLE_RATE, Audio, Clip, Span

LONGEST = 6 * 3600
"""Seconds of sound that are read: a file can claim or decode to anything."""

LONGEST_BLOCK = 120
"""Seconds of sound of one channel that are held at once; of two channels half as many, and so on."""

_SHORTEST_BLOCK = 20
"""Seconds, however many channels there are."""

_SLOWEST = 600
"""Seconds ffmpeg may keep us waiting in all: a two-hour film needs about ten."""

_LOOK_BACK = 30
"""Seconds before the end of a full block in which a pause is looked for."""

_PAUSE = 0.15
"""Seconds of quiet in which a block is cut."""

_AU_HEADER = 24
"""Bytes; the sixth of its six numbers is how many channels follow."""

_TARGET = 10 ** (-26 / 10)
"""Mean square of loud moments to which quiet sound is raised; louder sound is left alone."""

_QUIET_ROOM = 10 ** (-50 / 10)
"""Mean square to which the quiet moments are raised at most: a silent room stays one."""

_HIGHEST_GAIN = 10 ** (40 / 20)
_PEAK = 0.95
_STEP = SAMPLE_RATE // 100


def read_sound(clip: Clip, track: int = 0, within: Span | None = None) -> Iterator[Audio]:
    """Decode a sound track to one channel at 16 kHz, in blocks of at most two minutes.

    A block that ends before the sound does ends in the quietest moment of its last half minute, so that each
    can be heard by itself. Where two people speak apart, each at a microphone and channel of their own, a
    block comes once for each voice, with the same start. Sound that starts late is preceded by silence, and
    gaps are filled: a sample's place is its time in the player. Quiet sound is raised, block by block. Sound
    that breaks off, or is damaged, is read as far as it decodes.

    Args:
        clip: The clip.
        track: Which of its sound tracks: the `position` of one.
        within: Which stretch of it; None for all.

    Raises:
        ClipError: Nothing can be decoded.
        MachineError: There is no ffmpeg.
    """
    start = round(within.start * SAMPLE_RATE) if within else 0
    for block in _blocks(clip, track, within):
        for voice in voices(block):
            yield Audio(_raise_quiet(voice), start / SAMPLE_RATE)
        start += len(block)
        del block  # or it would be held while the next one is read


def _blocks(clip: Clip, track: int, within: Span | None) -> Iterator[Samples]:
    """Stretches of sound, shaped (samples, channels), cut at pauses."""
    parts: list[Samples] = []
    held, decoded = 0, False
    with closing(_parts(clip, track, within)) as sound:
        for part in sound:
            decoded = True
            parts.append(part)
            held += len(part)
            limit = max(_SHORTEST_BLOCK, LONGEST_BLOCK // part.shape[1]) * SAMPLE_RATE
            if held > limit:
                full = np.concatenate(parts)
                cut = _pause(full[:limit])
                yield full[:cut]
                parts, held = [full[cut:].copy()], held - cut
                del full
    if decoded:
        yield np.concatenate(parts)
        return
    raise ClipError(
        f"The sound of {clip.path.name} cannot be decoded.",
        "Try to play it; if you hear it, export it again as an ordinary video (.mp4 or .mov), "
        "else copy it from the phone or camera again.",
    )


def _parts(clip: Clip, track: int, within: Span | None) -> Generator[Samples, None, None]:
    """What ffmpeg decodes, as it comes; it stops where decoding does."""
    stretch = {"ss": f"{within.start:.6f}", "t": f"{within.end - within.start:.6f}"} if within else {}
    sound = (
        tools.clip_input(clip.path, **stretch)[f"a:{track}"]
        .filter("aresample", SAMPLE_RATE, osf="flt")
        .filter("asetpts", tools.NO_LEAPS)
        .filter("aresample", **{"async": 1, "first_pts": 0})
    )
    # AU tells the number of channels in the stream itself, and has no size that could overflow.
    pcm = sound.output("pipe:", format="au", acodec="pcm_f32be", t=LONGEST, **{"fflags": "+bitexact"})
    rest = b""
    channels = 0
    try:
        with closing(tools.stream(pcm, timeout=_SLOWEST)) as chunks:
            for chunk in chunks:
                rest += chunk
                if not channels:
                    if len(rest) < _AU_HEADER:
                        continue
                    channels = int.from_bytes(rest[20:24], "big")
                    rest = rest[int.from_bytes(rest[4:8], "big") :]
                whole = len(rest) - len(rest) % (4 * channels)
                if whole:
                    yield np.frombuffer(rest[:whole], ">f4").astype(np.float32).reshape(-1, channels)
                    rest = rest[whole:]
    except tools.FfmpegError:
        return


def _pause(block: Samples) -> int:
    """Where to cut a full block: the middle of the quietest moment near its end, the last of equals."""
    back = min(_LOOK_BACK * SAMPLE_RATE, len(block) // 3)
    end = block[-back:]
    steps = end[: len(end) // _STEP * _STEP].reshape(-1, _STEP * block.shape[1])
    powers = np.einsum("ij,ij->i", steps, steps)
    width = round(_PAUSE * SAMPLE_RATE / _STEP)
    sums = np.convolve(powers, np.ones(width), mode="valid")
    quietest = len(sums) - 1 - int(np.argmin(sums[::-1]))
    return len(block) - back + quietest * _STEP + width * _STEP // 2


def _raise_quiet(samples: Samples) -> Samples:
    """Bring quiet speech to the level the voice detector expects, without clipping what is loud in it."""
    loud, quiet = loud_and_quiet(samples)
    gain = min(math.sqrt(_TARGET / loud), math.sqrt(_QUIET_ROOM / quiet), _HIGHEST_GAIN)
    if gain <= 1:
        return samples
    peak = float(np.abs(samples).max())
    if peak * gain <= _PEAK:
        return samples * np.float32(gain)
    return _limited(samples, gain)


def _limited(samples: Samples, gain: float) -> Samples:
    """The samples raised by that gain, less around clicks, so that nothing comes above `_PEAK`."""
    steps = np.pad(samples, (0, -len(samples) % _STEP)).reshape(-1, _STEP)
    gains = np.minimum(np.float32(gain), _PEAK / np.maximum(np.abs(steps).max(axis=1), 1e-6))
    # At the edge of two steps the lower gain holds, and between edges a line: no step exceeds its own.
    edges = np.minimum(np.append(gains[:1], gains), np.append(gains, gains[-1:])).astype(np.float32)
    line = np.linspace(0, 1, _STEP, endpoint=False, dtype=np.float32)
    raised: Samples = steps * (edges[:-1, None] + (edges[1:] - edges[:-1])[:, None] * line)
    return raised.reshape(-1)[: len(samples)]
