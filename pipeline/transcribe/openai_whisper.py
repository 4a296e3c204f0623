"""The second engine: OpenAI's own Whisper, on the same weights."""

import base64
import gzip
import json
from typing import TYPE_CHECKING

from pipeline import models
from pipeline.transcribe.checkpoint import read_checkpoint
from pipeline.transcribe.decoding import BEAM_SIZE, SEED, model_label, most_tokens, read_segment
from pipeline.transcribe.engine import Heard
from schemas.errors import MachineError, UsageError

try:
    import numpy as np
    import torch
    import whisper
    from whisper.tokenizer import LANGUAGES
except ImportError:
    raise MachineError(
        "The engine 'openai-whisper' is not installed.",
        'Run: pip install "vox[openai-whisper]" (after a CPU build of torch if you have no graphics card).',
    ) from None

if TYPE_CHECKING:
    import numpy.typing as npt


class OpenAIWhisper:
    """OpenAI's Whisper in PyTorch, on the GPU if there is one.

    Args:
        model: A name that `vox models` lists, or a folder; its weights are converted in memory.

    Raises:
        MachineError: The package or the model is missing, or the weights are not what they should be.
    """

    name = "openai-whisper"

    def __init__(self, model: str) -> None:
        folder = models.locate(model)
        self.model = model_label(model)
        checkpoint = read_checkpoint(folder / models.WEIGHTS)
        dims = whisper.model.ModelDimensions(**checkpoint["dims"])
        self._whisper = whisper.model.Whisper(dims)
        self._whisper.load_state_dict(
            {name: torch.from_numpy(tensor) for name, tensor in checkpoint["model_state_dict"].items()}
        )
        heads = np.zeros((dims.n_text_layer, dims.n_text_head), dtype=bool)
        for layer, head in json.loads((folder / "config.json").read_text(encoding="utf-8"))[
            "alignment_heads"
        ]:
            heads[layer, head] = True
        self._whisper.set_alignment_heads(base64.b85encode(gzip.compress(heads.tobytes())))
        self._whisper.to("cuda" if torch.cuda.is_available() else "cpu")

    def hear(
        self, samples: "npt.NDArray[np.float32]", language: str | None, temperature: float = 0.0
    ) -> Heard:
        """Transcribe one piece; see `Engine.hear`."""
        if language and language not in LANGUAGES:
            raise UsageError(f"The model '{self.model}' does not know the language '{language}'.")
        languages = ((language, 1.0),) if language else self._detect_languages(samples)
        torch.manual_seed(SEED)
        found = whisper.transcribe(
            self._whisper,
            samples,
            language=languages[0][0],
            # Beam search knows no temperature; this engine refuses to be given both.
            beam_size=BEAM_SIZE if not temperature else None,
            temperature=temperature,
            # vox weighs what was written itself, in one place for both engines.
            compression_ratio_threshold=None,
            logprob_threshold=None,
            no_speech_threshold=None,
            condition_on_previous_text=False,
            sample_len=most_tokens(len(samples)),
            word_timestamps=True,
            fp16=self._whisper.device.type == "cuda",
        )
        segments = tuple(read_segment(segment) for segment in found["segments"])
        return Heard(languages, segments)

    def _detect_languages(self, samples: "npt.NDArray[np.float32]") -> tuple[tuple[str, float], ...]:
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples), self._whisper.dims.n_mels)
        _, probabilities = self._whisper.detect_language(mel.to(self._whisper.device))
        return tuple(sorted(probabilities.items(), key=lambda found: -found[1]))
