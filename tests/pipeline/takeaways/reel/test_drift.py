"""However many clips there are, and whatever they are, sound and picture are together at the end."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.derive import make_web_copy
from pipeline.probe import probe
from pipeline.takeaways.reel.film import join
from pipeline.takeaways.reel.music import open_music
from pipeline.takeaways.reel.plan import Plan
from pipeline.takeaways.reel.scenes import Layout, lay_out
from pipeline.takeaways.reel.stretches import Stage, make_stretch
from pipeline.takeaways.render.canvas import Canvas
from pipeline.takeaways.render.pieces import Piece
from pipeline.takeaways.render.sound import SAMPLE_RATE
from schemas.errors import VoxError
from schemas.quotations import Speaker
from schemas.records import Span
from tests.pipeline.takeaways.render.conftest import ffmpeg, pictures, quotation, samples

TOGETHER = 0.040
"""Seconds: more is seen."""

FLASH = 0.5
"""In the last clip: when it is white for a moment, and beeps."""

CANVAS = Canvas(90, 160)
PLAN = Plan((), title="Why?", channel="web", credits=False, end="")
MEDIA = os.environ.get("VOX_TEST_MEDIA")

KINDS = [
    ("testsrc2=s=320x240:r=25:d=1.2", 44_100, ()),
    ("testsrc2=s=180x320:r=30000/1001:d=1.3", 48_000, ()),
    ("testsrc2=s=322x182:r=50:d=1.1", 16_000, ("-display_rotation:v:0", "90")),
    (None, 22_050, ()),
    ("testsrc2=s=160x160:r=12:d=1.4", None, ()),
    ("testsrc2=s=640x360:r=24000/1001:d=1.2", 8_000, ()),
]
"""Pictures, samples a second, and how it was held."""


def filmed(path: Path, film: str | None, rate: int | None, held: tuple[str, ...]) -> Path:
    """A clip of one of these kinds."""
    sound = ("-f", "lavfi", "-i", f"sine=300:r={rate}:d=1.2") if rate else ()
    if film is None:
        ffmpeg(*sound, path)
        return path
    upright = path.with_name(f"upright-{path.name}")
    ffmpeg("-f", "lavfi", "-i", film, *sound, "-pix_fmt", "yuv420p", "-preset", "ultrafast", upright)
    ffmpeg(*held, "-i", upright, "-c", "copy", path)
    return path


def flash(path: Path) -> Path:
    """A dark clip that is white for a tenth of a second, and beeps meanwhile."""
    on = f"between(T\\,{FLASH}\\,{FLASH + 0.0999})"
    film = f"color=s=160x90:r=30:d=1,format=yuv420p,geq=lum=16+219*{on}:cb=128:cr=128"
    beep = f"aevalsrc=0.8*sin(6283*t)*{on.replace('T', 't')}:s=48000:d=1"
    ffmpeg("-f", "lavfi", "-i", film, "-f", "lavfi", "-i", beep, "-crf", "10", path)
    return path


def piece(copy: Path, number: int, span: Span) -> Piece:
    """All of a clip, in which somebody speaks from shortly after its beginning to shortly before its end."""
    said = quotation(span.start + 0.1, max(span.start + 0.2, span.end - 0.05))
    named = replace(said, answer_id=f"{number:016x}-1", speaker=Speaker(str(number)))
    return Piece(named, copy, probe(copy), span)


def render(
    pieces: list[Piece], folder: Path, plan: Plan = PLAN, music: Path | None = None
) -> tuple[Path, Layout]:
    """The film of some pieces, small."""
    layout = replace(lay_out(plan, pieces), canvas=CANVAS)
    levels = {each.quotation.answer_id: 0.0 for each in pieces}
    stage = Stage(plan, layout, levels, "Why?", folder)
    target = folder / "film.mp4"
    played = open_music(music, layout.seconds) if music else None
    stretches = [make_stretch(stage, number) for number in range(len(layout.scenes))]
    join(layout, stretches, played, folder, target)
    return target, layout


def apart_at_the_end(film: Path, layout: Layout) -> tuple[float, float]:
    """By how many seconds the flash, and the beep, are from where they should be."""
    starts, last = layout.starts(), layout.scenes[-1]
    assert isinstance(last.shown, Piece)
    due = (starts[-1] + last.before) / CANVAS.rate + FLASH
    light = pictures(film).mean(axis=(1, 2))[starts[-1] + layout.fade :]
    seen = (starts[-1] + layout.fade + int(np.argmax(light > light.max() * 0.7))) / CANVAS.rate
    loud = np.abs(samples(film))[int((due - 0.3) * SAMPLE_RATE) :]
    heard = due - 0.3 + int(np.argmax(loud > loud.max() / 2)) / SAMPLE_RATE
    return seen - due, heard - due


def check(film: Path, layout: Layout) -> None:
    """The film is as long as it should be, and together at its end."""
    assert len(pictures(film)) == layout.pictures
    assert len(samples(film)) / SAMPLE_RATE == pytest.approx(layout.seconds, abs=0.03)
    seen, heard = apart_at_the_end(film, layout)
    assert abs(seen) <= TOGETHER
    assert abs(heard) <= TOGETHER
    assert abs(seen - heard) <= TOGETHER


def test_clips_of_all_kinds_do_not_drift(tmp_path: Path) -> None:
    made = [
        piece(filmed(tmp_path / f"{number}.mp4", *kind), number, Span(0.0, 1.0))
        for number, kind in enumerate(KINDS)
    ]
    last = piece(flash(tmp_path / "flash.mp4"), len(made), Span(0.0, 1.0))
    music = tmp_path / "tune.ogg"
    ffmpeg("-f", "lavfi", "-i", "sine=440:d=3", music)
    film, layout = render([*made, last], tmp_path, replace(PLAN, captions=True), music)
    check(film, layout)


@pytest.mark.skipif(not MEDIA, reason="VOX_TEST_MEDIA names no folder of real recordings")
def test_fifty_real_recordings_do_not_drift(tmp_path: Path) -> None:
    made: list[Piece] = []
    folders = [Path(MEDIA or "", name) for name in ("video", "conversation", "speech")]
    for source in (each for folder in folders for each in sorted(folder.rglob("*"))):
        try:
            found = probe(source)
            if (found.duration or 0) < 0.6 or source.stat().st_size > 20 << 20:
                continue
            copy = tmp_path / f"copy-{len(made)}.mp4"
            make_web_copy(source, found, copy)
        except VoxError:
            continue
        made.append(piece(copy, len(made), Span(0.0, min(1.5, probe(copy).duration or 1.0))))
        if len(made) == 50:
            break
    assert len(made) == 50
    assert {bool(each.probe.video) for each in made} == {True, False}
    last = piece(flash(tmp_path / "flash.mp4"), len(made), Span(0.0, 1.0))
    check(*render([*made, last], tmp_path))
