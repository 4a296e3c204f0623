"""Where the lines of a caption are broken."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from pipeline.captions.passages import LONGEST_LINE, Atom, joined

_UNEVEN = 6.0
"""What it costs if one line has all the words; breaking behind "the" costs about twice that."""


class Widths:
    """How wide any run of some atoms is, known at once."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self._atoms = atoms
        self._sums = [0, *accumulate(atom.width + atom.spaced for atom in atoms)]

    def of(self, first: int, end: int) -> int:
        """The width of the atoms from one on and before another, in letters."""
        return self._sums[end] - self._sums[first] - self._atoms[first].spaced

    def fits(self, first: int, end: int) -> bool:
        """Whether those atoms have room in two lines."""
        begin = self._sums[first] + self._atoms[first].spaced
        # The first line is as long as it may be: then the second is as short as it can be.
        cut = bisect_right(self._sums, begin + LONGEST_LINE, first + 1, end + 1) - 1
        return cut == end or (cut > first and self.of(cut, end) <= LONGEST_LINE)


def fold(atoms: Sequence[Atom]) -> tuple[str, ...]:
    """A caption's line, or its two lines: broken where it reads well, and about even.

    Args:
        atoms: Not more than `Widths.fits` allows.
    """
    widths, many = Widths(atoms), len(atoms)
    if widths.of(0, many) <= LONGEST_LINE:
        return (joined(atoms),)

    def cost(cut: int) -> float:
        upper, lower = widths.of(0, cut), widths.of(cut, many)
        # Of two that are as even, the one with the longer line below: it hides less of the picture.
        return atoms[cut].cost + _UNEVEN * abs(upper - lower) / (upper + lower) + 0.5 * (upper > lower)

    cuts = [
        cut
        for cut in range(1, many)
        if widths.of(0, cut) <= LONGEST_LINE and widths.of(cut, many) <= LONGEST_LINE
    ]
    best = min(cuts, key=cost)
    return joined(atoms[:best]), joined(atoms[best:])
