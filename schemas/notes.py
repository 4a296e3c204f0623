"""What is written on a sheet that somebody holds up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A sheet with writing on it that is seen in a clip.

    Attributes:
        text: What was read from it, its lines as lines.
        start: From when it is seen, in seconds of the clip.
        end: Until when.
        at: When it is seen best.
        box: Where it is then: left, top, width and height as shares of the upright picture, 0 to 1.
        confidence: How sure the reader is of the letters, on average, 0 to 1.
    """

    text: str
    start: float
    end: float
    at: float
    box: tuple[float, float, float, float]
    confidence: float
