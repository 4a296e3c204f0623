"""What is heard where nobody speaks: a dog, and somebody who walks past."""

import numpy as np

from examples.sounds import add, fade, knock, noise, tone
from examples.voices import RATE, Sound

BARKS = (0.9, 1.55)
"""When the dog barks, in seconds; afterwards it pants."""

_PANTING = 2.6
_PANTS_A_SECOND = 3.2


def dog(seconds: float) -> Sound:
    """Two barks, then panting."""
    chance = np.random.default_rng(8)
    sound = np.zeros(round(seconds * RATE))
    for number, start in enumerate(BARKS):
        add(sound, _bark(1 - 0.08 * number, chance), start)
    breath = round(RATE / _PANTS_A_SECOND)
    for number, start in enumerate(np.arange(_PANTING, seconds - 0.4, 0.5 / _PANTS_A_SECOND)):
        # In is shorter and higher than out.
        low, loud = ((500, 0.012), (1100, 0.008))[number % 2]
        pant = noise(breath // 2, low, low * 4, chance) * np.hanning(breath // 2)
        add(sound, loud * pant, float(start))
    return sound


def _bark(pitch: float, chance: np.random.Generator) -> Sound:
    """A rough tone that jumps up and falls, with a burst of breath."""
    samples = round(RATE * 0.24)
    moments = np.linspace(0, 1, samples)
    glide = pitch * (380 + 240 * np.sin(np.pi * np.minimum(1, moments * 1.15)))
    rough = glide * (1 + 0.06 * noise(samples, 20, 90, chance))
    voice = tone(rough, (0.6, 1.0, 0.8, 0.5, 0.35, 0.2, 0.1))
    air = noise(samples, 500, 3500, chance)
    return np.asarray(0.16 * (voice + 0.7 * air) * fade(samples, 0.012, 0.09))


def passer_by(seconds: float) -> Sound:
    """Footsteps that come near and go away, and a car."""
    chance = np.random.default_rng(9)
    sound = np.zeros(round(seconds * RATE))
    for step in np.arange(0.4, seconds - 0.3, 0.56):
        near = np.exp(-(((step - seconds / 2) / (seconds / 4)) ** 2))
        add(sound, 0.035 * near * knock(150, 1600, 0.09)(chance), float(step + chance.uniform(-0.02, 0.02)))
    moments = np.arange(len(sound)) / RATE
    passing = np.exp(-(((moments - seconds * 0.6) / 1.3) ** 2))
    return np.asarray(sound + 0.03 * passing * noise(len(sound), 70, 900, chance))
