from dataclasses import replace

import numpy as np
import pytest

from pipeline.transcribe import load_engine
from pipeline.transcribe.speech import LONGEST_PAUSE, MAX_PIECE, cut_pieces, find_speech
from pipeline.transcribe.trust import why_doubted
from schemas.errors import UsageError
from schemas.records import SAMPLE_RATE, Audio, Segment, Span, Word

SAID = Segment(1.0, 3.0, "They listen.", (Word(1.0, 3.0, "They listen.", 0.9),), -0.3, 0.05, 0.9)
SPEECH = [Span(0.8, 3.2)]


def test_what_was_said_is_believed() -> None:
    assert why_doubted(SAID, SPEECH) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"no_speech_prob": 0.8, "avg_logprob": -1.2}, "nobody spoke"),
        ({"compression_ratio": 3.0}, "over and over"),
        ({"avg_logprob": -2.5}, "guessing"),
        ({"words": ()}, "no words"),
        ({"start": 10.0, "end": 12.0}, "nobody speaks there"),
    ],
)
def test_what_was_not_said_is_doubted(changes: dict[str, object], why: str) -> None:
    assert why in (why_doubted(replace(SAID, **changes), SPEECH) or "")  # type: ignore[arg-type]


def test_a_quiet_or_improbable_word_alone_is_no_reason() -> None:
    assert why_doubted(replace(SAID, no_speech_prob=0.9), SPEECH) is None
    assert why_doubted(replace(SAID, avg_logprob=-1.2), SPEECH) is None


def test_pieces_join_short_pauses_and_stay_within_a_window() -> None:
    speech = [Span(0, 5), Span(6, 10), Span(10 + LONGEST_PAUSE + 0.1, 20), Span(20.5, 20.5 + MAX_PIECE)]
    assert cut_pieces(speech) == [Span(0, 10), speech[2], speech[3]]
    assert cut_pieces([]) == []


@pytest.mark.parametrize("seconds", [0, 0.01, 3])
def test_nobody_speaks_in_silence_hum_or_noise(seconds: float) -> None:
    length = round(seconds * SAMPLE_RATE)
    time = np.arange(length) / SAMPLE_RATE
    noise = np.random.default_rng(0).normal(0, 0.05, length)
    for samples in (np.zeros(length), 0.3 * np.sin(2 * np.pi * 50 * time), noise):
        assert find_speech(Audio(samples.astype(np.float32))) == []


def test_an_unknown_engine_is_told() -> None:
    with pytest.raises(UsageError, match="no engine 'ears'"):
        load_engine("ears", "base")
