"""Which fonts pictures are drawn with: our own, and those of the machine for what ours lack."""

import sys
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont, TTLibError

from schemas.errors import MachineError

FOLDER = Path(__file__).parent / "fonts"
"""Our fonts, as TrueType: what draws captions into films reads them there, too."""

SERIF, SANS = "Vox Serif", "Vox Sans"
"""Their families: Fraunces, and Instrument Sans in regular and bold, with the letters of all of Europe."""

_BY_LANGUAGE = {"ja": "JP", "ko": "KR", "zh": "SC"}
"""Where the same characters are written in other shapes: how Noto's families end."""

_EMOJI = ("Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", "Twemoji", "Twitter Color Emoji")
_LIKED = (
    *("Noto Serif CJK ", "Noto Sans CJK ", "Noto Naskh Arabic", "Amiri", "Noto Serif ", "Noto Sans "),
    *("Hiragino", "Songti", "PingFang", "Yu ", "Microsoft YaHei", "Malgun", "WenQuanYi Micro Hei"),
    *("IPA", "VL ", "Droid Sans Fallback", "DejaVu Serif", "DejaVu Sans", "Times New Roman"),
)
"""How the names of families begin that read well; the first is liked best."""

_UNLIKED = ("Mono", "Because We", "Math", "Condensed", "Nastaliq", "Last Resort", "LastResort")
"""What is in the names of families that are for something else."""

_SHOWN = 8
"""How many characters a message shows."""

_PACKAGES = (
    ("emoji", "fonts-noto-color-emoji"),
    ("CJK", "fonts-noto-cjk"),
    ("", "fonts-noto-core"),
)
"""What brings them on Debian and Ubuntu."""

_CJK = (
    (0x2E80, 0x9FFF),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
_EMOJI_CHARACTERS = ((0x20E3, 0x20E3), (0x2600, 0x27BF), (0x1F000, 0x1FAFF))
"""Where Unicode has them."""


@dataclass(frozen=True, slots=True)
class _Face:
    family: str
    path: Path
    index: int


@cache
def installed() -> typst.Fonts:
    """Our fonts and those of the machine."""
    return typst.Fonts(include_embedded_fonts=False, font_paths=[FOLDER])


def families(text: str, first: str, language: str | None = None) -> list[str]:
    """The families to draw a text with, in the order in which they are asked for each character.

    Args:
        text: All that is drawn.
        first: `SERIF` or `SANS`.
        language: ISO 639-1; it decides the shapes of Chinese characters.

    Raises:
        MachineError: No font of this machine has some character; it names which, and what brings them.
    """
    missing = _drawn(text) - _characters(first)
    chosen = [first]
    is_emoji_first = sorted(_ranked(language), key=lambda face: face.family not in _EMOJI)
    for face in is_emoji_first if any(map(_is_emoji, missing)) else _ranked(language):
        if not missing:
            break
        has = _covered(face.path, face.index)
        if missing & has and face.family not in chosen:
            chosen.append(face.family)
            missing -= has
    if missing:
        raise _lacking(missing)
    return chosen


def _drawn(text: str) -> set[str]:
    """The characters that need a glyph: those that only join or direct others need none."""
    return {
        char
        for char in text
        if unicodedata.category(char) not in {"Cf", "Cc", "Zs", "Zl", "Zp"}
        and not 0xFE00 <= ord(char) <= 0xFE0F
    }


@cache
def _characters(family: str) -> frozenset[str]:
    """What one of our families has."""
    [face, *_] = [face for face in _faces() if face.family == family and face.path.parent == FOLDER]
    return _covered(face.path, face.index)


@cache
def _faces() -> tuple[_Face, ...]:
    return tuple(_Face(each.family, Path(each.path), each.index) for each in installed().fonts() if each.path)


@cache
def _ranked(language: str | None) -> tuple[_Face, ...]:
    """The machine's fonts, the liked ones first, and of those for several languages that of this one."""
    ending = _BY_LANGUAGE.get(language or "", "SC")

    def rank(face: _Face) -> tuple[bool, int, bool, str]:
        liked = next((at for at, begin in enumerate(_LIKED) if face.family.startswith(begin)), len(_LIKED))
        is_other = "CJK" in face.family and not face.family.endswith(ending)
        return any(each in face.family for each in _UNLIKED), liked, is_other, face.family

    return tuple(sorted((face for face in _faces() if face.path.parent != FOLDER), key=rank))


@cache
def _covered(path: Path, index: int) -> frozenset[str]:
    """The characters a font has."""
    try:
        with path.open("rb") as file, TTFont(file, fontNumber=index, lazy=True) as font:
            return frozenset(map(chr, font.getBestCmap() or ()))
    except (OSError, TTLibError):
        return frozenset()


def _lacking(missing: Collection[str]) -> MachineError:
    first = sorted(missing)[:_SHOWN]
    more = len(missing) - len(first)
    rest = f" and {more} more character{'' if more == 1 else 's'}" if more else ""
    return MachineError(f"No font on this machine has {' '.join(first)}{rest}.", _remedy(missing))


def _remedy(missing: Iterable[str]) -> str:
    kinds = {_kind(char) for char in missing}
    if None in kinds:
        return "That is no character of any script: correct the words with vox correct."
    if sys.platform != "linux":
        return "Install a font that has them: fonts.google.com/noto has one for every script and for emoji."
    packages = [package for kind, package in _PACKAGES if kind in kinds]
    return f"Install one: sudo apt install {' '.join(packages)}"


def _kind(char: str) -> str | None:
    """What brings a character: the name of its kind in `_PACKAGES`; None of what is none."""
    if unicodedata.category(char) in {"Co", "Cn", "Cs"}:
        return None
    if _is_emoji(char):
        return "emoji"
    return "CJK" if _is_among(char, _CJK) else ""


def _is_emoji(char: str) -> bool:
    return _is_among(char, _EMOJI_CHARACTERS)


def _is_among(char: str, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)
