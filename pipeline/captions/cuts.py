"""Which words share a caption.

Of all ways to cut what is said into captions that have room in two lines, the one that costs least is taken:
between sentences nothing, within a clause much, and more for captions that are too quick to be read.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf

from pipeline.captions.lines import Widths
from pipeline.captions.passages import PAUSE, Atom

MOST_A_SECOND = 20.0
"""Letters a second that people can read."""

TOLERANCE = 0.12
"""Seconds for which a caption may stay after its last word, to be read: word times are no truer than that."""

SHORTEST, LONGEST = 1.0, 7.0
"""Seconds for which a caption is shown, where what is said allows it."""

_EACH = 2.0
_TWO_SENTENCES = 3.0
"""A caption with the end of a sentence in it: short ones share one, long ones do not."""

_TOO_SHORT, _TOO_LONG, _TOO_QUICK = 8.0, 2.0, 6.0
"""For a caption of no time; for each second too much; for each letter a second too many."""

_QUICKEST = 60.0
"""Letters a second from which it does not get worse: words that are given no time at all."""


def cut(atoms: Sequence[Atom]) -> Iterator[Sequence[Atom]]:
    """The atoms of one passage as captions, in order."""
    first = 0
    for place in range(1, len(atoms) + 1):
        if place == len(atoms) or atoms[place].start - atoms[place - 1].end >= PAUSE:
            yield from _cut(atoms[first:place])
            first = place


def _cut(atoms: Sequence[Atom]) -> Iterator[Sequence[Atom]]:
    """The atoms between two pauses as captions."""
    widths, many = Widths(atoms), len(atoms)
    opened = [0]
    for atom in atoms:
        opened.append(opened[-1] + atom.opens)
    best, begins = [0.0, *[inf] * many], [0] * (many + 1)
    for end in range(1, many + 1):
        for first in range(end - 1, -1, -1):
            if not widths.fits(first, end):
                break
            inner = opened[end] - opened[first + 1]
            cost = best[first] + atoms[first].cost * (first > 0) + _TWO_SENTENCES * inner
            cost += _cost(atoms, first, end, widths.of(first, end))
            if cost < best[end]:
                best[end], begins[end] = cost, first
    bounds = [many]
    while bounds[-1]:
        bounds.append(begins[bounds[-1]])
    bounds.reverse()
    for first, end in pairwise(bounds):
        yield atoms[first:end]


def _cost(atoms: Sequence[Atom], first: int, end: int, width: int) -> float:
    """What a caption costs by how long it can be shown."""
    until = atoms[end].start if end < len(atoms) else inf
    shown = min(atoms[end - 1].end + TOLERANCE, max(until, atoms[end - 1].end)) - atoms[first].start
    speed = min(width / shown, _QUICKEST) if shown > 0 else _QUICKEST
    return (
        _EACH
        + _TOO_SHORT * max(0.0, 1 - shown / SHORTEST)
        + _TOO_LONG * max(0.0, shown - LONGEST)
        + _TOO_QUICK * max(0.0, speed - MOST_A_SECOND)
    )
