"""From a transcript to answers: what people said, without the question they were asked.

    words -> what is asked, what is said, what is talk about the filming -> answers

What asks the project's question belongs to the interviewer; what follows is an answer. Asking again, a short
"and you?" or another voice begins the next one. What machines found can be changed by people: `apply_cuts`.
Whoever changes what is found raises `ANSWERS_VERSION` in pipeline/recipes.py.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.answers import small_talk
from pipeline.answers.cuts import apply_cuts
from pipeline.answers.question import Listener
from pipeline.answers.speakers import Speakers
from pipeline.answers.speech import listen, plain
from schemas.records import Answer, Transcript, Turn, join_words

__all__ = ["apply_cuts", "find_answers"]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Positions in what was heard, the last not included."""

    first: int
    last: int


@dataclass(slots=True)
class _Exchange:
    """What was asked, and what was said to it."""

    asked: list[_Piece] = field(default_factory=list)
    said: list[_Piece] = field(default_factory=list)


_PAUSE = 0.8
"""Seconds of silence after which somebody may ask, even where no sentence was seen to end."""


def find_answers(transcript: Transcript, question: str, turns: Sequence[Turn] = ()) -> tuple[Answer, ...]:
    """Cut a transcript into answers, in order.

    Args:
        transcript: What was heard in one clip.
        question: The project's question, recognised even where it is about something else than service.
        turns: Who speaks when, where voices were told apart.
    """
    cutter = _Cutter(transcript, question, turns)
    found: list[Answer] = []
    for exchange in cutter.exchanges():
        before, said, after = cutter.without_small_talk(exchange.said)
        holds_question = said or before or after
        for pieces in (before, said, after):
            if pieces:
                asked = exchange.asked if pieces is holds_question else []
                answer = cutter.answer(pieces, asked, small_talk=pieces is not said)
                found.append(replace(answer, number=len(found) + 1))
    return tuple(found)


class _Cutter:
    """Cuts one transcript."""

    def __init__(self, transcript: Transcript, question: str, turns: Sequence[Turn]) -> None:
        self._transcript = transcript
        self._words = transcript.words
        self._heard = listen(self._words)
        self._speakers = Speakers(self._words, self._heard, turns)
        self._listener = Listener(self._heard, question)

    def exchanges(self) -> list[_Exchange]:
        """What was asked and what was said to it, in order."""
        found = [_Exchange()]
        askers: set[int | None] = set()
        opening: int | None = None  # "Right. Hi." belongs to whoever speaks next
        stops = self._stops()
        position = 0
        while position < len(self._heard):
            stop = stops[bisect_right(stops, position)]
            if position in self._speakers.changes:
                if opening is not None:
                    found[-1].said.append(_Piece(opening, position))
                    opening = None
                if found[-1].said:
                    found.append(_Exchange())
            here = position if opening is None else opening
            if stop not in self._speakers.changes and self._listener.is_opener(position, stop):
                opening, position = here, stop
                continue
            opening = None
            end = self._asked_until(here, found[-1], stop, askers)
            if end is None:
                found[-1].said.append(_Piece(here, stop))
                position = stop
                continue
            askers.add(self._speakers.voice(here, end))
            self._ask(found, _Piece(here, end))
            position = end
        if opening is not None:
            found[-1].said.append(_Piece(opening, len(self._heard)))
        return found

    def _stops(self) -> list[int]:
        """Where something may end: a sentence, a stretch before a pause, what one voice says."""
        heard, words = self._heard, self._words
        return [
            place
            for place in range(1, len(heard))
            if heard[place - 1].ends
            or place in self._speakers.changes
            or words[heard[place].word].start - words[heard[place - 1].word].end >= _PAUSE
        ] + [len(heard)]

    def _asked_until(self, here: int, now: _Exchange, stop: int, askers: set[int | None]) -> int | None:
        """Where a question that begins here ends; None if it is part of an answer."""
        answered = not all(small_talk.opens(self._text(piece)) for piece in now.said)
        end = self._listener.question_at(here, follows_answer=answered)
        if end is None and (now.said or now.asked):
            end = self._listener.again_at(here)
        voice = self._speakers.voice(here, stop)
        if end is None and voice is not None and voice in askers and self._heard[stop - 1].asks:
            end = stop  # whoever asked before asks on: "And why is that?"
        # Never within a word, as in "service-well".
        while end and here < end < len(self._heard) and self._heard[end].word == self._heard[end - 1].word:
            end -= 1
        return end if end and end > here else None

    def _ask(self, found: list[_Exchange], asked: _Piece) -> None:
        first, said = found[0], found[-1].said
        if said and len(found) == 1 and not first.asked and all(map(self._introduces, said)):
            first.asked, first.said = [*said, asked], []
            return
        if said:
            found.append(_Exchange())
        found[-1].asked.append(asked)

    def _introduces(self, piece: _Piece) -> bool:
        return self._listener.introduces(piece.first, piece.last)

    def without_small_talk(self, said: Sequence[_Piece]) -> tuple[list[_Piece], list[_Piece], list[_Piece]]:
        """What was said about the filming before an answer, the answer, and what was said after it."""
        rest, before, after = list(said), [], []
        while rest and small_talk.opens(self._text(rest[0])):
            before.append(rest.pop(0))
        if rest and (spoken := small_talk.opening_words(self._text(rest[0]))):
            first = rest[0]
            before.append(_Piece(first.first, first.first + spoken))
            rest[0] = _Piece(first.first + spoken, first.last)
        closing = len(rest)
        while closing and small_talk.closes(self._text(rest[closing - 1])):
            closing -= 1
        if any(small_talk.surely_closes(self._text(piece)) for piece in rest[closing:]):
            rest, after = rest[:closing], rest[closing:]
        if rest and not after and (spoken := small_talk.closing_words(self._text(rest[-1]))):
            last = rest[-1]
            after.append(_Piece(last.last - spoken, last.last))
            rest[-1] = _Piece(last.first, last.last - spoken)
        return before, rest, after

    def answer(self, said: Sequence[_Piece], asked: Sequence[_Piece], *, small_talk: bool) -> Answer:
        """The answer that consists of these pieces, which follow each other."""
        first, last = self._first_word(said[0]), self._last_word(said[-1])
        return Answer(
            start=self._words[first].start,
            end=self._words[last].end,
            text=join_words(self._words[first : last + 1]),
            first_word=first,
            last_word=last,
            question=" ".join(self._written(piece) for piece in asked) or None,
            language=self._transcript.language_of(first, last),
            question_start=self._words[self._first_word(asked[0])].start if asked else None,
            voice=self._speakers.voice(said[0].first, said[-1].last),
            small_talk=small_talk,
        )

    def _text(self, piece: _Piece) -> str:
        return plain(self._heard[piece.first : piece.last])

    def _written(self, piece: _Piece) -> str:
        return join_words(self._words[self._first_word(piece) : self._last_word(piece) + 1])

    def _first_word(self, piece: _Piece) -> int:
        return self._heard[piece.first].word if piece.first else 0

    def _last_word(self, piece: _Piece) -> int:
        """Its last word, and signs that stand alone after it."""
        return (self._heard[piece.last].word if piece.last < len(self._heard) else len(self._words)) - 1
