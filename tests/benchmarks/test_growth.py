import sys
import wave
from pathlib import Path

import pytest

from benchmarks import growth
from benchmarks.growth import main


def test_it_measures_and_tells_ratios(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(growth, "NEW", 5)
    silent = tmp_path / "silent.wav"
    with wave.open(str(silent), "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(bytes(32_000))
    monkeypatch.setattr(growth, "EXAMPLES", [silent])
    monkeypatch.setattr(sys, "argv", ["growth", str(tmp_path), "--clips", "1", "40"])
    main()
    heads, _, first, second = capsys.readouterr().out.splitlines()
    assert heads.startswith("| clips | database | storing a clip, p50 | p95 | ratio |")
    assert first.split("|")[5].strip() == "1.00"
    assert int(second.split("|")[1]) > 30
    assert (tmp_path / "40" / "vox.db").is_file()
