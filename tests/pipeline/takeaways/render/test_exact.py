"""A piece begins and ends with the picture and the sound with which its words do."""

from pathlib import Path

import pytest

from pipeline.probe import probe
from pipeline.takeaways.render.canvas import Canvas
from pipeline.takeaways.render.encode import write_film
from pipeline.takeaways.render.picture import opened, picture
from pipeline.takeaways.render.pieces import Piece
from pipeline.takeaways.render.sound import sound
from tests.pipeline.takeaways.render.conftest import (
    BETWEEN_CLICKS,
    SOUND_RATE,
    Numbered,
    clicks,
    ffmpeg,
    numbers,
    pictures,
    piece,
    samples,
)


def film(given: Piece, canvas: Canvas, target: Path) -> Path:
    source = opened(given)
    write_film(picture(source, given, canvas), sound(source, given, canvas, 0.0), 5.0, target, "it")
    return target


@pytest.mark.parametrize(
    ("filmed", "shown", "start", "end"),
    [
        (30, 30, 0.0, 1.0),
        (30, 30, 1.0, 2.0),
        (30, 30, 1.013, 3.377),
        (30, 30, 2.0 - 1 / 30, 2.5),
        (25, 30, 0.77, 2.9),
        (15, 30, 1.21, 4.99),
        (60, 30, 1.111, 2.6),
        (24, 24, 3.003, 3.05),
    ],
)
def test_pictures_and_sounds_are_those_of_the_clip(
    tmp_path: Path, numbered: Numbered, filmed: int, shown: int, start: float, end: float
) -> None:
    canvas = Canvas(160, 90, shown)
    given = piece(numbered(filmed), start, end)
    made = film(given, canvas, tmp_path / "film.mp4")
    found = numbers(made)
    assert len(found) == round((end - start) * shown) == canvas.pictures(end - start)
    for place, number in enumerate(found):
        moment = start + place / shown
        # That picture is seen in the clip at that moment, or within half a picture of the film.
        early, late = number / filmed - moment, moment - (number + 1) / filmed
        assert max(early, late) <= 0.5 / shown + 0.001, (place, number)
    heard = samples(made)
    assert len(heard) / SOUND_RATE == pytest.approx(len(found) / shown, abs=0.022), "a block of the encoder"
    expected = [
        number * BETWEEN_CLICKS - start
        for number in range(10)
        if start <= number * BETWEEN_CLICKS < start + len(found) / shown - 0.002
    ]
    assert clicks(heard) == pytest.approx(expected, abs=0.002) if expected else True


def test_a_clip_that_ends_too_soon_keeps_its_last_picture_and_is_silent(
    tmp_path: Path, numbered: Numbered
) -> None:
    copy = numbered(30)
    made = film(piece(copy, 4.6, 5.4), Canvas(160, 90, 30), tmp_path / "film.mp4")
    found = numbers(made)
    assert len(found) == 24
    assert found[:12] == list(range(138, 150))
    assert found[12:] == [149] * 12
    assert probe(made).duration == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize("canvas", [Canvas(108, 192, 10), Canvas(108, 108, 10), Canvas(192, 108, 10)])
@pytest.mark.parametrize("size", ["160x90", "90x160", "120x90", "48x160", "162x92"])
def test_the_picture_is_whole_and_in_the_middle(tmp_path: Path, size: str, canvas: Canvas) -> None:
    """A white frame with a black inside: it is there on all sides, undistorted, and blurred beyond."""
    copy = tmp_path / "copy.mp4"
    white = f"color=white:s={size}:r=10:d=1,format=yuv420p,drawbox=x=8:y=8:w=iw-16:h=ih-16:c=black:t=fill"
    ffmpeg("-f", "lavfi", "-i", white, "-crf", "8", copy)
    made = film(piece(copy, 0.2, 0.8), canvas, tmp_path / "film.mp4")
    video = probe(made).video
    assert video
    assert (video.width, video.height, video.square, video.matrix) == (canvas.width, canvas.height, True, 1)
    width, height = map(int, size.split("x"))
    larger = min(canvas.width / width, canvas.height / height)
    [middle, *_] = pictures(made)
    for line, side, room in (
        (middle[canvas.height // 2], width, canvas.width),
        (middle[:, canvas.width // 2], height, canvas.height),
    ):
        edge = (room - side * larger) / 2
        for begin, end in ((edge, edge + 8 * larger), (room - edge - 8 * larger, room - edge)):
            assert line[round(begin) + 2 : round(end) - 2].min() > 150, "the frame"
        assert line[round(edge + 8 * larger) + 3 : round(room - edge - 8 * larger) - 3].max() < 60, (
            "the inside"
        )
        assert edge < 2 or line[: round(edge) - 2].max() < 200, "what is beyond is darker"
