"""What people say about one thing: whose answers to show, and the words in them that are about it."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from pipeline.publish.site.cards import Row, pieces, read_cards
from pipeline.publish.site.columns import Columns, Mask, Positions, in_order, kept

_FACES, _QUOTES, _NEWEST = 12, 4, 6
"""So many of each are on the first page."""

_SOUGHT = 3
"""How many times as many answers are looked at as are shown: of most a quote holds what earned the theme."""


def best_of_each(columns: Columns, chosen: Mask, most: int, besides: Collection[int] = ()) -> Positions:
    """The answers with the best quotes, one of each person, the best first.

    Args:
        columns: All answers.
        chosen: Which of them may be taken.
        most: How many at most.
        besides: Positions of answers that are shown already: of those who say them nothing is taken.
    """
    codes = columns.speakers.codes
    heard = {int(codes[position]) for position in besides}
    found: list[int] = []
    for position in in_order(columns.by_best, chosen):
        if len(found) == most:
            break
        who = int(codes[position])
        if who not in heard:
            heard.add(who)
            found.append(int(position))
    return np.array(found, np.int32)


@kept
def front(columns: Columns) -> tuple[Positions, Positions, Positions]:
    """For the first page: whose faces are shown, the best quotes, and what was taken in last."""
    return (
        best_of_each(columns, columns.has_picture, _FACES),
        best_of_each(columns, columns.quotability > 0, _QUOTES),
        np.argsort(columns.added)[:_NEWEST],
    )


def read_sayings(
    db: sqlite3.Connection, columns: Columns, positions: Positions, theme: str = ""
) -> list[Row]:
    """Answers as `read_cards` gives them, each with its `saying`: the quote to show of it.

    Args:
        db: Open for reading; its rows are `sqlite3.Row`.
        columns: All answers.
        positions: Which of them, in order.
        theme: The quote that holds this theme's evidence is taken before a better one that does not.
    """
    cards = read_cards(db, [int(number) for number in columns.numbers[positions]])
    quotes = _quotes(db, [card["id"] for card in cards])
    for card in cards:
        card["saying"] = _saying(card, quotes[card["id"]], theme)
    return cards


def choose_sayings(
    db: sqlite3.Connection, columns: Columns, theme: str, chosen: Mask, most: int, taken: list[int]
) -> list[Row]:
    """The best answers about a theme, one of each person; first those of which a quote holds its evidence.

    Args:
        db: Open for reading; its rows are `sqlite3.Row`.
        columns: All answers.
        theme: Its slug.
        chosen: Which answers may be taken.
        most: How many at most.
        taken: Positions of answers whose speakers are not to be heard again; those chosen are added.
    """
    sayings = read_sayings(db, columns, best_of_each(columns, chosen, _SOUGHT * most, taken), theme)
    sayings = sorted(sayings, key=lambda card: not card["saying"]["about"])[:most]
    taken += columns.positions(np.array([card["number"] for card in sayings], np.int64)).tolist()
    return sayings


def _saying(card: Row, quotes: Sequence[Row], slug: str) -> Row:
    earned = [theme for theme in card["themes"] if theme["slug"] == slug]
    placed = [(quote, card["text"].find(quote["text"])) for quote in quotes]
    about = [(quote, at) for quote, at in placed if any(_holds(quote, at, theme) for theme in earned)]
    if not placed:
        told = pieces(card["text"], (), earned)
        return {"start": card["start"], "end": card["end"], "pieces": told, "about": True}
    quote, at = (about or placed)[0]
    moved = [
        {
            **theme,
            "evidence_start": theme["evidence_start"] - at,
            "evidence_end": theme["evidence_end"] - at,
        }
        for theme in earned
        if _holds(quote, at, theme)
    ]
    told = pieces(quote["text"], (), moved)
    return {"start": quote["start"], "end": quote["end"], "pieces": told, "about": bool(about)}


def _holds(quote: Row, at: int, theme: Row) -> bool:
    """Whether some of a theme's evidence is in a quote that begins at this character of the answer."""
    start, end = theme["evidence_start"], theme["evidence_end"]
    return at >= 0 and start is not None and start < at + len(quote["text"]) and at < end


def _quotes(db: sqlite3.Connection, answer_ids: Sequence[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in db.execute(
        f"""
        SELECT answer_id, text, start, "end" FROM quotes
        WHERE answer_id IN ({", ".join("?" * len(answer_ids))}) ORDER BY answer_id, position
        """,
        list(answer_ids),
    ):
        found[row["answer_id"]].append(dict(row))
    return found


def shown_days(days: dict[str, int]) -> dict[str, Any]:
    """Answers by day, if they were filmed in more than one month: of one there is nothing to tell."""
    return days if len({day[: len("2025-05")] for day in days}) > 1 else {}
