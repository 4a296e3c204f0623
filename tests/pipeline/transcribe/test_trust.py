"""What is believed and what is not, and that the reason is kept."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.transcribe.engine import Heard
from pipeline.transcribe.ladder import Attempt
from pipeline.transcribe.speech import Piece
from pipeline.transcribe.trust import weigh, why_doubted
from schemas.records import SAMPLE_RATE, Word


def attempt(text: str = "They listen.", agreement: float | None = None, **changes: object) -> Attempt:
    samples = np.random.default_rng(0).normal(0, 0.1, 3 * SAMPLE_RATE).astype(np.float32)
    words = tuple(Word(0.2 + i, 1.0 + i, word, 0.9) for i, word in enumerate(text.split()))
    heard = replace(Heard("en", (("en", 0.9),), words, -0.3, 0.05, 5.0), **changes)  # type: ignore[arg-type]
    return Attempt(Piece(10.0, samples, np.ones(94, np.float32)), heard, 1, agreement)


@pytest.mark.parametrize(
    "said",
    [
        attempt(),
        attempt(no_speech_prob=0.9),
        attempt(avg_logprob=-1.2),
        attempt("Yes.", voice=0.5),
        attempt("Yes, being listened to.", voice=0.1, avg_logprob=-1.2, agreement=0.9),
        attempt("Mm.", voice=4.0),
        attempt(voice=None),
    ],
)
def test_what_was_said_is_believed(said: Attempt) -> None:
    assert why_doubted(said) is None


@pytest.mark.parametrize(
    ("invented", "why"),
    [
        (attempt(no_speech_prob=0.8, avg_logprob=-1.2), "nobody spoke"),
        (attempt("no " * 30), "over and over"),
        (attempt(avg_logprob=-2.5), "guessing"),
        (attempt("Thank you.", voice=-3.0), "does not sound like speech"),
        (attempt("Ha ha ha!", voice=0.5), "no words"),
        (attempt("Aaaaah.", voice=None), "no words"),
        (attempt("I lost.", voice=0.5, avg_logprob=-1.2), "did not agree"),
        (attempt("I lost.", voice=None, avg_logprob=-1.2, agreement=0.3), "did not agree"),
    ],
)
def test_what_was_not_said_is_doubted(invented: Attempt, why: str) -> None:
    assert why in (why_doubted(invented) or "")
    for segment in weigh(invented):
        assert segment.doubt == why_doubted(invented)


def test_segments_are_on_the_clips_clock_and_keep_what_each_signal_says() -> None:
    [segment] = weigh(attempt())
    assert 10.0 < segment.start < segment.end < 13.0
    assert segment.words[0].start == segment.start
    assert (segment.language, segment.rung, segment.voice, segment.speech_prob) == ("en", 1, 5.0, 1.0)
    assert segment.text == "They listen."
