"""How a decision is made and stored, whatever it is about."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from pipeline import rows
from pipeline.analysis import find_and_read
from pipeline.answer_tables import placed
from pipeline.decisions import CUTS, decide, holding
from pipeline.edits import EDITS, edited, said_there, unresolved
from pipeline.learning import project_tagger
from pipeline.project import Project
from pipeline.search import find_person
from pipeline.store import Store
from schemas.errors import UsageError
from schemas.records import Correction, Findings, Transcript, Word
from schemas.themes import load_themes

T = TypeVar("T")

RE_READ = CUTS | EDITS
"""Fields after which a clip is cut and tagged anew."""


class Deciding:
    """Makes decisions about answers and stores them.

    Args:
        project: Where the answers are.
        store: Open for writing.
        author: Who decides.
    """

    def __init__(self, project: Project, store: Store, author: str) -> None:
        self._project = project
        self._store = store
        self._author = author

    @property
    def store(self) -> Store:
        """The database, open for writing."""
        return self._store

    def together(self, decide: Callable[[], T]) -> T:
        """Several decisions of which all are stored, or none."""
        return self._store.within(lambda _: decide())

    def _decide(
        self,
        answer: rows.Row,
        field: str,
        before: str | None,
        after: str,
        *,
        is_about_sound: bool = False,
    ) -> Correction:
        """Store a decision.

        Args:
            answer: What it is about: its id, clip, and times.
            field: What is decided.
            before: What stood there.
            after: What stands there now.
            is_about_sound: Whether it must be looked at again when other words are heard there.
        """
        return self._store.save_correction(
            self._make(answer, field, before, after, is_about_sound=is_about_sound)
        )

    def _edit(
        self,
        answer: rows.Row,
        field: str,
        before: str | None,
        after: str,
        start: float,
        end: float,
        *,
        is_about_sound: bool = False,
    ) -> Correction:
        """Store a decision about words, and read their clip anew."""
        place = {**answer, "start": start, "end": end}
        decision = self._make(place, field, before, after, is_about_sound=is_about_sound)
        return self._store.save_correction(decision, self._remake(decision))

    def _make(
        self,
        answer: rows.Row,
        field: str,
        before: str | None,
        after: str | None,
        *,
        is_about_sound: bool = False,
    ) -> Correction:
        start, end = answer["start"], answer["end"]
        return Correction(
            id=0,
            clip_id=answer["clip_id"],
            answer_id=answer["id"],
            field=field,
            before=before,
            after=after,
            start=start,
            end=end,
            author=self._author,
            made_at=rows.now(),
            said=said_there(self._words(answer), start, end) if is_about_sound else None,
        )

    def _held(self, answer: rows.Row, field: str) -> list[Correction]:
        """The decisions of a kind that hold in the clip of an answer."""
        said = holding(self._store.corrections(answer["clip_id"]))
        return [each for each in said if each.field == field]

    def _stands(self, answer: rows.Row, field: str) -> bool:
        """Whether a decision about an answer holds for what is heard there now."""
        said = self._store.corrections(answer["clip_id"])
        in_clip = self._store.query(
            "SELECT * FROM answers WHERE clip_id = :clip_id ORDER BY position", answer
        )
        decided = decide(placed(in_clip), said)[answer["id"]].get(field)
        return decided is not None and decided not in unresolved(self._words(answer), [decided])

    def _known_person(self, person: str) -> str:
        """The id of somebody who is known, by name or id.

        Raises:
            UsageError: Nobody is called so, or several are.
        """
        return find_person(self._store, person)

    def _spoken(self, answer: rows.Row, first: int, last: int) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
        """Words of an answer, as they were heard and as they are shown.

        Raises:
            UsageError: The answer has no such words.
        """
        if not answer["first_word"] <= first <= last <= answer["last_word"]:
            raise UsageError(
                f"The answer {answer['id']} has no words {first} to {last}.",
                f"Its words are {answer['first_word']} to {answer['last_word']}.",
            )
        heard = self._transcript(answer)
        shown = edited(heard, self._store.corrections(answer["clip_id"]))
        return heard.words[first : last + 1], shown.words[first : last + 1]

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
        return self._transcript(answer).words

    def _transcript(self, answer: rows.Row) -> Transcript:
        transcript = self._store.transcript(answer["clip_id"])
        assert transcript is not None  # What has an answer was heard.
        return transcript
