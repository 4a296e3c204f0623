"""Decisions about what is let out: first an answer as it is heard and seen, then its quote."""

from pipeline.corrections.base import Deciding
from pipeline.edits import NAMES, QUOTE_REVIEW, REVIEW, STARRED
from pipeline.search import find_answer
from schemas.errors import UsageError
from schemas.records import Correction


class Review(Deciding):
    """Decisions about letting out."""

    def approve(self, answer_id: str) -> Correction | None:
        """The answer may be shown, as far as the people in it agree."""
        return self._review(answer_id, "approved")

    def hide(self, answer_id: str) -> Correction | None:
        """The answer is shown nowhere; it is kept."""
        return self._review(answer_id, "hidden")

    def reset_review(self, answer_id: str) -> Correction | None:
        """Nothing is decided about the answer yet."""
        return self._review(answer_id, "new")

    def approve_quote(self, answer_id: str) -> Correction | None:
        """The answer's best quote may stand alone."""
        answer = find_answer(self._store, answer_id)
        if answer["review"] != "approved":
            raise UsageError(
                f"The answer {answer_id} is not approved yet, so its quote cannot be.",
                f"Listen to it and approve it first: vox correct approve {answer_id}",
            )
        if answer["quote"] is None:
            raise UsageError(
                f"The answer {answer_id} has no quote.", "Choose one: vox correct quote ANSWER WORDS"
            )
        if answer["quote_review"] == "approved" and self._stands(answer, QUOTE_REVIEW):
            return None
        # The words themselves: with another tagger another quote may be the best, which nobody approved.
        return self._decide(answer, QUOTE_REVIEW, None, answer["quote"], is_about_sound=True)

    def star(self, answer_id: str, on: bool = True) -> Correction | None:
        """Put an answer first, or no more."""
        answer = find_answer(self._store, answer_id)
        if bool(answer["starred"]) == on:
            return None
        return self._decide(answer, STARRED, str(answer["starred"]), str(int(on)))

    def allow_names(self, answer_id: str) -> Correction | None:
        """What looks like a name in the answer is none, or may be read."""
        answer = find_answer(self._store, answer_id)
        if self._stands(answer, NAMES):
            return None
        return self._decide(answer, NAMES, None, "1", is_about_sound=True)

    def _review(self, answer_id: str, review: str) -> Correction | None:
        answer = find_answer(self._store, answer_id)
        if answer["review"] == review and (review != "approved" or self._stands(answer, REVIEW)):
            return None
        return self._decide(answer, REVIEW, answer["review"], review, is_about_sound=review == "approved")
