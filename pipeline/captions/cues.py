"""Captions, each with when it is shown.

A caption is shown from the beginning of its first word to the end of its last, and never otherwise; a pause
of `PAUSE` ends it. Where that is too short to read it (`MOST_A_SECOND`, `SHORTEST`), or where the next begins
so soon that it would flicker, it stays for up to `TOLERANCE` more, and never into the next. People who simply
speak faster than others can read are told faster: their words are neither left out nor shown out of time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from pipeline.captions.cuts import MOST_A_SECOND, SHORTEST, TOLERANCE, cut
from pipeline.captions.lines import fold
from pipeline.captions.passages import LONGEST_LINE, Clock, Passage, atoms, width

__all__ = ["LONGEST_LINE", "MOST_A_SECOND", "TOLERANCE", "Cue", "make_cues"]

_TICK = 0.001
"""Seconds: what the formats can tell, and the least a caption is shown."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption.

    Attributes:
        start: Seconds of the film, to the millisecond.
        end: Likewise; not later than the next begins.
        lines: One or two, none wider than `LONGEST_LINE`.
        speaker: Who says it; empty for who is not named.
        language: ISO 639-1, or None.
    """

    start: float
    end: float
    lines: tuple[str, ...]
    speaker: str = ""
    language: str | None = None

    @property
    def speed(self) -> float:
        """Letters a second, with the spaces."""
        return 1000 * width(" ".join(self.lines)) / round(1000 * (self.end - self.start))


def _as_it_is(seconds: float) -> float:
    return seconds


def make_cues(passages: Sequence[Passage], clock: Clock = _as_it_is, end: float = inf) -> list[Cue]:
    """The captions of what is said.

    Args:
        passages: In the order in which they are said. Nobody shares a caption with somebody else.
        clock: When in the film a moment of the clip is.
        end: When the film ends; nothing is shown later.
    """
    found = [(passage, caption) for passage in passages for caption in cut(atoms(passage, clock)) if caption]
    cues: list[Cue] = []
    for place, (passage, caption) in enumerate(found):
        lines = fold(caption)
        # Two who speak at once: the second waits for the first.
        start = max(caption[0].start, cues[-1].end if cues else 0.0)
        said = max(atom.end for atom in caption)
        following = found[place + 1][1][0].start if place + 1 < len(found) else inf
        # In whole milliseconds, as all times are told.
        readable = ceil(1000 * (start + max(SHORTEST, width(" ".join(lines)) / MOST_A_SECOND))) / 1000
        until = min(max(said, readable), said + TOLERANCE)
        if said < following <= said + TOLERANCE:
            until = following
        start = round(start, 3)
        until = max(round(min(until, following, end), 3), round(start + _TICK, 3))
        cues.append(Cue(start, until, lines, " ".join(passage.speaker.split()), passage.language))
    return cues
