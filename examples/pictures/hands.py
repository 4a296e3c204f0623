"""Hands: one that waves, and two that raise a note."""

import math

import skia

from .brushes import (
    Sprite,
    blob,
    box,
    curve,
    darker,
    flat,
    glow,
    inside,
    lighter,
    lit,
    moved,
    shape,
    stroke,
    write,
)
from .motion import smooth

_NOTE = ("Don't make me", "explain it", "three times.")
_PAPER = "#f8df5c"
_SKIN, _SLEEVE = "#f0c9a2", "#cfdcec"


def _open_hand(canvas: skia.Canvas) -> None:
    skin, line = "#f2bf98", "#c07c58"
    sleeve = blob([(-38, 60), (38, 60), (58, 190), (-58, 190)])
    shape(canvas, sleeve, "#e97560", "#c04c3a")
    shape(canvas, box(-42, 52, 84, 26, 12), "#ee8470", "#cc5a46")
    for x, y, turn, long in ((-26, -26, -15, 62), (-9, -34, -4, 72), (10, -34, 6, 68), (27, -24, 17, 54)):
        with moved(canvas, x, y, turn=turn):
            shape(canvas, box(-9.5, -long, 19, long + 30, 9.5), lighter(skin, 0.08), darker(skin, 0.06))
            stroke(canvas, curve([(-5, -long * 0.42), (5, -long * 0.42)]), line, 1.8, alpha=0.4)
    thumb = blob([(-30, 30), (-44, 4), (-66, -16), (-78, -14), (-74, 0), (-56, 26), (-34, 50)])
    shape(canvas, thumb, lighter(skin, 0.06), darker(skin, 0.08))
    palm = blob([(-37, -30), (0, -40), (37, -28), (40, 14), (30, 58), (-28, 58), (-40, 20)])
    shape(canvas, palm, lighter(skin, 0.08), darker(skin, 0.12))
    for crease in (
        [(-28, 2), (0, -8), (30, -4)],
        [(-24, 18), (4, 12), (26, 18)],
        [(-20, 0), (-4, 22), (-6, 46)],
    ):
        stroke(canvas, curve([(float(x), float(y)) for x, y in crease]), line, 2.4, alpha=0.5)


_WAVING = Sprite(lambda canvas: lit(canvas, _open_hand, "#ffe9b8"), (-110, -130, 90, 200))


def wave(canvas: skia.Canvas, moment: float) -> None:
    """A hand at the origin that waves for two seconds, then sinks, and waves again now and then."""
    since = moment % 6.4
    share = smooth(since / 0.5) * (1 - smooth((since - 3.2) / 0.7))
    swing = 15 * math.sin(2 * math.pi * since * 1.5) * share
    with moved(canvas, 0, 190 * (1 - share) + 90, turn=swing + 6), moved(canvas, 0, -90):
        _WAVING.put(canvas)


def _note(canvas: skia.Canvas) -> None:
    for side in (-1, 1):
        arm = blob(
            [
                (side * x, y)
                for x, y in ((150, 210), (196, 204), (224, 340), (236, 520), (150, 520), (146, 340))
            ]
        )
        shape(canvas, arm, lighter(_SLEEVE, 0.1), darker(_SLEEVE, 0.2))
    paper = blob(
        [
            (-178, -132),
            (-60, -140),
            (60, -143),
            (174, -146),
            (178, -60),
            (180, 60),
            (178, 268),
            (0, 272),
            (-180, 270),
            (-179, 60),
        ]
    )
    flat(canvas, paper, "#3a2010", alpha=0.4, blur=11)
    sheet = skia.Path()
    sheet.moveTo(-178, -134)
    sheet.quadTo(0, -140, 176, -146)
    sheet.quadTo(180, 60, 178, 268)
    sheet.lineTo(-180, 272)
    sheet.quadTo(-176, 70, -178, -134)
    sheet.close()
    shape(canvas, sheet, lighter(_PAPER, 0.3), darker(_PAPER, 0.05))
    with inside(canvas, sheet):
        flat(canvas, box(-190, -150, 380, 40), "#d8b838", alpha=0.28, blur=8)
        glow(canvas, -60, 0, 190, "#fffbd8", 0.4)
    with moved(canvas, turn=-1.2):
        for k, line in enumerate(_NOTE):
            write(canvas, line, 0, -54 + k * 68, 36, "#25305c", "Because We Learn")
    for side in (-1, 1):
        for k in range(4):
            x, y = side * (150 - 4 * k), 122 + k * 24
            with moved(canvas, x, y, turn=side * (8 - 3 * k)):
                finger = box(-34, -13, 68, 26, 13)
                flat(canvas, box(-34, -9, 68, 26, 13), "#6a4410", alpha=0.3, blur=4)
                shape(canvas, finger, lighter(_SKIN, 0.08), darker(_SKIN, 0.1))
                stroke(canvas, finger, darker(_SKIN, 0.3), 1.6, alpha=0.4)
        hand = blob(
            [
                (side * x, y)
                for x, y in ((164, 108), (192, 116), (206, 166), (202, 222), (168, 230), (158, 166))
            ]
        )
        shape(canvas, hand, lighter(_SKIN, 0.04), darker(_SKIN, 0.14))


_RAISED = Sprite(lambda canvas: lit(canvas, _note, "#fff6c8", 0.5), (-260, -180, 260, 530))


def note(canvas: skia.Canvas, moment: float) -> None:
    """A note that is raised to the origin during the first second, and then held nearly still."""
    share = smooth((moment - 0.15) / 0.8)
    hold = 2.0 * math.sin(moment * 1.3)
    with moved(canvas, 0, 420 * (1 - share) + hold, turn=5 * (1 - share) + 0.4 * math.sin(moment * 0.9)):
        _RAISED.put(canvas)
