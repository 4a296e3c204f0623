"""Captions as files: WebVTT, SubRip and plain text.

Written here because neither pysubs2 1.8 nor webvtt-py 0.6 escapes what a word may hold: one drops what stands
in braces, the other refuses an arrow.
"""

from collections.abc import Sequence
from html import escape

from pipeline.captions.cues import Cue
from pipeline.captions.passages import Passage


def web_vtt(cues: Sequence[Cue], language: str | None = None, note: str | None = None) -> str:
    """Captions as WebVTT (https://www.w3.org/TR/webvtt1/), with who speaks and in which language.

    Args:
        cues: In order.
        language: Of most of it; what is said in another is marked.
        note: For whoever opens the file; no player shows it.
    """
    head = f"WEBVTT\nLanguage: {language}" if language else "WEBVTT"
    blocks = [
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{_tagged(cue, language)}" for cue in cues
    ]
    notes = [f"NOTE {note}"] if note else []
    return "\n\n".join([head, *notes, *blocks]) + "\n"


def _tagged(cue: Cue, language: str | None) -> str:
    text = escape("\n".join(cue.lines), quote=False)
    if cue.language and cue.language != language:
        text = f"<lang {cue.language}>{text}</lang>"
    return f"<v {escape(cue.speaker, quote=False)}>{text}" if cue.speaker else text


def sub_rip(cues: Sequence[Cue]) -> str:
    """Captions as SubRip, which knows no escapes: the words stand as they are."""
    blocks = [
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n" + "\n".join(cue.lines)
        for number, cue in enumerate(cues, 1)
    ]
    return "\n\n".join(blocks) + "\n"


def plain_text(passages: Sequence[Passage]) -> str:
    """What is said, a paragraph for each passage."""
    return (
        "\n\n".join(
            f"{' '.join(passage.speaker.split())}: {passage.text}" if passage.speaker else passage.text
            for passage in passages
        )
        + "\n"
    )


def _clock(seconds: float, point: str) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"
