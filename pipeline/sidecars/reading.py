"""A transcript that was brought along, as words on the clock of its clip."""

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from pipeline.languages import detected
from pipeline.letters import encoding_of
from pipeline.sidecars.finding import Sidecar
from schemas.errors import ClipError, UsageError
from schemas.records import Segment, Span, Transcript, Word

BROUGHT = "brought along"
"""Stands in the place of an engine."""

_BEYOND = 1.0
"""Seconds that a cue may go on after the clip's end: players and programs that cut round differently."""

_FASTEST = 8.0
"""Words a second: nobody speaks faster for long, so a longer text is of another clip."""

_AT_LEAST = 2.0
"""Seconds over which that is looked at."""

_NO_SPEECH = re.compile(r"[\[(*♪♫][^\])]*[\])*♪♫]?")
"""What a cue says of sounds: `[music]`, `(laughter)`, `♪ la la ♪`."""

_WHO = re.compile(r"(?:-\s*)?(?:[A-Z][A-Z0-9 .'-]{1,30}:|>>)\s+|-\s+")
"""What stands before a cue to tell who speaks: `ANNA:`, `>>`, a dash."""

_TAG = re.compile(r"<[^>]{0,80}>|\{\\[^}]*\}")


@dataclass(frozen=True, slots=True)
class _Cue:
    """What is said in a stretch; its words by their own times where they are known."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()


def read_sidecar(sidecar: Sidecar, duration: float, find_speech: Callable[[], Sequence[Span]]) -> Transcript:
    """The words of a transcript on the clip's clock, token for token as the file has them.

    Words that have no times of their own are laid over their cue, and those of a plain text over the
    stretches in which somebody speaks, each as long as its letters.

    Args:
        sidecar: The file.
        duration: Seconds of the clip.
        find_speech: Gives the stretches in which somebody speaks; asked only for a plain text.

    Raises:
        UnfitError: It cannot be read, says nothing, or does not fit the clip; the message says why.
        ClipError: The clip's sound cannot be read.
    """
    language = sidecar.language
    try:
        text = sidecar.path.read_bytes().decode(encoding_of(sidecar.path))
        if sidecar.form == "json":
            document = json.loads(text)
            language = _code(document) or language
            cues = list(_of_json(document))
        elif sidecar.form == "txt":
            cues = _of_text(sidecar.path, text, find_speech)
        else:
            cues = list(_of_subtitles(text, sidecar.form))
    except (OSError, UsageError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unfit(sidecar.path, "cannot be read as a transcript") from None
    cues = sorted((cue for cue in cues if cue.words or cue.text), key=lambda cue: (cue.start, cue.end))
    if not cues:
        raise _unfit(sidecar.path, "says nothing")
    _check(sidecar.path, cues, duration)
    language = language or detected(" ".join(cue.text for cue in cues))
    return Transcript(
        engine=BROUGHT,
        model=sidecar.form,
        language=language,
        language_probability=1.0 if language else 0.0,
        segments=tuple(_segments(cues, duration, language)),
        duration=duration,
    )


def _segments(cues: Sequence[_Cue], duration: float, language: str | None) -> Iterator[Segment]:
    """A segment for each cue; of two that overlap, the second begins where the first ends."""
    reached = 0.0
    for cue in cues:
        start, end = max(cue.start, reached), min(max(cue.end, cue.start + 0.01), duration)
        words = cue.words or _spread(cue.text.split(), [Span(start, max(end, start + 0.01))])
        words = tuple(
            Word(max(word.start, reached), max(word.end, word.start, reached), word.text, word.probability)
            for word in words
        )
        reached = words[-1].end
        yield Segment(
            start=words[0].start,
            end=reached,
            text=" ".join(word.text for word in words),
            words=words,
            avg_logprob=0.0,
            no_speech_prob=0.0,
            compression_ratio=1.0,
            language=language,
        )


def _check(path: Path, cues: Sequence[_Cue], duration: float) -> None:
    """Whether it can be of this clip."""
    ends = max(cue.end for cue in cues)
    if min(cue.start for cue in cues) < 0:
        raise _unfit(path, "begins before the clip does")
    if ends > duration + _BEYOND:
        raise _unfit(path, f"goes on until {ends:.1f} s, and the clip ends at {duration:.1f} s")
    for first, cue in enumerate(cues):
        count = 0
        for other in cues[first:]:
            count += len(other.words) or len(other.text.split())
            seconds = other.end - cue.start
            if seconds >= _AT_LEAST:
                if count > _FASTEST * seconds:
                    raise _unfit(path, f"has {count} words in {seconds:.1f} s, more than anybody says")
                break
    total = sum(len(cue.words) or len(cue.text.split()) for cue in cues)
    if total > _FASTEST * max(duration, _AT_LEAST):
        raise _unfit(path, f"has {total} words, and the clip lasts {duration:.1f} s")


class UnfitError(ClipError):
    """The transcript cannot be used; the clip may be heard all the same."""


def _unfit(path: Path, why: str) -> UnfitError:
    return UnfitError(
        f"{path.name} beside it {why}, and was not used.",
        "Mend it, or take it away; until then vox writes down what it hears.",
    )


def _of_subtitles(text: str, form: str) -> Iterator[_Cue]:
    from pysubs2 import SSAFile

    for event in SSAFile.from_string(text, format_=form):
        said = _TAG.sub("", event.text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " "))
        # WebVTT is written as HTML is; SubRip is not, but programs that make it of the other leave it so.
        lines = (_spoken(unescape(line)) for line in said.splitlines())
        yield _Cue(event.start / 1000, event.end / 1000, " ".join(filter(None, lines)))


def _spoken(line: str) -> str:
    """What is said in a line of a cue."""
    said = _NO_SPEECH.sub(" ", _WHO.sub("", line.strip(), count=1))
    return " ".join(said.split()) if re.search(r"\w", said) else ""


def _of_json(document: dict[str, Any]) -> Iterator[_Cue]:
    """What openai-whisper, faster-whisper, WhisperX and whisper.cpp write."""
    for segment in document.get("segments") or ():
        start, end = _seconds(segment["start"]), _seconds(segment["end"])
        words = tuple(_words(segment.get("words") or (), start, end))
        yield _Cue(start, end, str(segment["text"]).strip(), words)
    for piece in document.get("transcription") or ():
        offsets = piece["offsets"]
        start, end = _seconds(offsets["from"]) / 1000, _seconds(offsets["to"]) / 1000
        yield _Cue(start, end, _spoken(str(piece["text"])))


def _words(told: Sequence[dict[str, Any]], start: float, end: float) -> Iterator[Word]:
    """Words with their times; WhisperX leaves those of some out, as of numbers."""
    reached = start
    for place, word in enumerate(told):
        text = str(word.get("word", word.get("text", ""))).strip()
        if not text:
            continue
        later = next((_seconds(each["start"]) for each in told[place + 1 :] if "start" in each), end)
        begin = _seconds(word.get("start", reached))
        reached = _seconds(word.get("end", max(begin, later)))
        probability = word.get("probability", word.get("score", 1.0))
        for number, token in enumerate(text.split()):
            # A word with a space in it is two.
            share = (reached - begin) / len(text.split())
            yield Word(begin + number * share, begin + (number + 1) * share, token, float(probability))


def _seconds(told: Any) -> float:
    seconds = float(told)
    if not math.isfinite(seconds):
        raise ValueError("no time")
    return seconds


def _code(document: dict[str, Any]) -> str | None:
    said = document.get("language") or (document.get("result") or {}).get("language")
    return said[:2].lower() if isinstance(said, str) and re.fullmatch(r"[A-Za-z]{2}(?:-\w+)?", said) else None


def _of_text(path: Path, text: str, find_speech: Callable[[], Sequence[Span]]) -> list[_Cue]:
    """The words of a plain text over the stretches in which somebody speaks; a cue for each line."""
    lines = [line.split() for line in map(_spoken, text.splitlines()) if line]
    if not lines:
        return []
    speech = find_speech()
    if not speech:
        raise _unfit(path, "has words, and nobody speaks in the clip")
    words = iter(_spread([word for line in lines for word in line], speech))
    placed = [tuple(next(words) for _ in line) for line in lines]
    return [_Cue(line[0].start, line[-1].end, " ".join(word.text for word in line), line) for line in placed]


def _spread(tokens: Sequence[str], spans: Sequence[Span]) -> tuple[Word, ...]:
    """Words over stretches of time, each as long as its letters; none reaches out of a stretch."""
    total, letters = sum(span.end - span.start for span in spans), sum(len(token) + 1 for token in tokens)
    placed: list[Word] = []
    reached = 0.0
    for token in tokens:
        length = (len(token) + 1) / letters * total
        start, end = _at(spans, reached), _at(spans, reached + length, is_end=True)
        if end < start or any(start < span.start < end for span in spans):
            end = next(span.end for span in spans if span.end > start)
        placed.append(Word(start, end, token, 1.0))
        reached += length
    return tuple(placed)


def _at(spans: Sequence[Span], reached: float, *, is_end: bool = False) -> float:
    """Where in the stretches somebody is after some seconds of them."""
    for span in spans:
        length = span.end - span.start
        if reached < length - 1e-9 or (is_end and reached <= length + 1e-9):
            return span.start + max(0.0, reached)
        reached -= length
    return spans[-1].end
