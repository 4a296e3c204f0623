"""Colours of cards and panels: those of the site, and how far two of them stand apart."""

import colorsys
from dataclasses import dataclass

Rgb = tuple[int, int, int]

READABLE = 4.5
"""The least contrast of text with what is behind it: WCAG 2.2, level AA."""

PAPER: Rgb = (0xFB, 0xF8, 0xF3)
INK: Rgb = (0x22, 0x1D, 0x28)
SOFT: Rgb = (0x63, 0x5B, 0x6C)
NIGHT: Rgb = (0x17, 0x15, 0x1A)
"""`--paper`, `--ink` and `--soft` of the site by day, and its `--paper` by night."""

ACCENT = 8
"""The hue of `--accent`: of what has no theme."""

_CLEAR = 7.0
"""The contrast of what is read on a ground of colour: AAA."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours made of one hue.

    Attributes:
        tint: A light ground.
        tone: What is written on it.
        deep: A strong, dark ground, for paper-coloured letters.
        dim: A little lighter than `deep`: for what is only ornament.
        glow: Of letters and lines on both, where it is readable.
        accent: Of marks and lines on paper, where it is readable.
        shade: Nearly black: what darkens pictures.
    """

    tint: Rgb
    tone: Rgb
    deep: Rgb
    dim: Rgb
    glow: Rgb
    accent: Rgb
    shade: Rgb


def palette(hue: int) -> Palette:
    """The colours of a theme.

    Args:
        hue: Degrees.
    """
    deep = _until(hue, 0.58, PAPER, _CLEAR, range(40, 8, -1))
    dim = _mixed(deep, PAPER, 0.1)
    return Palette(
        tint=_hsl(hue, 0.60, 0.90),
        tone=_hsl(hue, 0.60, 0.20),
        deep=deep,
        dim=dim,
        glow=_until(hue, 0.75, dim, READABLE, range(60, 100)),
        accent=_until(hue, 0.62, PAPER, READABLE, range(52, 8, -1)),
        shade=_hsl(hue, 0.45, 0.08),
    )


def contrast(one: Rgb, other: Rgb) -> float:
    """How far two colours stand apart, 1 to 21: the contrast ratio of WCAG."""
    lower, higher = sorted((luminance(one), luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def luminance(colour: Rgb) -> float:
    """Relative luminance of WCAG, 0 to 1."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def css(colour: Rgb) -> str:
    """`#rrggbb`."""
    return "#" + "".join(f"{channel:02x}" for channel in colour)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _hsl(hue: int, saturation: float, lightness: float) -> Rgb:
    red, green, blue = colorsys.hls_to_rgb(hue / 360, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _until(hue: int, saturation: float, against: Rgb, wanted: float, lightnesses: range) -> Rgb:
    """The first of a row of lightnesses, in percent, that stands far enough from another colour."""
    tried = [_hsl(hue, saturation, lightness / 100) for lightness in lightnesses]
    return next((colour for colour in tried if contrast(colour, against) >= wanted), tried[-1])
