"""Decisions about who may speak: what introductions and names of files suggest."""

from pipeline import rows
from pipeline.corrections.speakers import Speakers
from pipeline.naming import NOT_THEM
from pipeline.search import near
from schemas.errors import UsageError
from schemas.records import Correction

_TOLD = ("role", "company", "place")


class Suggested(Speakers):
    """Decisions about suggestions of who speaks."""

    def accept_person(
        self, suggestion_id: str, person: str | None = None, *, is_new: bool = False
    ) -> tuple[Correction, ...]:
        """Name who is suggested, in all answers of that voice, and tell of them what is.

        Of somebody who is known, only what is not told yet.

        Args:
            suggestion_id: The suggestion.
            person: Who that is, by name or id.
            is_new: Whether they are somebody else than who is called so already.
        """
        told = self._suggestion(suggestion_id)
        return self.together(lambda: self._accept(told, person, is_new=is_new))

    def dismiss_person(self, suggestion_id: str) -> Correction:
        """It is not who is suggested: nobody is suggested there any more."""
        told = self._suggestion(suggestion_id)
        [answer] = self._store.query("SELECT * FROM answers WHERE id = :answer_id", told)
        return self._decide(answer, NOT_THEM + told["source"], None, "no")

    def _suggestion(self, suggestion_id: str) -> rows.Row:
        found = self._store.query("SELECT * FROM person_suggestions ORDER BY id")
        for row in found:
            if row["id"] == suggestion_id:
                return row
        meant = near(suggestion_id, [row["id"] for row in found])
        raise UsageError(
            f"There is no suggestion '{suggestion_id}'.{meant}", "See them all: vox people suggestions"
        )

    def _accept(self, told: rows.Row, person: str | None, *, is_new: bool) -> tuple[Correction, ...]:
        who = self._meant(told, person, is_new=is_new)
        [answer] = self._store.query("SELECT * FROM answers WHERE id = :answer_id", told)
        if answer["voice"] is None:
            same = self._store.query(
                "SELECT id FROM answers WHERE clip_id = :clip_id AND (person_id IS NULL OR by_file)"
                " AND voice IS NULL ORDER BY position",
                answer,
            )
            named = [self.name(row["id"], who) for row in same]
        else:
            named = [self.name(answer["id"], who, voice=True)]
        [known] = self._store.query("SELECT * FROM people WHERE id = :id", {"id": who})
        details = {key: told[key] for key in _TOLD if told[key] and not known[key]}
        return (*filter(None, named), *self.describe(who, **details))

    def _meant(self, told: rows.Row, person: str | None, *, is_new: bool) -> str:
        """The id of who is suggested.

        Raises:
            UsageError: Somebody is called so already: only a person can say whether it is them.
        """
        if person:
            return self._known_person(person)
        if told["person_id"] and not is_new:
            return str(told["person_id"])
        same = [
            row["id"]
            for row in self._store.query(
                "SELECT id FROM people WHERE name = :name COLLATE NOCASE ORDER BY id", told
            )
        ]
        if same and not is_new:
            raise UsageError(
                f"Somebody is called {told['name']} already: {', '.join(same)}.",
                f"Say whether it is them, for what they agreed to would count for this, too: --as {same[0]};"
                " or --new for somebody else.",
            )
        return self.remember(told["name"], is_new=True)
