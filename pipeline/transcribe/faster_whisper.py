"""The default engine: faster-whisper, which runs Whisper in CTranslate2."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import ctranslate2
from faster_whisper import WhisperModel

from pipeline import models
from pipeline.transcribe.decoding import BEAM_SIZE, SEED, TEMPERATURES, model_label, read_segment
from pipeline.transcribe.trust import AVG_LOGPROB, COMPRESSION_RATIO, NO_SPEECH_PROB
from schemas.errors import UsageError
from schemas.records import Transcript

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

    def hear(self, samples: "npt.NDArray[np.float32]", language: str | None) -> Transcript:
        """Transcribe one piece; see `Engine.hear`."""
        if language and language not in self._whisper.supported_languages:
            raise UsageError(f"The model '{self.model}' does not know the language '{language}'.")
        ctranslate2.set_random_seed(SEED)
        found, info = self._whisper.transcribe(
            samples,
            language=language,
            beam_size=BEAM_SIZE,
            temperature=TEMPERATURES,
            compression_ratio_threshold=COMPRESSION_RATIO,
            log_prob_threshold=AVG_LOGPROB,
            no_speech_threshold=NO_SPEECH_PROB,
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        segments = tuple(read_segment(asdict(segment)) for segment in found)
        return Transcript(self.name, self.model, info.language, float(info.language_probability), segments)
