"""Who speaks when: the voices of a clip told apart.

    times of words -> stretches without a pause -> what each sounds like -> groups of like stretches -> turns

To cut one person's answer in two is worse than to miss that another speaks. So a voice counts only if it is
heard for a while and sounds clearly unlike the others, and short words ("yeah", "mm") are left to whoever
speaks around them. Whoever changes what is found raises `VOICES_VERSION` in pipeline/recipes.py.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from pipeline.voices.encoder import WINDOW, Voices, encode
from schemas.records import SAMPLE_RATE, Audio, Span, Turn

__all__ = ["SHORTEST", "find_turns"]

SHORTEST = 6.0
"""Seconds of speech from which a clip is looked at: two people who each say a sentence."""

_PAUSE = 0.25
"""Seconds of silence at which one stretch ends."""

_LONGEST_STRETCH = 3.0
"""Seconds into which longer stretches are cut: people also take over without a pause."""

_MOST_STRETCHES = 800
"""Longer clips are cut into longer stretches: the time to group them grows with the cube of their number."""

_STEP = 0.8
"""Seconds from one window to the next, about."""

_MOST_WINDOWS = 2
"""Windows over one stretch."""

_SURE = 1.2
"""Seconds of a stretch from which its voice may found a group."""

_ALIKE = 0.62
"""How alike two groups of stretches must sound to be one voice (1: the same): below every wrong cut of
one person that was seen; see docs/benchmarks.md."""

_ENOUGH = 2.0
"""Seconds for which a voice must be heard to count as one."""


@dataclass(slots=True)
class _Stretch:
    """Speech without a pause: seconds, and what it sounds like, once heard."""

    start: float
    end: float
    sounds: npt.NDArray[np.float32] | None = None
    loudness: float = 0.0

    @property
    def seconds(self) -> float:
        return self.end - self.start


def find_turns(sound: Callable[[], Iterable[Audio]], spoken: Sequence[Span]) -> tuple[Turn, ...]:
    """Tell apart who speaks when.

    Args:
        sound: Gives that of the clip, in blocks; not called where too little is said for two people.
        spoken: Where something is said, such as the times of words, in order.

    Returns:
        The turns in order of time; none where only one voice is heard, or it cannot be told.

    Raises:
        MachineError: The weights are not what was shipped.
        ClipError: The sound cannot be read.
    """
    stretches = _stretches(spoken)
    if sum(stretch.seconds for stretch in stretches) < SHORTEST:
        return ()
    for block in sound():
        _hear(block, stretches)
    heard = [stretch for stretch in stretches if stretch.sounds is not None]
    voices = _voices(heard)
    return tuple(_turns(heard, voices)) if voices else ()


def _stretches(spoken: Sequence[Span]) -> list[_Stretch]:
    joined: list[_Stretch] = []
    for span in sorted(spoken, key=lambda span: span.start):
        if joined and span.start - joined[-1].end < _PAUSE:
            joined[-1].end = max(joined[-1].end, span.end)
        else:
            joined.append(_Stretch(span.start, span.end))
    longest = max(_LONGEST_STRETCH, sum(stretch.seconds for stretch in joined) / _MOST_STRETCHES)
    return [
        _Stretch(whole.start + part * whole.seconds / parts, whole.start + (part + 1) * whole.seconds / parts)
        for whole in joined
        if whole.seconds > 0
        for parts in [max(1, round(whole.seconds / longest + 0.49))]
        for part in range(parts)
    ]


def _hear(block: Audio, stretches: Sequence[_Stretch]) -> None:
    """Hear the stretches whose middle lies in a block; of two microphones, the one nearer to the speaker."""
    room = len(block.samples) - round(WINDOW * SAMPLE_RATE)
    here: list[tuple[_Stretch, npt.NDArray[np.int64]]] = []
    for stretch in stretches:
        middle = (stretch.start + stretch.end) / 2
        if room < 0 or not block.start <= middle < block.start + block.duration:
            continue
        first, last = ((at - block.start) * SAMPLE_RATE for at in (stretch.start, stretch.end))
        loudness = float(np.mean(block.samples[max(0, int(first)) : int(last) + 1] ** 2))
        if stretch.sounds is not None and loudness <= stretch.loudness:
            continue
        stretch.loudness = loudness
        here.append((stretch, np.clip(_windows(first, last), 0, room).astype(np.int64)))
    if not here:
        return
    found = encode(block.samples, np.concatenate([starts for _, starts in here]))
    for stretch, starts in here:
        stretch.sounds, found = _mean(found[: len(starts)]), found[len(starts) :]


def _windows(first: float, last: float) -> npt.NDArray[np.float64]:
    """Where windows over a stretch begin, in samples: spread over it, or around it where it is short."""
    spare = last - first - WINDOW * SAMPLE_RATE
    if spare <= 0:
        return np.array([first + spare / 2])
    return first + np.linspace(0, spare, min(_MOST_WINDOWS, 1 + round(spare / (_STEP * SAMPLE_RATE))))


def _mean(voices: Voices) -> npt.NDArray[np.float32]:
    total = voices.sum(axis=0)
    found: npt.NDArray[np.float32] = total / max(float(np.linalg.norm(total)), 1e-9)
    return found


def _voices(heard: Sequence[_Stretch]) -> list[npt.NDArray[np.float32]]:
    """What each voice of a clip sounds like; none where there are not two."""
    sure = [stretch for stretch in heard if stretch.seconds >= _SURE]
    groups = _group(sure)
    kept = [group for group in groups if sum(stretch.seconds for stretch in group) >= _ENOUGH]
    return [_centre(group) for group in kept] if len(kept) > 1 else []


def _group(stretches: Sequence[_Stretch]) -> list[list[_Stretch]]:
    """Join the two most alike groups until no two are alike."""
    groups = [[stretch] for stretch in stretches]
    if not groups:
        return []
    centres = np.stack([_centre(group) for group in groups])
    alike = centres @ centres.T
    np.fill_diagonal(alike, -1.0)
    while len(groups) > 1:
        first, second = sorted(divmod(int(alike.argmax()), len(groups)))
        if alike[first, second] < _ALIKE:
            break
        groups[first] += groups.pop(second)
        centres = np.delete(centres, second, axis=0)
        alike = np.delete(np.delete(alike, second, axis=0), second, axis=1)
        centres[first] = _centre(groups[first])
        alike[first] = alike[:, first] = centres @ centres[first]
        alike[first, first] = -1.0
    return groups


def _centre(group: Sequence[_Stretch]) -> npt.NDArray[np.float32]:
    return _mean(
        np.stack([stretch.sounds * stretch.seconds for stretch in group if stretch.sounds is not None])
    )


def _turns(heard: Sequence[_Stretch], voices: Sequence[npt.NDArray[np.float32]]) -> Iterator[Turn]:
    """Give each stretch to the voice it sounds most like; short ones to whoever speaks around them."""
    said: list[int] = []
    for stretch in heard:
        likeness = [float(stretch.sounds @ voice) for voice in voices if stretch.sounds is not None]
        best = int(np.argmax(likeness))
        if said and stretch.seconds < _SURE and likeness[best] - likeness[said[-1]] < 1 - _ALIKE:
            best = said[-1]
        said.append(best)
    numbers = {voice: number for number, voice in enumerate(dict.fromkeys(said), start=1)}
    for voice, run in groupby(zip(said, heard, strict=True), key=lambda pair: pair[0]):
        stretches = [stretch for _, stretch in run]
        yield Turn(stretches[0].start, stretches[-1].end, numbers[voice])
