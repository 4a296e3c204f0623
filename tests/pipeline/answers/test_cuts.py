"""What a person decided about the places of answers: split, join, give a question back, hide."""

from collections.abc import Sequence

from pipeline.answers import find_answers
from pipeline.answers.cuts import apply_cuts
from schemas.records import Answer, Correction, Segment, Transcript, Word
from schemas.settings import DEFAULT_QUESTION

SAID = (
    "What makes good customer service? They listen. They smile."
    " And what makes good customer service for you? A kind word."
)


def spoken(text: str, begins: float = 0.0) -> Transcript:
    """A transcript that says `text`, a word a second."""
    words = tuple(Word(begins + i, begins + i + 1, word, 0.9) for i, word in enumerate(text.split()))
    segment = Segment(begins, begins + len(words), text, words, -0.2, 0.0, 1.0, "en")
    return Transcript("scripted", "script", "en", 1.0, (segment,))


def decide(field: str, after: str, about: Answer | None = None) -> Correction:
    start, end = (about.start, about.end) if about else (0.0, 0.0)
    return Correction(0, "c", None, field, None, after, start, end, "Ada", "2026-01-01T00:00:00+00:00")


def decided(transcript: Transcript, corrections: Sequence[Correction]) -> list[tuple[str | None, str]]:
    found = find_answers(transcript, DEFAULT_QUESTION)
    return [(answer.question, answer.text) for answer in apply_cuts(found, transcript, corrections)]


def found(transcript: Transcript) -> tuple[Answer, ...]:
    return find_answers(transcript, DEFAULT_QUESTION)


QUESTION = "What makes good customer service?"
AGAIN = "And what makes good customer service for you?"


def test_without_decisions_the_answers_are_the_machines() -> None:
    transcript = spoken(SAID)
    assert apply_cuts(found(transcript), transcript, []) == found(transcript)
    assert decided(transcript, []) == [(QUESTION, "They listen. They smile."), (AGAIN, "A kind word.")]


def test_a_split_is_made_before_the_nearest_word_and_remembers_its_cut() -> None:
    transcript = spoken(SAID)
    first, second, third = apply_cuts(found(transcript), transcript, [decide("split", "7.2")])
    assert [first.text, second.text, third.text] == ["They listen.", "They smile.", "A kind word."]
    assert (first.question, first.number, first.cut) == (QUESTION, 1, None)
    assert (second.question, second.number, second.cut) == (None, 1, 7.2)
    assert (second.start, second.end, second.language) == (7.0, 9.0, "en")
    assert third.number == 2


def test_a_split_holds_when_the_clip_is_heard_a_little_differently() -> None:
    again = spoken(SAID, begins=0.3)
    [first, second, _] = apply_cuts(found(again), again, [decide("split", "7.2")])
    assert (first.text, second.text, second.cut) == ("They listen.", "They smile.", 7.2)


def test_a_split_outside_of_every_answer_or_before_its_first_word_changes_nothing() -> None:
    transcript = spoken(SAID)
    for cut in ("2.0", "5.0", "5.2", "99"):
        assert apply_cuts(found(transcript), transcript, [decide("split", cut)]) == found(transcript)


def test_joined_answers_hold_all_that_was_said_between_them() -> None:
    transcript = spoken(SAID)
    second = found(transcript)[1]
    [joined] = apply_cuts(found(transcript), transcript, [decide("join", str(second.start), second)])
    assert joined.text == f"They listen. They smile. {AGAIN} A kind word."
    assert (joined.question, joined.number, joined.cut) == (QUESTION, 1, None)


def test_what_was_split_can_be_joined_again() -> None:
    transcript = spoken(SAID)
    both = [decide("split", "7.2"), decide("join", "7.0")]
    assert apply_cuts(found(transcript), transcript, both) == found(transcript)


def test_a_join_of_what_is_no_longer_apart_changes_nothing() -> None:
    transcript = spoken(SAID)
    assert apply_cuts(found(transcript), transcript, [decide("join", "8.0")]) == found(transcript)


def test_a_question_is_given_back_and_stripped_again() -> None:
    transcript = spoken(SAID)
    first = found(transcript)[0]
    back = decide("question", "answer", first)
    assert decided(transcript, [back])[0] == (None, f"{QUESTION} They listen. They smile.")
    assert decided(transcript, [back])[1] == (AGAIN, "A kind word.")
    [whole, _] = apply_cuts(found(transcript), transcript, [back])
    again = [back, decide("question", "question", whole)]
    assert apply_cuts(found(transcript), transcript, again) == found(transcript)


def test_a_person_hides_an_answer_and_shows_it_again() -> None:
    transcript = spoken(SAID)
    first = found(transcript)[0]
    hide, show = decide("off_topic", "1", first), decide("off_topic", "0", first)
    assert [answer.small_talk for answer in apply_cuts(found(transcript), transcript, [hide])] == [
        True,
        False,
    ]
    assert apply_cuts(found(transcript), transcript, [hide, show]) == found(transcript)


def test_what_was_decided_of_a_short_answer_is_not_done_to_a_long_one_around_it() -> None:
    transcript = spoken(SAID)
    first = found(transcript)[0]
    hide = Correction(0, "c", None, "off_topic", None, "1", first.start, first.start + 0.5, "Ada", "")
    assert apply_cuts(found(transcript), transcript, [hide]) == found(transcript)


def test_decisions_about_other_things_are_left_to_others() -> None:
    transcript = spoken(SAID)
    first = found(transcript)[0]
    others = [decide("person", "Maya", first), decide("theme:speed", "accept", first)]
    assert apply_cuts(found(transcript), transcript, others) == found(transcript)
