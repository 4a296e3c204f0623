"""Pieces of a clip, one after another, and when in the film of them a moment of the clip is."""

from bisect import bisect_right
from collections.abc import Iterable

from schemas.records import Span


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Stretches of time in order, those that overlap or touch as one, none empty and none before 0."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        start, end = max(0.0, span.start), max(0.0, span.end)
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, end))
        elif end > start:
            found.append(Span(start, end))
    return tuple(found)


class Timeline:
    """The clock of a film that holds only some stretches of a clip, back to back.

    Attributes:
        kept: Those stretches, in seconds of the clip: in order, and apart.
        duration: Seconds of the film.
    """

    def __init__(self, kept: Iterable[Span]) -> None:
        self.kept = joined(kept)
        self._begins: list[float] = []
        self.duration = 0.0
        for span in self.kept:
            self._begins.append(self.duration)
            self.duration += span.end - span.start

    def at(self, seconds: float) -> float:
        """When in the film a moment of the clip is; of one that is not in it, where it was cut out."""
        number = bisect_right([span.start for span in self.kept], seconds) - 1
        if number < 0:
            return 0.0
        span = self.kept[number]
        return self._begins[number] + min(seconds, span.end) - span.start

    def holds(self, start: float, end: float) -> bool:
        """Whether all of a stretch of the clip is in the film, in one piece."""
        return any(span.start <= start and end <= span.end for span in self.kept)
