import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.known_times import (
    Known,
    Material,
    Sound,
    examples,
    find_sound,
    join,
    joined,
    over_noise,
    speak,
    spoken,
    timed,
    words_of,
)
from benchmarks.word_times import Timed, compare, match, measure, table
from pipeline.models import BASE
from pipeline.transcribe import load_engine
from schemas.records import SAMPLE_RATE, Audio, Word
from tests.conftest import EXAMPLES, truth

FLOOR = 0.001


def sound_of(*parts: tuple[float, float]) -> Sound:
    """Noise: seconds and loudness (root mean square) of each part."""
    chance = np.random.default_rng(0)
    return np.concatenate(
        [chance.normal(0, loud, round(seconds * SAMPLE_RATE)) for seconds, loud in parts]
    ).astype(np.float32)


def test_words_are_compared_by_their_letters() -> None:
    found = words_of("It's a café, half-asleep — 9 o’clock!")
    assert found == ["its", "a", "cafe", "half", "asleep", "9", "oclock"]


def test_only_words_that_were_recognised_are_matched() -> None:
    said = ["so", "what", "makes", "good", "service"]
    assert match(said, ["what", "makes", "goods", "service"]) == [(1, 0), (2, 1), (4, 3)]
    assert match(said, []) == match([], said) == []


def test_errors_are_late_above_zero_and_only_where_the_truth_is_known() -> None:
    known = [Known("good", "here", 1.0, 1.4), Known("service", "here", end=2.0), Known("please", "here")]
    heard = [Word(0.9, 1.5, "Good", 1.0), Word(1.5, 1.9, "service,", 1.0), Word(2.0, 2.4, "please!", 1.0)]
    [good, service] = compare(known, heard)
    assert good.kind == "here"
    assert good.start == pytest.approx(-0.1)
    assert good.end == pytest.approx(0.1)
    assert service.start is None
    assert service.end == pytest.approx(-0.1)


def test_a_sharp_beginning_and_end_are_found_to_5_ms() -> None:
    click = [(0.2, FLOOR), (0.01, 0.1), (0.29, FLOOR)]
    found = find_sound(sound_of(*click, (1.0, 0.1), (0.4, FLOOR)))
    assert found
    span, begins, ends = found
    assert [span.start, span.end] == pytest.approx([0.5, 1.5], abs=0.005)
    assert begins
    assert ends


@pytest.mark.parametrize(
    ("parts", "begins", "ends"),
    [
        ([(1.0, 0.1), (0.4, FLOOR)], False, True),
        ([(0.4, FLOOR), (1.0, 0.1)], True, False),
        ([(0.4, FLOOR), (0.1, 0.006), (1.0, 0.1), (0.4, FLOOR)], False, True),
        ([(0.4, FLOOR), (0.04, 0.1), (0.2, 0.006), (1.0, 0.1), (0.4, FLOOR)], False, True),
    ],
    ids=["cut off at the beginning", "cut off at the end", "a soft consonant", "a smack of the lips"],
)
def test_a_doubtful_beginning_or_end_is_not_known(
    parts: list[tuple[float, float]], begins: bool, ends: bool
) -> None:
    found = find_sound(sound_of(*parts))
    assert found
    assert found[1:] == (begins, ends)


def test_a_recording_that_is_hardly_louder_than_its_floor_is_not_used() -> None:
    assert find_sound(sound_of((0.5, FLOOR), (1.0, 0.01), (0.5, FLOOR))) is None


def test_joined_pieces_keep_their_times_to_the_sample() -> None:
    one = sound_of((1.0, 0.1)), [Known("yes", "here", 0.0, 0.4), Known("please", "here")]
    other = sound_of((0.5, 0.1)), [Known("thanks", "here", 0.1, None)]
    material = join([one, other], [0.3, 1.25, 0.5])
    assert material.audio.duration == pytest.approx(0.3 + 1.0 + 1.25 + 0.5 + 0.5)
    yes, please, thanks = material.words
    assert [yes.start, yes.end, thanks.start] == pytest.approx([0.3, 0.7, 2.65])
    assert please.start is please.end is thanks.end is None
    samples = material.audio.samples
    assert not samples[: round(0.3 * SAMPLE_RATE)].any()
    assert np.array_equal(samples[round(2.55 * SAMPLE_RATE) :][: len(other[0])], other[0])


def test_a_noise_floor_is_as_loud_as_asked_and_moves_nothing() -> None:
    silence = Material(Audio(np.zeros(SAMPLE_RATE, np.float32)), (Known("yes", "here", 0.5),))
    noisy = over_noise(silence, -40.0, np.random.default_rng(0))
    assert noisy.words == silence.words
    assert np.sqrt(np.mean(noisy.audio.samples**2)) == pytest.approx(0.0007, rel=0.01)
    assert over_noise(silence, None, np.random.default_rng(0)) is silence


def test_recordings_of_a_manifest_are_joined_with_pauses(tmp_path: Path) -> None:
    clip = truth()[0]
    line = {"file": str(EXAMPLES / clip["file"]), "text": clip["utterances"][0]["text"]}
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(
        json.dumps(line)
        + "\n"
        + json.dumps(line | {"text_quality": "prompt", "words": [[0.5, 0.6]] * len(line["text"].split())}),
        "utf-8",
    )
    materials = list(joined(manifest))
    assert {word.kind for each in materials for word in each.words} <= {
        "joined, over noise",
        "joined, in silence",
    }
    [whole] = timed(manifest)
    assert len(whole.words) == len(line["text"].split())
    assert whole.words[0] == Known("its", "timed recordings", 0.5, 0.6)


def test_the_examples_tell_where_each_utterance_begins_and_ends() -> None:
    words = [word for material in examples() for word in material.words]
    utterances = [said for clip in truth() for said in clip["utterances"]]
    assert [word.start for word in words if word.start is not None] == [said["start"] for said in utterances]
    assert [word.end for word in words if word.end is not None] == [said["end"] for said in utterances]


def test_flite_tells_when_it_says_each_word() -> None:
    said = speak("Please, they listen and don't sell.", "slt")
    assert said
    sound, words = said
    assert [word.text for word in words] == ["please", "they", "listen", "and", "dont", "sell"]
    assert [word.kind for word in words if "after" in word.kind] == ["spoken, after a pause"] * 2
    times = [time for word in words for time in (word.start, word.end) if time is not None]
    assert times == sorted(times)
    paused = sound[round(times[1] * SAMPLE_RATE) : round(times[2] * SAMPLE_RATE)]
    assert len(paused) > 0.05 * SAMPLE_RATE
    assert np.abs(paused[len(paused) // 2 :]).max() < 0.1 * np.abs(sound).max()


def test_where_flite_says_more_words_than_are_written_nothing_is_known() -> None:
    assert speak("It was only $5 in the shop.", "slt") is None


def test_what_is_spoken_is_always_the_same_and_every_word_is_known() -> None:
    first = next(spoken())
    assert np.array_equal(first.audio.samples, next(spoken()).audio.samples)
    assert len(first.words) >= 40
    assert all(word.start is not None and word.end is not None for word in first.words)


def test_vox_times_the_words_of_a_sentence() -> None:
    said = speak("The best shops remember your name, and they never rush you.", "slt")
    assert said
    errors = measure([join([said], [0.5, 0.5])], load_engine("faster-whisper", BASE))
    assert len(errors) >= 9
    assert np.median([abs(error.start) for error in errors if error.start is not None]) < 0.2


def test_the_table_has_a_row_for_each_kind_and_one_for_all() -> None:
    known = [Known("yes", "one", 1.0, 2.0)] * 4 + [Known("no", "other", 1.0)] + [Known("hm", "neither")]
    found = [Timed("one", late, 0.2) for late in (-0.05, -0.03, -0.01, 0.4)] + [Timed("other", 0.08, None)]
    one, other, everything = table(known, found).splitlines()[2:]
    assert one == ("| one | 4 | 4 | 40 ms | 347 ms | 75% | -20 ms | 4 | 200 ms | 200 ms | 0% | +200 ms |")
    assert other == "| other | 1 | 1 | 80 ms | 80 ms | 100% | +80 ms | 0 |  |  |  |  |"
    assert everything.startswith("| all | 5 | 5 | 50 ms |")
