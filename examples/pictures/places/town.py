"""The flower market and the high street."""

import math
import random
from functools import partial

import skia

from examples.pictures.brushes import (
    Sprite,
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
    soft,
    stroke,
    write,
)

from . import things
from .place import Place

_PETALS = ("#f2a03c", "#e0527a", "#f4d04c", "#8f68b8", "#f8f2e4", "#da82bc", "#ee7350")


def _market(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.6):
        shape(canvas, box(-40, -40, 1360, 400), "#8fc8e2", "#d8ecec", along="down")
        for x, wide, top, fill, tiles in (
            (-30, 210, 60, "#e2a07c", "#a45c50"),
            (186, 224, 110, "#efdcae", "#a4866c"),
            (412, 226, 76, "#a4c8c8", "#6c6c7c"),
            (640, 216, 128, "#d8877a", "#94525a"),
            (862, 222, 92, "#efd8a8", "#9c7468"),
            (1090, 230, 146, "#b4c8a0", "#7c7868"),
        ):
            shape(canvas, sharp([(x - 6, top), (x + wide / 2, top - 84), (x + wide + 6, top)]), tiles)
            shape(canvas, box(x, top, wide, 460 - top), lighter(fill, 0.1), darker(fill, 0.1))
            for row in range(4):
                for k in range(3):
                    if top + 42 + row * 92 < 400:
                        shape(
                            canvas, box(x + 28 + k * 62, top + 36 + row * 92, 38, 58, 3), "#6a8294", "#4c6478"
                        )
        shape(canvas, box(-40, 430, 1360, 300), "#d4bc9c", "#b49878", along="down")
        for x, fill in ((72, "#d8504a"), (982, "#3f8c8c")):
            shape(canvas, box(x + 14, 330, 230, 136), "#8c5c40", "#6c442f")
            things.awning(canvas, x, 270, 260, fill, 76)
            for k in range(13):
                tone = ("#e8a83c", "#7fae4c", "#d8503c")[k % 3]
                shape(canvas, oval(x + 34 + k * 16, 384 + 7 * (k % 2), 15, 15), tone)


def _buckets(canvas: skia.Canvas) -> None:
    some = random.Random(11)
    for row, (y, blur) in enumerate(((560, 1.8), (640, 1.4))):
        with soft(canvas, blur):
            spots = [48 + k * 106 for k in range(4)] + [876 + k * 104 for k in range(4)]
            for n, x in enumerate(spots):
                x += 26 * row
                for _ in range(7):
                    things.leaf(
                        canvas, x, y - 40, some.uniform(50, 84), some.uniform(-55, 55), "#5c9454", 0.36
                    )
                fill = _PETALS[(n * 2 + row * 3) % 7]
                for _ in range(11):
                    dx, dy = some.uniform(-50, 50), some.uniform(-104, -40)
                    things.flower(
                        canvas,
                        x + dx,
                        y + dy,
                        some.uniform(12, 17),
                        fill,
                        "#fff0c0" if fill != "#f8f2e4" else "#f2b84c",
                    )
                shape(
                    canvas,
                    sharp([(x - 46, y - 44), (x + 46, y - 44), (x + 36, y + 24), (x - 36, y + 24)]),
                    "#d0d8de",
                    "#94a4b0",
                    along="across",
                )
                stroke(canvas, curve([(x - 43, y - 28), (x + 43, y - 28)]), "#eef2f4", 3, alpha=0.7)


_BUCKETS = Sprite(_buckets, (-60, 400, 1340, 700))


def _passer(skin: str, hair: str, top: str, trousers: str) -> list[Sprite]:
    def paint(canvas: skia.Canvas, stride: float) -> None:
        with soft(canvas, 3.0):
            things.somebody(canvas, skin, hair, top, trousers, stride)

    # Eight steps of a stride are enough for somebody far off and out of focus.
    strides = (math.sin(2 * math.pi * k / 8) for k in range(8))
    return [Sprite(partial(paint, stride=stride), (-90, -330, 90, 30)) for stride in strides]


_PASSERS = (
    _passer("#e3ac8c", "#4a2e24", "#4a6e9c", "#30384c"),
    _passer("#8c5c40", "#241a1c", "#b85a58", "#4c4048"),
)


def _market_behind(canvas: skia.Canvas, moment: float) -> None:
    for k, (start, speed) in enumerate(((150, 13.0), (1120, -11.0))):
        x = start + speed * moment
        canvas.save()
        canvas.translate(x, 498 - 2 * abs(math.sin(moment * 3)))
        canvas.scale(1 if speed > 0 else -1, 1)
        _PASSERS[k][int(moment * 7 + k * 3) % 8].put(canvas)
        canvas.restore()
    _BUCKETS.put(canvas)
    for left, right, first in ((-20.0, 652.0, 0), (626.0, 1300.0, 3)):
        sag = 58 + 3 * math.sin(moment * 0.8 + first)
        rope = [
            (
                left + (right - left) * k / 24,
                (100 if first == 0 else 66)
                + sag * (1 - (k / 12 - 1) ** 2)
                + (-36 if first == 0 else 50) * k / 24,
            )
            for k in range(25)
        ]
        stroke(canvas, curve(rope), "#fff8e8", 3)
        for k in range(1, 24, 2):
            x, y = rope[k]
            with moved(
                canvas,
                x,
                y,
                turn=6 * math.sin(moment * 1.3 + k * 0.8) + (rope[min(24, k + 1)][1] - rope[k - 1][1]) * 0.9,
            ):
                flag = ("#e0526c", "#f2a03c", "#f4d04c", "#cf7cbc", "#fbf4e6", "#8668b8", "#ee7350")[
                    (k + first) % 7
                ]
                shape(canvas, sharp([(-21, 0), (21, 0), (0, 40)]), lighter(flag, 0.1), darker(flag, 0.12))


def _market_front(canvas: skia.Canvas) -> None:
    shape(canvas, box(-10, 650, 1300, 90), "#7fa860", "#4f7c44", along="down")
    flat(canvas, box(-10, 650, 1300, 4), "#a8cc84")
    for k in range(24):
        stroke(canvas, curve([(k * 56 + 8, 654), (k * 56, 722)]), "#46703c", 2.5, alpha=0.5)
    flat(canvas, box(70, 560, 236, 118, 5), "#2a1210", alpha=0.35, blur=8)
    shape(canvas, box(64, 548, 236, 118, 5), "#8c5a3e", "#64402c")
    shape(canvas, box(74, 558, 216, 98, 2), "#37444a", "#2a3438")
    write(canvas, "Rosie's posies", 182, 602, 40, "#fbf0d8")
    write(canvas, "bunches from 3 pounds", 182, 637, 14.5, "#f2b8ac", "Because We Learn")
    things.vignette(canvas, strength=0.2)


def _microphone(canvas: skia.Canvas) -> None:
    shape(canvas, sharp([(-22, 60), (22, 60), (26, 240), (-18, 240)]), "#4a5262", "#23262f", along="across")
    shape(canvas, box(-33, 36, 66, 74, 14), "#f27a4c", "#cf4a2c", along="across")
    shape(canvas, oval(0, -20, 74, 74), "#5a6476", "#20242c")
    some = random.Random(2)
    with inside(canvas, oval(0, -20, 73, 73)):
        for _ in range(240):
            x, y, size = some.uniform(-72, 72), some.uniform(-94, 54), some.uniform(1.4, 3.0)
            flat(canvas, oval(x, y, size, size), some.choice(("#8a94a4", "#1c2028")), alpha=0.6)
        glow(canvas, -28, -50, 50, "#a8b4c8", 0.4)


_MICROPHONE = Sprite(_microphone, (-90, -110, 90, 260))


def _market_before(canvas: skia.Canvas, moment: float) -> None:
    arrive = 90 * max(0.0, 1 - moment / 0.6) ** 2
    with moved(
        canvas,
        1098 + 3 * math.sin(moment * 0.8) + arrive,
        566 + 4 * math.sin(moment * 1.1) + arrive,
        turn=-31,
    ):
        _MICROPHONE.put(canvas)


def _street(canvas: skia.Canvas) -> None:
    with soft(canvas, 1.6):
        shape(canvas, box(-40, -40, 1360, 300), "#a4bccc", "#d0d4d0", along="down")
        some = random.Random(17)
        for k, (wall, front, name, top) in enumerate(
            (
                ("#d8ae8c", "#b8583f", "Bun & Basket", 30),
                ("#e6d4ac", "#3f7a72", "Needle & Co", 68),
                ("#cf9c8c", "#744a80", "Plum Books", 44),
                ("#d8c8ac", "#3c5080", "Cobbler", 82),
            )
        ):
            x = k * 330 - 12
            shape(
                canvas,
                sharp([(x - 4, top), (x + 24, top - 54), (x + 298, top - 54), (x + 326, top)]),
                "#8c706a",
                "#6c5450",
            )
            shape(canvas, box(x, top, 322, 540), lighter(wall, 0.1), darker(wall, 0.1))
            for dx in (48, 188):
                shape(canvas, box(x + dx - 8, top + 42, 84, 118, 4), "#fbf4e4", "#e0d4c0")
                shape(canvas, box(x + dx, top + 50, 68, 102), "#9cb4bc", "#708c98", along="down")
                for n in range(6):
                    tone = some.choice(("#dc5480", "#f2a03c", "#6f9c54", "#f0cc4c"))
                    shape(canvas, oval(x + dx - 12 + n * 19, top + 160, 13, 13), tone)
                shape(canvas, box(x + dx - 18, top + 164, 106, 15, 3), "#8c5c40", "#6c4430")
            shape(canvas, box(x + 8, 262, 312, 308), lighter(front, 0.05), darker(front, 0.18), along="down")
            shape(canvas, box(x + 8, 262, 312, 60, 3), lighter(front, 0.14), front, along="down")
            write(canvas, name, x + 164, 308, 52, "#fbf2dc")
            glow(canvas, x + 120, 430, 190, "#ffe2a0", 0.4)
            shape(canvas, box(x + 24, 338, 188, 190, 4), "#ffeab4", "#eebc74")
            for n in range(4):
                tone, high = (
                    ("#d0553c", "#3c8484", "#e2b04a", "#7d5a8c")[(n + k) % 4],
                    (58, 76, 58, 76)[(n + k) % 4],
                )
                shape(
                    canvas,
                    box(x + 36 + n * 42, 528 - high, 32, high, 6),
                    lighter(tone, 0.1),
                    darker(tone, 0.16),
                    along="across",
                )
            shape(canvas, box(x + 228, 346, 78, 224, 4), "#74888c", "#526468", along="down")
            flat(canvas, oval(x + 292, 470, 5, 5), "#f0d488")
            if k % 2 == 0:
                things.awning(canvas, x + 14, 322, 204, front, 50)
    shape(canvas, box(-10, 568, 1300, 170), "#b0a6a4", "#7c7478", along="down")
    flat(canvas, box(-10, 568, 1300, 5), "#cfc6c0")
    for row, y in enumerate((590, 626, 700)):
        stroke(canvas, curve([(-10, y), (1300, y)]), "#6c6468", 2, alpha=0.5)
        for k in range(16):
            x = k * 92 + 40 * (row % 2)
            stroke(canvas, curve([(x, y), (x - 12, y + (36, 74, 30)[row])]), "#6c6468", 2, alpha=0.4)
    for k in range(4):
        glow(canvas, k * 330 + 110, 610, 110, "#ffe0a0", 0.35)
    for x, y, wide in ((640, 676, 150), (960, 700, 110), (130, 704, 120)):
        shape(canvas, oval(x, y, wide, 12), "#b8c8d4", "#94a4b4", alpha=0.6)
    for x, y, turn, fill in (
        (160, 654, 60, "#e0903c"),
        (468, 640, 130, "#c8553c"),
        (790, 652, 10, "#e2b048"),
        (1096, 650, 80, "#dc8438"),
    ):
        things.leaf(canvas, x, y, 28, turn, fill, 0.5)


def _walker(canvas: skia.Canvas, stride: float) -> None:
    for side in (-1, 1):
        reach = side * stride
        lift = max(0.0, reach) * 8
        stroke(
            canvas,
            curve([(-8, -170), (-6 + reach * 18, -106), (reach * 40 - 8, -44 - lift)]),
            ("#2f3a56", "#3c486a")[side > 0],
            34,
        )
        with moved(canvas, reach * 40 - 8, -lift, turn=-14 * reach):
            boot = blob([(-18, -62), (18, -62), (19, -26), (48, -16), (50, 0), (-18, 0)])
            shape(canvas, boot, *(("#e8b838", "#b88420") if side < 0 else ("#f8cc4c", "#cf9828")))
            flat(canvas, box(-18, -6, 68, 7, 3), "#9c7020", alpha=0.7)
    with moved(canvas, -54 - 4 * stride, -160, turn=4 * stride):
        stroke(canvas, curve([(-10, -40), (-4, -64), (10, -40)]), "#5f8a50", 5)
        shape(canvas, sharp([(-32, -42), (28, -42), (36, 38), (-38, 38)]), "#9cc48c", "#6c9858")
    coat = blob(
        [
            (-36, -348),
            (10, -356),
            (42, -344),
            (56, -270),
            (64, -160),
            (56, -128),
            (0, -118),
            (-56, -128),
            (-66, -190),
            (-60, -280),
        ]
    )
    shape(canvas, coat, "#5f9cb8", "#2f6484")
    stroke(canvas, curve([(8, -330), (10, -150)]), "#2a5874", 3, alpha=0.7)
    for y in (-248, -206):
        flat(canvas, oval(22, y, 6, 6), "#f4ecd8")
    shape(canvas, oval(4, -388, 32, 36), "#efbe9c", "#d89c78")
    flat(
        canvas,
        blob(
            [(-32, -380), (-34, -416), (0, -436), (36, -420), (34, -404), (4, -408), (-10, -392), (-16, -366)]
        ),
        "#5c3828",
    )
    flat(canvas, oval(24, -388, 2.8, 4), "#2c1814")
    stroke(canvas, curve([(22, -372), (28, -370), (33, -374)]), "#8c3c34", 2.6)
    shape(canvas, box(-34, -366, 74, 36, 17), "#f07a64", "#cc4a42")
    shape(
        canvas,
        blob([(-30, -350), (-80, -336), (-104, -318), (-98, -302), (-60, -312), (-26, -330)]),
        "#ec705c",
        "#c84640",
    )
    stroke(canvas, curve([(46, -430), (46, -262)]), "#5c4438", 6)
    stroke(canvas, curve([(-20, -318), (14, -282), (44, -272)]), "#3f7696", 34)
    shape(canvas, oval(48, -272, 15, 14), "#f0c0a0", "#d8a080")
    dome = skia.Path()
    dome.moveTo(-126, -420)
    dome.cubicTo(-108, -510, -20, -540, 46, -542)
    dome.cubicTo(116, -540, 200, -508, 218, -416)
    for x in (174, 112, 46, -22, -78, -126):
        dome.quadTo(x + 30, -446, x, -420)
    dome.close()
    shape(canvas, dome, "#f4816c", "#c23c38")
    for points in (
        [(46, -540), (-10, -500), (-22, -422)],
        [(46, -540), (46, -424)],
        [(46, -540), (104, -498), (112, -422)],
    ):
        stroke(canvas, curve([(float(x), float(y)) for x, y in points]), "#a83434", 3, alpha=0.6)
    stroke(canvas, curve([(46, -556), (46, -540)]), "#5c4438", 6)


def _pigeon(canvas: skia.Canvas, moment: float) -> None:
    peck = 14 * max(0.0, math.sin(moment * 1.9)) ** 3
    for x in (-4, 8):
        stroke(canvas, curve([(x, 12), (x - 2, 30)]), "#d8604c", 3)
    shape(
        canvas,
        blob([(-26, -8), (-6, -16), (24, -8), (44, -10), (26, 10), (0, 18), (-20, 12)]),
        "#a8b4c8",
        "#74809c",
    )
    with moved(canvas, -22, -6, turn=-peck * 3):
        shape(canvas, blob([(-12, 8), (-10, -20), (2, -28), (12, -18), (10, 8)]), "#6c8c8c", "#4c6870")
        flat(canvas, sharp([(-9, -18), (-20, -13), (-9, -11)]), "#e0a04c")
        flat(canvas, oval(-3, -19, 2.2, 2.2), "#f0803c")


def _street_before(canvas: skia.Canvas, moment: float) -> None:
    with moved(canvas, 930, 638):
        _pigeon(canvas, moment)
    step = moment * 2.1
    things.shadow(canvas, 40 + moment * 92, 660, 70, 7)
    with moved(canvas, 40 + moment * 92, 660 - 4 * abs(math.cos(math.pi * step))):
        _walker(canvas, math.sin(math.pi * step))
    _POST.put(canvas)
    for k in range(24):
        x = (k * 815.8 + 29) % 1320
        y = (k * 331 + moment * (640 + (k * 41) % 160)) % 800 - 40
        stroke(canvas, curve([(x, y), (x - 4, y + 26)]), "#eef4fa", 2, alpha=0.3)


def _post(canvas: skia.Canvas) -> None:
    shape(canvas, box(1120, -20, 26, 660), "#4c5c60", "#2c383c", along="across")
    shape(canvas, box(1108, 610, 50, 130, 7), "#4c5c60", "#2c383c", along="across")
    for side in (-1, 1):
        stroke(canvas, curve([(1133, 118), (1133 + side * 64, 134)]), "#37444a", 8)
        x = 1133 + side * 64
        shape(canvas, oval(x, 174, 30, 34), "#6c9454", "#4c7040")
        for k in range(16):
            angle, far = k * 2.4, 34 * math.sqrt((k + 0.5) / 16)
            things.flower(
                canvas, x + far * math.cos(angle), 172 + far * math.sin(angle), 12, _PETALS[k % 7], "#fff0c0"
            )


_POST = Sprite(_post, (1010, -20, 1256, 740))


def _street_front(canvas: skia.Canvas) -> None:
    things.vignette(canvas, strength=0.26)


MARKET = Place(_market, _market_behind, _market_front, _market_before)
STREET = Place(_street, before=_street_front, alive_before=_street_before)
