"""What both engines share: how they decode, so that they can be compared, and how their words are read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.records import SAMPLE_RATE, Segment, Word

BEAM_SIZE = 5

SEED = 0
"""Where drawing at random begins."""

_TOKENS_A_SECOND = 30
_TOKENS_AT_LEAST = 30
_TOKENS_OF_A_WINDOW = 224
"""Half of Whisper's context: more than anybody says in 30 seconds."""


def model_label(model: str) -> str:
    """A model's name as it is shown and stored: of a folder, its last part, so that no path is kept."""
    return Path(model).name


def most_tokens(samples: int) -> int:
    """How many tokens a piece can hold at most: a text that loops is cut short, and costs less."""
    return min(_TOKENS_OF_A_WINDOW, _TOKENS_AT_LEAST + _TOKENS_A_SECOND * samples // SAMPLE_RATE)


def read_segment(fields: Mapping[str, Any]) -> Segment:
    """A segment from the fields that openai-whisper gave it and faster-whisper kept."""
    return Segment(
        start=float(fields["start"]),
        end=float(fields["end"]),
        text=fields["text"].strip(),
        words=tuple(
            Word(
                start=float(word["start"]),
                end=float(word["end"]),
                text=word["word"].strip(),
                probability=float(word["probability"]),
                glued=not word["word"].startswith(" "),
            )
            for word in fields["words"] or ()
            if word["word"].strip()
        ),
        avg_logprob=float(fields["avg_logprob"]),
        no_speech_prob=float(fields["no_speech_prob"]),
        compression_ratio=float(fields["compression_ratio"]),
    )
