"""What every engine must do, asked of each with real weights and the sound of the example clips."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.examples import word_error_rate
from pipeline.audio import read_sound
from pipeline.fingerprint import fingerprint
from pipeline.transcribe import Engine, Request, load_engine
from schemas.errors import UsageError
from schemas.records import SAMPLE_RATE, Span
from tests.conftest import EXAMPLES, truth

Samples = npt.NDArray[np.float32]


@pytest.fixture(scope="module", params=["faster-whisper", "openai-whisper"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return load_engine(request.param, "base")


def sound(start: str) -> Samples:
    """The sound of the example clip whose name begins so."""
    [path] = EXAMPLES.glob(f"{start}*")
    return np.concatenate([block.samples for block in read_sound(fingerprint(path))])


def said(start: str) -> str:
    [clip] = [clip for clip in truth() if clip["file"].startswith(start)]
    return " ".join(utterance["text"] for utterance in clip["utterances"])


def test_it_writes_what_is_said_with_the_times_of_the_words(engine: Engine) -> None:
    samples = sound("03-")
    [(heard,)] = engine.hear([Request(samples)])
    assert word_error_rate([(said("03-"), heard.text, "en")]) < 0.05
    assert heard.languages[0][0] == heard.language == "en"
    assert heard.languages[0][1] > 0.9
    assert heard.complete
    assert -0.5 < heard.avg_logprob < 0
    assert heard.no_speech_prob < 0.5
    assert heard.compression_ratio < 2
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)
    for word in heard.words:
        assert 0 <= word.start <= word.end <= len(samples) / SAMPLE_RATE
        assert 0 <= word.probability <= 1


def test_a_piece_does_not_depend_on_its_neighbours(engine: Engine) -> None:
    samples = sound("03-")
    second = SAMPLE_RATE
    # All in one window, with texts of different lengths.
    pieces = [samples[: 4 * second], samples[2 * second : 6 * second - 999], samples[5 * second : 9 * second]]
    requests = [Request(piece, tokens_a_second=8) for piece in pieces]
    if engine.name == "faster-whisper":  # the other hears them one after another, and slowly
        requests.append(Request(pieces[0], ("it", "en"), 15.0))
    together = engine.hear(requests)
    assert together == [engine.hear([request])[0] for request in requests]


def test_it_writes_in_each_language_it_is_asked_for(engine: Engine) -> None:
    italian, english = engine.hear([Request(sound("11-"), ("it", "en"))])[0]
    assert (italian.language, english.language) == ("it", "en")
    assert word_error_rate([(said("11-"), italian.text, "it")]) < 0.1
    assert english.text != italian.text


def test_it_detects_the_language_and_does_not_translate(engine: Engine) -> None:
    [(heard,)] = engine.hear([Request(sound("11-"))])
    assert heard.language == "it"
    assert word_error_rate([(said("11-"), heard.text, "it")]) < 0.1


def test_it_tells_the_language_of_each_stretch(engine: Engine) -> None:
    english, italian = sound("03-")[: 10 * SAMPLE_RATE], sound("11-")[: 10 * SAMPLE_RATE]
    stretches = (Span(0.5, 10.0), Span(10.5, 20.0))
    [(heard,)] = engine.hear([Request(np.concatenate([english, italian]), stretches=stretches)])
    assert [language for language, _ in heard.by_stretch] == ["en", "it"]
    assert all(share > 0.9 for _, share in heard.by_stretch)


def test_a_harder_hearing_is_another(engine: Engine) -> None:
    samples = sound("03-")[: 4 * SAMPLE_RATE]
    [(first,), (second,)] = engine.hear([Request(samples), Request(samples, window=15.0)])
    assert first.way != second.way


def test_a_text_is_cut_off_where_it_may_not_be_longer(engine: Engine) -> None:
    [(heard,)] = engine.hear([Request(sound("03-"), tokens_a_second=1)])
    assert not heard.complete
    assert said("03-").startswith(heard.text[:20])


def test_nothing_asked_nothing_heard(engine: Engine) -> None:
    assert engine.hear([]) == []


def test_a_language_that_the_model_does_not_know_is_told(engine: Engine) -> None:
    with pytest.raises(UsageError, match="does not know the language 'xx'"):
        engine.hear([Request(np.zeros(SAMPLE_RATE, np.float32), ("xx",))])


def test_there_is_no_such_engine() -> None:
    with pytest.raises(UsageError, match="no engine 'ears'"):
        load_engine("ears", "base")


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="model"):
        load_engine("faster-whisper", str(tmp_path / "nothing"))
