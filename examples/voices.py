"""Voices: sentences spoken by free synthesisers, and changed until they belong to somebody else.

Five speakers are not enough for seventeen people. The WORLD vocoder takes speech apart into pitch, timbre and
breath, and puts it together again higher or lower, with a longer or shorter throat, slower or hoarser.
"""

import re
import subprocess
import tempfile
import wave
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import av
import numpy as np
import pyworld
from numpy.typing import NDArray
from pydantic import ConfigDict

Sound = NDArray[np.float64]
"""Mono samples between -1 and 1, `RATE` of them a second."""

RATE = 48_000

_FRAME_MS = 5.0
_LOUDNESS = 0.1
"""Root mean square of the loud half of everybody's speech."""
_PEAK = 0.89
_SILENCE = 0.02
"""Of the loudest moment: what is below it at either end is not speech."""
_MOST_TIME = 60.0
"""Seconds a synthesiser may take for one sentence; they need less than one."""

_BRITISH = {"ɜː": "ɜɹ", "ɛː": "ɛə", r"ɔː\b": "ɔɹ", "ː": "", "Q": "O", "a": "æ", "ɒ": "ɑ"}
"""Hibari's one packaged voice is American: what stands in it for the phonemes it never learnt."""

_FLITE_READS = {"é": "e", "Nobody": "Nobuddy"}
"""Flite names accents instead of saying them, and makes two words of nobody."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How somebody sounds, beside the synthesiser that speaks for them.

    Attributes:
        source: "hibari", "hibari:british", or a voice of flite or festival, as in "flite:rms".
        pitch: Times the pitch of the source.
        melody: Times its rises and falls; 0 is a monotone.
        throat: Times the length of its throat and mouth: longer is bigger and older, shorter younger.
        bright: Decibels an octave by which it gets louder towards the high frequencies: above 0 is crisp or
            thin, below 0 is dull or soft.
        breath: 0 to 1, how much of the voice is air.
        tremor: 0 to 1, how unsteady the pitch is, as in old age.
        pace: Times its speed.
        pause: Seconds between sentences, about.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    source: str
    pitch: float = 1.0
    melody: float = 1.0
    throat: float = 1.0
    bright: float = 0.0
    breath: float = 0.0
    tremor: float = 0.0
    pace: float = 1.0
    pause: float = 0.4


def speak(text: str, voice: Voice) -> Sound:
    """Say a text sentence by sentence, with pauses, and nothing before or after it."""
    pieces: list[Sound] = []
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if pieces:
            # Nobody pauses equally long each time; the same sentence always gets the same pause.
            swing = zlib.crc32(sentence.encode()) / 2**32
            pieces.append(np.zeros(round(RATE * np.clip(voice.pause * (0.75 + 0.5 * swing), 0.25, 0.6))))
        pieces.append(_trim(_resample(*_change(*_read_aloud(sentence, voice.source), voice))))
    return _level(np.concatenate(pieces))


def _read_aloud(sentence: str, source: str) -> tuple[Sound, int]:
    """A sentence in the synthesiser's own voice, and its samples per second."""
    engine, _, name = source.partition(":")
    if engine == "hibari":
        speaker = _hibari(british=name == "british")
        phonemes = speaker.g2p(sentence)
        for british, american in _BRITISH.items() if name == "british" else ():
            phonemes = re.sub(british, american, phonemes)
        return speaker.from_phonemes(phonemes, seed=0).astype(np.float64), speaker.sample_rate
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder) / "spoken.wav"
        if engine == "flite":
            command, typed = ["flite", "-voice", name, "-t", _spell(sentence), "-o", str(spoken)], b""
        else:
            command, typed = (
                ["text2wave", "-eval", f"(voice_{name})", "-o", str(spoken)],
                sentence.encode("latin-1"),
            )
        subprocess.run(command, input=typed, check=True, capture_output=True, timeout=_MOST_TIME)
        with wave.open(str(spoken)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
            return samples / 32768, file.getframerate()


@cache
def _hibari(*, british: bool) -> Any:
    from hibari import Hibari
    from hibari.g2p import G2P

    return Hibari(g2p=G2P(british=british))


def _spell(sentence: str) -> str:
    """As flite has to read a sentence to say it as it is written."""
    for written, read in _FLITE_READS.items():
        sentence = sentence.replace(written, read)
    return sentence


def _change(sound: Sound, rate: int, voice: Voice) -> tuple[Sound, int]:
    """The same words from another throat."""
    pitch, moments = pyworld.dio(sound, rate)
    pitch = pyworld.stonemask(sound, pitch, moments, rate)
    timbre = pyworld.cheaptrick(sound, pitch, moments, rate)
    air = pyworld.d4c(sound, pitch, moments, rate)
    spoken = pyworld.synthesize(
        _sing(pitch, moments, voice),
        _tilt(_stretch(timbre, voice.throat), rate, voice.bright),
        _breathe(_stretch(air, voice.throat), rate, voice.breath),
        rate,
        frame_period=_FRAME_MS / voice.pace,
    )
    return np.asarray(spoken, np.float64), rate


def _sing(pitch: Sound, moments: Sound, voice: Voice) -> Sound:
    """Pitch in Hz at every moment (seconds); 0 where the voice is silent or whispers."""
    voiced = pitch > 0
    if not voiced.any():
        return pitch
    middle = np.median(pitch[voiced])
    quiver = np.sin(2 * np.pi * 5.3 * moments) + 0.6 * np.sin(2 * np.pi * 8.1 * moments + 1.0)
    changed = np.zeros_like(pitch)
    changed[voiced] = middle * voice.pitch * (pitch[voiced] / middle) ** voice.melody
    return np.clip(changed * (1 + 0.03 * voice.tremor * quiver), 0, 600)


def _stretch(spectrum: Sound, throat: float) -> Sound:
    """Move everything in a spectrogram down (throat > 1) or up the frequencies."""
    bins = np.arange(spectrum.shape[1])
    wanted = np.minimum(bins * throat, bins[-1])
    below = np.floor(wanted).astype(int)
    above, share = np.minimum(below + 1, bins[-1]), wanted - below
    return np.ascontiguousarray(spectrum[:, below] * (1 - share) + spectrum[:, above] * share)


def _tilt(spectrum: Sound, rate: int, bright: float) -> Sound:
    """Make what is above 1 kHz louder and what is below it softer, or the reverse; at most three octaves."""
    frequencies = np.linspace(0, rate / 2, spectrum.shape[1])
    octaves = np.clip(np.log2(np.maximum(frequencies, 1) / 1000), -3, 3)
    return np.asarray(spectrum * 10 ** (bright * octaves / 10), np.float64)


def _breathe(air: Sound, rate: int, breath: float) -> Sound:
    """More air in the voice, above all in its high frequencies."""
    high = np.linspace(0, rate / 2, air.shape[1]) / 4000
    return np.asarray(air + (1 - air) * breath * np.clip(high, 0, 1), np.float64)


def _resample(sound: Sound, rate: int) -> Sound:
    """To `RATE` samples a second."""
    frame = av.AudioFrame.from_ndarray(sound.astype(np.float32)[None], format="fltp", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    parts = [part.to_ndarray()[0] for given in (frame, None) for part in resampler.resample(given)]
    return np.concatenate(parts).astype(np.float64)


def loudness(sound: Sound, window: float = 0.02) -> Sound:
    """Root mean square around every hundredth of a second, over `window` seconds."""
    step = RATE // 100
    padded = np.concatenate([np.zeros(1), np.cumsum(sound**2)])
    centres = np.arange(0, len(sound), step)
    half = round(window * RATE / 2)
    ends, starts = np.minimum(centres + half, len(sound)), np.maximum(centres - half, 0)
    return np.asarray(np.sqrt(np.maximum(padded[ends] - padded[starts], 0) / (2 * half)))


def _trim(sound: Sound) -> Sound:
    """Without the silence at either end."""
    level = loudness(sound)
    [heard] = np.nonzero(level > _SILENCE * level.max())
    first, last = heard[0] * RATE // 100, (heard[-1] + 1) * RATE // 100
    return sound[first:last]


def _level(sound: Sound) -> Sound:
    """As loud as everybody else."""
    level = loudness(sound)
    speech = np.sqrt(np.mean(level[level > np.median(level)] ** 2))
    louder = sound * (_LOUDNESS / speech)
    return np.asarray(_PEAK * np.tanh(louder / _PEAK))
