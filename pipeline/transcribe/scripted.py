"""An engine that says what a file tells it to: for tests of faults, never for transcripts."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.transcribe.engine import Heard
from schemas.errors import ClipError
from schemas.records import SAMPLE_RATE, Segment, Word

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Scripted:
    """Spreads the words of a script evenly over whatever it hears.

    Args:
        model: A JSON file: `{"text": "what to say"}` or `{"error": "how to fail"}`.
    """

    name = "scripted"

    def __init__(self, model: str) -> None:
        self._script: dict[str, str] = json.loads(Path(model).read_text(encoding="utf-8"))
        self.model = Path(model).name

    def hear(
        self, samples: "npt.NDArray[np.float32]", language: str | None, temperature: float = 0.0
    ) -> Heard:
        """Say the script, or fail as it says; see `Engine.hear`."""
        if "error" in self._script:
            raise ClipError(self._script["error"], "This engine fails when it is told to.")
        texts = self._script["text"].split()
        step = len(samples) / SAMPLE_RATE / len(texts)
        words = tuple(Word(i * step, (i + 1) * step, text, 1.0) for i, text in enumerate(texts))
        said = Segment(0.0, len(texts) * step, " ".join(texts), words, -0.1, 0.0, 1.0)
        return Heard(((language or "en", 1.0),), (said,))
