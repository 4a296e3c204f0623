"""Any number of short clips, made from recordings of people by cutting, mixing and speed."""

import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from pipeline.audio import read_sound
from pipeline.discover import discover
from pipeline.fingerprint import fingerprint
from schemas.errors import ClipError
from schemas.records import SAMPLE_RATE

Samples = npt.NDArray[np.float32]

SEED = 10
_LONGEST = 60.0
"""Seconds of a recording that are used."""

_SPEEDS = (0.9, 0.95, 1.0, 1.05, 1.1)
_BEHIND = 0.1
"""How loud the second voice is in a clip that is mixed, by the first: 20 dB below."""

_MIXED = 0.2
"""Share of the clips that are."""


def recordings(folders: Sequence[Path]) -> list[Samples]:
    """The sound of all recordings in some folders that can be read, 16 kHz."""
    found = []
    for path in discover(folders).clips:
        try:
            blocks = [block.samples for block in read_sound(fingerprint(path), 0)]
        except ClipError:
            continue
        sound = np.concatenate(blocks)[: round(_LONGEST * SAMPLE_RATE)] if blocks else np.zeros(0, np.float32)
        if len(sound) > 2 * SAMPLE_RATE and np.abs(sound).max() > 0.02:
            found.append(sound)
    return found


def make_clips(sounds: Sequence[Samples], folder: Path, count: int, seconds: tuple[float, float]) -> None:
    """Write clips that are all different, the same ones each time; those that are there stay.

    Args:
        sounds: What they are cut from.
        folder: Where they lie, a thousand in each folder below it.
        count: How many.
        seconds: The shortest and the longest.
    """
    for number, samples in enumerate(_cuts(sounds, count, seconds)):
        path = folder / f"{number // 1000:03d}" / f"{number:06d}.wav"
        if path.is_file():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as clip:
            clip.setnchannels(1)
            clip.setsampwidth(2)
            clip.setframerate(SAMPLE_RATE)
            clip.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def _cuts(sounds: Sequence[Samples], count: int, seconds: tuple[float, float]) -> Iterator[Samples]:
    chance = Random(SEED)
    for _ in range(count):
        length = round(chance.uniform(*seconds) * SAMPLE_RATE)
        cut = _cut(chance, chance.choice(sounds), length)
        if chance.random() < _MIXED:
            cut = cut + _BEHIND * _cut(chance, chance.choice(sounds), length)
        yield cut


def _cut(chance: Random, sound: Samples, length: int) -> Samples:
    """A piece of a sound, played faster or slower; silence after it where the sound is too short."""
    speed = chance.choice(_SPEEDS)
    taken = min(len(sound), round(length * speed))
    begin = chance.randrange(len(sound) - taken + 1)
    piece = sound[begin : begin + taken]
    heard = np.interp(np.arange(round(taken / speed)) * speed, np.arange(taken), piece)
    return np.pad(heard[:length], (0, max(0, length - len(heard)))).astype(np.float32)
