"""Sound in which it is known when words are said: joined recordings, the examples, and a synthesiser."""

import json
import re
import subprocess
import tempfile
import unicodedata
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.sound import read_whole
from benchmarks.transcribe import TRUSTED
from schemas.records import SAMPLE_RATE, Audio, Span

Sound = npt.NDArray[np.float32]
"""One channel at `SAMPLE_RATE`, -1 to 1."""

EXAMPLES = Path(__file__).parent.parent / "media"

_PAUSES = (0.3, 3.0)
_PAUSES_OF_SENTENCES = (0.15, 1.2)
"""Seconds."""
_JOINED = 30.0
"""Seconds from which a joined file gets no further recording."""
_LOUDNESS = 0.07
"""Root mean square of every recording and sentence, so that none is drowned in the floor."""

_STEP = 80
"""Samples from one level to the next: 5 ms."""
_AT_LEAST = 30.0
_ABOVE_FLOOR = 10.0
_BELOW_LOUD = 45.0
_LOUD, _NEARLY_LOUD = 15.0, 20.0
"""Decibels: see `find_sound`."""
_LASTS = 6
_QUIET_BEFORE = 4
_FASTEST_RISE, _FASTEST_FALL = 10, 14
_A_WHILE = 40
"""Steps: see `find_sound`."""

_VOICES = ("slt", "rms", "awb", "kal16")
_PACES = (1.0, 0.8, 1.2)
"""Times the length of every sound."""
_FLOORS = (None, -40.0, -25.0)
"""Decibels of the noise, relative to the speech."""
_MOST_TIME = 60.0
"""Seconds flite may take; it needs less than one."""


@dataclass(frozen=True, slots=True)
class Known:
    """A word that is said, and where it begins and ends (seconds), as far as that is known."""

    text: str
    kind: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """Something to hear, and all the words in it."""

    audio: Audio
    words: tuple[Known, ...]


def words_of(text: str) -> list[str]:
    """A text as words: small letters and digits, without accents, apostrophes and other signs."""
    return [word.lower().replace("'", "") for word in _written(text)]


def find_sound(sound: Sound) -> tuple[Span, bool, bool] | None:
    """Where a recording's sound begins and ends, and whether each of the two is beyond doubt.

    Sound is what is 10 dB above the quietest twentieth and within 45 dB of the loudest twentieth, for 30 ms
    on end (so no click is). Its beginning is beyond doubt if 20 ms of quiet come before it, if it is loud
    (within 15 dB of the loudest) within 50 ms, and if half of its first 200 ms is nearly as loud (20 dB). Its
    end, likewise backwards, has to be loud within 70 ms. Soft consonants fail that, and so do breaths and
    recordings that are cut off within a word.

    Returns:
        None where speech is not 30 dB above the floor.
    """
    levels = _levels(sound)
    floor, loudest = np.percentile(levels, (5, 95))
    if loudest - floor < _AT_LEAST:
        return None
    threshold = max(floor + _ABOVE_FLOOR, loudest - _BELOW_LOUD)
    first, begins = _onset(levels, threshold, loudest, _FASTEST_RISE)
    last, ends = _onset(levels[::-1], threshold, loudest, _FASTEST_FALL)
    seconds = _STEP / SAMPLE_RATE
    return Span(first * seconds, (len(levels) - last) * seconds), begins, ends


def _levels(sound: Sound) -> npt.NDArray[np.float64]:
    """Decibels of every 5 ms."""
    steps = sound[: len(sound) // _STEP * _STEP].reshape(-1, _STEP).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(steps**2, axis=1) + 1e-10))


def _onset(
    levels: npt.NDArray[np.float64], threshold: float, loudest: float, fastest: int
) -> tuple[int, bool]:
    """The step at which sound begins to last, and whether that is beyond doubt."""
    lasting = np.convolve(levels > threshold, np.ones(_LASTS), "valid") == _LASTS
    first = int(np.argmax(lasting))
    rise = int(np.argmax(levels[first:] > loudest - _LOUD))
    voiced = float(np.mean(levels[first : first + _A_WHILE] > loudest - _NEARLY_LOUD))
    return first, first >= _QUIET_BEFORE and rise <= fastest and voiced >= 0.5


def join(pieces: Sequence[tuple[Sound, Sequence[Known]]], pauses: Sequence[float]) -> Material:
    """Pieces one after the other, a pause (seconds) before each and the last one after them all.

    The words of a piece are timed from its beginning.
    """
    sounds: list[Sound] = []
    words: list[Known] = []
    at = 0
    for (sound, known), pause in zip(pieces, pauses, strict=False):
        silence = np.zeros(round(pause * SAMPLE_RATE), np.float32)
        at += len(silence)
        words += [_later(word, at / SAMPLE_RATE) for word in known]
        sounds += [silence, sound]
        at += len(sound)
    sounds.append(np.zeros(round(pauses[-1] * SAMPLE_RATE), np.float32))
    return Material(Audio(np.concatenate(sounds)), tuple(words))


def _later(word: Known, seconds: float) -> Known:
    start, end = (None if time is None else time + seconds for time in (word.start, word.end))
    return Known(word.text, word.kind, start, end)


def over_noise(material: Material, decibels: float | None, chance: np.random.Generator) -> Material:
    """The same over a noise floor, so many decibels above the speech (below 0: softer), as a room has it."""
    if decibels is None:
        return material
    size = len(material.audio.samples)
    # Rooms hum: above 200 Hz the noise falls by 6 dB an octave.
    spectrum = np.fft.rfft(chance.standard_normal(size))
    spectrum /= np.maximum(np.fft.rfftfreq(size, 1 / SAMPLE_RATE), 200)
    noise = np.fft.irfft(spectrum, size)
    noise *= _LOUDNESS * 10 ** (decibels / 20) / np.sqrt(np.mean(noise**2))
    return Material(Audio((material.audio.samples + noise).astype(np.float32)), material.words)


def _level(sound: Sound) -> Sound:
    """As loud as everything else."""
    return np.asarray(sound * (_LOUDNESS / np.sqrt(np.mean(sound**2))), np.float32)


def joined(manifest: Path) -> Iterator[Material]:
    """The recordings of a manifest in four orders: two over a noise floor, two in digital silence."""
    lines = [line for line in _lines(manifest) if line.get("text_quality", "exact") in TRUSTED]
    sounds = {line["file"]: read_whole(manifest.parent / line["file"]).samples for line in lines}
    for seed, (place, decibels) in enumerate([("over noise", -40.0), ("in silence", None)] * 2):
        chance = np.random.default_rng(seed)
        pieces: list[tuple[Sound, list[Known]]] = []
        for index in chance.permutation(len(lines)):
            sound = sounds[lines[index]["file"]]
            if piece := _trimmed(sound, words_of(lines[index]["text"]), f"joined, {place}"):
                pieces.append(piece)
            if sum(len(sound) for sound, _ in pieces) > _JOINED * SAMPLE_RATE:
                yield over_noise(join(pieces, _draw(chance, _PAUSES, len(pieces) + 1)), decibels, chance)
                pieces = []
        if pieces:
            yield over_noise(join(pieces, _draw(chance, _PAUSES, len(pieces) + 1)), decibels, chance)


def _draw(chance: np.random.Generator, bounds: tuple[float, float], count: int) -> list[float]:
    return [chance.uniform(*bounds) for _ in range(count)]


def _trimmed(sound: Sound, texts: list[str], kind: str) -> tuple[Sound, list[Known]] | None:
    found = find_sound(sound)
    if not found or not (found[1] or found[2]):
        return None
    span, starts, ends = found
    cut = _level(sound[round(span.start * SAMPLE_RATE) : round(span.end * SAMPLE_RATE)])
    last = len(texts) - 1
    return cut, [
        Known(
            text,
            kind,
            0.0 if starts and position == 0 else None,
            len(cut) / SAMPLE_RATE if ends and position == last else None,
        )
        for position, text in enumerate(texts)
    ]


def timed(manifest: Path) -> Iterator[Material]:
    """The recordings of a manifest whose every word is timed."""
    for line in _lines(manifest):
        if times := line.get("words"):
            words = zip(line["text"].split(), times, strict=True)
            known = [
                Known("".join(words_of(text)), "timed recordings", start, end) for text, (start, end) in words
            ]
            yield Material(read_whole(manifest.parent / line["file"]), tuple(known))


def examples(folder: Path = EXAMPLES) -> Iterator[Material]:
    """The example clips, as their truth.jsonl tells them."""
    for line in _lines(folder / "truth.jsonl"):
        known: list[Known] = []
        for said in line["utterances"]:
            texts = words_of(said["text"])
            known += [
                Known(
                    text,
                    "examples",
                    said["start"] if position == 0 else None,
                    said["end"] if position == len(texts) - 1 else None,
                )
                for position, text in enumerate(texts)
            ]
        if known:
            yield Material(read_whole(folder / line["file"]), tuple(known))


def spoken(folder: Path = EXAMPLES) -> Iterator[Material]:
    """What is said in English in the examples, each twice: other voices, paces and noise, always the same."""
    texts = [
        said["text"]
        for line in _lines(folder / "truth.jsonl")
        for said in line["utterances"]
        if line["language"] == "en"
    ]
    for number, text in enumerate(texts * 2):
        chance = np.random.default_rng(number)
        voice = _VOICES[(number + number // len(texts)) % len(_VOICES)]
        pieces = [
            piece
            for sentence in re.split(r"(?<=[.!?])\s+", text)
            if (piece := speak(sentence, voice, _PACES[number % len(_PACES)]))
        ]
        material = join(pieces, _draw(chance, _PAUSES_OF_SENTENCES, len(pieces) + 1))
        yield over_noise(material, _FLOORS[number // 2 % len(_FLOORS)], chance)


def speak(sentence: str, voice: str, pace: float = 1.0) -> tuple[Sound, list[Known]] | None:
    """A sentence in a voice of flite, and when each of its words is said.

    Args:
        sentence: In English.
        voice: As `flite -lv` lists it.
        pace: Times the length of every sound.

    Returns:
        None where it cannot be told which sounds belong to which word: flite makes two words of "nobody".
    """
    words = words_of(sentence)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "spoken.wav"
        told = _flite(
            "-voice",
            voice,
            "-psdur",
            "--setf",
            f"duration_stretch={pace}",
            "-t",
            _plain(sentence),
            "-o",
            str(file),
        )
        with wave.open(str(file)) as stream:
            pcm = np.frombuffer(stream.readframes(stream.getnframes()), "<i2")
            if stream.getframerate() != SAMPLE_RATE:
                raise ValueError(f"flite's voice {voice} does not speak at {SAMPLE_RATE} Hz.")
    ends = [(sound, float(end)) for sound, _, end in (each.partition(":") for each in told.split())]
    # Between commas, words are spoken apart: so flite tells how many sounds each has.
    apart = _flite("-voice", voice, "-ps", "-t", ", ".join(_written(sentence)), "-o", "none").split("pau")
    counts = [len(sounds.split()) for sounds in apart if sounds.strip()]
    times = _word_times(ends, counts)
    if times is None or len(times) != len(words):
        return None
    known = [
        Known(word, "spoken, after a pause" if paused else "spoken, amid speech", start, end)
        for word, (start, end, paused) in zip(words, times, strict=True)
    ]
    return _level((pcm / 32768).astype(np.float32)), known


def _written(sentence: str) -> list[str]:
    """Its words for flite to read one by one: as `words_of`, but with their apostrophes."""
    return re.findall(r"[A-Za-z0-9']*[A-Za-z0-9]", _plain(sentence))


def _plain(text: str) -> str:
    """Without accents, which flite would name instead of saying."""
    return unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()


def _flite(*arguments: str) -> str:
    done = subprocess.run(
        ["flite", *arguments], check=True, capture_output=True, text=True, timeout=_MOST_TIME
    )
    return done.stdout


def _word_times(
    ends: Sequence[tuple[str, float]], counts: Sequence[int]
) -> list[tuple[float, float, bool]] | None:
    """Start and end of each word, and whether silence comes before it; None if there are other sounds.

    Args:
        ends: The sounds in order, with the time each ends; `pau` is silence.
        counts: How many sounds each word has.
    """
    if sum(counts) != sum(sound != "pau" for sound, _ in ends):
        return None
    sounds: list[tuple[float, float, bool]] = []
    before, silent = 0.0, True
    for sound, end in ends:
        if sound != "pau":
            sounds.append((before, end, silent))
        before, silent = end, sound == "pau"
    firsts = np.concatenate([[0], np.cumsum(counts)])
    return [(sounds[first][0], sounds[last - 1][1], sounds[first][2]) for first, last in pairwise(firsts)]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
