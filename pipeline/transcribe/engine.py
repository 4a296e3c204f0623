"""What an engine is, what it is asked, and what it gives back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pipeline.transcribe.decoding import compression_ratio
from schemas.records import SAMPLE_RATE, Span, Word, join_words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Request:
    """One piece of sound, and how it is to be heard.

    Attributes:
        samples: One channel, float32, 16 kHz, at most `speech.MAX_PIECE` seconds.
        languages: ISO 639-1 codes to write it in, one text each; empty to detect the language.
        window: Seconds to which the sound is filled up with silence, at the least. An engine whose window is
            fixed searches wider instead where this is asked for.
        tokens_a_second: What a second of sound can hold at most: a text that loops is cut short.
        names: Names that may well be said, as the glossary has them.
        stretches: Parts of it whose language is to be detected one by one, where it is not given.
    """

    samples: "npt.NDArray[np.float32]"
    languages: tuple[str, ...] = ()
    window: float = 0.0
    tokens_a_second: int = 30
    names: tuple[str, ...] = ()
    stretches: tuple[Span, ...] = ()

    @property
    def seconds(self) -> float:
        """How long the sound is."""
        return len(self.samples) / SAMPLE_RATE

    @property
    def most_tokens(self) -> int:
        """How many tokens its text may have."""
        # Whole seconds, so that pieces of one window may have the same number and go together.
        return min(_TOKENS_OF_A_WINDOW, _TOKENS_AT_LEAST + self.tokens_a_second * math.ceil(self.seconds))


_TOKENS_AT_LEAST = 10
_TOKENS_OF_A_WINDOW = 224
"""Half of Whisper's context: more than anybody says in 30 seconds."""


@dataclass(frozen=True)
class Heard:
    """What an engine wrote for one piece of sound, in one language.

    Attributes:
        language: ISO 639-1 code it was written in.
        languages: The likeliest languages with their probabilities, the likeliest first; where the language
            was given, that one alone with 1.0.
        words: Times count from the beginning of the piece.
        avg_logprob: Mean log-probability of the tokens.
        no_speech_prob: Whisper's probability that nothing was said.
        voice: How much the sound is like speech, above 0 if it is; None where the model has no measure of it.
        complete: Whether the text ended by itself; if not, it was cut off at `Request.most_tokens`.
        by_stretch: The likeliest language of each of `Request.stretches` with its probability.
        way: Seconds of the window it was heard in, and how many texts were followed: in one way, the same
            sound gives the same text.
    """

    language: str
    languages: tuple[tuple[str, float], ...]
    words: tuple[Word, ...]
    avg_logprob: float
    no_speech_prob: float
    voice: float | None = None
    complete: bool = True
    by_stretch: tuple[tuple[str, float], ...] = ()
    way: tuple[float, int] = (0.0, 1)

    @cached_property
    def text(self) -> str:
        """The words as running text."""
        return join_words(self.words)

    @cached_property
    def compression_ratio(self) -> float:
        """Length of the text by its length compressed: a text that repeats itself is above 2."""
        return compression_ratio(self.text)


class Engine(Protocol):
    """Something that turns speech into words.

    Attributes:
        name: Its name in `ENGINES`.
        model: The model's name, as it is shown and stored.
    """

    name: str
    model: str

    def hear(self, requests: Sequence[Request]) -> list[tuple[Heard, ...]]:
        """Transcribe pieces of sound: for each, one text for each of its languages.

        What is written for a piece does not depend on the others.

        Raises:
            UsageError: The model does not know a language.
        """
