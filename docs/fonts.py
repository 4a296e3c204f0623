"""Make the fonts that cards and films are drawn with, from those of Fontsource.

    npm pack @fontsource-variable/fraunces @fontsource-variable/instrument-sans
    for file in fontsource-*.tgz; do tar xzf $file --strip-components=2 package/files; done
    pip install brotli
    python docs/fonts.py FOLDER_WITH_WOFF2

Each becomes one TrueType file of one weight with the letters of all of Europe: what draws captions into films
cannot read WOFF2 nor vary a weight. They have names of their own, so that another version of the same font on
the machine is never taken for them.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from pipeline.takeaways.drawing.faces import FOLDER, SANS, SERIF

_LEGAL = {0, 13, 14}
"""Names that stay: the copyright, and the licence."""

_REGULAR, _BOLD = 400, 700


@dataclass(frozen=True, slots=True)
class _Cut:
    """One font to make.

    Attributes:
        family: What it is called.
        weight: What it passes for.
        source: The files it is made of, each with other letters.
        axes: What is chosen of what varies.
    """

    family: str
    weight: int
    source: tuple[str, ...]
    axes: dict[str, float]


_FRAUNCES = tuple(f"fraunces-{letters}-opsz-normal.woff2" for letters in ("latin", "latin-ext", "vietnamese"))
_INSTRUMENT = tuple(f"instrument-sans-{letters}-wght-normal.woff2" for letters in ("latin", "latin-ext"))
_CUTS = (
    _Cut(SERIF, _REGULAR, _FRAUNCES, {"opsz": 72, "wght": 560}),
    _Cut(SANS, _REGULAR, _INSTRUMENT, {"wght": 500}),
    _Cut(SANS, _BOLD, _INSTRUMENT, {"wght": 700}),
)


def make(folder: Path) -> None:
    """Make all of them of the WOFF2 files in a folder."""
    for cut in _CUTS:
        style = "Bold" if cut.weight == _BOLD else "Regular"
        parts = [_part(folder / name, cut.axes) for name in cut.source]
        merged = Merger().merge(parts)
        _rename(merged, cut.family, style, cut.weight)
        merged.save(FOLDER / f"{cut.family.replace(' ', '')}-{style}.ttf")
        for part in parts:
            part.unlink()


def _part(source: Path, axes: dict[str, float]) -> Path:
    """One file of one weight, beside what it is made of."""
    font = instantiateVariableFont(TTFont(source), axes)
    font.flavor = None
    for table in ("STAT", "avar", "HVAR", "gasp", "prep"):
        if table in font:
            del font[table]
    made = source.with_suffix(".part.ttf")
    font.save(made)
    return made


def _rename(font: TTFont, family: str, style: str, weight: int) -> None:
    names = font["name"]
    for record in list(names.names):
        if record.nameID not in _LEGAL:
            names.removeNames(nameID=record.nameID)
    whole = f"{family} {style}"
    for number, name in {1: family, 2: style, 3: whole, 4: whole, 6: whole.replace(" ", "")}.items():
        names.setName(name, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if weight == _BOLD else 0x40
    font["head"].macStyle = 1 if weight == _BOLD else 0


if __name__ == "__main__":
    make(Path(sys.argv[1]))
