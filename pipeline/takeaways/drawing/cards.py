"""Draws cards: what somebody said, as a picture to post."""

from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Any

from pipeline.takeaways.drawing.colours import ACCENT, INK, PAPER, SOFT, Palette, css, palette
from pipeline.takeaways.drawing.faces import SANS, SERIF
from pipeline.takeaways.drawing.layouts import SIZES, Box, Layout, layout
from pipeline.takeaways.drawing.lettering import lettered, quoted
from pipeline.takeaways.drawing.page import Form, draw, measure
from pipeline.takeaways.drawing.panels import INTERNAL
from pipeline.takeaways.drawing.photos import Pixels, covering, darkened, jpeg, under

_ABOVE_WORDS = 24
"""Pixels above the words of a poster that are as dark as they need."""


_AROUND = 30
"""Pixels around the place of words into which letters may reach."""


@dataclass(frozen=True, slots=True)
class CardWords:
    """All that is written on a card; what is empty leaves its room to the quote.

    Attributes:
        quote: The exact words, without quotation marks.
        language: ISO 639-1, or None.
        name: Who says it.
        role: What there is to tell of them.
        theme: Of the quote.
        question: What it answers.
        hue: The colour of the theme, in degrees.
        is_internal: Whether it says that it may not leave.
    """

    quote: str
    language: str | None = None
    name: str = ""
    role: str = ""
    theme: str = ""
    question: str = ""
    hue: int = ACCENT
    is_internal: bool = False


def draw_words(
    words: CardWords, design: str, size: str, form: Form = "png", picture: Pixels | None = None, alt: str = ""
) -> bytes:
    """Draw a card.

    Args:
        words: What is written on it.
        design: One of `layouts.DESIGNS`.
        size: One of `layouts.SIZES`.
        form: As what.
        picture: Who speaks; for a design that has a picture.
        alt: What an SVG tells those who cannot see it.

    Raises:
        TooLongError: The words do not fit.
        MachineError: No font has some of the characters.
    """
    is_upright = picture is not None and picture.shape[0] > picture.shape[1]
    places = layout(design, SIZES[size], is_upright=is_upright)
    colours = palette(words.hue)
    given = _given(words, design, places, colours)
    shown = None
    if places.photo and picture is not None:
        shown = covering(picture, places.photo.width, places.photo.height)
        if design == "poster":
            shown = _behind(shown, places.photo, places, given, colours)
    if form == "svg":
        photo = b"" if shown is None else jpeg(shown)
        return _described(draw("card", given, SIZES[size], form, photo), alt)
    if shown is None:
        return draw("card", given, SIZES[size])
    # Only where there are words something is drawn over a picture: what is clear would take as long.
    box = places.words
    moved = replace(places, words=replace(box, x=_AROUND, y=_AROUND))
    large = (box.width + 2 * _AROUND, box.height + 2 * _AROUND)
    drawn = draw("card", {**given, "layout": asdict(moved)}, large)
    corner = (box.x - _AROUND, box.y - _AROUND)
    return under(drawn, corner, shown, places, colours.shade if design == "poster" else colours.tint)


def _given(words: CardWords, design: str, places: Layout, colours: Palette) -> dict[str, Any]:
    """What is on a card, as its page takes it."""
    family = SANS if design == "bold" else SERIF

    def small(text: str) -> dict[str, Any] | None:
        return lettered(text, SANS) if text else None

    named = {**asdict(colours), "paper": PAPER, "ink": INK, "soft": SOFT}
    return {
        "design": design,
        "layout": asdict(places),
        "colours": {name: css(colour) for name, colour in named.items()},
        "quote": lettered(quoted(words.quote, words.language), family, words.language),
        "name": small(words.name),
        "role": small(words.role),
        "theme": small(words.theme),
        "question": small(words.question),
        "internal": small(INTERNAL if words.is_internal else ""),
    }


def _behind(picture: Pixels, photo: Box, places: Layout, given: dict[str, Any], colours: Palette) -> Pixels:
    """The picture of a poster, as dark as its words need."""
    clear: float
    if places.wide:
        clear = photo.x + photo.width - places.words.x - places.words.width
        length = photo.width
    else:
        _, high = measure("poster-words", given)
        clear = places.words.y + places.words.height - high - photo.y
        length = photo.height
    begin = (clear - _ABOVE_WORDS) / length
    return darkened(picture, colours.shade, PAPER, begin, across=places.wide)


def _described(svg: bytes, alt: str) -> bytes:
    """An SVG that tells what it shows."""
    head, end, rest = svg.partition(b">")
    described = f"<title>{escape(' '.join(alt.split()))}</title>"
    return head + b' role="img"' + end + described.encode() + rest
