"""The one set of weights, read as the checkpoint of the other engine."""

import struct
from pathlib import Path

import numpy as np
import pytest
from whisper.model import ModelDimensions, Whisper

from pipeline import models
from pipeline.transcribe.checkpoint import read_checkpoint
from schemas.errors import MachineError


def test_every_tensor_of_the_other_engine_is_there_in_its_shape() -> None:
    models.install("base")
    checkpoint = read_checkpoint(models.models_dir() / "base" / models.WEIGHTS)
    dims = ModelDimensions(**checkpoint["dims"])
    assert (dims.n_mels, dims.n_audio_layer, dims.n_vocab, dims.n_text_ctx) == (80, 6, 51865, 448)
    wanted = {
        name: tuple(tensor.shape) for name, tensor in Whisper(dims).state_dict().items() if "mask" not in name
    }
    found = {name: tensor.shape for name, tensor in checkpoint["model_state_dict"].items()}
    assert found == wanted
    assert all(np.isfinite(tensor).all() for tensor in checkpoint["model_state_dict"].values())


@pytest.mark.parametrize("start", [b"GGUF", struct.pack("<I", 6) + struct.pack("<H", 5) + b"Bert\0"])
def test_what_is_no_such_model_is_refused(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(start)
    with pytest.raises(MachineError, match="is not a Whisper model in CTranslate2's format"):
        read_checkpoint(tmp_path / "model.bin")


@pytest.mark.parametrize("kept", [0, 3, 60, 1_000_000])
def test_what_ends_too_early_is_refused(tmp_path: Path, kept: int) -> None:
    models.install("base")
    whole = (models.models_dir() / "base" / models.WEIGHTS).read_bytes()
    (tmp_path / "model.bin").write_bytes(whole[:kept])
    with pytest.raises(MachineError, match="ends too early or is damaged"):
        read_checkpoint(tmp_path / "model.bin")


def test_quantised_weights_are_refused(tmp_path: Path) -> None:
    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    tensor = text("encoder/conv1/weight") + struct.pack("<B2IBI", 2, 2, 2, 1, 4) + bytes(4)
    header = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, 1)
    (tmp_path / "model.bin").write_bytes(header + tensor)
    with pytest.raises(MachineError, match="are quantised"):
        read_checkpoint(tmp_path / "model.bin")
