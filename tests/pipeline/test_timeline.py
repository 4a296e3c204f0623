"""Moments of a clip in a film of some of its pieces."""

import pytest

from pipeline.timeline import Timeline, joined
from schemas.records import Span


def test_moments_are_as_much_earlier_as_was_left_out() -> None:
    timeline = Timeline([Span(10.0, 12.0), Span(3.0, 4.5), Span(20.0, 21.0)])
    assert timeline.kept == (Span(3.0, 4.5), Span(10.0, 12.0), Span(20.0, 21.0))
    assert timeline.duration == 4.5
    moments = {0.0: 0.0, 3.0: 0.0, 4.0: 1.0, 4.5: 1.5, 7.0: 1.5, 10.0: 1.5, 11.0: 2.5, 20.5: 4.0, 99.0: 4.5}
    assert {at: timeline.at(at) for at in moments} == moments
    assert timeline.holds(10.0, 12.0)
    assert not timeline.holds(4.0, 10.5)


def test_pieces_that_overlap_or_touch_are_one() -> None:
    assert joined([Span(2, 3), Span(-1, 1), Span(3, 4), Span(0.5, 1.5), Span(9, 9)]) == (
        Span(0, 1.5),
        Span(2, 4),
    )


def test_a_film_of_nothing_is_empty() -> None:
    assert (Timeline([]).kept, Timeline([]).duration, Timeline([]).at(5.0)) == ((), 0.0, 0.0)
    assert Timeline([Span(1.0, 3.0)]).at(2.0) == pytest.approx(1.0)
