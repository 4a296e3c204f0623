"""The café and the restaurant kitchen."""

import math

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


def _cafe(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.2):
        things.wall(canvas, "#e2977a", "#b04a36")
        glow(canvas, 620, 120, 520, "#f0b880", 0.55)
        shape(canvas, box(40, -40, 300, 450), "#fbe6b0", "#fff6dc", along="down")
        with inside(canvas, box(40, -40, 300, 450)):
            things.tree(canvas, 126, 408, 330, "#7fb070")
            shape(canvas, box(214, 190, 140, 240), "#dcbf9c", "#c4a080")
        things.window(canvas, 40, -40, 300, 450)
        shape(canvas, box(444, 66, 216, 180, 5), "#8a6444", "#5e4230")
        shape(canvas, box(454, 76, 196, 160), "#4c5a48", "#3c4a3e")
        for k, (fill, width) in enumerate(
            (("#e8b860", 110), ("#efe2cc", 84), ("#efe2cc", 126), ("#e8b860", 70), ("#efe2cc", 100))
        ):
            flat(canvas, box(474, 96 + 28 * k, width, 8, 4), fill, alpha=0.8)
        for row, y in enumerate((152, 264, 376)):
            things.shelf(canvas, 830, y, 470)
            for k in range(8):
                x = 850 + k * 60 + 11 * (row % 2)
                fill = ("#e8b660", "#f2e8d6", "#5fa39a", "#f2e8d6")[(k + row) % 4]
                if (k + row * 2) % 4 == 2:
                    things.plant(canvas, x, y, 62, "#6a9a66", "#f2e4cc")
                else:
                    shape(
                        canvas,
                        box(x - 16, y - 44, 33, 44, 5),
                        lighter(fill, 0.1),
                        darker(fill, 0.2),
                        along="across",
                    )
        shape(canvas, box(-40, 470, 1360, 300), "#7c3f34", "#5c2c28", along="down")
        for x, y in ((520, 104), (820, 136), (1130, 96)):
            things.lamp(canvas, x, y, "#3f7a78", 1.05)
        shape(canvas, box(880, 424, 190, 126, 12), "#c8d4dc", "#8898a4", along="down")
        shape(canvas, box(900, 446, 150, 44, 6), "#46505a", "#343c46")
        for x in (940, 1000):
            flat(canvas, oval(x, 467, 11, 11), "#f6dc8c")


def _counter(canvas: skia.Canvas) -> None:
    shape(canvas, box(-10, 584, 1320, 180), "#743830", "#642e2a")
    shape(canvas, box(-10, 546, 1320, 40), "#b87a50", "#8e5638", along="down")


def _barista(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.2):
        shape(
            canvas,
            blob([(-34, -150), (34, -150), (62, -116), (76, 10), (-76, 10), (-62, -116)]),
            "#f0e6d8",
            "#d4c4b4",
        )
        shape(
            canvas,
            blob([(-36, -120), (36, -120), (46, -60), (48, 10), (-48, 10), (-46, -60)]),
            "#4a6c5c",
            "#34523f",
        )
        shape(canvas, oval(0, -196, 35, 42), "#e3a884")
        flat(
            canvas,
            blob([(-38, -190), (-36, -226), (0, -246), (36, -226), (38, -188), (24, -212), (-8, -216)]),
            "#4a2c24",
        )


_BARISTA = Sprite(_barista, (-100, -260, 100, 20))
_COUNTER = Sprite(_counter, (-10, 530, 1300, 740))


def _cafe_behind(canvas: skia.Canvas, moment: float) -> None:
    lean = 5 * math.sin(moment * 0.9)
    with moved(canvas, 1092 + lean, 548, turn=lean * 0.3):
        _BARISTA.put(canvas)
    _COUNTER.put(canvas)


def _cafe_front(canvas: skia.Canvas) -> None:
    things.bench(canvas, 652, "#b2764a")
    things.shadow(canvas, 300, 692, 108, 12)
    shape(canvas, oval(290, 684, 68, 12), "#ffffff", "#cfc4ba")
    flat(canvas, oval(290, 681, 48, 7), "#b5a898", alpha=0.5)
    stroke(canvas, oval(334, 650, 16, 15), "#e0d6ca", 8)
    cup = blob(
        [(246, 628), (248, 648), (262, 678), (290, 686), (318, 678), (332, 648), (334, 628), (290, 632)]
    )
    shape(canvas, cup, "#fffdf8", "#c9bcb0", along="across")
    shape(canvas, oval(290, 628, 44, 10), "#fffaf2", "#ded2c4")
    flat(canvas, oval(290, 629, 38, 7.5), "#6a3c22")
    stroke(canvas, curve([(272, 629), (290, 626), (306, 630)]), "#c99a68", 3, alpha=0.8)
    things.vignette(canvas)


def _cafe_alive(canvas: skia.Canvas, moment: float) -> None:
    things.steam(canvas, 290, 622, moment)


def _kitchen(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.0):
        things.wall(canvas, "#f4e6c2", "#e0ccaa")
        for row in range(14):
            for k in range(16):
                x, y = k * 92 - 46 * (row % 2), row * 48 - 22
                tone = ("#f6e8c6", "#efdfba", "#f9eed2", "#e9d9b6")[(k * 7 + row * 3 + k * row) % 4]
                shape(canvas, box(x, y, 88, 44, 4), tone, darker(tone, 0.04))
        glow(canvas, 330, 160, 460, "#fff0c0", 0.5)
        shape(canvas, box(-10, 55, 574, 13, 4), "#6c5a54", "#4a3c3a")
        for x, y, size in ((70, 172, 62), (198, 150, 50), (326, 184, 70), (454, 140, 44)):
            stroke(canvas, curve([(x, 64), (x, y - size)]), "#5c4c48", 9)
            flat(canvas, oval(x + 6, y + 9, size, size), "#6a4a30", alpha=0.3, blur=8)
            shape(canvas, oval(x, y, size, size), "#c8784a", "#8c4830")
            shape(canvas, oval(x, y, size * 0.84, size * 0.84), "#b8663c", "#dc9460")
        shape(
            canvas, sharp([(60, 300), (440, 300), (498, 380), (4, 380)]), "#ccd6da", "#94a2aa", along="across"
        )
        for row, y in enumerate((190, 340)):
            things.shelf(canvas, 850, y, 450)
            for k in range(6):
                fill = ("#c8504c", "#e0b04a", "#5f9a6c", "#ece2d0", "#7d5590", "#d8894a")[(k + row * 2) % 6]
                high = (66, 80, 92, 72, 84, 98)[(k * 5 + row) % 6]
                x = 880 + k * 72
                shape(
                    canvas,
                    box(x - 23, y - high, 46, high, 8),
                    lighter(fill, 0.15),
                    darker(fill, 0.2),
                    along="across",
                )
                flat(canvas, box(x - 19, y - high - 10, 38, 14, 3), "#7a5038")
        shape(canvas, box(-40, 520, 1360, 240), "#8b979f", "#5c666e", along="down")
        shape(canvas, box(-40, 520, 1360, 40), "#c8d0d4", "#a4b0b6", along="down")
        for k in range(4):
            things.plant(canvas, 890 + k * 110, 524, 104, ("#5f9a5c", "#7fae5c")[k % 2], "#c4703f")


def _pot(canvas: skia.Canvas) -> None:
    flat(canvas, box(104, 516, 296, 9, 3), "#3c3c42")
    for side in (108, 392):
        stroke(canvas, oval(side, 446, 18, 14), "#9a5836", 8)
    shape(canvas, box(126, 408, 250, 104, 8), "#dc9a72", "#8a4a36", along="across")
    shape(canvas, oval(251, 408, 125, 17), "#b06a48", "#8e5038")
    flat(canvas, oval(251, 408, 112, 12), "#e2b460")


def _kitchen_alive(canvas: skia.Canvas, moment: float) -> None:
    for k in range(7):
        high = 7 + 2.5 * math.sin(moment * 7 + k * 2.1)
        flat(canvas, oval(160 + k * 30, 530, 8, high), "#6fb4ea", alpha=0.75, blur=2)
    _pot(canvas)
    things.steam(canvas, 250, 400, moment, 1.6)


def _kitchen_front(canvas: skia.Canvas) -> None:
    things.bench(canvas, 650, "#b98150")
    things.shadow(canvas, 214, 656, 116, 9)
    for k in range(34):
        x, y = 110 + (k * 53) % 190, 652 - (k * 31) % 47 * math.sin(math.pi * ((k * 53) % 190 + 20) / 230)
        lean = (k * 17) % 9 - 4
        strand = curve(
            [(x - 14, y + lean), (x, y - 8), (x + 16, y + 6), (x + 32, y - 5), (x + 46, y + lean * 1.6)]
        )
        stroke(canvas, strand, ("#f2d68a", "#e4bc60", "#f7e2a4")[k % 3], 6.5)
    things.shadow(canvas, 1046, 668, 96, 10)
    for x, y, size in ((998, 638, 33), (1062, 642, 31), (1030, 604, 29)):
        shape(canvas, oval(x, y, size, size), "#ee5a48", "#a8241f")
        glow(canvas, x - size * 0.36, y - size * 0.4, size * 0.5, "#ffd0b8", 0.8)
        for turn in (-70, -25, 25, 70):
            things.leaf(canvas, x, y - size * 0.78, size * 0.5, turn, "#4f8a48")
    for turn, length in ((-80, 62), (-40, 60), (0, 62), (36, 64), (70, 70)):
        things.leaf(canvas, 1134, 652, length, turn, "#5f9a52", 0.5)
    things.vignette(canvas)


CAFE = Place(_cafe, _cafe_behind, _cafe_front, _cafe_alive)
KITCHEN = Place(_kitchen, _kitchen_alive, _kitchen_front)
