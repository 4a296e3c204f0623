"""What the engine wrote but nobody said.

Whisper always writes something. These rules are its authors' own signals, used as they propose
(openai-whisper 20250625, transcribe.py), and one of ours: words belong where somebody speaks.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.transcribe.decoding import join_words
from pipeline.transcribe.ladder import Attempt
from pipeline.transcribe.segments import cut_segments
from pipeline.transcribe.settle import find_silences, settle_words
from pipeline.transcribe.speech import voice_between
from schemas.records import Segment, Word

NO_SPEECH_PROB = 0.6
AVG_LOGPROB = -1.0
COMPRESSION_RATIO = 2.4


def weigh(attempt: Attempt) -> Iterator[Segment]:
    """What was heard in a piece as segments on the clip's clock, each believed or not."""
    heard, piece = attempt.heard, attempt.piece
    why = why_doubted(attempt)
    settled = settle_words(heard.words, find_silences(piece.samples))
    for words in cut_segments(settled):
        start, end = words[0].start, words[-1].end
        yield Segment(
            start=piece.start + start,
            end=piece.start + end,
            text=join_words(words),
            words=tuple(_later(word, piece.start) for word in words),
            avg_logprob=heard.avg_logprob,
            no_speech_prob=heard.no_speech_prob,
            compression_ratio=round(heard.compression_ratio, 3),
            language=heard.language,
            speech_prob=voice_between(piece.voice, start, end),
            rung=attempt.rung,
            doubt=why,
        )


def why_doubted(attempt: Attempt) -> str | None:
    """Why what was written for a piece is not believed, in words, or None if it is."""
    heard = attempt.heard
    if heard.no_speech_prob > NO_SPEECH_PROB and heard.avg_logprob < AVG_LOGPROB:
        return "the engine itself thinks nobody spoke"
    if heard.compression_ratio > COMPRESSION_RATIO:
        return "it says the same over and over"
    if heard.avg_logprob < 2 * AVG_LOGPROB:
        return "the engine is guessing"
    return None


def _later(word: Word, seconds: float) -> Word:
    return replace(word, start=round(word.start + seconds, 3), end=round(word.end + seconds, 3))
