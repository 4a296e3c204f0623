"""Where people speak: Silero's voice detector, and the pieces it makes of a stretch of sound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from schemas.records import SAMPLE_RATE, Audio, Span

MAX_PIECE = 28.0
"""Seconds, which with the margin is Whisper's whole window. Pieces of 15 cost a sixth less, but what came
before helps: of the words of the example clips 1.3 % are then wrong instead of 0.8 %."""

LONGEST_PAUSE = 2.0
"""Seconds of silence inside a piece: longer ones tempt Whisper to fill them with words."""

MARGIN = 0.4
"""Seconds kept around speech: the detector is late for soft beginnings and early for soft ends."""

_FRAME = 512 / SAMPLE_RATE
"""Seconds; Silero's step."""

_VOICE, _STILL_VOICE = 0.5, 0.35
"""Probability at which speech begins, and below which it ends (Silero's own)."""

_SHORTEST = 0.12
"""Seconds of voice that a piece must hold: a click or a knock has less, the shortest "no" has more."""

_BREATH = 0.5
"""Seconds of silence that end a stretch of speech."""

_LEAD, _HISS = 16, 0.001
"""Frames of faint noise, and its level, that are put at either end (of 778 short utterances, 13 are missed
without and 5 with them)."""

_WORD = 0.2
"""Seconds over which the detector is averaged where a piece must be cut without a pause."""

Voice = npt.NDArray[np.float32]
"""How probable it is that somebody speaks, 0 to 1, for each `_FRAME` of sound."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A stretch of speech that is heard at once.

    Attributes:
        start: Seconds from the start of the clip.
        samples: The sound, with `MARGIN` around the speech.
        voice: The detector's probabilities for it.
        stretches: Where in it somebody speaks, in seconds from its start.
    """

    start: float
    samples: npt.NDArray[np.float32]
    voice: Voice
    stretches: tuple[Span, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / SAMPLE_RATE


def find_pieces(audio: Audio) -> Iterator[Piece]:
    """The pieces of a block of sound in which somebody speaks, in order; none where nobody does."""
    voice = detect_voice(audio)
    for group in cut_pieces(_stretches(voice, audio.duration), voice):
        heard = voice[int(group[0].start / _FRAME) : int(group[-1].end / _FRAME) + 1]
        if (heard >= _VOICE).sum() * _FRAME < _SHORTEST:
            continue
        first, last = round(group[0].start * SAMPLE_RATE), round(group[-1].end * SAMPLE_RATE)
        yield Piece(
            start=audio.start + first / SAMPLE_RATE,
            samples=audio.samples[first:last].copy(),  # or the whole block would be held for it
            voice=heard,
            stretches=tuple(Span(span.start - group[0].start, span.end - group[0].start) for span in group),
        )


def cut_piece(piece: Piece, places: Sequence[int]) -> list[Piece]:
    """A piece cut in the pauses before some of its stretches, given by their number."""
    if not places:
        return [piece]
    stretches = piece.stretches
    pauses = [(stretches[place - 1].end + stretches[place].start) / 2 for place in places]
    return [
        Piece(
            start=piece.start + start,
            samples=piece.samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)],
            voice=piece.voice[int(start / _FRAME) : int(end / _FRAME) + 1],
            stretches=tuple(Span(span.start - start, span.end - start) for span in stretches[first:last]),
        )
        for start, end, first, last in zip(
            [0.0, *pauses], [*pauses, piece.seconds], [0, *places], [*places, len(stretches)], strict=True
        )
    ]


def detect_voice(audio: Audio) -> Voice:
    """How probable it is that somebody speaks, frame by frame (Silero VAD 6, from faster-whisper)."""
    from faster_whisper.vad import get_vad_model

    if not len(audio.samples):
        return np.zeros(0, np.float32)
    step = round(_FRAME * SAMPLE_RATE)
    # Within sound that begins or ends abruptly, words at the edges are missed: a faint hiss leads in and out.
    hiss = np.random.default_rng(0).normal(0.0, _HISS, _LEAD * step).astype(np.float32)
    padded = np.concatenate([hiss, np.pad(audio.samples, (0, -len(audio.samples) % step)), hiss])
    found: Voice = get_vad_model()(padded).reshape(-1)
    return found[_LEAD:-_LEAD]


def find_speech(audio: Audio) -> list[Span]:
    """The stretches in which somebody speaks, with `MARGIN` around them, in seconds from the first sample."""
    return _stretches(detect_voice(audio), audio.duration)


def _stretches(voice: Voice, duration: float) -> list[Span]:
    heard: list[Span] = []
    for span in _runs(voice):
        if heard and span.start - heard[-1].end < _BREATH:
            heard[-1] = Span(heard[-1].start, span.end)
        else:
            heard.append(span)
    return [
        Span(
            max(0.0, span.start - (MARGIN if not before else min(MARGIN, (span.start - before.end) / 2))),
            min(duration, span.end + (MARGIN if not after else min(MARGIN, (after.start - span.end) / 2))),
        )
        for before, span, after in zip([None, *heard], heard, [*heard[1:], None], strict=False)
    ]


def _runs(voice: Voice) -> Iterator[Span]:
    """Frames in which there is a voice, in a row."""
    start: int | None = None
    for frame, probability in enumerate(voice):
        if start is None and probability >= _VOICE:
            start = frame
        elif start is not None and probability < _STILL_VOICE:
            yield Span(start * _FRAME, frame * _FRAME)
            start = None
    if start is not None:
        yield Span(start * _FRAME, len(voice) * _FRAME)


def cut_pieces(speech: Sequence[Span], voice: Voice) -> Iterator[list[Span]]:
    """Stretches of speech, in order, grouped into pieces of at most `MAX_PIECE` seconds.

    A group that is too long is cut at its longest pause, and a stretch without one where the voice is least.
    """
    group: list[Span] = []
    for span in speech:
        if group and span.start - group[-1].end > LONGEST_PAUSE:
            yield from _halve(group, voice)
            group = []
        group.append(span)
    if group:
        yield from _halve(group, voice)


def _halve(group: list[Span], voice: Voice) -> Iterator[list[Span]]:
    if group[-1].end - group[0].start <= MAX_PIECE:
        yield group
    elif len(group) > 1:
        pauses = [after.start - before.end for before, after in pairwise(group)]
        # Margins meet where a pause is shorter than two of them: then the middle is as good as any.
        middle = (group[0].start + group[-1].end) / 2
        cut = 1 + max(range(len(pauses)), key=lambda i: (pauses[i], -abs(group[i].end - middle)))
        yield from _halve(group[:cut], voice)
        yield from _halve(group[cut:], voice)
    else:
        [span] = group
        at = _least_voice(voice, span)
        yield from _halve([Span(span.start, at)], voice)
        yield from _halve([Span(at, span.end)], voice)


def _least_voice(voice: Voice, span: Span) -> float:
    """The moment of least voice in the middle half of a stretch of speech, in seconds."""
    quarter = (span.end - span.start) / 4
    first, last = int((span.start + quarter) / _FRAME), int((span.end - quarter) / _FRAME)
    width = round(_WORD / _FRAME)
    smooth = np.convolve(voice[first:last], np.ones(width) / width, mode="same")
    return float((first + int(np.argmin(smooth)) + 0.5) * _FRAME)


def voice_between(voice: Voice, start: float, end: float) -> float:
    """The mean probability of a voice between two moments of a piece, in seconds from its start."""
    frames = voice[int(start / _FRAME) : int(end / _FRAME) + 1]
    return round(float(frames.mean()), 3) if len(frames) else 0.0
