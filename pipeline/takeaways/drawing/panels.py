"""What films show that nobody filmed: the question, names, who was in it, and the mark of what is internal.

Each is a PNG, as bytes. Letters are as large as they can be read on a phone, and shrink until they fit.
"""

from collections.abc import Sequence

from pipeline.takeaways.drawing.colours import ACCENT, INK, PAPER, SOFT, css, palette
from pipeline.takeaways.drawing.faces import SANS, SERIF
from pipeline.takeaways.drawing.lettering import lettered
from pipeline.takeaways.drawing.page import draw

INTERNAL = "Internal"
"""What is written on what may not leave."""

_PLAIN = 1080
"""Pixels of the shorter side of a film for which sizes are said."""

_MANY_LINES = 14
"""How many lines of credits stand in one column."""

Size = tuple[int, int]
"""Width and height of a film, in pixels."""


def title_panel(
    size: Size, question: str, subtitle: str = "", *, hue: int = ACCENT, is_internal: bool = False
) -> bytes:
    """All of a picture: what a film is about, on a ground of colour.

    Args:
        size: Of the film; so is the panel.
        question: In large letters.
        subtitle: Below it; empty for none.
        hue: Degrees: the colour of a theme.
        is_internal: Whether it says that it may not leave.

    Raises:
        TooLongError: The words do not fit.
        MachineError: No font has some of the characters.
    """
    colours = palette(hue)
    given = {
        "ground": css(colours.deep),
        "ink": css(PAPER),
        "mark": css(colours.glow),
        "title": lettered(question, SERIF),
        "subtitle": lettered(subtitle, SANS) if subtitle else None,
        "internal": _internal(is_internal),
    }
    return draw("title", given, size)


def lower_third(size: Size, name: str, role: str = "", *, hue: int = ACCENT) -> bytes:
    """A label for the lower part of a picture: who speaks. It is no larger than it has to be.

    Args:
        size: Of the film. The label takes at most four fifths of its width.
        name: In bold letters.
        role: Below it; empty for none.
        hue: Degrees: the colour of a theme.

    Raises:
        MachineError: No font has some of the characters.
    """
    given = {
        "unit": _unit(size),
        "most": size[0] * 0.8,
        "ground": css(PAPER),
        "ink": css(INK),
        "soft": css(SOFT),
        "mark": css(palette(hue).accent),
        "name": lettered(name, SANS),
        "role": lettered(role, SANS) if role else None,
    }
    return draw("lower-third", given, None)


def credits_panel(
    size: Size, lines: Sequence[str], title: str = "", *, hue: int = ACCENT, is_internal: bool = False
) -> bytes:
    """All of a picture: lines in the middle of a ground of colour, for credits and for the end.

    Args:
        size: Of the film; so is the panel.
        lines: Names, an address; in two columns if they are many.
        title: Above them; empty for none.
        hue: Degrees: the colour of a theme.
        is_internal: Whether it says that it may not leave.

    Raises:
        TooLongError: The lines are too many.
        MachineError: No font has some of the characters.
    """
    colours = palette(hue)
    given = {
        "ground": css(colours.deep),
        "ink": css(PAPER),
        "mark": css(colours.glow),
        "title": lettered(title, SANS) if title else None,
        "lines": [lettered(line, SANS) for line in lines],
        "columns": 2 if len(lines) > _MANY_LINES else 1,
        "internal": _internal(is_internal),
    }
    return draw("credits", given, size)


def internal_mark(size: Size) -> bytes:
    """The mark of what may not leave, for a corner of a picture. It is no larger than it has to be.

    Args:
        size: Of the film.
    """
    return draw("mark", {"unit": _unit(size), "internal": _internal(True)}, None)


def _internal(is_internal: bool) -> object:
    return lettered(INTERNAL, SANS) if is_internal else None


def _unit(size: Size) -> float:
    return min(size) / _PLAIN
