"""Whatever the theme, what is written can be read."""

import pytest

from pipeline.takeaways.drawing.colours import INK, PAPER, READABLE, SOFT, contrast, css, palette


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert contrast(PAPER, INK) == contrast(INK, PAPER)
    assert css(PAPER) == "#fbf8f3"


@pytest.mark.parametrize("hue", range(0, 360, 5))
def test_every_theme_is_readable_in_every_design(hue: int) -> None:
    colours = palette(hue)
    pairs = {
        "paper": (INK, PAPER),
        "question on paper": (SOFT, PAPER),
        "mark on paper": (colours.accent, PAPER),
        "pill": (colours.tone, colours.tint),
        "colour": (PAPER, colours.deep),
        "colour, over its ornament": (PAPER, colours.dim),
        "role on colour": (colours.glow, colours.deep),
        "role over its ornament": (colours.glow, colours.dim),
        "poster": (PAPER, colours.shade),
    }
    assert {
        name: round(contrast(*pair), 1) for name, pair in pairs.items() if contrast(*pair) < READABLE
    } == {}
