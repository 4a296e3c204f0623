"""Glasses, which move with the features of a face."""

import skia

from .brushes import box, curve, flat, inside, lighter, oval, sharp, stroke
from .motion import Motion


def glasses(canvas: skia.Canvas, style: str, frame: str, motion: Motion) -> None:
    """Draw glasses: "round" or "square"; an empty style is none."""
    if not style:
        return
    canvas.save()
    canvas.translate(motion.turn * 5.5, motion.nod * 0.8)
    for side in (-1, 1):
        lens = oval(side * 45, -12, 35, 33) if style == "round" else box(side * 46 - 37, -39, 74, 56, 14)
        flat(canvas, lens, "#ffffff", alpha=0.10)
        with inside(canvas, lens):
            x = side * 45.0
            gleam = sharp([(x + 4, -50), (x + 16, -50), (x - 14, 26), (x - 26, 26)])
            flat(canvas, gleam, "#ffffff", alpha=0.16)
        stroke(canvas, lens, frame, 5.5)
        stroke(canvas, lens, lighter(frame, 0.4), 1.4, alpha=0.5)
        stroke(canvas, curve([(side * 81, -16), (side * 102, -20)]), frame, 5)
    stroke(canvas, curve([(-11, -14), (0, -19), (11, -14)]), frame, 5)
    canvas.restore()
