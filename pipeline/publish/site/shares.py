"""How many people speak of what: counted from the columns, and never clips where people are meant."""

from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from pipeline.publish.site.charts import ThemeShare, Together
from pipeline.publish.site.columns import Columns, Mask

_KEPT = 2
"""Databases, or states of one, whose counts are kept: they take a tenth of a second at 100,000 answers."""


def shares(columns: Columns, among: Mask | None = None) -> list[ThemeShare]:
    """Every theme that occurs, the one that most people speak of first.

    Args:
        columns: All answers.
        among: Which of them to count; None for all.
    """
    chosen = np.ones(columns.size, np.bool_) if among is None else among
    everybody = columns.people(chosen)
    answers, codes = columns.themes.answers, columns.themes.codes
    links = chosen[answers]
    answers, codes = answers[links], codes[links]
    who = columns.speakers.codes[answers].astype(np.int64)
    # One number for each pair of theme and person: so sets of people are counted by numpy.
    pairs = codes * np.int64(max(1, len(columns.speakers.values))) + who
    polarity = columns.facets["polarity"]

    def speaking(value: str) -> "np.ndarray[Any, np.dtype[np.int64]]":
        code = polarity.values.index(value) if value in polarity.values else -1
        return np.unique(pairs[polarity.codes[answers] == code])

    praise, complaint, all_of_them = speaking("praise"), speaking("complaint"), np.unique(pairs)
    both = np.intersect1d(praise, complaint, assume_unique=True)
    size = max(1, len(columns.speakers.values))

    def by_theme(found: "np.ndarray[Any, np.dtype[np.int64]]") -> list[int]:
        return [int(n) for n in np.bincount(found // size, minlength=len(columns.themes.values))]

    people, praising, complaining, doing_both = map(by_theme, (all_of_them, praise, complaint, both))
    said = [int(n) for n in np.bincount(codes, minlength=len(columns.themes.values))]
    found = [
        ThemeShare(
            slug=slug,
            label=columns.known_themes[slug]["label"],
            hue=columns.known_themes[slug]["hue"],
            people=people[code],
            of_people=everybody,
            answers=said[code],
            praise=praising[code] - doing_both[code],
            both=doing_both[code],
            complaint=complaining[code] - doing_both[code],
            neither=people[code] - praising[code] - complaining[code] + doing_both[code],
        )
        for code, slug in enumerate(columns.themes.values)
        if people[code]
    ]
    return sorted(found, key=lambda share: -share.people)


@lru_cache(maxsize=_KEPT)
def all_shares(columns: Columns) -> list[ThemeShare]:
    """The same of all answers, counted once."""
    return shares(columns)


@lru_cache(maxsize=_KEPT)
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


@lru_cache(maxsize=_KEPT)
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
