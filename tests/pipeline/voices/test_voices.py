"""Voices told apart: real recordings where there are any, and the encoder against itself."""

import json
import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks.sound import read_whole
from pipeline.transcribe.speech import find_speech
from pipeline.voices import encoder, find_turns
from schemas.errors import MachineError
from schemas.records import SAMPLE_RATE, Audio, Span

MEDIA = os.environ.get("VOX_TEST_MEDIA")
PEOPLE = ("speech/ljspeech", "speech/vctk", "speech/librispeech_test-other")

real = pytest.mark.skipif(not MEDIA, reason="VOX_TEST_MEDIA does not name the folder of real recordings")


def never() -> list[Audio]:
    raise AssertionError("the sound is read")


def recordings(folder: str, count: int) -> list[Audio]:
    media = Path(str(MEDIA))
    rows = [json.loads(line) for line in (media / "speech.jsonl").read_text("utf-8").splitlines()]
    chosen = sorted(
        (row for row in rows if row["file"].startswith(folder)), key=lambda row: (row["speaker"], row["file"])
    )
    return [read_whole(media / row["file"]) for row in chosen[:count]]


def on_end(parts: list[Audio]) -> Audio:
    silence = np.zeros(SAMPLE_RATE // 2, np.float32)
    return Audio(np.concatenate([piece for part in parts for piece in (part.samples, silence)]))


def test_where_too_little_is_said_for_two_people_the_sound_is_not_read() -> None:
    assert find_turns(never, []) == ()
    assert find_turns(never, [Span(0.0, 2.0), Span(30.0, 33.0)]) == ()


def test_sound_shorter_than_a_window_or_than_its_words_is_no_trouble() -> None:
    hiss = np.random.default_rng(1).normal(0, 0.01, SAMPLE_RATE).astype(np.float32)
    assert find_turns(lambda: [Audio(hiss)], [Span(0.0, 9.0)]) == ()
    assert find_turns(lambda: [Audio(hiss[:0])], [Span(0.0, 9.0)]) == ()
    assert find_turns(lambda: [Audio(np.zeros(9 * SAMPLE_RATE, np.float32))], [Span(0.0, 9.0)]) == ()


def test_weights_that_are_not_what_was_shipped_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "encoder.npz").write_bytes(encoder.WEIGHTS.read_bytes()[:-1])
    monkeypatch.setattr(encoder, "WEIGHTS", tmp_path / "encoder.npz")
    encoder._weights.cache_clear()
    try:
        with pytest.raises(MachineError, match="missing or damaged"):
            encoder.encode(np.zeros(SAMPLE_RATE * 2, np.float32), np.array([0]))
    finally:
        encoder._weights.cache_clear()


def test_the_encoder_gives_what_torch_gives() -> None:
    torch = pytest.importorskip("torch", reason="the second engine's torch is not installed")
    rng = np.random.default_rng(0)
    inputs = rng.random((2, 50, 40), np.float32)
    weights = encoder._weights()
    network = torch.nn.LSTM(40, 256, 1, batch_first=True)
    with torch.no_grad():
        network.weight_ih_l0.copy_(torch.tensor(weights["w0"][:, :40]))
        network.weight_hh_l0.copy_(torch.tensor(weights["w0"][:, 40:]))
        network.bias_ih_l0.copy_(torch.tensor(weights["b0"]))
        network.bias_hh_l0.zero_()
        expected = network(torch.tensor(inputs))[0].numpy()
    assert np.abs(encoder._lstm(inputs, weights["w0"], weights["b0"]) - expected).max() < 1e-4


@real
def test_one_person_is_not_cut_in_two() -> None:
    for folder in PEOPLE:
        audio = on_end(recordings(folder, 3))
        assert find_turns(partial(list, [audio]), find_speech(audio)) == ()


@real
def test_two_people_are_told_apart_where_one_follows_the_other() -> None:
    first, second = (on_end(recordings(folder, 2)) for folder in PEOPLE[:2])
    audio = on_end([first, second])
    turns = find_turns(lambda: [audio], find_speech(audio))
    assert [turn.voice for turn in turns] == [1, 2]
    assert abs(turns[1].start - first.duration) < 1.5
