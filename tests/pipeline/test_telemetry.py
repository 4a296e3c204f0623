"""Libraries that like to tell their makers about us are kept from it."""

import os
import subprocess
import sys
from pathlib import Path

LISTEN = """
import numpy as np
from pipeline.transcribe.speech import find_speech
from schemas.records import Audio
find_speech(Audio(np.zeros(16000, dtype=np.float32)))
import huggingface_hub.constants, onnxruntime
print(onnxruntime.__version__, huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY)
"""


def test_the_voice_detector_leaves_no_identifier_and_no_events(tmp_path: Path) -> None:
    # Builds and tests are spared by the runtime itself, which would prove nothing about people's machines.
    spared = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_RUNNING_UNIT_TESTS")
    environment = {
        name: value for name, value in os.environ.items() if name not in spared and "TELEMETRY" not in name
    }
    done = subprocess.run(
        [sys.executable, "-c", LISTEN],
        env={**environment, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[1] == "True"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
