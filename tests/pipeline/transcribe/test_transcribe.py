"""Whole recordings through the default engine: tracks, voices, languages, and many clips at once."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.examples import word_error_rate
from pipeline.audio import read_sound
from pipeline.fingerprint import fingerprint
from pipeline.transcribe import Engine, Hints, load_engine, transcribe, transcribe_all
from schemas.errors import ClipError
from schemas.records import SAMPLE_RATE, Audio, Transcript
from tests.conftest import EXAMPLES, truth

SILENCE = Audio(np.zeros(SAMPLE_RATE, np.float32))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine("faster-whisper", "base")


def sound(start: str) -> npt.NDArray[np.float32]:
    """The sound of the example clip whose name begins so."""
    [path] = EXAMPLES.glob(f"{start}*")
    return np.concatenate([block.samples for block in read_sound(fingerprint(path))])


def said(start: str) -> str:
    [clip] = [clip for clip in truth() if clip["file"].startswith(start)]
    return " ".join(utterance["text"] for utterance in clip["utterances"])


def text(transcript: Transcript | ClipError) -> str:
    assert isinstance(transcript, Transcript)
    return " ".join(segment.text for segment in transcript.segments)


def test_a_transcript_does_not_depend_on_the_other_clips(engine: Engine) -> None:
    sounds = {start: Audio(sound(start)) for start in ("03-", "04-", "11-", "08-")}
    together = dict(
        transcribe_all(((start, [[each]]) for start, each in sounds.items()), lambda: engine, Hints())
    )
    for start, each in sounds.items():
        assert together[start] == transcribe(each, engine)
    assert text(together["08-"]) == ""


@pytest.mark.parametrize("seconds", [0.3, 2.5])
def test_people_who_switch_languages_are_written_in_each(engine: Engine, seconds: float) -> None:
    # The clips themselves are silent for half a second at either end.
    pause = np.zeros(round(seconds * SAMPLE_RATE), np.float32)
    both = transcribe(Audio(np.concatenate([sound("03-"), pause, sound("11-")])), engine)
    assert {segment.language for segment in both.segments} == {"en", "it"}
    assert word_error_rate([(f"{said('03-')} {said('11-')}", text(both), "en")]) < 0.1
    assert both.language_of(0, 3) == "en"
    assert both.language_of(len(both.words) - 3, len(both.words) - 1) == "it"


def test_the_next_sound_track_is_heard_where_nobody_speaks_on_the_first(engine: Engine) -> None:
    [(_, found)] = transcribe_all(
        [("clip", [[SILENCE], [Audio(sound("03-"))], [Audio(sound("04-"))]])], lambda: engine, Hints()
    )
    assert isinstance(found, Transcript)
    assert found.track == 1
    assert word_error_rate([(said("03-"), text(found), "en")]) < 0.05


def test_two_voices_apart_are_both_heard_in_order_of_time(engine: Engine) -> None:
    one, other = sound("03-"), sound("04-")
    late = np.concatenate([np.zeros(len(one), np.float32), other])
    [(_, found)] = transcribe_all([("clip", [[Audio(one), Audio(late)]])], lambda: engine, Hints())
    assert word_error_rate([(f"{said('03-')} {said('04-')}", text(found), "en")]) < 0.06
    assert isinstance(found, Transcript)
    starts = [word.start for word in found.words]
    assert starts == sorted(starts)


def test_a_clip_that_cannot_be_read_fails_alone_and_silence_asks_no_engine(engine: Engine) -> None:
    def broken() -> Iterator[Audio]:
        yield SILENCE
        raise ClipError("It breaks off.", "Copy it again.")

    def none() -> Engine:
        pytest.fail("The engine was asked for.")

    found = dict(transcribe_all([("a", [broken()]), ("b", [[SILENCE]])], none, Hints()))
    assert isinstance(found["a"], ClipError)
    assert isinstance(found["b"], Transcript)
    assert (text(found["b"]), found["b"].duration, found["b"].language) == ("", 1.0, None)
