"""How many people speak of what: counted from the columns, and never clips where people are meant."""

from itertools import combinations
from typing import Any

import numpy as np

from pipeline.publish.site.charts import ThemeShare, Together
from pipeline.publish.site.columns import Columns, Mask, kept


def shares(columns: Columns, among: Mask | None = None) -> list[ThemeShare]:
    """Every theme that occurs, the one that most people speak of first.

    Args:
        columns: All answers.
        among: Which of them to count; None for all.
    """
    chosen = np.ones(columns.size, np.bool_) if among is None else among
    everybody = columns.people(chosen)
    polarity = columns.facets["polarity"]
    praise, complaint = polarity.having(["praise"]), polarity.having(["complaint"])
    found = []
    for code, slug in enumerate(columns.themes.values):
        said = columns.themes.answers.take(np.flatnonzero(columns.themes.codes == code))
        said = said.take(np.flatnonzero(chosen.take(said)))
        speaking = columns.heard(said)
        praising, complaining = columns.heard(said[praise[said]]), columns.heard(said[complaint[said]])
        if not len(said):
            continue
        found.append(
            ThemeShare(
                slug=slug,
                label=columns.known_themes[slug]["label"],
                hue=columns.known_themes[slug]["hue"],
                people=_number(speaking),
                of_people=everybody,
                answers=len(said),
                praise=_number(praising & ~complaining),
                both=_number(praising & complaining),
                complaint=_number(complaining & ~praising),
                neither=_number(speaking & ~praising & ~complaining),
            )
        )
    return sorted(found, key=lambda share: -share.people)


def _number(people: Mask) -> int:
    return int(np.count_nonzero(people))


@kept
def all_shares(columns: Columns) -> list[ThemeShare]:
    """The same of all answers, counted once."""
    return shares(columns)


@kept
def together(columns: Columns) -> list[Together]:
    """For each two themes how many people have an answer that carries both, those of most people first."""
    slugs = columns.themes.values
    carries = np.zeros((len(slugs), columns.size), np.bool_)
    carries[columns.themes.codes, columns.themes.answers] = True
    found = [
        Together(slugs[one], slugs[other], columns.people(both))
        for one, other in combinations(range(len(slugs)), 2)
        if (both := carries[one] & carries[other]).any()
    ]
    return sorted(found, key=lambda pair: -pair.people)


@kept
def collections(columns: Columns) -> list[dict[str, Any]]:
    """The collections with their answers and people, the largest first; answers in none are not counted."""
    column = columns.facets["collection"]
    counts = column.count(np.ones(columns.size, np.bool_))
    return [
        {
            "name": name,
            "answers": counts[name],
            "people": columns.people(column.codes == column.values.index(name)),
        }
        for name in sorted(counts, key=lambda name: (-counts[name], name))
    ]
