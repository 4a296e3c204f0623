import json
from pathlib import Path

import pytest

from benchmarks.transcribe import SYSTEMS, Measured, measure, read_manifest, table
from tests.conftest import EXAMPLES, truth


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """The examples in which one person answers, with what is said in them."""
    lines = [
        {"file": str(EXAMPLES / clip["file"]), "text": clip["utterances"][0]["text"]}
        for clip in truth()
        if len(clip["utterances"]) == 1 and clip["language"] == "en"
    ]
    lines[-1]["text_quality"] = "prompt"
    path = tmp_path / "manifest.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def test_the_manifest_is_read_evenly(manifest: Path) -> None:
    everything = read_manifest(manifest)
    assert [recording.trusted for recording in everything] == [True] * (len(everything) - 1) + [False]
    some = read_manifest(manifest, limit=3)
    assert len(some) == 3
    assert some[0] == everything[0]
    assert some[2] not in everything[:6]


def test_vox_is_measured_in_a_process_of_its_own(manifest: Path) -> None:
    recordings = read_manifest(manifest, limit=1)
    found = measure("vox", recordings)
    assert found.texts[0].startswith(recordings[0].text.split(".")[0])
    assert found.cpu > 0 < found.wall
    assert found.memory > 100e6
    shown = table(recordings, {"vox": found})
    assert "| vox |" in shown
    assert " 0.00% |" in shown


def test_the_table_gives_ratios_to_ours_and_rates_by_length(manifest: Path) -> None:
    recordings = read_manifest(manifest, limit=2)
    right, wrong = (recording.text for recording in recordings)
    ours = Measured([right, wrong], [4.0, 16.0], cpu=2.0, wall=1.0, memory=300_000_000)
    peer = Measured([right, "zebra"], [4.0, 16.0], cpu=8.0, wall=5.0, memory=600_000_000)
    shown = table(recordings, {"vox": ours, "peer": peer}).splitlines()
    assert shown[0].startswith("2 recordings, 20 s")
    assert shown[-2].split(" | ")[1:6] == ["0.100", "1.0", "0.050", "1.0", "300 MB"]
    cells = shown[-1].split(" | ")
    assert cells[1:6] == ["0.400", "4.0", "0.250", "5.0", "600 MB"]
    assert cells[7:10:2] == ["0.00%", "100.00%"]


def test_our_own_path_comes_first() -> None:
    assert next(iter(SYSTEMS)) == "vox"
    assert len(SYSTEMS) == 4
