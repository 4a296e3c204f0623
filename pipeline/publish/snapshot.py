"""The rows of a publication: what may leave today, as it is shown, and nothing that tells of the rest.

They are gathered from a project's database by the consent rule and written into a database of their own, made
from empty: a copy of the project's from which rows are deleted would still hold their words.
"""

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline.breath import Said, stretches
from pipeline.consent import Agreed, agreements, as_agreed, held_back
from pipeline.edits import redactions
from pipeline.meanings import text_sum
from pipeline.people_tables import id_of_name
from pipeline.places import is_text, web_address
from pipeline.publications import project_key
from pipeline.publish.allowed import DROPPED, PUBLISHED
from pipeline.publish.swap import Held
from pipeline.rows import Row, read_correction, read_word
from pipeline.tag.encoder import VERSION
from pipeline.timeline import Timeline
from schemas.migrations import migrations
from schemas.records import Span, join_words

NO_WORDS = "All its words were taken out."
OTHER_WORDS = "Its text is not that of its words any more: run vox retag."

_DIGITS = 3
"""Of a second: to a millisecond."""

_Seal = Callable[[str, Any], str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What may be published of a project on one day.

    Attributes:
        rows: The rows of each table, in order.
        films: Of each recording, by the id of its clip, which stretches are shown.
        answers: What is published, by the ids of answers.
        held_back: Why each of the other answers is not, by its id.
    """

    rows: Mapping[str, Sequence[Row]]
    films: Mapping[str, Timeline]
    answers: Mapping[str, Held]
    held_back: Mapping[str, tuple[str, ...]]

    @property
    def texts(self) -> int:
        """How many clips are text, of which there is no film."""
        return sum(is_text(clip) for clip in self.rows["clips"])


def take_snapshot(db: Database, today: date, *, collections: bool = False) -> Snapshot:
    """Gather what may be published.

    Args:
        db: A project's database, in a transaction.
        today: The day on which it leaves.
        collections: Whether the names of folders are told.
    """
    reasons = {**held_back(db.conn, "web", today)}
    seal = _seal(project_key(db))
    agreed = agreements(db.conn, today)
    people = _people(db, agreed, seal)
    rows: dict[str, list[Row]] = {table: [] for table in PUBLISHED}
    rows["themes"] = _same(db, "themes", "1 ORDER BY position")
    films: dict[str, Timeline] = {}
    answers: dict[str, Held] = {}
    shown: set[str] = set()
    leaving: dict[str, list[Row]] = defaultdict(list)
    for answer in db.query("SELECT * FROM answers ORDER BY number"):
        if not reasons[answer["id"]]:
            leaving[answer["clip_id"]].append(answer)
    for clip_id, said in leaving.items():
        clip = _Clip(db, clip_id)
        for answer in said:
            if why := clip.illegible(answer):
                reasons[answer["id"]] = (why,)
        said = [answer for answer in said if not reasons[answer["id"]]]
        if not said:
            continue
        clip.show(said)
        # Where a text stands, and since when, is told if who wrote it may be called by their full name.
        is_traced = all(agreed[answer["person_id"]].naming == "full" for answer in said)
        rows["clips"].append(clip.row(seal, collections=collections, dated=is_traced))
        if clip.is_text:
            rows["writings"].append(clip.writing(is_traced=is_traced))
        else:
            films[clip_id] = clip.film
            rows["runs"] += clip.runs(today)
        rows["words"] += clip.words
        rows["word_edits"] += clip.bars
        for answer in said:
            person = people[answer["person_id"]]
            told = {"answers": [clip.answer(answer, person["id"])], **clip.details(answer)}
            shown.add(answer["person_id"])
            answers[answer["id"]] = _held(clip, answer, person, told, _where(clip, rows), seal)
            for table, of_it in told.items():
                rows[table] += of_it
    for number, answer in enumerate(rows["answers"], start=1):
        answer["number"] = number
    rows["people"] = sorted((people[person] for person in shown), key=lambda person: str(person["id"]))
    rows["repeats"] = [
        repeat
        for repeat in _same(db, "repeats", "1 ORDER BY answer_id, other_id")
        if repeat["answer_id"] in answers and repeat["other_id"] in answers
    ]
    rows["meanings"] = _meanings(db, rows["answers"])
    return Snapshot(rows, films, answers, {answer: why for answer, why in reasons.items() if why})


def write_database(snapshot: Snapshot, path: Path, sizes: Mapping[str, int]) -> None:
    """Write a database that holds a snapshot, and no trace of how it was made.

    Args:
        snapshot: What it shall hold.
        path: Where; there is nothing yet.
        sizes: Bytes of the films that were made, by clip.
    """
    draft = path.with_name(f".{path.name}")
    draft.unlink(missing_ok=True)
    db = Database(draft, execute_plugins=False)
    try:
        migrations.apply(db)
        # When a step was applied tells when the publication was made, and makes no two alike.
        db.execute("UPDATE _sqlite_migrations SET applied_at = ''")
        with db.atomic():
            # Nothing is compared in a publication, so no change is noted.
            for (trigger,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND instr(sql, 'changed_answers')"
            ).fetchall():
                db.execute(f"DROP TRIGGER {trigger}")
            for table in sorted(DROPPED):
                db.execute(f"DROP TABLE {table}")
            for table in PUBLISHED:
                for row in snapshot.rows[table]:
                    told = {**row, "size": sizes.get(row["id"], 0)} if table == "clips" else row
                    _insert(db, table, told)
            db.execute("INSERT INTO answers_fts(answers_fts) VALUES ('optimize')")
        # Rows that are gone stay in a file until others take their place; a new file has never had them.
        db.execute("VACUUM INTO ?", [str(path)])
    finally:
        db.close()
        draft.unlink()


def _insert(db: Database, table: str, row: Row) -> None:
    strange = row.keys() ^ PUBLISHED[table].published
    if strange:
        raise ValueError(f"{table}: nobody decided about publishing {', '.join(sorted(strange))}")
    columns = ", ".join(f'"{column}"' for column in row)
    db.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


class _Clip:
    """A clip of which some answers are published."""

    def __init__(self, db: Database, clip_id: str) -> None:
        self._db = db
        self._clip = {"clip": clip_id}
        self.id = clip_id
        [self._row] = db.query("SELECT * FROM clips WHERE id = :clip", self._clip)
        self.is_text = is_text(self._row)
        self._spoken = list(
            db.query("SELECT * FROM spoken WHERE clip_id = :clip ORDER BY position", self._clip)
        )
        self._places: dict[int, int] = {}
        self.words: list[Row] = []
        self.bars: list[Row] = []
        said = "SELECT * FROM corrections WHERE clip_id = :clip ORDER BY id"
        self.redacted = redactions([read_correction(row) for row in db.query(said, self._clip)]).recipe

    def illegible(self, answer: Row) -> str | None:
        """Why an answer cannot be shown by its words, if it cannot."""
        text = join_words([read_word(word) for word in self._of(answer)])
        if not text:
            return NO_WORDS
        return OTHER_WORDS if text != answer["text"] else None

    def show(self, answers: Sequence[Row]) -> None:
        """Find the film of these answers and their words in it."""
        if self.is_text:
            self.film = Timeline(_merged(Span(answer["start"], answer["end"]) for answer in answers))
        else:
            self.film = self._filmed(answers)
        self._order = {
            answer["id"]: place
            for place, answer in enumerate(sorted(answers, key=lambda each: each["position"]), start=1)
        }
        self._place(answers)

    def _filmed(self, answers: Sequence[Row]) -> Timeline:
        """When in its film a moment of a recording is."""
        spans = [Span(word["start"], word["end"]) for word in self._spoken]
        said = [
            Said(answer["start"], answer["end"], range(answer["first_word"], answer["last_word"] + 1))
            for answer in answers
        ]
        end = max([self._row["duration"] or 0.0, *(answer["end"] for answer in answers)])
        return Timeline(stretches(said, spans, self._sounds_beside(answers), end))

    def _place(self, answers: Sequence[Row]) -> None:
        """Gather the words of these answers, each where it is in the film."""
        segments: dict[int, int] = {}
        for answer in sorted(answers, key=lambda each: each["first_word"]):
            is_first = True
            for word in self._of(answer):
                if word["text"]:
                    self._places[word["position"]] = len(self.words)
                    segment = segments.setdefault(word["segment"], len(segments))
                    if word["redacted"]:
                        self.bars.append(_pick("word_edits", word) | {"position": len(self.words)})
                    self.words.append(self._word(word, segment))
                    is_first = False
                elif not is_first:
                    # It is hidden behind the word before it, or stands in it: that lasts as long.
                    self.words[-1]["end"] = self._at(word["end"])

    def _sounds_beside(self, answers: Iterable[Row]) -> list[Span]:
        """When there may be speech that is in no word: it is doubted, or another voice goes on."""
        doubted = 'SELECT start, "end" FROM segments WHERE clip_id = :clip AND doubted'
        turns = 'SELECT start, "end", voice FROM turns WHERE clip_id = :clip'
        ours = {answer["voice"] for answer in answers}
        return [
            *(Span(**row) for row in self._db.query(doubted, self._clip)),
            *(
                Span(row["start"], row["end"])
                for row in self._db.query(turns, self._clip)
                if row["voice"] not in ours
            ),
        ]

    def _word(self, word: Row, segment: int) -> Row:
        told = _pick("words", word)
        return told | {
            "position": len(self.words),
            "segment": segment,
            "start": self._at(word["start"]),
            "end": self._at(word["end"]),
        }

    def row(self, seal: _Seal, *, collections: bool, dated: bool) -> Row:
        """Of `clips`.

        Args:
            seal: Makes sums.
            collections: Whether the name of its folder is told.
            dated: Of a text, whether it is told when it was written.
        """
        recorded = self._row["recorded_at"] if dated or not self.is_text else None
        return _pick("clips", self._row) | {
            # Whoever has the recording could look for its sum.
            "sha256": seal("clip", self._row["sha256"]),
            "size": 0,
            "duration": None if self.is_text else round(self.film.duration, _DIGITS),
            "collection": self._row["collection"] if collections else "",
            "recorded_at": recorded and recorded[: len("2025-05-12")],
            "added_at": f"{self._row['added_at'][: len('2025-05-12')]}T00:00:00+00:00",
            "status": "answered",
            "web_copy": int(not self.is_text),
        }

    def writing(self, *, is_traced: bool) -> Row:
        """Of `writings`: nothing of how it was brought in, and where it stands only if that may be told."""
        [known] = self._db.query("SELECT * FROM writings WHERE clip_id = :clip", self._clip)
        written = known["written_at"] if is_traced else None
        return _pick("writings", known) | {
            "key": "",
            "origin": "",
            "address": web_address(known["address"]) if is_traced else None,
            "written_at": written and written[: len("2025-05-12")],
        }

    def runs(self, today: date) -> list[Row]:
        """Of `runs`: what listened."""
        sql = "SELECT * FROM runs WHERE clip_id = :clip AND stage = 'transcribe' AND engine IS NOT NULL"
        return [
            _pick("runs", run) | {"recipe": "", "finished_at": today.isoformat()}
            for run in self._db.query(sql, self._clip)
        ]

    def answer(self, answer: Row, person_id: str) -> Row:
        """Of `answers`, but for its number."""
        quote = self._quote(answer)
        return _pick("answers", answer) | {
            "number": 0,
            "position": self._order[answer["id"]],
            "person_id": person_id,
            "start": self._at(answer["start"]),
            "end": self._at(answer["end"]),
            **self._span(answer),
            "quote": quote["text"] if quote else None,
            "review": "approved",
            "quote_review": "approved" if quote else "new",
        }

    def details(self, answer: Row) -> dict[str, list[Row]]:
        """What else is told of an answer: its rows by table."""
        by = {"answer": answer["id"]}
        quote = self._quote(answer)
        if quote:
            quote = _pick("quotes", quote) | {
                "position": 1,
                "start": self._at(quote["start"]),
                "end": self._at(quote["end"]),
                **self._span(quote),
            }
        tagged = "answer_id = :answer AND tier = 'tag' ORDER BY theme"
        return {
            "quotes": [quote] if quote else [],
            "answer_themes": _same(self._db, "answer_themes", tagged, by),
            "mentions": _same(self._db, "mentions", "answer_id = :answer ORDER BY start, kind", by),
        }

    def _quote(self, answer: Row) -> Row | None:
        """The quote that may stand alone."""
        if answer["quote_review"] != "approved":
            return None
        found = self._db.query(
            "SELECT * FROM quotes WHERE answer_id = :answer ORDER BY position LIMIT 1",
            {"answer": answer["id"]},
        )
        quote = next(found, None)
        if quote is None or join_words([read_word(word) for word in self._of(quote)]) != quote["text"]:
            return None
        return quote

    def _of(self, piece: Row) -> Sequence[Row]:
        """The words of an answer or a quote."""
        return self._spoken[piece["first_word"] : piece["last_word"] + 1]

    def _span(self, piece: Row) -> Row:
        """Where the words of an answer or a quote are among those that are published."""
        places = [self._places[word["position"]] for word in self._of(piece) if word["text"]]
        return {"first_word": places[0], "last_word": places[-1]}

    def _at(self, seconds: float) -> float:
        return round(self.film.at(seconds), _DIGITS)


def _held(
    clip: _Clip,
    answer: Row,
    person: Row,
    told: Mapping[str, Sequence[Row]],
    where: Sequence[str | None],
    seal: _Seal,
) -> Held:
    """Sums of what is shown of an answer: another if anything of it changes, wherever in the film it is."""
    begin, moving = told["answers"][0]["start"], ("number", "position", "first_word", "last_word")
    still = {
        table: [
            {
                column: round(value - begin, _DIGITS)
                if column in ("start", "end") and table != "mentions"
                else value
                for column, value in row.items()
                if column not in moving
            }
            for row in rows
        ]
        for table, rows in told.items()
    }
    words = clip.words[told["answers"][0]["first_word"] : told["answers"][0]["last_word"] + 1]
    said = [[word["text"], round(word["start"] - begin, _DIGITS)] for word in words]
    guarded = [person, clip.redacted]
    # Of an answer that was cut shorter, the rest may have been hidden.
    stretch = [answer["start"], answer["end"]]
    return Held(
        content=seal("content", [still, said, where, guarded])[:32],
        guard=seal("guard", [guarded, stretch])[:32],
    )


def _where(clip: _Clip, rows: Mapping[str, Sequence[Row]]) -> list[str | None]:
    """What is told of where and when an answer of the clip added last was given."""
    shown = rows["clips"][-1]
    address = [rows["writings"][-1]["address"]] if clip.is_text else []
    return [shown["collection"], shown["recorded_at"], shown["language"], *address]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch as one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _people(db: Database, agreed: Mapping[str, Agreed], seal: _Seal) -> dict[str, Row]:
    """Everybody as they agreed to be shown, by their id in the project."""
    found = {}
    for person in db.query("SELECT * FROM people"):
        told = as_agreed(
            {key: person[key] for key in ("id", "name", "role", "company", "place")},
            agreed.get(person["id"], Agreed()).naming,
        )
        # The id stays that of the name somebody was first called by.
        tells_no_more = told["id"] and _is_made_of(told["id"], told["name"])
        told["id"] = told["id"] if tells_no_more else f"p{seal('person', person['id'])[:16]}"
        found[person["id"]] = {**told, "relation": person["relation"]}
    return found


def _is_made_of(person_id: str, name: str) -> bool:
    """Whether an id tells no more than a name."""
    parts = id_of_name(name).split("-")
    return all(part in parts or part.isdigit() for part in person_id.split("-"))


def _meanings(db: Database, answers: Iterable[Row]) -> list[Row]:
    """What is kept of what the answers mean, as they read now."""
    texts = {answer["id"]: text_sum(answer["text"]) for answer in answers}
    kept = _same(db, "meanings", "encoder = :encoder ORDER BY answer_id", {"encoder": VERSION})
    return [row for row in kept if row["text_sha256"] == texts.get(row["answer_id"])]


def _same(db: Database, table: str, which: str, params: Mapping[str, Any] | None = None) -> list[Row]:
    """Rows of a table whose columns are all published as they are."""
    return [_pick(table, row) for row in db.query(f"SELECT * FROM {table} WHERE {which}", dict(params or {}))]


def _pick(table: str, row: Row) -> Row:
    """The columns of a row that are published as they are."""
    return {column: row[column] for column in PUBLISHED[table].same.split()}


def _seal(key: bytes) -> _Seal:
    """A sum of a value for some use, in hex, that nobody can make or try out who has not the key."""

    def seal(use: str, value: Any) -> str:
        written = json.dumps([use, value], sort_keys=True, ensure_ascii=False)
        return hmac.new(key, written.encode(), hashlib.sha256).hexdigest()

    return seal
