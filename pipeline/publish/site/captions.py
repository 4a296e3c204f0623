"""What is said as captions and as plain text, to show under the player and to take away.

Written here because neither pysubs2 1.8 nor webvtt-py 0.6 escapes what a word may hold: one drops what stands
in braces, the other refuses an arrow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from pipeline.publish.site.data import Row

_LONGEST = 84
"""Characters of a caption: two lines of 42, as broadcasters keep them."""

_ENDS = (".", "?", "!", "…", "。", "؟")


@dataclass
class Cue:
    """One caption.

    Attributes:
        words: What is said in it, in order.
        answer: The answer it is a piece of, or None.
    """

    answer: Row | None
    words: list[Row] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, spaced as they were heard."""
        return "".join(word["text"] if word["glued"] else f" {word['text']}" for word in self.words).strip()

    @property
    def speaker(self) -> str:
        """The name of who says it; empty for who has none."""
        name = self.answer["name"] if self.answer else None
        return " ".join((name or "").split())


def cues(clip: Row, answer: Row | None = None) -> list[Cue]:
    """The captions of a clip, or of one of its answers; without what is not believed.

    A caption ends where a sentence or a stretch of speech does, or before it is too long.
    """
    doubted = {segment["position"] for segment in clip["segments"] if segment["doubted"]}
    giving = {
        position: each
        for each in clip["answers"]
        for position in range(each["first_word"], each["last_word"] + 1)
    }
    found: list[Cue] = []
    for word in clip["words"]:
        given = giving.get(word["position"])
        if word["segment"] in doubted or (answer and given is not answer):
            continue
        if not found or _is_over(found[-1], word, given):
            found.append(Cue(given))
        found[-1].words.append(word)
    return found


def _is_over(cue: Cue, word: Row, answer: Row | None) -> bool:
    last = cue.words[-1]
    if cue.answer is not answer or last["segment"] != word["segment"]:
        return True
    # A piece of the word before it; but in Chinese and Japanese all words are written so.
    if word["glued"] and word["text"].isascii():
        return False
    return last["text"].endswith(_ENDS) or len(cue.text) + 1 + len(word["text"]) > _LONGEST


def web_vtt(cues: Sequence[Cue], language: str | None) -> str:
    """Captions as WebVTT (https://www.w3.org/TR/webvtt1/), with who speaks where that is known."""
    head = f"WEBVTT\nLanguage: {language}" if language else "WEBVTT"
    blocks = [
        f"{_clock(start, '.')} --> {_clock(end, '.')}\n"
        + (f"<v {escape(cue.speaker, quote=False)}>" if cue.speaker else "")
        + escape(cue.text, quote=False)
        for cue, start, end in _timed(cues)
    ]
    return "\n\n".join([head, *blocks]) + "\n"


def sub_rip(cues: Sequence[Cue]) -> str:
    """Captions as SubRip, which knows no escapes: the words stand as they are."""
    blocks = [
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{cue.text}"
        for number, (cue, start, end) in enumerate(_timed(cues), 1)
    ]
    return "\n\n".join(blocks) + "\n"


def plain_text(cues: Sequence[Cue]) -> str:
    """What is said, a paragraph for each answer and for what is said between them."""
    paragraphs: list[Cue] = []
    for cue in cues:
        if paragraphs and paragraphs[-1].answer is cue.answer:
            paragraphs[-1].words.extend(cue.words)
        else:
            paragraphs.append(Cue(cue.answer, [*cue.words]))
    return (
        "\n\n".join(
            f"{paragraph.speaker}: {paragraph.text}" if paragraph.speaker else paragraph.text
            for paragraph in paragraphs
        )
        + "\n"
    )


def _timed(cues: Sequence[Cue]) -> Iterator[tuple[Cue, float, float]]:
    """Each with when it is shown, in milliseconds: none while the next one is, and each for a moment."""
    for place, cue in enumerate(cues):
        start, end = (round(second * 1000) for second in (cue.words[0]["start"], cue.words[-1]["end"]))
        if place + 1 < len(cues):
            end = min(end, round(cues[place + 1].words[0]["start"] * 1000))
        yield cue, start, max(end, start + 1)


def _clock(milliseconds: float, point: str) -> str:
    minutes, rest = divmod(int(milliseconds), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"
