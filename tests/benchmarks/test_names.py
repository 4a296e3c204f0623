from benchmarks.names import NAMES, VOICES, WITH_NAMES, WITHOUT, count_names, hear, sound_of
from pipeline.transcribe import Hints, load_engine


def test_each_name_is_said_once_and_none_elsewhere() -> None:
    assert count_names(WITH_NAMES) == len(WITH_NAMES) == len(NAMES)
    assert count_names(WITHOUT) == 0


def test_the_glossary_helps_and_never_puts_in_a_name() -> None:
    engine = load_engine("faster-whisper", "base")
    named = [sound_of(sentence, VOICES[0]) for sentence in WITH_NAMES[:4]]
    others = [sound_of(sentence, VOICES[0]) for sentence in WITHOUT[:4]]
    names = Hints(names=NAMES)
    assert count_names(hear(named, engine, names)) > count_names(hear(named, engine, Hints()))
    assert count_names(hear(others, engine, names)) == 0
