"""Narrowing answers by facets, and what each facet would leave."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.publish.site.columns import FACETS, MANY, SINGLE, Columns, Mask, Positions, in_order, kept

_MONTH = len("2025-05")

_MOST_PEOPLE = 30
"""Who are counted one by one: those who say most of it."""

Wanted = Mapping[str, tuple[str, ...]]
"""What is asked of each facet. Several themes or families must all be there; of others one of the values."""


@dataclass(frozen=True)
class Narrowed:
    """The answers that are left.

    Attributes:
        chosen: Where they are; those of a search in order of relevance.
        counted: The same, in the order in which they are counted quickest.
        counts: For each facet how many answers each value would leave: with all that is asked of the other
            facets, and of themes and families also what is asked of them. Dates are counted by month.
    """

    chosen: Positions
    counted: Positions
    counts: Mapping[str, Mapping[str, int]]


def narrow(columns: Columns, wanted: Wanted, hits: Positions | None = None) -> Narrowed:
    """Narrow all answers, or those of a search, by what is asked of the facets.

    Args:
        columns: All answers.
        wanted: What is asked of each facet.
        hits: Where the answers of the search are; None for all.
    """
    base: Positions = np.arange(columns.size, dtype=np.int32) if hits is None else hits
    for facet, links in (("theme", columns.themes), ("family", columns.families)):
        for value in wanted.get(facet, ()):
            base = _those(base, links.having(value, columns.size).take(base))
    fits = {
        facet: _fitting(columns, facet, wanted[facet]).take(base) for facet in SINGLE if wanted.get(facet)
    }
    misses = np.zeros(len(base), np.int8)
    for mask in fits.values():
        misses += ~mask
    chosen = _those(base, misses == 0) if fits else base
    counted = _to_count(columns, chosen)
    counts: dict[str, Mapping[str, int]] = {
        "theme": columns.themes.count(counted),
        "family": columns.families.count(counted),
    }
    for facet in SINGLE:
        would = counted
        if facet in fits:
            # What only this facet leaves out is counted: another of its values would bring it back.
            would = _to_count(columns, _those(base, (misses == 0) | ((misses == 1) & ~fits[facet])))
        counts[facet] = columns.facets[facet].count(would, _MOST_PEOPLE if facet == "person" else None)
    counts["date"] = _by_month(counts["date"])
    return Narrowed(chosen, counted, {facet: counts[facet] for facet in FACETS})


@kept
def everything(columns: Columns) -> Narrowed:
    """All answers: what a list counts of which nothing is asked."""
    return narrow(columns, {})


def _those(found: Positions, are_meant: Mask) -> Positions:
    # By where they are: of a million that is five times as quick as by a truth for each.
    return found.take(np.flatnonzero(are_meant))


def _to_count(columns: Columns, found: Positions) -> Positions:
    """Some answers in the order in which they are counted quickest: many, in that of the columns."""
    return found if len(found) * MANY < columns.size else np.flatnonzero(_mask(columns, found))


def _mask(columns: Columns, found: Positions) -> Mask:
    mask = np.zeros(columns.size, np.bool_)
    mask[found] = True
    return mask


def _fitting(columns: Columns, facet: str, values: tuple[str, ...]) -> Mask:
    # Who has no name can be asked for too, by an address.
    column = columns.speakers if facet == "person" else columns.facets[facet]
    return column.having(values, cut_short=facet == "date")


def _by_month(days: Mapping[str, int]) -> dict[str, int]:
    months: Counter[str] = Counter()
    for day, count in days.items():
        months[day[:_MONTH]] += count
    return dict(months)


def ordered(columns: Columns, chosen: Positions, sort: str) -> Positions:
    """The chosen answers in order.

    Args:
        columns: All answers.
        chosen: Some of them, in order of relevance.
        sort: `newest`, `quotable` or `relevance`.
    """
    if sort == "relevance":
        return chosen
    if len(chosen) * MANY < columns.size:
        ranks = columns.newest if sort == "newest" else columns.best
        return chosen[np.argsort(ranks[chosen])]
    return in_order(columns.by_newest if sort == "newest" else columns.by_best, _mask(columns, chosen))
