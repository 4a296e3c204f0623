"""A film has the size and the rate of the place where it is posted."""

import pytest

from pipeline.takeaways.render.canvas import Canvas, canvas_for
from pipeline.takeaways.render.picture import fitted
from schemas.records import VideoStream


def filmed(width: int, height: int, rate: float | None) -> VideoStream:
    return VideoStream("h264", "yuv420p", width, height, 0, rate=rate)


@pytest.mark.parametrize(
    ("aspect", "video", "canvas"),
    [
        ("filmed", filmed(720, 1280, 30.0), Canvas(720, 1280, 30.0)),
        ("filmed", filmed(640, 480, 15.0), Canvas(640, 480, 30.0)),
        ("9:16", filmed(1280, 720, 25.0), Canvas(1080, 1920, 25.0)),
        ("1:1", filmed(1280, 720, 60.0), Canvas(1080, 1080, 30.0)),
        ("16:9", filmed(320, 240, None), Canvas(1920, 1080, 30.0)),
    ],
)
def test_size_and_rate(aspect: str, video: VideoStream, canvas: Canvas) -> None:
    assert canvas_for(aspect, video) == canvas


def test_a_film_lasts_whole_pictures_and_one_at_least() -> None:
    canvas = Canvas(1080, 1920)
    assert [canvas.pictures(seconds) for seconds in (0.0, 0.01, 1.0, 2.02)] == [1, 1, 30, 61]
    assert canvas.on_pictures(2.02) == 61 / 30


@pytest.mark.parametrize(
    ("size", "fits"),
    [
        ((1280, 720), (1080, 608)),
        ((720, 1280), (1080, 1920)),
        ((718, 1280), (1080, 1920)),
        ((100, 1280), (150, 1920)),
        ((1280, 100), (1080, 84)),
    ],
)
def test_a_picture_fits_as_a_whole(size: tuple[int, int], fits: tuple[int, int]) -> None:
    assert fitted(*size, Canvas(1080, 1920)) == fits
