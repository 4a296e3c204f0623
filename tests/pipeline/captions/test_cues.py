"""Captions: what shares one, where its line is broken, and when it is shown."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.captions import (
    LONGEST_LINE,
    MOST_A_SECOND,
    TOLERANCE,
    Cue,
    Passage,
    make_cues,
)
from pipeline.captions.passages import PAUSE, width
from pipeline.edits import BAR
from schemas.records import Word


def say(text: str, *, speed: float = 14.0, begin: float = 1.0, glued: bool = False) -> tuple[Word, ...]:
    """A text as somebody says it: so many letters a second; `~` is a second in which nobody speaks."""
    words, now = [], begin
    for token in list(text) if glued else text.split():
        if token == "~":
            now += 1.0
            continue
        length = (width(token) + (not glued)) / speed
        words.append(Word(round(now, 3), round(now + length * 0.95, 3), token, 0.9, glued))
        now += length
    return tuple(words)


def told(text: str, speed: float = 14.0) -> list[str]:
    return [" / ".join(cue.lines) for cue in make_cues([Passage(say(text, speed=speed))])]


def test_captions_end_with_sentences_and_lines_with_clauses() -> None:
    assert told(
        "Our staff get three weeks of training, and then they're allowed to go off script."
        " A guest had a flight at five, and nobody to cook for her. There's no page for that."
    ) == [
        "Our staff get three weeks of training, / and then they're allowed to go off script.",
        "A guest had a flight at five, / and nobody to cook for her.",
        "There's no page for that.",
    ]


def test_short_sentences_share_a_caption() -> None:
    assert told("No. Never. They listen.") == ["No. Never. They listen."]


def test_a_pause_ends_a_caption() -> None:
    cues = make_cues([Passage(say("They just ~ listen to me"))])
    assert [cue.lines for cue in cues] == [("They just",), ("listen to me",)]
    assert cues[0].end < cues[1].start


def test_nobody_shares_a_caption_with_somebody_else() -> None:
    ann, bob = say("They listen."), say("They smile.", begin=1.9)
    cues = make_cues([Passage(ann, "Ann", "en"), Passage(bob, "Bob", "de")])
    assert [(cue.speaker, cue.language, *cue.lines) for cue in cues] == [
        ("Ann", "en", "They listen."),
        ("Bob", "de", "They smile."),
    ]


def test_a_caption_that_is_too_quick_stays_a_little_longer_and_no_more() -> None:
    [first, second] = make_cues([Passage(say("Undivided attention always. ~ Yes.", speed=21.0))])
    assert first.speed == MOST_A_SECOND
    words = say("Undivided attention always. ~ Yes.", speed=21.0)
    assert first.end - words[2].end < TOLERANCE
    # One word of a third of a second is not kept for a whole one.
    assert second.end == pytest.approx(words[-1].end + TOLERANCE, abs=0.0015)


def test_who_speaks_too_fast_is_told_as_fast() -> None:
    words = say("They never rang me back and nobody said why they had not done it at all", speed=30.0)
    cues = make_cues([Passage(words)])
    assert all(cue.speed > MOST_A_SECOND for cue in cues)
    assert_in_time(cues, words)


def test_chinese_letters_count_double_and_no_line_begins_with_a_mark() -> None:
    text = "他们总是认真地听我说话，而且从来不会一边看手机一边回答我的问题。这就是我说的好服务，真的。"
    cues = make_cues([Passage(say(text, glued=True, speed=12.0), language="zh")])
    assert "".join("".join(cue.lines) for cue in cues) == text
    assert all(width(line) <= LONGEST_LINE for cue in cues for line in cue.lines)
    assert not any(line[0] in "，。" for cue in cues for line in cue.lines)
    assert cues[0].lines[-1].endswith(("，", "。"))


def test_a_piece_of_a_word_stays_with_it() -> None:
    words = (*say("The rule is that every one of these prices is")[:], Word(4.6, 4.9, "3.", 0.9))
    cues = make_cues([Passage((*words, Word(4.9, 5.2, "5", 0.9, glued=True)))])
    assert cues[-1].lines[-1].endswith("3.5")


def test_what_is_wider_than_a_line_is_broken_and_a_bar_is_kept() -> None:
    address = "https://example.org/" + "abcdefghij" * 8
    cues = make_cues([Passage((Word(0, 5, address, 1.0), Word(5, 6, BAR, 1.0)))])
    assert all(width(line) <= LONGEST_LINE for cue in cues for line in cue.lines)
    assert "".join("".join(cue.lines) for cue in cues) == f"{address} {BAR}"


def test_words_that_stand_in_the_place_of_one_share_its_time() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    cues = make_cues([Passage((Word(0.0, 9.6, text, 1.0),))])
    assert len(cues) == 2
    assert " ".join(line for cue in cues for line in cue.lines) == text
    assert cues[0].end == pytest.approx(cues[1].start, abs=TOLERANCE)
    assert cues[-1].end == 9.6


def test_times_are_those_of_the_film() -> None:
    words = say("They listen to me. ~ ~ And they smile.", begin=61.0)
    cues = make_cues([Passage(words)], lambda seconds: seconds - 60.0, end=words[-1].end - 60.0)
    assert cues[0].start == 1.0
    assert cues[-1].end == pytest.approx(words[-1].end - 60.0, abs=0.0006)


TOKENS = st.sampled_from(
    ["a", "the", "why,", "no.", "服务", "。", "extraordinarily", BAR, "-foot", "x" * 50, "é"]
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(TOKENS, st.floats(0, 1.5), st.floats(-0.1, 1.2), st.booleans()), min_size=1, max_size=25
    ),
    st.integers(1, 3),
)
def test_every_word_is_in_one_caption_and_none_is_out_of_time(
    said: list[tuple[str, float, float, bool]], people: int
) -> None:
    now, words = 0.0, []
    for text, length, gap, glued in said:
        start = max(0.0, now + gap)
        words.append(Word(round(start, 3), round(start + length, 3), text, 0.9, glued))
        now = start + length
    passages = [Passage(tuple(words[person::people]), str(person)) for person in range(people)]
    cues = make_cues([each for each in passages if each.words])
    letters = "".join(word.text for person in range(people) for word in words[person::people])
    assert "".join(line for cue in cues for line in cue.lines).replace(" ", "") == letters
    assert all(1 <= len(cue.lines) <= 2 for cue in cues)
    assert all(width(line) <= LONGEST_LINE for cue in cues for line in cue.lines)
    assert all(cue.start < cue.end for cue in cues)
    assert all(before.end <= after.start for before, after in pairwise(cues))
    if people == 1:
        assert_in_time(cues, sorted(words, key=lambda word: word.start))


def assert_in_time(cues: Sequence[Cue], words: Sequence[Word]) -> None:
    """No caption is shown before its first word, long after its last, or through a pause."""
    for cue in cues:
        near = [word for word in words if word.start <= cue.end and word.end > cue.start - 0.001]
        assert not near or max(word.end for word in near) + TOLERANCE + 0.002 >= cue.end
        until = list(accumulate((word.end for word in near), max))
        for end, after in zip(until, near[1:], strict=False):
            assert after.start - end < PAUSE + 0.002
