"""Narrowing answers by facets, and what each facet would leave."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.publish.site.columns import FACETS, SINGLE, Chosen, Columns, Mask, Positions, in_order

_MONTH = len("2025-05")

_MANY = 20
"""More than one answer of so many is quicker to find by going through all of them."""

_MOST_PEOPLE = 30
"""Who are counted one by one: those who say most of it."""

Wanted = Mapping[str, tuple[str, ...]]
"""What is asked of each facet. Several themes or families must all be there; of others one of the values."""


@dataclass(frozen=True)
class Narrowed:
    """The answers that are left.

    Attributes:
        chosen: Where they are; those of a search in order of relevance.
        counted: The same in no order, as the columns count them quickest.
        counts: For each facet how many answers each value would leave: with all that is asked of the other
            facets, and of themes and families also what is asked of them. Dates are counted by month.
    """

    chosen: Positions
    counted: Chosen
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
            base = base[links.having(value, columns.size)[base]]
    fits = {facet: _fitting(columns, facet, wanted[facet])[base] for facet in SINGLE if wanted.get(facet)}
    misses = np.zeros(len(base), np.int8)
    for mask in fits.values():
        misses += ~mask
    chosen = base[misses == 0]
    counted = _to_count(columns, chosen)
    counts: dict[str, Mapping[str, int]] = {
        "theme": columns.themes.count(counted),
        "family": columns.families.count(counted),
    }
    for facet in SINGLE:
        # What only this facet leaves out is counted: another of its values would bring it back.
        would = (
            _to_count(columns, base[(misses == 0) | ((misses == 1) & ~fits[facet])])
            if facet in fits
            else counted
        )
        counts[facet] = columns.facets[facet].count(would, _MOST_PEOPLE if facet == "person" else None)
    counts["date"] = _by_month(counts["date"])
    return Narrowed(chosen, counted, {facet: counts[facet] for facet in FACETS})


def _to_count(columns: Columns, found: Positions) -> Chosen:
    """Some answers as they are counted quickest: many are looked up in order of the columns."""
    if len(found) * _MANY < columns.size:
        return found
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
    if len(chosen) * _MANY < columns.size:
        ranks = columns.newest if sort == "newest" else columns.best
        return chosen[np.argsort(ranks[chosen])]
    mask = np.zeros(columns.size, np.bool_)
    mask[chosen] = True
    return in_order(columns.by_newest if sort == "newest" else columns.by_best, mask)
