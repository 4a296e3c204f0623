import hashlib
import os
from pathlib import Path

import pytest

from pipeline.fingerprint import fingerprint
from schemas.errors import ClipError, StillCopyingError


def test_a_clip_is_named_by_its_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.mp4", tmp_path / "two.mov"
    for path in (one, two):
        path.write_bytes(b"the same bytes")
    clip = fingerprint(one)
    assert clip.sha256 == hashlib.sha256(b"the same bytes").hexdigest()
    assert clip.sha256.startswith(clip.id)
    assert (clip.id, clip.size) == (fingerprint(two).id, 14)


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(ClipError, match=r"empty \(0 bytes\)"):
        fingerprint(tmp_path / "empty.mp4")


def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="cannot be read"):
        fingerprint(tmp_path / "gone.mp4")


def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.mp4"))
    path.write_bytes(b"x")
    with pytest.raises(ClipError, match="not valid text"):
        fingerprint(path)


def test_a_file_that_grows_while_it_is_read_is_still_being_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "copying.mp4"
    path.write_bytes(b"first half")
    digest = hashlib.file_digest

    def slow(*args: object) -> object:
        path.write_bytes(b"first half and more")
        return digest(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(hashlib, "file_digest", slow)
    with pytest.raises(StillCopyingError, match="still being copied"):
        fingerprint(path)
