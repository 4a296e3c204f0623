"""Panels of films have the size that is asked for, and hold what is given."""

import pytest

from pipeline.takeaways.drawing.page import TooLongError
from pipeline.takeaways.drawing.panels import Size, credits_panel, internal_mark, lower_third, title_panel
from tests.pipeline.takeaways.drawing.pixels import clearness, pixels

QUESTION = "What makes good customer service?"


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (320, 180)])
def test_titles_and_credits_fill_a_film_of_any_size(size: Size) -> None:
    names = [f"Somebody Whose Name Is Number {number}" for number in range(40)]
    for drawn in (
        title_panel(size, QUESTION, "Twelve people", is_internal=True),
        title_panel(size, QUESTION * 4),
        credits_panel(size, names, "With", is_internal=True),
        credits_panel(size, ["vox.example"]),
    ):
        assert pixels(drawn).shape == (size[1], size[0], 3)


def test_names_take_four_fifths_of_a_film_at_most() -> None:
    short = lower_third((1080, 1920), "Maya")
    long = lower_third((1080, 1920), "Maya " * 30, "Barista " * 30)
    assert pixels(short).shape[1] < 400
    assert pixels(long).shape[1] <= 1080 * 0.8 + 1


def test_labels_are_clear_around_their_corners() -> None:
    for drawn in (lower_third((1080, 1080), "Maya", "Barista"), internal_mark((1080, 1080))):
        seen = clearness(drawn)
        assert seen[0, 0] == 0
        assert seen[seen.shape[0] // 2, seen.shape[1] // 2] > 200


def test_too_many_names_are_refused() -> None:
    with pytest.raises(TooLongError):
        credits_panel((320, 180), [f"Name {number}" for number in range(300)])
