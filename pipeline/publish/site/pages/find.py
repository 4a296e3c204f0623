"""Finding what people said: words and facets, all of it in the address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Response

from pipeline.plain import day, language_name
from pipeline.publish.site.cards import read_cards
from pipeline.publish.site.columns import FACETS, Columns, Positions
from pipeline.publish.site.live import live
from pipeline.publish.site.narrow import Narrowed, Wanted, everything, narrow, ordered
from pipeline.publish.site.page import (
    KINDS,
    POLARITIES,
    Facts,
    address,
    page_number,
    read,
    show,
)
from pipeline.search import Sought, sought_words
from schemas.writings import SOURCE_NAMES

PAGE_SIZE = 20
SORTS = {"relevance": "Best match", "quotable": "Best quotes", "newest": "Newest"}

_MOST_VALUES = 200
"""Of a facet in an address, and characters of one: nobody picks as many."""

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

_NAMES = {
    "theme": "Theme",
    "family": "Family",
    "polarity": "Praise or complaint",
    "kind": "Kind of answer",
    "source": "Where it came from",
    "person": "Person",
    "collection": "Collection",
    "language": "Language",
    "date": "When",
}


@dataclass(frozen=True)
class Search:
    """What an address of a list asks for, and what is found.

    Attributes:
        text: The words.
        wanted: What is asked of each facet.
        sought: What the words mean.
        columns: All answers.
        narrowed: Those that are found.
        sorts: In which orders they can be shown.
        sort: In which of them they are.
        order: Where they are, in that order.
    """

    text: str
    wanted: Wanted
    sought: Sought
    columns: Columns
    narrowed: Narrowed
    sorts: Sequence[str]
    sort: str
    order: Positions


async def search(request: Any, datasette: Any) -> Search:
    """Find what an address asks for."""
    text = request.args.get("q") or ""
    wanted = {facet: _values(request, facet) for facet in FACETS}
    sought = sought_words(text)
    answers = live(datasette)
    columns = await answers.columns()
    hits = await answers.hits(columns, sought) if sought else None
    is_all = hits is None and not any(wanted.values())
    narrowed = everything(columns) if is_all else narrow(columns, wanted, hits)
    sorts = [sort for sort in SORTS if sought.wanted or sort != "relevance"]
    asked = request.args.get("sort") or ""
    sort = asked if asked in sorts else sorts[0]
    order = ordered(columns, narrowed.chosen, sort)
    return Search(text, wanted, sought, columns, narrowed, sorts, sort, order)


async def find(request: Any, datasette: Any) -> Response:
    """Answers by words and facets: ranked, counted, and twenty of them with their pictures."""
    found = await search(request, datasette)
    wanted, columns, order = found.wanted, found.columns, found.order
    pages = max(1, -(-len(order) // PAGE_SIZE))
    page = min(page_number(request), pages)
    shown = order[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    numbers = [int(number) for number in columns.numbers[shown]]

    cards = await read(datasette, lambda db: read_cards(db, numbers, found.sought.wanted))
    facts = {
        "q": found.text,
        "sort": found.sort,
        "filters": {facet: list(values) for facet, values in wanted.items() if values},
        "total": len(order),
        "people": columns.people(found.narrowed.counted),
        "page": page,
        "pages": pages,
        "answers": cards,
        "facets": _facets(columns, found.narrowed, wanted),
    }
    state = {"q": found.text, **wanted, "sort": found.sort if found.sort != found.sorts[0] else ""}
    chosen = wanted["theme"]
    return show(
        request,
        datasette,
        "vox_find.html",
        facts,
        sorts={sort: SORTS[sort] for sort in found.sorts},
        state=state,
        names=_NAMES,
        theme=columns.known_themes.get(chosen[0]) if len(chosen) == 1 else None,
        link=lambda **changed: f"{datasette.urls.path('/find')}?{address(**{**state, **changed})}",
    )


def _facets(columns: Columns, narrowed: Narrowed, wanted: Wanted) -> dict[str, list[Facts]]:
    """For each facet its values: name, how many answers it would leave, and whether it is chosen."""
    facets: dict[str, list[Facts]] = {}
    for facet, counts in narrowed.counts.items():
        values = [*counts, *(value for value in wanted[facet] if value not in counts)]
        values.sort(key=lambda value: (value not in wanted[facet], -counts.get(value, 0), value))
        if facet == "date":
            values.sort(reverse=True)
        facets[facet] = [
            {
                "value": value,
                "label": label(columns, facet, value),
                "answers": counts.get(value, 0),
                "chosen": value in wanted[facet],
            }
            for value in values
        ]
    return facets


def label(columns: Columns, facet: str, value: str) -> str:
    """What a value of a facet is called."""
    match facet:
        case "theme":
            return str(columns.known_themes[value]["label"]) if value in columns.known_themes else value
        case "person":
            return columns.names.get(value, "Somebody without a name")
        case "language":
            return language_name(value)
        case "date":
            return day(value)
    return {"polarity": POLARITIES, "kind": KINDS, "source": SOURCE_NAMES}.get(facet, {}).get(value, value)


def _values(request: Any, facet: str) -> tuple[str, ...]:
    """What an address asks of a facet; what is no date asks nothing of dates."""
    # SQLite and JSON take no half of a surrogate pair.
    told = (value.encode(errors="ignore").decode() for value in request.args.getlist(facet))
    values = dict.fromkeys(value[:_MOST_VALUES] for value in told if value)
    if facet == "date":
        values = {value: None for value in values if _DATE.fullmatch(value)}
    return tuple(values)[:_MOST_VALUES]


ROUTES = [(r"/find(?P<format>\.json)?$", find)]
