"""Word times, settled: Whisper's alignment corrected by where the sound is silent."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from schemas.records import SAMPLE_RATE, Word

EARLY = 0.05
"""Seconds by which Whisper's alignment is early inside speech (median of 1,600 words with known times)."""

_FRAME = SAMPLE_RATE // 100
_ABOVE_FLOOR, _BELOW_LOUD, _LEAST_BELOW = 8.0, 35.0, 12.0
"""Decibels: silence is within 8 of the floor or 35 below the loudest, and never within 12 of it."""
_SHORTEST = 0.08
"""Seconds: shorter silences are the stops inside words."""
_REACH, _REACH_BY_LENGTH = 0.4, 3.0
"""How far (seconds; times its length) a silence may lie from the boundary between words that it moves."""
_LATE = 2.0
"""A boundary after its silence counts as so many times as far: pauses are mistaken for the next word."""
_SHORTEST_WORD = 0.03


def find_silences(samples: npt.NDArray[np.float32]) -> list[tuple[float, float]]:
    """Where nothing is heard for `_SHORTEST` seconds or more: start and end, in seconds, in order."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    if not len(frames):
        return []
    levels = 10 * np.log10(np.mean(frames.astype(np.float64) ** 2, axis=1) + 1e-11)
    floor, loud = np.percentile(levels, (10, 95))
    threshold = min(max(floor + _ABOVE_FLOOR, loud - _BELOW_LOUD), loud - _LEAST_BELOW)
    steps = np.diff(np.concatenate([[0], (levels < threshold).astype(np.int8), [0]]))
    runs = np.stack([np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)], axis=1) * _FRAME / SAMPLE_RATE
    return [(float(start), float(end)) for start, end in runs if end - start >= _SHORTEST - 1e-9]


def settle_words(words: Sequence[Word], silences: Sequence[tuple[float, float]]) -> tuple[Word, ...]:
    """Correct the times of words, in order of time, by the silences of the same sound.

    Everything moves later by `EARLY`. Then each silence takes the boundary between two words that lies
    in it, or else is nearest: the word before it ends where it begins, the one after it starts where it ends.
    """
    if not words:
        return ()
    starts = [word.start + EARLY for word in words]
    ends = [word.end + EARLY for word in words]
    said_starts, said_ends = tuple(starts), tuple(ends)
    boundary = 0
    ended = -1
    for begin, finish in silences:
        nearest = _nearest(said_starts, said_ends, boundary, begin, finish)
        if nearest is None:
            continue
        boundary = nearest
        before, after = boundary - 1, boundary
        if before >= 0 and ended != before and said_ends[before] <= finish + _REACH / _LATE:
            ends[before], ended = begin, before
        if after < len(words) and said_starts[after] <= finish + _REACH / _LATE:
            starts[after] = finish
    for i in range(len(words)):
        if i:
            starts[i] = max(starts[i], starts[i - 1] + _SHORTEST_WORD)
    for i in range(len(words)):
        ends[i] = max(ends[i], starts[i] + _SHORTEST_WORD)
        if i + 1 < len(words):
            ends[i] = min(ends[i], starts[i + 1])
    return tuple(
        replace(word, start=start, end=end) for word, start, end in zip(words, starts, ends, strict=True)
    )


def _nearest(
    starts: Sequence[float], ends: Sequence[float], first: int, begin: float, finish: float
) -> int | None:
    """Before which word, from `first` on, a silence lies (their count: after all); None if inside one."""
    found, least = None, min(_REACH, _REACH_BY_LENGTH * (finish - begin))
    for i in range(first, len(starts) + 1):
        low = ends[i - 1] if i else starts[i]
        high = starts[i] if i < len(starts) else low
        if low > finish + _REACH:
            break
        cost = max(begin - high, _LATE * (low - finish), 0.0)
        if cost < least:
            found, least = i, cost
    return found
