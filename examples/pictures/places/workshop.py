"""The bicycle workshop."""

import math

import skia

from examples.pictures.brushes import (
    Sprite,
    box,
    curve,
    darker,
    flat,
    lighter,
    moved,
    oval,
    shape,
    soft,
    stroke,
    write,
)

from . import things
from .place import Place

_TALL = (720, 1280)


def _workshop(canvas: skia.Canvas) -> None:
    with soft(canvas, 2.8):
        things.wall(canvas, "#f6e0ae", "#c8a070", _TALL)
        board = box(34, 190, 400, 460, 10)
        flat(canvas, box(40, 202, 400, 460, 10), "#2a1210", alpha=0.3, blur=10)
        shape(canvas, board, "#7fa8a0", "#37636e", along="down")
        for row in range(9):
            for k in range(8):
                flat(canvas, oval(58 + k * 50, 214 + row * 50, 4, 4), "#2a4c56", alpha=0.6)
        for x, fill, long in (
            (80, "#d84a34", 180),
            (132, "#e2a93c", 150),
            (184, "#4a4850", 196),
            (330, "#d84a34", 180),
            (384, "#e2a93c", 140),
        ):
            stroke(canvas, curve([(x, 240), (x, 240 + long * 0.5)]), "#c8ccd0", 12)
            stroke(canvas, oval(x, 238, 15, 16), "#c8ccd0", 10)
            stroke(canvas, curve([(x, 236 + long * 0.5), (x, 210 + long)]), fill, 22)
        for k in range(14):
            angle = k * math.pi / 7
            stroke(
                canvas,
                curve([(256, 320), (256 + 50 * math.cos(angle), 320 + 50 * math.sin(angle))]),
                "#d0d0cc",
                11,
            )
        stroke(canvas, oval(256, 320, 40, 40), "#d0d0cc", 16)
        flat(canvas, oval(256, 320, 33, 33), "#5f8c8a")
        for y, number in ((612, 3), (752, 4)):
            things.shelf(canvas, 474, y, 270)
            for k in range(number):
                fill = ("#3a7c84", "#efe4cc", "#dca03c", "#c8504c")[k]
                x = 704 - (number - k) * 58 + 30
                shape(
                    canvas,
                    box(x - 25, y - 60, 50, 60, 6),
                    lighter(fill, 0.1),
                    darker(fill, 0.2),
                    along="across",
                )
                flat(canvas, box(x - 25, y - 42, 50, 18), "#f8f0dc")
        shape(canvas, box(-40, 880, 800, 460), "#6c4a3c", "#4a3028", along="down")
        things.lamp(canvas, 350, 138, "#cf6450", 1.4)
    shape(canvas, box(470, 150, 214, 76, 6), "#f8eed6", "#ecdcba")
    write(canvas, "Mended today", 577, 188, 36, "#b8443c")
    write(canvas, "ridden tomorrow", 577, 216, 26, "#3a5c62")


def _wheel(canvas: skia.Canvas) -> None:
    stroke(canvas, oval(0, 0, 121, 121), "#2c2a30", 18)
    stroke(canvas, oval(0, 0, 109, 109), "#d4d8dc", 6)
    for k in range(18):
        angle = k * math.pi / 9
        cross = angle + (0.3 if k % 2 else -0.3)
        stroke(
            canvas,
            curve(
                [(12 * math.cos(cross), 12 * math.sin(cross)), (106 * math.cos(angle), 106 * math.sin(angle))]
            ),
            "#f4f0e4",
            1.8,
        )
    shape(canvas, oval(0, 0, 13, 13), "#b4bac2", "#7c828c")
    stroke(canvas, curve([(-4, 88), (-6, 104)]), "#e8603a", 9)


_WHEEL = Sprite(_wheel, (-135, -135, 135, 135))


def _workshop_alive(canvas: skia.Canvas, moment: float) -> None:
    with moved(canvas, 590, 390, turn=14 * moment):
        _WHEEL.put(canvas)


def _workshop_front(canvas: skia.Canvas) -> None:
    things.bench(canvas, 1150, "#a87344", _TALL)
    things.shadow(canvas, 132, 1158, 84, 9)
    for x, y, width, high in ((56, 1116, 150, 42), (74, 1066, 44, 66), (152, 1066, 44, 66)):
        shape(canvas, box(x, y, width, high, 6), "#7192b0", "#35506e", along="across")
    stroke(canvas, curve([(196, 1096), (256, 1096)]), "#c4ccd2", 11)
    things.mug(canvas, 600, 1154, 98, "#f4eadb", "#b06a40")
    stroke(canvas, curve([(580, 1110), (600, 1120), (620, 1108)]), "#d8503c", 5)
    things.vignette(canvas, _TALL, 0.3)


def _workshop_steam(canvas: skia.Canvas, moment: float) -> None:
    things.steam(canvas, 600, 1048, moment, 1.1)


WORKSHOP = Place(_workshop, _workshop_alive, _workshop_front, _workshop_steam, _TALL)
