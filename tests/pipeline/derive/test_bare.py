"""Nothing derived says where, by whom or with what a clip was filmed."""

import os
import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.derive import make_poster, make_strip, make_waveform, make_web_copy
from pipeline.probe import probe
from schemas.records import Span
from tests.conftest import MakeClip
from tests.pipeline.derive.conftest import Ffmpeg

PLACE, OWNER, MODEL = "+51.5007-000.1246/", "Ada Private", "Telephone 15 Pro"
UUID = "086f3693-b7b3-4f2c-9653-21492feee5b8"
BOXES = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"dinf", b"edts"}
"""Boxes of MP4 that hold others."""

PLAIN_BOXES = BOXES | set(
    b"ftyp free mdat mvhd tkhd mdhd hdlr vmhd smhd dref elst udta".split()
    + b"stts stss ctts stsc stsz stco co64 sgpd sbgp".split()
)
"""Those that say how to play the film and nothing else; `udta` holds an empty list."""

EMPTY_LIST = b"\0\0\0\x08ilst"


def boxes(content: bytes) -> Iterator[bytes]:
    """The names of all boxes of an MP4."""
    place = 0
    while place + 8 <= len(content):
        size, name = struct.unpack(">I4s", content[place : place + 8])
        yield name
        if name in BOXES and name != b"stsd":
            yield from boxes(content[place + 8 : place + size])
        place += size


def segments(jpeg: bytes) -> Iterator[int]:
    """The markers of a JPEG up to its picture."""
    place = 2
    while jpeg[place + 1] != 0xDA:
        yield jpeg[place + 1]
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")


def derived(clip: Path) -> list[Path]:
    """Everything that can be made of a clip."""
    found = probe(clip)
    folder = clip.parent / f"derived from {clip.stem}"
    copy = folder / "copy.mp4"
    make_web_copy(clip, found, copy)
    if found.video:
        make_poster(clip, found.video, Span(0, 1), folder / "poster.jpg")
        make_strip(copy, probe(copy).duration or 1.0, folder / "strip.jpg", clip)
    if found.audio:
        make_waveform(clip, found.audio[0].position, folder / "wave.png")
    return list(folder.iterdir())


def check(files: list[Path], secrets: tuple[str, ...]) -> None:
    assert files
    for path in files:
        content = path.read_bytes()
        # Sound that is taken over may name the program that encoded it, inside.
        told = content.partition(b"mdat")[0] if path.suffix == ".mp4" else content
        for secret in (*secrets, "Exif", "x264", "com.apple"):
            assert secret.encode() not in content, (path.name, secret)
        for maker in ("Lavc", "Lavf", "creation"):
            assert maker.encode() not in told, (path.name, maker)
        if path.suffix == ".mp4":
            assert set(boxes(content)) <= PLAIN_BOXES, path.name
            assert told.count(EMPTY_LIST) == told.count(b"ilst"), "tags"
            assert not any(content[content.index(b"mvhd") + 8 :][:8]), "the time of recording"
        elif path.suffix == ".jpg":
            # JFIF, tables, frame: no EXIF, no comment.
            assert set(segments(content)) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDD}, path.name
        else:
            assert not re.search(rb"tEXt|iTXt|zTXt|tIME|eXIf", content)


@pytest.fixture
def telltale(tmp_path: Path, make_clip: MakeClip, ffmpeg: Ffmpeg) -> Path:
    """A clip whose every corner tells something: tags, tracks, chapters, time code, cover, hidden notes."""
    plain = make_clip(tmp_path / "plain.mp4", 1.0)
    words = tmp_path / "words.srt"
    words.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{OWNER} at {PLACE}\n")
    chapters = tmp_path / "chapters.txt"
    chapters.write_text(f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=At {PLACE}\n")
    cover = tmp_path / "cover.jpg"
    ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", cover)
    tags = [
        *("-metadata", f"com.apple.quicktime.location.ISO6709={PLACE}", "-metadata", f"artist={OWNER}"),
        *("-metadata", f"com.apple.quicktime.model={MODEL}", "-metadata", f"title={OWNER}"),
        *("-metadata", f"location={PLACE}", "-metadata", f"comment={OWNER}"),
        *("-metadata:s:v:0", f"handler_name={OWNER}", "-metadata:s:a:0", f"handler_name={MODEL}"),
        *("-metadata:s:a:0", f"title={PLACE}", "-metadata", "creation_time=2026-05-04T10:11:12Z"),
    ]
    clip = tmp_path / "telltale.mov"
    ffmpeg(
        *("-i", plain, "-i", words, "-i", chapters, "-i", cover),
        *("-map", "0:v", "-map", "0:a", "-map", "1", "-map", "3", "-map_metadata", "2", "-map_chapters", "2"),
        *(
            "-c:v:0",
            "copy",
            "-c:a",
            "copy",
            "-c:s",
            "mov_text",
            "-c:v:1",
            "copy",
            "-disposition:v:1",
            "attached_pic",
        ),
        *("-bsf:v:0", f"h264_metadata=sei_user_data={UUID}+{OWNER}", "-timecode", "10:11:12:00"),
        *("-movflags", "use_metadata_tags", *tags, clip),
    )
    content = clip.read_bytes()
    for told in (PLACE, OWNER, MODEL, "tmcd", "text"):
        assert told.encode() in content
    return clip


def test_what_fits_is_taken_over_without_a_word_of_it(telltale: Path) -> None:
    check(derived(telltale), (PLACE, OWNER, MODEL))


def test_what_is_encoded_takes_nothing_along(telltale: Path, ffmpeg: Ffmpeg) -> None:
    turned = telltale.with_name("turned.mov")
    ffmpeg(
        "-display_rotation",
        "90",
        "-i",
        telltale,
        *("-map", "0:v:0", "-map", "0:a", "-map", "0:s"),
        "-c",
        "copy",
        *("-movflags", "use_metadata_tags"),
        turned,
    )
    assert PLACE.encode() in turned.read_bytes()
    check(derived(turned), (PLACE, OWNER, MODEL))


def test_photographs_in_a_film_lose_their_notes(tmp_path: Path, make_clip: MakeClip, ffmpeg: Ffmpeg) -> None:
    """Cameras film in JPEG, each picture with its EXIF."""
    clip = make_clip(tmp_path / "plain.avi", 1.0, vcodec="mjpeg", pix_fmt="yuvj420p", sound=False)
    frames = tmp_path / "frames"
    frames.mkdir()
    ffmpeg("-i", clip, "-c", "copy", "-f", "image2", frames / "%d.jpg")
    text = MODEL.encode() + b"\0"
    entry = struct.pack("<HHHHIIHHII", 2, 0x0110, 2, len(text), 38, 0x0112, 3, 1, 6, 0)[:26]
    entry = struct.pack("<H", 1) + struct.pack("<HHII", 0x0110, 2, len(text), 26) + struct.pack("<I", 0)
    exif = b"Exif\0\0" + b"II*\0\x08\0\0\0" + entry + text
    note = PLACE.encode()
    extra = (
        b"\xff\xe1"
        + (len(exif) + 2).to_bytes(2, "big")
        + exif
        + b"\xff\xfe"
        + (len(note) + 2).to_bytes(2, "big")
        + note
    )
    for frame in frames.iterdir():
        content = frame.read_bytes()
        frame.write_bytes(content[:2] + extra + content[2:])
    noted = tmp_path / "camera.avi"
    ffmpeg("-framerate", "10", "-i", frames / "%d.jpg", "-c", "copy", noted)
    assert MODEL.encode() in noted.read_bytes()
    check(derived(noted), (MODEL, PLACE))


MEDIA = os.environ.get("VOX_TEST_MEDIA")


@pytest.mark.skipif(not MEDIA, reason="VOX_TEST_MEDIA names no folder of recordings of real phones")
@pytest.mark.parametrize(
    "name",
    [
        "androidx/dolbyVision-hdr.MOV",
        "rails/rotated_hdr_video.mov",
        "lycheeorg/train.mov",
        "streamio/sideways movie.mov",
        "androidx/sample_portrait.mp4",
    ],
)
def test_recordings_of_real_phones(tmp_path: Path, name: str) -> None:
    source = Path(MEDIA or "", "video", name)
    clip = tmp_path / source.name
    clip.write_bytes(source.read_bytes())
    check(derived(clip), ("iPhone", "Apple", "Android", "Core Media", "mebx", "+00.0000"))
