"""Transcripts that were brought along are read token for token, or refused with a reason."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.sidecars import Sidecars, read_sidecar
from schemas.errors import ClipError
from schemas.records import Span, Transcript, join_words

SRT = """\
1
00:00:00,500 --> 00:00:02,000
<i>They remembered</i> my name,

2
00:00:02,400 --> 00:00:04,000
ANNA: and that {\\an8}was
the whole of it.

3
00:00:04,000 --> 00:00:05,000
[laughter]
"""

LATE = SRT.replace("00:00:05,000", "00:01:05,000").replace("[laughter]", "Ha")
CANNOT = "cannot be read as a transcript"

VTT = """\
WEBVTT

NOTE made by hand

00:00.500 --> 00:02.000 align:start
<v Anna>They remembered</v> my name,

00:02.400 --> 00:04.000
and that was the whole of it &amp; more.
"""


def whisper(**more: Any) -> str:
    words = [
        {"word": " They", "start": 0.5, "end": 0.8, "probability": 0.9},
        {"word": " remembered", "start": 0.8, "end": 1.4, "probability": 0.8},
        {"word": " my", "start": 1.4, "end": 1.6, "probability": 0.99},
        {"word": " name.", "start": 1.6, "end": 2.0, "probability": 0.7},
    ]
    segment = {"id": 0, "start": 0.5, "end": 2.0, "text": " They remembered my name.", "words": words}
    return json.dumps({"text": " They remembered my name.", "segments": [segment], "language": "en", **more})


def read(
    tmp_path: Path,
    name: str,
    content: str | bytes,
    duration: float = 6.0,
    speech: Sequence[Span] = (Span(1.0, 3.0), Span(4.0, 5.5)),
) -> Transcript:
    clip = tmp_path / "clip.mov"
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    sidecar = Sidecars().of(clip)
    assert sidecar is not None
    return read_sidecar(sidecar, duration, lambda: speech)


def test_cues_of_subtitles_are_what_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, "clip.srt", SRT)
    assert [segment.text for segment in found.segments] == [
        "They remembered my name,",
        "and that was the whole of it.",
    ]
    assert join_words(found.words) == "They remembered my name, and that was the whole of it."
    assert (found.words[0].start, found.words[-1].end) == (0.5, 4.0)
    assert all(
        one.end <= other.start + 1e-9 for one, other in zip(found.words, found.words[1:], strict=False)
    )
    assert (found.engine, found.model, found.language) == ("brought along", "srt", "en")
    again = read(tmp_path, "clip.vtt", VTT)
    assert join_words(again.words) == "They remembered my name, and that was the whole of it & more."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_subtitles_in_any_letters_and_with_the_line_ends_of_windows(encoding: str, tmp_path: Path) -> None:
    text = SRT.replace("the whole of it", "tout à fait ça, très gentil").replace("\n", "\r\n")
    found = read(tmp_path, "clip.fr.srt", text.encode(encoding))
    assert "tout à fait ça, très gentil." in join_words(found.words)
    assert found.language == "fr"


def test_words_of_whisper_keep_their_times(tmp_path: Path) -> None:
    found = read(tmp_path, "clip.json", whisper())
    assert [(word.text, word.start, word.end) for word in found.words][1:3] == [
        ("remembered", 0.8, 1.4),
        ("my", 1.4, 1.6),
    ]
    assert found.words[1].probability == 0.8
    assert found.language == "en"


def test_words_without_times_are_put_between_the_others(tmp_path: Path) -> None:
    document = json.loads(whisper())
    del document["segments"][0]["words"][2]["start"], document["segments"][0]["words"][2]["end"]
    found = read(tmp_path, "clip.mov.json", json.dumps(document))
    assert [(word.text, word.start, word.end) for word in found.words][2] == ("my", 1.4, 1.6)


def test_whisper_cpp(tmp_path: Path) -> None:
    piece = {"offsets": {"from": 500, "to": 2000}, "text": " They remembered my name."}
    music = {"offsets": {"from": 2000, "to": 3000}, "text": " [MUSIC]"}
    document = {"result": {"language": "en"}, "transcription": [piece, music]}
    found = read(tmp_path, "clip.json", json.dumps(document))
    assert join_words(found.words) == "They remembered my name."


def test_a_plain_text_lies_over_what_is_spoken(tmp_path: Path) -> None:
    text = "They remembered my name,\n\nand that was the whole of it.\n"
    found = read(tmp_path, "clip.txt", text)
    assert join_words(found.words) == " ".join(text.split())
    for word in found.words:
        assert any(span.start <= word.start < word.end <= span.end for span in (Span(1, 3), Span(4, 5.5)))
    starts = [word.start for word in found.words]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("clip.srt", LATE, "goes on until 65.0 s, and the clip ends at 6.0 s"),
        ("clip.srt", "nothing of the kind", "says nothing"),
        (
            "clip.srt",
            SRT.replace("They remembered", "word " * 40),
            "49 words in 3.5 s",
        ),
        ("clip.json", '{"segments": [{"start": 0, "end"', CANNOT),
        ("clip.json", '{"segments": [{"start": 0, "end": 1e999, "text": "a"}]}', CANNOT),
        ("clip.json", '{"segments": [{"start": -4, "end": 1, "text": "a"}]}', "begins before the clip does"),
        ("clip.json", '{"segments": []}', "says nothing"),
        ("clip.txt", "[music]\n", "says nothing"),
        ("clip.txt", "word " * 500, "has 500 words in 4.5 s"),
        ("clip.txt", b"\x00\x01\x02\x03" * 50, CANNOT),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(
    name: str, content: str | bytes, why: str, tmp_path: Path
) -> None:
    with pytest.raises(ClipError, match=f"^{name} beside it .*{why}.* was not used"):
        read(tmp_path, name, content)


def test_a_text_is_not_laid_over_silence(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="has words, and nobody speaks in the clip"):
        read(tmp_path, "clip.txt", "They remembered my name", speech=())


def test_only_what_is_called_like_the_clip_is_its_transcript(tmp_path: Path) -> None:
    clip = tmp_path / "IMG_1.MOV"
    for name in ("IMG_10.srt", "IMG_1-notes.txt", "truth.jsonl", "IMG_1.interview.txt", "img.srt"):
        (tmp_path / name).write_text(SRT)
    # What Google's albums export beside each film.
    (tmp_path / "IMG_1.MOV.json").write_text('{"title": "IMG_1.MOV", "geoData": {"latitude": 1.0}}')
    assert Sidecars().of(clip) is None
    (tmp_path / "img_1.EN.srt").write_text(SRT)
    found = Sidecars().of(clip)
    assert found is not None
    assert (found.path.name, found.language) == ("img_1.EN.srt", "en")
    (tmp_path / "IMG_1.json").write_text(whisper())
    found = Sidecars().of(clip)
    assert found is not None
    assert found.form == "json"
