"""Hats, scarves and headphones, in the units of a person."""

from collections.abc import Callable

import skia

from .brushes import (
    Point,
    blob,
    both,
    box,
    curve,
    darker,
    flat,
    glow,
    inside,
    lighter,
    oval,
    shape,
    stroke,
)
from .face import Face, outline


def hat(canvas: skia.Canvas, style: str, fill: str, ribbon: str, face: Face) -> None:
    """Draw a hat by its name, with its shadow on the face; an empty name is no hat."""
    if style:
        _HATS[style](canvas, fill, ribbon, face)


def _shadow(canvas: skia.Canvas, path: skia.Path, face: Face) -> None:
    with inside(canvas, outline(face)):
        canvas.translate(1, 12)
        flat(canvas, path, darker(face.skin, 0.6), alpha=0.5, blur=6)


def _flat_cap(canvas: skia.Canvas, fill: str, ribbon: str, face: Face) -> None:
    crown = blob(
        [
            (-130, -84),
            (-122, -120),
            (-88, -156),
            (-30, -174),
            (34, -174),
            (92, -154),
            (124, -118),
            (132, -84),
            (60, -78),
            (-60, -78),
        ]
    )
    peak = blob(
        [(-130, -84), (-96, -102), (0, -116), (98, -102), (132, -84), (88, -66), (0, -60), (-86, -66)]
    )
    _shadow(canvas, peak, face)
    shape(canvas, crown, lighter(fill, 0.16), darker(fill, 0.18))
    with inside(canvas, crown):
        for k in range(-11, 12):
            for lean in (-1, 1):
                line = curve([(k * 24 - lean * 34, -190), (k * 24 + lean * 34, -60)])
                stroke(canvas, line, ribbon, 2.6, alpha=0.33)
        glow(canvas, -50, -150, 90, lighter(fill, 0.6), 0.3)
    shape(canvas, peak, lighter(fill, 0.04), darker(fill, 0.34), along="down")
    stroke(
        canvas,
        curve([(-122, -86), (-90, -100), (0, -113), (92, -100), (124, -86)]),
        darker(fill, 0.4),
        2.5,
        alpha=0.6,
    )


def _beanie(canvas: skia.Canvas, fill: str, ribbon: str, face: Face) -> None:
    crown = blob(
        [(-112, -82), (-100, -124), (-62, -168), (0, -184), (62, -168), (100, -124), (112, -82), (0, -70)]
    )
    cuff = blob(
        [
            (-116, -94),
            (-60, -112),
            (0, -116),
            (60, -112),
            (116, -94),
            (118, -58),
            (60, -70),
            (0, -74),
            (-60, -70),
            (-118, -58),
        ]
    )
    _shadow(canvas, cuff, face)
    shape(canvas, crown, lighter(fill, 0.16), darker(fill, 0.2))
    with inside(canvas, crown):
        for k in range(-5, 6):
            tone = lighter(fill, 0.3) if k % 2 else darker(fill, 0.35)
            stroke(canvas, curve([(k * 9, -186), (k * 18, -150), (k * 23, -90)]), tone, 4, alpha=0.6)
    shape(canvas, cuff, lighter(fill, 0.08), darker(fill, 0.16), along="across")
    with inside(canvas, cuff):
        for k in range(-15, 16):
            stroke(canvas, curve([(k * 8, -120), (k * 8.1, -54)]), darker(fill, 0.4), 2.2, alpha=0.5)
    stroke(
        canvas,
        curve([(-114, -94), (-60, -111), (0, -115), (60, -111), (114, -94)]),
        darker(fill, 0.5),
        3,
        alpha=0.35,
    )


def _straw(canvas: skia.Canvas, fill: str, ribbon: str, face: Face) -> None:
    crown = blob(
        [
            (-100, -90),
            (-92, -134),
            (-70, -168),
            (-20, -182),
            (30, -180),
            (72, -164),
            (94, -130),
            (102, -90),
            (0, -80),
        ]
    )
    brim = blob(
        [
            (-172, -58),
            (-140, -78),
            (-96, -98),
            (0, -108),
            (98, -98),
            (142, -80),
            (176, -64),
            (110, -64),
            (0, -72),
            (-108, -64),
        ]
    )
    _shadow(canvas, brim, face)
    shape(canvas, crown, lighter(fill, 0.2), darker(fill, 0.12))
    with inside(canvas, crown):
        for k in range(8):
            stroke(
                canvas,
                curve([(-104, -80 - 13 * k), (0, -96 - 13 * k), (104, -80 - 13 * k)]),
                darker(fill, 0.4),
                1.8,
                alpha=0.3,
            )
        stroke(canvas, curve([(-106, -96), (0, -114), (106, -96)]), darker(ribbon, 0.1), 22)
    shape(canvas, brim, lighter(fill, 0.18), darker(fill, 0.22), along="down")
    for k in range(3):
        stroke(
            canvas,
            curve([(-150 + k * 10, -66 - k * 6), (0, -82 - k * 8), (150 - k * 10, -70 - k * 6)]),
            darker(fill, 0.4),
            2,
            alpha=0.4,
        )


def _trilby(canvas: skia.Canvas, fill: str, ribbon: str, face: Face) -> None:
    crown = blob(
        [
            (-100, -92),
            (-94, -140),
            (-72, -174),
            (-42, -186),
            (0, -174),
            (42, -184),
            (74, -172),
            (96, -136),
            (102, -92),
            (0, -84),
        ]
    )
    brim = blob(
        [
            (-134, -78),
            (-112, -96),
            (0, -108),
            (112, -96),
            (134, -78),
            (126, -66),
            (60, -74),
            (0, -78),
            (-60, -74),
            (-126, -66),
        ]
    )
    _shadow(canvas, brim, face)
    shape(canvas, crown, lighter(fill, 0.14), darker(fill, 0.2))
    with inside(canvas, crown):
        stroke(canvas, curve([(-20, -180), (0, -160), (10, -128)]), darker(fill, 0.5), 10, alpha=0.25, blur=5)
        stroke(canvas, curve([(-104, -100), (0, -116), (104, -100)]), ribbon, 17)
    shape(canvas, brim, lighter(fill, 0.12), darker(fill, 0.3), along="down")
    stroke(canvas, curve([(-120, -84), (0, -98), (120, -84)]), darker(fill, 0.45), 2.5, alpha=0.5)


def _toque(canvas: skia.Canvas, fill: str, ribbon: str, face: Face) -> None:
    top = oval(0, -200, 92, 44)
    for x, y, size in ((-76, -186, 44), (-40, -222, 46), (6, -238, 48), (52, -220, 46), (82, -186, 42)):
        top.addCircle(x, y, size)
    top.addRect(skia.Rect.MakeLTRB(-88, -200, 90, -110))
    band = blob(
        [
            (-104, -142),
            (-50, -152),
            (0, -155),
            (50, -152),
            (104, -142),
            (108, -84),
            (102, -74),
            (50, -88),
            (0, -92),
            (-50, -88),
            (-102, -74),
            (-108, -84),
        ]
    )
    _shadow(canvas, band, face)
    shape(canvas, top, fill, darker(fill, 0.16))
    for x in (-58, -20, 22, 60):
        fold = curve([(x * 1.1, -226), (x * 1.02, -190), (x, -152)])
        stroke(canvas, fold, ribbon, 5, alpha=0.45)
    flat(canvas, curve([(-100, -140), (0, -156), (100, -140), (0, -146)]), ribbon, alpha=0.5, blur=4)
    shape(canvas, band, lighter(fill, 0.2), darker(fill, 0.18), along="across")
    stroke(canvas, curve([(-100, -82), (-50, -94), (0, -98), (50, -94), (100, -82)]), ribbon, 2.2, alpha=0.7)


def _headphones(canvas: skia.Canvas, fill: str, ribbon: str, face: Face) -> None:
    band = curve(
        [
            (-116, 10),
            (-119, -60),
            (-92, -126),
            (-44, -160),
            (0, -168),
            (44, -160),
            (92, -126),
            (119, -60),
            (116, 10),
        ]
    )
    stroke(canvas, band, darker(fill, 0.2), 17)
    stroke(canvas, band, lighter(fill, 0.16), 9)
    for side in (-1, 1):
        shape(canvas, box(side * 118 - 21, -38, 42, 98, 20), lighter(fill, 0.08), darker(fill, 0.35))
        shape(canvas, box(side * 112 - 14, -26, 26, 74, 12), lighter(fill, 0.3), fill)


def _hijab(canvas: skia.Canvas, fill: str, ribbon: str, face: Face) -> None:
    half: list[Point] = [
        (0, -168),
        (70, -156),
        (120, -104),
        (138, -20),
        (134, 80),
        (140, 132),
        (178, 190),
        (150, 226),
        (70, 290),
        (0, 322),
    ]
    opening = blob(both([(0, -100), (50, -92), (86, -54), (96, 10), (86, 66), (54, 108), (0, 126)]))
    whole = skia.Op(blob(both(half)), opening, skia.PathOp.kDifference_PathOp)
    _shadow(canvas, whole, face)
    shape(canvas, whole, lighter(fill, 0.14), darker(fill, 0.28))
    with inside(canvas, whole):
        folds: list[tuple[list[Point], float]] = [
            ([(70, -142), (-20, -140), (-86, -80), (-112, 20), (-116, 110)], 0.5),
            ([(84, -128), (-10, -126), (-78, -66), (-104, 30)], 0.35),
            ([(-134, 96), (-90, 150), (-20, 214), (24, 236), (90, 190), (132, 150)], 0.5),
            ([(-110, 100), (-60, 158), (0, 190), (70, 178), (136, 128)], 0.4),
            ([(-160, 190), (-90, 236), (0, 290), (90, 240), (150, 196)], 0.3),
        ]
        for points, strength in folds:
            stroke(
                canvas,
                curve([(x + 4, y + 7) for x, y in points]),
                darker(fill, 0.55),
                12,
                alpha=strength * 0.7,
                blur=5,
            )
            stroke(canvas, curve(points), lighter(fill, 0.4), 4, alpha=strength * 0.8)
        glow(canvas, -60, 190, 120, lighter(fill, 0.4), 0.25)
        stroke(canvas, opening, darker(fill, 0.5), 14, alpha=0.4, blur=5)
    stroke(canvas, opening, darker(fill, 0.18), 5)


def _turban(canvas: skia.Canvas, fill: str, ribbon: str, face: Face) -> None:
    half: list[Point] = [(0, -196), (62, -188), (112, -150), (130, -96), (122, -40), (100, -10)]
    opening = blob(both([(0, -84), (44, -74), (80, -44), (100, -4), (96, 80), (0, 200)]))
    whole = skia.Op(blob(both(half)), opening, skia.PathOp.kDifference_PathOp)
    _shadow(canvas, whole, face)
    shape(canvas, oval(0, -78, 26, 13), ribbon, darker(ribbon, 0.1))
    shape(canvas, whole, lighter(fill, 0.14), darker(fill, 0.28))
    with inside(canvas, whole):
        for side in (-1, 1):
            for k in range(9):
                pleat = curve(
                    [(-side * 14, -78 - 15 * k), (side * 50, -92 - 14 * k), (side * 134, -30 - 19 * k)]
                )
                stroke(canvas, pleat, darker(fill, 0.45), 6, alpha=0.5, blur=1.4)
                light = curve(
                    [(-side * 12, -84 - 15 * k), (side * 50, -98 - 14 * k), (side * 134, -36 - 19 * k)]
                )
                stroke(canvas, light, lighter(fill, 0.3), 3, alpha=0.4)
        glow(canvas, -50, -150, 90, lighter(fill, 0.5), 0.3)


_HATS: dict[str, Callable[[skia.Canvas, str, str, Face], None]] = {
    "flat cap": _flat_cap,
    "beanie": _beanie,
    "straw": _straw,
    "trilby": _trilby,
    "toque": _toque,
    "headphones": _headphones,
    "hijab": _hijab,
    "turban": _turban,
}
