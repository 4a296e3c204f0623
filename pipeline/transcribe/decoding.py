"""What both engines share: how they decode, so that they can be compared, and how their words are read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.records import Segment, Word

BEAM_SIZE = 5

TEMPERATURES = (0.0, 0.2, 0.4)
"""Tried in turn while the text repeats itself or is improbable; sampling starts from `SEED`."""

SEED = 0


def model_label(model: str) -> str:
    """A model's name as it is shown and stored: of a folder, its last part, so that no path is kept."""
    return Path(model).name


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
