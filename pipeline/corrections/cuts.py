"""Decisions about where answers begin and end."""

import re
from collections.abc import Sequence

from pipeline import rows
from pipeline.corrections.base import Deciding
from pipeline.places import is_text
from pipeline.search import find_answer
from schemas.errors import UsageError
from schemas.records import Correction, Word

_TOKEN = re.compile(r"[^\W_]+")


class Cuts(Deciding):
    """Decisions about cuts."""

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


def _nearest(answer: rows.Row, words: Sequence[Word], at: float | None) -> int:
    """The word that begins nearest to a second, but for the answer's first."""
    inside = range(answer["first_word"] + 1, answer["last_word"] + 1)
    if at is None or not inside or not answer["start"] < at < answer["end"]:
        if is_text(answer):
            raise UsageError(
                f"The answer {answer['id']} cannot be split there: it was written, and has no seconds.",
                "Name the words with which the second part begins: --before 'these words'",
            )
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
    if is_text(answer):
        raise UsageError(
            f"'{sought}' stands {len(places)} times in the answer {answer['id']}.",
            "Add the words that follow.",
        )
    times = ", ".join(f"{words[place].start:.2f}" for place in places)
    raise UsageError(
        f"'{sought}' is said {len(places)} times in the answer {answer['id']}.",
        f"Add the words that follow, or choose a second with --at: {times}.",
    )
