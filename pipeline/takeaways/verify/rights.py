"""What may be used of what was said, and what may be told of it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from pipeline.consent import agreements, held_back
from pipeline.quotations import QUOTE_NOT_APPROVED, name_speaker
from pipeline.takeaways.verify.attributions import fits
from pipeline.takeaways.verify.said import Place
from pipeline.takeaways.verify.verdicts import Source
from schemas.people import Channel
from schemas.quotations import Speaker
from schemas.records import Word, join_words

OUTSIDE = "It is not, or not all of it, part of an answer."
SEVERAL = "It runs over more than one answer."
REDACTED = "There are words in it that are redacted."

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Right:
    """What may be done with words.

    Attributes:
        answer: The answer they are in; None where they are in none, or in several.
        reasons: Why they may not leave by the way that is asked about; empty if they may.
        is_told: Whether those who made the clips may be told who says them where.
    """

    answer: Row | None
    reasons: tuple[str, ...]
    is_told: bool


class Rights:
    """Asks the one rule about words at a place.

    Args:
        db: A project's database.
        channel: By which way they are to leave.
        today: The day on which they leave.
        clips: The clips in which they are.
    """

    def __init__(self, db: Database, channel: Channel, today: date, clips: Iterable[str]) -> None:
        self._db = db
        self._channel = channel
        self._agreed = agreements(db.conn, today)
        self._answers: dict[str, list[Row]] = defaultdict(list)
        asked = json.dumps(sorted(set(clips)))
        for row in db.query(
            "SELECT a.*, q.first_word AS quote_first, q.last_word AS quote_last FROM answers a"
            " LEFT JOIN quotes q ON q.answer_id = a.id AND q.position = 1"
            " WHERE a.clip_id IN (SELECT value FROM json_each(?)) ORDER BY a.clip_id, a.first_word",
            [asked],
        ):
            self._answers[row["clip_id"]].append(row)
        ids = [row["id"] for rows in self._answers.values() for row in rows]
        self._held = held_back(db.conn, channel, today, ids)
        self._hidden = self._held if channel == "internal" else held_back(db.conn, "internal", today, ids)
        self._known: dict[str, bool] = {}
        self.people: dict[str, Row] = {row["id"]: row for row in db.query("SELECT * FROM people")}

    def of(self, place: Place, *, is_redacted: bool) -> Right:
        """What may be done with some words."""
        answers = [
            row
            for row in self._answers[place.clip_id]
            if row["first_word"] <= place.last and row["last_word"] >= place.first
        ]
        reasons = [reason for row in answers for reason in self._held[row["id"]]]
        is_told = bool(answers) and not any(self._hidden[row["id"]] for row in answers)
        only = answers[0] if len(answers) == 1 else None
        if len(answers) > 1:
            reasons.append(SEVERAL)
            is_told = False
        elif only is None or not only["first_word"] <= place.first <= place.last <= only["last_word"]:
            reasons.append(OUTSIDE)
            is_told = False
        elif not reasons and self._channel != "internal" and not self._is_approved(only, place):
            reasons.append(QUOTE_NOT_APPROVED)
        if is_redacted:
            reasons.append(REDACTED)
        return Right(only, tuple(dict.fromkeys(reasons)), is_told and not is_redacted)

    def within(self, place: Place) -> Place:
        """What of some words lies in the answer in which most of them do."""
        best = place
        most = 0
        for row in self._answers[place.clip_id]:
            first, last = max(place.first, row["first_word"]), min(place.last, row["last_word"])
            if last - first + 1 > most:
                best, most = replace(place, first=first, last=last), last - first + 1
        return best

    def name(self, right: Right) -> str | None:
        """The name of who says it, whoever may know it."""
        person = right.answer["person_id"] if right.answer else None
        name = self.people[person]["name"] if person else None
        return str(name) if name else None

    def is_known(self, name: str) -> bool:
        """Whether somebody in the project is called so."""
        if name not in self._known:
            names = [row["name"] for row in self.people.values()]
            self._known[name] = any(known and fits(name, known) for known in names)
        return self._known[name]

    def described(self, right: Right) -> str:
        """All that is known of who says it besides the name, for comparing."""
        person = right.answer["person_id"] if right.answer else None
        if not person:
            return ""
        row = self.people[person]
        return " ".join(filter(None, (row[key] for key in ("role", "company", "place", "relation"))))

    def speaker(self, right: Right, *, is_inside: bool = False) -> Speaker:
        """Who says it as they may be called; `is_inside` by whoever made the clips."""
        assert right.answer is not None
        channel: Channel = "internal" if is_inside else self._channel
        return name_speaker(self._db, right.answer, channel, self._agreed)

    def source(self, place: Place, right: Right) -> Source:
        """Where it was said, with the words as they are shown."""
        assert right.answer is not None
        words = self.words(place)
        start, end = words[0].start, words[-1].end
        return Source(
            right.answer["id"],
            self.speaker(right, is_inside=True).line,
            join_words(words),
            start,
            end,
            f"/answer/{right.answer['id']}?t={start:.2f},{end:.2f}",
            right.answer["source"],
        )

    def words(self, place: Place) -> list[Word]:
        """The words at a place as they are shown."""
        rows = self._db.query(
            'SELECT start, "end", text, probability, glued FROM spoken'
            " WHERE clip_id = ? AND position BETWEEN ? AND ? AND text <> '' ORDER BY position",
            [place.clip_id, place.first, place.last],
        )
        return [
            Word(row["start"], row["end"], row["text"], row["probability"], bool(row["glued"]))
            for row in rows
        ]

    def _is_approved(self, answer: Row, place: Place) -> bool:
        """Whether somebody approved that these words stand alone: with all of the answer, or in its quote."""
        if place.first <= answer["first_word"] and place.last >= self._last_shown(answer):
            return True
        return (
            answer["quote_review"] == "approved"
            and answer["quote_first"] is not None
            and answer["quote_first"] <= place.first
            and place.last <= answer["quote_last"]
        )

    def _last_shown(self, answer: Row) -> int:
        """The last word of an answer that is there to be read: after it may be some that were taken out."""
        [(last,)] = self._db.execute(
            "SELECT max(position) FROM spoken WHERE clip_id = ? AND position <= ? AND text <> ''",
            [answer["clip_id"], answer["last_word"]],
        ).fetchall()
        return int(last or 0)
