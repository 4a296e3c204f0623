"""A transcript as the pages show it: words with their evidence, and captions."""

from collections.abc import Sequence
from html import escape
from typing import Any

from pipeline.publish.site.data import Row

_DOUBTFUL = 0.5
"""Words less probable than this are shown as uncertain."""


def spoken_words(answer: Row, words: Sequence[Row]) -> list[dict[str, Any]]:
    """The words of an answer in order, each with what stands before it, its times, doubt and themes.

    Joined, `before` and `text` are the answer's text, token for token.
    """
    spoken: list[dict[str, Any]] = []
    position = 0
    for word in words[answer["first_word"] : answer["last_word"] + 1]:
        start = answer["text"].index(word["text"], position)
        end = start + len(word["text"])
        spoken.append(
            {
                **word,
                "before": answer["text"][position:start],
                "doubtful": word["probability"] < _DOUBTFUL,
                "themes": [
                    theme["slug"]
                    for theme in answer["themes"]
                    if theme["evidence_start"] is not None
                    and theme["evidence_start"] < end
                    and theme["evidence_end"] > start
                ],
            }
        )
        position = end
    return spoken


def web_vtt(segments: Sequence[Row]) -> str:
    """Segments as a WebVTT file (https://www.w3.org/TR/webvtt1/)."""
    cues = [
        f"{_timestamp(segment['start'])} --> {_timestamp(segment['end'])}\n"
        f"{escape(segment['text'], quote=False)}"
        for segment in segments
        if not segment["doubted"]
    ]
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _timestamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
