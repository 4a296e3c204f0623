"""Answers that show a theme at its plainest, to say what a text reads like."""

import json
from importlib.resources import files

import numpy as np

from pipeline.tag.encoder import Floats, unit

TEXTS = "examples.json"
VECTORS = "examples.npz"


class Examples:
    """The examples of every theme, which training/head.py chose from the corpus."""

    def __init__(self) -> None:
        folder = files("pipeline.tag")
        self._texts: dict[str, list[str]] = json.loads(folder.joinpath(TEXTS).read_text(encoding="utf-8"))
        with np.load(str(folder / VECTORS)) as saved:
            self._vectors = {slug: saved[slug].astype(np.float32) for slug in saved.files}

    def nearest(self, vector: Floats, slug: str) -> str | None:
        """The example of a theme that lies closest to a vector of the adapted encoder, or None."""
        if slug not in self._texts:
            return None
        return self._texts[slug][int(np.argmax(self._vectors[slug] @ unit(vector)))]
