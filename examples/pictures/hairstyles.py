"""Hair as it lies about a face, by the name of its style.

Units are those of a person: the middle of the face is the origin, the top of the skull about 128 above.
"""

import math
import random
from collections.abc import Callable

import skia

from .brushes import Point, blob, both, curve, darker, flat, glow, inside, lighter, oval, shape, soft, stroke
from .face import Face, outline


def puffs(x: float, y: float, across: float, down: float, number: int, size: float) -> skia.Path:
    """A cloud: an ellipse with so many bumps of about that size round its edge."""
    path = oval(x, y, across, down)
    for k in range(number):
        angle = 2 * math.pi * k / number + 0.1
        radius = size * (1.0 + 0.12 * math.sin(k * 2.7))
        path.addCircle(x + across * math.cos(angle), y + down * math.sin(angle), radius)
    return path


def _cap(canvas: skia.Canvas, outer: skia.Path, opening: skia.Path, fill: str, face: Face) -> skia.Path:
    """Hair as a whole, less the opening the face looks out of; its shadow falls on the forehead."""
    cap = skia.Op(outer, opening, skia.PathOp.kDifference_PathOp)
    _shade(canvas, cap, face)
    shape(canvas, cap, lighter(fill, 0.12), darker(fill, 0.3))
    with inside(canvas, cap):
        glow(canvas, -45, -120, 90, lighter(fill, 0.5), 0.35)
    return cap


def _shade(canvas: skia.Canvas, path: skia.Path, face: Face) -> None:
    """The shadow that hair or a hat throws on the face below it."""
    with inside(canvas, outline(face)):
        canvas.translate(2, 9)
        flat(canvas, path, darker(face.skin, 0.55), alpha=0.45, blur=6)


def _strands(canvas: skia.Canvas, within: skia.Path, lines: list[list[Point]], fill: str) -> None:
    with inside(canvas, within):
        for k, points in enumerate(lines):
            tone = lighter(fill, 0.3) if k % 2 else darker(fill, 0.35)
            stroke(canvas, curve(points), tone, 3.4, alpha=0.6)


def _ringlets(canvas: skia.Canvas, within: skia.Path, fill: str, seed: int, low: float) -> None:
    """Little arcs, denser towards the light, that make curls of a plain shape."""
    some = random.Random(seed)
    with inside(canvas, within):
        for _ in range(95):
            x, y, size = some.uniform(-190, 150), some.uniform(-240, low), some.uniform(8, 14)
            arc = skia.Path()
            arc.addArc(skia.Rect.MakeLTRB(x - size, y - size, x + size, y + size), some.uniform(0, 360), 230)
            tone = lighter(fill, 0.32) if x + y * 0.5 < -20 else darker(fill, 0.28)
            stroke(canvas, arc, tone, 2.6, alpha=0.5)


def _afro(canvas: skia.Canvas, fill: str, face: Face) -> None:
    outer = puffs(0, -68, 160, 138, 18, 42)
    half: list[Point] = [
        (0, -94),
        (34, -98),
        (66, -84),
        (86, -56),
        (104, -30),
        (118, 10),
        (128, 70),
        (90, 160),
        (0, 220),
    ]
    cap = _cap(canvas, outer, blob(both(half)), fill, face)
    _ringlets(canvas, cap, fill, 1, 60)


def _curls(canvas: skia.Canvas, fill: str, face: Face) -> None:
    outer = puffs(0, -100, 116, 64, 13, 36)
    for side in (-1, 1):
        for x, y, size in ((118, -50, 30), (112, -10, 22)):
            outer.addCircle(side * x, y, size)
    half: list[Point] = [(0, -82), (40, -86), (70, -74), (92, -34), (96, 30), (110, 160), (0, 220)]
    cap = _cap(canvas, outer, blob(both(half)), fill, face)
    _ringlets(canvas, cap, fill, 4, 10)


def _white_curls(canvas: skia.Canvas, fill: str, face: Face) -> None:
    _soft_curls(canvas, puffs(0, -86, 112, 74, 14, 30), fill, face)


def _pressed_curls(canvas: skia.Canvas, fill: str, face: Face) -> None:
    """A hat presses curls down; only those at the sides are left."""
    _soft_curls(canvas, oval(0, -60, 108, 40), fill, face)


def _soft_curls(canvas: skia.Canvas, outer: skia.Path, fill: str, face: Face) -> None:
    for side in (-1, 1):
        for x, y, size in ((114, -50, 28), (118, -14, 24), (112, 16, 18)):
            outer.addCircle(side * x, y, size)
    half: list[Point] = [(0, -84), (44, -88), (74, -70), (90, -30), (104, 20), (110, 160), (0, 220)]
    cap = _cap(canvas, outer, blob(both(half)), fill, face)
    _ringlets(canvas, cap, fill, 7, 30)


def _plait(canvas: skia.Canvas, fill: str, face: Face) -> None:
    outer = blob(both([(0, -158), (64, -144), (108, -84), (112, -10), (104, 44)]))
    opening = blob(
        [
            (0, -124),
            (30, -108),
            (66, -70),
            (88, -20),
            (94, 40),
            (90, 160),
            (0, 220),
            (-90, 160),
            (-94, 40),
            (-88, -20),
            (-66, -70),
            (-30, -108),
        ]
    )
    cap = _cap(canvas, outer, opening, fill, face)
    lines: list[list[Point]] = []
    for side in (-1, 1):
        for k in range(4):
            grow = 10.0 * k
            lines.append(
                [
                    (side * 4, -150 + grow * 0.4),
                    (side * (40 + grow), -126 + grow * 0.6),
                    (side * (78 + grow * 0.7), -70 + grow),
                    (side * (96 + grow * 0.4), 10),
                ]
            )
    _strands(canvas, cap, lines, fill)


def _bob(canvas: skia.Canvas, fill: str, face: Face) -> None:
    outer = blob(both([(0, -152), (66, -142), (116, -84), (130, 0), (134, 84), (126, 110), (104, 106)]))
    opening = blob(
        [
            (-34, -122),
            (20, -98),
            (70, -62),
            (92, -10),
            (98, 60),
            (100, 180),
            (0, 220),
            (-100, 180),
            (-98, 60),
            (-94, -10),
            (-74, -76),
        ]
    )
    cap = _cap(canvas, outer, opening, fill, face)
    lines: list[list[Point]] = []
    for k in range(4):
        grow = 9.0 * k
        lines.append(
            [(-32, -140 + grow * 0.3), (-66 - grow, -100), (-98 - grow * 0.6, -30), (-104 - grow * 0.6, 96)]
        )
        lines.append(
            [(-26, -144 + grow * 0.3), (50 + grow, -112), (98 + grow * 0.6, -30), (104 + grow * 0.6, 96)]
        )
    _strands(canvas, cap, lines, fill)


def _fringe(canvas: skia.Canvas, fill: str, face: Face) -> None:
    outer = blob(both([(0, -152), (66, -142), (110, -86), (120, 0), (126, 120), (130, 214), (112, 218)]))
    opening = skia.Path()
    opening.moveTo(-92, -44)
    opening.cubicTo(-50, -54, 50, -54, 92, -44)
    opening.lineTo(100, 230)
    opening.lineTo(-100, 230)
    opening.close()
    cap = _cap(canvas, outer, opening, fill, face)
    _strands(canvas, cap, [[(x * 0.35, -146), (x * 0.85, -100), (x, -44)] for x in range(-88, 100, 22)], fill)
    sides: list[list[Point]] = [[(s * 84, -110), (s * 108, -20), (s * 114, 210)] for s in (-1, 1)]
    _strands(canvas, cap, sides, lighter(fill, 0.1))


def _bun(canvas: skia.Canvas, fill: str, face: Face) -> None:
    knot = blob([(-48, -142), (-52, -176), (-26, -202), (14, -204), (46, -182), (50, -148), (0, -128)])
    shape(canvas, knot, lighter(fill, 0.12), darker(fill, 0.25))
    _strands(
        canvas,
        knot,
        [[(-46, -150 - 13 * k), (0, -176 - 8 * k), (44, -148 - 14 * k)] for k in range(4)],
        fill,
    )
    outer = blob(both([(0, -152), (62, -140), (104, -84), (108, -20), (102, 24)]))
    opening = blob(both([(0, -110), (40, -98), (74, -64), (94, -10), (96, 60), (90, 180), (0, 220)]))
    cap = _cap(canvas, outer, opening, fill, face)
    lines: list[list[Point]] = [
        [(x * 0.3, -152), (x * 0.8, -126), (x, -60), (x * 1.06, 10)] for x in range(-100, 110, 25)
    ]
    _strands(canvas, cap, lines, fill)


def _updo(canvas: skia.Canvas, fill: str, face: Face) -> None:
    for puff, tilt in (
        ([(-96, -120), (-112, -166), (-96, -204), (-54, -214), (-20, -180), (-40, -120)], 0),
        ([(96, -120), (110, -160), (100, -198), (60, -216), (20, -184), (40, -120)], 1),
        ([(-58, -150), (-60, -206), (-34, -238), (12, -244), (50, -222), (66, -176), (20, -130)], 2),
    ):
        roll = blob([(float(x), float(y)) for x, y in puff])
        shape(canvas, roll, lighter(fill, 0.14), darker(fill, 0.26))
        bends: list[list[Point]] = [
            [(-110, -150 - 15 * k), (-10 + tilt * 10, -196 - 8 * k), (110, -140 - 15 * k)] for k in range(5)
        ]
        _strands(canvas, roll, bends, fill)
    outer = blob(both([(0, -150), (62, -142), (106, -90), (108, -20), (100, 10)]))
    opening = blob(
        [
            (-30, -112),
            (10, -92),
            (56, -86),
            (84, -64),
            (95, -10),
            (96, 60),
            (90, 180),
            (0, 220),
            (-90, 180),
            (-96, 60),
            (-95, -10),
            (-78, -64),
        ]
    )
    cap = _cap(canvas, outer, opening, fill, face)
    sweep: list[list[Point]] = [
        [(-100, -60 - 13 * k), (-50, -112 - 8 * k), (20, -116 - 6 * k), (104, -70 - 12 * k)] for k in range(6)
    ]
    _strands(canvas, cap, sweep, fill)
    for side in (-1, 1):
        wisp = curve([(side * 98, -10), (side * 103, 24), (side * 97, 58)])
        stroke(canvas, wisp, fill, 5)


def _tousled(canvas: skia.Canvas, fill: str, face: Face) -> None:
    outer = blob(
        [
            (-118, 30),
            (-114, -40),
            (-108, -104),
            (-72, -142),
            (-34, -148),
            (-14, -160),
            (26, -148),
            (66, -150),
            (104, -112),
            (116, -56),
            (112, -6),
            (120, 30),
            (100, 34),
            (0, -40),
            (-100, 34),
        ]
    )
    opening = blob(
        [
            (-96, 40),
            (-94, -24),
            (-84, -50),
            (-64, -84),
            (-56, -66),
            (-40, -94),
            (-30, -70),
            (-8, -96),
            (4, -70),
            (26, -94),
            (36, -68),
            (62, -84),
            (80, -52),
            (94, -20),
            (96, 40),
            (90, 180),
            (0, 220),
            (-90, 180),
        ]
    )
    cap = _cap(canvas, outer, opening, fill, face)
    lines: list[list[Point]] = [
        [(x * 0.6 + 4, -140), (x * 0.85 + 8, -112), (x, -76)] for x in range(-100, 110, 25)
    ]
    _strands(canvas, cap, lines, fill)


def _short(canvas: skia.Canvas, fill: str, face: Face) -> None:
    """Close-cut sides and whatever shows below a hat."""
    outer = blob(both([(0, -134), (62, -124), (100, -80), (106, -20), (98, 6)]))
    opening = blob(both([(0, -90), (46, -96), (76, -80), (88, -34), (92, 20), (90, 180), (0, 220)]))
    _cap(canvas, outer, opening, fill, face)


def _bald(canvas: skia.Canvas, fill: str, face: Face) -> None:
    with soft(canvas, 6):
        flat(canvas, oval(-34, -100, 34, 14), lighter(face.skin, 0.7), alpha=0.4)


STYLES: dict[str, Callable[[skia.Canvas, str, Face], None]] = {
    "afro": _afro,
    "curls": _curls,
    "white curls": _white_curls,
    "curls under a hat": _pressed_curls,
    "plait": _plait,
    "bob": _bob,
    "fringe": _fringe,
    "bun": _bun,
    "updo": _updo,
    "tousled": _tousled,
    "short": _short,
    "": _bald,
}
