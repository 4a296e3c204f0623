"""How well voices are told apart: whole recordings of one person, joined ones of two, and conversations.

python -m benchmarks.voices [MEDIA]     by default $VOX_TEST_MEDIA, with speech.jsonl and conversation.jsonl

One person: each recording, and all recordings of each speaker one after another, must have no change of
voice. Two people: recordings of two speakers, at least four seconds each, with half a second between them,
must have one change, there; speakers of half A set the threshold, those of half B test it. Conversations are
scored by diarisation error rate: seconds that are missed, made up or given to the wrong voice, of all seconds
in which somebody speaks, with the best pairing of voices, without a quarter of a second around each change,
and counting people who speak at once.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.sound import read_whole
from pipeline.transcribe.speech import find_speech
from pipeline.voices import find_turns
from schemas.records import SAMPLE_RATE, Audio, Span, Turn

_COLLAR = 0.25
_NEAR = 1.0
"""Seconds within which a change of voice counts as found."""
_GAP = 0.5
_LONG_ENOUGH = 4.0
_PAIRS = 60
_LOUDNESS = 0.07

Reference = Sequence[tuple[float, float, str]]


@dataclass(frozen=True, eq=False)
class Recording:
    """One person speaking, at one loudness."""

    file: str
    speaker: str
    audio: Audio


def read_speech(media: Path) -> list[Recording]:
    """The recordings of single speakers."""
    found = []
    for line in (media / "speech.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        samples = read_whole(media / row["file"]).samples
        level = float(np.sqrt(np.mean(samples**2)))
        audio = Audio(samples * np.float32(_LOUDNESS / max(level, 1e-9)))
        found.append(Recording(row["file"], row["speaker"], audio))
    return found


def joined(recordings: Sequence[Recording]) -> tuple[Audio, list[float]]:
    """Recordings one after another, and where each but the first begins, in seconds."""
    silence = np.zeros(round(_GAP * SAMPLE_RATE), np.float32)
    parts: list[npt.NDArray[np.float32]] = []
    begins: list[float] = []
    for recording in recordings:
        if parts:
            parts.append(silence)
            begins.append(sum(map(len, parts)) / SAMPLE_RATE)
        parts.append(recording.audio.samples)
    return Audio(np.concatenate(parts)), begins


def pairs(recordings: Sequence[Recording], seed: int = 3) -> Iterator[tuple[Recording, Recording]]:
    """Recordings of two different people."""
    long = [each for each in recordings if each.audio.duration >= _LONG_ENOUGH]
    choose = random.Random(seed)
    while True:
        first, second = choose.sample(long, 2)
        if first.speaker != second.speaker:
            yield first, second


def turns_of(audio: Audio) -> tuple[Turn, ...]:
    """The turns, from where the voice detector hears speech."""
    return find_turns(lambda: [audio], find_speech(audio))


def changes(turns: Sequence[Turn]) -> list[float]:
    """Where another voice begins."""
    return [after.start for before, after in pairwise(turns) if before.voice != after.voice]


def error_rate(reference: Reference, found: Sequence[Turn], spoken: Sequence[Span]) -> float:
    """Diarisation error rate; where no voices were told apart, all speech is one voice's."""
    guessed = [(turn.start, turn.end, str(turn.voice)) for turn in found]
    guessed = guessed or [(span.start, span.end, "1") for span in spoken]
    end = max(until for _, until, _ in [*reference, *guessed])
    frames = int(end * 100) + 1
    counted = np.ones(frames, bool)
    for start, until, _ in reference:
        for edge in (start, until):
            counted[max(0, int((edge - _COLLAR) * 100)) : int((edge + _COLLAR) * 100) + 1] = False
    true, said = _frames(reference, frames)[:, counted], _frames(guessed, frames)[:, counted]
    total = true.sum()
    both = np.minimum(true.sum(axis=0), said.sum(axis=0)).sum()
    agree = true.astype(int) @ said.astype(int).T
    if agree.shape[0] > agree.shape[1]:
        agree = agree.T
    right = max(
        sum(agree[row, column] for row, column in enumerate(columns))
        for columns in permutations(range(agree.shape[1]), agree.shape[0])
    )
    missed = np.maximum(true.sum(axis=0).astype(int) - said.sum(axis=0), 0).sum()
    made_up = np.maximum(said.sum(axis=0).astype(int) - true.sum(axis=0), 0).sum()
    return float(missed + made_up + both - right) / float(total)


def _frames(turns: Reference, frames: int) -> npt.NDArray[np.bool_]:
    speakers = sorted({speaker for *_, speaker in turns})
    found = np.zeros((len(speakers), frames), bool)
    for start, until, speaker in turns:
        found[speakers.index(speaker), int(start * 100) : int(until * 100)] = True
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="How well voices are told apart.")
    parser.add_argument("media", nargs="?", type=Path, default=os.environ.get("VOX_TEST_MEDIA"))
    media = parser.parse_args().media
    if media is None:
        parser.error("name the folder of recordings, or set VOX_TEST_MEDIA")
    speech = read_speech(Path(media))
    cut = [each.file for each in speech if turns_of(each.audio)]
    print(f"one person, single recordings: {len(cut)} of {len(speech)} cut wrongly {cut}")
    by_speaker: dict[str, list[Recording]] = {}
    for each in speech:
        by_speaker.setdefault(each.speaker, []).append(each)
    several = {name: own for name, own in by_speaker.items() if len(own) > 1}
    wrong, seconds, took = [], 0.0, 0.0
    for name, own in several.items():
        audio, _ = joined(own)
        spoken = find_speech(audio)
        started = time.perf_counter()
        turns = find_turns(partial(list, [audio]), spoken)
        took += time.perf_counter() - started
        seconds += audio.duration
        wrong += [name] * bool(turns)
    print(f"one person, recordings on end: {len(wrong)} of {len(several)} cut wrongly {wrong}")
    print(f"cost: {took / seconds:.4f} s a second of sound ({seconds:.0f} s)")
    names = sorted(by_speaker)
    for half, speakers in (("A", names[::2]), ("B", names[1::2])):
        own = [each for each in speech if each.speaker in speakers]
        found = exact = 0
        tried = pairs(own)
        for _ in range(_PAIRS):
            audio, begins = joined(next(tried))
            heard = changes(turns_of(audio))
            found += any(abs(change - begins[0]) <= _NEAR for change in heard)
            exact += len(heard) == 1 and abs(heard[0] - begins[0]) <= _NEAR
        print(f"two people, half {half}: change found in {found} of {_PAIRS}, and no other in {exact}")
    for line in (Path(media) / "conversation.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        audio = read_whole(Path(media) / row["file"])
        turns = turns_of(audio)
        voices = max((turn.voice for turn in turns), default=1)
        told = f"{row['file']}: {voices} voices found, {row['n_speakers'] or '?'} there"
        reference = row["reference"]
        if reference and len(reference[0]) >= 3 and not isinstance(reference[0][0], str):
            times = [(start, end, str(speaker)) for start, end, speaker, *_ in reference]
            true = [at[0] for before, at in pairwise(times) if before[2] != at[2]]
            heard = changes(turns)
            told += f", error rate {error_rate(times, turns, find_speech(audio)):.1%}, changes "
            told += f"{sum(any(abs(a - b) <= _NEAR for b in heard) for a in true)} of {len(true)} found, "
            told += f"{sum(not any(abs(a - b) <= _NEAR for a in true) for b in heard)} made up"
        print(told)


if __name__ == "__main__":
    main()
