"""Answers as the pages list them: who says it, the quote in its context, its themes, and where to hear it."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pipeline.places import is_text, web_address
from pipeline.publish.site.marking import Span, spans

Row = dict[str, Any]

_WINDOW = 360
"""Characters of an answer that a list shows, about a minute of reading for eight answers."""

_BEFORE = 110
"""Characters shown before the first word that was searched for."""

_ENDS = (".", "?", "!", "…")

_CARDS = """
    SELECT a.number, a.id, a.clip_id, a.start, a."end", a.text, a.language, a.speaker, a.person_id,
           p.name, p.role, p.company, a.polarity, a.polarity_score, a.kind, a.kind_score,
           a.first_word, a.last_word, q.text AS quote, q.start AS quote_start, q."end" AS quote_end,
           c.duration, c.collection, c.width, c.height, coalesce(c.recorded_at, c.added_at) AS said_at,
           a.source, c.recorded_at, w.address, w.of_clip, w.start AS seen_at
    FROM answers a JOIN clips c ON c.id = a.clip_id
    LEFT JOIN writings w ON w.clip_id = a.clip_id
    LEFT JOIN people p ON p.id = a.person_id
    LEFT JOIN quotes q ON q.answer_id = a.id AND q.position = 1
    WHERE a.shown AND {condition}
"""


def read_cards(db: sqlite3.Connection, numbers: Sequence[int], wanted: str = "") -> list[Row]:
    """The answers with these numbers, in this order.

    Args:
        db: Open for reading; its rows are `sqlite3.Row`.
        numbers: `answers.number` of each.
        wanted: The FTS5 expression of the words that are to be marked; empty for none.
    """
    marks = ", ".join("?" * len(numbers))
    by_number = {
        row["number"]: row for row in _rows(db, _CARDS.format(condition=f"a.number IN ({marks})"), numbers)
    }
    cards = [by_number[number] for number in numbers if number in by_number]
    texts = {card["number"]: card["text"] for card in cards}
    _tell(db, cards, spans(texts, wanted) if wanted else {})
    return cards


def cards_by_id(db: sqlite3.Connection, ids: Sequence[str]) -> list[Row]:
    """The answers with these ids, in this order."""
    marks = ", ".join("?" * len(ids))
    by_id = {row["id"]: row for row in _rows(db, _CARDS.format(condition=f"a.id IN ({marks})"), ids)}
    cards = [by_id[answer_id] for answer_id in ids if answer_id in by_id]
    _tell(db, cards, {})
    return cards


def themes_of(db: sqlite3.Connection, answer_ids: Sequence[str]) -> dict[str, list[Row]]:
    """The themes of some answers, the surest first, with where in the text their evidence is."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(
        db,
        f"""
        SELECT at.answer_id, t.slug, t.label, t.hue, at.tier, at.score, at.source, at.why,
               at.evidence_start, at.evidence_end
        FROM answer_themes at JOIN themes t ON t.slug = at.theme
        WHERE at.answer_id IN ({", ".join("?" * len(answer_ids))})
        ORDER BY at.tier DESC, at.score DESC, at.evidence_start
        """,
        answer_ids,
    ):
        found[row.pop("answer_id")].append(row)
    return found


def _tell(db: sqlite3.Connection, cards: Sequence[Row], hits: dict[int, list[Span]]) -> None:
    themes = themes_of(db, [card["id"] for card in cards])
    for card in cards:
        card["themes"] = themes[card["id"]]
        found = hits.get(card["number"], [])
        card["has_picture"] = card["width"] is not None
        card["is_text"] = is_text(card)
        card["address"] = web_address(card["address"])
        card["play_from"] = _sentence_start(db, card, found[0][0]) if found else card["start"]
        card["pieces"] = pieces(card["text"], found, card["themes"])


def pieces(text: str, hits: Sequence[Span], themes: Sequence[Row]) -> list[Row]:
    """A text in pieces that are marked alike; around the first hit, if it is long.

    Args:
        text: All of it.
        hits: Where the words are that were searched for, in characters.
        themes: With `evidence_start` and `evidence_end`, or None.

    Returns:
        Dicts of `text`, `hit` and `themes`, the slugs of those whose evidence it is. Joined they are the text
        token for token, but for an ellipsis where some of it is left out.
    """
    begin, end = _window(text, hits[0][0] if hits else 0)
    earned = [
        (theme["evidence_start"], theme["evidence_end"], theme["slug"])
        for theme in themes
        if theme["evidence_start"] is not None and theme["tier"] == "tag"
    ]
    edges = {begin, end}
    for start, stop in [*hits, *((start, stop) for start, stop, _ in earned)]:
        edges |= {place for place in (start, stop) if begin < place < end}
    cut = sorted(edges)
    found = [
        {
            "text": text[start:stop],
            "hit": any(first <= start and stop <= last for first, last in hits),
            "themes": [slug for first, last, slug in earned if first <= start and stop <= last],
        }
        for start, stop in pairwise(cut)
    ]
    if begin > 0:
        found.insert(0, {"text": "… ", "hit": False, "themes": []})
    if end < len(text):
        found.append({"text": " …", "hit": False, "themes": []})
    return found


def _window(text: str, at: int) -> Span:
    """The part of a long text to show, cut between words."""
    if len(text) <= _WINDOW:
        return 0, len(text)
    begin = text.find(" ", at - _BEFORE) + 1 if at > _BEFORE else 0
    # A text without a space is cut where it must be.
    begin = begin if 0 < begin <= at else max(0, at - _BEFORE)
    if len(text) - begin <= _WINDOW:
        return begin, len(text)
    end = text.rfind(" ", begin + 1, begin + _WINDOW)
    return begin, end if end > begin else begin + _WINDOW


def _sentence_start(db: sqlite3.Connection, card: Row, at: int) -> float:
    """The second at which the sentence begins that holds a character of an answer's text."""
    return next(second for place, second in reversed(sentence_starts(db, card)) if place <= at)


def sentence_starts(db: sqlite3.Connection, card: Row) -> list[tuple[int, float]]:
    """Where in an answer's text its sentences begin, and at which second; the first at 0."""
    words = db.execute(
        "SELECT start, text FROM spoken WHERE clip_id = ? AND position BETWEEN ? AND ? ORDER BY position",
        [card["clip_id"], card["first_word"], card["last_word"]],
    )
    starts, place, is_new = [(0, float(card["start"]))], 0, False
    for start, text in words:
        place = card["text"].find(text, place)
        if place < 0:
            break
        if is_new:
            starts.append((place, float(start)))
        is_new = text.endswith(_ENDS)
        place += len(text)
    return starts


def _rows(db: sqlite3.Connection, sql: str, params: Sequence[Any]) -> list[Row]:
    return [dict(row) for row in db.execute(sql, list(params))]
