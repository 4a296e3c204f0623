"""Captions as they are burned into a film: as Advanced SubStation, which ffmpeg draws by libass."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.captions.cues import Cue
from pipeline.captions.passages import LONGEST_LINE

_LETTER = 0.4
"""How wide letters are as a part of how high a line is, at most on average: of Vox Sans they are 0.34."""

_SIDES = 0.05
"""The part of the width that is left free on each side."""

_TALLEST = 0.055
"""How high a line is at most, as a part of the shorter side of the film."""

_LOW, _ABOVE_BUTTONS = 0.06, 0.2
"""Where the last line stands, as a part of the height: in a tall film above what phones lay over it."""

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
"""Unseen, but part of writing: of emoji, of Persian, of the scripts of India, of two directions in a line."""


@dataclass(frozen=True, slots=True)
class Look:
    """How captions are drawn.

    Attributes:
        width: Pixels of the film.
        height: Likewise.
        family: The font.
        size: Pixels.
        foot: Pixels below the last line.
        is_boxed: Whether a dark box is behind the words: without it, what is behind them has to be dark.
    """

    width: int
    height: int
    family: str
    size: int
    foot: int
    is_boxed: bool = True

    @classmethod
    def on(
        cls, width: int, height: int, family: str, foot: int | None = None, *, is_boxed: bool = True
    ) -> "Look":
        """How captions are drawn on a film of some size.

        Args:
            width: Pixels.
            height: Likewise.
            family: The font.
            foot: Pixels to leave below, where they would hide something; None for as many as is usual.
            is_boxed: Whether a dark box is behind the words.
        """
        room = width * (1 - 2 * _SIDES)
        size = min(room / LONGEST_LINE / _LETTER, min(width, height) * _TALLEST)
        usual = height * (_ABOVE_BUTTONS if height > 1.5 * width else _LOW)
        return cls(width, height, family, round(size), round(usual) if foot is None else foot, is_boxed)


def advanced_substation(cues: Sequence[Cue], look: Look, wide: Callable[[str], float]) -> str:
    """Captions as a file for ffmpeg's filter `ass`: white, in the middle, low.

    Args:
        cues: In order.
        look: How they are drawn; a caption that would be wider than the film has smaller letters.
        wide: How wide a line is, as a part of the height of its letters.
    """
    side, pad = round(look.width * _SIDES), max(1, round(look.size * 0.28))
    room = look.width - 2 * side
    style = (
        f"{_field(look.family)},{look.size},&H00FFFFFF,&H00FFFFFF,&H00000000,&H4D101010,-1,0,0,0,100,100,0,0,"
        # Border style 4 is one box behind all lines; encoding -1 lets the words say where they begin.
        f"{'4' if look.is_boxed else '1'},0,{pad if look.is_boxed else 0},2,{side},{side},{look.foot},-1"
    )
    head = f"""\
[Script Info]
ScriptType: v4.00+
PlayResX: {look.width}
PlayResY: {look.height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: None

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
MarginR, MarginV, Encoding
Style: Said,{style}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
    return head + "".join(
        f"Dialogue: 0,{_clock(cue.start)},{_clock(cue.end)},Said,,0,0,0,,"
        + _smaller(look.size, max(map(wide, cue.lines)), room)
        + r"\N".join(_plain(line) for line in cue.lines)
        + "\n"
        for cue in cues
    )


def _smaller(size: int, wide: float, room: float) -> str:
    """The command for a size in which a line has room; none where it has."""
    return rf"{{\fs{int(room / wide)}}}" if size * wide > room else ""


def _plain(text: str) -> str:
    """Words that say nothing to libass: a brace begins commands, and a backslash a break of the line."""
    shown = "".join(char if char.isprintable() or char in _JOINERS else " " for char in text)
    return shown.replace("\\", "\\\N{WORD JOINER}").replace("{", r"\{").replace("}", r"\}")


def _field(text: str) -> str:
    return text.replace(",", " ").replace("\n", " ")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 100), 6000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"
