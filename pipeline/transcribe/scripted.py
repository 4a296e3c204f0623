"""An engine that says what a file tells it to: for tests of faults, never for transcripts."""

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.transcribe.engine import Heard, Request
from schemas.errors import ClipError
from schemas.records import Word


class Scripted:
    """Spreads the words of a script evenly over whatever it hears.

    Args:
        model: A JSON file: `{"text": "what to say"}` or `{"error": "how to fail"}`.
    """

    name = "scripted"

    def __init__(self, model: str) -> None:
        self._script: dict[str, str] = json.loads(Path(model).read_text(encoding="utf-8"))
        self.model = Path(model).name

    def hear(self, requests: Sequence[Request]) -> list[tuple[Heard, ...]]:
        """Say the script, or fail as it says; see `Engine.hear`."""
        if "error" in self._script:
            raise ClipError(self._script["error"], "This engine fails when it is told to.")
        return [
            tuple(self._say(request, language) for language in request.languages or ("en",))
            for request in requests
        ]

    def _say(self, request: Request, language: str) -> Heard:
        texts = self._script["text"].split()
        step = request.seconds / len(texts)
        words = tuple(Word(i * step, (i + 1) * step, text, 1.0) for i, text in enumerate(texts))
        return Heard(language, ((language, 1.0),), words, -0.1, 0.0)
