"""The default engine: Whisper in CTranslate2, through faster-whisper, in windows no longer than need be.

Whisper fills every window up to 30 seconds; its encoder takes shorter ones just as well, and an answer is
3 to 20 seconds long. So pieces are filled up with silence to the next whole second, and pieces of the same
length go through the model together. A piece's window depends on its own length alone, so that its text does
not depend on its neighbours.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_ctranslate2_storage, merge_punctuations

from pipeline import models
from pipeline.machine import cores, how_many
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
from pipeline.transcribe.voice import load_head, mean_state
from schemas.errors import UsageError
from schemas.records import SAMPLE_RATE

MARGIN = 2.0
"""Seconds of silence after the sound, at the least: with 1 or 1.5, Whisper does not notice that the speaker
has ended and says the sentence again (measured on 117 recordings: a third more loops)."""

_BATCH = 4
"""Texts that are written together at most: more gained nothing on two cores. In long windows fewer, since the
encoder's memory grows with the square of their length (70 MB for one of 30 seconds)."""

_MOST_WORKERS = 4
_BYTES_A_WORKER = 200 << 20
"""Memory that each takes while it hears a batch: with 1, 2 and 4 of them the example clips took a process of
327 MB to 533, 669 and 860 MB, and on two cores 16.4, 9.3 and 9.9 s."""

_WINDOW = 30.0
_FRAMES_A_SECOND = 100


class FasterWhisper:
    """Whisper in CTranslate2: int8 on all cores, or on the GPU if there is one.

    Args:
        model: A name that `vox models` lists, or a folder.

    Raises:
        MachineError: The model is missing or its weights are not what they should be.
    """

    name = "faster-whisper"

    def __init__(self, model: str) -> None:
        folder = models.locate(model)
        self.model = model_label(model)
        on_gpu = ctranslate2.get_cuda_device_count() > 0
        self._workers = 1 if on_gpu else how_many(_BYTES_A_WORKER, _MOST_WORKERS)
        self._whisper = WhisperModel(
            str(folder),
            device="cuda" if on_gpu else "cpu",
            compute_type="float16" if on_gpu else "int8",
            # Several batches at once, one core each, are faster than one batch on several cores.
            num_workers=self._workers,
            cpu_threads=max(1, cores() // self._workers),
            local_files_only=True,
        )
        self._pool = ThreadPoolExecutor(self._workers)
        self._head = load_head(model)
        self._tokenizer = cache(self._load_tokenizer)

    def hear(self, requests: Sequence[Request]) -> list[tuple[Heard, ...]]:
        """Transcribe pieces of sound; see `Engine.hear`."""
        for language in {language for request in requests for language in request.languages}:
            if language not in self._whisper.supported_languages:
                raise UsageError(f"The model '{self.model}' does not know the language '{language}'.")
        heard: dict[int, tuple[Heard, ...]] = {}
        for found in self._pool.map(lambda batch: self._hear_batch(requests, batch), _batches(requests)):
            heard.update(found)
        return [heard[index] for index in range(len(requests))]

    def _hear_batch(self, requests: Sequence[Request], batch: Sequence[int]) -> dict[int, tuple[Heard, ...]]:
        """Pieces of one window, heard in one way; the texts by the index of their request."""
        asked = [requests[index] for index in batch]
        encoded = self._encode(asked)
        detected = self._detect(encoded, asked)
        by_stretch = [self._detect_stretches(encoded, row, request) for row, request in enumerate(asked)]
        # One row a text: a piece that is heard in two languages is encoded once.
        rows = [
            (row, language)
            for row, request in enumerate(asked)
            for language in request.languages or (detected[row][0][0],)
        ]
        written = self._write(encoded, rows, asked)
        texts: dict[int, list[Heard]] = defaultdict(list)
        way = (_frames(asked[0]) / _FRAMES_A_SECOND, BEAM_SIZE)
        for (row, _), heard in zip(rows, written, strict=True):
            languages = detected[row] or ((heard["language"], 1.0),)
            texts[batch[row]].append(Heard(languages=languages, by_stretch=by_stretch[row], way=way, **heard))
        return {index: tuple(found) for index, found in texts.items()}

    def mean_states(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """What the encoder makes of a piece, averaged over it: what `voice.Head` judges by."""
        return mean_state(np.asarray(self._encode([Request(samples)]))[0], len(samples))

    def _encode(self, asked: Sequence[Request]) -> Any:
        """The encoder's states for pieces of one window, shaped (pieces, states, width)."""
        frames = _frames(asked[0])
        features = np.stack([self._features(request.samples, frames) for request in asked])
        return self._whisper.model.encode(get_ctranslate2_storage(features), to_cpu=True)

    def _features(self, samples: npt.NDArray[np.float32], frames: int) -> npt.NDArray[np.float32]:
        """The log-mel spectrogram of a piece, silence after it; shape (mels, frames)."""
        length = frames * SAMPLE_RATE // _FRAMES_A_SECOND
        padded = np.pad(samples[:length], (0, max(0, length - len(samples))))
        spectrogram: npt.NDArray[np.float32] = self._whisper.feature_extractor(padded, padding=0)
        return spectrogram[:, :frames]

    def _detect(self, encoded: Any, asked: Sequence[Request]) -> list[tuple[tuple[str, float], ...]]:
        """The likeliest languages of each piece; nothing for those whose language is given."""
        if all(request.languages for request in asked):
            return [() for _ in asked]
        if not self._whisper.model.is_multilingual:
            return [() if request.languages else (("en", 1.0),) for request in asked]
        found = self._whisper.model.detect_language(encoded)
        return [
            ()
            if request.languages
            else tuple((code[2:-2], float(share)) for code, share in likely[:LIKELY_LANGUAGES])
            for request, likely in zip(asked, found, strict=True)
        ]

    def _detect_stretches(self, encoded: Any, row: int, request: Request) -> tuple[tuple[str, float], ...]:
        """The likeliest language of each stretch of a piece, by its part of what the encoder made of it."""
        if request.languages or not self._whisper.model.is_multilingual:
            return ()
        states = np.asarray(encoded)[row : row + 1]
        parts = [states[:, part] for part in map(states_between, request.stretches)]
        found = [self._whisper.model.detect_language(get_ctranslate2_storage(part))[0][0] for part in parts]
        return tuple((code[2:-2], float(share)) for code, share in found)

    def _write(
        self, encoded: Any, rows: Sequence[tuple[int, str]], asked: Sequence[Request]
    ) -> list[dict[str, Any]]:
        """The text of each row, a piece in a language: the fields of `Heard`, but for `languages`."""
        sound = _pick(encoded, [row for row, _ in rows], len(asked))
        prompts = [self._prompt(language, asked[row].names) for row, language in rows]
        states = np.asarray(encoded)
        results = self._whisper.model.generate(
            sound,
            prompts,
            beam_size=BEAM_SIZE,
            max_length=2 * asked[0].most_tokens,  # CTranslate2 keeps half of it for a prompt
            return_scores=True,
            return_no_speech_prob=True,
        )
        tokens = [
            [token for token in result.sequences_ids[0] if token < self._tokenizer("en").eot]
            for result in results
        ]
        words = self._align(sound, tokens, rows, asked)
        return [
            {
                "language": language,
                "words": read_words(words[position]),
                # CTranslate2 gives the mean over the tokens; Whisper counts the end of the text as one more.
                "avg_logprob": round(result.scores[0] * len(ids) / (len(ids) + 1), 4),
                "no_speech_prob": round(result.no_speech_prob, 4),
                "voice": self._head.score(states[row], len(asked[row].samples)) if self._head else None,
                "complete": len(ids) < asked[row].most_tokens,
            }
            for position, ((row, language), result) in enumerate(zip(rows, results, strict=True))
            for ids in [result.sequences_ids[0]]
        ]

    def _align(
        self,
        sound: Any,
        tokens: Sequence[list[int]],
        rows: Sequence[tuple[int, str]],
        asked: Sequence[Request],
    ) -> list[list[dict[str, Any]]]:
        """The words of each text with their times, from the model's own attention.

        One by one: a batch fills shorter texts up to the longest, and their times and probabilities change.
        """
        found: list[list[dict[str, Any]]] = []
        for position, (row, language) in enumerate(rows):
            [words] = self._whisper.find_alignment(
                self._tokenizer(language),
                [tokens[position]],
                _pick(sound, [position], len(rows)),
                math.ceil(asked[row].seconds * _FRAMES_A_SECOND),
            )
            merge_punctuations(words, PREPENDED, APPENDED)
            found.append(words)
        return found

    def _prompt(self, language: str, names: tuple[str, ...]) -> list[int]:
        tokenizer = self._tokenizer(language)
        before = [tokenizer.sot_prev, *tokenizer.encode(prompt_of(names))] if names else []
        return [*before, *tokenizer.sot_sequence, tokenizer.no_timestamps]

    def _load_tokenizer(self, language: str) -> Tokenizer:
        return Tokenizer(
            self._whisper.hf_tokenizer,
            self._whisper.model.is_multilingual,
            task="transcribe",
            language=language,
        )


def _frames(request: Request) -> int:
    """The length of the window for a piece, in hundredths of a second."""
    seconds = min(_WINDOW, max(request.window, math.ceil(request.seconds + MARGIN)))
    return round(seconds * _FRAMES_A_SECOND)


def _batches(requests: Sequence[Request]) -> Iterator[list[int]]:
    """Indices of requests that go through the model together, those that take longest first."""
    alike: dict[tuple[int, int, tuple[str, ...]], list[int]] = defaultdict(list)
    for index, request in enumerate(requests):
        alike[_frames(request), request.most_tokens, request.names].append(index)
    for (frames, *_), indices in sorted(alike.items(), key=lambda group: group[0], reverse=True):
        most = max(1, min(_BATCH, int((_WINDOW * _FRAMES_A_SECOND / frames) ** 2)))
        batch: list[int] = []
        for index in indices:
            texts = sum(max(1, len(requests[each].languages)) for each in [*batch, index])
            if batch and texts > most:
                yield batch
                batch = []
            batch.append(index)
        yield batch


def _pick(encoded: Any, rows: Sequence[int], size: int) -> Any:
    """Some rows of what the encoder gave for `size` pieces, in the order asked for."""
    if list(rows) == list(range(size)):
        return encoded
    return get_ctranslate2_storage(np.asarray(encoded)[list(rows)])
