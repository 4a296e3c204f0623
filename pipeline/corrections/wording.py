"""Decisions about how words are written, and which of them are worth quoting."""

from pipeline.corrections.base import Deciding
from pipeline.edits import BAR, QUOTE, WORDS, edited, word_edits
from pipeline.search import find_answer
from schemas.errors import UsageError
from schemas.records import Correction, join_words


class Wording(Deciding):
    """Decisions about words."""

    def reword(self, answer_id: str, first: int, last: int, text: str) -> Correction | None:
        """Write words as they were said; what the machine heard is kept, and so are the times.

        Args:
            answer_id: The answer.
            first: Position in the clip of the first of the words.
            last: Position of the last, included.
            text: What is written there now; empty where nothing was said.
        """
        answer = find_answer(self._store, answer_id)
        words, shown = self._spoken(answer, first, last)
        text = " ".join(text.split())
        if BAR[0] in text:
            raise UsageError(f"'{text}' holds a bar, which stands for what is redacted.", "Write the words.")
        hidden = word_edits(self._words(answer), self._store.corrections(answer["clip_id"]))
        if any(hidden.get(place, ("", False))[1] for place in range(first, last + 1)):
            raise UsageError(
                "These words are redacted: nobody would read what is written there.",
                "Choose others beside them, or take the redaction back first.",
            )
        if join_words(shown) == text:
            return None
        before = join_words(words)
        return self._edit(answer, WORDS, before, text, words[0].start, words[-1].end)

    def choose_quote(self, answer_id: str, first: int, last: int) -> Correction | None:
        """Choose the words that stand for an answer where it is shown short.

        Args:
            answer_id: The answer.
            first: Position in the clip of the first of the words.
            last: Position of the last, included.
        """
        answer = find_answer(self._store, answer_id)
        words, shown = self._spoken(answer, first, last)
        text = join_words(shown)
        if not text or BAR in text:
            raise UsageError(
                "A quote cannot hold words that are redacted or taken out.", "Choose others beside them."
            )
        start, end = words[0].start, words[-1].end
        known = self._store.query(
            'SELECT chosen, text, start, "end" FROM quotes WHERE answer_id = :id AND position = 1', answer
        )
        if known and known[0] == {"chosen": 1, "text": text, "start": start, "end": end}:
            return None
        return self._edit(answer, QUOTE, answer["quote"], text, start, end, is_about_sound=True)

    def words_at(self, answer_id: str, text: str) -> tuple[int, int]:
        """Where in an answer some words are said, as they are shown: the positions of the first and last.

        Raises:
            UsageError: They are not said there, or several times.
        """
        answer = find_answer(self._store, answer_id)
        transcript = edited(self._transcript(answer), self._store.corrections(answer["clip_id"]))
        sought = " ".join(text.split()).casefold()
        found = []
        for first in range(answer["first_word"], answer["last_word"] + 1):
            for last in range(first, answer["last_word"] + 1):
                read = join_words(transcript.words[first : last + 1]).casefold()
                if len(read) > len(sought) + 2:
                    break
                if _plain(read) == _plain(sought) and transcript.words[first].text:
                    found.append((first, last))
                    break
        if len(found) == 1:
            return found[0]
        if not found:
            raise UsageError(
                f"'{text}' is not said in the answer {answer_id}.", f"See its words: vox show {answer_id}"
            )
        times = ", ".join(f"{transcript.words[first].start:.2f}" for first, _ in found)
        raise UsageError(
            f"'{text}' is said {len(found)} times in the answer {answer_id}, at {times} seconds.",
            "Add the words before or after it.",
        )


def _plain(text: str) -> str:
    return text.strip(".,;:!?…\"'“”‘’ ")
