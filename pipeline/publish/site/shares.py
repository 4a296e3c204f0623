"""How many people speak of what: counted from the columns, and never clips where people are meant."""

import sqlite3
from collections import Counter
from typing import Any

import numpy as np

from pipeline.publish.site.charts import ThemeShare, Together
from pipeline.publish.site.columns import Columns, Mask


def shares(db: sqlite3.Connection, columns: Columns, among: Mask | None = None) -> list[ThemeShare]:
    """Every theme that occurs, the one that most people speak of first.

    Args:
        db: Where the names of themes are.
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
    named = {row[0]: (row[1], row[2]) for row in db.execute("SELECT slug, label, hue FROM themes")}
    found = [
        ThemeShare(
            slug=slug,
            label=named[slug][0],
            hue=named[slug][1],
            people=people[code],
            of_people=everybody,
            answers=said[code],
            praise=praising[code] - doing_both[code],
            both=doing_both[code],
            complaint=complaining[code] - doing_both[code],
            neither=people[code] - praising[code] - complaining[code] + doing_both[code],
        )
        for code, slug in enumerate(columns.themes.values)
        if people[code] and slug in named
    ]
    return sorted(found, key=lambda share: -share.people)


def together(columns: Columns, among: Mask | None = None) -> list[Together]:
    """For each two themes how many people have an answer that carries both."""
    answers, codes = columns.themes.answers, columns.themes.codes
    if among is not None:
        answers, codes = answers[among[answers]], codes[among[answers]]
    carries = np.zeros((columns.size, len(columns.themes.values)), np.bool_)
    carries[answers, codes] = True
    found = []
    for one, slug in enumerate(columns.themes.values):
        for other in range(one + 1, len(columns.themes.values)):
            both = carries[:, one] & carries[:, other]
            if both.any():
                found.append(Together(slug, columns.themes.values[other], columns.people(both)))
    return sorted(found, key=lambda pair: -pair.people)


def collections(columns: Columns) -> list[dict[str, Any]]:
    """The collections with their answers and people, the largest first; those in none are not counted."""
    column = columns.facets["collection"]
    return [
        {
            "name": name,
            "answers": answers,
            "people": columns.people(column.codes == column.values.index(name)),
        }
        for name, answers in Counter(column.count(np.ones(columns.size, np.bool_))).most_common()
    ]
