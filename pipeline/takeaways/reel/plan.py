"""What a film is made of, as people may change it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.people import Channel

CROSSFADE = 0.3
"""Seconds in which one piece becomes the next."""

LONGEST_CROSSFADE = 2.0
LONGEST_FILM = 1800.0
"""Seconds: a film of half an hour is for an editor."""

END = "Thank you to everyone who answered."

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,5}(?:[.,]\d{1,6})?)\s*(?:s|sec|seconds?)?", re.IGNORECASE)
_UNITS = re.compile(r"(?:(\d{1,4})\s*m(?:in)?)\s*(?:(\d{1,5})\s*s?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of the film.

    Attributes:
        answer: The id of what it is a piece of.
        begin: Its first words, or seconds of the clip; None for where the answer begins.
        end: Its last words, or likewise; where both are None it is the best quote of the answer.
        heard: The revision of the transcript it was planned on; empty if that is not known.
        line: Where it stands in the file; 0 if in none.
    """

    answer: str
    begin: str | float | None = None
    end: str | float | None = None
    heard: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A film, before it is made.

    Attributes:
        cuts: In order.
        title: What the first card says; empty for no such card.
        channel: By which way it may leave.
        aspect: One of `pipeline.takeaways.render.canvas.SIZES`.
        captions: Whether they are burned in.
        crossfade: Seconds in which one piece becomes the next.
        longest: Seconds that it may last with all that is in it; None for as long as it is.
        music: The file that is played below; empty for none.
        credits: Whether a card says who was in it.
        end: What the last card says; empty for no such card.
    """

    cuts: tuple[Cut, ...]
    title: str = ""
    channel: Channel = "internal"
    aspect: str = "9:16"
    captions: bool = False
    crossfade: float = CROSSFADE
    longest: float | None = None
    music: str = ""
    credits: bool = True
    end: str = END

    @property
    def answers(self) -> Sequence[str]:
        """The ids of the answers that are in it."""
        return list(dict.fromkeys(cut.answer for cut in self.cuts))


def seconds_of(text: str) -> float | None:
    """A time as people write it: `60`, `60s`, `4.25`, `1:02.5`, `1m30s`; None if it is none."""
    said = text.strip()
    if found := _CLOCK.fullmatch(said):
        return int(found[1] or 0) * 60 + float(found[2].replace(",", "."))
    if found := _UNITS.fullmatch(said):
        return float(int(found[1]) * 60 + int(found[2] or 0))
    return None
