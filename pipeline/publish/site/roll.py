"""Who speaks, in the order in which they are listed."""

from dataclasses import dataclass

import numpy as np

from pipeline.publish.site.columns import Columns, Positions, kept


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


@kept
def roll(columns: Columns) -> Roll:
    """Everybody who speaks."""
    codes, ids = columns.speakers.codes, columns.speakers.values
    # Of each the one that is written last stays: the best.
    backwards = columns.by_best[::-1]
    best = np.zeros(len(ids), np.int32)
    best[codes[backwards]] = backwards
    answers = np.bincount(codes, minlength=len(ids)).astype(np.int32)
    named = sorted(
        (code for code, who in enumerate(ids) if who in columns.names),
        key=lambda code: (columns.names[ids[code]].casefold(), ids[code]),
    )
    others = np.setdiff1d(np.arange(len(ids)), named, assume_unique=True)
    others = others[np.lexsort((columns.best[best[others]], -answers[others]))]
    return Roll(np.array([*named, *others], np.int32), len(named), answers, best)
