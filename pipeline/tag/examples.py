"""Answers that show a theme at its plainest, to say what a text reads like."""

import json
from importlib.resources import files

import numpy as np

from pipeline.tag.encoder import Encoder, Floats, unit

FILE = "examples.json"


class Examples:
    """The examples of every theme, chosen from the corpus by training/train.py; their vectors when needed."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._texts: dict[str, list[str]] = json.loads(
            files("pipeline.tag").joinpath(FILE).read_text(encoding="utf-8")
        )
        self._vectors: dict[str, Floats] = {}

    def nearest(self, vector: Floats, slug: str) -> str | None:
        """The example of a theme that lies closest to a vector of the same encoder; None if there is none."""
        if slug not in self._texts:
            return None
        if slug not in self._vectors:
            self._vectors[slug] = unit(self._encoder.encode(self._texts[slug]))
        return self._texts[slug][int(np.argmax(self._vectors[slug] @ unit(vector)))]
