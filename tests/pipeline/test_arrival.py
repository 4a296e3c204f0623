"""Files that are still being copied are not taken for clips; those that are cut off are not waited for."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline import hearing
from pipeline.arrival import GIVEN_UP, require_whole
from pipeline.audio import read_sound
from pipeline.ingest import ingest
from pipeline.probe import probe
from pipeline.project import Project
from schemas.errors import ClipError, StillCopyingError
from tests.conftest import MakeClip, drop
from tests.pipeline.test_ingest import by_name, clips, rows, spoken

__all__ = ["clips", "spoken"]


def look(path: Path) -> None:
    seen = path.stat()
    require_whole(path, seen.st_size, seen.st_mtime_ns)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", {}),
        ("a.mp4", {"movflags": "+faststart"}),
        ("a.mp4", {"movflags": "frag_keyframe+empty_moov"}),
        ("a.mov", {}),
        ("a.mkv", {}),
        ("a.webm", {"vcodec": "libvpx", "acodec": "libopus"}),
    ],
)
def test_a_file_that_lacks_its_end_is_waited_for_a_while(
    tmp_path: Path, make_clip: MakeClip, name: str, options: dict[str, str]
) -> None:
    whole = make_clip(tmp_path / name, 0.5, **options).read_bytes()
    look(tmp_path / name)
    drop(tmp_path / name, whole + b"bytes after the end, which players pass over")
    look(tmp_path / name)
    for size in (len(whole) - 400, len(whole) // 2, 40):
        part = drop(tmp_path / name, whole[:size], seconds_ago=GIVEN_UP - 60)
        with pytest.raises(StillCopyingError, match="still being copied, or was cut off"):
            look(part)
        part = drop(tmp_path / name, whole[:size], seconds_ago=GIVEN_UP + 60)
        with pytest.raises(ClipError, match="cut off") as caught:
            look(part)
            probe(part)  # tells it of a file whose index comes first
        assert not isinstance(caught.value, StillCopyingError)


def test_room_that_is_kept_for_a_copy_is_no_clip(tmp_path: Path, make_clip: MakeClip) -> None:
    """Some systems give a file its full size before they copy into it."""
    whole = make_clip(tmp_path / "a.mp4", 0.5).read_bytes()
    part = drop(tmp_path / "a.mp4", whole[:900].ljust(len(whole), b"\0"), seconds_ago=0)
    with pytest.raises(StillCopyingError):
        look(part)


def test_an_empty_file_is_waited_for_a_while(tmp_path: Path) -> None:
    with pytest.raises(StillCopyingError):
        look(drop(tmp_path / "a.mp3", b"", seconds_ago=0))
    with pytest.raises(ClipError, match=r"empty \(0 bytes\)"):
        look(drop(tmp_path / "a.mp3", b"", seconds_ago=GIVEN_UP + 60))


@pytest.mark.parametrize(
    "content", [b"a letter", b"\0" * 99, b"\x1a\x45\xdf\xa3", b"\x1a\x45\xdf\xa3\xff\x01"]
)
def test_what_says_nothing_of_its_size_is_left_to_the_decoder(tmp_path: Path, content: bytes) -> None:
    look(drop(tmp_path / "a.mp4", content, seconds_ago=0))


def test_a_clip_is_taken_when_it_has_arrived(clips: Project, spoken: bytes) -> None:
    path = clips.media / "a.mp4"
    drop(path, spoken[: len(spoken) // 2], seconds_ago=1)
    report = ingest(clips)
    assert by_name(report.clips) == {"a.mp4": "waiting", "b.mp4": "answered"}
    assert report.exit_code == 0
    assert len(rows(clips, "SELECT * FROM clips")) == 1
    assert rows(clips, "SELECT * FROM failures") == []
    drop(path, spoken, seconds_ago=60)
    assert by_name(ingest(clips).clips) == {"a.mp4": "answered", "b.mp4": "unchanged"}


def test_a_clip_that_changes_while_it_is_heard_is_not_stored(
    clips: Project, spoken: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy2(clips.media / "a.mp4", clips.media / "copy.mp4")

    def reading(clip: Any, track: int) -> Any:
        if clip.path.name == "a.mp4":
            with clip.path.open("ab") as stream:
                stream.write(b"more")
        return read_sound(clip, track)

    monkeypatch.setattr(hearing, "read_sound", reading)
    report = ingest(clips)
    assert by_name(report.clips) == {"a.mp4": "waiting", "b.mp4": "answered", "copy.mp4": "waiting"}
    assert len(rows(clips, "SELECT * FROM clips")) == 1
    monkeypatch.undo()
    os.utime(clips.media / "a.mp4", (9, 9))
    assert ingest(clips).counts == {"answered": 2, "unchanged": 1}


def test_a_file_that_has_just_arrived_is_looked_at_again_after_a_moment(
    clips: Project, spoken: bytes
) -> None:
    """A copy that pauses cannot be told from one that has ended, but for how long it has been as it is."""
    drop(clips.media / "a.mp4", spoken + b"new", seconds_ago=0)
    began = time.monotonic()
    assert ingest(clips).counts == {"answered": 2}
    assert time.monotonic() - began >= 2
