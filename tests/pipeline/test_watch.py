from pathlib import Path

import pytest

from pipeline import watch


@pytest.mark.parametrize(("folder", "expected"), [("share", True), ("share/a b/c", False), ("", False)])
def test_drives_of_others_are_known_by_their_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, expected: bool
) -> None:
    (tmp_path / "share" / "a b" / "c").mkdir(parents=True)
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\n//nas/clips {tmp_path}/share cifs rw 0 0\n"
        f"/dev/sdb1 {tmp_path}/share/a\\040b ext4 rw 0 0\n"
    )
    monkeypatch.setattr(watch, "_MOUNTS", mounts)
    assert watch._is_on_network(tmp_path / folder) is expected
    monkeypatch.setattr(watch, "_MOUNTS", tmp_path / "none")
    assert not watch._is_on_network(tmp_path / folder)
