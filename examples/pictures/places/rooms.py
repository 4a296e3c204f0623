"""The hotel, the office and the room at home."""

import math

import skia

from examples.pictures import dog
from examples.pictures.brushes import (
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

_SCREEN = (960, 720)
_TALL = (720, 1280)


def _hotel(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.0):
        things.wall(canvas, "#2f6660", "#1d4644")
        for k in range(7):
            panel = box(-30 + k * 196, -40, 176, 420, 8)
            stroke(canvas, panel, "#4a8a80", 6, alpha=0.6)
            stroke(canvas, box(-22 + k * 196, -32, 160, 404, 6), "#17403e", 3, alpha=0.5)
        shape(canvas, box(-40, 424, 1360, 320), "#744430", "#4a2c22", along="down")
        shape(canvas, box(-40, 424, 1360, 14), "#a86a48", "#7c4c34", along="down")
        shape(canvas, box(46, 80, 288, 298, 5), "#9a5c3c", "#643c2a")
        for row in range(4):
            for k in range(5):
                x, y = 62 + k * 53, 96 + row * 68
                shape(canvas, box(x, y, 44, 60, 2), "#2c1c1c", "#442a24", along="down")
                if (k * 3 + row * 2) % 4:
                    stroke(canvas, oval(x + 22, y + 18, 7, 8), "#d8b054", 4)
                    shape(canvas, box(x + 16, y + 27, 12, 28, 3), ("#f0e6d4", "#c04a40")[(k + row) % 2])
        for x in (420, 780):
            glow(canvas, x, 150, 250, "#ffe7a0", 0.62)
            stroke(canvas, curve([(x, 170), (x, 226)]), "#d8a848", 11)
            shape(
                canvas,
                sharp([(x - 27, 108), (x + 27, 108), (x + 43, 172), (x - 43, 172)]),
                "#fff3cc",
                "#f2c86c",
                along="down",
            )
        for k in range(8):
            x, y = 878 + k * 56, 574 - k * 57
            shape(canvas, box(x, y, 500, 800), "#c89a70", "#9a6c4c", along="across")
            shape(canvas, box(x - 5, y - 5, 520, 13, 3), "#ecd2ac", "#c8a078", along="across")
            stroke(canvas, curve([(x + 26, y), (x + 26, y - 132)]), "#d8ae54", 8)
        stroke(canvas, curve([(846, 486), (1290, 34)]), "#6e3c28", 22)
        things.plant(canvas, 778, 640, 300, "#4d8a66")
    things.sparkles(canvas, 4, 8, "#f6e2a0")


def _hotel_front(canvas: skia.Canvas) -> None:
    for turn, length, x in ((-60, 84, 214), (-30, 70, 222), (56, 92, 256), (74, 86, 262), (10, 74, 238)):
        things.leaf(canvas, x, 566, length, turn, "#4d8a62", 0.42)
    for x, y, size, fill in (
        (174, 478, 28, "#ee8272"),
        (222, 440, 32, "#f2a8a0"),
        (280, 468, 30, "#d8545c"),
        (206, 510, 25, "#ee8272"),
        (256, 512, 26, "#f4b0a8"),
        (314, 510, 23, "#d04a56"),
    ):
        bloom = oval(x, y, size, size)
        shape(canvas, bloom, lighter(fill, 0.14), darker(fill, 0.12))
        for k in range(5):
            angle = k * 1.26
            petal = oval(
                x + size * 0.4 * math.cos(angle), y + size * 0.4 * math.sin(angle), size * 0.42, size * 0.36
            )
            stroke(canvas, petal, darker(fill, 0.2), 2, alpha=0.6)
        flat(canvas, oval(x, y, size * 0.2, size * 0.2), darker(fill, 0.25), alpha=0.7)
    vase = blob([(212, 556), (236, 546), (262, 556), (276, 590), (266, 632), (206, 632), (196, 590)])
    things.bench(canvas, 628, "#8e5638")
    things.shadow(canvas, 236, 634, 52)
    shape(canvas, vase, "#fbf5ea", "#c4b8a4", along="across")
    things.shadow(canvas, 960, 636, 66)
    dome = blob(
        [(908, 622), (914, 596), (936, 578), (958, 573), (980, 578), (1002, 596), (1008, 622), (958, 628)]
    )
    shape(canvas, dome, "#f2dc94", "#a87c34")
    shape(canvas, box(905, 619, 106, 16, 7), "#e8c878", "#98702c", along="across")
    shape(canvas, oval(958, 571, 7, 7), "#f6d880", "#c08c30")
    glow(canvas, 936, 594, 22, "#fff8dc", 0.8)
    shape(canvas, sharp([(1058, 580), (1170, 580), (1180, 630), (1048, 630)]), "#e2c078", "#b08a44")
    write(canvas, "Reception", 1114, 616, 29, "#50301c")
    things.vignette(canvas)


def _hotel_alive(canvas: skia.Canvas, moment: float) -> None:
    for x, late in ((420, 0.0), (780, 2.0)):
        glow(canvas, x, 140, 110, "#fff0c0", 0.14 + 0.07 * math.sin(moment * 1.3 + late))


def _office(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.0):
        things.wall(canvas, "#f2e8d6", "#d6c6ae")
        view = box(58, 24, 616, 440)
        with inside(canvas, view):
            shape(canvas, view, "#9ccbe4", "#f2ecd6", along="down")
            things.cloud(canvas, 172, 112, 74)
            things.cloud(canvas, 478, 150, 74)
            for k, (fill, high, wide) in enumerate(
                (
                    ("#c98574", 212, 60),
                    ("#7c9cae", 142, 62),
                    ("#e2b988", 200, 62),
                    ("#a888a8", 130, 56),
                    ("#b6c4ac", 188, 62),
                    ("#cc8470", 120, 62),
                    ("#7894ac", 178, 64),
                    ("#e6bd8c", 108, 80),
                    ("#b0bca8", 150, 60),
                    ("#c98574", 190, 60),
                )
            ):
                x = 44 + k * 63
                shape(canvas, box(x, 464 - high, wide, high), lighter(fill, 0.12), darker(fill, 0.06))
                for row in range(int(high // 34)):
                    for column in (10, 34):
                        flat(canvas, box(x + column, 478 - high + row * 34, 14, 18), "#f8e6b4", alpha=0.75)
        things.window(canvas, 58, 24, 616, 440, 3)
        shape(canvas, box(800, 70, 420, 280, 8), "#cda06c", "#b08450")
        for row in range(3):
            for k in range(5):
                fill = ("#f4d256", "#f29a88", "#9fd0b0", "#9cbce8", "#f6efe4")[(k + row * 3) % 5]
                x, y = 826 + k * 78, 94 + row * 84
                flat(canvas, box(x + 3, y + 5, 58, 58), "#4a2c1c", alpha=0.25, blur=4)
                shape(canvas, box(x, y, 58, 58), lighter(fill, 0.1), darker(fill, 0.06))
                for drop in (16, 30):
                    flat(canvas, box(x + 10, y + drop, 34 - drop * 0.3, 4), darker(fill, 0.4), alpha=0.5)
        things.plant(canvas, 800, 580, 260, "#4f8c64", "#e8dcc8")
        shape(canvas, box(-40, 556, 1360, 220), "#b98a62", "#86573c", along="down")
        for x in (824, 1084):
            shape(canvas, box(x + 74, 540, 26, 34), "#3a4252")
            shape(canvas, box(x, 430, 184, 120, 8), "#3a4458", "#2a3040")
            shape(canvas, box(x + 10, 440, 164, 98), "#8cbace", "#5888a4")
    things.sparkles(canvas, 21, 6, "#f2e6b8", (760, 500))


def _office_alive(canvas: skia.Canvas, moment: float) -> None:
    for k in range(2):
        x, y = 150 + (moment * 16 + k * 46) % 420, 112 + k * 20 + 4 * math.sin(moment + k)
        flap = 6 * math.sin(moment * 6 + k * 2)
        wings = curve([(x - 16, y - flap), (x - 5, y - 4), (x, y), (x + 5, y - 4), (x + 16, y - flap)])
        stroke(canvas, wings, "#54626e", 3.4, alpha=0.75, blur=1)


def _home(canvas: skia.Canvas) -> None:
    with soft(canvas, 2.6):
        things.wall(canvas, "#b4d2b2", "#7aa68c", _SCREEN)
        for x, y, width, high, fill, below in (
            (60, 84, 132, 166, "#d0604c", "#b0606c"),
            (210, 124, 100, 126, "#4f86a8", "#5c7490"),
            (90, 272, 106, 84, "#e2b04c", "#c0843c"),
        ):
            things.picture(canvas, x, y, width, high, fill, below)
        for row, y in enumerate((200, 338)):
            things.shelf(canvas, 676, y, 320, "#b07c54")
            things.books(canvas, 690, y, 170, 96, 60 + row)
        things.plant(canvas, 924, 200, 120, "#5c9a70", "#f2e8d8")
        glow(canvas, 840, 460, 300, "#fff0b0", 0.85)
        stroke(canvas, curve([(840, 490), (840, 640)]), "#805840", 12)
        shape(
            canvas,
            sharp([(800, 412), (880, 412), (908, 504), (772, 504)]),
            "#fff6d4",
            "#f4d080",
            along="down",
        )
        shape(canvas, box(-20, 530, 320, 260, 14), "#f4ecdc", "#dccab0")
        for row in range(4):
            for k in range(6):
                fill = ("#d98a80", "#f4ead4", "#7fa4b8", "#e4bd70", "#f4ead4", "#9cb890")[
                    (k * 5 + row * 2) % 6
                ]
                shape(
                    canvas,
                    box(-12 + k * 52, 550 + row * 58, 50, 56, 3),
                    lighter(fill, 0.06),
                    darker(fill, 0.06),
                )
        shape(canvas, box(14, 466, 196, 96, 38), "#fffaf0", "#e0d4c4", along="down")
    wire = [(x, 54 + 17 * math.sin(x / 41)) for x in range(-20, 1000, 20)]
    stroke(canvas, curve([(float(x), y) for x, y in wire]), "#54705c", 3)


def _home_alive(canvas: skia.Canvas, moment: float) -> None:
    for k in range(13):
        x = 22.0 + k * 77
        y = 54 + 17 * math.sin(x / 41) + 10
        glow(canvas, x, y, 24, "#fff0b0", 0.6 + 0.25 * math.sin(moment * 1.5 + k * 2.4))
        shape(canvas, oval(x, y, 5, 6.5), "#fffbe8", "#f6e0a0")


def _home_front(canvas: skia.Canvas) -> None:
    things.mug(canvas, 848, 740, 118, "#3f8080", "#5c3020")
    things.vignette(canvas, _SCREEN, 0.3)


def _home_steam(canvas: skia.Canvas, moment: float) -> None:
    things.steam(canvas, 848, 616, moment, 1.0)


def _living_room(canvas: skia.Canvas) -> None:
    with soft(canvas, 3.2):
        things.wall(canvas, "#ecc8a0", "#cf9c78", _TALL)
        glow(canvas, 200, 260, 420, "#fff0c4", 0.5)
        view = box(84, 58, 220, 440)
        with inside(canvas, view):
            shape(canvas, view, "#b4daea", "#faf0d0", along="down")
            things.tree(canvas, 146, 490, 300, "#9cc480")
            things.tree(canvas, 226, 500, 210, "#86b470")
        things.window(canvas, 84, 58, 220, 440)
        for points in (
            [
                (12, -20),
                (90, -20),
                (84, 200),
                (74, 340),
                (92, 470),
                (88, 570),
                (40, 590),
                (6, 560),
                (14, 300),
            ],
            [(310, -20), (386, -20), (374, 160), (348, 280), (360, 400), (382, 560), (306, 580), (300, 300)],
        ):
            shape(
                canvas, blob([(float(x), float(y)) for x, y in points]), "#d86c54", "#b84c3c", along="across"
            )
        things.picture(canvas, 448, 118, 196, 244, "#e0a054", "#3c8088")
        dog.floor(canvas, 862)
        shape(canvas, box(440, 480, 400, 400, 40), "#6ca4a0", "#3f7478")
        shape(canvas, box(420, 700, 400, 182, 30), "#5c9896", "#37686c", along="down")
        shape(canvas, oval(486, 650, 46, 44), "#ecc050", "#c08c2c")
        throw = blob(
            [(506, 462), (610, 446), (700, 462), (722, 640), (730, 810), (640, 828), (556, 818), (524, 640)]
        )
        shape(canvas, throw, "#fbf0d8", "#ecd8b4")
        with inside(canvas, throw):
            for k in range(9):
                fill = ("#d8584a", "#e8ac48", "#4c7ca0")[k % 3]
                stroke(canvas, curve([(480, 468 + k * 44), (760, 456 + k * 44)]), fill, 13)
        things.plant(canvas, 96, 872, 320, "#4f8c60", "#b8605a")
    with soft(canvas, 1.0), moved(canvas, 360, 1136):
        dog.rug(canvas)


def _living_room_front(canvas: skia.Canvas) -> None:
    with moved(canvas, 155, 1164):
        dog.ball(canvas)
    things.vignette(canvas, _TALL, 0.28)


HOTEL = Place(_hotel, _hotel_alive, _hotel_front)
OFFICE = Place(_office, _office_alive)
HOME = Place(_home, _home_alive, _home_front, _home_steam, _SCREEN)
LIVING_ROOM = Place(_living_room, before=_living_room_front, size=_TALL)
