"""The pages of the studio: the answers to look at, the people, and what is sent to be written."""

import asyncio
import hmac
import json
import re
import sqlite3
from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from datasette.utils.asgi import Response

from pipeline.consent import (
    BARRED,
    NO_CONSENT,
    NOT_FOR_THIS,
    OTHER_BARRED,
    OTHER_NO_CONSENT,
    agreements,
    held_back,
)
from pipeline.edits import unresolved
from pipeline.pictures import make_pictures_of
from pipeline.publish.site.page import Facts, headers, page_number, read, show
from pipeline.publish.site.studio.beside import by_answer, on_people
from pipeline.publish.site.studio.desk import Desk, Done, act, desk_of
from pipeline.publish.site.studio.gate import TOKEN_FIELD, TOKEN_HEADER
from pipeline.rows import read_correction, read_word
from schemas.errors import LockedError, VoxError
from schemas.people import CHANNELS, NAMINGS, RELATIONS, STATUSES

_PAGE = 30

_PLACE = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""An address of the studio's own pages, as a header can hold it."""

STATES = {
    "new": "To look at",
    "approved": "Approved",
    "hidden": "Hidden",
    "starred": "Starred",
    "unnamed": "Nobody named",
    "suggested": "Names suggested",
    "consent": "No consent for the web",
    "held": "Approved, and held back",
    "again": "Heard or written anew",
    "all": "All",
}
"""What the queue can be narrowed to, and what that is called."""

TOO_OLD = "This page is too old. Reload it and try again."

_SLOW = ("consent", "held", "again")
"""States that are not counted beside their names: they take more than a question to the database."""

_CONSENT = {
    NO_CONSENT,
    NOT_FOR_THIS.format(channel="web"),
    OTHER_BARRED,
    OTHER_NO_CONSENT.format(channel="web"),
    *BARRED.values(),
}
"""Reasons that only somebody's consent can take away."""

_WHERE = {
    "new": "a.review = 'new' AND NOT a.off_topic",
    "approved": "a.review = 'approved'",
    "hidden": "a.review = 'hidden' OR a.off_topic OR a.withheld",
    "starred": "a.starred",
    "unnamed": "a.person_id IS NULL AND NOT a.off_topic",
    "suggested": "a.id IN (SELECT answer_id FROM person_suggestions)",
    "consent": "NOT a.off_topic AND a.review <> 'hidden'",
    "held": "a.review = 'approved'",
    "again": "a.clip_id IN (SELECT clip_id FROM corrections)",
    "all": "1",
}


async def queue(request: Any, datasette: Any) -> Response:
    """All answers, whatever their state, with what holds each back, and what can be done about many."""
    state = request.args.get("state") or "new"
    state = state if state in STATES else "new"
    page = page_number(request)
    facts = await read(datasette, lambda db: _queue(db, state, page))
    facts["counts"] = await read(datasette, _counts)
    return show(
        request,
        datasette,
        "vox_studio.html",
        facts,
        shown_state=state,
        states=STATES,
        author=desk_of(datasette).author,
    )


def _queue(db: sqlite3.Connection, state: str, page: int) -> Facts:
    ids = [
        str(row[0])
        for row in db.execute(
            f"SELECT a.id FROM answers a JOIN clips c ON c.id = a.clip_id WHERE {_WHERE[state]}"
            " ORDER BY a.starred DESC, c.added_at, a.clip_id, a.position"
        )
    ]
    reasons = held_back(db, "web", date.today(), ids)
    again = _heard_anew(db) if state == "again" else set()
    if state == "consent":
        ids = [answer for answer in ids if _CONSENT & set(reasons[answer])]
    elif state == "held":
        ids = [answer for answer in ids if reasons[answer]]
    elif state == "again":
        ids = [answer for answer in ids if answer in again]
    pages = max(1, -(-len(ids) // _PAGE))
    # The last page is no more when all on it have been decided.
    page = min(page, pages)
    shown = ids[(page - 1) * _PAGE : page * _PAGE]
    found = {row["id"]: row for row in _answers(db, shown)}
    suggested = by_answer(db)
    return {
        "answers": [
            found[answer] | {"reasons": list(reasons[answer]), "suggestions": suggested.get(answer, [])}
            for answer in shown
        ],
        "total": len(ids),
        "page": page,
        "pages": pages,
        "themes": _rows(db, "SELECT slug, label FROM themes ORDER BY position"),
        "people": _rows(
            db, "SELECT id, name FROM people WHERE name IS NOT NULL ORDER BY name COLLATE NOCASE"
        ),
    }


def _answers(db: sqlite3.Connection, ids: list[str]) -> list[Facts]:
    return _rows(
        db,
        """
        SELECT a.id, a.clip_id, a.start, a.text, a.quote, a.review, a.quote_review, a.starred, a.off_topic,
               a.withheld, a.language, a.by_file, a.source,
               a.source IN ('note', 'written') AS is_text, p.name,
               c.width IS NOT NULL AS has_picture,
               (SELECT group_concat(t.label, ', ') FROM answer_themes at JOIN themes t ON t.slug = at.theme
                WHERE at.answer_id = a.id AND at.tier = 'tag') AS themes
        FROM answers a JOIN clips c ON c.id = a.clip_id LEFT JOIN people p ON p.id = a.person_id
        WHERE a.id IN (SELECT value FROM json_each(?))
        """,
        json.dumps(ids),
    )


def _counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many answers are in each state that is quickly counted."""
    return {
        state: db.execute(f"SELECT count(*) FROM answers a WHERE {_WHERE[state]}").fetchone()[0]
        for state in STATES
        if state not in _SLOW
    }


def _heard_anew(db: sqlite3.Connection) -> set[str]:
    """The answers under which decisions stand that were made over other words."""
    found: set[str] = set()
    for (clip_id,) in _tuples(db, "SELECT DISTINCT clip_id FROM corrections WHERE clip_id IS NOT NULL"):
        words = [
            read_word(row)
            for row in _rows(db, "SELECT * FROM words WHERE clip_id = ? ORDER BY position", clip_id)
        ]
        said = [
            read_correction(row)
            for row in _rows(db, "SELECT * FROM corrections WHERE clip_id = ? ORDER BY id", clip_id)
        ]
        for each in unresolved(words, said):
            found |= {
                row["id"]
                for row in _rows(
                    db,
                    'SELECT id FROM answers WHERE clip_id = ? AND start < ? AND "end" > ?',
                    clip_id,
                    each.end,
                    each.start,
                )
            }
    return found


async def people(request: Any, datasette: Any) -> Response:
    """Everybody who was named: details and consent, to look at and to change."""
    facts = await read(datasette, _people)
    return show(
        request,
        datasette,
        "vox_studio_people.html",
        facts,
        statuses=STATUSES,
        channels=CHANNELS,
        namings=NAMINGS,
        relations=RELATIONS,
        today=date.today().isoformat(),
    )


def _people(db: sqlite3.Connection) -> Facts:
    agreed = agreements(db, date.today())
    found = _rows(
        db,
        """
        SELECT p.*, (SELECT count(*) FROM answers WHERE person_id = p.id AND NOT off_topic) AS answers,
               c.channels, c.naming, c.wording, c.wording_version, c.given_on, c.expires_on, c.evidence
        FROM people p LEFT JOIN consents c ON c.id = (SELECT max(id) FROM consents WHERE person_id = p.id)
        ORDER BY p.name COLLATE NOCASE, p.id
        """,
    )
    history = on_people(db)
    called = Counter(person["name"] for person in found)
    for person in found:
        person["has_namesake"] = called[person["name"]] > 1
        known = agreed.get(person["id"])
        person["status"] = known.status if known else "unknown"
        person["channels"] = (person["channels"] or "").split()
        person["history"] = history.get(person["id"], [])
    return {"people": found}


async def do(request: Any, datasette: Any) -> Response:
    """Do what a page asks for: sent as JSON by a script, or as a form without one."""
    is_script = (request.headers.get("content-type") or "").startswith("application/json")
    if request.method != "POST":
        return Response.text("Only POST.", status=405, headers={"allow": "POST"})
    desk = desk_of(datasette)
    told = await read_told(request, is_script)
    if not is_of_page(request, desk, told):
        return _answer(request, datasette, is_script, told, 403, TOO_OLD)
    action = str(told.pop("action", ""))
    try:
        done = await asyncio.to_thread(act, desk, action, told)
    except LockedError:
        said = "vox is writing to this project just now. Nothing was changed; try again in a while."
        return _answer(request, datasette, is_script, told, 409, said)
    except VoxError as problem:
        return _answer(request, datasette, is_script, told, 422, str(problem))
    if done.clips:
        make_anew(desk, done.clips)
    if not is_script:
        return Response.redirect(_back(told), status=303)
    return Response.json(_facts(done), headers=headers())


def is_of_page(request: Any, desk: Desk, told: dict[str, Any]) -> bool:
    """Whether a page of this studio sends it: it knows the secret."""
    given = request.headers.get(TOKEN_HEADER) or str(told.pop(TOKEN_FIELD, ""))
    return hmac.compare_digest(given.encode(), desk.token.encode())


async def read_told(request: Any, is_script: bool) -> dict[str, Any]:
    """What a page sends along."""
    body = await request.post_body()
    if is_script:
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
    found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    lists = ("answers", "channels", "number")
    return {name: values if name in lists else values[-1] for name, values in found.items()}


def _answer(
    request: Any, datasette: Any, is_script: bool, told: dict[str, Any], status: int, said: str
) -> Response:
    """Why nothing was done, to a script or to a person."""
    if is_script:
        return Response.json({"said": said}, status=status, headers=headers())
    facts = {"said": said, "back": _back(told)}
    return show(request, datasette, "vox_studio_refused.html", facts, status=status)


def _back(told: dict[str, Any]) -> str:
    """The page of the studio a form was sent from; never another site's."""
    back = str(told.get("back") or "/studio")
    return back if _PLACE.fullmatch(back) else "/studio"


def _facts(done: Done) -> Facts:
    return {
        "changed": done.changed,
        "corrections": [
            {"id": each.id, "answer_id": each.answer_id, "field": each.field} for each in done.corrections
        ],
        "said": "Done." if done.changed else "It is so already; nothing was changed.",
    }


_MAKING: set["asyncio.Task[None]"] = set()


def make_anew(desk: Desk, clips: tuple[str, ...]) -> None:
    """Make the pictures and copies of clips again, beside what else is done in the studio."""
    if not clips:
        # None would mean all.
        return

    async def make() -> None:
        try:
            await asyncio.to_thread(make_pictures_of, desk.project, clips)
        except VoxError:
            # It is made by the next run of vox derive or vox ingest; until then nothing of it is served.
            return

    task = asyncio.create_task(make())
    _MAKING.add(task)
    task.add_done_callback(_MAKING.discard)


def _rows(db: sqlite3.Connection, sql: str, *params: object) -> list[Facts]:
    return [dict(row) for row in db.execute(sql, params)]


def _tuples(db: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.execute(sql)]


ROUTES = [
    (r"/studio$", queue),
    (r"/studio/people$", people),
    (r"/studio/do$", do),
]
