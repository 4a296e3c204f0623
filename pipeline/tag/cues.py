"""Themes nobody trained a head for: a project's own, told by likeness to their cues."""

from collections.abc import Sequence

import numpy as np

from pipeline.tag.encoder import Encoder, Floats, unit
from schemas.themes import Theme


class CueModel:
    """Knows a theme by what people say of it.

    The encoder is the one that was not fitted to themes: fitted to others, it would see those.

    Args:
        themes: With their cues.
        line: Slope and offset of the logit of a cosine.
    """

    def __init__(self, themes: Sequence[Theme], line: Floats) -> None:
        self._encoder = Encoder(adapted=False)
        self._slope, self._offset = line
        self._cues = {theme.slug: theme.cues for theme in themes}
        self._vectors = {slug: unit(self._encoder.encode(cues)) for slug, cues in self._cues.items()}

    def logits(self, texts: Sequence[str]) -> Floats:
        """How much each text is about each theme, shape (texts, themes): by the likest cue."""
        vectors = unit(self._encoder.encode(texts))
        nearest = [(vectors @ cues.T).max(axis=1) for cues in self._vectors.values()]
        return np.asarray(self._slope * np.stack(nearest, axis=1) + self._offset, np.float32)

    def nearest(self, text: str, slug: str) -> str:
        """The cue of a theme that a text reads like."""
        [vector] = unit(self._encoder.encode([text]))
        return self._cues[slug][int(np.argmax(self._vectors[slug] @ vector))]
