"""Captions as a film shows them: in our font, and never wider than the film."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from pipeline.captions import Cue, Look, advanced_substation
from pipeline.takeaways.drawing.faces import FOLDER, SANS, families
from pipeline.takeaways.render.canvas import Canvas

FONTS = FOLDER
"""Where libass finds the font."""

_BOLD = FOLDER / "VoxSans-Bold.ttf"

_OTHER = 0.85
"""How wide a letter of another font is taken to be, as a part of the height of a line: one that is square."""


def write_burnt(
    cues: Sequence[Cue],
    canvas: Canvas,
    folder: Path,
    foot: int | None = None,
    *,
    is_boxed: bool = True,
    name: str = "captions",
) -> Path:
    """Write captions for `pipeline.takeaways.render.dress.burned`.

    Args:
        cues: On the clock of the film.
        canvas: Of the film.
        folder: Where the file lies until the film has been made.
        foot: Pixels to leave below, where captions would hide something; None for as many as is usual.
        is_boxed: Whether a dark box is behind the words: without it, what is behind them has to be dark.
        name: Another for each file in the folder.

    Raises:
        MachineError: No font of this machine has some of the characters.
    """
    for cue in cues:
        families(" ".join(cue.lines), SANS, cue.language)
    look = Look.on(canvas.width, canvas.height, SANS, foot, is_boxed=is_boxed)
    target = folder / f".{name}.ass"
    target.write_text(advanced_substation(cues, look, wide), "utf-8")
    return target


def wide(text: str) -> float:
    """How wide a line is, as a part of the height that libass gives a line of the same size."""
    widths, height = _metrics()
    return sum(widths.get(char, _OTHER * height) for char in text) / height


@cache
def _metrics() -> tuple[dict[str, float], float]:
    """The width of every letter, and the height of a line, in units of the font."""
    with TTFont(_BOLD) as font:
        widths = {chr(code): float(font["hmtx"][name][0]) for code, name in font.getBestCmap().items()}
        return widths, float(font["OS/2"].usWinAscent + font["OS/2"].usWinDescent)
