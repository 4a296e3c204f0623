"""From a transcript to answers: what people said, without the question they were asked.

The unit is the sentence as Whisper punctuated it. A sentence that asks the question, in whatever words,
belongs to the interviewer: what follows it is an answer, and asking again begins the next one. A
statement in the question's words ("What makes good service is people who care") is nobody's question and
stays whole. Whoever changes what is found raises `ANSWERS_VERSION` in pipeline/recipes.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas.records import Answer, Transcript, Word, join_words

_OPENERS = (
    r"(?:(?:so|ok(?:ay)?|right|alright|well|now|first|then|and|hi|hello|hey|yeah|please|um+|uh+|er+)\b"
    r"[\s,.!…-]*)*"
)
_ASKING = (
    r"(?:what(?:'s| is| are| do| does| would| makes?| made| really makes)?"
    r"|how (?:do|would|can|does)|when (?:do|is|does)|which"
    r"|(?:can|could|would) you (?:please )?(?:tell|describe|say|explain)|do you (?:think|know)"
    r"|tell (?:me|us)|describe|in your (?:own )?(?:view|opinion|words|experience),? what)"
)
_SUBJECT = r"(?:customer (?:service|care|experience)|service)"
_ONLY_OPENERS = re.compile(_OPENERS, re.IGNORECASE)
_QUESTION = re.compile(rf"^{_OPENERS}{_ASKING}\b.*\b{_SUBJECT}\b", re.IGNORECASE)
_ASKED_AGAIN = re.compile(
    rf"^{_OPENERS}(?:(?:what|how) about you|(?:and )?you(?: two| guys)?|what do you (?:think|reckon|say)"
    rf"|(?:and )?for you|same question(?: to you)?)\b[\w\s,']{{0,25}}\?$",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r",?\s+(?:for|to|according to) (?:you|yourself|you two|you guys)\W*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!…。？！]['\"”’)]*$")
_TITLES = frozenset(["mr.", "mrs.", "ms.", "dr.", "st.", "prof.", "e.g.", "i.e.", "vs.", "etc."])
_TOKEN = re.compile(r"[\w']+")
_NEAR_QUESTION = 0.75
"""Share of the project's own question that must be heard, in order, in a sentence that asks."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    first: int
    last: int
    text: str


@dataclass(slots=True)
class _Turn:
    """What was asked, and what was said to it."""

    asked: list[_Sentence] = field(default_factory=list)
    said: list[_Sentence] = field(default_factory=list)


def find_answers(transcript: Transcript, question: str) -> tuple[Answer, ...]:
    """Cut a transcript into answers, in order.

    Args:
        transcript: What was heard in one clip.
        question: The project's question, recognised even where it is about something else than service.
    """
    words = transcript.words
    said = [turn for turn in _turns(words, question) if turn.said]
    return tuple(_answer(transcript, words, turn, number) for number, turn in enumerate(said, start=1))


def _answer(transcript: Transcript, words: Sequence[Word], turn: _Turn, number: int) -> Answer:
    first, last = turn.said[0].first, turn.said[-1].last
    return Answer(
        start=words[first].start,
        end=words[last].end,
        text=join_words(words[first : last + 1]),
        first_word=first,
        last_word=last,
        question=" ".join(sentence.text for sentence in turn.asked) or None,
        language=transcript.language_of(first, last),
        question_start=words[turn.asked[0].first].start if turn.asked else None,
        number=number,
    )


def _turns(words: Sequence[Word], question: str) -> list[_Turn]:
    turns = [_Turn()]
    # "Right. Hi." belongs to whoever speaks next.
    opening: list[_Sentence] = []
    for sentence in _sentences(words):
        if _ONLY_OPENERS.fullmatch(sentence.text):
            opening.append(sentence)
            continue
        if _asks(sentence.text, question, follows_answer=bool(turns[-1].said)):
            if turns[-1].said:
                turns.append(_Turn())
            turns[-1].asked += [*opening, sentence]
        else:
            turns[-1].said += [*opening, sentence]
        opening = []
    turns[-1].said += opening
    return turns


def _sentences(words: Sequence[Word]) -> Iterator[_Sentence]:
    first = 0
    for position, word in enumerate(words):
        ends = _SENTENCE_END.search(word.text) and word.text.lower() not in _TITLES
        if ends or position == len(words) - 1:
            yield _Sentence(first, position, join_words(words[first : position + 1]))
            first = position + 1


def _asks(sentence: str, question: str, *, follows_answer: bool) -> bool:
    """Whether the interviewer says this sentence.

    Without a question mark it must be the question itself. Within an answer it must be nearly the question,
    or a short "and you?": people ask questions of their own ("How hard can good service be?").
    """
    if not sentence.rstrip("\"'”’)").endswith(("?", "？")):
        said = _tokens(_TO_WHOM.sub("", sentence))
        return said[-len(_tokens(question)) :] == _tokens(question)
    if _overlap(sentence, question) >= _NEAR_QUESTION:
        return True
    return bool((_ASKED_AGAIN if follows_answer else _QUESTION).search(sentence))


def _overlap(sentence: str, question: str) -> float:
    """Share of the question's words that the sentence says, in the same order."""
    wanted, position = _tokens(question), 0
    for token in _tokens(sentence):
        if position < len(wanted) and token == wanted[position]:
            position += 1
    return position / len(wanted) if wanted else 0.0


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower().replace("’", "'"))
