"""The allotment and the greenhouse."""

import math
import random

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

_TALL = (720, 1280)


def _allotment(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.4):
        shape(canvas, box(-40, -40, 800, 1400), "#86bbdc", "#f4ecd2", along="down")
        glow(canvas, 95, 130, 330, "#fff3c4", 0.95)
        things.cloud(canvas, 470, 124, 92)
        things.cloud(canvas, 224, 252, 62)
        for x, y, size, fill in (
            (40, 690, 560, "#7fa868"),
            (640, 640, 520, "#86b070"),
            (400, 690, 500, "#6d9c66"),
            (210, 680, 400, "#8fb578"),
        ):
            things.tree(canvas, x, y, size, fill)
        shape(canvas, box(-40, 600, 800, 760), "#7d9e4e", "#4f7434", along="down")
        shape(canvas, box(-40, 470, 260, 140), "#f0e4c8", "#dccca8")
        shed = box(522, 420, 190, 220)
        shape(canvas, shed, "#5f97a0", "#3d6d78")
        with inside(canvas, shed):
            for k in range(14):
                stroke(canvas, curve([(522 + 14 * k, 420), (522 + 14 * k, 640)]), "#2f5a66", 2, alpha=0.4)
        shape(canvas, sharp([(508, 428), (615, 344), (730, 428)]), "#c2604a", "#8e4034")
        shape(canvas, box(546, 462, 66, 64), "#ffe7a4", "#f2c878")
        shape(canvas, box(630, 482, 54, 158), "#3d6470")
        for row in range(5):
            y = 690 + row * 84
            shape(canvas, box(-40, y, 800, 30, 14), "#7a5236", "#5e3e2a", along="down", blur=3)
            for k in range(9):
                x = k * 94 + 30 * (row % 2) - 20
                for turn in (-60, 60, -25, 25):
                    things.leaf(canvas, x, y + 14, 42, turn, "#6fa05c", 0.6)
    with soft(canvas, 1.4):
        some = random.Random(3)
        for lean in ((40, -10), (74, 40), (104, 150), (122, 196)):
            stroke(canvas, curve([(96, 370), (lean[0], 640), (lean[1], 1010)]), "#b9874c", 8)
        for k in range(60):
            down = 410 + k * 9.6
            spread = (down - 360) * 0.24
            across = 92 + some.uniform(-spread, spread)
            things.leaf(
                canvas,
                across,
                down,
                some.uniform(38, 62),
                some.choice((-95, -70, 75, 100)) + some.uniform(-14, 14),
                some.choice(("#4f8046", "#5c9150", "#6aa05a")),
                0.5,
            )
            if k % 5 == 0:
                for step in (-8, 8):
                    shape(canvas, oval(across + step, down + 12, 9, 8), "#ee5a40", "#c8382c")


def _sunflower(canvas: skia.Canvas, size: float) -> None:
    for ring, tone in ((1.0, "#e89a24"), (0.88, "#f7c23a")):
        for k in range(17):
            things.leaf(canvas, 0, 0, size * ring, k * 360 / 17 + 10 * ring, tone, 0.34)
    shape(canvas, oval(0, 0, size * 0.47, size * 0.47), "#7a5028", "#3c2416")
    for k in range(40):
        radius, angle = size * 0.42 * math.sqrt(k / 40), k * 2.4
        flat(
            canvas,
            oval(radius * math.cos(angle), radius * math.sin(angle), size * 0.028, size * 0.028),
            "#a87438",
            alpha=0.6,
        )


_SUNFLOWER = Sprite(lambda canvas: _sunflower(canvas, 66), (-70, -70, 70, 70))


def _allotment_alive(canvas: skia.Canvas, moment: float) -> None:
    for x, y, size, foot in ((600, 560, 1.0, 610), (676, 652, 0.9, 690), (560, 690, 0.74, 566)):
        sway = 4 * math.sin(moment * 1.1 + x)
        stroke(canvas, curve([(x + sway, y), (x + 4, y + 160), (foot, 1100)]), "#5f8f44", 11)
        for turn, drop in ((-75, 150), (70, 190), (-70, 260)):
            things.leaf(canvas, x + 4, y + drop, 78 * size, turn, "#69984c", 0.62)
        with moved(canvas, x + sway, y, turn=sway, scale=size):
            _SUNFLOWER.put(canvas)


def _allotment_front(canvas: skia.Canvas) -> None:
    for x, turn, length in ((20, -42, 150), (138, -12, 150), (570, 10, 150), (670, 38, 150), (706, 62, 110)):
        things.leaf(canvas, x, 1150, length + 40, turn, "#5f9450", 0.42)
    for x, y, size, fill in (
        (602, 1128, 44, "#8a5aa0"),
        (656, 1126, 44, "#dd4a44"),
        (98, 1128, 46, "#dd4a44"),
        (150, 1130, 46, "#ea6a44"),
    ):
        shape(canvas, oval(x, y, size, size), lighter(fill, 0.16), darker(fill, 0.24))
        glow(canvas, x - 14, y - 16, 26, "#fff0e0", 0.5)
    for k in range(8):
        x = 192 + k * 46
        for turn in (-24, -10, 4, 18, 30):
            things.leaf(canvas, x, 1096, 70, turn, ("#74ab5c", "#69a054")[k % 2], 0.28)
        carrot = blob([(x - 19, 1096), (x, 1088), (x + 19, 1096), (x + 13, 1180), (x - 13, 1180)])
        shape(canvas, carrot, "#f29a3c", "#d06a20", along="across")
        stroke(canvas, curve([(x - 12, 1112), (x - 2, 1114)]), "#b85a18", 2, alpha=0.5)
    for y in (1142, 1218):
        plank = box(48, y, 624, 68, 4)
        flat(canvas, box(48, y + 8, 624, 68, 4), "#2a1a10", alpha=0.4, blur=7)
        shape(canvas, plank, "#cf9868", "#a4703f", along="down")
        stroke(
            canvas,
            curve([(60, y + 26), (240, y + 23), (460, y + 28), (660, y + 24)]),
            "#7a4e2c",
            2.5,
            alpha=0.5,
        )
    for x in (20, 652):
        shape(canvas, box(x, 1126, 48, 170, 4), "#b57a4c", "#8a5834", along="across")
    things.vignette(canvas, _TALL, 0.26)


def _greenhouse(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.4):
        shape(canvas, box(-40, -40, 800, 1400), "#e4f2ee", "#f0eed2", along="down")
        glow(canvas, 120, 60, 460, "#fff4c8", 0.95)
        for x, size in ((80, 600), (630, 640)):
            things.tree(canvas, x, 760, size, "#a9cc98")
        flat(canvas, box(-40, -40, 800, 900), "#f4faf2", alpha=0.28)
        bars = "#fdfaf0"
        for x in (0, 144, 288, 432, 576, 718):
            stroke(canvas, curve([(x, -20), (x, 860)]), bars, 13)
        for y in (226, 526):
            stroke(canvas, curve([(-20, y), (740, y)]), bars, 12)
        for side in (-1, 1):
            stroke(canvas, curve([(360 + side * 40, -20), (360 + side * 420, 230)]), bars, 14)
        shape(canvas, box(-40, 860, 800, 460), "#e4e0ba", "#b9c294", along="down")
        for y in (830, 950):
            shape(canvas, box(-20, y, 760, 20), "#b07c50", "#8a5a38", along="down")
        for row, y in enumerate((830, 950, 1080)):
            for k in range(7):
                things.plant(
                    canvas, 40 + k * 108 - 30 * row, y, 124, ("#5f9a60", "#7fae68")[(k + row) % 2], "#cf7a50"
                )
    with soft(canvas, 1.2):
        for x, side in ((40, 1), (690, -1)):
            stroke(canvas, curve([(x, 158), (x, 1170)]), "#c09458", 8)
            for k in range(10):
                y = 236 + k * 104
                fill = ("#5a9458", "#6ba362", "#4c8450")[k % 3]
                for turn, length in ((66, 88), (92, 82), (116, 76)):
                    things.leaf(canvas, x, y + 30, length, turn * side, fill, 0.5)
                    things.leaf(canvas, x, y - 18, length * 0.86, -turn * side, darker(fill, 0.08), 0.5)
                if k % 2 == 0:
                    for dx, dy in ((22, 66), (48, 62), (34, 84)):
                        shape(canvas, oval(x + side * dx, y + dy, 17, 17), "#f47a54", "#d0402e")


def _basket(canvas: skia.Canvas) -> None:
    for side in (-1, 1):
        stroke(canvas, curve([(side * 8, -190), (side * 56, -8)]), "#8a7458", 4)
    for turn, length in (
        (-100, 100),
        (100, 104),
        (-78, 92),
        (80, 96),
        (-120, 80),
        (122, 86),
        (-40, 46),
        (40, 46),
        (165, 74),
        (-160, 70),
    ):
        things.leaf(canvas, 0, 20, length, turn, ("#5a9458", "#78ac66")[int(length) % 2], 0.42)
    shape(canvas, sharp([(-64, -8), (64, -8), (46, 34), (-46, 34)]), "#a4703f", "#6e4a30", along="across")
    for k in range(11):
        x, y = -72 + k * 14.4, 34 + 26 * math.sin(k * 2.3) + 14
        things.flower(
            canvas, x, y, 17, ("#e0526c", "#f4cc4c", "#d884bc")[k % 3], "#fff4cc" if k % 3 != 1 else "#e8a030"
        )


_BASKET = Sprite(_basket, (-130, -200, 130, 130))


def _greenhouse_alive(canvas: skia.Canvas, moment: float) -> None:
    for x, late in ((188, 0.0), (550, 1.4)):
        with moved(canvas, x, -40, turn=1.6 * math.sin(moment * 1.0 + late)), moved(canvas, 0, 200):
            _BASKET.put(canvas)


def _greenhouse_front(canvas: skia.Canvas) -> None:
    things.bench(canvas, 1166, "#b28658", _TALL)
    for x, text, fill in ((120, "Basil", "#4f8a52"), (606, "Mint", "#67a884")):
        things.shadow(canvas, x, 1172, 74, 10)
        for turn, length in ((-66, 74), (66, 76), (-40, 92), (42, 94), (-16, 104), (18, 106), (0, 84)):
            things.leaf(canvas, x, 1080, length, turn, fill, 0.46)
        shape(
            canvas,
            sharp([(x - 68, 1086), (x + 68, 1086), (x + 54, 1172), (x - 54, 1172)]),
            "#dd9072",
            "#a45c44",
            along="across",
        )
        shape(canvas, box(x - 76, 1066, 152, 25, 5), "#d87e52", "#b4623c", along="across")
        shape(canvas, box(x - 44, 1104, 88, 42, 6), "#fbf4e2", "#eee2c8")
        write(canvas, text, x, 1134, 27, "#3d6a44", "Because We Learn")
    things.vignette(canvas, _TALL, 0.16)


ALLOTMENT = Place(_allotment, _allotment_alive, _allotment_front, size=_TALL)
GREENHOUSE = Place(_greenhouse, _greenhouse_alive, _greenhouse_front, size=_TALL)
