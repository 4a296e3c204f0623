"""A film of chosen stretches of a clip: what a publication shows of it, and nothing else."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import ffmpeg

from pipeline import tools
from pipeline.derive.encoding import BARE_PICTURE, PICTURE, SIDE, SOUND, patience, rate
from pipeline.derive.fit import fit
from pipeline.derive.writing import BARE, whole
from schemas.records import Probe, Span, VideoStream

_FADE = 0.015
"""Seconds in which the sound comes at the beginning of each stretch and goes at its end: a cut is heard as a
click."""


def make_published_copy(copy: Path, probe: Probe, kept: Sequence[Span], target: Path) -> None:
    """Write an MP4 of some stretches of a clip, back to back, as every browser plays it.

    A picture that comes up outside of them is not in it, nor a sound. Moments of the clip are found in it by
    `pipeline.timeline.Timeline`: pictures are true to that by half of one, however many stretches there are,
    and sounds to the sample.

    Args:
        copy: The clip's web copy, in which nothing is seen or heard any more that may not be.
        probe: What is known of that copy.
        kept: The stretches, in seconds of the clip: in order, apart and not empty.
        target: Where to write.

    Raises:
        ClipError: It cannot be made.
        MachineError: The disk is full.
    """
    # What comes before the first stretch need not be read, nor what comes after the last.
    first, last = kept[0].start, kept[-1].end
    clip = tools.clip_input(copy, ss=f"{first:.6f}", t=f"{last - first:.6f}")
    spans = [Span(span.start - first, span.end - first) for span in kept]
    options: dict[str, Any] = {"f": "mp4", "movflags": "+faststart", **BARE}
    tracks: list[Any] = []
    if probe.video:
        tracks.append(_pictures(clip["V:0"], probe.video, spans))
        options |= {**PICTURE, **BARE_PICTURE}
    if probe.audio:
        tracks.append(_sounds(clip["a:0"], spans))
        options |= SOUND
    options["t"] = f"{sum(span.end - span.start for span in spans):.6f}"
    with whole(target, copy, "No film for a publication could be made of") as unfinished:
        tools.run(tools.output(tracks, unfinished, **options), timeout=patience(last), low_priority=True)


def _pictures(picture: Any, video: VideoStream, spans: Sequence[Span]) -> Any:
    """The pictures that come up in those stretches, each as much earlier as was left out before it."""
    within = "+".join(f"gte(t,{span.start:.6f})*lt(t,{span.end:.6f})" for span in spans)
    # At each gap the clock jumps by its length: all gaps that a picture has behind it are taken off.
    gaps = [after.start - before.end for before, after in pairwise(spans)]
    left_out = "+".join(
        f"gte(T,{span.start:.6f})*{gap:.6f}" for span, gap in zip(spans[1:], gaps, strict=True)
    )
    chosen = picture.filter("select", within).filter("setpts", f"PTS-({left_out or 0})/TB")
    return fit(chosen.filter("fps", f"{rate(video):.6f}", start_time=0), video, SIDE, "film")


def _sounds(sound: Any, spans: Sequence[Span]) -> Any:
    """The sounds of those stretches, with silence where the clip's sound ends before its picture."""
    shared = sound.filter("apad").filter_multi_output("asplit", len(spans))
    cut = [
        shared[number]
        .filter("atrim", start=f"{span.start:.6f}", end=f"{span.end:.6f}")
        .filter("asetpts", "PTS-STARTPTS")
        .filter("afade", type="in", duration=_FADE)
        .filter("afade", type="out", start_time=f"{span.end - span.start - _FADE:.6f}", duration=_FADE)
        for number, span in enumerate(spans)
    ]
    return ffmpeg.concat(*cut, v=0, a=1)
