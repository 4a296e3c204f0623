"""Words as they are shown: corrected, barred, and never where they were not said."""

from dataclasses import replace

import pytest

from pipeline.edits import BAR, as_told, edited, redactions, said_there, unresolved, word_edits
from schemas.records import Box, Correction, Muted, Segment, Transcript, Word, join_words

TEXT = "The lad on the seed counter has my beans"


def words(text: str = TEXT, begin: float = 0.0) -> tuple[Word, ...]:
    """Two words a second; one that begins with a hyphen is glued to the one before."""
    return tuple(
        Word(begin + at * 0.5, begin + at * 0.5 + 0.4, word, 0.9, word.startswith("-"))
        for at, word in enumerate(text.split())
    )


def transcript(text: str = TEXT, begin: float = 0.0) -> Transcript:
    said = words(text, begin)
    segment = Segment(begin, said[-1].end, text, said, -0.2, 0.01, 1.1, "en")
    return Transcript("scripted", "m", "en", 0.9, (segment,))


def decision(
    number: int, field: str, before: str | None, after: str | None, start: float, end: float
) -> Correction:
    return Correction(number, "a" * 16, "a-1", field, before, after, start, end, "Ann", "2026-01-01")


def shown(text: str, *decisions: Correction) -> str:
    return join_words(edited(transcript(text), decisions).words)


def test_a_corrected_word_keeps_its_place_and_its_time() -> None:
    said = transcript()
    now = edited(said, [decision(1, "words", "seed counter", "sea encounter", 2.0, 2.9)])
    assert join_words(now.words) == "The lad on the sea encounter has my beans"
    assert [(word.start, word.end) for word in now.words] == [(word.start, word.end) for word in said.words]
    assert now.words[4].probability == 1.0
    assert now.segments[0].text == "The lad on the sea encounter has my beans"


@pytest.mark.parametrize(
    ("before", "after", "start", "end", "read"),
    [
        (
            "seed counter",
            "seedling counter desk",
            2.0,
            2.9,
            "The lad on the seedling counter desk has my beans",
        ),
        ("lad on the", "lady at", 0.5, 1.9, "The lady at seed counter has my beans"),
        ("seed", "", 2.0, 2.4, "The lad on the counter has my beans"),
        ("The", "Now, the", 0.0, 0.4, "Now, the lad on the seed counter has my beans"),
        ("beans", "beans. Always.", 4.0, 4.4, "The lad on the seed counter has my beans. Always."),
    ],
)
def test_more_or_fewer_words_may_be_written(
    before: str, after: str, start: float, end: float, read: str
) -> None:
    assert shown(TEXT, decision(1, "words", before, after, start, end)) == read


def test_what_is_written_without_a_space_before_it_is_found_and_corrected() -> None:
    said = "a 10 -foot wall"
    assert join_words(words(said)) == "a 10-foot wall"
    assert shown(said, decision(1, "words", "10-foot", "ten foot", 0.5, 1.4)).startswith("a ten foot")


def test_the_last_of_several_decisions_about_a_word_counts_and_undoing_it_brings_the_one_before_back() -> (
    None
):
    first = decision(1, "words", "seed", "sea", 2.0, 2.4)
    second = decision(2, "words", "seed counter", "see the counter", 2.0, 2.9)
    assert shown(TEXT, first, second) == "The lad on the see the counter has my beans"
    back = replace(decision(3, "words", None, None, 2.0, 2.9), undoes=2)
    assert shown(TEXT, first, second, back) == "The lad on the sea counter has my beans"


def test_words_heard_a_little_later_are_still_those_that_were_corrected() -> None:
    made = decision(1, "words", "seed", "sea", 2.0, 2.4)
    assert "sea counter" in join_words(edited(transcript(begin=0.3), [made]).words)
    assert unresolved(words(begin=0.3), [made]) == []


def test_a_correction_is_not_put_on_other_words_and_not_lost() -> None:
    made = decision(1, "words", "seed", "sea", 2.0, 2.4)
    assert word_edits(words("The lad on the feed counter has my beans"), [made]) == {}
    assert unresolved(words("The lad on the feed counter has my beans"), [made]) == [made]


def test_a_correction_that_the_machine_has_made_itself_needs_nobody() -> None:
    made = decision(1, "words", "seed", "sea", 2.0, 2.4)
    assert unresolved(words("The lad on the sea counter has my beans"), [made]) == []


def test_one_bar_stands_for_redacted_words_however_many() -> None:
    made = decision(1, "redact", None, "mute", 0.5, 2.9)
    now = edited(transcript(), [made])
    assert join_words(now.words) == f"The {BAR} has my beans"
    assert len(now.words) == len(transcript().words)


def test_a_bar_hides_what_is_heard_there_now_and_asks_to_be_looked_at() -> None:
    made = replace(decision(1, "redact", None, "mute", 2.0, 2.9), said=said_there(words(), 2.0, 2.9))
    anew = "The lad on the secret number has my beans"
    assert shown(anew, made) == f"The lad on the {BAR} has my beans"
    assert unresolved(words(), [made]) == []
    assert unresolved(words(anew), [made]) == [made]


def test_a_bar_hides_also_what_somebody_wrote() -> None:
    wrote = decision(1, "words", "seed", "sea", 2.0, 2.4)
    hid = decision(2, "redact", None, "bleep", 2.0, 2.4)
    assert shown(TEXT, wrote, hid) == f"The lad on the {BAR} counter has my beans"
    assert shown(TEXT, hid, replace(wrote, id=3)) == f"The lad on the {BAR} counter has my beans"


def test_what_is_decided_again_over_other_words_has_been_looked_at_unless_it_hides_something() -> None:
    anew = words("The lad on the feed counter has my beans")
    made = decision(1, "words", "seed", "sea", 2.0, 2.4)
    assert unresolved(anew, [made, decision(2, "words", "feed", "sea", 2.0, 2.4)]) == []
    assert unresolved(anew, [made, decision(2, "words", "beans", "bins", 4.0, 4.4)]) == [made]
    approved, hid = (
        replace(decision(1, field, None, after, 0.0, 4.4), said="other")
        for field, after in (("review", "approved"), ("redact", "mute"))
    )
    assert unresolved(anew, [approved]) == [approved]
    assert unresolved(anew, [approved, decision(2, "review", "approved", "hidden", 0.0, 4.4)]) == []
    again = replace(hid, id=2, said=said_there(anew, 0.0, 4.4))
    assert unresolved(anew, [hid, again]) == [hid]


def test_what_is_redacted_is_not_read_in_the_history_either() -> None:
    wrote = decision(1, "words", "seed", "sea", 2.0, 2.4)
    beside = decision(2, "words", "beans", "bins", 4.0, 4.4)
    hid = decision(3, "redact", None, "bleep", 2.0, 2.4)
    barred = replace(wrote, before=BAR, after=BAR)
    assert as_told([wrote, beside, hid]) == [barred, beside, hid]
    back = replace(decision(4, "redact", "bleep", None, 2.0, 2.4), undoes=3)
    assert as_told([wrote, beside, hid, back]) == [wrote, beside, hid, back]


def test_redactions_are_told_for_sound_and_picture_and_not_when_taken_back() -> None:
    box = '{"x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4, "person": "ann"}'
    said = [decision(1, "redact", None, "bleep", 1.0, 2.0), decision(2, "blur", None, box, 0.0, 5.0)]
    found = redactions(said)
    assert found.sounds == (Muted(1.0, 2.0, "bleep"),)
    assert found.boxes == (Box(0.0, 5.0, 0.1, 0.2, 0.3, 0.4, "ann"),)
    back = replace(decision(3, "blur", None, None, 0.0, 5.0), undoes=2)
    assert redactions([*said, back]).boxes == ()


def test_chinese_is_corrected_sign_by_sign() -> None:
    signs = tuple(Word(at * 0.5, at * 0.5 + 0.4, sign, 0.9, True) for at, sign in enumerate("服务很好"))
    made = decision(1, "words", "很好", "真好", 1.0, 1.9)
    assert word_edits(signs, [made]) == {2: ("真", False)}
