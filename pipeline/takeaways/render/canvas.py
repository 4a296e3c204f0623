"""The size of a film, and how many pictures a second it has."""

from dataclasses import dataclass

from pipeline.derive.encoding import rate
from pipeline.search import near
from schemas.errors import UsageError
from schemas.records import VideoStream

AS_FILMED = "filmed"
SIZES = {"9:16": (1080, 1920), "1:1": (1080, 1080), "16:9": (1920, 1080)}
"""Pixels, as all the places show them where films are posted."""

ASPECTS = (AS_FILMED, *SIZES)

RATE = 30.0
"""Pictures a second of a film of several clips."""

_SLOWEST = 23
"""Pictures a second that are taken where films are posted; slower ones become 30, each shown twice or so."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a film is drawn on.

    Attributes:
        width: Pixels, even.
        height: Likewise.
        rate: Pictures a second.
    """

    width: int
    height: int
    rate: float = RATE

    def pictures(self, seconds: float) -> int:
        """How many pictures last so long: one at least."""
        return max(1, round(seconds * self.rate))

    def on_pictures(self, seconds: float) -> float:
        """The time that is a whole number of pictures, and nearest."""
        return self.pictures(seconds) / self.rate


def canvas_for(aspect: str, video: VideoStream) -> Canvas:
    """The canvas for one clip.

    Args:
        aspect: One of `ASPECTS`.
        video: The picture of its copy.

    Raises:
        UsageError: There is no such aspect.
    """
    own = rate(video)
    width, height = size_of(aspect) or (video.width // 2 * 2, video.height // 2 * 2)
    return Canvas(width, height, own if own >= _SLOWEST else RATE)


def size_of(aspect: str) -> tuple[int, int] | None:
    """Width and height of a film, in pixels; None for as it was filmed.

    Raises:
        UsageError: There is no such aspect.
    """
    if aspect not in ASPECTS:
        raise UsageError(
            f"There is no aspect '{aspect}'.{near(aspect, ASPECTS)}",
            f"Say {', '.join(ASPECTS[:-1])} or {ASPECTS[-1]}.",
        )
    return SIZES.get(aspect)
