"""From sound to words: pieces of speech go through an engine, and what it says is weighed.

An engine hears one piece of at most `MAX_PIECE` seconds at a time, which is one window of Whisper. So a
clip of any length takes the same path, and an engine never sees the silence between pieces.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.transcribe.engine import Engine, Heard
from pipeline.transcribe.speech import MAX_PIECE, cut_pieces, find_speech
from pipeline.transcribe.trust import AVG_LOGPROB, credibility, why_doubted
from schemas.errors import UsageError
from schemas.records import SAMPLE_RATE, Audio, Segment, Span, Transcript

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["ENGINES", "MAX_PIECE", "VERSION", "Engine", "load_engine", "transcribe"]

VERSION = 1
"""Raised when the same engine and model would write other words: transcripts are then made anew."""

TEMPERATURES = (0.2, 0.4)
"""Tried in turn after 0. Higher ones, which Whisper's own ladder has, write what nobody said."""

SURE_OF_LANGUAGE = 0.8
"""Below this probability the second language is tried too: accents pass for Welsh, and the text loops."""


def _faster_whisper(model: str) -> Engine:
    from pipeline.transcribe.faster_whisper import FasterWhisper

    return FasterWhisper(model)


def _openai_whisper(model: str) -> Engine:
    from pipeline.transcribe.openai_whisper import OpenAIWhisper

    return OpenAIWhisper(model)


def _scripted(model: str) -> Engine:
    from pipeline.transcribe.scripted import Scripted

    return Scripted(model)


ENGINES: Mapping[str, Callable[[str], Engine]] = {
    "faster-whisper": _faster_whisper,
    "openai-whisper": _openai_whisper,
    "scripted": _scripted,
}
"""Loaders by name; a library is imported only when its engine is loaded."""


def load_engine(name: str, model: str) -> Engine:
    """Load an engine with a model; the weights are verified on the way.

    Raises:
        UsageError: There is no such engine.
        MachineError: Its package or the model is missing, or the weights are not what they should be.
    """
    if name not in ENGINES:
        raise UsageError(f"There is no engine '{name}'.", f"Engines are: {', '.join(ENGINES)}.")
    return ENGINES[name](model)


def transcribe(audio: Audio, engine: Engine, language: str | None = None) -> Transcript:
    """Write down what is said in a clip; nothing where nobody speaks.

    The longest piece is heard first, because its language is detected most surely; the others follow in it.
    """
    speech = find_speech(audio)
    pieces = cut_pieces(speech)
    heard: dict[Span, Heard] = {}
    probability = 1.0 if language else 0.0
    for piece in sorted(pieces, key=lambda span: span.start - span.end):
        samples = audio.samples[round(piece.start * SAMPLE_RATE) : round(piece.end * SAMPLE_RATE)]
        heard[piece] = _hear(samples, engine, language)
        if not language:
            language, probability = heard[piece].languages[0]
    segments = [_shift(segment, piece.start) for piece in pieces for segment in heard[piece].segments]
    trusted = tuple(segment for segment in segments if not why_doubted(segment, speech))
    return Transcript(
        engine=engine.name,
        model=engine.model,
        language=language if trusted else None,
        language_probability=probability,
        segments=trusted,
        doubted=tuple(segment for segment in segments if segment not in trusted),
    )


def _hear(samples: "npt.NDArray[np.float32]", engine: Engine, language: str | None) -> Heard:
    """Hear one piece; again, in another way, only while what was written is not credible.

    Where the language is in doubt, both candidates are heard first.
    """
    best = engine.hear(samples, language)
    unsure = best.languages[0][1] < SURE_OF_LANGUAGE or not _is_credible(best)
    if unsure and len(best.languages) > 1:
        runner_up = best.languages[1]
        best = _better(best, replace(engine.hear(samples, runner_up[0]), languages=(runner_up,)))
    for temperature in TEMPERATURES:
        if _is_credible(best):
            break
        again = engine.hear(samples, best.languages[0][0], temperature)
        best = _better(best, replace(again, languages=best.languages))
    return best


def _is_credible(heard: Heard) -> bool:
    return credibility(heard.segments) >= AVG_LOGPROB


def _better(one: Heard, other: Heard) -> Heard:
    return max(one, other, key=lambda heard: credibility(heard.segments))


def _shift(segment: Segment, seconds: float) -> Segment:
    """The same segment, `seconds` later."""
    words = tuple(replace(word, start=word.start + seconds, end=word.end + seconds) for word in segment.words)
    return replace(segment, start=segment.start + seconds, end=segment.end + seconds, words=words)
