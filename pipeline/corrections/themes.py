"""Decisions about which themes an answer speaks of."""

from pipeline import rows
from pipeline.corrections.base import Deciding
from pipeline.decisions import THEME
from pipeline.search import find_answer, find_theme
from schemas.errors import UsageError
from schemas.records import Correction


class Themes(Deciding):
    """Decisions about themes."""

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
        answer, state = self._theme(answer_id, slug, carried=False)
        return self._decide(answer, THEME + slug, state, "added") if state != "person" else None

    def remove(self, answer_id: str, slug: str, *, if_carried: bool = False) -> Correction | None:
        """Take a theme off the answer, whoever put it there.

        Args:
            answer_id: The answer.
            slug: The theme's.
            if_carried: Whether it is well if the answer does not carry it.
        """
        answer, state = self._theme(answer_id, slug, carried=not if_carried)
        return self._decide(answer, THEME + slug, state, "removed") if state else None

    def _theme(self, answer_id: str, slug: str, *, carried: bool) -> tuple[rows.Row, str | None]:
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
