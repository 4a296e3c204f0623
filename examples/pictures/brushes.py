"""Shapes, colours, shadows and text: the few strokes that every picture is made of.

Colours are written "#rrggbb". Lengths are in the units of the canvas they are drawn on.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import skia

Point = tuple[float, float]

DARK = "#2b1526"
LIGHT = "#fff4dc"


def mix(first: str, second: str, share: float) -> str:
    """The colour that is `share` (0..1) of the way from the first to the second."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def darker(fill: str, share: float = 0.2) -> str:
    """Shades go towards a warm plum rather than black, which keeps the pictures friendly."""
    return mix(fill, DARK, share)


def lighter(fill: str, share: float = 0.2) -> str:
    """Lights go towards cream, as in late sun."""
    return mix(fill, LIGHT, share)


def ink(fill: str, alpha: float = 1.0) -> int:
    """A colour as the drawing library takes it."""
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    return int(skia.Color(red, green, blue, round(255 * max(0.0, min(1.0, alpha)))))


def brush(fill: str, alpha: float = 1.0, blur: float = 0.0) -> skia.Paint:
    """A plain brush; `blur` softens the edge by that many units."""
    paint = skia.Paint(AntiAlias=True, Color=ink(fill, alpha))
    if blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return paint


def shape(
    canvas: skia.Canvas,
    path: skia.Path,
    fill: str,
    to: str = "",
    *,
    along: str = "slant",
    alpha: float = 1.0,
    blur: float = 0.0,
) -> None:
    """Fill a path from one colour to another ("slant", "down" or "across"); without `to`, light to shade."""
    start, end = (fill, to) if to else (lighter(fill, 0.1), darker(fill, 0.14))
    bounds = path.getBounds()
    corners = {
        "slant": (bounds.left(), bounds.top(), bounds.right(), bounds.bottom()),
        "down": (bounds.left(), bounds.top(), bounds.left(), bounds.bottom()),
        "across": (bounds.left(), bounds.top(), bounds.right(), bounds.top()),
    }[along]
    paint = brush(fill, alpha, blur)
    paint.setShader(
        skia.GradientShader.MakeLinear(
            points=[skia.Point(*corners[:2]), skia.Point(*corners[2:])],
            colors=[ink(start, alpha), ink(end, alpha)],
        )
    )
    canvas.drawPath(path, paint)


def flat(canvas: skia.Canvas, path: skia.Path, fill: str, *, alpha: float = 1.0, blur: float = 0.0) -> None:
    """Fill a path with one colour."""
    canvas.drawPath(path, brush(fill, alpha, blur))


def stroke(
    canvas: skia.Canvas,
    path: skia.Path,
    fill: str,
    width: float,
    *,
    alpha: float = 1.0,
    blur: float = 0.0,
) -> None:
    """Draw a line with round ends along a path."""
    paint = brush(fill, alpha, blur)
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    canvas.drawPath(path, paint)


def glow(canvas: skia.Canvas, x: float, y: float, radius: float, fill: str, alpha: float = 1.0) -> None:
    """Light or colour that fades out to nothing at the radius."""
    paint = skia.Paint(AntiAlias=True)
    paint.setShader(
        skia.GradientShader.MakeRadial(
            center=skia.Point(x, y), radius=radius, colors=[ink(fill, alpha), ink(fill, 0)]
        )
    )
    canvas.drawCircle(x, y, radius, paint)


def oval(x: float, y: float, across: float, down: float) -> skia.Path:
    """An ellipse from its centre and its two radii."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - across, y - down, x + across, y + down))
    return path


def box(x: float, y: float, width: float, height: float, corner: float = 0.0) -> skia.Path:
    """A rectangle from its top left, with round corners if wanted."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), corner, corner)
    return path


def sharp(points: Sequence[Point]) -> skia.Path:
    """A closed shape with straight sides."""
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in points], True)
    return path


def curve(points: Sequence[Point]) -> skia.Path:
    """A smooth open line through all points."""
    padded = [points[0], *points, points[-1]]
    return _through(padded, closed=False)


def blob(points: Sequence[Point]) -> skia.Path:
    """A smooth closed shape through all points."""
    padded = [points[-1], *points, points[0], points[1]]
    return _through(padded, closed=True)


def both(points: Sequence[Point]) -> list[Point]:
    """Points down the right side, and mirrored back up the left: a closed symmetrical outline."""
    return [*points, *((-x, y) for x, y in reversed(points) if x)]


def _through(padded: Sequence[Point], *, closed: bool) -> skia.Path:
    """Catmull-Rom: each piece leaves a point in the direction from its neighbour before to the one after."""
    path = skia.Path()
    path.moveTo(*padded[1])
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in zip(
        padded, padded[1:], padded[2:], padded[3:], strict=False
    ):
        path.cubicTo(bx + (cx - ax) / 6, by + (cy - ay) / 6, cx - (dx - bx) / 6, cy - (dy - by) / 6, cx, cy)
    if closed:
        path.close()
    return path


@contextmanager
def inside(canvas: skia.Canvas, path: skia.Path) -> Iterator[None]:
    """Whatever is drawn meanwhile stays inside the path."""
    canvas.save()
    canvas.clipPath(path, skia.ClipOp.kIntersect, True)
    yield
    canvas.restore()


@contextmanager
def moved(
    canvas: skia.Canvas, x: float = 0.0, y: float = 0.0, *, turn: float = 0.0, scale: float = 1.0
) -> Iterator[None]:
    """Whatever is drawn meanwhile is shifted, turned by so many degrees and scaled."""
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(turn)
    canvas.scale(scale, scale)
    yield
    canvas.restore()


@contextmanager
def soft(canvas: skia.Canvas, blur: float, alpha: float = 1.0) -> Iterator[None]:
    """Whatever is drawn meanwhile is out of focus, like the far end of a room."""
    filtered = skia.Paint(ImageFilter=skia.ImageFilters.Blur(blur, blur, skia.TileMode.kClamp))
    filtered.setAlphaf(alpha)
    canvas.saveLayer(None, filtered)
    yield
    canvas.restore()


@cache
def _face(family: str) -> skia.Typeface:
    return skia.FontMgr().matchFamilyStyle(family, skia.FontStyle()) or skia.Typeface(family)


def write(
    canvas: skia.Canvas,
    text: str,
    x: float,
    y: float,
    size: float,
    fill: str,
    family: str = "Because We Create",
) -> None:
    """Write one line, its middle at x, its base line at y (hand-drawn letters: Debian's fonts-bwht)."""
    font = skia.Font(_face(family), size)
    font.setSubpixel(True)
    canvas.drawString(text, x - font.measureText(text) / 2, y, font, brush(fill))


class Sprite:
    """Something that is drawn once and then only moved about.

    Args:
        paint: Draws it.
        bounds: Left, top, right and bottom of all it may touch.
    """

    def __init__(
        self, paint: Callable[[skia.Canvas], None], bounds: tuple[float, float, float, float]
    ) -> None:
        self._paint = paint
        self._bounds = bounds
        self._images: dict[int, skia.Image] = {}

    def put(self, canvas: skia.Canvas) -> None:
        """Draw it at the canvas's origin, as sharp as the canvas asks for."""
        matrix = canvas.getTotalMatrix()
        scale = math.hypot(matrix.getScaleX(), matrix.getSkewY())
        eighths = max(1, math.ceil(scale * 8))
        left, top, right, bottom = self._bounds
        if eighths not in self._images:
            size = (math.ceil((right - left) * eighths / 8), math.ceil((bottom - top) * eighths / 8))
            surface = skia.Surface(*size)
            with surface as onto:
                onto.scale(eighths / 8, eighths / 8)
                onto.translate(-left, -top)
                self._paint(onto)
            self._images[eighths] = surface.makeImageSnapshot()
        image = self._images[eighths]
        where = skia.Rect.MakeXYWH(left, top, image.width() * 8 / eighths, image.height() * 8 / eighths)
        canvas.drawImageRect(image, where, skia.SamplingOptions(skia.FilterMode.kLinear))


def lit(canvas: skia.Canvas, paint: Callable[[skia.Canvas], None], rim: str, strength: float = 0.8) -> None:
    """Draw something with a thin bright edge to the upper left and a soft shade to the lower right."""
    recorder = skia.PictureRecorder()
    paint(recorder.beginRecording(skia.Rect.MakeLTRB(-2000, -2000, 2000, 2000)))
    picture = recorder.finishRecordingAsPicture()
    canvas.saveLayer()
    canvas.drawPicture(picture)
    for fill, alpha, blur, x, y in ((DARK, 0.34, 9.0, -13.0, -9.0), (rim, strength, 0.7, 2.6, 2.2)):
        edge = skia.Paint(BlendMode=skia.BlendMode.kSrcATop)
        edge.setImageFilter(skia.ImageFilters.Blur(blur, blur))
        edge.setAlphaf(alpha)
        canvas.saveLayer(None, edge)
        whole = skia.Paint(ColorFilter=skia.ColorFilters.Blend(ink(fill), skia.BlendMode.kSrcIn))
        canvas.drawPicture(picture, skia.Matrix(), whole)
        cut = skia.Paint(BlendMode=skia.BlendMode.kDstOut)
        canvas.drawPicture(picture, skia.Matrix.Translate(x, y), cut)
        canvas.restore()
    canvas.restore()
