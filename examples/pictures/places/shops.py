"""The bookshop, the tailor's and the hair salon."""

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


def _bookshop(canvas: skia.Canvas) -> None:
    with soft(canvas, 2.8):
        things.wall(canvas, "#f6e0aa", "#d8aa70")
        for k, y in enumerate((262, 382, 502)):
            things.shelf(canvas, 640, y, 140)
            things.books(canvas, 648, y, 128, 82, 40 + k)
        things.lamp(canvas, 620, 150, "#b04a48", 1.0)
        for left, width in ((-40, 470), (820, 500)):
            shape(canvas, box(left, -40, width + 10, 800), "#6c4634", "#4a2e26")
            for k, y in enumerate((-14, 136, 284, 430, 580, 730)):
                shape(canvas, box(left + 42, y - 132, width - 80, 136), "#38221e", "#442a24", along="down")
                things.books(canvas, left + 46, y, width - 90, 122, k * 7 + left)
                things.shelf(canvas, left + 36, y, width - 66, "#7c5038")
        for rail in (0, 62):
            stroke(canvas, curve([(328 + rail, -20), (262 + rail, 680)]), "#d9a85c", 12)
        for k in range(9):
            x = 328 - k * 8.6
            stroke(canvas, curve([(x, 18 + 84 * k), (x + 60, 18 + 84 * k)]), "#c8944a", 9)
        glow(canvas, 620, 200, 520, "#ffdf9c", 0.35)
    things.sparkles(canvas, 6, 6, "#f6dca0")


def _cat(canvas: skia.Canvas) -> None:
    fur, dark = "#e39a52", "#b9682c"
    stroke(canvas, curve([(196, -44), (250, -34), (256, 20), (236, 42)]), fur, 25)
    coat = blob([(-20, 16), (6, -54), (70, -86), (140, -84), (196, -52), (218, 4), (206, 22), (90, 24)])
    shape(canvas, coat, lighter(fur, 0.12), dark)
    with inside(canvas, coat):
        for k in range(6):
            stroke(
                canvas,
                curve([(84 + k * 22, -96 + k * 3), (94 + k * 22, -66 + k * 3), (88 + k * 22, -44 + k * 3)]),
                "#9c5426",
                7,
                alpha=0.65,
            )
    for side in (-1, 1):
        shape(
            canvas, sharp([(-14 + side * 40, -30), (-14 + side * 34, -84), (-14 + side * 4, -58)]), fur, dark
        )
        flat(
            canvas, sharp([(-14 + side * 36, -44), (-14 + side * 32, -72), (-14 + side * 14, -58)]), "#f0b8a8"
        )
    shape(
        canvas,
        blob([(-62, -22), (-46, -58), (-14, -64), (20, -58), (36, -22), (18, 8), (-14, 14), (-46, 8)]),
        lighter(fur, 0.14),
        darker(fur, 0.14),
    )
    for x in (-32, 8):
        stroke(canvas, curve([(x - 11, -25), (x, -17), (x + 11, -25)]), "#4a2416", 4)
    shape(canvas, oval(-12, -2, 25, 15), "#fff4e4")
    flat(canvas, blob([(-18, -10), (-6, -10), (-12, -3)]), "#d8646c")
    for side in (-1, 1):
        for drop in (0, 7):
            stroke(
                canvas,
                curve([(-12 + side * 24, -4 + drop), (-12 + side * 50, -8 + drop * 2)]),
                "#fff4e4",
                1.8,
                alpha=0.8,
            )
    shape(canvas, box(-6, 6, 62, 22, 11), lighter(fur, 0.2), fur)


_CAT = Sprite(_cat, (-90, -110, 290, 70))


def _bookshop_alive(canvas: skia.Canvas, moment: float) -> None:
    canvas.save()
    canvas.translate(924, 556)
    canvas.scale(0.98, 0.98 * (1 + 0.012 * math.sin(moment * 1.7)))
    _CAT.put(canvas)
    canvas.restore()


def _bookshop_front(canvas: skia.Canvas) -> None:
    for x, y, width, fill in ((892, 576, 232, "#c48438"), (872, 608, 270, "#2f7872")):
        shape(canvas, box(x, y, width, 33, 5), lighter(fill, 0.05), darker(fill, 0.3), along="across")
        flat(canvas, box(x + 9, y + 23, width - 12, 6), "#fbf2de")
    things.bench(canvas, 640, "#8e5a3e")
    things.vignette(canvas)


def _tailor(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.0):
        things.wall(canvas, "#f6dfa8", "#c99a68")
        shape(canvas, box(-40, -40, 526, 620), "#6e4838", "#5a3a30")
        tones = (
            "#3f5684",
            "#5f7a5c",
            "#8a7468",
            "#c2614c",
            "#d8c8a0",
            "#7c3c46",
            "#cda84e",
            "#3a7674",
            "#6c5288",
        )
        for row in range(4):
            y = 120 + row * 131
            shape(canvas, box(-40, y - 112, 490, 112), "#38221e", "#4a2c26", along="down")
            for k in range(7):
                fill = tones[(k * 2 + row * 3) % 9]
                for drop in (0, 46):
                    x, at = 26 + k * 64, y - 71 + drop
                    shape(canvas, oval(x, at, 26, 26), lighter(fill, 0.12), darker(fill, 0.25))
                    stroke(canvas, oval(x, at, 15, 15), darker(fill, 0.3), 2, alpha=0.6)
                    flat(canvas, oval(x, at, 6, 6), "#ecdcc0")
            things.shelf(canvas, -40, y, 500, "#83543a")
        shape(canvas, box(806, -40, 520, 700), "#6c4a3e", "#4c322c")
        shape(canvas, box(844, 112, 460, 14, 6), "#e0b050", "#a87830", along="down")
        for k, fill in enumerate(("#7c3f4c", "#3c7876", "#3f5690", "#8a7468", "#cdbb98", "#c9a048")):
            x = 892 + k * 77
            stroke(canvas, curve([(x, 122), (x, 150)]), "#d8d0c4", 6)
            coat = blob(
                [
                    (x - 26, 150),
                    (x + 26, 150),
                    (x + 46, 190),
                    (x + 48, 440),
                    (x, 466),
                    (x - 48, 440),
                    (x - 46, 190),
                ]
            )
            shape(canvas, coat, lighter(fill, 0.1), darker(fill, 0.28), along="across")
            flat(canvas, sharp([(x - 17, 148), (x + 17, 148), (x, 256)]), "#f2e8d8")
        for x in (782, 800):
            stroke(canvas, curve([(x, 530), (x, 600)]), "#9a7048", 8)
        bust = blob(
            [
                (776, 268),
                (810, 268),
                (818, 306),
                (862, 326),
                (852, 400),
                (864, 520),
                (790, 536),
                (722, 520),
                (738, 400),
                (722, 326),
                (770, 306),
            ]
        )
        shape(canvas, bust, "#f4e8cc", "#cdb48c")
        stroke(canvas, curve([(758, 300), (742, 370), (752, 460)]), "#e8b83c", 11)
        shape(canvas, box(-40, 566, 1360, 160), "#704834", "#583628", along="down")
        things.lamp(canvas, 592, 86, "#3c7474", 0.95)
        glow(canvas, 600, 220, 460, "#ffe0a0", 0.3)
    things.dial(canvas, 752, 70, 44, "#5c4034")
    things.sparkles(canvas, 12, 4, "#f6dca0")


def _tailor_alive(canvas: skia.Canvas, moment: float) -> None:
    with moved(canvas, 752, 112, turn=5 * math.sin(moment * math.pi)):
        stroke(canvas, curve([(0, 0), (0, 104)]), "#7a5c3c", 4)
        shape(canvas, oval(0, 114, 15, 15), "#f2cc5a", "#c08c28")


def _tailor_front(canvas: skia.Canvas) -> None:
    for x, fill, high in (
        (950, "#c8484c", 52),
        (1016, "#dcae4a", 60),
        (1082, "#3f8484", 52),
        (1148, "#80589c", 60),
    ):
        things.shadow(canvas, x, 642, 34, 6)
        shape(
            canvas, box(x - 20, 636 - high, 40, high), lighter(fill, 0.12), darker(fill, 0.25), along="across"
        )
        for k in range(6):
            stroke(
                canvas,
                curve([(x - 20, 642 - high + k * 9), (x + 20, 646 - high + k * 9)]),
                darker(fill, 0.4),
                2,
                alpha=0.5,
            )
        for y in (629 - high, 634):
            shape(canvas, box(x - 25, y, 50, 9, 4), "#f0d0a0", "#c89c6c")
    things.bench(canvas, 644, "#b28054")
    tape = curve([(58, 668), (150, 651), (240, 676), (330, 658), (400, 676), (446, 726)])
    stroke(
        canvas,
        curve([(58, 676), (150, 659), (240, 684), (330, 666), (400, 684), (446, 734)]),
        "#2a1210",
        20,
        alpha=0.3,
        blur=5,
    )
    stroke(canvas, tape, "#f2cc4c", 21)
    walk = skia.PathMeasure(tape, False)
    for k in range(int(walk.getLength() // 13)):
        where, along = walk.getPosTan(6 + k * 13.0)
        long = 11 if k % 4 == 0 else 6
        side = (-along.y(), along.x())
        start = (where.x() + side[0] * 9, where.y() + side[1] * 9)
        stroke(canvas, curve([start, (start[0] - side[0] * long, start[1] - side[1] * long)]), "#5c4420", 2)
    things.vignette(canvas)


def _salon(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.0):
        things.wall(canvas, "#f6cfc6", "#e3a09a")
        for k in range(14):
            shape(canvas, box(k * 96 - 10, -40, 48, 600), "#f8d8d0", "#eab0a8")
        for x in (76, 864):
            glow(canvas, x + 150, 250, 320, "#fff0c4", 0.5)
            shape(canvas, box(x - 14, 42, 328, 416, 16), "#fff4dc", "#f6dcc0")
            glass = box(x + 14, 68, 272, 364, 6)
            shape(canvas, glass, "#dcebf0", "#b4cedc")
            with inside(canvas, glass):
                stroke(canvas, curve([(x + 50, 350), (x + 216, 96)]), "#ffffff", 26, alpha=0.45)
                stroke(canvas, curve([(x + 100, 360), (x + 250, 150)]), "#ffffff", 12, alpha=0.4)
            for k in range(7):
                for side in (0, 300):
                    flat(canvas, oval(x + side, 70 + 60 * k, 14, 14), "#fffbe6")
                    glow(canvas, x + side, 70 + 60 * k, 40, "#ffe9a8", 0.6)
        for row, y in enumerate((208, 358)):
            things.shelf(canvas, 430, y, 376, "#c48a64")
            for k in range(8):
                fill, high = (
                    ("#4aa49a", 58),
                    ("#dfa03c", 78),
                    ("#7d68b0", 92),
                    ("#b8487c", 80),
                    ("#eee4d6", 66),
                )[(k + row * 3) % 5]
                x = 456 + k * 46
                shape(
                    canvas,
                    box(x - 15, y - high, 30, high, 7),
                    lighter(fill, 0.14),
                    darker(fill, 0.2),
                    along="across",
                )
                flat(canvas, box(x - 6, y - high - 16, 12, 18, 4), "#5c4450")
        shape(canvas, box(-40, 520, 1360, 240), "#8c4c5c", "#6a3848", along="down")
        shape(canvas, box(-40, 518, 1360, 24), "#fff0ea", "#ecd4cc", along="down")
        things.plant(canvas, 96, 524, 236, "#5f9a84", "#f2e6d8")
        stroke(canvas, curve([(1198, 360), (1198, 540)]), "#b4b8c0", 16)
        shape(canvas, box(1012, 520, 218, 220, 34), "#b8405a", "#7c2c44", along="across")
        hood = blob(
            [
                (1032, 380),
                (1034, 320),
                (1068, 262),
                (1130, 242),
                (1192, 262),
                (1226, 320),
                (1228, 380),
                (1130, 404),
            ]
        )
        shape(canvas, hood, "#8fd4c8", "#2f8884", along="across")
        shape(canvas, oval(1130, 386, 90, 19), "#2f7672", "#46948c")


def _salon_alive(canvas: skia.Canvas, moment: float) -> None:
    shine = 0.5 + 0.5 * math.sin(moment * 1.2)
    for x in (76, 864):
        glow(canvas, x + 300, 250, 70, "#fff4c8", 0.15 + 0.2 * shine)


def _salon_front(canvas: skia.Canvas) -> None:
    things.bench(canvas, 656, "#eed7c8")
    things.shadow(canvas, 1004, 664, 70)
    for x, lean, fill in ((968, -14, "#b8407c"), (1006, 2, "#3aa498"), (1044, 16, "#dfa03c")):
        with moved(canvas, x, 580, turn=lean):
            stroke(canvas, curve([(0, 0), (0, -60)]), darker(fill, 0.15), 11)
            shape(canvas, box(-17, -136, 34, 78, 16), lighter(fill, 0.1), darker(fill, 0.22))
            for k in range(6):
                stroke(
                    canvas,
                    curve([(-13, -122 + k * 11), (13, -122 + k * 11)]),
                    darker(fill, 0.5),
                    2.6,
                    alpha=0.7,
                )
    shape(canvas, box(952, 560, 104, 104, 12), "#e2f2f0", "#9cc8c4", along="across")
    flat(canvas, box(964, 572, 12, 78, 6), "#ffffff", alpha=0.7)
    stroke(canvas, curve([(250, 676), (372, 668)]), "#2a1210", 9, alpha=0.25, blur=4)
    for start, end in (((248, 670), (368, 644)), ((250, 668), (372, 662))):
        stroke(canvas, curve([start, end]), "#a8b0ba", 8)
        stroke(canvas, curve([start, end]), "#dfe4ea", 2.5)
    for x, y in ((214, 655), (219, 691)):
        stroke(canvas, oval(x, y, 26, 15), "#d8456a", 8)
    things.vignette(canvas, strength=0.22)


BOOKSHOP = Place(_bookshop, _bookshop_alive, _bookshop_front)
TAILOR = Place(_tailor, _tailor_alive, _tailor_front)
SALON = Place(_salon, _salon_alive, _salon_front)
