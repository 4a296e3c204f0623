"""Captions in a film: libass draws them when they are said, where they are seen, and as they were written."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.captions import Cue, Look, advanced_substation
from pipeline.takeaways.burning import FONTS, write_burnt
from pipeline.takeaways.render.canvas import Canvas
from tests.pipeline.takeaways.render.conftest import ffmpeg

RATE = 25
WIDTH, HEIGHT = 640, 360


def burn(
    folder: Path, cues: Sequence[Cue], width: int = WIDTH, height: int = HEIGHT
) -> npt.NDArray[np.uint8]:
    """Each picture of a grey film with captions: light by row and column."""
    said = write_burnt(cues, Canvas(width, height), folder)
    grey = f"color=c=gray:s={width}x{height}:r={RATE}:d=2"
    raw = ffmpeg(
        "-f",
        "lavfi",
        "-i",
        grey,
        "-vf",
        f"ass={said}:fontsdir={FONTS}",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "gray",
        "-",
    )
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width)


def touched(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return np.asarray(np.abs(picture.astype(int) - int(picture[0, 0])) > 8)


def test_a_caption_is_seen_while_it_is_said_and_no_picture_longer(tmp_path: Path) -> None:
    pictures = burn(tmp_path, [Cue(0.5, 0.9, ("They listen.",)), Cue(0.9, 1.2, ("Always.",))])
    seen = [number for number, picture in enumerate(pictures) if touched(picture).any()]
    assert seen == list(range(13, 30))
    # The second takes the place of the first in one picture.
    assert touched(pictures[22]).sum() > touched(pictures[23]).sum()


@pytest.mark.parametrize(("width", "height"), [(640, 360), (360, 640), (360, 360)])
def test_two_full_lines_have_room_in_every_shape(tmp_path: Path, width: int, height: int) -> None:
    longest = ("MMM WWW mumbling, remembering 42 wet homes", "and they were always glad that I came back")
    rows, columns = np.nonzero(touched(burn(tmp_path, [Cue(0, 2, longest)], width, height)[10]))
    assert width * 0.02 < columns.min()
    assert columns.max() < width * 0.98
    # In a tall film they are above the buttons that phones lay over it.
    assert rows.max() < height * (0.82 if height > width else 0.97)
    # Two lines, not three.
    assert rows.max() - rows.min() < 3 * Look.on(width, height, "").size


def test_no_word_is_a_command(tmp_path: Path) -> None:
    for written, plain in ((r"{\an8}up", "(_an8)up"), (r"one\Ntwo", "one_Ntwo"), (r"a\{b", "a_(b")):
        [high, *_], [low, *_] = (
            np.nonzero(touched(burn(tmp_path, [Cue(0, 2, (line,))])[10])) for line in (written, plain)
        )
        assert abs(int(high.min()) - int(low.min())) <= 2, written


def test_what_is_hidden_in_words_is_not_in_the_file() -> None:
    look = Look.on(WIDTH, HEIGHT, "Vox, Sans")
    written = advanced_substation(
        [Cue(0, 1.255, ("one\r\nDialogue: two\x00",))], look, lambda line: len(line) * 0.1
    )
    assert written.splitlines()[-1] == "Dialogue: 0,0:00:00.00,0:00:01.25,Said,,0,0,0,,one  Dialogue: two "
    assert "Style: Said,Vox  Sans," in written
