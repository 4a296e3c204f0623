import numpy as np
import pytest

from pipeline.transcribe.speech import LONGEST_PAUSE, MAX_PIECE, cut_pieces, find_pieces, find_speech
from schemas.records import SAMPLE_RATE, Audio, Span


def voice(seconds: float) -> np.ndarray:
    return np.ones(round(seconds * SAMPLE_RATE / 512), np.float32)


def test_pieces_join_short_pauses_and_stay_within_a_window() -> None:
    speech = [Span(0, 5), Span(6, 10), Span(10 + LONGEST_PAUSE + 0.1, 20), Span(20.5, 20.5 + MAX_PIECE)]
    assert list(cut_pieces(speech, voice(60))) == [speech[:2], [speech[2]], [speech[3]]]
    assert list(cut_pieces([], voice(1))) == []


def test_a_long_stretch_is_cut_at_its_longest_pause() -> None:
    speech = [Span(0, 9.8), Span(10, 20), Span(21.5, 30), Span(30.2, 40)]
    assert list(cut_pieces(speech, voice(40))) == [speech[:2], speech[2:]]


def test_speech_without_a_pause_is_cut_where_the_voice_is_least() -> None:
    heard = voice(40)
    heard[600:612] = 0.4  # seconds 19.2 to 19.6
    pieces = list(cut_pieces([Span(0, 40)], heard))
    [[before], [after]] = pieces
    assert (before.start, after.end) == (0, 40)
    assert 19.2 < before.end == after.start < 19.6


@pytest.mark.parametrize("seconds", [0, 0.01, 3])
def test_nobody_speaks_in_silence_hum_or_noise(seconds: float) -> None:
    length = round(seconds * SAMPLE_RATE)
    time = np.arange(length) / SAMPLE_RATE
    noise = np.random.default_rng(0).normal(0, 0.05, length)
    for samples in (np.zeros(length), 0.3 * np.sin(2 * np.pi * 50 * time), noise):
        audio = Audio(samples.astype(np.float32))
        assert find_speech(audio) == []
        assert list(find_pieces(audio)) == []
