"""What is not to be heard or seen of a clip is taken out of its sound and its picture.

It is done once, when the web copy is made: all else that is shown is made from that copy.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import Any

import ffmpeg

from schemas.records import Box, Muted, Span

GUARD = 0.12
"""Seconds around the words that are silent, too: of Whisper's word times 95 in 100 are true to that
(docs/benchmarks.md, Word times). What comes over a neighbouring word costs a part of its sound, and one that
falls short would leave a part of a name."""

_FADE = 0.02
"""Seconds, inside the guard, in which the sound goes and comes: a cut is heard as a click."""

_APART = 0.05
"""Seconds: what is heard between two silences for less is no word, and is silent, too."""

_BLOCK = 512
"""Samples that are worked on at once. The sound goes out in one and comes back in another: the middle of
what is silent, at least `GUARD` from either end, lies between them."""

_TONE = 1000
"""Hz, as broadcasters bleep. ffmpeg makes it an eighth of full scale, about as loud as somebody speaks."""

_COVER = "0x40434a"
"""One dark grey, the same in all pictures. Of what is blurred or made into a mosaic a face or a text can be
found again, the better the more pictures there are; of this nothing can."""

_LONGEST_STEP = 1 / 20
"""Seconds by which a picture of the copy may stand earlier than the one it was made from: half the distance
of pictures in the slowest copy."""

_EDGE = 3
"""Pixels that are covered around a box: where a picture was made smaller, edges show what is beside."""


def silences(sounds: Iterable[Muted]) -> list[Span]:
    """The stretches of a clip in which nothing may be heard of it: the words with a guard, in order."""
    found: list[Span] = []
    for each in sorted(sounds, key=lambda each: each.start):
        span = Span(max(0.0, each.start - GUARD), each.end + GUARD)
        if found and span.start <= found[-1].end + _APART:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def without_sounds(sound: Any, sounds: Sequence[Muted]) -> Any:
    """An ffmpeg-python sound, on the clip's clock, in which some stretches are silent or a tone."""
    sound = sound.filter("asetnsamples", n=_BLOCK, p=0)
    for span in silences(sounds):
        middle = (span.start + span.end) / 2
        out = {"type": "out", "start_time": span.start, "duration": _FADE}
        back = {"type": "in", "start_time": span.end - _FADE, "duration": _FADE}
        # Each fade makes all that follows it, or comes before it, silent: so each has its time.
        if span.start:
            sound = sound.filter("afade", **out, enable=f"between(t,{span.start - 1:.6f},{middle:.6f})")
        else:
            sound = sound.filter("volume", 0, enable=f"lte(t,{middle:.6f})")
        sound = sound.filter("afade", **back, enable=f"gt(t,{middle:.6f})*lt(t,{span.end + 1:.6f})")
    bleeps = silences(each for each in sounds if each.how == "bleep")
    if not bleeps:
        return sound
    # `normalize` would make the voice quieter for the tone.
    return ffmpeg.filter([sound, _tone(bleeps)], "amix", inputs=2, duration="first", normalize=0)


def _tone(spans: Sequence[Span]) -> Any:
    """A tone in those stretches, which are apart, and silence between them."""
    seconds = spans[-1].end + 1
    tone = ffmpeg.input(f"sine=frequency={_TONE}:sample_rate=48000:duration={seconds:.6f}", f="lavfi")
    tone = tone.filter("asetnsamples", n=_BLOCK, p=0)
    between = [(before.end + after.start) / 2 for before, after in pairwise(spans)]
    for span, since, until in zip(spans, [-1.0, *between], [*between, seconds], strict=True):
        middle = (span.start + span.end) / 2
        come = {"type": "in", "start_time": span.start, "duration": _FADE}
        go = {"type": "out", "start_time": span.end - _FADE, "duration": _FADE}
        tone = tone.filter("afade", **come, enable=f"gt(t,{since:.6f})*lte(t,{middle:.6f})")
        tone = tone.filter("afade", **go, enable=f"gt(t,{middle:.6f})*lte(t,{until:.6f})")
    return tone


def on_whole_pictures(boxes: Iterable[Box], shown: Iterable[float]) -> tuple[Box, ...]:
    """Boxes that begin and end with whole pictures, and with one more on either side.

    Where a camera films half pictures, something of each is seen in its neighbours.

    Args:
        boxes: As people drew them.
        shown: When each picture of the clip comes up, in seconds. Where none is told, a box stays all along.
    """
    times = sorted(shown)

    def widened(box: Box) -> Box:
        first, after = bisect_right(times, box.start), bisect_right(times, box.end)
        start = times[first - 2] if first > 1 else 0.0
        end = times[after + 1] if after + 1 < len(times) else inf
        return replace(box, start=min(start, box.start), end=max(end, box.end))

    return tuple(widened(box) for box in boxes)


def without_boxes(picture: Any, boxes: Iterable[Box]) -> Any:
    """An upright ffmpeg-python picture on the clip's clock, in which boxes are covered while they last."""
    for box in boxes:
        left, top = f"max(0,floor(iw*{box.x:.6f})-{_EDGE})", f"max(0,floor(ih*{box.y:.6f})-{_EDGE})"
        right, bottom = (
            f"ceil(iw*{box.x + box.width:.6f})+{_EDGE}",
            f"ceil(ih*{box.y + box.height:.6f})+{_EDGE}",
        )
        until = "" if box.end == inf else f"*lte(t,{box.end + _LONGEST_STEP:.6f})"
        picture = picture.filter(
            "drawbox",
            **{"x": left, "y": top, "w": f"{right}-({left})", "h": f"{bottom}-({top})"},
            **{"color": _COVER, "thickness": "fill"},
            enable=f"gte(t,{box.start - _LONGEST_STEP:.6f}){until}",
        )
    return picture
