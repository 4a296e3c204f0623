"""Necks, shoulders and what people wear on them, in the units of a person."""

from collections.abc import Callable
from dataclasses import dataclass

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
    sharp,
    stroke,
)
from .face import Face

_NECKLINE = 190.0


@dataclass(frozen=True)
class Clothes:
    """What somebody wears.

    Args:
        style: One of the styles below.
        fill: The colour of the garment.
        under: The colour of what is worn below it.
        extra: The colour of apron, neckerchief, cords or checks.
        broad: How broad the shoulders are; 1 is usual.
    """

    style: str
    fill: str
    under: str = "#f3e9d8"
    extra: str = ""
    broad: float = 1.0


def body(canvas: skia.Canvas, clothes: Clothes, face: Face) -> None:
    """Draw the neck, the shoulders and the clothes."""
    if clothes.style == "hoodie":
        hood = blob(both([(0, 100), (62, 104), (112, 130), (122, 176), (96, 226), (0, 240)]))
        shape(canvas, hood, darker(clothes.fill, 0.2), darker(clothes.fill, 0.4), along="down")
    _neck(canvas, face)
    whole = _torso(clothes.broad)
    _STYLES[clothes.style](canvas, clothes, face, whole)


def _neck(canvas: skia.Canvas, face: Face) -> None:
    neck = blob(both([(0, 60), (46, 70), (47, 140), (56, 184), (100, 214), (60, 270), (0, 290)]))
    shape(canvas, neck, darker(face.skin, 0.03), darker(face.skin, 0.14))
    with inside(canvas, neck):
        flat(canvas, oval(4, 96, 84, 64), darker(face.skin, 0.5), alpha=0.42, blur=7)
        for side in (-1, 1):
            bone = curve([(side * 14, 216), (side * 34, 212), (side * 60, 200)])
            stroke(canvas, bone, face.line, 4, alpha=0.28, blur=1.5)


def _torso(broad: float) -> skia.Path:
    half: list[Point] = [
        (52, 176), (110, 206), (172 * broad, 236), (206 * broad, 300), (218 * broad, 400), (226 * broad, 560),
        (228 * broad, 760),
    ]  # fmt: skip
    return blob([(0, 190), *half, *((-x, y) for x, y in reversed(half))])


def _garment(
    canvas: skia.Canvas, whole: skia.Path, clothes: Clothes, opening: skia.Path | None = None
) -> skia.Path:
    """The cloth with its shades and sleeve creases, less the opening at the neck."""
    cloth = skia.Op(whole, opening, skia.PathOp.kDifference_PathOp) if opening else whole
    fill, broad = clothes.fill, clothes.broad
    shape(canvas, cloth, lighter(fill, 0.1), darker(fill, 0.2))
    with inside(canvas, cloth):
        glow(canvas, -110 * broad, 270, 120, lighter(fill, 0.5), 0.22)
        for side in (-1, 1):
            sleeve = curve([(side * 136 * broad, 322), (side * 142 * broad, 400), (side * 144 * broad, 600)])
            stroke(canvas, sleeve, darker(fill, 0.55), 9, alpha=0.3, blur=4)
            stroke(canvas, sleeve, darker(fill, 0.5), 3, alpha=0.45)
            fold = curve([(side * 130 * broad, 318), (side * 104 * broad, 340), (side * 74 * broad, 344)])
            stroke(canvas, fold, darker(fill, 0.5), 4, alpha=0.3, blur=1.2)
            bend = curve([(side * 206 * broad, 352), (side * 184 * broad, 372), (side * 162 * broad, 366)])
            stroke(canvas, bend, darker(fill, 0.5), 4, alpha=0.3, blur=1.2)
    return cloth


def _scoop(width: float, depth: float) -> skia.Path:
    return blob(both([(0, 40), (width, 60), (width * 0.96, 176), (width * 0.62, depth - 14), (0, depth)]))


def _vee(width: float, depth: float) -> skia.Path:
    path = skia.Path()
    path.moveTo(-width, 100)
    path.lineTo(width, 100)
    path.lineTo(width * 0.96, 184)
    path.quadTo(width * 0.5, depth - 30, 0, depth)
    path.quadTo(-width * 0.5, depth - 30, -width * 0.96, 184)
    path.close()
    return path


def _inner(canvas: skia.Canvas, clothes: Clothes, whole: skia.Path, depth: float = 222) -> None:
    """The shirt below an open garment."""
    shirt = skia.Op(whole, _scoop(58, depth), skia.PathOp.kDifference_PathOp)
    shape(canvas, shirt, clothes.under, darker(clothes.under, 0.08))
    with inside(canvas, whole):
        hem = curve([(-57, 184), (-36, depth - 8), (0, depth + 4), (36, depth - 8), (57, 184)])
        stroke(canvas, hem, darker(clothes.under, 0.3), 3, alpha=0.35)


def _jumper(canvas: skia.Canvas, clothes: Clothes, face: Face, whole: skia.Path) -> None:
    cloth = _garment(canvas, whole, clothes, _scoop(72, 224))
    with inside(canvas, cloth):
        for k in range(-17, 18):
            rib = curve([(k * 12.5, 190), (k * 13.5, 420), (k * 14, 720)])
            stroke(canvas, rib, darker(clothes.fill, 0.3), 3, alpha=0.2)
    collar = curve([(-76, 176), (-60, 204), (-30, 220), (0, 224), (30, 220), (60, 204), (76, 176)])
    stroke(canvas, collar, darker(clothes.fill, 0.4), 27, alpha=0.4, blur=3)
    stroke(canvas, collar, lighter(clothes.fill, 0.04), 22)
    stroke(canvas, collar, darker(clothes.fill, 0.25), 2.5, alpha=0.5)


def _cardigan(canvas: skia.Canvas, clothes: Clothes, face: Face, whole: skia.Path) -> None:
    _inner(canvas, clothes, whole)
    gap = sharp([(-64, 100), (64, 100), (72, 180), (30, 430), (8, 760), (-8, 760), (-30, 430), (-72, 180)])
    cloth = _garment(canvas, whole, clothes, gap)
    if clothes.extra:
        with inside(canvas, cloth):
            for k in range(-7, 8):
                stroke(canvas, curve([(k * 46 + 14, 160), (k * 48 + 14, 760)]), clothes.extra, 7, alpha=0.4)
            for k in range(14):
                stroke(
                    canvas, curve([(-260, 206 + k * 48), (260, 206 + k * 48)]), clothes.extra, 7, alpha=0.4
                )
    for side in (-1, 1):
        band = blob(
            [
                (side * x, y)
                for x, y in (
                    (58, 158),
                    (82, 150),
                    (98, 172),
                    (96, 240),
                    (56, 470),
                    (34, 760),
                    (6, 760),
                    (28, 440),
                    (62, 240),
                )
            ]
        )
        flat(canvas, band, darker(clothes.fill, 0.6), alpha=0.35, blur=6)
        shape(canvas, band, darker(clothes.fill, 0.05), darker(clothes.fill, 0.26))


def _jacket(canvas: skia.Canvas, clothes: Clothes, face: Face, whole: skia.Path) -> None:
    _inner(canvas, clothes, whole, 205)
    gap = sharp([(-66, 100), (66, 100), (66, 190), (4, 420), (-4, 420), (-66, 190)])
    cloth = _garment(canvas, whole, clothes, gap)
    with inside(canvas, cloth):
        stroke(canvas, curve([(0, 420), (0, 760)]), darker(clothes.fill, 0.6), 7, alpha=0.7)
        for side in (-1, 1):
            seam = curve([(side * 72, 200), (side * 40, 300), (side * 16, 420), (side * 14, 760)])
            stroke(canvas, seam, darker(clothes.fill, 0.5), 13, alpha=0.28)
    shape(canvas, box(-7, 412, 14, 34, 5), clothes.extra or "#8d8a86")
    for side in (-1, 1):
        collar = sharp(
            [(side * x, y) for x, y in ((60, 168), (92, 148), (118, 166), (122, 244), (72, 292), (66, 210))]
        )
        flat(canvas, collar, darker(clothes.fill, 0.6), alpha=0.4, blur=5)
        shape(canvas, collar, lighter(clothes.fill, 0.06), darker(clothes.fill, 0.14))


def _blazer(canvas: skia.Canvas, clothes: Clothes, face: Face, whole: skia.Path) -> None:
    _inner(canvas, clothes, whole, 232)
    gap = sharp([(-66, 100), (66, 100), (74, 180), (46, 430), (10, 620), (-10, 620), (-46, 430), (-74, 180)])
    _garment(canvas, whole, clothes, gap)
    for side in (-1, 1):
        lapel = sharp(
            [
                (side * x, y)
                for x, y in (
                    (66, 156),
                    (80, 152),
                    (126, 220),
                    (136, 268),
                    (108, 288),
                    (132, 322),
                    (44, 560),
                    (38, 430),
                    (64, 240),
                )
            ]
        )
        flat(canvas, lapel, darker(clothes.fill, 0.7), alpha=0.4, blur=6)
        shape(canvas, lapel, lighter(clothes.fill, 0.07), darker(clothes.fill, 0.12))
        stroke(canvas, lapel, darker(clothes.fill, 0.45), 2.2, alpha=0.5)


def _blouse(canvas: skia.Canvas, clothes: Clothes, face: Face, whole: skia.Path) -> None:
    cloth = _garment(canvas, whole, clothes, _vee(56, 258))
    with inside(canvas, cloth):
        stroke(canvas, curve([(0, 262), (0, 760)]), darker(clothes.fill, 0.4), 3, alpha=0.6)
        for y in (318, 400, 482, 564):
            shape(canvas, oval(11, y, 7, 7), darker(clothes.fill, 0.2), darker(clothes.fill, 0.5))
    for side in (-1, 1):
        collar = sharp(
            [(side * x, y) for x, y in ((50, 164), (66, 150), (104, 214), (54, 276), (2, 252), (34, 222))]
        )
        flat(canvas, collar, darker(clothes.fill, 0.6), alpha=0.35, blur=5)
        shape(canvas, collar, lighter(clothes.fill, 0.14), darker(clothes.fill, 0.08))
    if clothes.extra:
        _apron(canvas, clothes, whole)


def _apron(canvas: skia.Canvas, clothes: Clothes, whole: skia.Path) -> None:
    bib = sharp([(-94, 362), (94, 362), (142, 780), (-142, 780)])
    bib.offset(0, -46)
    with inside(canvas, whole):
        for side in (-1, 1):
            strap = curve([(side * 84, 190), (side * 92, 270), (side * 84, 324)])
            stroke(canvas, strap, darker(clothes.fill, 0.6), 22, alpha=0.35, blur=5)
            stroke(canvas, strap, darker(clothes.extra, 0.12), 19)
        flat(canvas, bib, darker(clothes.fill, 0.6), alpha=0.4, blur=7)
        shape(canvas, bib, lighter(clothes.extra, 0.12), darker(clothes.extra, 0.12))
        stroke(canvas, curve([(-86, 328), (86, 328)]), clothes.under, 4, alpha=0.9)


def _hoodie(canvas: skia.Canvas, clothes: Clothes, face: Face, whole: skia.Path) -> None:
    _garment(canvas, whole, clothes, _scoop(62, 226))
    for side in (-1, 1):
        flap = blob(
            [
                (side * x, y)
                for x, y in (
                    (56, 128),
                    (96, 118),
                    (124, 156),
                    (118, 214),
                    (70, 258),
                    (10, 268),
                    (44, 226),
                    (62, 186),
                )
            ]
        )
        flat(canvas, flap, darker(clothes.fill, 0.6), alpha=0.4, blur=6)
        shape(canvas, flap, lighter(clothes.fill, 0.1), darker(clothes.fill, 0.14))
        cord = curve([(side * 32, 262), (side * 36, 320), (side * 33, 392)])
        stroke(canvas, cord, darker(clothes.fill, 0.5), 8, alpha=0.4, blur=3)
        stroke(canvas, cord, clothes.extra or "#f6efe2", 7)


def _chef(canvas: skia.Canvas, clothes: Clothes, face: Face, whole: skia.Path) -> None:
    cloth = _garment(canvas, whole, clothes, _vee(54, 236))
    with inside(canvas, cloth):
        flap = curve([(64, 214), (98, 330), (94, 760)])
        stroke(canvas, flap, darker(clothes.fill, 0.5), 3, alpha=0.5)
        for y in (318, 404, 490, 576):
            for x in (-64, 64):
                shape(canvas, oval(x, y, 10, 10), lighter(clothes.fill, 0.3), darker(clothes.fill, 0.25))
                flat(canvas, oval(x, y, 4.5, 4.5), darker(clothes.fill, 0.4), alpha=0.7)
    scarf = clothes.extra
    for side in (-1, 1):
        collar = sharp([(side * x, y) for x, y in ((50, 164), (72, 158), (78, 226), (48, 262), (36, 236))])
        shape(canvas, collar, lighter(clothes.fill, 0.2), darker(clothes.fill, 0.08))
        wrap = blob(
            [(side * x, y) for x, y in ((64, 158), (74, 178), (40, 214), (8, 242), (0, 216), (28, 196))]
        )
        shape(canvas, wrap, lighter(scarf, 0.08), darker(scarf, 0.16))
        tail = blob([(side * x, y) for x, y in ((2, 222), (26, 238), (48, 276), (36, 288), (14, 268))])
        shape(canvas, tail, lighter(scarf, 0.06), darker(scarf, 0.22))
    shape(canvas, oval(0, 226, 17, 15), lighter(scarf, 0.04), darker(scarf, 0.3))


def _top(canvas: skia.Canvas, clothes: Clothes, face: Face, whole: skia.Path) -> None:
    _garment(canvas, whole, clothes, _vee(68, 268))
    hem = curve([(-70, 180), (-46, 226), (0, 268), (46, 226), (70, 180)])
    stroke(canvas, hem, darker(clothes.fill, 0.35), 10)
    stroke(canvas, hem, lighter(clothes.fill, 0.16), 3, alpha=0.5)


_STYLES: dict[str, Callable[[skia.Canvas, Clothes, Face, skia.Path], None]] = {
    "jumper": _jumper,
    "cardigan": _cardigan,
    "jacket": _jacket,
    "blazer": _blazer,
    "blouse": _blouse,
    "hoodie": _hoodie,
    "chef": _chef,
    "top": _top,
}
