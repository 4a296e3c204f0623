"""What a voice sounds like, as 256 numbers: Resemblyzer's voice encoder, run with numpy alone.

The weights are those that Resemblyzer 0.1.4 ships (Corentin Jemine, Resemble AI; Apache-2.0), an LSTM trained
to tell speakers apart (Wan and others, "Generalized End-to-End Loss for Speaker Verification", 2018), kept
here in half precision without what only training needs. Resemblyzer itself needs torch, which takes longer to
load than a short clip takes to hear. `benchmarks/voice_weights.py` makes the file and compares the two.
"""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from schemas.errors import MachineError
from schemas.records import SAMPLE_RATE

Sound = npt.NDArray[np.float32]
Voices = npt.NDArray[np.float32]
"""A row of 256 numbers a window, each row of length 1: the product of two rows says how alike they sound."""

WINDOW = 1.6
"""Seconds that are heard at once, as in its training."""

WEIGHTS = Path(__file__).parent / "encoder.npz"
_SHA256 = "6427844e32cfaf7bba9cb0d2ba28f8c3846a20e1b4ad92c24827b32603029a94"
_FRAME, _STEP, _BANDS = 400, 160, 40
"""Samples of a frame and between two of them; bands of the mel scale."""
_FRAMES = 160
_LAYERS = 3
_LOUDNESS = 10 ** (-30 / 20)
"""Root mean square to which quiet sound is raised (-30 dBFS, as in its training)."""


@cache
def _weights() -> dict[str, npt.NDArray[np.float32]]:
    """The weights, read once.

    Raises:
        MachineError: They are not what was shipped.
    """
    try:
        content = WEIGHTS.read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise MachineError(
            f"The weights that tell voices apart are missing or damaged ({WEIGHTS}).", "Install vox again."
        )
    with np.load(WEIGHTS) as kept:
        return {name: kept[name].astype(np.float32) for name in kept.files}


@cache
def _bands() -> npt.NDArray[np.float32]:
    from faster_whisper.feature_extractor import FeatureExtractor

    bands: npt.NDArray[np.float32] = FeatureExtractor.get_mel_filters(SAMPLE_RATE, _FRAME, _BANDS)
    return bands.astype(np.float32)


def spectrum(samples: Sound) -> npt.NDArray[np.float32]:
    """Power in each band of the mel scale, a row each 10 ms."""
    padded = np.pad(samples, _FRAME // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_STEP]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FRAME) / _FRAME)
    power = np.abs(np.fft.rfft(frames * window.astype(np.float32))) ** 2
    found: npt.NDArray[np.float32] = power.astype(np.float32) @ _bands().T
    return found


def encode(samples: Sound, starts: npt.NDArray[np.int64]) -> Voices:
    """What each window of some sound sounds like.

    Args:
        samples: At 16 kHz.
        starts: Where the windows begin, in samples; each is `WINDOW` long and lies within the sound.

    Raises:
        MachineError: The weights are not what was shipped.
    """
    if not len(starts):
        return np.zeros((0, 256), np.float32)
    loudness = float(np.sqrt(np.mean(samples**2)))
    bands = spectrum(samples * np.float32(max(1.0, _LOUDNESS / max(loudness, 1e-9))))
    first = starts // _STEP
    states = np.stack([bands[at : at + _FRAMES] for at in first])
    weights = _weights()
    for layer in range(_LAYERS):
        states = _lstm(states, weights[f"w{layer}"], weights[f"b{layer}"])
    voices = np.maximum(states[:, -1] @ weights["w"].T + weights["b"], 0.0)
    found: Voices = voices / np.maximum(np.linalg.norm(voices, axis=1, keepdims=True), 1e-9)
    return found


def _lstm(
    inputs: npt.NDArray[np.float32], weights: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """One layer, with its gates in the order of torch: in, forget, new, out."""
    size = len(bias) // 4
    count, length, width = inputs.shape
    given = inputs.reshape(-1, width) @ weights[:, :width].T + bias
    given = given.reshape(count, length, 4 * size)
    recurrent = np.ascontiguousarray(weights[:, width:].T)
    hidden = np.zeros((count, size), np.float32)
    cell = np.zeros((count, size), np.float32)
    states = np.empty((count, length, size), np.float32)
    for step in range(length):
        gates = given[:, step] + hidden @ recurrent
        opened = 1.0 / (1.0 + np.exp(-np.clip(gates, -30, 30)))
        cell = opened[:, size : 2 * size] * cell + opened[:, :size] * np.tanh(gates[:, 2 * size : 3 * size])
        hidden = opened[:, 3 * size :] * np.tanh(cell)
        states[:, step] = hidden
    return states
