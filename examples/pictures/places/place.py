"""What a place is made of."""

from collections.abc import Callable
from dataclasses import dataclass

import skia


def _nothing(canvas: skia.Canvas) -> None:
    pass


def _still(canvas: skia.Canvas, moment: float) -> None:
    pass


@dataclass(frozen=True)
class Place:
    """A place, in up to four layers; what does not move is drawn once.

    Args:
        behind: Draws what is behind the people.
        alive_behind: Draws what moves behind the people, at a moment (seconds).
        before: Draws what is in front of the people.
        alive_before: Draws what moves in front of everything, at a moment (seconds).
        size: Width and height the place was drawn for.
    """

    behind: Callable[[skia.Canvas], None]
    alive_behind: Callable[[skia.Canvas, float], None] = _still
    before: Callable[[skia.Canvas], None] = _nothing
    alive_before: Callable[[skia.Canvas, float], None] = _still
    size: tuple[int, int] = (1280, 720)
