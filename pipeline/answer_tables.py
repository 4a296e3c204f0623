"""The tables of answers: what the machine says of them, what people decided, and what follows from both.

`machine_tags` and `machine_readings` hold the one, `corrections` the other. `answer_themes`, and in `answers`
who speaks, what kind it is and whether it is hidden, follow from the two: they are made anew in the same
transaction whenever either changes, so that taking a decision back needs no tagger.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlite_utils import Database

from pipeline import rows
from pipeline.consent import withheld
from pipeline.decisions import Placed, decide, holding, is_off_topic, shown_themes
from pipeline.edits import QUOTE_REVIEW, REDACT, REVIEW, STARRED, WORDS, word_edits
from pipeline.naming import name_speakers, suggest_speakers
from schemas.records import Answer, Correction, Findings, Transcript, Turn

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
    db.execute(
        "UPDATE answers SET source = (SELECT source FROM clips WHERE id = :clip)"
        " WHERE clip_id = :clip AND source <> (SELECT source FROM clips WHERE id = :clip)",
        {"clip": clip_id},
    )


def save_readings(db: Database, clip_id: str, found: Findings) -> None:
    """Replace what the tagger said of some answers of a clip, and their quotes."""
    for answer, reading, quotes in zip(found.answers, found.readings, found.quotes, strict=True):
        answer_id = rows.answer_id(clip_id, answer)
        for table in ("machine_tags", "machine_readings", "mentions", "quotes"):
            db.execute(f"DELETE FROM {table} WHERE answer_id = ?", [answer_id])
        _insert(db, "machine_readings", [rows.reading_row(answer_id, reading)])
        _insert(db, "machine_tags", rows.tag_rows(answer_id, reading))
        _insert(db, "mentions", rows.mention_rows(answer_id, reading))
        _insert(db, "quotes", rows.quote_rows(answer_id, quotes))
        best = quotes[0].text if quotes else None
        db.execute("UPDATE answers SET quote = ? WHERE id = ?", [best, answer_id])


def save_transcript(db: Database, clip_id: str, transcript: Transcript | None) -> None:
    """Replace what was heard in a clip."""
    for table in ("words", "segments"):
        db.execute(f"DELETE FROM {table} WHERE clip_id = ?", [clip_id])
    if transcript:
        segments, words = rows.transcript_rows(clip_id, transcript)
        _insert(db, "segments", segments)
        _insert(db, "words", words)


def save_run(db: Database, clip_id: str, stage: str, recipe: str, transcript: Transcript | None) -> None:
    """Remember by which recipe a stage was made."""
    row = rows.run_row(clip_id, stage, recipe, transcript)
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT OR REPLACE INTO runs ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def save_turns(db: Database, clip_id: str, turns: Iterable[Turn]) -> None:
    """Replace who speaks when in a clip."""
    db.execute("DELETE FROM turns WHERE clip_id = ?", [clip_id])
    _insert(db, "turns", rows.turn_rows(clip_id, turns))


def _insert(db: Database, table: str, wanted: Iterable[rows.Row]) -> None:
    """Insert rows that all have the same columns: sqlite-utils takes thrice as long for thirty."""
    found = list(wanted)
    if not found:
        return
    names = list(found[0])
    columns = ", ".join(f'"{name}"' for name in names)
    db.conn.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(names))})",
        [[row[name] for name in names] for row in found],
    )


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
            SELECT a.id, a.start, a."end", a.voice, a.person_id, a.small_talk, a.quote, a.text,
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
    once_named = {each.after for each in said if each.field in ("person", "voice")}
    in_file = next(iter(db.query("SELECT * FROM file_people WHERE clip_id = :clip", clip)), None)
    decided = decide(placed(answers), said)
    for row in answers:
        row["off_topic"] = int(
            is_off_topic(bool(row["small_talk"]), row["likely"], machine[row["id"]], decided[row["id"]])
        )
    people = _people(db, answers, decided, in_file)
    named = name_speakers(answers, decided, people, once_named, in_file["person_id"] if in_file else None)
    db.execute(f"DELETE FROM answer_themes WHERE {in_clip}", clip)
    for row in answers:
        answer_id, by = row["id"], decided[row["id"]]
        themes = shown_themes(answer_id, machine[answer_id], by, slugs)
        _insert(db, "answer_themes", themes)
        who = named[answer_id]
        update: rows.Row = {
            "person_id": who.person,
            "by_file": int(who.by_file),
            **_reviewed(by, row["quote"]),
        }
        for facet in ("polarity", "kind"):
            value, score = row[facet], row[f"{facet}_score"]
            update |= {facet: value, f"{facet}_score": score}
            if facet in by:
                update |= {facet: by[facet].after, f"{facet}_score": None}
        update["off_topic"] = row["off_topic"]
        columns = ", ".join(f"{column} = ?" for column in update)
        db.execute(f"UPDATE answers SET {columns} WHERE id = ?", [*update.values(), answer_id])
    db.execute(f"DELETE FROM person_suggestions WHERE {in_clip}", clip)
    db.table("person_suggestions").insert_all(suggest_speakers(answers, named, decided, people, in_file))
    _settle_words(db, clip_id, said)
    name_notes(db, clip_id)
    settle_consents(db, [clip_id])
    if answers and all(row["off_topic"] for row in answers):
        _settle_status(db, clip_id, ONLY_TALK if all(row["small_talk"] for row in answers) else ALL_HIDDEN)
    elif answers:
        _settle_status(db, clip_id, None)


def _people(
    db: Database,
    answers: Iterable[rows.Row],
    decided: Mapping[str, Mapping[str, Correction]],
    in_file: rows.Row | None,
) -> dict[str, str | None]:
    """What everybody is called who may be named in a clip, by id: a project may know a million others."""
    meant = {by["person"].after for by in decided.values() if "person" in by}
    meant |= {row["person_id"] for row in answers} | {in_file["person_id"] if in_file else None}
    found = db.query(
        "SELECT id, name FROM people WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(meant))],
    )
    return {row["id"]: row["name"] for row in found}


def name_notes(db: Database, clip_id: str) -> None:
    """Whoever alone answers in a clip has written the notes in it, where nobody says otherwise."""
    notes = [note for (note,) in db.execute("SELECT clip_id FROM writings WHERE of_clip = ?", [clip_id])]
    if not notes:
        return
    speakers = {
        person
        for (person,) in db.execute(
            "SELECT person_id FROM answers WHERE clip_id = ? AND NOT off_topic GROUP BY speaker", [clip_id]
        )
    }
    alone = speakers.pop() if len(speakers) == 1 else None
    for note in notes:
        said = {each.field for each in holding(corrections(db, note))}
        if "person" not in said:
            db.execute("UPDATE answers SET person_id = ? WHERE clip_id = ?", [alone, note])
    settle_consents(db, notes)


def settle_consents(db: Database, clip_ids: Iterable[str], today: date | None = None) -> None:
    """Withhold the answers of clips in which somebody refused, withdrew, or let their consent expire.

    Args:
        db: Open for writing.
        clip_ids: Which clips.
        today: A consent that ended before this day has expired; by default the day it is.
    """
    for clip_id in clip_ids:
        barred = json.dumps(sorted(withheld(db.conn, clip_id, today or date.today())))
        db.execute(
            "UPDATE answers SET withheld = id IN (SELECT value FROM json_each(:barred))"
            " WHERE clip_id = :clip AND withheld <> (id IN (SELECT value FROM json_each(:barred)))",
            {"clip": clip_id, "barred": barred},
        )


def _reviewed(decided: Mapping[str, Correction], best: str | None) -> rows.Row:
    """What people let out of an answer, and what they put first: of its quote only the one they approved."""
    review, quote, star = (decided.get(field) for field in (REVIEW, QUOTE_REVIEW, STARRED))
    return {
        "review": review.after if review else "new",
        "quote_review": "approved" if quote and best and quote.after == best else "new",
        "starred": int(star is not None and star.after == "1"),
    }


def _settle_words(db: Database, clip_id: str, said: Sequence[Correction]) -> None:
    """Make anew which words are shown other than they were heard."""
    db.execute("DELETE FROM word_edits WHERE clip_id = ?", [clip_id])
    if not any(each.field in (WORDS, REDACT) for each in said):
        return
    heard = [
        rows.read_word(row)
        for row in db.query("SELECT * FROM words WHERE clip_id = ? ORDER BY position", [clip_id])
    ]
    _insert(
        db,
        "word_edits",
        (
            {"clip_id": clip_id, "position": place, "text": text, "redacted": int(redacted)}
            for place, (text, redacted) in word_edits(heard, said).items()
        ),
    )


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
