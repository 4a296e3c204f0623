"""Sheets of paper in a picture: even patches with four straight sides, written on in ink.

A shirt has no straight sides, letters that are burnt into a film lie on no patch, and a wall fills the
picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.notes.frames import Picture

Corners = npt.NDArray[np.float32]
"""Four points, from the top left one clockwise, in pixels."""

_SIDE = 480
"""Pixels of the longer side of the picture in which sheets are looked for."""

_SMALLEST, _LARGEST = 0.02, 0.8
"""Share of the picture that a sheet takes: smaller ones cannot be read, larger ones are walls."""

_FULL = 0.9
"""Share of its four-sided outline that a patch fills at least."""

_STRAIGHT = 0.02
"""How far its outline strays from four straight sides, on average, by its size."""

_LONG = 3.5
"""Longest side by shortest: strips are rulers, shelves and captions."""

VIEW = 640
"""Pixels of the longer side of a sheet that is laid flat."""

_INK = 0.2
"""How much darker than the paper around it ink is, as a share of the paper's light."""

_EDGES = (12, 30)
"""Lower thresholds of Canny's edges, the upper three times that: faint edges and strong ones."""

_LEAST_INK, _MOST_INK = 0.008, 0.35
"""Share of a sheet that is ink."""

_UNEVEN = 34.0
"""Standard deviation of the paper's own light: above, it is no paper but a picture."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A sheet in one picture.

    Attributes:
        corners: Where it is, in pixels of the picture.
        view: The sheet laid flat.
        sharpness: Of its ink: the variance of the Laplacian.
    """

    corners: Corners
    view: Picture
    sharpness: float


def find_sheets(picture: Picture) -> list[Seen]:
    """The sheets that are written on, the largest first."""
    scale = _SIDE / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found: list[Seen] = []
    for corners in sorted(_outlines(small), key=cv2.contourArea, reverse=True):
        if any(overlap(corners / scale, seen.corners) > 0.3 for seen in found):
            continue
        view = _flat(picture, (corners / scale).astype(np.float32))
        sharpness = _written(view)
        if sharpness is not None:
            found.append(Seen((corners / scale).astype(np.float32), view, sharpness))
    return found


def overlap(one: Corners, other: Corners) -> float:
    """Shared area of two outlines by their joint one, 0 to 1."""
    shared, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    joint = cv2.contourArea(one) + cv2.contourArea(other) - shared
    return float(shared / joint) if joint else 0.0


def _outlines(small: npt.NDArray[Any]) -> Iterator[Corners]:
    """Four-sided patches that are brighter, or more coloured, than what is around them."""
    area = small.shape[0] * small.shape[1]
    for mask in _masks(small):
        # What is written on a sheet is no hole in it.
        whole = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
        whole = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
        contours, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            if _SMALLEST * area <= cv2.contourArea(contour) <= _LARGEST * area:
                corners = _four_sided(contour)
                if corners is not None:
                    yield corners


def _masks(small: npt.NDArray[Any]) -> Iterator[npt.NDArray[np.uint8]]:
    calm = cv2.bilateralFilter(small, 7, 40, 7)
    lab = cv2.cvtColor(calm, cv2.COLOR_BGR2LAB)
    # Dim light halves all differences: each channel is stretched to what it holds.
    channels = [_stretched(channel) for channel in cv2.split(lab)]
    for low in _EDGES:
        edges = np.zeros(channels[0].shape, np.uint8)
        for channel in channels:
            edges = np.maximum(edges, np.asarray(cv2.Canny(channel, low, 3 * low), np.uint8))
        # A sheet is what its edge encloses; whatever it lies before.
        enclosed = 255 - cv2.dilate(edges, np.ones((3, 3), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(enclosed, connectivity=4)
        for label in range(1, count):
            width, height, area = (int(value) for value in stats[label][2:])
            if width * height >= _SMALLEST * enclosed.size and area >= 0.4 * _SMALLEST * enclosed.size:
                yield (labels == label).astype(np.uint8) * 255
    colour = cv2.magnitude(*(channel.astype(np.float32) - 128 for channel in cv2.split(lab)[1:]))
    for channel in (channels[0], _stretched(colour)):
        otsu, _ = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        for level in (otsu, otsu + (255 - otsu) * 0.35, otsu + (255 - otsu) * 0.65):
            yield (channel > level).astype(np.uint8) * 255


def _stretched(channel: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    low, high = float(channel.min()), float(channel.max())
    return ((channel.astype(np.float32) - low) * (255 / max(high - low, 1.0))).astype(np.uint8)


def _four_sided(contour: npt.NDArray[Any]) -> Corners | None:
    """The corners of an outline, if it has four straight sides."""
    hull = cv2.convexHull(contour)
    around = cv2.arcLength(hull, True)
    corners = cv2.approxPolyDP(hull, 0.04 * around, True).reshape(-1, 2).astype(np.float32)
    if len(corners) != 4:
        corners = cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float32)
    area = cv2.contourArea(corners)
    if not area or cv2.contourArea(contour) < _FULL * area:
        return None
    points = contour.reshape(-1, 2).astype(np.float32)
    strays = np.abs([cv2.pointPolygonTest(corners, (float(x), float(y)), True) for x, y in points[::4]])
    if strays.mean() > _STRAIGHT * np.sqrt(area):
        return None
    corners = _ordered(corners)
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    return corners if sides.max() <= _LONG * sides.min() else None


def _ordered(corners: Corners) -> Corners:
    """From the top left one clockwise."""
    middle = corners.mean(axis=0)
    turned = corners[np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))]
    first = int(np.argmin(turned.sum(axis=1)))
    return np.roll(turned, -first, axis=0)


def _flat(picture: Picture, corners: Corners) -> Picture:
    """A sheet as if one looked at it from straight above, without its very edge."""
    width = max(np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[2] - corners[3]))
    height = max(np.linalg.norm(corners[3] - corners[0]), np.linalg.norm(corners[2] - corners[1]))
    scale = VIEW / max(width, height)
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    flat = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    view = cv2.warpPerspective(
        picture, cv2.getPerspectiveTransform(corners, flat), size, flags=cv2.INTER_CUBIC
    )
    edge = round(min(size) * 0.03)
    return np.ascontiguousarray(view[edge : size[1] - edge, edge : size[0] - edge], dtype=np.uint8)


def _written(view: Picture) -> float | None:
    """How sharp the ink on a sheet is; None where it is not paper, or nothing is written on it."""
    grey = cv2.cvtColor(view, cv2.COLOR_BGR2GRAY)
    paper = cv2.medianBlur(cv2.dilate(grey, np.ones((15, 15), np.uint8)), 31)
    ink = paper.astype(np.float32) - grey > _INK * paper
    if not _LEAST_INK <= ink.mean() <= _MOST_INK or float(paper.std()) > _UNEVEN:
        return None
    return float(cv2.Laplacian(grey, cv2.CV_64F).var())


def best(views: Sequence[Seen], count: int) -> list[Seen]:
    """The sharpest of some sheets."""
    return sorted(views, key=lambda seen: seen.sharpness, reverse=True)[:count]
