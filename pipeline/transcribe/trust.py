"""What the engine wrote but nobody said.

Whisper always writes something. These rules are its authors' own signals, used as they propose
(openai-whisper 20250625, transcribe.py), and one of ours: words belong where somebody speaks.
"""

from collections.abc import Sequence

from schemas.records import Segment, Span

NO_SPEECH_PROB = 0.6
AVG_LOGPROB = -1.0
COMPRESSION_RATIO = 2.4
_LEAST_INSIDE = 0.5
"""Share of a segment that must lie where the detector heard a voice."""


def why_doubted(segment: Segment, speech: Sequence[Span]) -> str | None:
    """Why this segment is not believed, in words, or None if it is."""
    if not segment.words:
        return "it has no words"
    if segment.no_speech_prob > NO_SPEECH_PROB and segment.avg_logprob < AVG_LOGPROB:
        return "the engine itself thinks nobody spoke"
    if segment.compression_ratio > COMPRESSION_RATIO:
        return "it says the same over and over"
    if segment.avg_logprob < 2 * AVG_LOGPROB:
        return "the engine is guessing"
    inside = sum(max(0.0, min(segment.end, span.end) - max(segment.start, span.start)) for span in speech)
    if inside < _LEAST_INSIDE * (segment.end - segment.start):
        return "nobody speaks there"
    return None
