"""The railway station and the bus stop."""

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
)

from . import things
from .place import Place

_TALL = (720, 1280)
_SCREEN = (960, 720)


def _station(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.2):
        shape(canvas, box(-40, -40, 800, 1400), "#a4cce0", "#f2e2c4", along="down")
        things.cloud(canvas, 420, 520, 70)
        for points, fill in (
            ([(-60, 720), (60, 620), (140, 590), (260, 640), (380, 730), (200, 800), (-60, 800)], "#93bc9c"),
            ([(300, 740), (420, 630), (540, 575), (660, 610), (790, 680), (790, 820), (320, 820)], "#a2c4a2"),
        ):
            shape(canvas, blob([(float(x), float(y)) for x, y in points]), fill)
        shape(canvas, box(-40, 690, 800, 100), "#b8d0a8", "#9cb48c", along="down")
        for k in range(6):
            shape(canvas, box(-18 + k * 84, 690, 66, 92, 6), "#b5583e", "#8c3c30")
            shape(canvas, box(-4 + k * 84, 706, 40, 48, 16), "#ffeec0", "#f4d48c", along="down")
        shape(canvas, box(-40, 782, 800, 60), "#c8a484", "#a8866c", along="down")
        shape(canvas, box(-40, 842, 800, 92), "#7c7270", "#5c5454", along="down")
        for y in (858, 892):
            flat(canvas, box(-40, y, 800, 7), "#c8c4c0")
        shape(canvas, box(-40, 930, 800, 400), "#d8cab4", "#a49484", along="down")
        flat(canvas, box(-40, 958, 800, 10), "#f0c64c")
        things.shelf(canvas, -40, 950, 130, "#c48844")
        things.shelf(canvas, -40, 990, 130, "#c48844")


def _train(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.0):
        car = box(0, 660, 620, 190, 30)
        shape(canvas, car, "#fafaf6", "#dde2e4", along="down")
        with inside(canvas, car):
            flat(canvas, box(0, 772, 620, 46), "#dc4c42")
            flat(canvas, box(0, 816, 620, 46), "#39486a")
        for k in range(5):
            pane = box(30 + k * 106, 692, 78, 66, 9)
            shape(canvas, pane, "#56748c", "#7c9cb0", along="down")
            if k in (0, 1, 3):
                with inside(canvas, pane):
                    flat(canvas, oval(62 + k * 106, 738, 17, 19), ("#e0a884", "#9c6a48")[k % 2])
                    flat(canvas, oval(62 + k * 106, 770, 30, 18), ("#c8504c", "#4f7a84")[k % 2])


_TRAIN = Sprite(_train, (-20, 640, 660, 880))


def _roof(canvas: skia.Canvas) -> None:
    with soft(canvas, 2.6):
        for x, top in ((112, 200), (640, 200)):
            shape(
                canvas, box(x - 14, top, 28, 740 if x < 300 else 720, 4), "#3f7a6c", "#2a5850", along="across"
            )
            for side in (-1, 1):
                stroke(
                    canvas,
                    curve([(x, top + 80), (x + side * 34, top + 74), (x + side * 46, top + 58)]),
                    "#34695e",
                    10,
                )
            shape(canvas, box(x - 22, 900, 44, 60, 6), "#34695e", "#244a44", along="across")
        roof = sharp([(-40, -40), (760, -40), (760, 160), (-40, 288)])
        shape(canvas, roof, "#3c5c64", "#5c868a", along="down")
        with inside(canvas, roof):
            for k in range(11):
                stroke(canvas, curve([(k * 100 - 160, 330), (k * 100 + 20, -60)]), "#a4c4c4", 15, alpha=0.75)
        for k in range(20):
            x = -26 + k * 42
            y = 284 - (x + 40) * 0.16
            scallop = box(x - 17, y - 6, 34, 32)
            scallop.addCircle(x, y + 26, 17)
            shape(canvas, scallop, "#fdf4de", "#e8d8b8", along="down")
        stroke(canvas, curve([(500, 460), (700, 460)]), "#2c5a52", 4)
        shape(canvas, box(492, 416, 206, 92, 10), "#376a60")
        flat(canvas, box(502, 426, 186, 72, 6), "#fbf5e6")
        flat(canvas, box(516, 450, 28, 24, 8), "#3a5488")
        flat(canvas, box(552, 450, 104, 24, 8), "#3a5488")
    things.dial(canvas, 232, 404, 62, "#2f5c54", 0)


_ROOF = Sprite(_roof, (-20, -20, 740, 980))


def _station_alive(canvas: skia.Canvas, moment: float) -> None:
    with moved(canvas, 540 - 26 * math.sin(moment * 0.16), 0):
        _TRAIN.put(canvas)
    _ROOF.put(canvas)


def _station_front(canvas: skia.Canvas) -> None:
    things.vignette(canvas, _TALL, 0.3)


def _bus_stop(canvas: skia.Canvas) -> None:
    with soft(canvas, 4.0):
        shape(canvas, box(-40, -40, 1040, 800), "#565c94", "#e0a494", along="down")
        glow(canvas, 300, 330, 520, "#ffb48c", 0.4)
        some = random.Random(8)
        for x, wide, high, fill in (
            (-20, 130, 430, "#4c4a7c"),
            (130, 110, 340, "#5a5488"),
            (370, 190, 400, "#45457a"),
            (560, 120, 330, "#5a5488"),
            (670, 150, 440, "#454476"),
            (810, 200, 380, "#504c80"),
        ):
            shape(
                canvas,
                box(x, 560 - high, wide, high + 40),
                lighter(fill, 0.08),
                darker(fill, 0.1),
                along="down",
            )
            for row in range(int(high // 58)):
                for column in range(int(wide // 42)):
                    if some.random() < 0.55:
                        flat(
                            canvas,
                            box(x + 12 + column * 42, 574 - high + row * 58, 22, 32, 3),
                            "#ffd98c",
                            alpha=some.uniform(0.5, 0.95),
                        )
        shape(canvas, box(-40, 520, 1040, 260), "#5a5878", "#3c3c58", along="down")
        for k in range(8):
            flat(canvas, box(k * 140 - 20, 560, 70, 9, 4), "#dcd4dc", alpha=0.5)
        stroke(canvas, curve([(115, 130), (115, 540)]), "#2c2c44", 12)
        glow(canvas, 115, 122, 210, "#ffdf9c", 0.75)
        shape(canvas, oval(115, 122, 34, 36), "#fff8e0", "#ffe2a0")


def _bus(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.4):
        shape(canvas, box(0, 196, 640, 330, 26), "#e04a48", "#a8242e", along="down")
        flat(canvas, box(0, 326, 640, 20), "#fbeee0")
        for row, y in ((0, 222), (1, 362)):
            for k in range(5):
                shape(canvas, box(16 + k * 122, y, 104, 84, 9), "#fff2c4", "#ffd88c", along="down")
                if (k + row) % 3 == 1:
                    flat(canvas, oval(60 + k * 122, y + 54, 17, 20), "#8c5c48")
                    flat(canvas, box(38 + k * 122, y + 70, 44, 14, 6), "#54688c")
        for x in (110, 500):
            flat(canvas, oval(x, 520, 48, 48), "#24222e")
            flat(canvas, oval(x, 520, 22, 22), "#8c8a94")
        glow(canvas, 618, 476, 90, "#fff0c0", 0.8)
        flat(canvas, oval(618, 476, 19, 19), "#fffae0")
        for k in range(3):
            flat(canvas, box(60 + k * 160, 566, 80, 12, 6), "#ff9c84", alpha=0.35)


_BUS = Sprite(_bus, (-30, 180, 730, 600))


def _shelter(canvas: skia.Canvas) -> None:
    with soft(canvas, 2.4):
        stroke(canvas, curve([(682, -20), (682, 640)]), "#2a2c44", 17)
        shape(canvas, box(640, 50, 330, 26, 6), "#343650", "#24263a", along="down")
        flat(canvas, box(710, 140, 240, 380, 8), "#b8c4e4", alpha=0.2)
        shape(canvas, box(772, 156, 122, 134, 12), "#3a7cbc", "#2a5c98")
        flat(canvas, box(796, 184, 74, 64, 16), "#ffffff")
        flat(canvas, box(806, 196, 54, 24, 5), "#3a7cbc")
        for x in (814, 852):
            flat(canvas, oval(x, 250, 9, 9), "#ffffff")


_SHELTER = Sprite(_shelter, (600, -20, 980, 660))


def _bus_stop_alive(canvas: skia.Canvas, moment: float) -> None:
    with moved(canvas, -60 + 34 * math.sin(moment * 0.14), 0):
        _BUS.put(canvas)
    _SHELTER.put(canvas)


def _rain(canvas: skia.Canvas, moment: float) -> None:
    for k in range(26):
        fall = 620 + (k * 37) % 160
        x = (k * 605.7 + 13) % 980
        y = (k * 331 + moment * fall) % 800 - 40
        stroke(canvas, curve([(x, y), (x - 3, y + 26)]), "#dce6f8", 2.2, alpha=0.34)


def _bus_stop_front(canvas: skia.Canvas) -> None:
    things.vignette(canvas, _SCREEN, 0.36)


STATION = Place(_station, _station_alive, _station_front, size=_TALL)
BUS_STOP = Place(_bus_stop, _bus_stop_alive, _bus_stop_front, _rain, _SCREEN)
