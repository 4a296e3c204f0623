"""What the engine wrote but nobody said.

Whisper always writes something. No one signal tells what is invented, so several are weighed: Whisper's own
(openai-whisper 20250625, transcribe.py), the voice detector's, what Whisper's encoder makes of the sound
(`voice.py`), what kind of text it is, and whether a second hearing says the same. Each is kept with the
segment, and the one that decided is named.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.transcribe.ladder import Attempt
from pipeline.transcribe.segments import cut_segments
from pipeline.transcribe.settle import find_silences, settle_words
from pipeline.transcribe.speech import voice_between
from schemas.records import Segment, Word, join_words

NO_SPEECH_PROB = 0.6
AVG_LOGPROB = -1.0
COMPRESSION_RATIO = 2.4

NO_VOICE = -1.0
"""Score of `voice.py` below which a sound is taken for none of speech, whatever was written."""

CLEAR_VOICE = 2.0
"""Score from which a sound is taken for speech. Between the two, the text must be credible as well."""

UNKNOWN_VOICE = 0.0
"""For models and engines that have no measure of the voice: the text alone must be credible."""

AGREEMENT = 0.75
"""How alike (share of letters) two hearings must be for an improbable text to be believed."""

_NO_WORD = re.compile(
    r"(?:a+h*|o+h*|u+g*h+|e+h+|h+m+|m+h*m*|u+m+|(?:h[aeiou]+h?)+|ar+gh*|gr+|wo+|who+|shh*|ps+t*|pf+t*|phew"
    r"|(?:ah|ba|la|na|da|bo|do)+h?|([^\W\d])\1{2,})",
    re.IGNORECASE,
)
"""Sounds that Whisper spells out: laughs, sighs, growls."""


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
            voice=heard.voice,
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
    voice = UNKNOWN_VOICE if heard.voice is None else heard.voice
    if voice >= CLEAR_VOICE:
        return None
    if voice < NO_VOICE:
        return "it does not sound like speech"
    if all(_NO_WORD.fullmatch(token) for token in re.findall(r"\w+", heard.text)):
        return "what was written are no words"
    if heard.avg_logprob < AVG_LOGPROB and (attempt.agreement or 0.0) < AGREEMENT:
        return "it is improbable, and another hearing did not agree"
    return None


def _later(word: Word, seconds: float) -> Word:
    return replace(word, start=round(word.start + seconds, 3), end=round(word.end + seconds, 3))
