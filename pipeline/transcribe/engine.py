"""What an engine is, and what it gives back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from schemas.records import Segment

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine wrote for one piece of sound.

    Attributes:
        languages: ISO 639-1 codes with their probabilities, the one it wrote in first; where the language was
            given, that one alone with 1.0.
        segments: Times count from the beginning of the piece.
    """

    languages: tuple[tuple[str, float], ...]
    segments: tuple[Segment, ...]


class Engine(Protocol):
    """Something that turns speech into words.

    Attributes:
        name: Its name in `ENGINES`.
        model: The model's name, as it is shown and stored.
    """

    name: str
    model: str

    def hear(
        self, samples: "npt.NDArray[np.float32]", language: str | None, temperature: float = 0.0
    ) -> Heard:
        """Transcribe one piece of at most `MAX_PIECE` seconds at 16 kHz.

        Args:
            samples: One channel, float32.
            language: ISO 639-1 code, or None to detect it.
            temperature: 0 searches for the most probable text; above it, tokens are drawn at random, the same
                ones every time.

        Raises:
            UsageError: The model does not know the language.
        """
