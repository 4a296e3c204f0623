from itertools import pairwise

import numpy as np
import pytest

from pipeline.transcribe.settle import EARLY, find_silences, settle_words
from schemas.records import SAMPLE_RATE, Word


def sounding(*stretches: tuple[float, float], seconds: float) -> np.ndarray:
    """A faint floor with loud stretches."""
    random = np.random.default_rng(0)
    samples = random.normal(0, 0.0003, round(seconds * SAMPLE_RATE))
    for start, end in stretches:
        first, last = round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)
        samples[first:last] = random.normal(0, 0.1, last - first)
    return samples.astype(np.float32)


def test_silences_are_found_to_the_hundredth() -> None:
    found = find_silences(sounding((0.5, 1.0), (1.05, 2.0), seconds=3.0))
    assert found == [pytest.approx((0.0, 0.5), abs=0.011), pytest.approx((2.0, 3.0), abs=0.011)]
    assert find_silences(np.zeros(0, np.float32)) == []


def test_a_word_after_a_pause_begins_where_its_sound_does() -> None:
    words = [Word(0.0, 0.9, "Yes,", 0.9), Word(0.9, 2.4, "always.", 0.9)]
    silences = [(0.0, 0.4), (1.0, 1.8), (2.6, 3.0)]
    settled = settle_words(words, silences)
    assert [(word.start, word.end) for word in settled] == [(0.4, 1.0), (1.8, 2.6)]


def test_amid_speech_all_is_a_little_later_and_in_order() -> None:
    words = [Word(0.0, 0.3, "a", 0.9), Word(0.3, 0.3, "b", 0.9), Word(0.3, 0.8, "c", 0.9)]
    settled = settle_words(words, [])
    assert settled[0].start == EARLY
    for before, after in pairwise(settled):
        assert before.start < before.end <= after.start < after.end
    assert settle_words([], [(0, 1)]) == ()
