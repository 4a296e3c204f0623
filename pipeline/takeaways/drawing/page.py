"""Turns a description of a picture into a PNG or an SVG, by typst.

typst sets text as books do: any script, from right to left or left to right, with colour emoji, and breaks
lines by the rules of the language. It needs nothing of the system, and PNG and SVG come of the same page.
Nothing of what is drawn is written to a file on the way.
"""

import json
import re
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import typst

from pipeline.takeaways.drawing.faces import installed
from schemas.errors import UsageError

Form = Literal["png", "svg"]

_PAGES = Path(__file__).parent
_MAIN = _PAGES / "main.typ"

_SIZE = re.compile(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_ONE_AT_A_TIME = threading.Lock()
"""typst refuses what is asked of it while it draws: a site is asked by several at once."""

_TOO_LONG = "too long"
"""What the pages say when words do not fit even in the smallest letters."""


class TooLongError(UsageError):
    """The words do not fit, not even in the smallest letters that can be read."""


def draw(
    page: str, given: Mapping[str, Any], size: tuple[int, int] | None, form: Form = "png", photo: bytes = b""
) -> bytes:
    """Draw a page.

    Args:
        page: Which, of `main.typ`.
        given: What it shows. It is told to typst as JSON, and never read as markup.
        size: Width and height, in pixels; None for as large as what it shows.
        form: As what.
        photo: A JPEG, for pages that have one.

    Raises:
        TooLongError: The words do not fit.
    """
    width, height = size or (None, None)
    told = {"page": page, "width": width, "height": height, "photo": list(photo), **given}
    try:
        # 72 dots an inch: a point is a pixel.
        with _ONE_AT_A_TIME:
            drawn = _compiler().compile(_MAIN, format=form, ppi=72, sys_inputs={"given": json.dumps(told)})
    except typst.TypstError as problem:
        if _TOO_LONG in str(problem):
            raise TooLongError(
                "The words are too many for a picture of this size.", "Take fewer words, or another size."
            ) from None
        raise
    picture = cast("bytes", drawn)
    return _in_pixels(picture) if form == "svg" else picture


def measure(page: str, given: Mapping[str, Any]) -> tuple[float, float]:
    """How wide and high a page gets that is as large as what it shows, in pixels.

    Raises:
        TooLongError: The words do not fit.
    """
    found = _SIZE.search(draw(page, given, None, "svg"))
    if found is None:
        raise ValueError(f"typst tells no size of {page}")
    return float(found[1]), float(found[2])


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_MAIN, root=_PAGES, font_paths=installed())


def _in_pixels(svg: bytes) -> bytes:
    """An SVG whose size is told in pixels instead of points."""
    head, end, rest = svg.partition(b">")
    return re.sub(rb'(width|height)="(\d+)pt"', rb'\1="\2"', head) + end + rest
