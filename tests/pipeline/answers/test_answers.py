import pytest

from pipeline.answers import find_answers
from schemas.records import Segment, Transcript, Word, join_words
from schemas.settings import DEFAULT_QUESTION


def spoken(text: str) -> Transcript:
    """A transcript that says `text`, a word a second."""
    words = tuple(Word(float(i), i + 1.0, word, 0.9) for i, word in enumerate(text.split()))
    segment = Segment(0.0, float(len(words)), text, words, -0.2, 0.0, 1.0)
    return Transcript("scripted", "script", "en", 1.0, (segment,))


def cut(text: str, question: str = DEFAULT_QUESTION) -> list[tuple[str | None, str]]:
    return [(answer.question, answer.text) for answer in find_answers(spoken(text), question)]


@pytest.mark.parametrize(
    "asked",
    [
        "What makes good customer service?",
        "So, what makes good customer service?",
        "Okay, um, what do you think makes good customer service?",
        "Right. Hi. What's good customer service for you?",
        "Can you tell me what makes great service?",
        "Tell me, what does good service mean to you?",
        "In your opinion, what makes good customer service?",
        "How would you describe good customer service?",
    ],
)
def test_a_question_asked_aloud_is_kept_beside_the_answer(asked: str) -> None:
    answer = "They listen to me. That is all I want."
    [(question, text)] = cut(f"{asked} {answer}")
    assert text == answer
    assert question is not None
    assert asked.endswith(question)


@pytest.mark.parametrize(
    "said",
    [
        "What makes good service is people who care.",
        "Good customer service is when they know my name.",
        "Why is it so hard to get good service? I have no idea.",
        "They smiled. And how hard can good service be? Not very.",
        "You know what I hate? Being passed around.",
        "I phoned and phoned. Did anybody answer? No.",
    ],
)
def test_what_only_sounds_like_the_question_stays_whole(said: str) -> None:
    assert cut(said) == [(None, said)]


def test_asking_again_begins_another_answer() -> None:
    first, second = (
        "What makes good customer service? A smile.",
        "And what makes good customer service for you?",
    )
    assert cut(f"{first} {second} Being left alone.") == [
        ("What makes good customer service?", "A smile."),
        ("And what makes good customer service for you?", "Being left alone."),
    ]


@pytest.mark.parametrize(
    "again", ["And you?", "What about you?", "And how about you two?", "Same question to you?"]
)
def test_a_short_and_you_begins_another_answer(again: str) -> None:
    assert cut(f"A smile. {again} Being left alone.") == [(None, "A smile."), (again, "Being left alone.")]


def test_the_question_alone_is_no_answer() -> None:
    assert cut("What makes good customer service?") == []


def test_a_greeting_belongs_to_whoever_speaks_next() -> None:
    assert cut("Yeah. Okay. They listen.") == [(None, "Yeah. Okay. They listen.")]
    assert cut("They listen. Right. And what makes good customer service for you? Yeah. A smile.") == [
        (None, "They listen."),
        ("Right. And what makes good customer service for you?", "Yeah. A smile."),
    ]
    assert cut("Yeah.") == [(None, "Yeah.")]


def test_silence_is_no_answer() -> None:
    assert find_answers(Transcript("e", "m", None, 0.0, ()), DEFAULT_QUESTION) == ()


def test_the_projects_own_question_is_recognised_without_a_question_mark() -> None:
    said = "What would you change about your street. More trees."
    assert cut(said, "What would you change about your street?") == [
        ("What would you change about your street.", "More trees.")
    ]


def test_an_answer_is_a_piece_of_the_words_with_their_times() -> None:
    transcript = spoken("What makes good customer service? They listen. Always.")
    [answer] = find_answers(transcript, DEFAULT_QUESTION)
    words = transcript.words[answer.first_word : answer.last_word + 1]
    assert join_words(words) == answer.text == "They listen. Always."
    assert (answer.start, answer.end) == (words[0].start, words[-1].end) == (5.0, 8.0)


def test_words_are_joined_as_the_engine_spaced_them() -> None:
    words = [Word(0, 1, "10", 1), Word(1, 2, "-foot", 1, glued=True), Word(2, 3, "tall.", 1)]
    assert join_words(words) == "10-foot tall."
    assert join_words([Word(0, 1, "很", 1, glued=True), Word(1, 2, "好", 1, glued=True)]) == "很好"
