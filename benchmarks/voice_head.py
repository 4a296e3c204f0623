"""Draw the line between speech and other sounds that `pipeline/transcribe/voice.py` uses, and test it.

python -m benchmarks.voice_head SPEECH_MANIFEST... --other OTHER_MANIFEST [--write]

Manifests are files of JSON lines beside the recordings: `file`; `words` (true leaves a recording out of
OTHER); `half` ("A" or "B": a line drawn from one half is tested on the other; recordings without it take
turns). With --write, the line through both halves becomes the one that vox uses for its own model.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.progress import track

from pipeline.audio import read_sound
from pipeline.fingerprint import fingerprint
from pipeline.models import BASE
from pipeline.transcribe.faster_whisper import FasterWhisper
from pipeline.transcribe.speech import find_pieces
from pipeline.transcribe.voice import head_path

SHRINK = 0.1
"""Weight of the squares of the weights in the fit: 500 numbers a piece and some thousand pieces."""

_STEPS, _STEP = 800, 0.05

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pieces:
    """What the detector takes for speech: the encoder's mean states, if it is, and which half it is in."""

    states: Array
    speech: npt.NDArray[np.bool_]
    half: npt.NDArray[np.bool_]

    def pick(self, which: npt.NDArray[np.bool_]) -> "Pieces":
        """Some of them."""
        return Pieces(self.states[which], self.speech[which], self.half[which])


def read_pieces(manifests: Sequence[tuple[Path, bool]], engine: FasterWhisper) -> Pieces:
    """The pieces of all recordings; the second of each pair tells whether its recordings are speech."""
    found = [piece for manifest, speech in manifests for piece in _read(manifest, engine, speech=speech)]
    states, speech, half = zip(*found, strict=True)
    return Pieces(np.array(states), np.array(speech), np.array(half))


def _read(manifest: Path, engine: FasterWhisper, *, speech: bool) -> Iterator[tuple[Array, bool, bool]]:
    lines = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    for number, line in enumerate(track(lines, manifest.parent.name)):
        if line.get("words") and not speech:
            continue
        half = line.get("half", "AB"[number % 2]) == "A"
        for block in read_sound(fingerprint(manifest.parent / line["file"])):
            for piece in find_pieces(block):
                yield engine.mean_states(piece.samples).astype(np.float64), speech, half


def fit(pieces: Pieces) -> tuple[Array, float]:
    """Weights and bias of a logistic regression in which both kinds count for as much."""
    mean, spread = pieces.states.mean(0), pieces.states.std(0) + 1e-3
    scaled = (pieces.states - mean) / spread
    count = np.where(pieces.speech, 1.0, pieces.speech.sum() / (~pieces.speech).sum())
    weights, bias = np.zeros(scaled.shape[1]), 0.0
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-np.clip(scaled @ weights + bias, -30, 30)))
        error = count * (expected - pieces.speech)
        weights -= _STEP * ((scaled.T @ error) / len(error) + SHRINK * weights)
        bias -= _STEP * float(error.mean())
    return weights / spread, bias - float((mean * weights / spread).sum())


def judge(train: Pieces, test: Pieces) -> str:
    """How a line drawn from some pieces does on others, as a row of a table."""
    weights, bias = fit(train)
    scores = test.states @ weights + bias
    lost, kept = int((scores[test.speech] < 0).sum()), int((scores[~test.speech] >= 0).sum())
    return f"| {lost} of {test.speech.sum()} | {kept} of {(~test.speech).sum()} |"


def main() -> None:
    """Draw the line, print how it does on the half it was not drawn from, and keep it if asked to."""
    parser = argparse.ArgumentParser(description="Draw the line between speech and other sounds.")
    parser.add_argument(
        "speech", type=Path, nargs="+", help="manifests of recordings in which somebody speaks"
    )
    parser.add_argument("--other", type=Path, required=True, help="a manifest of all other sounds")
    parser.add_argument("--write", action="store_true", help="use it from now on")
    asked = parser.parse_args()
    pieces = read_pieces(
        [*((manifest, True) for manifest in asked.speech), (asked.other, False)], FasterWhisper(BASE)
    )
    print(
        "| drawn from | speech taken for another sound | other sounds taken for speech |\n| --- | --- | --- |"
    )
    print(f"| A, tested on B {judge(pieces.pick(pieces.half), pieces.pick(~pieces.half))}")
    print(f"| B, tested on A {judge(pieces.pick(~pieces.half), pieces.pick(pieces.half))}")
    if asked.write:
        weights, bias = fit(pieces)
        kept = {"bias": round(bias, 4), "weights": [round(weight, 4) for weight in weights.tolist()]}
        head_path(BASE).write_text(json.dumps(kept) + "\n", "utf-8")


if __name__ == "__main__":
    main()
