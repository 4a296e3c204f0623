"""The one rule that decides what may leave: everything that gives an answer to anybody asks it.

There are four ways out. `internal` is for whoever made the clips: it leaves out only what somebody refused,
withdrew or let expire, and what is hidden. `web`, `social` and `paid` need an answer that was approved, and
the consent to that way of everybody who is heard or seen in the clip, unless a box covers them as long as the
answer lasts. What is not known is a no.
"""

import json
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from pipeline.decisions import Placed, about, decide, holding
from pipeline.edits import NAMES, REDACT, redactions, unresolved
from schemas.people import Channel
from schemas.records import Box, Correction, Word
from schemas.writings import TEXTS

IN_SHOT = "in_shot:"
"""What the field of a decision about who is seen in a clip begins with; the person's id follows."""

NO_ANSWER = "It is no answer."
HIDDEN = "It is hidden."
NOT_APPROVED = "It is not approved yet."
NOT_CONFIRMED = "It was read from a picture, and nobody has looked at it yet."
NOBODY = "Nobody is named who says it."
NO_CONSENT = "Who says it has not given consent yet."
NOT_FOR_THIS = "Who says it has not consented to this use: {channel}."
BARRED = {
    "refused": "Who says it has refused.",
    "withdrawn": "Who says it has withdrawn their consent.",
    "expired": "The consent of who says it has expired.",
}
OTHER_BARRED = (
    "Somebody else in the clip has refused, withdrawn or let their consent expire. Cover them with a box as"
    " long as the answer lasts."
)
OTHER_UNNAMED = "Somebody else answers in the clip whom nobody has named yet."
OTHER_NO_CONSENT = (
    "Somebody else in the clip has not consented to this use: {channel}. Ask them, or cover them with a box."
)
REVISED = (
    "It was revised, and there are other words now under what somebody approved, corrected or redacted."
    " Look at it again."
)
HEARD_ANEW = (
    "The clip was heard anew, and there are other words now under what somebody approved, corrected or"
    " redacted. Look at it again."
)
NOT_PROVEN = "It is not proven yet that the redacted words are gone: run vox derive."
SAYS_A_NAME = "A name is said in it that may not be shown. Redact it, or approve the names in it."

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody agreed to last.

    Attributes:
        status: `unknown`, `granted`, `refused`, `withdrawn`, or `expired` as of the day that was asked.
        channels: For which ways out.
        naming: `full`, `first` or `anonymous`.
    """

    status: str = "unknown"
    channels: frozenset[str] = frozenset()
    naming: str = "anonymous"

    @property
    def is_barred(self) -> bool:
        """Whether nothing of them may be used at all."""
        return self.status in BARRED

    def allows(self, channel: Channel) -> bool:
        """Whether they may be heard and seen by a way out."""
        return self.status == "granted" and channel in self.channels


def agreements(db: sqlite3.Connection, today: date, people: Iterable[str] | None = None) -> dict[str, Agreed]:
    """What everybody who was asked agreed to, by person.

    Args:
        db: A project's database.
        today: A consent that ended before this day has expired.
        people: Of whom alone it is asked; None for everybody.
    """
    only = "WHERE person_id IN (SELECT value FROM json_each(?))" if people is not None else ""
    latest = _rows(
        db,
        "SELECT person_id, status, channels, naming, expires_on FROM consents"
        f" WHERE id IN (SELECT max(id) FROM consents {only} GROUP BY person_id)",
        *([] if people is None else [json.dumps(sorted(people))]),
    )
    return {
        person: Agreed(
            "expired" if status == "granted" and expires and expires < today.isoformat() else status,
            frozenset((channels or "").split()),
            naming or "anonymous",
        )
        for person, status, channels, naming, expires in latest
    }


def held_back(
    db: sqlite3.Connection, channel: Channel, today: date, answer_ids: Sequence[str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Why answers may not leave by a way, in sentences that name nobody; an answer without any may leave.

    Args:
        db: A project's database.
        channel: The way out.
        today: The day on which it leaves.
        answer_ids: Which answers; None for all. Those that do not exist are not in the result.
    """
    return _Rule(db, channel, today, answer_ids).held_back()


def may_leave(db: sqlite3.Connection, channel: Channel, today: date, answer_ids: Sequence[str]) -> list[str]:
    """Those of some answers that may leave by a way, in the same order."""
    reasons = held_back(db, channel, today, answer_ids)
    return [answer_id for answer_id in answer_ids if reasons.get(answer_id) == ()]


def withheld(db: sqlite3.Connection, clip_id: str, today: date) -> set[str]:
    """The answers of a clip that are used nowhere, because of somebody who is heard or seen in it."""
    [*ids] = [answer_id for (answer_id,) in _rows(db, "SELECT id FROM answers WHERE clip_id = ?", clip_id)]
    barring = {*BARRED.values(), OTHER_BARRED}
    reasons = held_back(db, "internal", today, ids)
    return {answer_id for answer_id in ids if barring & set(reasons[answer_id])}


def shown_name(name: str | None, naming: str) -> str | None:
    """A name as somebody agreed to be called: all of it, the first of its words, or none."""
    if not name or naming not in ("full", "first"):
        return None
    return name if naming == "full" else name.split()[0]


def as_agreed(person: Mapping[str, Any], naming: str) -> dict[str, Any]:
    """What is told of a person: of their name and what they do no more than they agreed to.

    Args:
        person: With `name` and `role`, and all else that only goes with a full name, as its place.
        naming: How they agreed to be called.
    """
    name = shown_name(person["name"], naming)
    is_full = name is not None and naming == "full"
    told = {key: value if is_full else None for key, value in person.items()}
    return told | {"name": name, "role": person["role"] if name else None}


@dataclass(slots=True)
class _Answer:
    id: str
    clip_id: str
    person: str | None
    speaker: str
    off_topic: bool
    review: str
    text: str
    start: float
    end: float
    voice: int | None
    small_talk: bool
    source: str


@dataclass
class _Clip:
    """A clip with everybody in it.

    Attributes:
        passed: Recipes of redactions that were proven.
        writers: Who wrote what is read in its pictures: it is seen there.
        around: Of a note, who is heard or seen in the clip it was read from.
    """

    id: str
    answers: list[_Answer] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)
    writers: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)

    @cached_property
    def placed(self) -> list[Placed]:
        return [Placed(each.id, each.start, each.end, each.voice) for each in self.answers]

    @cached_property
    def decided(self) -> dict[str, dict[str, Correction]]:
        return decide(self.placed, self.corrections)

    def is_aside(self, answer: _Answer) -> bool:
        """Whether whoever says it only films: it is talk about that, or a person says it is no answer."""
        decided = self.decided[answer.id].get("off_topic")
        return decided.after == "1" if decided else answer.small_talk

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        return redactions(self.corrections).boxes

    @cached_property
    def unresolved(self) -> list[Correction]:
        return unresolved(self.words, self.corrections)

    @cached_property
    def seen(self) -> set[str]:
        """Who is seen in it without an answer, as people say."""
        said = {
            each.field.removeprefix(IN_SHOT): each.after
            for each in holding(self.corrections)
            if each.field.startswith(IN_SHOT)
        }
        return {person for person, after in said.items() if after == "1"}


class _Rule:
    def __init__(
        self, db: sqlite3.Connection, channel: Channel, today: date, answer_ids: Sequence[str] | None
    ) -> None:
        self._db = db
        self._channel = channel
        self._wanted = None if answer_ids is None else set(answer_ids)
        self._clips = self._read()
        self._agreed = agreements(db, today, self._people())
        self._names = self._forbidden() if channel != "internal" else set()
        self._folded = {name.casefold() for name in self._names}

    def held_back(self) -> dict[str, tuple[str, ...]]:
        return {
            answer.id: tuple(self._reasons(answer, clip))
            for clip in self._clips.values()
            for answer in clip.answers
            if self._wanted is None or answer.id in self._wanted
        }

    def _people(self) -> set[str] | None:
        """Whose word counts; None for everybody, where names that are said may be anybody's."""
        if self._channel != "internal" or self._wanted is None:
            return None
        return {
            person
            for clip in self._clips.values()
            for person in (*(each.person for each in clip.answers), *clip.seen, *clip.writers, *clip.around)
            if person
        }

    def _reasons(self, answer: _Answer, clip: _Clip) -> Iterable[str]:
        is_out = self._channel != "internal"
        own = self._agreed.get(answer.person or "", Agreed())
        if answer.off_topic:
            yield NO_ANSWER
        if answer.review == "hidden":
            yield HIDDEN
        elif answer.source == "note" and answer.review != "approved":
            yield NOT_CONFIRMED
        elif is_out and answer.review != "approved":
            yield NOT_APPROVED
        if own.is_barred:
            yield BARRED[own.status]
        elif is_out and answer.person is None:
            yield NOBODY
        elif is_out and own.status != "granted":
            yield NO_CONSENT
        elif is_out and not own.allows(self._channel):
            yield NOT_FOR_THIS.format(channel=self._channel)
        yield from self._others(answer, clip)
        if is_out:
            yield from self._edits(answer, clip)

    def _others(self, answer: _Answer, clip: _Clip) -> Iterable[str]:
        """Who else is in the clip."""
        people = {each.person for each in clip.answers if each.person} | clip.seen | clip.writers
        others = [
            self._agreed.get(person, Agreed())
            for person in people - {answer.person}
            if not _covered(clip.boxes, person, answer)
        ]
        # Words of a note do not show who is in the picture with it; but they were read from theirs.
        around = [self._agreed.get(person, Agreed()) for person in clip.around - {answer.person}]
        if any(each.is_barred for each in (*others, *around)):
            yield OTHER_BARRED
        if self._channel == "internal":
            return
        if any(
            not each.person and each.speaker != answer.speaker and not clip.is_aside(each)
            for each in clip.answers
        ):
            yield OTHER_UNNAMED
        if any(not each.is_barred and not each.allows(self._channel) for each in others):
            yield OTHER_NO_CONSENT.format(channel=self._channel)

    def _edits(self, answer: _Answer, clip: _Clip) -> Iterable[str]:
        """What was decided about words that must be looked at again, or has yet to be made."""
        here = [
            each for each in clip.unresolved if (found := about(each, clip.placed)) and found.id == answer.id
        ]
        is_text = answer.source in TEXTS
        if here:
            yield REVISED if is_text else HEARD_ANEW
        # Of what was written there is no sound in which a word might be left.
        hidden = not is_text and [each for each in holding(clip.corrections) if each.field == REDACT]
        if hidden and redactions(clip.corrections).recipe not in clip.passed:
            yield NOT_PROVEN
        allowed = clip.decided[answer.id].get(NAMES)
        if not (allowed and allowed.after == "1") and self._says_a_name(answer.text):
            yield SAYS_A_NAME

    def _says_a_name(self, text: str) -> bool:
        return any(
            # In a list names may stand in capitals, or in small letters; but "will" is said by everybody.
            part in self._names or (part[0].isupper() and part.casefold() in self._folded)
            for part in map(_bare, _parts(text))
        )

    def _forbidden(self) -> set[str]:
        """Parts of names that nobody may read, as they are written."""
        shown: set[str] = set()
        known: set[str] = set()
        for person, name in _rows(self._db, "SELECT id, name FROM people WHERE name IS NOT NULL"):
            agreed = self._agreed.get(person, Agreed())
            known |= _parts(name)
            if agreed.allows(self._channel):
                shown |= {part.casefold() for part in _parts(shown_name(name, agreed.naming) or "")}
        return {part for part in known if part.casefold() not in shown}

    def _read(self) -> dict[str, _Clip]:
        """The clips of the answers that are asked about, with all that is known of them."""
        clips: dict[str, _Clip] = {}
        within, ids = self._within()
        for row in _rows(
            self._db,
            'SELECT id, clip_id, person_id, speaker, off_topic, review, text, start, "end", voice,'
            " small_talk, source"
            f" FROM answers WHERE {within} ORDER BY clip_id, position",
            *ids,
        ):
            answer = _Answer(*row)
            clips.setdefault(answer.clip_id, _Clip(answer.clip_id)).answers.append(answer)
        columns = ", ".join(f'"{name}"' for name in Correction.__slots__)
        for row in _rows(self._db, f"SELECT {columns} FROM corrections WHERE {within} ORDER BY id", *ids):
            correction = Correction(*row)
            if correction.clip_id in clips:
                clips[correction.clip_id].corrections.append(correction)
        self._read_notes(clips)
        if self._channel != "internal":
            self._read_words(clips, within, ids)
        return clips

    def _read_notes(self, clips: Mapping[str, _Clip]) -> None:
        """Bring together notes and the clips in which they are seen."""
        among = json.dumps(sorted(clips))
        for note, seen_in, writer in _rows(
            self._db,
            "SELECT w.clip_id, w.of_clip, a.person_id FROM writings w"
            " LEFT JOIN answers a ON a.clip_id = w.clip_id AND NOT a.off_topic WHERE w.of_clip IS NOT NULL"
            " AND (w.of_clip IN (SELECT value FROM json_each(?))"
            " OR w.clip_id IN (SELECT value FROM json_each(?)))",
            among,
            among,
        ):
            if writer and seen_in in clips:
                clips[seen_in].writers.add(writer)
            if note in clips:
                clips[note].around |= _people_in(self._db, seen_in)

    def _read_words(self, clips: Mapping[str, _Clip], within: str, ids: Sequence[Any]) -> None:
        edited = [clip.id for clip in clips.values() if clip.corrections]
        for clip_id in edited:
            clips[clip_id].words = [
                Word(start, end, text, probability, bool(glued))
                for start, end, text, probability, glued in _rows(
                    self._db,
                    'SELECT start, "end", text, probability, glued FROM words WHERE clip_id = ?'
                    " ORDER BY position",
                    clip_id,
                )
            ]
        passed: dict[str, set[str]] = defaultdict(set)
        for clip_id, recipe in _rows(
            self._db, f"SELECT clip_id, recipe FROM redaction_checks WHERE passed AND {within}", *ids
        ):
            passed[clip_id].add(recipe)
        for clip_id in passed.keys() & clips.keys():
            clips[clip_id].passed = passed[clip_id]

    def _within(self) -> tuple[str, list[Any]]:
        """The clips that are asked about, as a condition with its parameters."""
        if self._wanted is None:
            return "clip_id IS NOT NULL", []
        asked = json.dumps(sorted(self._wanted))
        return "clip_id IN (SELECT clip_id FROM answers WHERE id IN (SELECT value FROM json_each(?)))", [
            asked
        ]


def _people_in(db: sqlite3.Connection, clip_id: str) -> set[str]:
    """Who answers in a clip, or is seen in it as people say."""
    answering = _rows(
        db, "SELECT person_id FROM answers WHERE clip_id = ? AND person_id IS NOT NULL", clip_id
    )
    columns = ", ".join(f'"{name}"' for name in Correction.__slots__)
    said = _rows(db, f"SELECT {columns} FROM corrections WHERE clip_id = ? ORDER BY id", clip_id)
    clip = _Clip(clip_id, corrections=[Correction(*row) for row in said])
    return {person for (person,) in answering} | clip.seen


def _covered(boxes: Iterable[Box], person: str, answer: _Answer) -> bool:
    """Whether a person is covered by boxes from the beginning of an answer to its end."""
    reached = answer.start
    for box in sorted((box for box in boxes if box.person == person), key=lambda box: box.start):
        if box.start <= reached:
            reached = max(reached, box.end)
    return reached >= answer.end


def _parts(text: str) -> set[str]:
    """The words of a name or a text, those with a hyphen apart; accents and apostrophes are of one kind."""
    return set(_TOKEN.findall(unicodedata.normalize("NFC", text).translate(_APOSTROPHES)))


def _bare(token: str) -> str:
    """A word without the possessive."""
    return token.removesuffix("'s")


def _rows(db: sqlite3.Connection, sql: str, *params: object) -> list[tuple[Any, ...]]:
    cursor = db.cursor()
    # Whatever the connection makes of rows, here they are tuples.
    cursor.row_factory = None
    return cursor.execute(sql, params).fetchall()
