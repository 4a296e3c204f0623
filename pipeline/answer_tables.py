"""The tables of answers: what the machine says of them, what people decided, and what follows from both.

`machine_tags` and `machine_readings` hold the one, `corrections` the other. `answer_themes`, and in `answers`
who speaks, what kind it is and whether it is hidden, follow from the two: they are made anew in the same
transaction whenever either changes, so that taking a decision back needs no tagger.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from pipeline import rows
from pipeline.decisions import Placed, decide, is_off_topic, shown_themes
from schemas.records import Answer, Correction, Findings, Turn

ONLY_TALK = "There is only talk about the filming in this clip."
ALL_HIDDEN = "What is said in this clip is marked as no answer."


def save_answers(db: Database, clip_id: str, answers: Sequence[Answer]) -> None:
    """Write the machine's columns; what a person set stays with its answer, and what is no more goes."""
    wanted = rows.answer_rows(clip_id, answers)
    kept = ", ".join("?" * len(wanted))
    db.execute(
        f"DELETE FROM answers WHERE clip_id = ? AND id NOT IN ({kept})",
        [clip_id, *(row["id"] for row in wanted)],
    )
    for row in wanted:
        columns = ", ".join(f'"{column}"' for column in row)
        updates = ", ".join(f'"{column}" = excluded."{column}"' for column in row)
        db.execute(
            f"INSERT INTO answers ({columns}) VALUES ({', '.join('?' * len(row))})"
            f" ON CONFLICT (id) DO UPDATE SET {updates}",
            list(row.values()),
        )


def save_readings(db: Database, clip_id: str, found: Findings) -> None:
    """Replace what the tagger said of some answers of a clip, and their quotes."""
    for answer, reading, quotes in zip(found.answers, found.readings, found.quotes, strict=True):
        answer_id = rows.answer_id(clip_id, answer)
        for table in ("machine_tags", "machine_readings", "mentions", "quotes"):
            db.execute(f"DELETE FROM {table} WHERE answer_id = ?", [answer_id])
        db.table("machine_readings").insert(rows.reading_row(answer_id, reading))
        db.table("machine_tags").insert_all(rows.tag_rows(answer_id, reading))
        db.table("mentions").insert_all(rows.mention_rows(answer_id, reading))
        db.table("quotes").insert_all(rows.quote_rows(answer_id, quotes))
        best = quotes[0].text if quotes else None
        db.execute("UPDATE answers SET quote = ? WHERE id = ?", [best, answer_id])


def save_turns(db: Database, clip_id: str, turns: Iterable[Turn]) -> None:
    """Replace who speaks when in a clip."""
    db.execute("DELETE FROM turns WHERE clip_id = ?", [clip_id])
    db.table("turns").insert_all(rows.turn_rows(clip_id, turns))


def add_correction(db: Database, correction: Correction) -> int:
    """Store a decision, and give its number."""
    row = rows.correction_row(correction)
    columns = ", ".join(f'"{column}"' for column in row)
    marks = ", ".join("?" * len(row))
    added = db.execute(f"INSERT INTO corrections ({columns}) VALUES ({marks})", list(row.values()))
    return int(added.lastrowid or 0)


def corrections(db: Database, clip_id: str | None = None) -> list[Correction]:
    """What people decided, of one clip or of all, in order."""
    where = "" if clip_id is None else "WHERE clip_id = :clip"
    found = db.query(f"SELECT * FROM corrections {where} ORDER BY id", {"clip": clip_id})
    return [rows.read_correction(row) for row in found]


def settle(db: Database, clip_id: str) -> None:
    """Make what follows from the machine's word and people's anew, for the answers of one clip."""
    clip = {"clip": clip_id}
    said = corrections(db, clip_id)
    answers = list(
        db.query(
            """
            SELECT a.id, a.start, a."end", a.voice, a.person_id, a.small_talk,
                   r.polarity, r.polarity_score, r.kind, r.kind_score, coalesce(r.off_topic, 0) AS likely
            FROM answers a LEFT JOIN machine_readings r ON r.answer_id = a.id
            WHERE a.clip_id = :clip ORDER BY a.position
            """,
            clip,
        )
    )
    in_clip = "answer_id IN (SELECT id FROM answers WHERE clip_id = :clip)"
    machine: dict[str, list[rows.Row]] = defaultdict(list)
    for row in db.query(f"SELECT * FROM machine_tags WHERE {in_clip}", clip):
        machine[row["answer_id"]].append(row)
    slugs = [row["slug"] for row in db.query("SELECT slug FROM themes")]
    people = {row["id"] for row in db.query("SELECT id FROM people")}
    once_named = {each.after for each in said if each.field in ("person", "voice")}
    decided = decide(placed(answers), said)
    db.execute(f"DELETE FROM answer_themes WHERE {in_clip}", clip)
    for row in answers:
        answer_id, by = row["id"], decided[row["id"]]
        themes = shown_themes(answer_id, machine[answer_id], by, slugs)
        db.table("answer_themes").insert_all(themes)
        # Who was named in another way than by a correction stays named.
        person = None if row["person_id"] in once_named else row["person_id"]
        if "person" in by and by["person"].after in people:
            person = by["person"].after
        update: rows.Row = {"person_id": person}
        for facet in ("polarity", "kind"):
            value, score = row[facet], row[f"{facet}_score"]
            update |= {facet: value, f"{facet}_score": score}
            if facet in by:
                update |= {facet: by[facet].after, f"{facet}_score": None}
        hidden = is_off_topic(bool(row["small_talk"]), row["likely"], machine[answer_id], by)
        row["off_topic"] = update["off_topic"] = int(hidden)
        columns = ", ".join(f"{column} = ?" for column in update)
        db.execute(f"UPDATE answers SET {columns} WHERE id = ?", [*update.values(), answer_id])
    if answers and all(row["off_topic"] for row in answers):
        _settle_status(db, clip_id, ONLY_TALK if all(row["small_talk"] for row in answers) else ALL_HIDDEN)
    elif answers:
        _settle_status(db, clip_id, None)


def placed(answers: Iterable[rows.Row]) -> list[Placed]:
    """Rows of `answers` as corrections look for them."""
    return [Placed(row["id"], row["start"], row["end"], row["voice"]) for row in answers]


def _settle_status(db: Database, clip_id: str, hidden: str | None) -> None:
    """Whether a clip has an answer, or why all that is said in it is hidden."""
    [clip] = db.query("SELECT reason FROM clips WHERE id = :clip", {"clip": clip_id})
    others = (clip["reason"] or "").replace(ONLY_TALK, "").replace(ALL_HIDDEN, "").strip()
    reason = " ".join(filter(None, [hidden, others])) or None
    status = "off_topic" if hidden else "answered"
    db.execute("UPDATE clips SET status = ?, reason = ? WHERE id = ?", [status, reason, clip_id])
