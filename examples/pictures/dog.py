"""Biscuit, the puppy: he pants, wags, listens, and barks when it is his turn to speak."""

import math

import skia

from .brushes import (
    Sprite,
    blob,
    both,
    box,
    curve,
    darker,
    flat,
    glow,
    inside,
    lighter,
    lit,
    moved,
    oval,
    shape,
    sharp,
    stroke,
)
from .motion import chance, smooth
from .person import Speaking

_FUR, _CREAM, _BROWN = "#d8954e", "#fbf0de", "#a8672c"
_RIM = "#ffe8b4"


def _body(canvas: skia.Canvas) -> None:
    for side in (-1, 1):
        thigh = blob(
            [
                (side * x, y)
                for x, y in ((40, 500), (120, 470), (172, 530), (190, 620), (180, 690), (120, 712), (30, 700))
            ]
        )
        shape(canvas, thigh, lighter(_FUR, 0.06), darker(_FUR, 0.24))
    trunk = blob(both([(0, 84), (84, 100), (112, 200), (132, 420), (120, 560), (100, 690), (0, 700)]))
    shape(canvas, trunk, lighter(_FUR, 0.1), darker(_FUR, 0.26))
    chest = blob(both([(0, 190), (64, 200), (84, 270), (78, 370), (44, 470), (8, 530), (0, 536)]))
    shape(canvas, chest, "#fffaf0", darker(_CREAM, 0.12))
    with inside(canvas, chest):
        for k, x in enumerate((-44, -22, 0, 22, 44)):
            stroke(
                canvas, curve([(x, 380 + 6 * (k % 2)), (x + 3, 420), (x * 0.9, 452)]), "#d8bc94", 4, alpha=0.7
            )
    for side in (-1, 1):
        back = blob(
            [(side * x, y) for x, y in ((96, 680), (150, 664), (202, 690), (204, 722), (160, 736), (96, 730))]
        )
        shape(canvas, back, _CREAM, darker(_CREAM, 0.22))
        leg = blob(
            [(side * x, y) for x, y in ((22, 520), (50, 478), (84, 500), (92, 580), (86, 700), (24, 700))]
        )
        flat(canvas, leg, "#3a1c10", alpha=0.28, blur=8)
        shape(canvas, leg, lighter(_FUR, 0.14), darker(_FUR, 0.18))
        paw = blob(
            [
                (side * x, y)
                for x, y in ((12, 712), (24, 680), (60, 670), (96, 684), (106, 716), (86, 738), (28, 738))
            ]
        )
        shape(canvas, paw, "#fffaf0", darker(_CREAM, 0.18))
        for x in (44, 70):
            stroke(canvas, curve([(side * x, 708), (side * x, 732)]), "#b48858", 3.4, alpha=0.8)


def _head(canvas: skia.Canvas) -> None:
    skull = blob([
        (0, -134), (52, -126), (100, -98), (126, -40), (132, 30), (150, 78), (124, 88), (112, 112), (70, 138),
        (0, 150), (-70, 138), (-112, 112), (-124, 88), (-150, 78), (-132, 30),
        (-126, -40), (-100, -98), (-52, -126),
    ])  # fmt: skip
    shape(canvas, skull, lighter(_FUR, 0.14), darker(_FUR, 0.16))
    with inside(canvas, skull):
        glow(canvas, -60, -70, 100, lighter(_FUR, 0.5), 0.4)
        flat(
            canvas,
            blob([(14, -90), (70, -100), (118, -40), (110, 30), (60, 60), (20, 20)]),
            _BROWN,
            alpha=0.75,
            blur=5,
        )
        blaze = blob(
            [(-14, -150), (18, -150), (22, -60), (34, 10), (50, 60), (-50, 60), (-34, 10), (-22, -60)]
        )
        shape(canvas, blaze, "#fffaf0", darker(_CREAM, 0.06))
    for x, lean in ((-22, -16), (2, 2), (24, 18)):
        tuft = blob(
            [
                (x - 12, -122),
                (x + lean * 0.8 - 3, -158),
                (x + lean, -172),
                (x + lean * 0.5 + 6, -150),
                (x + 12, -122),
            ]
        )
        shape(canvas, tuft, _CREAM if x == 2 else lighter(_FUR, 0.1))
    for side in (-1, 1):
        brow = blob(
            [(side * x, y) for x, y in ((38, -34), (52, -50), (74, -42), (84, -28), (66, -34), (50, -32))]
        )
        flat(canvas, brow, lighter(_FUR, 0.55), alpha=0.75)


def _ear(canvas: skia.Canvas) -> None:
    ear = blob(
        [
            (0, 0),
            (30, -26),
            (78, -20),
            (108, 30),
            (116, 100),
            (106, 160),
            (76, 172),
            (54, 140),
            (42, 80),
            (18, 44),
        ]
    )
    shape(canvas, ear, _BROWN, darker(_BROWN, 0.3))
    stroke(canvas, curve([(22, 22), (58, 56), (74, 130)]), darker(_BROWN, 0.4), 8, alpha=0.35, blur=3)


def _tail(canvas: skia.Canvas) -> None:
    tail = blob([(-20, 30), (40, -20), (86, -62), (104, -120), (122, -128), (128, -60), (96, 0), (20, 60)])
    shape(canvas, tail, lighter(_FUR, 0.06), darker(_FUR, 0.22))
    shape(
        canvas,
        blob([(92, -80), (104, -120), (118, -134), (128, -100), (126, -58), (108, -54)]),
        "#fffaf0",
        darker(_CREAM, 0.1),
    )


_BODY = Sprite(lambda canvas: lit(canvas, _body, _RIM), (-230, 60, 230, 760))
_HEAD = Sprite(lambda canvas: lit(canvas, _head, _RIM), (-180, -200, 180, 180))
_EAR = Sprite(lambda canvas: lit(canvas, _ear, _RIM), (-30, -50, 140, 190))
_TAIL = Sprite(lambda canvas: lit(canvas, _tail, _RIM), (-60, -160, 160, 90))


def draw(canvas: skia.Canvas, moment: float, speaking: Speaking) -> None:
    """Draw him at one moment (seconds); the middle of his head is the origin, his paws about 735 below."""
    bark = max(0.0, min(1.0, speaking("biscuit", moment)))
    # Dogs bark with the whole body, so the jerk outlasts the sound a little.
    jerk = max(
        max(0.0, speaking("biscuit", max(0.0, moment - late))) * (1 - late * 4)
        for late in (0.0, 0.06, 0.12, 0.18)
    )
    pant = (1 - jerk) * math.sin(2 * math.pi * moment * 2.6)
    with moved(canvas, 150, 610, turn=13 * math.sin(2 * math.pi * moment * 2.2)):
        _TAIL.put(canvas)
    with moved(canvas, 0, 1.5 * pant - 5 * jerk):
        _BODY.put(canvas)
    tilt = 7 * smooth(2.2 * math.sin(moment * 0.9 + 0.6)) - 3
    with moved(canvas, 0, 120 - 14 * jerk + 1.2 * pant, turn=tilt * (1 - jerk) - 2 * jerk):
        with moved(canvas, 0, 24):
            _collar(canvas)
        canvas.translate(0, -112 - 12 * jerk)
        canvas.scale(1.12, 1.12)
        _HEAD.put(canvas)
        for side in (-1, 1):
            canvas.save()
            canvas.scale(side, 1)
            with moved(
                canvas,
                84,
                -92,
                turn=-14 * jerk + 2.0 * pant * 0.6 - (5 if chance("ear", int(moment * 1.5)) > 0.8 else 0),
            ):
                _EAR.put(canvas)
            canvas.restore()
        _face(canvas, moment, bark, jerk, pant)


def _collar(canvas: skia.Canvas) -> None:
    band = curve([(-96, 14), (-60, 36), (0, 50), (60, 36), (96, 14)])
    stroke(canvas, band, "#3a1c10", 30, alpha=0.25, blur=7)
    stroke(canvas, band, "#2f6674", 30)
    stroke(canvas, curve([(-94, 9), (-58, 30), (0, 44), (58, 30), (94, 9)]), "#6ca8ac", 6, alpha=0.7)
    shape(canvas, oval(0, 78, 22, 22), "#f8dc84", "#c8922c")
    flat(canvas, oval(-6, 71, 7, 6), "#fff6d8", alpha=0.8)


def _face(canvas: skia.Canvas, moment: float, bark: float, jerk: float, pant: float) -> None:
    blink = 1.0 if (moment + 1.2) % 3.1 < 0.13 else 0.0
    for side in (-1, 1):
        x, y = side * 54.0, 2.0
        if blink:
            stroke(canvas, curve([(x - 18, y), (x, y + 9), (x + 18, y)]), "#2a1410", 5)
            continue
        shape(canvas, oval(x, y, 22, 25 - 4 * jerk), "#1c0e0c", "#5a3018", along="down")
        glow(canvas, x, y + 12, 14, "#a8683c", 0.6)
        flat(canvas, oval(x - 6, y - 9, 7.5, 8), "#ffffff")
        flat(canvas, oval(x + 7, y + 9, 3.4, 3.6), "#ffffff", alpha=0.65)
    drop = 4 + 34 * bark + (1 - bark) * (7 + 4 * pant) * (1 - jerk)
    jaw = blob(
        both([(0.0, 88.0), (44.0, 90.0), (46.0, 106 + drop * 0.7), (24.0, 122 + drop), (0.0, 126 + drop)])
    )
    shape(canvas, jaw, _CREAM, darker(_CREAM, 0.18))
    hollow = blob(both([(0.0, 80.0), (40.0, 84.0), (34.0, 96 + drop * 0.75), (0.0, 106 + drop)]))
    shape(canvas, hollow, "#6a1c24", "#3a0c14", along="down")
    with inside(canvas, hollow):
        flat(canvas, oval(0, 110 + drop, 27, 20 + drop * 0.3), "#ec7884")
    if jerk < 0.3:
        long = 46 + 7 * pant
        tongue = blob(
            both([(0.0, 88.0), (28.0, 90.0), (32.0, 88 + long * 0.75), (18.0, 94 + long), (0.0, 98 + long)])
        )
        shape(canvas, tongue, "#f08c94", "#d8606e", along="down")
        stroke(canvas, curve([(0, 96), (0, 78 + long)]), "#c04c5c", 3.4, alpha=0.7)
    muzzle = blob(both([(0.0, 40.0), (44.0, 44.0), (76.0, 64.0), (72.0, 92.0), (36.0, 104.0), (0.0, 84.0)]))
    shape(canvas, muzzle, "#fffaf0", darker(_CREAM, 0.12))
    lip = curve([(-66, 86), (-48, 100), (-24, 99), (0, 82), (24, 99), (48, 100), (66, 86)])
    stroke(canvas, lip, "#4a2418", 4.5)
    for side in (-1, 1):
        for x, y in ((42, 66), (56, 76), (38, 82)):
            flat(canvas, oval(side * x, y, 3, 3), "#a87848")
    nose = blob(both([(0.0, 32.0), (28.0, 32.0), (36.0, 44.0), (24.0, 62.0), (0.0, 76.0)]))
    shape(canvas, nose, "#43303a", "#160c12")
    flat(canvas, oval(-8, 42, 13, 5.5), "#ffffff", alpha=0.45, blur=1)
    stroke(canvas, curve([(0, 74), (0, 84)]), "#2a1418", 4)


def ball(canvas: skia.Canvas) -> None:
    """His tennis ball, about 104 across, with its middle at the origin."""
    flat(canvas, oval(6, 50, 56, 11), "#2a1210", alpha=0.35, blur=7)
    whole = oval(0, 0, 52, 52)
    shape(canvas, whole, "#e2f060", "#94ac24")
    with inside(canvas, whole):
        for side in (-1, 1):
            stroke(
                canvas,
                curve([(side * 22, -56), (side * 34, -20), (side * 30, 22), (side * 2 + 10, 58)]),
                "#fbfcec",
                5,
            )
    glow(canvas, -16, -18, 26, "#fbffd0", 0.6)


def rug(canvas: skia.Canvas) -> None:
    """The rug he sits on, round its middle at the origin."""
    for across, down, fill in (
        (412, 148, "#f0dcb8"),
        (402, 141, "#d0553c"),
        (378, 128, "#f4e4c4"),
        (350, 115, "#3f8488"),
        (342, 110, "#f6e8cc"),
    ):
        shape(canvas, oval(0, 0, across, down), lighter(fill, 0.1), darker(fill, 0.08))
    for k in range(60):
        angle = k * math.pi / 30
        ends = [
            (412 * math.cos(angle), 148 * math.sin(angle)),
            (424 * math.cos(angle), 155 * math.sin(angle)),
        ]
        stroke(canvas, curve(ends), "#e8d2a8", 4)
    shade = sharp([(-260, -10), (260, -10), (300, 60), (-300, 60)])
    with inside(canvas, oval(0, 0, 400, 140)):
        flat(canvas, shade, "#4a2410", alpha=0.22, blur=26)


def floor(canvas: skia.Canvas, y: float) -> None:
    """Boards from y downwards."""
    shape(canvas, box(-40, y, 800, 1320 - y), "#a87048", "#7c4c30", along="down")
    for k in range(9):
        level = y + 6 * (k + 1) ** 1.9
        stroke(canvas, curve([(-20, level), (740, level)]), "#5c3420", 3, alpha=0.45)
