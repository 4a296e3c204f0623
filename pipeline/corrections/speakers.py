"""Decisions about who speaks and who is seen."""

from collections.abc import Mapping

from pipeline import rows
from pipeline.consent import IN_SHOT
from pipeline.corrections.base import Deciding
from pipeline.decisions import DETAIL
from pipeline.people_tables import add_person, describe_person, free_person_id
from pipeline.search import find_answer
from pipeline.sheets import tidy_line
from schemas.errors import UsageError
from schemas.people import RELATIONS
from schemas.records import Correction


class Speakers(Deciding):
    """Decisions about people."""

    def name(
        self, answer_id: str, name: str, *, voice: bool = False, is_new: bool = False
    ) -> Correction | None:
        """Say who speaks.

        Args:
            answer_id: The answer.
            name: The person's name or id; somebody new is remembered.
            voice: Whether they speak in all answers of the same voice in this clip.
            is_new: Whether they are somebody else than who is called so already.
        """
        answer = find_answer(self._store, answer_id)
        person = self.remember(name, is_new=is_new)
        if voice and answer["voice"] is None:
            raise UsageError(
                f"The voices in the clip of {answer_id} were not told apart.", "Name its answers one by one."
            )
        # Of whom only the file told, a person says it now: it holds when the file is called otherwise.
        if not voice and answer["person_id"] == person and not answer["by_file"]:
            return None
        return self._decide(answer, "voice" if voice else "person", answer["person_id"], person)

    def remember(self, name: str, *, is_new: bool = False) -> str:
        """The id of somebody, who is remembered if they are new.

        Args:
            name: The person's name or id.
            is_new: Whether they are nobody who is known, though they are called so.
        """
        name = tidy_line(name)
        if not name:
            raise UsageError(
                "A name is missing.", "Say who speaks, such as: vox people name ANSWER 'Ann Lee'"
            )
        people = self._store.query("SELECT id, name FROM people ORDER BY id")
        taken = {person["id"] for person in people}
        if name in taken and not is_new:
            return name
        for person in people:
            if name.casefold() == (person["name"] or "").casefold() and not is_new:
                return str(person["id"])
        person_id = self._store.within(lambda db: free_person_id(db, name))
        self._store.within(lambda db: add_person(db, person_id, name))
        return person_id

    def in_shot(self, answer_id: str, person: str, is_seen: bool = True) -> Correction | None:
        """Somebody who does not answer is seen or heard in the clip of an answer, or is not after all.

        Args:
            answer_id: Any answer of the clip.
            person: By name or id; somebody new who is seen is remembered.
            is_seen: Whether they are.
        """
        answer = find_answer(self._store, answer_id)
        field = IN_SHOT + (self.remember(person) if is_seen else self._known_person(person))
        known = [each.after for each in self._held(answer, field)]
        if (known[-1:] == ["1"]) == is_seen:
            return None
        return self._decide(answer, field, known[-1] if known else None, str(int(is_seen)))

    def describe(self, person: str, **details: str | None) -> tuple[Correction, ...]:
        """Say more of somebody: what they are called, do, and are to those who ask.

        Args:
            person: By name or id.
            details: `name`, `role`, `company`, `place` and `relation`; what is None is taken away, what is
                not named stays.

        Returns:
            A decision for each that is other than it was.
        """
        person_id = self._known_person(person)
        told = {key: tidy_line(value or "") or None for key, value in details.items()}
        if "name" in told and told["name"] is None:
            raise UsageError("A name is missing.", "To take somebody out altogether: vox forget PERSON")
        if told.get("relation") not in (None, *RELATIONS):
            raise UsageError(
                f"There is no relation '{told['relation']}'.", f"Say {', '.join(RELATIONS)}, or nothing."
            )
        [known] = self._store.query("SELECT * FROM people WHERE id = :id", {"id": person_id})
        changes = {key: value for key, value in told.items() if known[key] != value}
        return self.together(lambda: self._save_details(person_id, known, changes)) if changes else ()

    def _save_details(
        self, person_id: str, known: rows.Row, changes: Mapping[str, str | None]
    ) -> tuple[Correction, ...]:
        """Store details of a person, and for each that somebody decided it."""
        about = {"clip_id": "", "id": None, "start": 0.0, "end": 0.0}
        made = tuple(
            self._store.save_correction(
                self._make(about, f"{DETAIL}{person_id}:{column}", known[column], after)
            )
            for column, after in changes.items()
        )
        self._store.within(lambda db: describe_person(db, person_id, changes))
        return made
