"""Who speaks, in the order in which they are listed."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipeline.publish.site.columns import Columns, Positions

_KEPT = 2
"""Databases, or states of one: ordering 77,000 speakers takes a tenth of a second."""


@dataclass(frozen=True)
class Roll:
    """Everybody of whom an answer is shown.

    Attributes:
        order: Codes of `columns.speakers`: those with a name by it, then the others, who says most first.
        named: How many of them have a name.
        answers: Of each code, how many answers.
        best: Of each code, the position of the answer with the best quote.
    """

    order: Positions
    named: int
    answers: Positions
    best: Positions


@lru_cache(maxsize=_KEPT)
def roll(columns: Columns) -> Roll:
    """Everybody who speaks."""
    codes, ids = columns.speakers.codes, columns.speakers.values
    ranked = np.argsort(columns.best).astype(np.int32)
    # Every code occurs, so they are found in order.
    _, first = np.unique(codes[ranked], return_index=True)
    best = ranked[first]
    answers = np.bincount(codes, minlength=len(ids)).astype(np.int32)
    named = sorted(
        (code for code, who in enumerate(ids) if who in columns.names),
        key=lambda code: (columns.names[ids[code]].casefold(), ids[code]),
    )
    others = np.setdiff1d(np.arange(len(ids)), named, assume_unique=True)
    others = others[np.lexsort((columns.best[best[others]], -answers[others]))]
    return Roll(np.array([*named, *others], np.int32), len(named), answers, best)
