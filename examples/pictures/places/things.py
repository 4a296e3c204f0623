"""Furniture and other things that stand in more than one place."""

import math
import random
from collections.abc import Sequence

import skia

from examples.pictures.brushes import (
    Point,
    blob,
    box,
    curve,
    darker,
    flat,
    glow,
    inside,
    lighter,
    moved,
    oval,
    shape,
    sharp,
    stroke,
)

BOOKS = ("#b8453f", "#2f7f80", "#dba33f", "#7d5590", "#41609a", "#e9dfcf", "#6f9d68", "#8a4a42", "#d9c070")


def wall(canvas: skia.Canvas, fill: str, to: str, size: tuple[int, int] = (1280, 720)) -> None:
    """Fill everything from one colour, upper left, to another."""
    shape(canvas, box(-40, -40, size[0] + 80, size[1] + 80), fill, to)


def vignette(canvas: skia.Canvas, size: tuple[int, int] = (1280, 720), strength: float = 0.34) -> None:
    """Darken the corners a little, as a lens does."""
    wide, high = size
    paint = skia.Paint()
    shader = skia.GradientShader.MakeRadial(
        center=skia.Point(wide / 2, high * 0.46),
        radius=math.hypot(wide, high) * 0.56,
        colors=[0x00241018, 0x00241018, int(255 * strength) << 24 | 0x241018],
        positions=[0.0, 0.55, 1.0],
    )
    paint.setShader(shader)
    canvas.drawPaint(paint)


def bench(canvas: skia.Canvas, y: float, fill: str, size: tuple[int, int] = (1280, 720)) -> None:
    """The table top in front of the person, from y to the lower edge."""
    top = box(-10, y, size[0] + 20, size[1] - y + 10)
    shape(canvas, top, lighter(fill, 0.06), darker(fill, 0.22), along="down")
    flat(canvas, box(-10, y, size[0] + 20, 4), lighter(fill, 0.35))
    some = random.Random(int(y))
    with inside(canvas, top):
        for _ in range(9):
            x, drop = some.uniform(0, size[0]), some.uniform(12, size[1] - y)
            grain = curve([(x, y + drop), (x + 90, y + drop + 2), (x + 200, y + drop)])
            stroke(canvas, grain, darker(fill, 0.4), 2, alpha=0.14)


def shadow(canvas: skia.Canvas, x: float, y: float, across: float, down: float = 9.0) -> None:
    """The shadow below something that stands there."""
    flat(canvas, oval(x, y, across, down), "#2a1210", alpha=0.34, blur=8)


def window(canvas: skia.Canvas, x: float, y: float, width: float, height: float, columns: int = 2) -> None:
    """The frame and bars of a window, over what was drawn as the view."""
    frame = "#f6ead2"
    for k in range(1, columns):
        shape(canvas, box(x + width * k / columns - 6, y, 12, height), frame, darker(frame, 0.1))
    shape(canvas, box(x, y + height * 0.5 - 5, width, 10), frame, darker(frame, 0.1))
    stroke(canvas, box(x, y, width, height), frame, 14)
    shape(canvas, box(x - 16, y + height, width + 32, 22, 4), frame, darker(frame, 0.14))


def tree(canvas: skia.Canvas, x: float, y: float, size: float, fill: str) -> None:
    """A round tree that stands at (x, y) and is about `size` high."""
    wide = size * 0.026 + 4
    trunk = sharp(
        [(x - wide, y - size * 0.5), (x + wide, y - size * 0.5), (x + wide * 1.5, y), (x - wide * 1.5, y)]
    )
    shape(canvas, trunk, "#7a5440", "#553828")
    crown = skia.Path()
    for dx, dy, radius in (
        (-0.2, -0.55, 0.22),
        (0.2, -0.56, 0.21),
        (0.0, -0.78, 0.25),
        (-0.13, -0.7, 0.23),
        (0.15, -0.72, 0.22),
        (0, -0.5, 0.2),
    ):
        crown.addCircle(x + dx * size, y + dy * size, radius * size)
    shape(canvas, crown, lighter(fill, 0.2), darker(fill, 0.22))
    with inside(canvas, crown):
        glow(canvas, x - size * 0.14, y - size * 0.86, size * 0.3, lighter(fill, 0.5), 0.5)


def cloud(canvas: skia.Canvas, x: float, y: float, size: float) -> None:
    """A fair-weather cloud about twice as wide as `size`."""
    path = skia.Path()
    for dx, dy, radius in (
        (-0.7, 0.12, 0.34),
        (-0.25, -0.14, 0.46),
        (0.3, -0.06, 0.42),
        (0.76, 0.16, 0.3),
        (0.0, 0.2, 0.3),
    ):
        path.addCircle(x + dx * size, y + dy * size, radius * size)
    shape(canvas, path, "#ffffff", "#e4ecf0", along="down", alpha=0.95)


def lamp(canvas: skia.Canvas, x: float, y: float, fill: str, size: float = 1.0) -> None:
    """A lamp that hangs from the ceiling; its lower edge is at y."""
    with moved(canvas, x, y, scale=size):
        stroke(canvas, curve([(0, -400), (0, -58)]), darker(fill, 0.5), 4, alpha=0.6)
        shade = blob([(-58, 0), (-44, -26), (-20, -54), (0, -62), (20, -54), (44, -26), (58, 0), (0, 5)])
        shape(canvas, shade, lighter(fill, 0.15), darker(fill, 0.25), along="across")
        flat(canvas, oval(0, 2, 36, 8), "#fff8dc")
        glow(canvas, 0, 20, 190, "#ffe6a4", 0.42)


def books(
    canvas: skia.Canvas,
    x: float,
    y: float,
    width: float,
    high: float,
    seed: int,
    fills: Sequence[str] = BOOKS,
) -> None:
    """A row of books that stand on y."""
    some = random.Random(seed)
    at = x
    while at < x + width - 14:
        wide, tall = some.uniform(15, 25), high * some.uniform(0.68, 0.98)
        fill, lean = some.choice(fills), some.choice((0, 0, 0, 0, 5, -5))
        with moved(canvas, at + wide / 2, y, turn=lean):
            spine = box(-wide / 2, -tall, wide - 1.5, tall, 2)
            shape(canvas, spine, lighter(fill, 0.12), darker(fill, 0.25), along="across")
            flat(canvas, box(-wide / 2 + 2, -tall * 0.84, wide - 5, 5), lighter(fill, 0.5), alpha=0.5)
            flat(canvas, box(-wide / 2 + 2, -tall * 0.2, wide - 5, 4), lighter(fill, 0.5), alpha=0.4)
        at += wide + (4 if lean else 0)


def shelf(canvas: skia.Canvas, x: float, y: float, width: float, fill: str = "#8f5c3e") -> None:
    """A board on the wall with its shadow below; its top is at y."""
    flat(canvas, box(x, y + 10, width, 14), "#2a1210", alpha=0.25, blur=6)
    shape(canvas, box(x, y, width, 11, 2), lighter(fill, 0.1), darker(fill, 0.2), along="down")


def leaf(
    canvas: skia.Canvas, x: float, y: float, length: float, turn: float, fill: str, wide: float = 0.4
) -> None:
    """A leaf that grows from (x, y); at turn 0 it points up."""
    with moved(canvas, x, y, turn=turn):
        half = length * wide / 2
        path = skia.Path()
        path.moveTo(0, 0)
        path.cubicTo(half * 1.3, -length * 0.25, half * 1.2, -length * 0.7, 0, -length)
        path.cubicTo(-half * 1.2, -length * 0.7, -half * 1.3, -length * 0.25, 0, 0)
        shape(canvas, path, lighter(fill, 0.18), darker(fill, 0.22))
        stroke(
            canvas,
            curve([(0, -length * 0.08), (0, -length * 0.86)]),
            lighter(fill, 0.4),
            max(1.2, length * 0.018),
            alpha=0.5,
        )


def plant(
    canvas: skia.Canvas, x: float, y: float, size: float, fill: str = "#4f8a62", pot: str = "#b9694a"
) -> None:
    """A plant with broad leaves in a pot that stands at (x, y)."""
    rim = y - size * 0.32
    for turn, length in ((-72, 0.62), (72, 0.62), (-48, 0.8), (48, 0.78), (-24, 0.92), (25, 0.9), (0, 1.0)):
        leaf(canvas, x, rim, size * length, turn, darker(fill, 0.12 if abs(turn) > 40 else 0.0), 0.42)
    shape(
        canvas,
        sharp([(x - size * 0.24, rim), (x + size * 0.24, rim), (x + size * 0.18, y), (x - size * 0.18, y)]),
        pot,
        darker(pot, 0.28),
        along="across",
    )
    shape(
        canvas,
        box(x - size * 0.27, rim - size * 0.04, size * 0.54, size * 0.09, 4),
        lighter(pot, 0.1),
        darker(pot, 0.2),
        along="across",
    )


def flower(canvas: skia.Canvas, x: float, y: float, size: float, fill: str, heart: str = "#f6d04a") -> None:
    """A flower with five petals, `size` from the middle to the tips."""
    for k in range(5):
        angle = k * 2 * math.pi / 5 - 1.2
        petal = oval(
            x + size * 0.55 * math.cos(angle), y + size * 0.55 * math.sin(angle), size * 0.45, size * 0.45
        )
        shape(canvas, petal, lighter(fill, 0.12), darker(fill, 0.08))
    flat(canvas, oval(x, y, size * 0.32, size * 0.32), heart)


def picture(
    canvas: skia.Canvas, x: float, y: float, width: float, height: float, fill: str, below: str
) -> None:
    """A framed picture of a sun over hills, from its top left."""
    flat(canvas, box(x + 5, y + 9, width, height), "#2a1210", alpha=0.3, blur=8)
    shape(canvas, box(x, y, width, height, 3), "#9a6a4c", "#6a4430")
    sheet = box(x + 12, y + 12, width - 24, height - 24)
    flat(canvas, sheet, "#f7ecd8")
    with inside(canvas, sheet):
        flat(canvas, oval(x + width / 2, y + height * 0.43, width * 0.22, width * 0.22), fill)
        hills = blob(
            [
                (x - 10, y + height * 0.8),
                (x + width * 0.3, y + height * 0.6),
                (x + width * 0.55, y + height * 0.75),
                (x + width * 0.8, y + height * 0.62),
                (x + width + 20, y + height * 0.85),
                (x + width, y + height * 1.2),
                (x, y + height * 1.2),
            ]
        )
        shape(canvas, hills, below)


def mug(canvas: skia.Canvas, x: float, y: float, size: float, fill: str, drink: str = "#5a3020") -> None:
    """A mug that stands at (x, y), `size` high."""
    shadow(canvas, x, y, size * 0.62)
    stroke(
        canvas,
        oval(x + size * 0.48, y - size * 0.5, size * 0.24, size * 0.28),
        darker(fill, 0.12),
        size * 0.12,
    )
    shape(
        canvas,
        box(x - size * 0.42, y - size, size * 0.84, size, size * 0.1),
        lighter(fill, 0.1),
        darker(fill, 0.3),
        along="across",
    )
    shape(canvas, oval(x, y - size, size * 0.42, size * 0.09), lighter(fill, 0.3), fill)
    flat(canvas, oval(x, y - size, size * 0.37, size * 0.065), drink)


def steam(canvas: skia.Canvas, x: float, y: float, moment: float, size: float = 1.0) -> None:
    """Steam that curls up from (x, y) at a moment (seconds)."""
    for k in range(3):
        age = (moment * 0.28 + k / 3) % 1.0
        lean = 14 * math.sin(2 * math.pi * (moment * 0.18 + k * 0.37))
        points: list[Point] = [
            (
                x + size * (9 * k - 9 + lean * share * math.cos(3 * share + k)),
                y - size * (16 + 95 * (share * 0.5 + age * 0.5)),
            )
            for share in (0.0, 0.35, 0.7, 1.0)
        ]
        stroke(
            canvas, curve(points), "#fff6ea", 8 * size, alpha=0.42 * math.sin(math.pi * age), blur=5 * size
        )


def sparkles(
    canvas: skia.Canvas, seed: int, number: int, fill: str, size: tuple[int, int] = (1280, 720)
) -> None:
    """Pale discs, as a lens makes of far lights."""
    some = random.Random(seed)
    for _ in range(number):
        x, y, radius = (
            some.uniform(0.1, 0.95) * size[0],
            some.uniform(0.02, 0.5) * size[1],
            some.uniform(13, 30),
        )
        flat(canvas, oval(x, y, radius, radius), fill, alpha=some.uniform(0.10, 0.24))
        stroke(canvas, oval(x, y, radius, radius), lighter(fill, 0.4), 1.5, alpha=0.2)


def awning(canvas: skia.Canvas, x: float, y: float, width: float, fill: str, deep: float = 46.0) -> None:
    """A striped awning with a scalloped edge, from its top left."""
    number = max(3, round(width / 33))
    step = width / number
    for k in range(number):
        tone = fill if k % 2 == 0 else "#f6ecdc"
        stripe = box(x + k * step, y, step + 0.5, deep - step / 2)
        stripe.addArc(skia.Rect.MakeLTRB(x + k * step, y + deep - step, x + (k + 1) * step, y + deep), 0, 180)
        shape(canvas, stripe, lighter(tone, 0.08), darker(tone, 0.16), along="down")


def dial(canvas: skia.Canvas, x: float, y: float, size: float, rim: str, moment: float = 0.0) -> None:
    """A clock face that shows about ten past ten."""
    flat(canvas, oval(x + 3, y + 6, size, size), "#2a1210", alpha=0.3, blur=6)
    shape(canvas, oval(x, y, size, size), lighter(rim, 0.1), darker(rim, 0.2))
    flat(canvas, oval(x, y, size * 0.85, size * 0.85), "#fbf3e0")
    for k in range(12):
        angle = k * math.pi / 6
        stroke(
            canvas,
            curve(
                [
                    (x + size * 0.7 * math.cos(angle), y + size * 0.7 * math.sin(angle)),
                    (x + size * 0.78 * math.cos(angle), y + size * 0.78 * math.sin(angle)),
                ]
            ),
            rim,
            size * 0.03,
        )
    for turn, long, wide in ((305 + moment * 0.01, 0.42, 0.09), (60 + moment * 0.1, 0.66, 0.055)):
        angle = math.radians(turn - 90)
        stroke(
            canvas,
            curve([(x, y), (x + size * long * math.cos(angle), y + size * long * math.sin(angle))]),
            "#2f2a2e",
            size * wide,
        )


def somebody(canvas: skia.Canvas, skin: str, hair: str, top: str, trousers: str, stride: float) -> None:
    """A small figure seen from the side; feet at the origin, about 290 high; `stride` is -1..1."""
    for side in (-1, 1):
        leg = curve([(0, -130), (side * stride * 16, -66), (side * stride * 34, -4)])
        stroke(canvas, leg, trousers if side > 0 else darker(trousers, 0.2), 27)
    coat = blob(
        [(-30, -232), (0, -244), (32, -230), (44, -170), (46, -106), (0, -98), (-46, -106), (-42, -170)]
    )
    shape(canvas, coat, lighter(top, 0.08), darker(top, 0.22))
    arm = curve([(2, -218), (-8 - 16 * stride, -170), (2 - 34 * stride, -128)])
    stroke(canvas, arm, darker(top, 0.2), 21)
    shape(canvas, oval(4, -266, 25, 29), skin)
    flat(
        canvas,
        blob(
            [(-26, -262), (-26, -292), (4, -304), (30, -290), (28, -280), (4, -282), (-12, -270), (-16, -254)]
        ),
        hair,
    )
