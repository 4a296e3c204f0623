"""How a person moves: breathing, blinking, glancing, and nodding along with what they say."""

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass

_BLINK = 0.2


@dataclass(frozen=True)
class Motion:
    """A person at one moment; shares are 0..1, shifts in units of the person, the tilt in degrees."""

    open: float
    talk: float
    blink: float
    brow: float
    glance: tuple[float, float]
    turn: float
    tilt: float
    sway: float
    nod: float
    breath: float

    @classmethod
    def at(cls, name: str, moment: float, speaking: Callable[[str, float], float]) -> "Motion":
        """How the person of that name is at one moment (seconds)."""
        # A mouth has weight: it follows the sound smoothly, and the head follows more slowly still.
        mouth = sum(speaking(name, max(0.0, moment + d)) for d in (-0.05, 0.0, 0.05)) / 3
        talk = min(1.0, sum(speaking(name, max(0.0, moment - 0.12 * k)) for k in range(8)) / 3.2)
        own = chance(name, 0) * 40
        return cls(
            open=max(0.0, min(1.0, mouth)),
            talk=talk,
            blink=_blinking(name, moment),
            brow=talk * (0.45 + 0.55 * _wander(moment * 0.9 + own)),
            glance=_glancing(name, moment),
            turn=0.6 * _wander(moment * 0.23 + own) + 0.35 * talk * _wander(moment * 0.8 + own),
            tilt=1.3 * _wander(moment * 0.21 + own + 9) + 1.5 * talk * _wander(moment * 0.62 + own + 3),
            sway=3.0 * _wander(moment * 0.17 + own + 5),
            nod=2.2 * talk * (1 + _wander(moment * 1.35 + own + 7)) - 1.0,
            breath=1.6 * math.sin(2 * math.pi * (moment / 4.2 + own)),
        )


def chance(name: str, number: int) -> float:
    """A number in 0..1 that looks random and is always the same for one name and number."""
    return zlib.crc32(f"{name} {number}".encode()) / 0xFFFFFFFF


def smooth(share: float) -> float:
    """Start and stop gently: 0..1 to 0..1."""
    share = max(0.0, min(1.0, share))
    return share * share * (3 - 2 * share)


def _wander(phase: float) -> float:
    """A swing between -1 and 1 that does not visibly repeat."""
    return 0.6 * math.sin(2 * math.pi * phase) + 0.4 * math.sin(2 * math.pi * phase * 1.618 + 1)


def _blinking(name: str, moment: float) -> float:
    slot = int(moment // 3.4)
    since = moment - slot * 3.4 - 0.7 - 2.2 * chance(name, slot + 100)
    return math.sin(math.pi * since / _BLINK) if 0 < since < _BLINK else 0.0


def _glancing(name: str, moment: float) -> tuple[float, float]:
    def target(slot: int) -> tuple[float, float]:
        # Mostly people look at whoever films them; now and then to the side while they think.
        if chance(name, slot + 200) < 0.6:
            return 0.0, 0.0
        return 2 * chance(name, slot + 300) - 1, 0.8 * chance(name, slot + 400) - 0.5

    slot = int(moment // 1.9)
    share = smooth((moment - slot * 1.9) / 0.16)
    before, now = target(slot - 1), target(slot)
    return before[0] + (now[0] - before[0]) * share, before[1] + (now[1] - before[1]) * share
