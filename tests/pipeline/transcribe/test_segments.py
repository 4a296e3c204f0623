import pytest

from pipeline.transcribe.segments import LONGEST, cut_segments
from schemas.records import Word


def spoken(text: str) -> list[Word]:
    """Words of 0.3 s each; "|" is a pause of a second."""
    words, time = [], 0.0
    for token in text.split():
        if token == "|":
            time += 1.0
        else:
            words.append(Word(time, time + 0.3, token, 0.9))
            time += 0.3
    return words


@pytest.mark.parametrize(
    "parts",
    [
        ["They listen.", "That is all!", "And you?"],
        ["I think", "| it is kindness."],
        ["One word"],
        [],
    ],
)
def test_a_segment_ends_with_a_sentence_or_at_a_pause(parts: list[str]) -> None:
    found = [" ".join(word.text for word in words) for words in cut_segments(spoken(" ".join(parts)))]
    assert found == [part.removeprefix("| ") for part in parts]


def test_a_long_sentence_is_cut_after_a_comma_and_loses_nothing() -> None:
    text = (
        "He finished his shift and looked for my address in the diary, and then he walked it round to my"
        " mother's house at midnight without even stopping for a cup of tea"
    )
    words = spoken(text)
    found = list(cut_segments(words))
    assert [word for segment in found for word in segment] == words
    assert found[0][-1].text == "diary,"
    assert all(len(" ".join(word.text for word in segment)) <= LONGEST for segment in found)
