"""What people decided about where answers begin and end, put on top of what the machine found.

Decisions are matched by time and not by number, so that they hold when a clip is heard or cut anew.
"""

from collections.abc import Sequence
from dataclasses import replace

from schemas.records import Answer, Correction, Transcript, Word, join_words

_SAME = 0.5
"""Share of the time that two answers take together and that both take, from which they are the same one."""

_NEAR = 1.0
"""Seconds by which the beginning of an answer may have moved since a person joined it to the one before."""


def apply_cuts(
    answers: Sequence[Answer], transcript: Transcript, corrections: Sequence[Correction]
) -> tuple[Answer, ...]:
    """Split, join and change answers as people decided.

    What a decision is about is its `field`: `split` with the second of the cut in `after`, which is made
    before the nearest word; `join` with the second at which the latter of two neighbours begins; `question`
    with `answer` to give the question that was stripped back to the answer or `question` to strip it again;
    `off_topic` with `1` or `0`. All others are left to whom they concern. A decision about something that is
    no longer there changes nothing.

    Args:
        answers: As the machine found them, in order.
        transcript: In which it found them.
        corrections: Those that were not taken back, in the order in which they were made.
    """
    pieces = _Pieces(answers, transcript)
    for correction in corrections:
        if correction.after is None:
            continue
        match correction.field:
            case "split":
                pieces.split(float(correction.after), correction)
            case "join":
                pieces.join(float(correction.after))
            case "question" if correction.after == "answer":
                pieces.give_back(correction)
            case "question":
                pieces.strip(correction)
            case "off_topic":
                pieces.mark(correction, small_talk=correction.after == "1")
    return tuple(pieces.answers)


class _Pieces:
    """The answers of a clip as they are changed one decision after another."""

    def __init__(self, answers: Sequence[Answer], transcript: Transcript) -> None:
        self.answers = list(answers)
        self._found = tuple(answers)
        self._transcript = transcript
        self._words = transcript.words

    def split(self, cut: float, decided: Correction) -> None:
        here = [answer for answer in self.answers if answer.start < cut < answer.end]
        if not here:
            return
        whole = max(here, key=lambda answer: _likeness(answer, decided))
        following = range(whole.first_word + 1, whole.last_word + 1)
        word = min(following, key=lambda word: abs(self._words[word].start - cut), default=None)
        if word is None or abs(self._words[whole.first_word].start - cut) < abs(
            self._words[word].start - cut
        ):
            return
        place = self.answers.index(whole)
        second = replace(whole, question=None, question_start=None, cut=cut)
        self.answers[place : place + 1] = [
            self._spanning(whole, whole.first_word, word - 1),
            self._spanning(second, word, whole.last_word),
        ]

    def join(self, begins: float) -> None:
        place = min(
            range(1, len(self.answers)), key=lambda at: abs(self.answers[at].start - begins), default=None
        )
        if place is None or abs(self.answers[place].start - begins) > _NEAR:
            return
        first, second = self.answers[place - 1 : place + 1]
        # What is said between them, a question perhaps, comes with them: an answer is never stitched.
        joined = self._spanning(
            replace(first, small_talk=first.small_talk and second.small_talk),
            min(first.first_word, second.first_word),
            max(first.last_word, second.last_word),
        )
        self.answers[place - 1 : place + 1] = [joined]

    def give_back(self, decided: Correction) -> None:
        answer = self._same(decided)
        if answer is None or answer.question_start is None:
            return
        first = _question_word(self._words, answer)
        whole = self._spanning(replace(answer, question=None, question_start=None), first, answer.last_word)
        # Small talk between the question and the answer is part of the whole.
        self.answers = [
            whole if other is answer else other
            for other in self.answers
            if other is answer or not first <= other.first_word < answer.first_word
        ]

    def strip(self, decided: Correction) -> None:
        answer = self._same(decided)
        if answer is None or answer.question is not None:
            return
        for found in self._found:
            if found.question_start is None:
                continue
            first = _question_word(self._words, found)
            if first == answer.first_word and found.first_word <= answer.last_word:
                asked = replace(answer, question=found.question, question_start=found.question_start)
                place = self.answers.index(answer)
                self.answers[place] = self._spanning(asked, found.first_word, answer.last_word)
                return

    def mark(self, decided: Correction, *, small_talk: bool) -> None:
        answer = self._same(decided)
        if answer is not None:
            self.answers[self.answers.index(answer)] = replace(answer, small_talk=small_talk)

    def _same(self, decided: Correction) -> Answer | None:
        """The answer about which a person decided, if it is still there."""
        best = max(self.answers, key=lambda answer: _likeness(answer, decided), default=None)
        return best if best is not None and _likeness(best, decided) >= _SAME else None

    def _spanning(self, answer: Answer, first: int, last: int) -> Answer:
        """The same answer over other words."""
        return replace(
            answer,
            start=self._words[first].start,
            end=self._words[last].end,
            text=join_words(self._words[first : last + 1]),
            first_word=first,
            last_word=last,
            language=self._transcript.language_of(first, last),
        )


def _question_word(words: Sequence[Word], answer: Answer) -> int:
    """Position of the first word of the question that was stripped from an answer."""
    before = range(answer.first_word - 1, -1, -1)
    asked = [word for word in before if words[word].start == answer.question_start]
    return asked[0] if asked else answer.first_word


def _likeness(answer: Answer, decided: Correction) -> float:
    """Share of the time that both take of what either takes."""
    common = min(answer.end, decided.end) - max(answer.start, decided.start)
    either = max(answer.end, decided.end) - min(answer.start, decided.start)
    return common / either if common > 0 and either > 0 else 0.0
