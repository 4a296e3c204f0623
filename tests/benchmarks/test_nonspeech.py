import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.nonspeech import (
    Sound,
    count_words,
    invented_table,
    lost_table,
    read_nonspeech,
    read_speech,
)
from benchmarks.transcribe import Measured, Recording, measure
from tests.conftest import EXAMPLES, truth


def _manifest(path: Path, *lines: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def _measured(*texts: str) -> Measured:
    return Measured(list(texts), [2.0] * len(texts), cpu=3.0, wall=1.0, memory=1)


def test_songs_are_told_from_sounds(tmp_path: Path) -> None:
    manifest = _manifest(
        tmp_path / "nonspeech.jsonl",
        {"file": "a.wav", "sound": "laugh"},
        {"file": "b.wav", "sound": "choir", "words": True},
        {"file": "c.wav", "sound": "SONG WITH ENGLISH SINGING"},
    )
    assert [(sound.path.name, sound.words) for sound in read_nonspeech(manifest)] == [
        ("a.wav", False),
        ("b.wav", True),
        ("c.wav", True),
    ]


@pytest.mark.parametrize(
    ("limit", "expected"), [(None, "0123456789"), (3, "036"), (7, "0124578"), (50, "0123456789")]
)
def test_a_limit_spreads_over_the_whole_manifest(tmp_path: Path, limit: int | None, expected: str) -> None:
    lines = [{"file": f"{place}.wav", "text": str(place), "variant": "quiet"} for place in range(10)]
    read = read_speech(_manifest(tmp_path / "speech.jsonl", *lines), limit)
    assert "".join(said.what for said in read) == expected
    assert {said.variant for said in read} == {"quiet"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" ... !", 0),
        ("Don't, ever. 3.5 well-meant", 4),
        ("ご視聴ありがとうございました", 1),
        ("[Music]", 1),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words


def test_the_table_tells_who_invented_what() -> None:
    sounds = [
        Sound(Path("laugh.wav"), "laugh", words=False),
        Sound(Path("rain.wav"), "rain", words=False),
        Sound(Path("song.wav"), "song", words=True),
    ]
    shown = invented_table(
        sounds,
        {"vox": _measured("", "", "Hey"), "peer": _measured("Thank you | for watching! " * 5, "", "Hey")},
    )
    head, others = shown.split("Written where words are spoken or sung:")
    assert "2 recordings in which nobody speaks, 4 s; 1 more with words" in head
    assert "| vox | 0 of 2 | 0 | 3.0 | 0.500 |" in head
    assert "| peer | 1 of 2 | 20 | 3.0 | 0.500 |" in head
    assert (
        "| laugh.wav | laugh | peer | Thank you ¦ for watching! Thank you ¦ for watching! Thank y… |" in head
    )
    assert "rain.wav" not in shown
    assert "| song.wav | song | vox | Hey |" in others


def test_nothing_invented_lists_nothing() -> None:
    assert "Invented:" not in invented_table(
        [Sound(Path("a.wav"), "rain", words=False)], {"vox": _measured("...")}
    )


def test_the_table_tells_who_lost_what() -> None:
    said = [Sound(Path(f"{variant}.wav"), "Yes.", True, variant) for variant in ("quiet", "plain")]
    shown = lost_table(said, {"vox": _measured("Yes", "Yes"), "peer": _measured("", "Yes")})
    assert "| system | lost | share | lost, plain | lost, quiet | CPU s |" in shown
    assert "| vox | 0 of 2 | 0.00% | 0 of 1 | 0 of 1 | 3.0 |" in shown
    assert "| peer | 1 of 2 | 50.00% | 0 of 1 | 1 of 1 | 3.0 |" in shown
    assert "| quiet.wav | Yes. | peer |" in shown


def test_vox_invents_nothing_where_nobody_speaks_in_the_examples() -> None:
    silent = [EXAMPLES / clip["file"] for clip in truth() if clip["expect"] == "no_speech"]
    assert silent
    found = measure("vox", [Recording(path, "", trusted=False) for path in silent])
    assert [count_words(text) for text in found.texts] == [0] * len(silent)
