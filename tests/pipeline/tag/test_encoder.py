from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from pipeline.tag import encoder as module
from pipeline.tag.encoder import DIMENSIONS, Encoder, make_tokenizer, unit
from schemas.errors import MachineError

TEXTS = ["They listened to me.", "the queue was out of the door and nobody came", "Ünïcode, café!"]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "_cache", lambda: tmp_path / "sentences")
    return tmp_path / "sentences"


def test_without_the_adapter_it_is_the_model_as_it_comes() -> None:
    session = onnxruntime.InferenceSession(module.package_weights())
    tokenizer = make_tokenizer()
    for text, vector in zip(TEXTS, unit(Encoder(adapted=False).encode(TEXTS)), strict=True):
        ids = np.array([tokenizer.encode(text).ids])
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        [states] = session.run(None, given)
        assert float(unit(states[0].mean(axis=0)) @ vector) > 0.99


def test_the_adapter_changes_it() -> None:
    plain, adapted = (unit(Encoder(adapted=adapted).encode(TEXTS)) for adapted in (False, True))
    assert adapted.shape == (3, DIMENSIONS)
    assert float((plain * adapted).sum(axis=1).max()) < 0.95


def test_it_is_made_once_and_anew_when_it_was_altered(cache: Path) -> None:
    before = Encoder().encode(TEXTS)
    [folder] = filter(Path.is_dir, cache.iterdir())
    made = (folder / "model.bin").stat().st_mtime_ns
    Encoder()
    assert (folder / "model.bin").stat().st_mtime_ns == made
    with (folder / "model.bin").open("r+b") as file:
        file.seek(1000)
        file.write(b"altered")
    assert np.array_equal(Encoder().encode(TEXTS), before)
    (folder / "sha256.json").unlink()
    assert np.array_equal(Encoder().encode(TEXTS), before)


def test_weights_that_were_altered_are_refused(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered = tmp_path / "model.onnx"
    altered.write_bytes(b"no model")
    monkeypatch.setattr(module, "_ONNX", str(altered))
    with pytest.raises(MachineError, match="damaged or were altered"):
        Encoder()
    altered.unlink()
    with pytest.raises(MachineError, match="missing"):
        Encoder()
    assert not any(map(Path.is_dir, cache.iterdir()))


def test_no_text_is_too_long_and_none_is_no_trouble() -> None:
    encoder = Encoder()
    assert encoder.encode([]).shape == (0, DIMENSIONS)
    assert np.isfinite(encoder.encode(["", "word " * 5000])).all()
