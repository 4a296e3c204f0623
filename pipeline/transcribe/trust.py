"""What the engine wrote but nobody said.

Whisper always writes something. These rules are its authors' own signals, used as they propose
(openai-whisper 20250625, transcribe.py), and one of ours: words belong where somebody speaks.
"""

import math
from collections.abc import Sequence

from schemas.records import Segment, Span

NO_SPEECH_PROB = 0.6
AVG_LOGPROB = -1.0
COMPRESSION_RATIO = 2.4
_LEAST_INSIDE = 0.5
"""Share of a segment that must lie where the detector heard a voice."""


def why_doubted(segment: Segment, speech: Sequence[Span]) -> str | None:
    """Why this segment is not believed, in words, or None if it is."""
    if why := _why_incredible(segment):
        return why
    inside = sum(max(0.0, min(segment.end, span.end) - max(segment.start, span.start)) for span in speech)
    if inside < _LEAST_INSIDE * (segment.end - segment.start):
        return "nobody speaks there"
    return None


def credibility(segments: Sequence[Segment]) -> float:
    """How far a text can be believed, to compare two of the same sound: mean log-probability, by duration."""
    believed = [segment for segment in segments if not _why_incredible(segment)]
    total = sum(segment.end - segment.start for segment in believed)
    if not total:
        return -math.inf
    return sum(segment.avg_logprob * (segment.end - segment.start) for segment in believed) / total


def _why_incredible(segment: Segment) -> str | None:
    if not segment.words:
        return "it has no words"
    if segment.no_speech_prob > NO_SPEECH_PROB and segment.avg_logprob < AVG_LOGPROB:
        return "the engine itself thinks nobody spoke"
    if segment.compression_ratio > COMPRESSION_RATIO:
        return "it says the same over and over"
    if segment.avg_logprob < 2 * AVG_LOGPROB:
        return "the engine is guessing"
    return None
