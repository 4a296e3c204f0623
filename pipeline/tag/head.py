"""The trained part over a sentence's vector: what training/train.py saved in head.npz."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from schemas.records import AnswerKind, Polarity

Floats = NDArray[np.float32]

FILE = "head.npz"

POLARITIES: tuple[Polarity, ...] = ("praise", "complaint", "neutral")
KINDS: tuple[AnswerKind, ...] = ("definition", "story", "advice", "opinion")
"""The head knows one more, after these: that a text is no answer."""


@dataclass(frozen=True, slots=True)
class Head:
    """Weights over vectors of an adapted `Encoder`; every score is a probability.

    Attributes:
        slugs: The themes it knows, in the order of the rows of `theme`.
        definitions: What those themes meant when it was trained: another definition is another theme.
        theme: Shape (themes, dimensions + 1), the bias last; likewise `polarity` and `kind`.
        blend: How a theme's signals are weighed together, one weight a signal: see signals.py.
        cue: Slope and offset that make a probability of a cosine with a theme's cues.
    """

    slugs: tuple[str, ...]
    definitions: tuple[str, ...]
    theme: Floats
    polarity: Floats
    kind: Floats
    blend: Floats
    cue: Floats


@cache
def load_head() -> Head:
    """The head that comes with vox."""
    with np.load(str(files("pipeline.tag") / FILE)) as saved:
        return Head(
            slugs=tuple(saved["slugs"].tolist()),
            definitions=tuple(saved["definitions"].tolist()),
            **{
                name: saved[name].astype(np.float32) for name in ("theme", "polarity", "kind", "blend", "cue")
            },
        )


def linear(vectors: Floats, weights: Floats) -> Floats:
    """Logits of vectors under weights whose last column is the bias."""
    logits: Floats = vectors @ weights[:, :-1].T + weights[:, -1]
    return logits


def sigmoid(logits: Floats) -> Floats:
    """The probability of a logit."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)


def softmax(logits: Floats) -> Floats:
    """Probabilities that add up to 1, row by row."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def fingerprint(names: Sequence[str]) -> str:
    """What tells the trained files of one version from another's, in eight characters."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(files("pipeline.tag").joinpath(name).read_bytes())
    return digest.hexdigest()[:8]
