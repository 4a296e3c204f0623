import json
import time
from dataclasses import replace

import pytest

from benchmarks import quotes as benchmark
from pipeline.quotes import LONGEST, SHORTEST, find_quotes, find_quotes_in_text
from schemas.records import Tag, Word, join_words

WORDS = benchmark.words_of


def quoted(text: str, *tags: Tag) -> list[str]:
    return [text[start:end] for start, end in find_quotes_in_text(text, tags)]


def tag(text: str, evidence: str) -> Tag:
    start = text.index(evidence)
    return Tag("t", 0.9, "tag", start, start + len(evidence), "lexicon", "v")


def test_a_quote_is_a_piece_of_the_words_with_their_times() -> None:
    words = WORDS("What makes good service? Oh, they remember my dog's name, every time. Always.")
    [quote] = find_quotes(words, 4, len(words) - 1)
    held = words[quote.first_word : quote.last_word + 1]
    assert quote.text == join_words(held) == "they remember my dog's name, every time."
    assert (quote.start, quote.end) == (held[0].start, held[-1].end) == (5.0, 12.0)


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        # The opening and the small talk are left out.
        (
            "Is it on? So, um, my name's Tracy. I mean, somebody looked up from the till and saw me.",
            "somebody looked up from the till and saw me.",
        ),
        # A story, not the question about it.
        (
            "What do I hate about shops? I can hear them reading their script to me.",
            "I can hear them reading their script to me.",
        ),
        # Unpunctuated.
        (
            "so i went there and i asked him and he said no and so i asked her and she said no as well and"
            " then a girl called Anne drove it to my house on her way home and so i bought another",
            "a girl called Anne drove it to my house on her way home",
        ),
        # A person of whom one must have heard.
        (
            "He did it again the day after that. My bakery keeps a loaf for me on Fridays.",
            "My bakery keeps a loaf for me on Fridays.",
        ),
    ],
)
def test_the_first_quote_is_what_an_editor_would_print(said: str, quote: str) -> None:
    assert quoted(said)[0] == quote


@pytest.mark.parametrize(
    ("said", "not_alone"),
    [
        (
            "They were friendly to me every single time, but they never once answered the phone.",
            "every single time,",
        ),
        ("If nobody says hello when I come in, I turn round and go to the shop next door.", "I turn round"),
        ("She said to me, madam, I don't care what your receipt says about the date of it.", "I don't care"),
        ("I don't think, you know, they care about anybody but themselves in that shop.", "they care"),
        ("No one cares about you in that place any more.", "one cares"),
    ],
)
def test_what_would_say_something_else_alone_is_not_cut_off(said: str, not_alone: str) -> None:
    assert not any(quote.startswith(not_alone) or quote.endswith(not_alone) for quote in quoted(said))


def test_a_quote_carries_the_themes_of_its_answer() -> None:
    said = "They knew every plant in the garden centre. They carried each pot to the car park."
    first, second = said.split(". ")
    assert quoted(said, tag(said, "knew"))[0].startswith(first)
    assert quoted(said, tag(said, "carried"))[0].startswith(second)


def test_evidence_is_found_where_words_are_written_together() -> None:
    words = [
        replace(word, glued=word.text == "-foot")
        for word in WORDS(
            "A 10 -foot queue stood outside their shop. A nice lady carried my pots to the car."
        )
    ]
    text = join_words(words)
    assert find_quotes(words, 0, 16, [tag(text, "queue")])[0].text.startswith("A 10-foot queue")
    assert find_quotes(words, 0, 16, [tag(text, "carried")])[0].text.startswith("A nice lady")


def test_words_that_may_be_misheard_are_not_shown_first() -> None:
    words = WORDS("They keep my parcels behind the counter. They carry my boxes to the corner.")
    assert find_quotes(words, 0, 13)[0].first_word == 0
    doubtful = [replace(word, probability=0.2) if place < 3 else word for place, word in enumerate(words)]
    assert find_quotes(doubtful, 0, 13)[0].first_word == 7


@pytest.mark.parametrize("said", ["", "They listen.", "Yes. No. Maybe. I suppose.", "这很好。真的。"])
def test_an_answer_shorter_than_a_quote_has_none(said: str) -> None:
    words = WORDS(said)
    assert find_quotes(words, 0, len(words) - 1) == ()


def test_quotes_of_all_kinds_of_answers_keep_the_rules() -> None:
    assert (SHORTEST, LONGEST) == (7, 30)
    lines = benchmark._OWN.read_text("utf-8").splitlines()
    for answer in map(json.loads, lines):
        words: list[Word] = WORDS(answer["text"])
        quotes = find_quotes(words, 0, len(words) - 1)
        assert 1 <= len(quotes) <= 3
        assert benchmark.faults_of(words, quotes) == []
        assert [answer["text"][start:end] for start, end in find_quotes_in_text(answer["text"])] == [
            quote.text for quote in quotes
        ]


def test_a_very_long_answer_takes_no_time() -> None:
    started = time.perf_counter()
    assert len(quoted("and then they said nothing to me about my parcel " * 1000))
    assert time.perf_counter() - started < 3
