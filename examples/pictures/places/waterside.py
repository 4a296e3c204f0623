"""The pond in the park and the harbour."""

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


def _water(canvas: skia.Canvas, top: float, low: float, fill: str, to: str, seed: int) -> None:
    shape(canvas, box(-40, top, 1360, low - top), fill, to, along="down")
    some = random.Random(seed)
    for _ in range(22):
        x, y, wide = some.uniform(-20, 1280), some.uniform(top + 10, low - 8), some.uniform(30, 70)
        flat(canvas, oval(x, y, wide, 4), "#f4fbff", alpha=some.uniform(0.2, 0.5), blur=2)


def _park(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.4):
        shape(canvas, box(-40, -40, 1360, 460), "#bfe0ea", "#fbf0d0", along="down")
        glow(canvas, 640, 220, 420, "#fff2c0", 0.7)
        for x, y, size, fill in (
            (-10, 350, 500, "#d9873a"),
            (146, 345, 520, "#d2a23c"),
            (420, 345, 470, "#93aa52"),
            (268, 348, 560, "#bf5a38"),
            (618, 344, 560, "#e2ac3e"),
            (730, 346, 460, "#dd843a"),
            (890, 345, 520, "#cfa040"),
            (1096, 348, 570, "#bc5434"),
            (1254, 345, 500, "#8fae58"),
        ):
            things.tree(canvas, x, y, size, fill)
        for k in range(10):
            x = k * 146 - 20
            fill = ("#93a850", "#b3a048", "#7c9c50")[k % 3]
            shape(canvas, oval(x, 352, 88, 50 + 10 * (k % 2)), fill)
        for x in (548, 596, 690, 738):
            shape(canvas, box(x - 6, 212, 12, 134), "#fdf6e6", "#e4d8c4")
        shape(canvas, box(524, 340, 232, 24, 4), "#cf8c68", "#ac6c50")
        shape(
            canvas,
            blob([(528, 210), (572, 172), (640, 132), (708, 172), (752, 210), (640, 214)]),
            "#5f93a4",
            "#3f6c80",
        )
        shape(canvas, box(522, 206, 236, 16, 6), "#fdf6e6", "#e4d8c4")
        _water(canvas, 364, 452, "#94c8d8", "#5c9cb8", 3)
        shape(canvas, box(-40, 448, 1360, 320), "#a4b458", "#6c8c42", along="down")
        some = random.Random(4)
        for _ in range(34):
            at = some.uniform(0, 1280), some.uniform(470, 715)
            things.leaf(
                canvas,
                *at,
                some.uniform(18, 30),
                some.uniform(0, 360),
                some.choice(("#dc8c34", "#c8542f", "#e8bc48")),
                0.55,
            )
    for y in (436, 498, 560, 622):
        plank = box(70, y, 1140, 40, 7)
        flat(canvas, box(70, y + 8, 1140, 40, 7), "#2a1a10", alpha=0.3, blur=6)
        shape(canvas, plank, "#a87458", "#7c5040", along="down")
        stroke(
            canvas,
            curve([(90, y + 13), (500, y + 15), (900, y + 12), (1190, y + 14)]),
            "#5c3a2c",
            2,
            alpha=0.5,
        )
    for x in (112, 1136):
        shape(canvas, box(x, 418, 32, 320, 12), "#4c5a5e", "#2c383c", along="across")


def _duck(canvas: skia.Canvas) -> None:
    flat(canvas, oval(0, 22, 92, 5), "#ffffff", alpha=0.55)
    body = blob([(-44, -2), (-20, -6), (20, -12), (44, -22), (40, 10), (10, 20), (-32, 18)])
    shape(canvas, body, "#a8825c", "#7c5c40")
    flat(canvas, blob([(-20, 0), (24, -6), (18, 10), (-10, 12)]), "#8c6a4c")
    shape(canvas, oval(-42, -14, 14, 14), "#3f9068", "#2c6a4c")
    flat(canvas, box(-52, -2, 24, 5, 2), "#f8f4ec")
    flat(canvas, sharp([(-54, -16), (-72, -10), (-54, -7)]), "#eda03c")
    flat(canvas, oval(-46, -17, 2.4, 2.4), "#181414")
    for x in (56, 92):
        shape(
            canvas,
            blob([(x - 18, 8), (x + 4, 2), (x + 20, 0), (x + 14, 18), (x - 12, 18)]),
            "#f4d468",
            "#d8ac40",
        )
        shape(canvas, oval(x - 16, 0, 8.5, 8.5), "#f6da74", "#e0b84c")
        flat(canvas, sharp([(x - 23, -1), (x - 33, 3), (x - 23, 6)]), "#eda03c")
        flat(canvas, oval(x - 18, -2, 1.6, 1.6), "#181414")


_DUCK = Sprite(_duck, (-110, -50, 130, 40))


def _park_behind(canvas: skia.Canvas, moment: float) -> None:
    with (
        inside(canvas, box(-10, 340, 1300, 96)),
        moved(canvas, 1120 - moment * 5, 404 + 1.5 * math.sin(moment * 2)),
    ):
        _DUCK.put(canvas)


def _park_before(canvas: skia.Canvas, moment: float) -> None:
    for k, fill in enumerate(("#dc8c34", "#c8542f", "#e8bc48", "#d87838")):
        drop = (moment * 46 + k * 230) % 860 - 60
        x = (60, 236, 640, 1210)[k] + 34 * math.sin(moment * 1.1 + k * 2)
        things.leaf(canvas, x, drop, 30, 110 * math.sin(moment * 1.3 + k) + 90, fill, 0.55)


def _vignette(canvas: skia.Canvas) -> None:
    things.vignette(canvas, strength=0.24)


def _harbour(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.0):
        shape(canvas, box(-40, -40, 1360, 440), "#82bae0", "#fbecd0", along="down")
        for x, y, size in ((244, 84, 104), (704, 62, 84), (982, 120, 64)):
            things.cloud(canvas, x, y, size)
        shape(
            canvas,
            blob(
                [
                    (-60, 360),
                    (100, 300),
                    (260, 268),
                    (420, 290),
                    (560, 330),
                    (760, 350),
                    (940, 370),
                    (900, 420),
                    (-60, 420),
                ]
            ),
            "#96bc94",
            "#7ca484",
        )
        for k, fill in enumerate(("#f0ab94", "#f2dc9c", "#a4c8dc", "#f2c46c", "#e2a0ac", "#eaf0e0")):
            x, high = 18 + k * 74, (92, 108, 124, 92, 108, 122)[k]
            shape(canvas, box(x, 390 - high, 74, high), lighter(fill, 0.15), darker(fill, 0.08))
            shape(
                canvas,
                sharp([(x - 3, 392 - high), (x + 37, 356 - high), (x + 77, 392 - high)]),
                "#cc6a4c",
                "#a4503c",
            )
            for dx in (16, 44):
                for dy in (16, 54):
                    shape(canvas, box(x + dx, 392 - high + dy, 17, 24, 2), "#4c6888")
        _water(canvas, 386, 580, "#7cc0cc", "#357f9c", 9)
        shape(canvas, box(-40, 564, 1360, 160), "#d8bc96", "#a8875f", along="down")
        for k in range(16):
            stroke(canvas, curve([(k * 90 + 6, 564), (k * 98 - 30, 720)]), "#8c6c4c", 4, alpha=0.5)
        truck = box(880, 220, 460, 330, 26)
        shape(canvas, truck, "#fdf6e2", "#ecdcb8", along="down")
        with inside(canvas, truck):
            shape(canvas, box(870, 436, 500, 130), "#ea6a5c", "#d4544c", along="down")
            flat(canvas, box(870, 426, 500, 11), "#35788c")
        shape(canvas, box(926, 300, 300, 122, 4), "#8c5c38", "#c8934c", along="down")
        shape(
            canvas,
            blob([(954, 424), (962, 392), (1000, 380), (1040, 392), (1048, 424)]),
            "#fbf5ea",
            "#e0d4c4",
        )
        shape(canvas, oval(1000, 358, 23, 27), "#9c6a48")
        shape(
            canvas,
            blob([(974, 348), (974, 330), (1000, 320), (1028, 330), (1028, 348), (1000, 342)]),
            "#fffaf0",
            "#e4dcd0",
        )
        shape(canvas, box(914, 420, 328, 17, 3), "#d89a5c", "#b07840")
        things.awning(canvas, 912, 278, 332, "#dc5a50", 58)
        for x in (970, 1230):
            flat(canvas, oval(x, 554, 43, 43), "#38303a")
            shape(canvas, oval(x, 554, 21, 21), "#eee4d4", "#c8bcac")
    with soft(canvas, 1.2):
        write(canvas, "The Merry Batter", 1080, 268, 44, "#315c70")


def _boat(canvas: skia.Canvas, fill: str) -> None:
    with soft(canvas, 2.0):
        flat(canvas, oval(0, 44, 90, 7), "#ffffff", alpha=0.4)
        shape(canvas, sharp([(-4, -106), (-4, 0), (-44, 0)]), "#f6dc98", "#dcb870")
        shape(canvas, sharp([(4, -92), (4, 0), (62, 0)]), "#fffaec", "#e0d4bc")
        stroke(canvas, curve([(0, -112), (0, 6)]), "#6c4c38", 7)
        shape(
            canvas,
            blob([(-82, 2), (0, 6), (82, 2), (66, 34), (0, 42), (-62, 36)]),
            lighter(fill, 0.1),
            darker(fill, 0.2),
            along="down",
        )


_BOATS = tuple(Sprite(partial(_boat, fill=fill), (-110, -130, 110, 60)) for fill in ("#d84a40", "#3f7c9c"))


def _gull(canvas: skia.Canvas, flap: float) -> None:
    wings = curve([(-36, -8 * flap), (-14, -10 - 5 * flap), (0, 4), (14, -10 - 5 * flap), (36, -8 * flap)])
    stroke(canvas, wings, "#ffffff", 6.5)
    shape(canvas, oval(0, 4, 9, 5), "#ffffff", "#d4dce0")


def _harbour_behind(canvas: skia.Canvas, moment: float) -> None:
    for k, (x, y, scale) in enumerate(((160, 462, 1.0), (394, 506, 0.95))):
        rock = math.sin(moment * 0.9 + k * 1.7)
        with moved(canvas, x, y + 3 * rock, turn=2.2 * rock, scale=scale):
            _BOATS[k].put(canvas)
    for k in range(3):
        drift = (150, 438, 744)[k] + 34 * math.sin(moment * 0.3 + k * 2)
        with moved(canvas, drift, (112, 156, 130)[k] + 8 * math.sin(moment * 0.6 + k), scale=0.85):
            _gull(canvas, math.sin(moment * 3.2 + k * 1.9))


def _harbour_front(canvas: skia.Canvas) -> None:
    things.bench(canvas, 651, "#b59c80")
    things.shadow(canvas, 250, 654, 62)
    for k in range(13):
        lean = (k - 6) * 5.4
        with moved(canvas, 250 + (k - 6) * 8.6, 580, turn=lean * 0.55):
            shape(canvas, box(-7, -68 + abs(k - 6) * 3.2, 14, 80, 3), "#fbd878", "#e0a43c", along="across")
    cone = sharp([(176, 556), (324, 556), (292, 652), (208, 652)])
    shape(canvas, cone, "#fffaf0", "#d4c8b8", along="across")
    with inside(canvas, cone):
        for k in range(5):
            flat(canvas, box(190, 570 + k * 18, 116, 3, 1), "#9c948c", alpha=0.6)
    things.vignette(canvas, strength=0.2)


PARK = Place(_park, _park_behind, _vignette, _park_before)
HARBOUR = Place(_harbour, _harbour_behind, _harbour_front)
