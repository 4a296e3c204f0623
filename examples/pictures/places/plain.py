"""x"""

import skia
from .place import Place
from ..brushes import shape, box


def wide(fill: str, size: tuple[int, int] = (1280, 720)) -> Place:
    return Place(lambda c: shape(c, box(0, 0, *size), fill), size=size)


def tall(fill: str, size: tuple[int, int] = (720, 1280)) -> Place:
    return wide(fill, size)
