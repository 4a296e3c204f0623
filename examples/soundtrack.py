"""A clip's sound: who speaks when, over the sound of the place, and how far their mouths are open."""

from dataclasses import dataclass

import numpy as np

from examples.clips import Clip
from examples.happenings import dog, passer_by
from examples.people import load_people
from examples.sounds import PLACES, add, background, echo
from examples.voices import RATE, Sound, loudness, speak

_BEFORE_THE_FIRST = 0.6
_BEFORE_A_QUESTION = 0.6
_BEFORE_AN_ANSWER = 1.0
_AFTER_THE_LAST = 0.9
"""Seconds of nobody speaking."""

_OPEN = 0.13
"""How loud a voice is (root mean square) with the mouth wide open."""

_HAPPENINGS = {"08-biscuit-dog": ("biscuit", dog), "09-high-street": ("", passer_by)}
"""What there is to hear beside the place where nobody speaks, and whose mouth it comes from."""


@dataclass(frozen=True, slots=True)
class Soundtrack:
    """The sound of a clip.

    Attributes:
        samples: Mono, `RATE` of them a second.
        spoken: When each line begins and ends, in seconds.
        mouths: How far each person's mouth is open, 0 to 1, every hundredth of a second.
    """

    samples: Sound
    spoken: tuple[tuple[float, float], ...]
    mouths: dict[str, Sound]

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE

    def speaking(self, person: str, moment: float) -> float:
        """How far somebody's mouth is open at a moment (seconds): 0 is shut."""
        mouth = self.mouths.get(person)
        if mouth is None:
            return 0.0
        return float(np.interp(moment * 100, np.arange(len(mouth)), mouth))


def sound_of(clip: Clip) -> Soundtrack:
    """Speak and play everything that is heard in a clip."""
    people = load_people()
    voices = [speak(line.text, people.voice(line.speaker)) for line in clip.lines]
    spoken: list[tuple[float, float]] = []
    for line, voice in zip(clip.lines, voices, strict=True):
        wait = _BEFORE_A_QUESTION if line.asks else _BEFORE_AN_ANSWER
        start = spoken[-1][1] + wait if spoken else _BEFORE_THE_FIRST
        spoken.append((start, start + len(voice) / RATE))
    seconds = clip.seconds or spoken[-1][1] + _AFTER_THE_LAST

    dry = np.zeros(round(seconds * RATE))
    mouths: dict[str, Sound] = {}
    for line, voice, (start, _) in zip(clip.lines, voices, spoken, strict=True):
        track = np.zeros_like(dry)
        add(track, voice, start)
        mouths[line.speaker] = np.maximum(mouths.get(line.speaker, 0), _opening(track))
        # Who asks stands behind the camera, a little farther from it.
        dry += track * (0.8 if line.asks else 1.0)
    if clip.name in _HAPPENINGS:
        name, happening = _HAPPENINGS[clip.name]
        dry = happening(seconds)
        mouths = {name: _opening(dry)}
    samples = echo(dry, PLACES[clip.place].echo) + background(clip.place, seconds)
    return Soundtrack(np.clip(samples, -0.99, 0.99), tuple(spoken), mouths)


def _opening(voice: Sound) -> Sound:
    """How far a mouth is open that makes this sound: as loud, but slower than it."""
    opening = np.clip(loudness(voice, window=0.06) / _OPEN, 0, 1) ** 0.8
    return np.where(opening < 0.04, 0, opening)
