"""Beards and moustaches, in the units of a person."""

import skia

from .brushes import Point, blob, both, curve, darker, glow, inside, lighter, shape, stroke
from .face import Face, outline
from .motion import Motion

_LENGTHS = {"short": 132.0, "full": 146.0, "long": 180.0}


def beard(canvas: skia.Canvas, style: str, fill: str, face: Face) -> None:
    """Draw a beard: "stubble", "short", "full" or "long"; anything else is none."""
    if style == "stubble":
        with inside(canvas, outline(face)):
            shade = blob(both([(0, 46), (34, 44), (60, 58), (110, 20), (110, 140), (0, 150)]))
            shape(canvas, shade, fill, fill, alpha=0.42, blur=7)
    if style not in _LENGTHS:
        return
    chin, jaw = _LENGTHS[style], face.jaw
    drop = chin - 126
    half: list[Point] = [
        (0, 47), (24, 44), (52, 54), (74, 46), (90, 14), (98, -24), (101, 10), (95 * jaw, 50),
        (70 * jaw + 0.2 * drop, 94), (46 * jaw + 0.2 * drop, chin - 15 - 0.3 * drop), (24, chin - 2),
        (0, chin),
    ]  # fmt: skip
    path = blob(both(half))
    shape(canvas, path, lighter(fill, 0.12), darker(fill, 0.2))
    with inside(canvas, path):
        glow(canvas, -50, 90, 60, lighter(fill, 0.4), 0.3)
        for k, x in enumerate((-66, -40, -14, 14, 40, 66)):
            tone = darker(fill, 0.35) if k % 2 else lighter(fill, 0.4)
            hair = curve([(x * 1.06, 84), (x * 0.98, 108), (x * 0.7, chin - 6)])
            stroke(canvas, hair, tone, 3.4, alpha=0.5)


def moustache(canvas: skia.Canvas, fill: str, motion: Motion) -> None:
    """A moustache over the upper lip, which it rides on."""
    canvas.save()
    canvas.translate(motion.turn * 5, motion.nod * 0.8 - 3 * motion.open)
    half: list[Point] = [(0, 46), (18, 42), (42, 50), (66, 72), (52, 74), (24, 62), (0, 60)]
    path = blob(both(half))
    shape(canvas, path, lighter(fill, 0.1), darker(fill, 0.18))
    for side in (-1, 1):
        for k in range(3):
            hair = curve([(side * (8 + 12 * k), 50 + 2 * k), (side * (24 + 13 * k), 56 + 5 * k)])
            stroke(canvas, hair, darker(fill, 0.3), 2, alpha=0.35)
    canvas.restore()
