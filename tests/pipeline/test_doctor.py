import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import models, tools
from pipeline.doctor import examine


def test_a_healthy_machine(tmp_path: Path) -> None:
    checks = {check.name: check for check in examine(tmp_path)}
    assert all(check.ok for check in checks.values())
    assert {
        "Python",
        "ffmpeg",
        "Engine faster-whisper",
        "Engine openai-whisper",
        "Weights base",
    } <= checks.keys()
    assert "free on the disk" in checks["Room for the project"].detail


def test_what_is_amiss_comes_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    models.verify.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "none"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    folder = tmp_path / "cache" / "vox" / "models" / "base"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"not the weights")
    tools.find_ffmpeg.cache_clear()
    try:
        checks = {check.name: check for check in examine(tmp_path)}
    finally:
        tools.find_ffmpeg.cache_clear()
        models.verify.cache_clear()
    for name in ("ffmpeg", "Weights base", "Room for the project"):
        assert not checks[name].ok, name
        assert checks[name].remedy, name
