"""Whether a piece of sound is speech at all, by what Whisper's own encoder makes of it.

The voice detector takes some laughs, cries and barks for speech, and Whisper then writes words for them. But
its encoder, trained on speech, puts them elsewhere: a straight line through the mean of its states tells
them apart. `benchmarks/voice_head.py` draws that line, from recordings of both kinds, and says how well it
holds on others. It belongs to the weights and the windows it was drawn for (with more silence after it, a
sound's score can change by 5): other models, openai-whisper and the higher rungs of the ladder do without.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

_SAMPLES_A_STATE = 320
"""One state is 20 ms."""

_FEWEST = 3
"""States that are averaged at the least: 60 ms."""

HEADS = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Head:
    """A line between speech and other sounds: above 0 is speech, in units of log-odds."""

    weights: npt.NDArray[np.float64]
    bias: float

    def score(self, states: npt.NDArray[np.float32], samples: int) -> float:
        """The score of a piece; see `mean_state`."""
        return round(float(mean_state(states, samples) @ self.weights + self.bias), 2)


def mean_state(states: npt.NDArray[np.float32], samples: int) -> npt.NDArray[np.float32]:
    """The mean of the encoder's states over a piece, without the silence after it.

    Args:
        states: What the encoder made of a window, shaped (states, width).
        samples: Length of the piece, at 16 kHz.
    """
    found: npt.NDArray[np.float32] = states[: max(_FEWEST, samples // _SAMPLES_A_STATE)].mean(axis=0)
    return found


def head_path(model: str) -> Path:
    """Where the head of a model is kept, whether or not there is one."""
    return HEADS / f"voice-{model}.json"


def load_head(model: str) -> Head | None:
    """The head for a model that vox ships; None for others."""
    path = head_path(model)
    if Path(model).name != model or not path.is_file():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Head(np.array(kept["weights"]), kept["bias"])
