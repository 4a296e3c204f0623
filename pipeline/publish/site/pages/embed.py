"""Light frames for other sites: one answer, or the best quotes about a theme, one after the other."""

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Response

from pipeline.publish.site.columns import Columns
from pipeline.publish.site.live import live
from pipeline.publish.site.outside import outside_cards, reasons, shape_of
from pipeline.publish.site.page import Facts, read, show
from pipeline.publish.site.sayings import best_of_each
from pipeline.publish.site.stock import is_local

ANSWER = r"[0-9a-f]{16}-\d+(?:-\d+)?"
"""What an answer's id looks like."""

_QUOTES = 5
"""Of a theme: whoever wants more follows the link."""

PART = re.compile(r"(?P<start>[0-9]{1,6}(?:\.[0-9]{1,6})?)(?:,(?P<end>[0-9]{1,6}(?:\.[0-9]{1,6})?))?")


async def embed_answer(request: Any, datasette: Any) -> Response:
    """One answer, or with `?t=START,END` the words said between two seconds of its clip."""
    answer_id = request.url_vars["answer_id"]
    part = PART.fullmatch(request.args.get("t") or "")

    def reader(db: sqlite3.Connection) -> Facts | None:
        cards = outside_cards(db, [answer_id])
        if not cards:
            return None
        chosen = _part(db, cards[0], part) if part else None
        return chosen or _facts(
            cards[0], cards[0]["quote"] or cards[0]["text"], cards[0]["start"], cards[0]["end"]
        )

    answer = await read(datasette, reader)
    if not answer:
        why = await read(datasette, lambda db: reasons(db, [answer_id])) if is_local(datasette) else {}
        return _gone(request, datasette, why.get(answer_id, ()))
    query = f"?t={answer['start']:.2f},{answer['end']:.2f}" if answer["is_part"] else ""
    return _frame(request, datasette, {"answer": answer}, href=f"/answer/{answer_id}{query}")


async def embed_theme(request: Any, datasette: Any) -> Response:
    """The best quotes about a theme, one a person: `?n=2` is the second."""
    slug = request.url_vars["slug"]
    columns = await live(datasette).columns()
    numbers = best_numbers(columns, slug)

    def reader(db: sqlite3.Connection) -> tuple[Facts, list[Facts]] | None:
        theme = db.execute(
            "SELECT slug, label, definition, hue FROM themes WHERE slug = ?", [slug]
        ).fetchone()
        cards = cards_by_number(db, numbers)
        return (dict(theme), [_quoted(card) for card in cards]) if theme and cards else None

    found = await read(datasette, reader)
    if not found:
        return _gone(request, datasette)
    theme, quotes = found
    at = min(max(_number(request.args.get("n")), 1), len(quotes))
    facts = {"theme": theme, "answer": quotes[at - 1], "n": at, "of": len(quotes)}
    return _frame(request, datasette, facts, href=f"/theme/{slug}")


def _frame(request: Any, datasette: Any, facts: Facts, href: str) -> Response:
    return show(
        request,
        datasette,
        "vox_embed.html",
        {"theme": None, "n": 1, "of": 1, **facts},
        framed=True,
        href=href,
    )


def _gone(request: Any, datasette: Any, why: Sequence[str] = ()) -> Response:
    """What a frame shows whose answer is gone; a page that may not be framed would show a fault.

    Args:
        request: What was asked.
        datasette: The site.
        why: What holds the answer back, for who tries it on the machine it lies on.
    """
    facts = {"said": "Held back" if why else "Not here any more", "why": list(why)}
    return show(request, datasette, "vox_embed_gone.html", facts, status=404, framed=True)


def best_numbers(columns: Columns, slug: str) -> list[int]:
    """The answers with the best quotes about a theme, one a person."""
    if slug not in columns.themes.values:
        return []
    best = best_of_each(columns, columns.themes.having(slug, columns.size), _QUOTES)
    return [int(number) for number in columns.numbers[best]]


def cards_by_number(db: sqlite3.Connection, numbers: list[int]) -> list[Facts]:
    """The cards of those answers with these numbers that may be shown on other sites, in the same order."""
    marks = ", ".join("?" * len(numbers))
    found = db.execute(f"SELECT number, id FROM answers WHERE number IN ({marks})", numbers)
    ids = dict(found.fetchall())
    return outside_cards(db, [ids[number] for number in numbers if number in ids])


def _quoted(card: Facts) -> Facts:
    """An answer of which only the best quote is shown and played; all of it, if it has none."""
    if card["quote"] is None:
        return _facts(card, card["text"], card["start"], card["end"])
    return _facts(card, card["quote"], card["quote_start"], card["quote_end"])


def _part(db: sqlite3.Connection, card: Facts, part: "re.Match[str]") -> Facts | None:
    """The words of an answer said between two seconds, as they stand in it; None if there is none."""
    start = max(float(part["start"]), card["start"])
    end = min(float(part["end"] or card["end"]), card["end"])
    words = db.execute(
        'SELECT start, "end", text FROM spoken'
        " WHERE clip_id = ? AND position BETWEEN ? AND ? AND text <> '' ORDER BY position",
        [card["clip_id"], card["first_word"], card["last_word"]],
    )
    place, spans = 0, []
    for began, ended, text in words:
        place = card["text"].index(text, place)
        if start <= (began + ended) / 2 <= end:
            spans.append((place, place + len(text)))
        place += len(text)
    if not spans:
        return None
    return {**_facts(card, card["text"][spans[0][0] : spans[-1][1]], start, end), "is_part": True}


def _facts(card: Facts, said: str, start: float, end: float) -> Facts:
    """What a frame shows of an answer: who says which words, and the seconds of the clip that are played."""
    told = ("id", "clip_id", "name", "role", "company", "language", "width", "height", "has_picture")
    return {
        **{name: card[name] for name in told},
        "said": said,
        "start": start,
        "end": end,
        "shape": shape_of(card),
        "is_part": False,
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 1


ROUTES = [
    (rf"/embed/answer/(?P<answer_id>{ANSWER})(?P<format>\.json)?$", embed_answer),
    (r"/embed/theme/(?P<slug>\w+)(?P<format>\.json)?$", embed_theme),
]
