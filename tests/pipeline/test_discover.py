import os
from pathlib import Path

import pytest

from pipeline.discover import discover
from schemas.errors import UsageError


def test_clips_are_found_in_subfolders_and_the_rest_is_told(tmp_path: Path) -> None:
    for name in (
        "b.MP4",
        "a.mov",
        "sub/c.webm",
        "notes.txt",
        "sub/.DS_Store",
        "._a.mov",
        ".cache/d.mp4",
        ".e.mp4",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = discover([tmp_path])
    assert [path.relative_to(tmp_path).as_posix() for path in found.clips] == [
        *(".e.mp4", "a.mov", "b.MP4", "sub/c.webm")
    ]
    assert [path.relative_to(tmp_path).as_posix() for path in found.ignored] == [
        "._a.mov",
        ".cache",
        "notes.txt",
        "sub/.DS_Store",
    ]


def test_a_named_file_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    clip = tmp_path / "noextension"
    clip.write_bytes(b"x")
    assert discover([clip, clip]).clips == [clip]


def test_what_is_no_plain_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "link.mp4").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.mp4")
    found = discover([tmp_path])
    assert found.clips == []
    assert [path.name for path in found.ignored] == ["folder.mp4", "link.mp4", "pipe.mp4"]
    assert discover([tmp_path / "link.mp4", tmp_path / "pipe.mp4"]).clips == []


def test_a_missing_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file or folder"):
        discover([tmp_path / "none"])


JUNK = [
    *("Thumbs.db", ".DS_Store", "IMG_1.AAE", "IMG_1.THM", "IMG_1.jpg", "._IMG_1.mp4"),
    *("a.mp4.part", "a.mp4.crdownload", "a.mp4.download", "a.mp4~", "a.tmp"),
]


def test_what_comes_along_with_clips_is_no_clip_even_if_it_is_named(tmp_path: Path) -> None:
    files = [tmp_path / name for name in (*JUNK, "a.mp4")]
    for file in files:
        file.write_bytes(b"x")
    for found in (discover([tmp_path]), discover(files)):
        assert [path.name for path in found.clips] == ["a.mp4"]
        assert {path.name for path in found.ignored} == set(JUNK)


def test_folders_with_thumbnails_and_deleted_files_are_passed_over(tmp_path: Path) -> None:
    names = ["#recycle", "@eaDir", "Safari.mp4.download", "__MACOSX", "iMovie.mp4"]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.mp4").write_bytes(b"x")
    found = discover([tmp_path])
    assert (found.clips, found.folders) == ([], [])
    assert [path.name for path in found.ignored] == names
