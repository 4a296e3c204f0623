"""What other sites get to see of an answer: one question that every embed, feed and preview asks first."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from pipeline.consent import Agreed, agreements, as_agreed, held_back
from pipeline.consent import may_leave as may_leave_by
from pipeline.derive.poster import SIDE
from pipeline.publish.site.cards import Row, cards_by_id

_OF_PERSON = ("name", "role", "company", "person_id", "speaker", "address")
"""Of a card. These tell who somebody is who is called by less than their name: some are made of it, and where
they wrote leads to them."""

SHAPES = {"landscape": (640, 360), "portrait": (560, 400), "sound": (560, 300), "text": (560, 260)}
"""Pixels of a frame, width and height, by the shape of the clip in it."""


def reasons(db: sqlite3.Connection, answer_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Why answers may not be shown on other sites; one without any may.

    A publication holds only what may, and does not know who agreed to what.
    """
    if is_publication(db):
        return dict.fromkeys(answer_ids, ())
    return held_back(db, "web", date.today(), answer_ids)


def may_leave(db: sqlite3.Connection, answer_ids: Sequence[str]) -> list[str]:
    """Those of some answers that may be shown on other sites, in the same order."""
    if not is_publication(db):
        return may_leave_by(db, "web", date.today(), answer_ids)
    marks = ", ".join("?" * len(answer_ids))
    shown = db.execute(f"SELECT id FROM answers WHERE id IN ({marks}) AND shown", list(answer_ids))
    known = {row[0] for row in shown}
    return [answer_id for answer_id in answer_ids if answer_id in known]


def outside_cards(db: sqlite3.Connection, answer_ids: Sequence[str]) -> list[Row]:
    """The cards of those answers that may be shown on other sites, in the same order.

    Who says them is called as they agreed; `speaker` is None where the address of their page tells more.
    """
    cards = cards_by_id(db, may_leave(db, answer_ids))
    if cards and not is_publication(db):
        marks = ", ".join("?" * len(cards))
        approved = f"SELECT id FROM answers WHERE quote_review = 'approved' AND id IN ({marks})"
        quotable = {row[0] for row in db.execute(approved, [card["id"] for card in cards])}
        agreed = agreements(db, date.today())
        for card in cards:
            if card["id"] not in quotable:
                card["quote"] = None
            naming = agreed.get(card["person_id"], Agreed()).naming
            card.update(as_agreed({key: card[key] for key in _OF_PERSON}, naming))
    return cards


def is_publication(db: sqlite3.Connection) -> bool:
    """Whether nobody's consent is kept in a database."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'consents'").fetchone() is None


def shape_of(card: Row) -> str:
    """Which of `SHAPES` an answer has."""
    if card["is_text"]:
        return "text"
    if not card["has_picture"]:
        return "sound"
    return "portrait" if card["height"] > card["width"] else "landscape"


def poster_size(card: Row) -> tuple[int, int]:
    """Width and height of an answer's poster, in pixels, as `pipeline.derive.fit` makes it."""
    shrink = min(1, SIDE / max(card["width"], card["height"]))
    return max(2, int(card["width"] * shrink / 2) * 2), max(2, int(card["height"] * shrink / 2) * 2)


def said_by(card: Row) -> str:
    """Who says an answer, in a line of plain text."""
    named: list[Any] = [
        card["name"] or "Somebody",
        *((card["role"], card["company"]) if card["name"] else ()),
    ]
    return ", ".join(part for part in named if part)
