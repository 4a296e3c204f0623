"""Where things lie on cards, in pixels."""

from collections.abc import Mapping
from dataclasses import dataclass

SIZES: Mapping[str, tuple[int, int]] = {
    "1080x1080": (1080, 1080),
    "1080x1920": (1080, 1920),
    "1200x630": (1200, 630),
}
"""A post, a story, and what is shown of a link."""

PLAIN = ("paper", "colour", "bold")
"""Designs of letters alone."""

PICTURED = ("poster", "portrait")
"""Designs with a picture of who speaks."""

DESIGNS = (*PLAIN, *PICTURED)

_EDGE = 84
"""What is left free at the edges; in units, as all sizes are."""

_COVERED = (250, 330)
"""What is left free at the top and the end of a story: there whoever shows it shows names and buttons."""

_WIDE_UNIT = 0.74
"""Of a wide card, which is shown small."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a card."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things lie.

    Attributes:
        width: Of the card.
        height: Likewise.
        unit: How many pixels the unit is in which letters and gaps are told.
        wide: Whether words are beside a picture rather than below it.
        words: The place of all that is written.
        photo: The place of the picture; None for none.
    """

    width: int
    height: int
    unit: float
    wide: bool
    words: Box
    photo: Box | None = None


def layout(design: str, size: tuple[int, int], *, is_upright: bool = False) -> Layout:
    """Where things lie on a card.

    Args:
        design: One of `DESIGNS`.
        size: One of `SIZES`.
        is_upright: Whether the picture is higher than it is wide.
    """
    width, height = size
    is_wide, is_story = width > height, height > width
    unit = _WIDE_UNIT if is_wide else 1.0
    edge = round(_EDGE * unit)
    above, below = _COVERED if is_story else (edge, edge)
    whole = Box(edge, above, width - 2 * edge, height - above - below)
    if design == "poster":
        return _poster(Layout(width, height, unit, is_wide, whole))
    if design == "portrait":
        return _portrait(Layout(width, height, unit, is_wide or (is_upright and not is_story), whole))
    return Layout(width, height, unit, is_wide, whole)


def _poster(card: Layout) -> Layout:
    """The picture fills most of the card, and goes over into its ground where the words are."""
    whole, width, height = card.words, card.width, card.height
    if card.wide:
        words = Box(whole.x, whole.y, round(width * 0.54), whole.height)
        begins = round(width * 0.38)
        return _with(card, words, Box(begins, 0, width - begins, height))
    high = round(height * (0.46 if height > width else 0.52))
    words = Box(whole.x, whole.y + whole.height - high, whole.width, high)
    return _with(card, words, Box(0, 0, width, round(height * (0.62 if height > width else 0.82))))


def _portrait(card: Layout) -> Layout:
    """The picture fills one side, or the upper part."""
    whole, width, height = card.words, card.width, card.height
    gap = round(60 * card.unit)
    if card.wide:
        photo = Box(0, 0, round(width * 0.42), height)
        return _with(
            card, Box(photo.width + gap, gap, width - photo.width - 2 * gap, height - 2 * gap), photo
        )
    photo = Box(0, 0, width, round(height * (0.44 if height > width else 0.4)))
    begins = photo.height + gap
    ends = whole.y + whole.height if height > width else height - gap
    return _with(card, Box(whole.x, begins, whole.width, ends - begins), photo)


def _with(card: Layout, words: Box, photo: Box) -> Layout:
    return Layout(card.width, card.height, card.unit, card.wide, words, photo)
