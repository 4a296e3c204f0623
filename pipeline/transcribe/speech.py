"""Where people speak: Silero's voice detector, and the pieces it makes of a clip."""

from collections.abc import Sequence

from schemas.records import SAMPLE_RATE, Audio, Span

MAX_PIECE = 28.0
"""Seconds. Whisper hears 30 at once; the rest is the silence it needs after the last word."""

LONGEST_PAUSE = 4.0
"""Seconds of silence inside a piece: longer ones tempt Whisper to fill them with words."""

MARGIN = 0.4
"""Seconds kept around speech: the detector is late for soft beginnings and early for soft ends."""


def find_speech(audio: Audio) -> list[Span]:
    """The stretches in which somebody speaks, with `MARGIN` around them (Silero VAD, from faster-whisper)."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    if not len(audio.samples):
        return []
    options = VadOptions(
        min_silence_duration_ms=500, speech_pad_ms=round(MARGIN * 1000), max_speech_duration_s=MAX_PIECE
    )
    found = get_speech_timestamps(audio.samples, options)
    return [Span(span["start"] / SAMPLE_RATE, span["end"] / SAMPLE_RATE) for span in found]


def cut_pieces(speech: Sequence[Span]) -> list[Span]:
    """Join stretches of speech, in order, into pieces to hear, each at most `MAX_PIECE` seconds."""
    pieces: list[Span] = []
    for span in speech:
        last = pieces[-1] if pieces else None
        if last and span.start - last.end <= LONGEST_PAUSE and span.end - last.start <= MAX_PIECE:
            pieces[-1] = Span(last.start, span.end)
        else:
            pieces.append(span)
    return pieces
