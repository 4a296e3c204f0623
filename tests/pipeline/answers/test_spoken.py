"""Questions as they are put, where answers begin, small talk, and several people in one clip."""

import pytest

from benchmarks.questions import transcript
from pipeline.answers import find_answers
from schemas.records import Answer, Turn
from schemas.settings import DEFAULT_QUESTION

ANSWER = "well I think it's listening"


def answers(text: str, *turns: Turn, question: str = DEFAULT_QUESTION) -> tuple[Answer, ...]:
    return find_answers(transcript(text), question, turns)


@pytest.mark.parametrize(
    "asked",
    [
        "so what makes good customer service for you",
        "so tell us in your own words what good service means",
        "what do you reckon makes for really good customer service",
        "could you tell us a bit about what good customer service looks like for you",
        "okay Margaret what would you say good customer service is",
        "my question to you is what makes good customer service",
        "what make good customer services do you think",
        "good customer service what is it",
        "alright fire away what makes good customer service",
    ],
)
def test_a_question_without_any_mark_is_cut_off_exactly(asked: str) -> None:
    [answer] = answers(f"{asked} {ANSWER}")
    assert (answer.question, answer.text) == (asked, ANSWER)
    assert (answer.question_start, answer.start) == (0.0, len(asked.split()) / 2)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Why did you choose our gym?", "Tell us why you picked our gym."),
        ("What do you love about living in Bristol?", "So what's the best thing about living in Bristol?"),
        (
            "How has the programme helped your business?",
            "In what way has the programme helped your business?",
        ),
    ],
)
def test_another_question_is_recognised_in_other_words(question: str, asked: str) -> None:
    [answer] = answers(f"{asked} Everything.", question=question)
    assert (answer.question, answer.text) == (asked, "Everything.")


@pytest.mark.parametrize(
    "said",
    [
        "What makes good service for me is being left alone",
        "what makes customer service good is when they own up to a mistake",
        "I want customer service to be quick",
        "You should ask yourself what makes good customer service every single day.",
        "Tell me once and tell me straight, that is good service to me.",
        "She said can you tell me what the problem is? And then she just listened.",
        "Is it on the menu? Then it should be in the kitchen.",
        "Just be nice. That's it.",
        "They always say please and thank you",
        "Shall I just start by saying I'm the customer from hell?",
    ],
)
def test_an_answer_stays_whole(said: str) -> None:
    assert [(each.question, each.text, each.small_talk) for each in answers(said)] == [(None, said, False)]


def test_small_talk_is_kept_apart_and_never_cut_from_the_middle() -> None:
    said = "Is it on? Are we rolling? What makes good service? Is it on? I asked. That's it. Thank you, cut."
    assert [(each.text, each.small_talk, each.question) for each in answers(said)] == [
        ("Is it on? Are we rolling?", True, None),
        ("Is it on?", True, None),
        ("I asked.", False, "What makes good service?"),
        ("That's it. Thank you, cut.", True, None),
    ]
    assert [each.text for each in answers("They ask. Is it on? Nobody knows.")] == [
        "They ask. Is it on? Nobody knows."
    ]


def test_small_talk_without_marks() -> None:
    said = "is it on okay so I'd say patience and a smile that's it thank you"
    assert [(each.text, each.small_talk) for each in answers(said)] == [
        ("is it on", True),
        ("okay so I'd say patience and a smile", False),
        ("that's it thank you", True),
    ]


def test_another_voice_begins_another_answer() -> None:
    said = "They listen to me. A good laugh with people."
    first, second = answers(said, Turn(0.0, 2.4, 1), Turn(2.4, 9.0, 2))
    assert (first.text, first.voice, first.number) == ("They listen to me.", 1, 1)
    assert (second.text, second.voice, second.number) == ("A good laugh with people.", 2, 2)


def test_a_word_thrown_in_by_another_voice_cuts_nothing() -> None:
    said = "They listen to me. Yeah. And they smile at everybody."
    [answer] = answers(said, Turn(0.0, 2.0, 1), Turn(2.0, 2.5, 2), Turn(2.5, 9.0, 1))
    assert (answer.text, answer.voice) == (said, 1)


def test_whoever_asked_asks_on() -> None:
    said = "So what makes good service? They listen to me. And why is that then? It makes me feel welcome."
    asked, again = answers(said, Turn(0, 2.5, 1), Turn(2.5, 4.5, 2), Turn(4.5, 7, 1), Turn(7, 12, 2))
    assert (asked.text, asked.voice) == ("They listen to me.", 2)
    assert (again.question, again.text) == ("And why is that then?", "It makes me feel welcome.")


def test_every_word_is_in_one_answer_or_in_a_question() -> None:
    said = (
        "Okay. Is it on? So what makes good service? Smile. And you? Oh, well, patience I'd say. Thank you."
    )
    found = answers(said)
    spoken = " ".join(f"{each.question or ''} {each.text}" for each in found)
    assert spoken.split() == said.split()


@pytest.mark.parametrize("text", ["", "...", "?", "🙂", "很好。", "a" * 5000, "what " * 3000, "so " * 3000])
def test_odd_texts_are_no_trouble(text: str) -> None:
    answers(text)
