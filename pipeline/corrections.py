"""What people put right: themes, cuts, questions, who speaks; each decision with who made it and when.

A decision is a record of its own, put on top of what the machine said: it changes and deletes nothing, and
another one can take it back. The command line and the site call the same functions.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import get_args

from pipeline import rows
from pipeline.analysis import find_and_read
from pipeline.decisions import CUTS, THEME, holding, taken_back
from pipeline.learning import project_tagger
from pipeline.lock import exclusive
from pipeline.project import Project
from pipeline.search import find_answer, find_theme, near, require_database
from pipeline.store import Store
from schemas.errors import UsageError
from schemas.records import AnswerKind, Correction, Findings, Polarity, Word
from schemas.themes import load_themes

POLARITIES: tuple[str, ...] = get_args(Polarity)
KINDS: tuple[str, ...] = get_args(AnswerKind)

_TOKEN = re.compile(r"[^\W_]+")


@contextmanager
def correcting(project: Project, author: str) -> Iterator["Corrections"]:
    """Hold the project while somebody puts something right.

    Args:
        project: Where the answers are.
        author: Who decides.

    Raises:
        UsageError: Nothing has been ingested.
        LockedError: Another run is writing to this project.
    """
    require_database(project)
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        yield Corrections(project, store, author)


class Corrections:
    """Decisions about answers, which are named by their ids.

    Each method stores one decision and gives it back, or None where it is so already. All of them raise
    UsageError, and change nothing, where what they are asked makes no sense.

    Args:
        project: Where the answers are.
        store: Open for writing.
        author: Who decides.
    """

    def __init__(self, project: Project, store: Store, author: str) -> None:
        self._project = project
        self._store = store
        self._author = author

    # Themes

    def accept(self, answer_id: str, slug: str) -> Correction | None:
        """The answer does speak of this theme, which vox suggests."""
        answer, state = self._theme(answer_id, slug, carried=True)
        return self._decide(answer, THEME + slug, state, "accepted") if state != "person" else None

    def reject(self, answer_id: str, slug: str) -> Correction | None:
        """The answer does not speak of this theme, whatever vox says."""
        answer, state = self._theme(answer_id, slug, carried=True)
        return self._decide(answer, THEME + slug, state, "rejected")

    def add(self, answer_id: str, slug: str) -> Correction | None:
        """The answer speaks of this theme, which vox did not find."""
        answer, state = self._theme(answer_id, slug, carried=None)
        return self._decide(answer, THEME + slug, state, "added") if state != "person" else None

    def remove(self, answer_id: str, slug: str) -> Correction | None:
        """Take a theme off the answer, whoever put it there."""
        answer, state = self._theme(answer_id, slug, carried=True)
        return self._decide(answer, THEME + slug, state, "removed")

    def _theme(self, answer_id: str, slug: str, *, carried: bool | None) -> tuple[rows.Row, str | None]:
        """The answer, and how it carries the theme: `tag`, `suggested`, `person`, or None."""
        answer = find_answer(self._store, answer_id)
        find_theme(self._store, slug)
        found = self._store.query(
            "SELECT theme, CASE source WHEN 'person' THEN source ELSE tier END AS state"
            " FROM answer_themes WHERE answer_id = :id ORDER BY score DESC",
            {"id": answer_id},
        )
        state = next((row["state"] for row in found if row["theme"] == slug), None)
        if carried and state is None:
            has = ", ".join(row["theme"] for row in found) or "none"
            raise UsageError(
                f"The answer {answer_id} does not carry the theme '{slug}'.",
                f"Its themes are: {has}. To give it another: vox correct add {answer_id} {slug}",
            )
        return answer, state

    # Cuts

    def split(
        self, answer_id: str, *, at: float | None = None, before: str | None = None
    ) -> Correction | None:
        """Make two answers of one, at a second of the clip or before a word.

        Args:
            answer_id: The answer.
            at: Seconds from the start of the clip; the cut is made before the word that begins nearest.
            before: A word, or several that follow each other, with which the second answer begins.
        """
        answer = find_answer(self._store, answer_id)
        words = self._words(answer)
        place = _find_words(answer, words, before) if before is not None else _nearest(answer, words, at)
        return self._cut(answer, "split", None, f"{words[place].start:.3f}")

    def join(self, answer_id: str) -> Correction | None:
        """Make one answer of this one and the next in its clip."""
        answer = find_answer(self._store, answer_id)
        following = self._store.query(
            "SELECT id, start FROM answers WHERE clip_id = :clip_id AND position > :position"
            " ORDER BY position LIMIT 1",
            answer,
        )
        if not following:
            raise UsageError(f"No answer follows {answer_id} in its clip.", "Join the one before it instead.")
        return self._cut(answer, "join", following[0]["id"], f"{following[0]['start']:.3f}")

    def keep_question(self, answer_id: str) -> Correction | None:
        """What was taken for the question is part of the answer."""
        answer = find_answer(self._store, answer_id)
        if answer["question"] is None:
            raise UsageError(f"No question was taken off the answer {answer_id}.")
        return self._cut(answer, "question", answer["question"], "answer")

    def strip_question(self, answer_id: str) -> Correction | None:
        """What a person gave back to the answer is the question after all."""
        answer = find_answer(self._store, answer_id)
        if answer["question"] is not None:
            return None
        return self._cut(answer, "question", None, "question")

    def _cut(self, answer: rows.Row, field: str, before: str | None, after: str) -> Correction:
        decision = self._make(answer, field, before, after)
        remade = self._remake(decision)
        here = {
            row["id"]: row["text"]
            for row in self._store.query("SELECT id, text FROM answers WHERE clip_id = :clip_id", answer)
        }
        made = {rows.answer_id(decision.clip_id, each): each.text for each in remade.answers}
        if made == here:
            raise UsageError(
                f"That would change nothing about the answer {answer['id']}.",
                f"See how it is cut: vox show {answer['id']}",
            )
        return self._store.save_correction(decision, remade)

    def _remake(self, decision: Correction) -> Findings:
        """The answers of a clip and their readings as they are with one decision more."""
        transcript = self._store.transcript(decision.clip_id)
        assert transcript is not None  # What has an answer was heard.
        said = self._store.corrections(decision.clip_id)
        latest = max((each.id for each in said), default=0)
        decided = [*said, replace(decision, id=latest + 1)]
        tagger = project_tagger(self._store, load_themes(self._project.theme_file))
        turns = self._store.turns(decision.clip_id)
        return find_and_read(transcript, self._project.settings, tagger, decided, turns)

    def _words(self, answer: rows.Row) -> tuple[Word, ...]:
        transcript = self._store.transcript(answer["clip_id"])
        assert transcript is not None
        return transcript.words

    # What it is, and who says it

    def mark(self, answer_id: str, *, off_topic: bool) -> Correction | None:
        """Hide what is no answer, or bring back what is one."""
        answer = find_answer(self._store, answer_id)
        if bool(answer["off_topic"]) == off_topic:
            return None
        return self._decide(answer, "off_topic", str(answer["off_topic"]), str(int(off_topic)))

    def set_polarity(self, answer_id: str, polarity: str) -> Correction | None:
        """Say whether the answer is praise, complaint or neutral."""
        return self._set(answer_id, "polarity", polarity, POLARITIES)

    def set_kind(self, answer_id: str, kind: str) -> Correction | None:
        """Say whether the answer is a definition, a story, advice or an opinion."""
        return self._set(answer_id, "kind", kind, KINDS)

    def _set(self, answer_id: str, facet: str, value: str, known: Sequence[str]) -> Correction | None:
        answer = find_answer(self._store, answer_id)
        if value not in known:
            raise UsageError(
                f"There is no {facet} '{value}'.{near(value, known)}",
                f"Say {', '.join(known[:-1])} or {known[-1]}.",
            )
        # Without a score a person has said so already.
        if answer[facet] == value and answer[f"{facet}_score"] is None:
            return None
        return self._decide(answer, facet, answer[facet], value)

    def name(self, answer_id: str, name: str, *, voice: bool = False) -> Correction | None:
        """Say who speaks.

        Args:
            answer_id: The answer.
            name: The person's name or id; somebody new is remembered.
            voice: Whether they speak in all answers of the same voice in this clip.
        """
        answer = find_answer(self._store, answer_id)
        person = self._person(name)
        if voice and answer["voice"] is None:
            raise UsageError(
                f"The voices in the clip of {answer_id} were not told apart.", "Name its answers one by one."
            )
        if not voice and answer["person_id"] == person:
            return None
        return self._decide(answer, "voice" if voice else "person", answer["person_id"], person)

    def _person(self, name: str) -> str:
        """The id of somebody, who is remembered if they are new."""
        name = " ".join(name.split())
        if not name:
            raise UsageError(
                "A name is missing.", "Say who speaks, such as: vox people name ANSWER 'Ann Lee'"
            )
        people = self._store.query("SELECT id, name FROM people ORDER BY id")
        for person in people:
            if name == person["id"] or name.casefold() == (person["name"] or "").casefold():
                return str(person["id"])
        taken = {person["id"] for person in people}
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = "-".join(_TOKEN.findall(plain)) or "person"
        number = next(n for n in range(1, len(taken) + 2) if (slug if n == 1 else f"{slug}-{n}") not in taken)
        person_id = slug if number == 1 else f"{slug}-{number}"
        self._store.save_person(person_id, name)
        return person_id

    # Undo

    def undo(self, number: int | None = None) -> Correction:
        """Take a decision back; by default the last that was not. What took one back can be taken back too.

        Args:
            number: Of the decision.
        """
        said = {each.id: each for each in self._store.corrections()}
        held = holding(said.values())
        if number is None and not held:
            raise UsageError("There is nothing to undo.")
        chosen = held[-1] if number is None else said.get(number)
        if chosen is None:
            raise UsageError(f"There is no correction {number}.", "See them all with: vox correct log")
        if by := taken_back(said.values()).get(chosen.id):
            raise UsageError(
                f"Correction {chosen.id} was taken back already, by {by}.",
                f"To make it hold again: vox correct undo {by}",
            )
        back = Correction(
            id=0,
            clip_id=chosen.clip_id,
            answer_id=chosen.answer_id,
            field=chosen.field,
            before=chosen.after,
            after=chosen.before,
            start=chosen.start,
            end=chosen.end,
            author=self._author,
            made_at=rows.now(),
            undoes=chosen.id,
        )
        return self._store.save_correction(back, self._remake(back) if chosen.field in CUTS else None)

    def _decide(self, answer: rows.Row, field: str, before: str | None, after: str) -> Correction:
        return self._store.save_correction(self._make(answer, field, before, after))

    def _make(self, answer: rows.Row, field: str, before: str | None, after: str) -> Correction:
        return Correction(
            id=0,
            clip_id=answer["clip_id"],
            answer_id=answer["id"],
            field=field,
            before=before,
            after=after,
            start=answer["start"],
            end=answer["end"],
            author=self._author,
            made_at=rows.now(),
        )


def _nearest(answer: rows.Row, words: Sequence[Word], at: float | None) -> int:
    """The word that begins nearest to a second, but for the answer's first."""
    inside = range(answer["first_word"] + 1, answer["last_word"] + 1)
    if at is None or not inside or not answer["start"] < at < answer["end"]:
        raise UsageError(
            f"The answer {answer['id']} cannot be split there.",
            f"It lasts from {answer['start']:.2f} to {answer['end']:.2f} seconds; name a moment inside.",
        )
    return min(inside, key=lambda word: abs(words[word].start - at))


def _find_words(answer: rows.Row, words: Sequence[Word], sought: str) -> int:
    """Where in an answer some words are said, but for its beginning."""
    said = ["".join(_TOKEN.findall(word.text.casefold())) for word in words]
    wanted = ["".join(_TOKEN.findall(part)) for part in sought.casefold().split()]
    wanted = [part for part in wanted if part]
    places = [
        place
        for place in range(answer["first_word"] + 1, answer["last_word"] + 1)
        if wanted and said[place : min(place + len(wanted), answer["last_word"] + 1)] == wanted
    ]
    if len(places) == 1:
        return places[0]
    if not places:
        raise UsageError(
            f"'{sought}' is not said inside the answer {answer['id']}.",
            f"See its words: vox show {answer['id']}",
        )
    times = ", ".join(f"{words[place].start:.2f}" for place in places)
    raise UsageError(
        f"'{sought}' is said {len(places)} times in the answer {answer['id']}.",
        f"Add the words that follow, or choose a second with --at: {times}.",
    )
