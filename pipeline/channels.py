"""From the channels of a sound track to voices to be heard, each in one channel.

Mixed is the rule. Two clip-on microphones, each on a speaker of its own, are the exception: mixed they would
talk over each other, and heard apart each would also hear the other. So each voice is kept with the other's
bleed muted. One voice that reaches both channels must never be taken for two: every word would be doubled.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.records import SAMPLE_RATE

Samples = npt.NDArray[np.float32]

_FRAME = SAMPLE_RATE // 20
"""Samples over which loudness is measured: 50 ms."""

_LOUD_FRAMES = 5
"""How many frames are louder than what is called loud: a few clicks are not, a short "yes" is."""

_SILENCE = 1e-9
"""Mean square of what counts as digital silence: -90 dBFS."""

_DEAD = 1e-4
"""A channel 40 dB below the loudest holds no voice of its own."""

_WORSE = 10 ** (10 / 10)
"""A channel whose voices stand out of its noise by 10 dB less than in the best one is left out of a mix."""

_WINDOW = 4096
"""Samples (256 ms) in which it is decided who speaks; there is one every `_HOP`."""

_HOP = _WINDOW // 2
_WINDOWS_AT_ONCE = 256
_BAND = slice(200 * _WINDOW // SAMPLE_RATE, 3800 * _WINDOW // SAMPLE_RATE)
"""Frequencies that are compared: voices without hum and most of the wind."""

_FARTHEST = SAMPLE_RATE * 20 // 1000
"""Samples a voice may need to the other microphone: 20 ms, which is 7 m."""

_ALIKE = 0.45
"""Correlation above which two channels hold the same sound; two voices at once stay below."""

_ABOVE_NOISE = 10 ** (9 / 10)
_LOUDEST_RANGE = 10 ** (-35 / 10)
_APART = 7.0
"""dB between the channels, beyond a difference of gain, that tell whose microphone a voice is at."""

_ENOUGH = 0.75
"""Seconds each voice must be heard at its own microphone before a track is split."""

_SHARED = 0.2
"""Of the time in which somebody speaks, the part in which both channels may hold the same voice equally."""

_FADE = SAMPLE_RATE // 100


def voices(block: Samples) -> list[Samples]:
    """The voices of a stretch of sound, shaped (samples, channels): one, or two that speak apart."""
    powers = np.array([np.mean(np.square(channel)) for channel in block.T])
    live = np.flatnonzero(powers > powers.max() * _DEAD)
    if len(live) < 2:
        return [np.ascontiguousarray(block[:, live[0] if len(live) else 0])]
    if len(live) == 2 and (pair := _apart(block[:, live[0]], block[:, live[1]])):
        return list(pair)
    ranges = np.array([_range(block[:, channel]) for channel in live])
    good = live[ranges * _WORSE >= ranges.max()]
    mix = block[:, good].mean(axis=1, dtype=np.float32)
    # Channels that have nothing in common mix to this power; where they cancel, it is less.
    if np.mean(np.square(mix)) < powers[good].sum() / len(good) ** 2 / 2:
        return [np.ascontiguousarray(block[:, live[ranges.argmax()]])]
    return [mix]


def loud_and_quiet(samples: Samples) -> tuple[float, float]:
    """Mean square of the loud moments, without a few clicks, and of the quiet tenth of the time."""
    frame = min(_FRAME, len(samples))
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    powers = np.sort(np.maximum(np.einsum("ij,ij->i", frames, frames) / frame, _SILENCE))
    return float(powers[-min(_LOUD_FRAMES, len(powers))]), float(powers[len(powers) // 10])


def _range(samples: Samples) -> float:
    loud, quiet = loud_and_quiet(samples)
    return loud / quiet


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two channels, window by window.

    Attributes:
        powers: Of voices in each channel, noise taken off; shaped (2, windows).
        active: Where they stand out of that noise; shaped likewise.
        alike: Where both channels hold the same sound, whatever its level in each.
    """

    powers: npt.NDArray[np.float64]
    active: npt.NDArray[np.bool_]
    alike: npt.NDArray[np.bool_]


def _apart(left: Samples, right: Samples) -> tuple[Samples, Samples] | None:
    """Both channels with the other's bleed muted, if each has a speaker of its own."""
    if len(left) < _WINDOW:
        return None
    pair = _compare(left, right)
    somebody = pair.active.any(axis=0)
    if not somebody.any():
        return None
    difference = np.clip(10 * np.log10(pair.powers[0] / pair.powers[1]), -30, 30)
    low, high = np.percentile(difference[somebody], [10, 90])
    # Microphones differ in gain: what is equal in both channels then lies half-way between the two speakers.
    difference -= np.clip((low + high) / 2, -12, 12)
    both = pair.active.all(axis=0) & ~pair.alike
    at_left, at_right = somebody & (difference > _APART), somebody & (difference < -_APART)
    shared = pair.alike & somebody & ~at_left & ~at_right
    windows = _ENOUGH * SAMPLE_RATE / _HOP
    heard = [int((own | both).sum()) for own in (at_left, at_right)]
    if (
        min(heard) < windows
        or int((at_left | at_right).sum()) < 2 * windows
        or min(at_left.sum(), at_right.sum()) < windows / 3
        or shared.sum() > _SHARED * somebody.sum()
    ):
        return None
    # Where neither is louder, the same sound in both goes to the one channel that has more of it.
    nearer = difference >= 0
    bleed_right = at_left & ~both | shared & nearer
    bleed_left = at_right & ~both | shared & ~nearer
    return _mute(left, bleed_left), _mute(right, bleed_right)


def _compare(left: Samples, right: Samples) -> _Pair:
    count = (len(left) - _WINDOW) // _HOP + 1
    energies = np.empty((2, count))
    likeness = np.empty(count)
    shape = np.hanning(_WINDOW).astype(np.float32)
    for first in range(0, count, _WINDOWS_AT_ONCE):
        last = min(first + _WINDOWS_AT_ONCE, count)
        spectra = [_spectra(channel, first, last, shape) for channel in (left, right)]
        for side, spectrum in enumerate(spectra):
            energies[side, first:last] = np.square(np.abs(spectrum)).sum(axis=1)
        crossed = np.zeros((last - first, _WINDOW // 2 + 1), np.complex64)
        crossed[:, _BAND] = spectra[0] * spectra[1].conj()
        correlation = np.abs(np.fft.irfft(crossed, axis=1))
        nearest = np.concatenate([correlation[:, : _FARTHEST + 1], correlation[:, -_FARTHEST:]], axis=1)
        likeness[first:last] = nearest.max(axis=1) * _WINDOW / 2
    likeness /= np.sqrt(energies.prod(axis=0)) + 1e-12
    noise = np.maximum(np.percentile(energies, 10, axis=1), _SILENCE * _WINDOW)[:, None]
    floor = np.maximum(noise * _ABOVE_NOISE, energies.max(axis=1, keepdims=True) * _LOUDEST_RANGE)
    return _Pair(np.maximum(energies - noise, noise / 10), energies > floor, likeness > _ALIKE)


def _spectra(channel: Samples, first: int, last: int, shape: Samples) -> npt.NDArray[np.complex64]:
    windows = np.lib.stride_tricks.sliding_window_view(channel, _WINDOW)[first * _HOP : last * _HOP : _HOP]
    return np.fft.rfft(windows * shape, axis=1)[:, _BAND].astype(np.complex64)


def _mute(samples: Samples, bleed: npt.NDArray[np.bool_]) -> Samples:
    """Silence around the middle of the windows that hold the other's voice, faded over 10 ms."""
    kept = np.repeat(~bleed, _HOP).astype(np.float32)
    # A window's middle half is its own; what is before the first and after the last goes with them.
    before = (_WINDOW - _HOP) // 2
    gain = np.pad(kept, (before, len(samples) - before - len(kept)), mode="edge")
    fade = np.full(_FADE, 1 / _FADE, np.float32)
    smooth = np.convolve(np.pad(gain, (_FADE // 2, _FADE - 1 - _FADE // 2), mode="edge"), fade, mode="valid")
    return samples * smooth.astype(np.float32)
