"""The second engine: OpenAI's own Whisper, on the same weights."""

import base64
import gzip
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from pipeline import models
from pipeline.transcribe.checkpoint import read_checkpoint
from pipeline.transcribe.decoding import (
    APPENDED,
    BEAM_SIZE,
    LIKELY_LANGUAGES,
    PREPENDED,
    model_label,
    prompt_of,
    read_words,
    states_between,
)
from pipeline.transcribe.engine import Heard, Request
from schemas.errors import MachineError, UsageError

try:
    import numpy as np
    import torch
    import whisper
    from whisper.timing import find_alignment, merge_punctuations
    from whisper.tokenizer import LANGUAGES, get_tokenizer
except ImportError:
    raise MachineError(
        "The engine 'openai-whisper' is not installed.",
        'Run: pip install "vox[openai-whisper]" (after a CPU build of torch if you have no graphics card).',
    ) from None

Languages = tuple[tuple[str, float], ...]
"""Codes and probabilities, the likeliest first."""

_FRAMES_A_SECOND = 100


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

    def hear(self, requests: Sequence[Request]) -> list[tuple[Heard, ...]]:
        """Transcribe pieces of sound, one after another in full windows; see `Engine.hear`."""
        for language in {language for request in requests for language in request.languages}:
            if language not in LANGUAGES:
                raise UsageError(f"The model '{self.model}' does not know the language '{language}'.")
        return [self._hear_piece(request) for request in requests]

    def _hear_piece(self, request: Request) -> tuple[Heard, ...]:
        padded = whisper.pad_or_trim(request.samples)
        mel = whisper.log_mel_spectrogram(padded, self._whisper.dims.n_mels).to(self._whisper.device)
        encoded = self._whisper.embed_audio(mel.unsqueeze(0))[0]
        detected = () if request.languages else self._detect(encoded)
        by_stretch = self._detect_stretches(encoded, request)
        return tuple(
            replace(
                self._write(request, mel, encoded, language, detected or ((language, 1.0),)),
                by_stretch=by_stretch,
            )
            for language in request.languages or (detected[0][0],)
        )

    def _detect(self, encoded: Any) -> Languages:
        """The likeliest languages of a piece."""
        if not self._whisper.is_multilingual:
            return (("en", 1.0),)
        _, found = whisper.detect_language(self._whisper, encoded)
        return tuple(sorted(found.items(), key=lambda language: -language[1])[:LIKELY_LANGUAGES])

    def _detect_stretches(self, encoded: Any, request: Request) -> Languages:
        """The likeliest language of each stretch, by its part of what the encoder made of the piece."""
        if request.languages or not self._whisper.is_multilingual or not request.stretches:
            return ()
        # whisper.detect_language takes whole windows only; this is what it does with them.
        tokenizer = get_tokenizer(True, num_languages=self._whisper.num_languages)
        start = torch.tensor([[tokenizer.sot]], device=encoded.device)
        found: list[tuple[str, float]] = []
        with torch.no_grad():
            for stretch in request.stretches:
                logits = self._whisper.logits(start, encoded[None, states_between(stretch)])[0, 0]
                shares = logits[list(tokenizer.all_language_tokens)].softmax(dim=-1)
                best = int(shares.argmax())
                found.append((tokenizer.all_language_codes[best], float(shares[best])))
        return tuple(found)

    def _write(self, request: Request, mel: Any, encoded: Any, language: str, languages: Languages) -> Heard:
        # The window is always full: the first hearing is the cheap one by being greedy.
        beam_size = BEAM_SIZE if request.window else None
        result = whisper.decode(
            self._whisper,
            encoded,
            whisper.DecodingOptions(
                language=language,
                beam_size=beam_size,
                sample_len=request.most_tokens,
                prompt=prompt_of(request.names) if request.names else None,
                without_timestamps=True,
                fp16=self._whisper.device.type == "cuda",
            ),
        )
        tokenizer = get_tokenizer(
            self._whisper.is_multilingual,
            num_languages=self._whisper.num_languages,
            language=language,
            task="transcribe",
        )
        tokens = [token for token in result.tokens if token < tokenizer.eot]
        frames = math.ceil(request.seconds * _FRAMES_A_SECOND)
        alignment = find_alignment(self._whisper, tokenizer, tokens, mel, frames)
        merge_punctuations(alignment, PREPENDED, APPENDED)
        return Heard(
            language=language,
            languages=languages,
            words=read_words(asdict(timing) for timing in alignment),
            avg_logprob=round(result.avg_logprob, 4),
            no_speech_prob=round(result.no_speech_prob, 4),
            complete=len(result.tokens) < request.most_tokens,
            way=(float(whisper.audio.CHUNK_LENGTH), beam_size or 1),
        )
