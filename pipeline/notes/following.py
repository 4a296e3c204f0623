"""The same sheet from picture to picture."""

from dataclasses import dataclass, field

from pipeline.notes.frames import RATE, Picture
from pipeline.notes.paper import Seen, best, overlap

_GONE = 2.2
"""Seconds after which a sheet that is not seen any more has been put down."""

_LEAST = 2
"""Pictures in which a sheet must be seen: what flashes by is none."""

VIEWS = 3
"""The sharpest views of a sheet that are read: more say nothing new, and each takes half a second."""

_SAME = 0.2
"""Shared area of a sheet in two pictures one after another: hands tremble."""


@dataclass(slots=True)
class Sheet:
    """A sheet that is held up.

    Attributes:
        start: From when it is seen, in seconds.
        end: When it is seen last.
        views: Its sharpest views, each with its second and where it is then, as shares of the picture.
        times: In how many pictures it is seen.
    """

    start: float
    end: float
    last: Seen
    views: list[tuple[float, tuple[float, float, float, float], Seen]] = field(default_factory=list)
    times: int = 0


class Follower:
    """Sees pictures in order, and tells which sheets are held up."""

    def __init__(self) -> None:
        self._sheets: list[Sheet] = []

    def see(self, moment: float, picture: Picture, sheets: list[Seen]) -> None:
        """What is seen at a second."""
        for seen in sheets:
            held = [sheet for sheet in self._sheets if 0 < moment - sheet.end <= _GONE]
            known = max(held, key=lambda sheet: overlap(sheet.last.corners, seen.corners), default=None)
            if known is None or overlap(known.last.corners, seen.corners) < _SAME:
                known = Sheet(moment, moment, seen)
                self._sheets.append(known)
            known.end, known.last, known.times = moment, seen, known.times + 1
            known.views.append((moment, _box(seen, picture), seen))
            sharpest = best([view for _, _, view in known.views], VIEWS)
            known.views = [each for each in known.views if any(each[2] is view for view in sharpest)]

    def held(self) -> list[Sheet]:
        """The sheets that were held for a while, in order."""
        held = [sheet for sheet in self._sheets if sheet.times >= _LEAST]
        for sheet in held:
            sheet.end += 1 / RATE
        return held


def _box(seen: Seen, picture: Picture) -> tuple[float, float, float, float]:
    height, width = picture.shape[:2]
    left, top = seen.corners.min(axis=0).clip(0, None)
    right, bottom = seen.corners.max(axis=0)
    return (
        float(left / width),
        float(top / height),
        float(min(right, width) - left) / width,
        float(min(bottom, height) - top) / height,
    )
