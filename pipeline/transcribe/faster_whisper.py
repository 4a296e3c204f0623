"""The default engine: faster-whisper, which runs Whisper in CTranslate2."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import ctranslate2
from faster_whisper import WhisperModel

from pipeline import models
from pipeline.transcribe.decoding import BEAM_SIZE, SEED, model_label, most_tokens, read_segment
from pipeline.transcribe.engine import Heard
from schemas.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class FasterWhisper:
    """Whisper in CTranslate2: int8, on the GPU if there is one, else on all cores.

    Args:
        model: A name that `vox models` lists, or a folder.

    Raises:
        MachineError: The model is missing or its weights are not what they should be.
    """

    name = "faster-whisper"

    def __init__(self, model: str) -> None:
        folder = models.locate(model)
        self.model = model_label(model)
        self._whisper = WhisperModel(
            str(folder),
            device="auto",
            compute_type="int8",
            cpu_threads=os.cpu_count() or 1,
            local_files_only=True,
        )

    def hear(
        self, samples: "npt.NDArray[np.float32]", language: str | None, temperature: float = 0.0
    ) -> Heard:
        """Transcribe one piece; see `Engine.hear`."""
        if language and language not in self._whisper.supported_languages:
            raise UsageError(f"The model '{self.model}' does not know the language '{language}'.")
        ctranslate2.set_random_seed(SEED)
        found, info = self._whisper.transcribe(
            samples,
            language=language,
            beam_size=BEAM_SIZE,
            temperature=temperature,
            # vox weighs what was written itself, in one place for both engines.
            compression_ratio_threshold=None,
            log_prob_threshold=None,
            no_speech_threshold=None,
            condition_on_previous_text=False,
            max_new_tokens=most_tokens(len(samples)),
            word_timestamps=True,
        )
        segments = tuple(read_segment(asdict(segment)) for segment in found)
        if language:
            return Heard(((language, 1.0),), segments)
        return Heard(tuple((code, float(share)) for code, share in info.all_language_probs), segments)
