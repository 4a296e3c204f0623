"""What a film says of a piece: who speaks, and that it may not leave."""

import struct
from pathlib import Path

from pipeline.captions import Look
from pipeline.takeaways.drawing.colours import ACCENT
from pipeline.takeaways.drawing.faces import SANS
from pipeline.takeaways.drawing.panels import internal_mark, lower_third
from pipeline.takeaways.render.canvas import Canvas
from pipeline.takeaways.render.dress import Panel
from schemas.quotations import Quotation
from schemas.records import Span

_MARGIN = 0.05
"""The part of the width that is left free beside panels, as beside captions."""

_LINES = 2
_LINE = 1.3
"""How high captions are: so many lines, each so many times the size of the letters."""

_COMES_AFTER, _LASTS = 0.3, 4.5
"""Seconds: when a name comes, and for how long it is there at most."""


def name_panel(
    quotation: Quotation, canvas: Canvas, folder: Path, seconds: Span, *, captions: bool
) -> Panel | None:
    """Who speaks, low in the picture; None of who is not named.

    Args:
        quotation: What is said.
        canvas: On which it is drawn.
        folder: Where files may lie while the film is made.
        seconds: When the piece is played, in seconds of the film.
        captions: Whether room is left for them below.

    Raises:
        MachineError: No font has some of the characters.
    """
    speaker = quotation.speaker
    if not speaker.name:
        return None
    hue = quotation.themes[0].hue if quotation.themes else ACCENT
    role = ", ".join(filter(None, (speaker.role, speaker.company)))
    drawn = lower_third((canvas.width, canvas.height), speaker.name, role, hue=hue)
    letters = Look.on(canvas.width, canvas.height, SANS)
    below = letters.foot + (round(letters.size * (_LINES * _LINE + 1)) if captions else 0)
    lasts = seconds.end - seconds.start
    comes = seconds.start + min(_COMES_AFTER, lasts / 8)
    goes = min(comes + _LASTS, seconds.end - min(_COMES_AFTER, lasts / 8))
    png = _written(folder / f".name-{quotation.answer_id}.png", drawn)
    y = canvas.height - below - _size(drawn)[1]
    return Panel(png, round(canvas.width * _MARGIN), y, Span(comes, goes))


def mark(canvas: Canvas, folder: Path) -> Panel:
    """That a film may not leave: in a corner, all along."""
    drawn = internal_mark((canvas.width, canvas.height))
    margin = round(canvas.width * _MARGIN)
    return Panel(_written(folder / ".mark.png", drawn), canvas.width - margin - _size(drawn)[0], margin)


def _size(png: bytes) -> tuple[int, int]:
    """Width and height, as the head of a PNG tells them."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
