import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.voice_head import Pieces, fit, judge, read_pieces
from pipeline.models import BASE
from pipeline.transcribe.faster_whisper import FasterWhisper
from pipeline.transcribe.voice import Head, load_head, mean_state
from tests.conftest import EXAMPLES


def made_up(seed: int) -> Pieces:
    """Two clouds that a line can part."""
    random = np.random.default_rng(seed)
    speech = np.arange(200) % 2 == 0
    states = random.normal(0, 1, (200, 8)) + 3 * speech[:, None] * (np.arange(8) < 2)
    return Pieces(states, speech, np.arange(200) < 100)


def test_a_line_parts_what_it_was_not_drawn_from() -> None:
    assert judge(made_up(0), made_up(1)) in {
        f"| {a} of 100 | {b} of 100 |" for a in range(6) for b in range(6)
    }
    weights, bias = fit(made_up(0))
    head = Head(weights, bias)
    assert head.score(np.tile(np.array([3, 3, 0, 0, 0, 0, 0, 0], np.float32), (50, 1)), 16_000) > 0
    assert head.score(np.zeros((50, 8), np.float32), 16_000) < 0


def test_the_silence_after_a_piece_does_not_count() -> None:
    states = np.concatenate([np.ones((50, 4)), np.zeros((100, 4))]).astype(np.float32)
    assert mean_state(states, 16_000) == pytest.approx(np.ones(4))


def test_the_models_own_line_knows_the_examples(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.jsonl"
    files = [path for path in sorted(EXAMPLES.glob("*.mp4")) if path.name[:2] in ("03", "06", "17")]
    manifest.write_text("".join(json.dumps({"file": str(path)}) + "\n" for path in files), "utf-8")
    pieces = read_pieces([(manifest, True)], FasterWhisper(BASE))
    head = load_head(BASE)
    assert head
    assert (pieces.states @ head.weights + head.bias > 0).all()
    assert load_head("/some/folder/base") is None
    assert load_head("unheard-of") is None
