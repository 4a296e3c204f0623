"""The sound of places, made of shaped noise and struck tones: nothing here was ever recorded.

Every place sounds the same each time: its chance comes from a seed. Levels are those of a phone at arm's
length from somebody who speaks, so that speech stands well above them.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from examples.voices import RATE, Sound

_FLOOR = 0.0009
"""Root mean square of the air of any room: no phone is ever wholly silent."""

Chance = np.random.Generator
Event = Callable[[Chance], Sound]


@dataclass(frozen=True, slots=True)
class Hum:
    """A noise that lasts.

    Attributes:
        low: Hz below which there is little of it.
        high: Hz above which there is little of it.
        level: Its root mean square.
        swell: 0 to 1, how much it comes and goes.
        pace: How many times a second it may come and go.
    """

    low: float
    high: float
    level: float
    swell: float = 0.0
    pace: float = 0.3


@dataclass(frozen=True, slots=True)
class Place:
    """What is heard somewhere: noises that last, and what happens `often` times a second at a `level`."""

    hums: tuple[Hum, ...] = ()
    event: Event | None = None
    often: float = 0.0
    level: float = 0.0
    echo: float = 0.0
    """0 to 1, how much of a voice comes back from the walls."""


def noise(samples: int, low: float, high: float, chance: Chance) -> Sound:
    """Noise between two frequencies (Hz), with soft edges and a root mean square of 1."""
    frequencies = np.fft.rfftfreq(samples, 1 / RATE)
    with np.errstate(divide="ignore"):
        shape = (
            1
            / np.sqrt(1 + (low / np.maximum(frequencies, 1e-3)) ** 6)
            / np.sqrt(1 + (frequencies / high) ** 6)
        )
    shaped = np.fft.irfft(np.fft.rfft(chance.standard_normal(samples)) * shape, samples)
    return np.asarray(shaped / np.sqrt(np.mean(shaped**2)))


def drift(samples: int, pace: float, chance: Chance) -> Sound:
    """A slow curve between 0 and 1 that turns about `pace` times a second."""
    turns = max(2, round(samples / RATE * pace * 2) + 2)
    where = np.linspace(0, turns - 1, samples)
    left = np.minimum(where.astype(int), turns - 2)
    heights, share = chance.random(turns), (1 - np.cos(np.pi * (where - left))) / 2
    return np.asarray(heights[left] * (1 - share) + heights[left + 1] * share)


def fade(samples: int, rise: float, fall: float) -> Sound:
    """An envelope that rises within `rise` seconds and then dies away, to a third every `fall` seconds."""
    moments = np.arange(samples) / RATE
    return np.asarray(np.minimum(1, moments / rise) * np.exp(-moments / fall))


def tone(hertz: Sound, harmonics: tuple[float, ...] = (1.0,)) -> Sound:
    """A tone whose frequency is given for every sample, with the strength of each harmonic."""
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    return np.asarray(sum(share * np.sin(phase * (number + 1)) for number, share in enumerate(harmonics)))


def struck(low: float, high: float, fall: float, partials: tuple[float, ...]) -> Event:
    """A cup, a bell, a spanner: partials (times a pitch between two in Hz) that die away."""

    def strike(chance: Chance) -> Sound:
        samples = round(RATE * fall * 5)
        pitch = chance.uniform(low, high)
        rings = [
            tone(np.full(samples, pitch * each)) * fade(samples, 0.001, fall / each) for each in partials
        ]
        return np.asarray(sum(rings) / len(partials))

    return strike


def chirps(low: float, high: float, length: float, fall: float) -> Event:
    """A bird: a few calls, each gliding from one pitch (Hz) to `fall` times that within `length` seconds."""

    def call(chance: Chance) -> Sound:
        samples, pitch = round(RATE * length), chance.uniform(low, high)
        glide = pitch * fall ** np.linspace(0, 1, samples) * (1 + 0.03 * np.sin(np.linspace(0, 25, samples)))
        once = tone(glide, (1.0, 0.3)) * np.hanning(samples)
        gap = np.zeros(round(samples * 0.4))
        return np.concatenate([once, gap] * int(chance.integers(2, 5)))

    return call


def knock(low: float, high: float, length: float) -> Event:
    """A step, a drop, a hiss: a burst of noise between two frequencies (Hz), `length` seconds long."""

    def burst(chance: Chance) -> Sound:
        samples = round(RATE * length)
        return np.asarray(noise(samples, low, high, chance) * fade(samples, 0.003, length / 4))

    return burst


def stitches(chance: Chance) -> Sound:
    """A run of a sewing machine."""
    return np.concatenate([knock(300, 2500, 0.07)(chance) for _ in range(int(chance.integers(8, 16)))])


_CUP = struck(2200, 3600, 0.05, (1.0, 1.52, 2.31))
_BELL = struck(1500, 1600, 0.5, (1.0, 2.0, 2.76))
_SPANNER = struck(900, 1700, 0.06, (1.0, 1.63, 2.41, 3.1))
_BIRD = chirps(2800, 4600, 0.12, 0.8)
_GULL = chirps(1100, 1400, 0.35, 0.6)
_WIND = Hum(60, 350, 0.003, 0.9, 0.4)
_MURMUR = (Hum(180, 700, 0.0025, 0.8, 3.1), Hum(300, 1400, 0.0015, 0.8, 4.3))
_TRAFFIC = Hum(50, 420, 0.005, 0.7, 0.25)

PLACES = {
    "cafe": Place(_MURMUR, _CUP, 0.7, 0.012, 0.25),
    "allotment": Place((_WIND,), _BIRD, 0.4, 0.006),
    "bookshop": Place((Hum(80, 300, 0.001),), knock(1500, 5000, 0.03), 1.0, 0.003, 0.1),
    "station": Place((Hum(60, 500, 0.002, 0.5), *_MURMUR), _BELL, 0.15, 0.006, 0.2),
    "hotel": Place((Hum(80, 400, 0.0012),), _BELL, 0.12, 0.005, 0.2),
    "market": Place((*_MURMUR, _WIND), knock(400, 3000, 0.08), 0.8, 0.008),
    "park": Place((_WIND, Hum(2000, 7000, 0.001, 0.8)), _BIRD, 0.5, 0.005),
    "garden": Place((_WIND,), _BIRD, 0.3, 0.004),
    "street": Place((_TRAFFIC, _TRAFFIC, Hum(200, 1800, 0.004, 0.9, 0.2), _WIND)),
    "room": Place((Hum(80, 300, 0.0008),)),
    "kitchen": Place((Hum(3000, 9000, 0.0015, 0.4, 2.0),), _CUP, 0.5, 0.01, 0.2),
    "home": Place((Hum(95, 210, 0.001),), echo=0.15),
    "bus_stop": Place((_TRAFFIC,), knock(1500, 6000, 0.02), 5.0, 0.003),
    "workshop": Place((Hum(60, 400, 0.0012),), _SPANNER, 0.5, 0.012, 0.25),
    "salon": Place((Hum(700, 5000, 0.0018, 0.3), Hum(150, 400, 0.0012)), echo=0.2),
    "greenhouse": Place((Hum(1200, 6000, 0.0015, 0.3),), knock(900, 2600, 0.05), 1.6, 0.006, 0.15),
    "harbour": Place((Hum(90, 900, 0.004, 0.9, 0.25), _WIND), _GULL, 0.25, 0.008),
    "tailor": Place((Hum(80, 300, 0.001),), stitches, 0.2, 0.003, 0.1),
}


def background(place: str, seconds: float) -> Sound:
    """What is heard in a place for so long."""
    heard = PLACES[place]
    chance = np.random.default_rng(zlib.crc32(place.encode()))
    samples = round(seconds * RATE)
    sound = _FLOOR * noise(samples, 60, 6000, chance)
    for hum in heard.hums:
        swell = 1 - hum.swell * drift(samples, hum.pace, chance)
        sound += hum.level * swell * noise(samples, hum.low, hum.high, chance)
    if heard.event:
        for _ in range(round(seconds * heard.often)):
            add(
                sound,
                heard.event(chance) * heard.level * chance.uniform(0.4, 1.0),
                chance.uniform(0, seconds),
            )
    return sound


def add(sound: Sound, other: Sound, start: float) -> None:
    """Mix one sound into another from `start` (seconds) on; what hangs over the end is left out."""
    first = round(start * RATE)
    room = sound[first : first + len(other)]
    room += other[: len(room)]


def echo(sound: Sound, amount: float) -> Sound:
    """A voice with what the walls give back of it, as long as before."""
    chance = np.random.default_rng(1)
    samples = round(RATE * 0.25)
    walls = chance.standard_normal(samples) * fade(samples, 0.004, 0.05)
    walls *= amount * 0.5 / np.sqrt(np.sum(walls**2))
    walls[0] = 1.0
    size = len(sound) + samples
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(walls, size), size)[: len(sound)])
