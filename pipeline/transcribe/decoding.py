"""What both engines share: how their words are read, and how much a text repeats itself."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas.records import Span, Word

BEAM_SIZE = 5
"""How many texts are followed at once; OpenAI's command follows as many."""

LIKELY_LANGUAGES = 5
"""How many of the hundred languages are kept with their probabilities."""

PREPENDED = "\"'“¿([{-"
APPENDED = "\"'.。,，!！?？:：”)]}、"
"""Marks that belong to the word after or before them (openai-whisper 20250625, transcribe.py)."""


_STATES_A_SECOND = 50


def states_between(stretch: Span) -> slice:
    """Which of the encoder's states belong to a stretch of sound, at least one."""
    first = int(stretch.start * _STATES_A_SECOND)
    return slice(first, max(first + 1, int(stretch.end * _STATES_A_SECOND)))


def model_label(model: str) -> str:
    """A model's name as it is shown and stored: of a folder, its last part, so that no path is kept."""
    return Path(model).name


def compression_ratio(text: str) -> float:
    """Length of a text by its length compressed (openai-whisper 20250625, utils.py); 0 for no text."""
    coded = text.encode()
    return len(coded) / len(zlib.compress(coded)) if coded else 0.0


def read_words(alignment: Iterable[Mapping[str, Any]]) -> tuple[Word, ...]:
    """Words from the alignment of either engine, whose punctuation is merged already."""
    return tuple(
        Word(
            start=float(found["start"]),
            end=float(found["end"]),
            text=found["word"].strip(),
            probability=round(float(found["probability"]), 4),
            glued=not found["word"].startswith(" "),
        )
        for found in alignment
        if found["word"].strip()
    )


def prompt_of(names: Sequence[str]) -> str:
    """Names as a text that could have been written before: Whisper then spells them so."""
    return f" {', '.join(names)}."
