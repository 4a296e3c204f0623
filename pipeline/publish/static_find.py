"""What the search of a folder knows: every answer, for a script to look through where there is no server."""

from collections.abc import Container
from typing import Any

from datasette.app import Datasette

from pipeline.plain import LANGUAGES
from pipeline.publish.site.cards import Row, read_cards, sentence_starts
from pipeline.publish.site.columns import Columns
from pipeline.publish.site.data import project_of
from pipeline.publish.site.live import live
from pipeline.publish.site.page import KINDS, POLARITIES, read
from schemas.writings import SOURCE_NAMES

Found = dict[str, Any]

_DAY = len("2025-05-12")

_BATCH = 500
"""Answers read at a time: SQLite takes only so many numbers."""


async def search_data(site: Datasette, leafed: Container[str]) -> Found:
    """All answers with what they are found, narrowed, sorted and shown by.

    Args:
        site: The site.
        leafed: The clips that have a strip of pictures to leaf through.

    Returns:
        `answers`, the best quotes first; `newest`, their places in that list by date; and the names of what
        their facets hold. Places in texts are counted as scripts do, in units of UTF-16.
    """
    columns = await live(site).columns()
    best = [int(number) for number in columns.numbers[columns.best.argsort()]]
    newest = [int(number) for number in columns.numbers[columns.newest.argsort()]]
    places = {number: place for place, number in enumerate(best)}

    def reader(db: Any) -> list[Found]:
        batches = [best[at : at + _BATCH] for at in range(0, len(best), _BATCH)]
        cards = [card for batch in batches for card in read_cards(db, batch)]
        return [{**_told(db, card), "strip": card["clip_id"] in leafed} for card in cards]

    return {
        "question": project_of(site).settings.question,
        "answers": await read(site, reader),
        "newest": [places[number] for number in newest],
        "themes": {
            slug: {name: theme[name] for name in ("label", "family", "definition")}
            for slug, theme in columns.known_themes.items()
        },
        "labels": {
            "polarity": POLARITIES,
            "kind": KINDS,
            "source": SOURCE_NAMES,
            "language": LANGUAGES,
            "person": _names(columns),
        },
    }


def _told(db: Any, card: Row) -> Found:
    """An answer in few words: a list of thousands of them is loaded before the first is found."""
    text = card["text"]
    return {
        **{
            name: card[name]
            for name in ("id", "text", "language", "speaker", "polarity", "kind", "source", "collection")
        },
        **{name: card[name] for name in ("name", "role", "company", "address") if card[name]},
        **({"written": card["recorded_at"][:_DAY]} if card["is_text"] and card["recorded_at"] else {}),
        "clip": card["clip_id"],
        "picture": card["has_picture"],
        "date": card["said_at"][:_DAY],
        "themes": [
            [
                theme["slug"],
                theme["tier"],
                *(
                    [_in_script(text, theme["evidence_start"]), _in_script(text, theme["evidence_end"])]
                    if theme["evidence_start"] is not None
                    else []
                ),
            ]
            for theme in card["themes"]
        ],
        "sentences": [
            [_in_script(text, place), round(second, 2)] for place, second in sentence_starts(db, card)
        ],
    }


def _in_script(text: str, place: int) -> int:
    """An offset as JavaScript counts it, in UTF-16."""
    return len(text[:place].encode("utf-16-le")) // 2


def _names(columns: Columns) -> dict[str, str]:
    """The names of those whose answers are shown."""
    return {who: name for who, name in columns.names.items() if who in columns.speakers.known}
