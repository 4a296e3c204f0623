"""One clip as its page tells it: its answers, what was heard in it, and what can be played."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

from pipeline.derived import CLIPS, COPY, folders, names, redactions_of
from pipeline.places import is_text, web_address
from pipeline.project import Project
from pipeline.publish.site.cards import themes_of
from pipeline.publish.site.data import is_publication, published_media

Row = dict[str, Any]


_BROUGHT = "SELECT 1 FROM runs WHERE clip_id = :clip AND stage = 'transcribe' AND engine = 'brought along'"


def read_clip(db: sqlite3.Connection, project: Project, clip_id: str) -> Row | None:
    """One clip with its answers, words and segments, or None if there is none of this id.

    Each answer has its themes, its quotes, who gives it, and the answers that perhaps repeat it. Of where the
    file lies there is only its name, or None where it is not known.
    """
    found = _rows(db, "SELECT * FROM clips WHERE id = :clip", clip_id)
    if not found:
        return None
    clip = found[0]
    path = clip.pop("path")
    clip["name"] = PurePath(path).name if path else None
    clip["is_text"] = is_text(clip)
    clip["writing"] = _writing(db, clip_id) if clip["is_text"] else None
    clip["notes"] = [] if clip["is_text"] else _notes(db, clip_id)
    is_there = path and not clip["missing_since"]
    clip["media"] = f"{clip_id}.mp4" if _can_be_played(db, project, clip_id, bool(is_there)) else None
    clip["being_redacted"] = bool(is_there and not clip["media"])
    clip["brought"] = bool(_rows(db, _BROUGHT, clip_id))
    clip["answers"] = _answers(db, clip_id)
    clip["words"] = _rows(
        db,
        'SELECT position, segment, start, "end", text, glued, probability, redacted FROM spoken'
        " WHERE clip_id = :clip AND text <> '' ORDER BY position",
        clip_id,
    )
    clip["segments"] = _segments(db, clip)
    return clip


def _writing(db: sqlite3.Connection, clip_id: str) -> Row:
    """Where a text came from, and what it said before."""
    [told] = _rows(
        db,
        'SELECT address, written_at, origin, row, of_clip, start, "end" FROM writings WHERE clip_id = :clip',
        clip_id,
    )
    before: list[Row] = []
    # A publication tells what somebody says now.
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'revisions'").fetchone():
        before = _rows(
            db,
            "SELECT text, replaced_at FROM revisions WHERE clip_id = :clip ORDER BY number DESC",
            clip_id,
        )
    return {**told, "address": web_address(told["address"]), "said_before": before}


def _notes(db: sqlite3.Connection, clip_id: str) -> list[Row]:
    """What was read from the pictures of a clip, in order; also what nobody has confirmed yet."""
    return _rows(
        db,
        """
        SELECT a.id, a.text, a.language, w.start, a.shown = 0 AS to_confirm
        FROM writings w JOIN answers a ON a.clip_id = w.clip_id
        WHERE w.of_clip = :clip AND (a.shown OR (a.review = 'new' AND NOT a.off_topic AND NOT a.withheld))
        ORDER BY w.start, a.number
        """,
        clip_id,
    )


def is_held_back(db: sqlite3.Connection, clip_id: str, answer_id: str | None = None) -> bool:
    """Whether a clip, or an answer, is there and not shown."""
    where, one = (
        ("id = ? AND NOT off_topic", answer_id)
        if answer_id
        else ("clip_id = ? AND (withheld OR source = 'note')", clip_id)
    )
    found = db.execute(f"SELECT 1 FROM answers WHERE {where} AND NOT shown LIMIT 1", [one])
    return found.fetchone() is not None


def leave_out(clip: Row, is_left_out: Callable[[Row], bool]) -> None:
    """Take answers and what is said in them out of a clip.

    Args:
        clip: As `read_clip` gives it.
        is_left_out: Of an answer, whether it goes.
    """
    gone = [answer for answer in clip["answers"] if is_left_out(answer)]
    positions = {place for answer in gone for place in range(answer["first_word"], answer["last_word"] + 1)}
    if not gone:
        return
    clip["answers"] = [answer for answer in clip["answers"] if answer not in gone]
    clip["words"] = [word for word in clip["words"] if word["position"] not in positions]
    kept = {word["segment"] for word in clip["words"]}
    clip["segments"] = [each for each in clip["segments"] if not each["doubted"] and each["position"] in kept]
    for segment in clip["segments"]:
        segment["text"] = _joined(clip["words"], segment["position"])


def _segments(db: sqlite3.Connection, clip: Row) -> list[Row]:
    """The segments of a clip with their words as they are shown.

    What was written and not believed is left out where something is redacted: it may be just that.
    """
    found = _rows(
        db,
        'SELECT position, start, "end", text, doubted, doubt FROM segments'
        " WHERE clip_id = :clip ORDER BY position",
        clip["id"],
    )
    if any(word["redacted"] for word in clip["words"]):
        found = [segment for segment in found if not segment["doubted"]]
    for segment in found:
        if not segment["doubted"]:
            segment["text"] = _joined(clip["words"], segment["position"])
    return found


def _joined(words: Sequence[Row], segment: int) -> str:
    told = (word for word in words if word["segment"] == segment)
    return "".join(word["text"] if word["glued"] else f" {word['text']}" for word in told).strip()


def _answers(db: sqlite3.Connection, clip_id: str) -> list[Row]:
    answers = _rows(
        db,
        """
        SELECT a.*, p.name, p.role, p.company FROM answers a LEFT JOIN people p ON p.id = a.person_id
        WHERE a.clip_id = :clip ORDER BY a.position
        """,
        clip_id,
    )
    themes = themes_of(db, [answer["id"] for answer in answers])
    quotes = _by_answer(
        db,
        """
        SELECT q.answer_id, q.text, q.start, q."end" FROM answers a JOIN quotes q ON q.answer_id = a.id
        WHERE a.clip_id = :clip ORDER BY q.position
        """,
        clip_id,
    )
    # A repeat is stored once, under either of the two.
    repeats = _by_answer(
        db,
        """
        SELECT a.id AS answer_id, o.id AS id, o.text, r.similarity AS similarity
        FROM answers a JOIN repeats r ON r.answer_id = a.id JOIN answers o ON o.id = r.other_id
        WHERE a.clip_id = :clip AND o.shown
        UNION ALL
        SELECT a.id, o.id, o.text, r.similarity
        FROM answers a JOIN repeats r ON r.other_id = a.id JOIN answers o ON o.id = r.answer_id
        WHERE a.clip_id = :clip AND o.shown
        ORDER BY similarity DESC, id
        """,
        clip_id,
    )
    for answer in answers:
        answer["themes"] = themes[answer["id"]]
        answer["quotes"] = quotes[answer["id"]]
        answer["repeats"] = repeats[answer["id"]]
    return answers


def _can_be_played(db: sqlite3.Connection, project: Project, clip_id: str, is_there: bool) -> bool:
    """Whether there is a copy, or the file itself, in which nothing is redacted."""
    if is_publication(project):
        return (published_media(project) / f"{clip_id}.mp4").is_file()
    found = _rows(db, f"{CLIPS} AND c.id = :clip", clip_id)
    if not found or (is_there and not redactions_of(found[0]).recipe):
        return is_there
    return (folders(project)[COPY] / names(found[0])[COPY]).is_file()


def _by_answer(db: sqlite3.Connection, sql: str, clip_id: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(db, sql, clip_id):
        found[row.pop("answer_id")].append(row)
    return found


def _rows(db: sqlite3.Connection, sql: str, clip_id: str) -> list[Row]:
    return [dict(row) for row in db.execute(sql, {"clip": clip_id})]
