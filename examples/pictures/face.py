"""Heads and faces: skin, eyes, brows, nose and a mouth that opens.

Everything is in the units of a person: the middle of the face is the origin, the chin about 125 below.
"""

import random
from dataclasses import dataclass

import skia

from .brushes import blob, both, brush, curve, darker, flat, glow, inside, lighter, mix, oval, shape, stroke
from .motion import Motion

_EYE_X, _EYE_Y = 43.0, -17.0
_MOUTH_Y = 65.0


@dataclass(frozen=True)
class Face:
    """What a face is like; shares are 0..1.

    Args:
        skin: The colour of the skin.
        iris: The colour of the eyes.
        brows: The colour of the eyebrows; empty where a fringe hides them.
        lips: The colour of the lips; empty for a little darker than the skin.
        jaw: How broad the lower face is; 1 is usual.
        age: How many lines there are about eyes and mouth.
        lashes: Whether the lashes show.
        freckles: Whether there are freckles.
        blush: How rosy the cheeks are.
        thick: How thick the brows are; 1 is usual.
        glasses: "round" or "square", if any.
        frame: The colour of the glasses.
    """

    skin: str
    iris: str = "#4a2a1c"
    brows: str = "#3a2320"
    lips: str = ""
    jaw: float = 1.0
    age: float = 0.0
    lashes: bool = False
    freckles: bool = False
    blush: float = 0.5
    thick: float = 1.0
    glasses: str = ""
    frame: str = "#333340"

    @property
    def line(self) -> str:
        """The colour of lines in the skin."""
        return mix(self.skin, "#4c1420", 0.42)


def outline(face: Face) -> skia.Path:
    """The edge of the face, chin and all."""
    jaw = face.jaw
    half = [
        (0, -128),
        (58, -114),
        (92, -64),
        (98, -6),
        (92 * jaw, 46),
        (68 * jaw, 94),
        (34 * jaw, 120),
        (0, 126),
    ]
    return blob(both([(float(x), float(y)) for x, y in half]))


def head(canvas: skia.Canvas, face: Face) -> None:
    """Ears, the shape of the face and what does not move in it."""
    for side in (-1, 1):
        shape(canvas, oval(side * 98, 14, 17, 30), face.skin, darker(face.skin, 0.12))
        stroke(
            canvas,
            curve([(side * 104, 0), (side * 107, 12), (side * 99, 26)]),
            face.line,
            3,
            alpha=0.4,
        )
    edge = outline(face)
    shape(canvas, edge, lighter(face.skin, 0.1), darker(face.skin, 0.1))
    with inside(canvas, edge):
        glow(canvas, -20, -70, 110, lighter(face.skin, 0.5), 0.3)
        glow(canvas, 0, 150, 90, darker(face.skin, 0.3), 0.35)
        rosy = mix(face.skin, "#f0474b", 0.55)
        for side in (-1, 1):
            glow(canvas, side * 62, 36, 46, rosy, 0.75 * face.blush)
        if face.freckles:
            some = random.Random(5)
            for _ in range(34):
                x, y = some.uniform(-78, 78), 4 + some.uniform(-12, 38)
                if abs(x) > 16:
                    size = some.uniform(1.5, 2.6)
                    flat(canvas, oval(x, y, size, size), mix(face.skin, "#9a4a20", 0.6), alpha=0.55)
        _lines(canvas, face)


def _lines(canvas: skia.Canvas, face: Face) -> None:
    for side in (-1, 1):
        stroke(
            canvas, curve([(side * 26, -41), (side * 44, -48), (side * 64, -38)]), face.line, 2.4, alpha=0.35
        )
        if face.age > 0.2:
            for drop in (0, 7):
                bag = curve([(side * 27, 9 + drop), (side * 44, 14 + drop), (side * 60, 7 + drop)])
                stroke(canvas, bag, face.line, 2.2, alpha=0.25 * face.age)
            fold = curve([(side * 33, 34), (side * 44, 48), (side * 49, 64)])
            stroke(canvas, fold, face.line, 2.6, alpha=0.5 * face.age)
        if face.age > 0.6:
            for rise in (-8, 0, 8):
                crow = curve([(side * 72, -14 + rise), (side * 82, -16 + rise * 1.7)])
                stroke(canvas, crow, face.line, 2.2, alpha=0.4)


def features(canvas: skia.Canvas, face: Face, motion: Motion) -> None:
    """What moves in a face. When the head turns, the features shift on it."""
    canvas.save()
    canvas.translate(motion.turn * 5.0, motion.nod * 0.8)
    _nose(canvas, face, motion)
    for side in (-1, 1):
        _eye(canvas, face, motion, side)
        if face.brows:
            _brow(canvas, face, motion, side)
    canvas.restore()


def _eye(canvas: skia.Canvas, face: Face, motion: Motion, side: int) -> None:
    x, y = side * _EYE_X, _EYE_Y
    # Talking people smile with their eyes: the lids come up a little as the cheeks do.
    wide = 1.0 - 0.08 * motion.open
    shut = motion.blink
    lid = "#24120f"
    if shut < 0.8:
        tall = 16.5 * wide * (1 - shut)
        look_x, look_y = motion.glance[0] * 4.0, motion.glance[1] * 2.5
        iris = oval(x + look_x, y + look_y + 14 * shut * 0.5, 12.4, tall)
        shape(canvas, iris, "#1c0f10", face.iris, along="down")
        with inside(canvas, iris):
            glow(canvas, x + look_x, y + look_y + 12, 13, lighter(face.iris, 0.35), 0.75)
            flat(canvas, oval(x + look_x, y + look_y - 1, 6.0, 8.0), "#120a0c")
            flat(canvas, oval(x + look_x - 3.6, y + look_y - 6.5, 4.2, 4.6), "#ffffff")
            flat(canvas, oval(x + look_x + 4.8, y + look_y + 7, 2.0, 2.2), "#ffffff", alpha=0.6)
    drop = 22 * shut - 15.5 * wide * (1 - shut)
    arch = 9 * (1 - shut) - 7 * shut
    upper = curve(
        [(x - side * 17, y + drop + arch * 0.95), (x - side * 2, y + drop), (x + side * 19, y + drop + arch)]
    )
    stroke(canvas, upper, lid, 3.6 if face.lashes else 3.0)
    if face.lashes:
        for length, rise in ((9.5, 7.0), (7.5, 2.5)):
            start = (x + side * (19 if rise > 3 else 18), y + drop + arch)
            flick = curve(
                [
                    start,
                    (start[0] + side * length * 0.6, start[1] - rise * 0.3),
                    (start[0] + side * length, start[1] - rise),
                ]
            )
            stroke(canvas, flick, lid, 2.6)
    low = curve([(x - 10, y + 20), (x, y + 22.5), (x + 10, y + 20)])
    stroke(canvas, low, face.line, 2.0, alpha=0.25 + 0.25 * motion.open)


def _brow(canvas: skia.Canvas, face: Face, motion: Motion, side: int) -> None:
    lift = -6.0 * motion.brow
    thick = 5.4 * face.thick
    x, y = side * 45.0, -54.0 + lift
    arch = [(-25.0, -1.0), (-9.0, -8.0), (9.0, -8.5), (27.0, 1.0)]
    full = [0.55, 1.0, 0.85, 0.15]
    top = [(x + side * along, y + up + lift * 0.2) for along, up in arch]
    under = [
        (x + side * along, y + up + thick * share)
        for (along, up), share in zip(reversed(arch), reversed(full), strict=True)
    ]
    flat(canvas, blob(top + under), face.brows, alpha=0.92)


def _nose(canvas: skia.Canvas, face: Face, motion: Motion) -> None:
    shift = motion.turn * 2.0
    bridge = curve([(5 + shift, -12), (10 + shift, 12), (15 + shift, 25)])
    stroke(canvas, bridge, face.line, 9, alpha=0.13, blur=4)
    glow(canvas, shift - 1, 22, 15, lighter(face.skin, 0.55), 0.4)
    tip = curve([(shift - 17, 24), (shift - 13, 32), (shift, 37), (shift + 13, 32), (shift + 17, 24)])
    stroke(canvas, tip, face.line, 4.2, alpha=0.8)


def mouth(canvas: skia.Canvas, face: Face, motion: Motion) -> None:
    """The mouth: a slight smile when silent; teeth and tongue when open."""
    canvas.save()
    canvas.translate(motion.turn * 5.0, _MOUTH_Y + motion.nod * 0.8)
    opened = motion.open
    painted = bool(face.lips)
    lips = face.lips or mix(face.skin, "#b03a42", 0.42)
    half = 36 - 6 * opened
    smile = 8 - 2.0 * opened
    upper = -1.5 + 2 * (1 - opened)
    lower = 5 + 25 * opened
    if opened < 0.07:
        line = curve(
            [(-half, -smile * 0.75), (-half * 0.5, 1.5), (0, 4), (half * 0.5, 1.5), (half, -smile * 0.75)]
        )
        top = blob(
            [
                (-half + 3, -4),
                (-half * 0.4, -4.5),
                (-6, -6.5),
                (0, -4.5),
                (6, -6.5),
                (half * 0.4, -4.5),
                (half - 3, -4),
                (half * 0.5, 2),
                (0, 4.5),
                (-half * 0.5, 2),
            ]
        )
        bottom = blob(
            [(-half * 0.62, 1), (0, 4), (half * 0.62, 1), (half * 0.36, 11), (0, 14.5), (-half * 0.36, 11)]
        )
        if painted:
            flat(canvas, top, darker(lips, 0.12))
        shape(canvas, bottom, lighter(lips, 0.05), lips, along="down", alpha=1.0 if painted else 0.95)
        if painted:
            flat(canvas, oval(-4, 8.5, 9, 2), "#ffffff", alpha=0.16, blur=1.2)
        stroke(canvas, line, mix(darker(lips, 0.5), "#4a1018", 0.4), 3.4)
        for side in (-1, 1):
            dimple = curve([(side * (half + 2), -11), (side * (half + 5), -6), (side * (half + 2), -1)])
            stroke(canvas, dimple, face.line, 2.4, alpha=0.4)
        canvas.restore()
        return
    corners = -smile * 0.8
    hollow = skia.Path()
    hollow.moveTo(-half, corners)
    hollow.cubicTo(-half * 0.5, upper - 3, half * 0.5, upper - 3, half, corners)
    hollow.cubicTo(half * 0.86, lower * 1.08, half * 0.42, lower * 1.22, 0, lower * 1.22)
    hollow.cubicTo(-half * 0.42, lower * 1.22, -half * 0.86, lower * 1.08, -half, corners)
    hollow.close()
    stroke(canvas, hollow, lips, 8.5 if painted else 6.5, alpha=1.0 if painted else 0.85)
    shape(canvas, hollow, "#6e1724", "#3c0a16", along="down")
    with inside(canvas, hollow):
        flat(canvas, oval(0, lower * 1.32, half * 0.62, 6 + 9 * opened), "#e2626c")
        flat(canvas, oval(-2, lower * 1.24, half * 0.3, 3 + 3 * opened), "#f08a8e", alpha=0.6, blur=2)
        teeth = 5 + 6.5 * min(1.0, opened * 1.6)
        flat(
            canvas,
            blob(
                [
                    (-half * 0.9, -14),
                    (half * 0.9, -14),
                    (half * 0.76, teeth * 0.55),
                    (0, teeth),
                    (-half * 0.76, teeth * 0.55),
                ]
            ),
            "#fffaf2",
        )
        shade = brush("#4a0d18", 0.22, 2.0)
        canvas.drawPath(oval(0, upper - 8, half, 9), shade)
    canvas.restore()
