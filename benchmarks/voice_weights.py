"""Take the weights of pipeline/voices/encoder.py out of Resemblyzer, and compare what both make of a sound.

python -m benchmarks.voice_weights PRETRAINED.pt [--write]

PRETRAINED.pt lies in the package `resemblyzer` 0.1.4 (`pip download --no-deps resemblyzer`, a zip file).
Torch is needed, which the second engine brings along.
"""

import argparse
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.voices import encoder
from schemas.records import SAMPLE_RATE

SHA256 = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
_LAYERS = 3


def main() -> None:
    """Compare, and with --write keep the weights."""
    parser = argparse.ArgumentParser(description="The weights that tell voices apart.")
    parser.add_argument("pretrained", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {encoder.WEIGHTS.name} anew")
    given = parser.parse_args()
    if hashlib.sha256(given.pretrained.read_bytes()).hexdigest() != SHA256:
        parser.error("these are not the weights of Resemblyzer 0.1.4")
    state = torch.load(given.pretrained, map_location="cpu", weights_only=True)["model_state"]
    if given.write:
        np.savez_compressed(encoder.WEIGHTS, **_taken_from(state))
        print(f"sha256 {hashlib.sha256(encoder.WEIGHTS.read_bytes()).hexdigest()}")
    samples = np.random.default_rng(0).normal(0, 0.1, 20 * SAMPLE_RATE).astype(np.float32)
    starts = np.arange(0, len(samples) - 2 * SAMPLE_RATE, SAMPLE_RATE // 2)
    mine = encoder.encode(samples, starts)
    likeness = (mine * _torch(state, encoder.spectrum(samples), starts)).sum(axis=1)
    print(f"likeness of both on {len(starts)} windows: {likeness.min():.6f} at the least")


def _taken_from(state: dict[str, Any]) -> dict[str, Any]:
    """The weights in half precision, those for the input and for the state before side by side."""
    kept = {"w": state["linear.weight"], "b": state["linear.bias"]}
    for layer in range(_LAYERS):
        pair = [state[f"lstm.weight_{kind}_l{layer}"] for kind in ("ih", "hh")]
        kept[f"w{layer}"] = torch.cat(pair, dim=1)
        kept[f"b{layer}"] = state[f"lstm.bias_ih_l{layer}"] + state[f"lstm.bias_hh_l{layer}"]
    return {name: value.numpy().astype(np.float16) for name, value in kept.items()}


def _torch(state: dict[str, Any], bands: Any, starts: Any) -> Any:
    """What Resemblyzer's own network makes of the same windows."""
    lstm, linear = torch.nn.LSTM(40, 256, _LAYERS, batch_first=True), torch.nn.Linear(256, 256)
    for part, name in ((lstm, "lstm."), (linear, "linear.")):
        part.load_state_dict(
            {key[len(name) :]: value for key, value in state.items() if key.startswith(name)}
        )
    windows = torch.tensor(np.stack([bands[at // 160 : at // 160 + 160] for at in starts]))
    with torch.no_grad():
        voices = torch.relu(linear(lstm(windows)[1][0][-1]))
    return (voices / voices.norm(dim=1, keepdim=True)).numpy()


if __name__ == "__main__":
    main()
